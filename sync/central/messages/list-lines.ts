// The lines of an uploaded list as people: which column is which, and what cannot be read.
import type { AudienceList } from '../../contract/desk.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { readBirthDate } from './birth-date.ts';
import type { CsvLine } from './csv.ts';

export interface Person {
  readonly line: number;
  readonly name: string;
  /** YYYYMMDD. */
  readonly birthDate: string;
  /** Empty: not given. */
  readonly address: string;
}

export interface ReadPeople {
  /** Each once, with the first line on which they stand. */
  readonly people: readonly Person[];
  /** Lines, repetitions included. */
  readonly understood: number;
  readonly unreadable: AudienceList['unreadable'];
}

/** `heading`: no column of names or of birth dates; `empty`: not a single line; `lines`: more than may be. */
export type ListTrouble = 'heading' | 'empty' | 'lines';

const headings = {
  name: ['氏名', '名前', 'name'],
  birthDate: ['生年月日', 'birth_date', 'birthdate', 'birth date'],
  address: ['住所', 'address'],
} as const;
const linesAtMost = 200_000;
const unreadableShown = 20;

/** Reads the lines below the heading. */
export function readPeople([heading, ...lines]: readonly CsvLine[]): Result<ReadPeople, ListTrouble> {
  const columns = heading?.cells.map((cell) => cell.normalize('NFKC').trim().toLowerCase()) ?? [];
  const find = (names: readonly string[]): number => columns.findIndex((column) => names.includes(column));
  const [name, birthDate, address] = [find(headings.name), find(headings.birthDate), find(headings.address)];
  if (name === -1 || birthDate === -1) return err('heading');
  if (lines.length > linesAtMost) return err('lines');
  const people = new Map<string, Person>();
  const unreadable: AudienceList['unreadable'] = [];
  let understood = 0;
  for (const { line, cells } of lines) {
    const why = wrong(cells, name, birthDate);
    if (why !== null) {
      if (unreadable.length < unreadableShown) unreadable.push({ line, why });
      continue;
    }
    understood += 1;
    const person = {
      line,
      name: (cells[name] ?? '').trim(),
      birthDate: readBirthDate(cells[birthDate] ?? '') ?? '',
      address: (cells[address] ?? '').trim(),
    };
    const key = JSON.stringify([person.name, person.birthDate, person.address]);
    if (!people.has(key)) people.set(key, person);
  }
  return understood === 0 ? err('empty') : ok({ people: [...people.values()], understood, unreadable });
}

function wrong(
  cells: readonly string[],
  name: number,
  birthDate: number,
): AudienceList['unreadable'][number]['why'] | null {
  if (cells.length <= Math.max(name, birthDate)) return 'columns';
  if ((cells[name] ?? '').trim() === '') return 'empty';
  return readBirthDate(cells[birthDate] ?? '') === null ? 'birth-date' : null;
}
