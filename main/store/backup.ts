// The newest good copy of the queue on a second path. A copy takes the old one's place only after it has passed the same check as a
// queue at its opening; a copy of another store is never overwritten.
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { diskCode, writeError, type WriteError } from './errors.ts';

/** The end of a store's audit trail: how far it is, and which store it is. */
export interface Tail {
  readonly seq: number;
  readonly hash: string;
  /** Hash of the first entry. */
  readonly first: string;
}
const TailRow = z.strictObject({ seq: z.number(), hash: z.string(), first: z.string() });

/** The tail of the store in a file; null when it cannot be read as one, or nothing has ever happened in it. */
export function tailOf(path: string): Tail | null {
  let db: Database.Database | null = null;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true });
    return tail(db);
  } catch (error) {
    if (diskCode(error) !== null || error instanceof Database.SqliteError || error instanceof TypeError)
      return null;
    throw error;
  } finally {
    db?.close();
  }
}

function tail(db: Database.Database): Tail | null {
  const sql =
    'SELECT seq, hash, (SELECT hash FROM audit WHERE seq = 1) AS first FROM audit ORDER BY seq DESC LIMIT 1';
  const found = TailRow.safeParse(db.prepare(sql).get());
  return found.success ? found.data : null;
}

/** Copies an open store while it is in use. `to` appears complete and checked, or the earlier copy stays. */
export async function backUp(db: Database.Database, to: string): Promise<Result<Tail | null, WriteError>> {
  // The library throws a TypeError for this, as if it were our bug.
  if (!existsSync(dirname(to))) return err({ kind: 'failed', cause: 'no-directory' });
  const part = `${to}.part`;
  try {
    rmSync(part, { force: true });
    await db.backup(part);
    chmodSync(part, 0o600);
    const copied = check(part);
    if (!copied.ok) {
      rmSync(part, { force: true });
      return copied;
    }
    const earlier = existsSync(to) ? tailOf(to) : null;
    if (earlier !== null && earlier.first !== copied.value?.first)
      renameSync(to, `${to}.of-${earlier.hash.slice(0, 12)}`);
    syncFile(part);
    renameSync(part, to);
    return copied;
  } catch (error) {
    rmSync(part, { force: true });
    return err(writeError(error, dirname(to)));
  }
}

/** The whole integrity check; afterwards the copy is one file, without a log beside it. */
function check(part: string): Result<Tail | null, WriteError> {
  const db = new Database(part);
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = DELETE');
    if (db.pragma('integrity_check(1)', { simple: true }) !== 'ok')
      return err({ kind: 'failed', cause: 'copy-damaged' });
    return ok(tail(db));
  } finally {
    db.close();
  }
}

function syncFile(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
