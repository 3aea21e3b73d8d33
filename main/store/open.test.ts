import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrations } from './migrations/index.ts';
import { atLeast, openFile } from './open.ts';
import { columns } from './schema.ts';
import { openStore, type StoreOptions } from './store.ts';
import { freshDirectory, handClock, madeUpRegistration, openTestStore } from './testing/fixtures.ts';

const options = (path: string): StoreOptions => ({ path, now: handClock(), log: () => undefined });
const errorOf = (path: string, more: Partial<StoreOptions> = {}) => {
  const opened = openStore({ ...options(path), ...more });
  if (opened.ok) opened.value.close();
  return opened.ok ? null : opened.error;
};

test('file and directory are for their owner alone', () => {
  const directory = join(freshDirectory(), 'data');
  mkdirSync(directory, { mode: 0o755 });
  const path = join(directory, 'terminal.db');
  openTestStore(path).commitRegistration(madeUpRegistration(1));
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  const modes = readdirSync(directory).map((name) => statSync(join(directory, name)).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600]);
});

test('the file is in WAL mode and every commit is synchronous to the disk', () => {
  const opened = openFile(join(freshDirectory(), 'terminal.db'), () => undefined);
  if (!opened.ok) throw new Error(opened.error.kind);
  const pragma = (name: string): unknown => opened.value.pragma(name, { simple: true });
  // 2 is FULL, https://www.sqlite.org/pragma.html#pragma_synchronous
  expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')]).toEqual(['wal', 2, 1]);
  opened.value.close();
});

test('a second opener is refused while the first one lives', () => {
  const path = join(freshDirectory(), 'terminal.db');
  openTestStore(path);
  expect(errorOf(path)).toEqual({ kind: 'in-use' });
});

test('a file from a newer version is refused and left as it is', () => {
  const path = join(freshDirectory(), 'terminal.db');
  const future = {
    number: 9990,
    name: 'future',
    up: (db: Database.Database) => db.exec('CREATE TABLE later (x)'),
  };
  expect(errorOf(path, { migrations: [...migrations, future] })).toBeNull();
  const before = readFileSync(path);
  expect(errorOf(path)).toEqual({
    kind: 'from-the-future',
    found: 9990,
    known: migrations.at(-1)?.number,
  });
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a file that is no database is damaged, not overwritten', () => {
  const path = join(freshDirectory(), 'terminal.db');
  writeFileSync(path, 'These are not the pages of a database.\n'.repeat(200));
  expect(errorOf(path)).toMatchObject({ kind: 'damaged' });
  expect(readFileSync(path, 'utf8')).toContain('not the pages');
});

test("another program's database is refused", () => {
  const path = join(freshDirectory(), 'terminal.db');
  const other = new Database(path);
  other.exec('CREATE TABLE theirs (x)');
  other.close();
  expect(errorOf(path)).toEqual({ kind: 'not-ours' });
});

test('flipped bytes inside a page are found at the start', () => {
  const path = join(freshDirectory(), 'terminal.db');
  const opened = openStore(options(path));
  if (!opened.ok) throw new Error(opened.error.kind);
  for (let n = 1; n <= 50; n += 1) opened.value.commitRegistration(madeUpRegistration(n));
  opened.value.close();
  const bytes = readFileSync(path);
  for (let page = 1; page < bytes.length / 4096; page += 1) bytes.fill(0xa5, page * 4096, page * 4096 + 16);
  writeFileSync(path, bytes);
  expect(errorOf(path)).toMatchObject({ kind: 'damaged' });
});

const newest = migrations.at(-1)?.number ?? 0;

test('a failed migration leaves the file at its old number', () => {
  const path = join(freshDirectory(), 'terminal.db');
  expect(errorOf(path)).toBeNull();
  const broken = {
    number: newest + 5,
    name: 'broken',
    up: (db: Database.Database) => {
      db.exec('CREATE TABLE half (x INTEGER) STRICT');
      db.exec('INSERT INTO nowhere VALUES (1)');
    },
  };
  expect(() => errorOf(path, { migrations: [...migrations, broken] })).toThrow(/nowhere/);
  const later = {
    number: newest + 10,
    name: 'later',
    up: (db: Database.Database) => db.exec('CREATE TABLE half (x)'),
  };
  expect(errorOf(path, { migrations: [...migrations, later] })).toBeNull();
});

test('before a file with contents is migrated, a private copy of it is laid aside', () => {
  const path = join(freshDirectory(), 'terminal.db');
  expect(errorOf(path)).toBeNull();
  const number = newest + 10;
  const next = { number, name: 'next', up: (db: Database.Database) => db.exec('CREATE TABLE more (x)') };
  expect(errorOf(path, { migrations: [...migrations, next] })).toBeNull();
  const laidAside = `${path}.before-${String(number)}`;
  expect(statSync(laidAside).mode & 0o777).toBe(0o600);
  const copy = new Database(laidAside, { readonly: true });
  expect(copy.pragma('user_version', { simple: true })).toBe(newest);
  copy.close();
});

test('migration numbers go upwards and none is used twice', () => {
  const numbers = migrations.map((step) => step.number);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.every((number) => number > 0)).toBe(true);
});

test('every column says what it holds, every table is STRICT, and nothing personal is in plain', () => {
  const path = join(freshDirectory(), 'terminal.db');
  expect(errorOf(path)).toBeNull();
  const db = new Database(path, { readonly: true });
  const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").all() as {
    name: string;
    sql: string;
  }[];
  const found = tables.map(({ name }) => [
    name,
    (db.pragma(`table_info(${name})`) as { name: string }[]).map((column) => column.name).toSorted(),
  ]);
  db.close();
  const declared = Object.entries(columns).map(([table, of]) => [table, Object.keys(of).toSorted()]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(declared));
  expect(tables.filter(({ sql }) => !/\)\s*STRICT\s*$/.test(sql))).toEqual([]);
  expect(Object.values(columns).flatMap((of) => Object.values(of))).not.toContain('personal');
});

test.each([
  ['3.51.3', true],
  ['3.51.2', false],
  ['3.52.0', true],
  ['3.100.0', true],
  ['3.9.9', false],
  ['4.0.0', true],
])('SQLite %s is new enough: %s', (version, enough) => {
  expect(atLeast(version, '3.51.3')).toBe(enough);
});
