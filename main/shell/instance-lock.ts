// One terminal per data directory, whichever shell runs it. The lock is SQLite's own file lock on a file of its own: the
// kernel drops it when the process dies, so there is no stale lock to clear up after a kill -9 or a power cut.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { err, ok, type Result } from '../../sync/contract/result.ts';

export interface InstanceLock {
  release(): void;
}

/** Takes the lock on `dataDir` (created, mode 0700, where it is missing) or says that somebody has it. */
export function lockInstance(dataDir: string): Result<InstanceLock, { readonly kind: 'second-instance' }> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = new Database(join(dataDir, 'instance.lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      return err({ kind: 'second-instance' });
    }
    throw error;
  }
  return ok({ release: () => lock.close() });
}
