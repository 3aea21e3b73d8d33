// What can go wrong with the file under us, as values. A mistake in our own SQL stays an exception.
import { statfsSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Why the store could not be opened. None of these may be answered by deleting the file. */
export type StoreError =
  /** Another process of ours holds the file. */
  | { readonly kind: 'in-use' }
  /** The integrity check failed, or this is no SQLite file. `detail` names pages and indexes, never contents. */
  | { readonly kind: 'damaged'; readonly detail: string }
  /** Written by a newer version of this program. */
  | { readonly kind: 'from-the-future'; readonly found: number; readonly known: number }
  /** Another program's database. */
  | { readonly kind: 'not-ours' }
  | { readonly kind: 'sqlite-too-old'; readonly found: string; readonly needed: string }
  | WriteError;

/** Why a write did not happen. Nothing of it is in the file. */
export type WriteError = { readonly kind: 'disk-full' } | { readonly kind: 'failed'; readonly cause: string };

/** SQLite's result codes that speak of the disk, not of us (https://www.sqlite.org/rescode.html). */
const fromTheDisk = /^SQLITE_(FULL|IOERR|READONLY|BUSY|LOCKED|CANTOPEN|CORRUPT|NOTADB|PERM|NOMEM|TOOBIG)/;
/** Less than this is "full" when a write fails without saying why (quotas, journal extension). */
const almostNothingBytes = 1 << 20;

/** Turns what SQLite or the file system threw into a value; anything else is a bug and is thrown again. */
export function writeError(error: unknown, directory: string): WriteError {
  const code = diskCode(error);
  if (code === null) throw error;
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return { kind: 'disk-full' };
  if (code.startsWith('SQLITE_IOERR') && freeBytes(directory) < almostNothingBytes)
    return { kind: 'disk-full' };
  return { kind: 'failed', cause: code };
}

/** Free space for an unprivileged process, bytes; 0 when it cannot be told. */
export function freeBytes(directory: string): number {
  try {
    const space = statfsSync(directory);
    return space.bavail * space.bsize;
  } catch {
    return 0;
  }
}

/** The stable code of a failure of the disk; null when the error is of another kind. */
export function diskCode(error: unknown): string | null {
  if (error instanceof Database.SqliteError) return fromTheDisk.test(error.code) ? error.code : null;
  if (error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return null;
}
