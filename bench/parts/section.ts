// A bench as a section of docs/performance.md.
import { isKept, type Bench } from '../report.ts';

/** Heading, table of figures with what was promised, remarks. */
export function section(title: string, { name, figures }: Bench, remarks: readonly string[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const body = figures.map((figure) => {
    const { what, value, unit, atMost, atLeast } = figure;
    const promised =
      atMost !== undefined
        ? `at most ${String(atMost)}`
        : atLeast !== undefined
          ? `at least ${String(atLeast)}`
          : '';
    const verdict = promised === '' ? '' : isKept(figure) ? `${promised}: kept` : `${promised}: **not kept**`;
    return row([what.trim(), `${value.toFixed(value >= 100 ? 0 : 2)} ${unit}`, verdict]);
  });
  return [
    `## ${title}`,
    '',
    `${name}.`,
    '',
    row(['what', 'measured', 'promised']),
    row(['---', '---:', '---']),
    ...body,
    '',
    ...remarks,
  ].join('\n');
}
