// Loaded before a program (`--import`): its clock stands as far from the machine's as a file says, in milliseconds, and jumps when the
// file changes. For programs in JavaScript this is all that a clock is; nothing of the program knows.
import { readFileSync } from 'node:fs';

const file = process.env['SHIFTED_CLOCK'];
if (file === undefined) throw new Error('SHIFTED_CLOCK names the file with the offset');
const lookEveryMs = 15;
const Real = Date;
let offsetMs = 0;
const look = (): void => {
  const told = Number(readFileSync(file, 'utf8'));
  // Empty in the moment between truncating and writing: the next look finds it.
  if (!Number.isNaN(told)) offsetMs = told;
};
look();
setInterval(look, lookEveryMs).unref();

class Shifted extends Real {
  constructor(...given: readonly (number | string | Date)[]) {
    // Date's own constructor takes all of these, and its types want them one by one.
    if (given.length === 0) super(Real.now() + offsetMs);
    else super(...(given as [number]));
  }
  static override now(): number {
    return Real.now() + offsetMs;
  }
}
// Called without `new` it would give a text; nobody does that.
globalThis.Date = Shifted as DateConstructor;
