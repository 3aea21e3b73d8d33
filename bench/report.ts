// What a bench gives back: figures with their units, and a limit where one was promised. Ratios come from one run on one machine.

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 'µs' | 'per s' | 'times' | 'MB';
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
