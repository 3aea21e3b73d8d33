// Brings a file to the newest schema, one numbered step at a time, and refuses what it does not understand.
import { closeSync, openSync, rmSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import { err, ok, type Result } from '../../../sync/contract/result.ts';
import type { StoreError } from '../errors.ts';
import { first } from './0010-first.ts';
import { kept } from './0020-kept.ts';
import { slips } from './0030-slips.ts';
import { mailbox } from './0040-mailbox.ts';
import { rowHashes } from './0050-row-hashes.ts';
import type { Migration } from './migration.ts';

/** Every step, oldest first. */
export const migrations: readonly Migration[] = [first, kept, slips, mailbox, rowHashes];

/** The schema's number in this file; 0 for an empty one. */
export const schemaNumber = (db: Database): number => Number(db.pragma('user_version', { simple: true }));

/**
 * Runs the steps that the file has not had. An older file with contents is first copied to `<path>.before-<number>`, so that
 * a step gone wrong can be taken back by hand.
 */
export function migrate(
  db: Database,
  path: string,
  steps: readonly Migration[] = migrations,
): Result<{ readonly ran: readonly number[] }, StoreError> {
  const found = schemaNumber(db);
  const known = steps.at(-1)?.number ?? 0;
  const ours = schemaAt(db, steps, found);
  if (!ours.ok) return ours;
  if (found > known) return err({ kind: 'from-the-future', found, known });
  const due = steps.filter((step) => step.number > found);
  if (found > 0 && due.length > 0) copyBefore(db, `${path}.before-${String(known)}`);
  for (const step of due) {
    db.transaction(() => {
      step.up(db);
      db.pragma(`user_version = ${String(step.number)}`);
    }).exclusive();
  }
  return ok({ ran: due.map((step) => step.number) });
}

/**
 * A file whose number is one of ours must have the tables of that number; one that has the tables of our newest number under another one
 * had its number damaged.
 */
function schemaAt(db: Database, steps: readonly Migration[], found: number): Result<null, StoreError> {
  const schema = schemaOf(db);
  if (steps.some(({ number }) => number === found) || found === 0) {
    const model = steps.filter(({ number }) => number <= found);
    return schema === schemaAfter(model) ? ok(null) : err({ kind: 'damaged', detail: 'schema' });
  }
  return schema === schemaAfter(steps) ? err({ kind: 'damaged', detail: 'user_version' }) : ok(null);
}

const schemaOf = (db: Database): string =>
  JSON.stringify(db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').raw().all());

function schemaAfter(steps: readonly Migration[]): string {
  const model = new Sqlite(':memory:');
  try {
    for (const step of steps) step.up(model);
    return schemaOf(model);
  } finally {
    model.close();
  }
}

function copyBefore(db: Database, copy: string): void {
  rmSync(copy, { force: true });
  // VACUUM INTO writes into an empty file that is already there, and so keeps its mode.
  closeSync(openSync(copy, 'wx', 0o600));
  db.prepare('VACUUM INTO ?').run(copy);
}
