// The short form of `npm run test:faults`: every kind of fault strikes a few times. The long form is in docs/reliability.md.
import { expect, test } from 'vitest';
import { playAll, wrongs } from './parts/play.ts';

// Half of it is waiting for programs to start: on a busy machine long.
const withinMs = 420_000;

test(
  'what residents were told is saved arrives once, whatever happens between',
  { timeout: withinMs },
  async () => {
    const said: string[] = [];
    const options = { seed: 20_261_121, minutes: 1, kills: 0, faults: 0, only: null, short: true };
    const { rows } = await playAll({ ...options, say: (line) => said.push(line) });
    console.log(said.join('\n'));
    expect(rows.flatMap((row) => wrongs(row).map((wrong) => `${row.fault}: ${wrong}`))).toEqual([]);
    // The faults did strike, and residents did register meanwhile.
    expect(rows.filter(({ told }) => told.struck === 0)).toEqual([]);
    expect(rows.reduce((sum, { count }) => sum + count.confirmed, 0)).toBeGreaterThan(100);
  },
);
