// What a trial is: it makes its fault strike so many times and says how often it did. The counting is the stage's.
import type { Stage } from '../parts/stage.ts';

export interface Told {
  /** How often the fault struck. */
  readonly struck: number;
  /** Why the trial could not be made here; the run then fails as a whole. */
  readonly impossible?: string;
  /** What else the trial had to find out, already found wrong: in words, one each. */
  readonly wrong?: readonly string[];
  /** For the table: what is worth knowing. */
  readonly note?: string;
}

export interface Order {
  readonly stage: Stage;
  /** Strike so often, */
  readonly amount: number;
  /** but stop at this instant (performance.now). */
  readonly untilMs: number;
  /** The trial's own numbers. */
  readonly random: () => number;
}

export interface Trial {
  /** The row of the table. */
  readonly fault: string;
  readonly kind: 'kill' | 'network' | 'rest';
  /** Share of what the command line asks for of this kind; for `rest` the number of times itself. */
  readonly weight: number;
  /** How often in the short form. */
  readonly short: number;
  run(order: Order): Promise<Told>;
}

export const below = (random: () => number, limit: number): number => Math.floor(random() * limit);

/** Pauses between commits, milliseconds: bursts and breaths. */
export const pauses = (random: () => number, atMost: number): readonly number[] =>
  Array.from({ length: 16 }, () => below(random, atMost));
