// Plays the trials one after another on one stage and judges each.
import { bundles } from '../trials/bundles.ts';
import { centralSide } from '../trials/central-side.ts';
import { disk } from '../trials/disk.ts';
import { kills } from '../trials/kills.ts';
import { lines } from '../trials/lines.ts';
import { nth } from '../trials/nth.ts';
import type { Told, Trial } from '../trials/trial.ts';
import { whole } from '../trials/whole.ts';
import { seeded } from '../../fixtures/mutate.ts';
import { Stage, type Count } from './stage.ts';

export interface PlayOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly kills: number;
  readonly faults: number;
  readonly only: string | null;
  readonly short: boolean;
  readonly say: (line: string) => void;
  /** After every row, with all rows so far: a run that is stopped leaves what it found. */
  readonly onRow?: (played: Played) => void;
}
export interface Row {
  readonly fault: string;
  readonly kind: Trial['kind'];
  readonly told: Told;
  readonly count: Count;
  readonly seconds: number;
}
export interface Played {
  readonly options: PlayOptions;
  readonly rows: readonly Row[];
  /** Rows that a whole run has. */
  readonly planned: number;
  readonly good: boolean;
  readonly began: Date;
  readonly minutes: number;
}

export const trials: readonly Trial[] = [
  ...kills,
  ...whole,
  ...lines,
  ...disk,
  ...centralSide,
  ...bundles,
  ...nth,
];

const nothingPlayed: Count = {
  confirmed: 0,
  lost: [],
  doubled: [],
  unbalanced: [],
  personal: [],
  pressed: 0,
};

/** What is wrong with a row; empty when all is well. */
export const wrongs = ({ told, count }: Row): readonly string[] => [
  ...(told.impossible === undefined ? [] : [`not possible here: ${told.impossible}`]),
  ...(told.wrong ?? []),
  ...count.lost.slice(0, 5).map((id) => `lost ${id}`),
  ...count.doubled.slice(0, 5).map((id) => `doubled ${id}`),
  ...count.unbalanced,
  ...count.personal,
];

export async function playAll(options: PlayOptions): Promise<Played> {
  const { seed, minutes, only, short, say, onRow } = options;
  const chosen = trials.filter(
    (trial) => (only === null || trial.fault.includes(only)) && (!short || trial.short > 0),
  );
  const began = new Date();
  const from = performance.now();
  say(`seed ${String(seed)}: npm run test:faults -- --seed ${String(seed)}`);
  const stage = await Stage.open(seed, { nodes: short ? 1 : 2, crew: short ? 2 : 3 });
  const rows: Row[] = [];
  const played = (): Played => ({
    options,
    rows,
    planned: chosen.length,
    good: rows.every((row) => wrongs(row).length === 0),
    began,
    minutes: (performance.now() - from) / 60_000,
  });
  try {
    for (const trial of chosen) {
      const row = await playOne(stage, trial, options, (minutes * 60_000) / chosen.length);
      rows.push(row);
      say(lineOf(row));
      onRow?.(played());
    }
  } finally {
    await stage.close();
  }
  return played();
}

/** How many fair shares of the time a trial may take: what is started again after each fault takes long. */
const shares = { kill: 9, network: 2.5, rest: 4 } as const;

async function playOne(stage: Stage, trial: Trial, options: PlayOptions, fairMs: number): Promise<Row> {
  const { fault, kind, weight } = trial;
  const from = performance.now();
  const of = { kill: options.kills, network: options.faults, rest: 1 }[kind];
  const amount = options.short ? trial.short : Math.ceil(weight * of);
  // A trial of its own numbers, whatever was played before it.
  const random = seeded(
    options.seed ^ [...fault].reduce((hash, char) => Math.imul(hash, 31) + char.charCodeAt(0), 7),
  );
  await stage.calm();
  const told = await trial.run({ stage, amount, untilMs: from + shares[kind] * fairMs, random });
  const count = told.impossible === undefined ? await stage.count() : nothingPlayed;
  return { fault, kind, told, count, seconds: (performance.now() - from) / 1000 };
}

function lineOf(row: Row): string {
  const { fault, told, count, seconds } = row;
  const bad = wrongs(row);
  return [
    fault.padEnd(50),
    `${String(told.struck).padStart(6)} struck`,
    `${String(count.confirmed).padStart(6)} confirmed`,
    `${String(count.lost.length)} lost`,
    `${String(count.doubled.length)} doubled`,
    `${seconds.toFixed(0)} s`,
    ...(bad.length === 0 ? [] : [`WRONG: ${bad.join('; ')}`]),
  ].join('  ');
}
