// What a bench gives back: figures with their units, and a limit where one was promised. Ratios come from one run on one machine.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'kB' | 'ms' | 'µs' | 'per s' | 'times' | 'MB' | 'exchanges';
  /** What was promised; the run fails when it is not kept. */
  readonly atMost?: number;
  readonly atLeast?: number;
}
export interface Bench {
  readonly name: string;
  readonly figures: readonly Figure[];
}

export const isKept = ({ value, atMost = Infinity, atLeast = -Infinity }: Figure): boolean =>
  value <= atMost && value >= atLeast;

/** Prints a bench as lines that align. */
export function print({ name, figures }: Bench): void {
  console.log(`\n${name}`);
  for (const figure of figures) {
    const limit =
      figure.atMost !== undefined
        ? `  (at most ${String(figure.atMost)})`
        : figure.atLeast !== undefined
          ? `  (at least ${String(figure.atLeast)})`
          : '';
    const verdict = limit === '' ? '' : isKept(figure) ? '  kept' : '  NOT KEPT';
    console.log(
      `  ${figure.what.padEnd(58)} ${figure.value.toFixed(2).padStart(10)} ${figure.unit}${limit}${verdict}`,
    );
  }
}

/** The value below which `share` (0 to 1) of the samples lie. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Where figures are kept for people to read. */
const PAGE = join(import.meta.dirname, '../docs/performance.md');
const HEAD = `# Performance

Written by \`npm run bench\`: each part by the bench of its name, on the machine that ran it.
`;

/** Puts the part `name` into docs/performance.md, in place of what stood there. */
export function writeSection(name: string, markdown: string): void {
  const [from, to] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const old = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : HEAD;
  const [before = '', rest] = old.split(from);
  const after = rest?.split(to)[1] ?? '\n';
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`;
  writeFileSync(
    PAGE,
    `${before.trimEnd()}\n\n${from}\n\n${markdown.trim()}\n\nMachine: ${machine}.\n\n${to}${after}`,
  );
}
