// The terminal's memory: outbox, feed, audit trail and settings in one SQLite file. The main process is its only opener and
// its only writer. Nothing personal rests here in plain (schema.ts). Writes are synchronous and durable when they return ok;
// a read that fails means that the file broke under us, which is an exception, a restart and the check at opening.
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { auditTrail } from './audit.ts';
import { backUp, type Tail } from './backup.ts';
import { balance } from './balance.ts';
import type { AuditFields, Context } from './context.ts';
import { freeBytes, writeError, type StoreError, type WriteError } from './errors.ts';
import { feed } from './feed.ts';
import type { Log } from './log.ts';
import type { Migration } from './migrations/migration.ts';
import { openFile } from './open.ts';
import { mailboxes } from './mailboxes.ts';
import { outbox } from './outbox.ts';
import { slips } from './slips.ts';
import { tally } from './tally.ts';

export interface StoreOptions {
  /** The database file. Its directory is made private (0700) and belongs to the store. */
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  /** Where the queue is copied to, for `room`. */
  readonly backup?: string | null;
  /** Free space that a registration needs, beside the next copy's; 64 MiB unless told. */
  readonly neededBytes?: number;
  /** Another disk; for tests. */
  readonly freeBytes?: (directory: string) => number;
  /** Other steps than the shipped ones; for tests. */
  readonly migrations?: readonly Migration[];
}
export type { Pin1Misses } from './mailboxes.ts';
export type { NewCommand } from './outbox.ts';
export type { SlipMark, SlipPrinted } from './slips.ts';
export type Store = ReturnType<typeof buildStore>;

/**
 * Below this no registration is begun, so that the commit at its end cannot fail for want of room: a write-ahead log at its longest
 * (32 MiB), a record, and as much again.
 */
export const usualNeededBytes = 64 << 20;
/** Pages in the write-ahead log that are worth a checkpoint. */
const tidyPages = 1000;
const Progress = z.strictObject({ busy: z.number(), log: z.number(), checkpointed: z.number() });

/** Opens (and if need be creates and migrates) the store. */
export function openStore(options: StoreOptions): Result<Store, StoreError> {
  const opened = openFile(options.path, options.log, options.migrations);
  if (!opened.ok) return opened;
  try {
    return ok(buildStore(opened.value, options));
  } catch (error) {
    opened.value.close();
    return err(writeError(error, dirname(options.path)));
  }
}

/** The store over a file that `openFile` opened. On its own for tests that need the database's own switches. */
export function buildStore(db: Context['db'], options: StoreOptions) {
  const { path, now, log } = options;
  const directory = dirname(path);
  const identity = fileIdentity(path);
  const write = <T>(work: () => T): Result<T, WriteError> => {
    // A file that was deleted or swapped under us takes writes without complaint and loses them at close.
    if (fileIdentity(path) !== identity) return err({ kind: 'failed', cause: 'file-replaced' });
    try {
      return ok(db.transaction(work).immediate());
    } catch (error) {
      return err(writeError(error, directory));
    }
  };
  const trail = auditTrail(db, now);
  const context: Context = { db, now, log, write, record: trail.append };
  const counts = tally(db);
  const getSetting = db.prepare('SELECT value FROM setting WHERE key = ?').pluck();
  const putSetting = db.prepare(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );

  return {
    ...outbox(context, counts),
    ...balance(context, counts),
    ...feed(context),
    ...mailboxes(context),
    ...slips(context),

    /** Appends an entry of its own to the audit trail: kinds, ids and figures only. */
    audit: (kind: string, fields: AuditFields = {}): Result<null, WriteError> =>
      write(() => {
        trail.append(kind, fields);
        return null;
      }),
    /** The newest audit entries, newest first. */
    auditEntries: trail.newest,
    lastAudit: trail.newestOf,
    auditHash: trail.hashAt,
    /** Number of the first audit entry that does not fit the chain of hashes; null when all do. */
    firstBrokenAudit: trail.firstBroken,

    /** A small value that outlives a restart; null when it was never set. Not for secrets, not for personal data. */
    setting: (key: string): string | null =>
      z
        .string()
        .nullable()
        .parse(getSetting.get(key) ?? null),
    setSetting: (key: string, value: string): Result<null, WriteError> =>
      write(() => {
        putSetting.run(key, value);
        return null;
      }),

    /**
     * Room on the disk. `enough` false means: begin no registration. What the next copy will take on the same disk is not ours to
     * begin with: the copy must never be what a commit fails for.
     */
    room(): { readonly freeBytes: number; readonly neededBytes: number; readonly enough: boolean } {
      const free = (options.freeBytes ?? freeBytes)(directory);
      const needed = (options.neededBytes ?? usualNeededBytes) + copyBytes(path, options.backup ?? null);
      return { freeBytes: free, neededBytes: needed, enough: free >= needed };
    },

    /** Why nothing can be written any more; null when all is well. Only a new start helps. */
    trouble: (): 'file-replaced' | null => (fileIdentity(path) === identity ? null : 'file-replaced'),

    /**
     * Moves the write-ahead log into the file once it has grown. Called when nobody waits, so that no commit has to do it; not
     * more often than needed, because the first commit after it costs a second sync (the log's header).
     */
    tidy(): Result<null, WriteError> {
      try {
        const [{ log, checkpointed }] = z.tuple([Progress]).parse(db.pragma('wal_checkpoint(NOOP)'));
        if (log - checkpointed > tidyPages) db.pragma('wal_checkpoint(PASSIVE)');
        return ok(null);
      } catch (error) {
        return err(writeError(error, directory));
      }
    },

    /** Copies the store while it is in use. `to` appears complete or not at all. */
    backup: (to: string): Promise<Result<Tail | null, WriteError>> => backUp(db, to),

    close(): void {
      db.close();
    },
  };
}

/** Device and inode; empty when there is no such file. */
function fileIdentity(path: string): string {
  const file = statSync(path, { bigint: true, throwIfNoEntry: false });
  return file === undefined ? '' : `${String(file.dev)}:${String(file.ino)}`;
}

/** What a copy takes on the disk that the queue is on; 0 when it goes elsewhere, or nowhere. */
function copyBytes(path: string, backup: string | null): number {
  if (backup === null) return 0;
  const queue = statSync(path, { throwIfNoEntry: false });
  const place =
    statSync(dirname(backup), { throwIfNoEntry: false }) ??
    statSync(dirname(dirname(backup)), { throwIfNoEntry: false });
  return queue !== undefined && place?.dev === queue.dev ? queue.size : 0;
}
