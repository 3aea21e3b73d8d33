// Opens the file as a queue of other people's registrations deserves: private, alone, checked, and durable on every commit.
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { hashOf, AuditRow } from './audit.ts';
import { diskCode, writeError, type StoreError } from './errors.ts';
import type { Log } from './log.ts';
import { migrate, migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { knowRowHash } from './row-hash.ts';

/** "MADO": marks the file as ours (https://www.sqlite.org/pragma.html#pragma_application_id). */
export const applicationId = 0x4d41444f;
/** 3.7.0–3.51.2 can corrupt a WAL file when it is reset (https://www.sqlite.org/releaselog/3_51_3.html). */
const neededSqlite = '3.51.3';
/** Pages in the WAL at which a commit would check-point by itself; `tidy` does it earlier, outside of a commit. */
const autocheckpointPages = 8000;
const lockWaitMs = 1000;

/** Opens, guards, migrates and checks the file at `path`. On an error nothing stays open. */
export function openFile(
  path: string,
  log: Log,
  steps: readonly Migration[] = migrations,
): Result<Database.Database, StoreError> {
  let db: Database.Database | null = null;
  try {
    makePrivate(path);
    db = new Database(path, { timeout: lockWaitMs });
    const checked = prepare(db, path, log, steps);
    if (!checked.ok) db.close();
    return checked;
  } catch (error) {
    db?.close();
    return err(openError(error, dirname(path)));
  }
}

function prepare(
  db: Database.Database,
  path: string,
  log: Log,
  steps: readonly Migration[],
): Result<Database.Database, StoreError> {
  // Exclusive before anything reads the file: no shared memory file is made (one less that needs room on a full disk), and
  // a second opener is refused instead of quietly writing beside us.
  db.pragma('locking_mode = EXCLUSIVE');
  const found = String(db.prepare('SELECT sqlite_version()').pluck().get());
  if (!atLeast(found, neededSqlite)) return err({ kind: 'sqlite-too-old', found, needed: neededSqlite });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  // Temporary tables (the outbox's tally) never touch the disk.
  db.pragma('temp_store = MEMORY');
  db.pragma(`wal_autocheckpoint = ${String(autocheckpointPages)}`);
  const owner = claimOwnership(db);
  if (!owner.ok) return owner;
  knowRowHash(db);
  const check = integrity(db);
  if (!check.ok) return check;
  const migrated = migrate(db, path, steps);
  if (!migrated.ok) return migrated;
  for (const look of [sealedAreWhole, promisesAgree]) {
    const contents = look(db);
    if (!contents.ok) return contents;
  }
  log('store.opened', { sqlite: found, migrations: migrated.value.ran.length });
  return ok(db);
}

function claimOwnership(db: Database.Database): Result<null, StoreError> {
  const id = Number(db.pragma('application_id', { simple: true }));
  if (id === applicationId) return ok(null);
  const tables = db.prepare('SELECT name FROM sqlite_schema').pluck().all();
  // Our tables under another mark: the mark is what was damaged.
  if (tables.includes('outbox') && tables.includes('payload'))
    return err({ kind: 'damaged', detail: 'application_id' });
  if (id !== 0 || tables.length > 0) return err({ kind: 'not-ours' });
  db.pragma(`application_id = ${String(applicationId)}`);
  return ok(null);
}

/** Pages, indexes and constraints. What lies inside of a text it does not look at. */
function integrity(db: Database.Database): Result<null, StoreError> {
  const found: unknown = db.pragma('integrity_check(5)', { simple: true });
  return found === 'ok' ? ok(null) : err({ kind: 'damaged', detail: String(found) });
}

/** Every sealed record that is here is the one that was committed, and none is missing that has still to be sent. */
function sealedAreWhole(db: Database.Database): Result<null, StoreError> {
  const records = db
    .prepare<[], [number, string, string | null]>(
      `SELECT seq, sealed_sha256, sealed FROM outbox LEFT JOIN payload USING (seq)
       WHERE sealed IS NOT NULL OR state IN ('saved', 'sent')`,
    )
    .raw();
  for (const [seq, sha256, sealed] of records.iterate()) {
    const found = sealed === null ? null : createHash('sha256').update(sealed).digest('hex');
    if (found !== sha256) return err({ kind: 'damaged', detail: `sealed record ${String(seq)}` });
  }
  return ok(null);
}

/** Every record of the outbox is the one of which the audit trail tells, when that entry is itself whole. */
function promisesAgree(db: Database.Database): Result<null, StoreError> {
  // An entry that is no JSON says nothing; SQLite must not even try to read it, in whatever order it looks.
  const told = (name: string): string => `iif(json_valid(fields), json_extract(fields, '$.${name}'), NULL)`;
  const differing = db.prepare(
    `SELECT audit.seq, at, kind, fields, prev, hash FROM audit JOIN outbox ON outbox.id = ${told('id')}
     WHERE kind IN ('registration.saved', 'command.saved')
       AND (sealed_sha256 <> ${told('sha256')} OR receipt_number <> ${told('receiptNumber')})`,
  );
  for (const raw of differing.iterate()) {
    const { hash, ...entry } = AuditRow.parse(raw);
    if (hashOf(entry) === hash)
      return err({ kind: 'damaged', detail: `outbox row of entry ${String(entry.seq)}` });
  }
  return ok(null);
}

function openError(error: unknown, directory: string): StoreError {
  const code = diskCode(error);
  if (code?.startsWith('SQLITE_BUSY')) return { kind: 'in-use' };
  if (code?.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return { kind: 'damaged', detail: code };
  return writeError(error, directory);
}

/** Directory 0700, file 0600; SQLite gives the WAL the mode of its file. A shared directory (sticky bit) keeps its own. */
function makePrivate(path: string): void {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { mode } = statSync(directory);
  if ((mode & 0o1000) === 0 && (mode & 0o077) !== 0) chmodSync(directory, 0o700);
  // Only a new file is touched by hand: closing a descriptor of an open database would drop its locks (POSIX).
  if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600));
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
}

/** Compares dotted version numbers. */
export function atLeast(version: string, needed: string): boolean {
  const have = version.split('.').map(Number);
  const want = needed.split('.').map(Number);
  for (const [index, number] of want.entries()) {
    const difference = (have[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
