// CSV as municipalities exchange it: read in UTF-8 or Shift_JIS, written in UTF-8 with a byte order mark (RFC 4180), so that every
// character of a name comes back as it went. Cells that a spreadsheet would take for a formula are defused, and only that is undone on
// the way back: such a cell gets one apostrophe more in front, and loses one when it is read.
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';

export type CsvTrouble = 'encoding' | 'quotes';

export interface CsvLine {
  /** Of the file, from 1; where it begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** What a spreadsheet may take for a formula, with as many apostrophes in front as there are. */
const formula = /^'*[=+\-@\t\r＝＋－＠]/;
/** A cell as it is written. */
export const defuse = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell);
/** The cell that was meant. */
export const fuse = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;

/** The file's bytes. */
export function writeCsv(heading: readonly string[], lines: readonly (readonly string[])[]): Buffer {
  const cells = [heading, ...lines].map((line) => line.map(defuse));
  return Buffer.from(stringify(cells, { bom: true, record_delimiter: '\r\n', quoted_match: /[\r\n]/ }));
}

/** Lines that are not empty, with their cells. */
export function readCsv(file: Uint8Array | string): Result<CsvLine[], CsvTrouble> {
  const text = typeof file === 'string' ? file : decode(file);
  // PostgreSQL's texts hold no NUL; lone halves of a pair are no text.
  if (text === null || text.includes('\0') || !text.isWellFormed()) return err('encoding');
  try {
    const rows = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, info: true });
    // With `info` each row is its record and where it stood; the types of csv-parse leave that out.
    const lines = rows as unknown as {
      readonly record: string[];
      readonly info: { readonly lines: number };
    }[];
    return ok(
      lines.map(({ record, info }) => ({ line: info.lines - newlines(record), cells: record.map(fuse) })),
    );
  } catch (cause) {
    if (cause instanceof CsvError) return err('quotes');
    throw cause;
  }
}

/** Line breaks within its cells: the place that the parser tells is where a record ends. */
const newlines = (record: readonly string[]): number =>
  record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);

/** UTF-8 where it is that, otherwise Shift_JIS as Windows writes it; null: neither. */
function decode(file: Uint8Array): string | null {
  for (const encoding of ['utf-8', 'shift_jis']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(file);
    } catch {
      // Not this one.
    }
  }
  return null;
}
