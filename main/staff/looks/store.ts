// Reads the queue without changing it: no migration, no claim, no new file. It is opened as the terminal opens it (alone, for
// a moment), so that no shared-memory file is left behind, and SQLite is told to refuse every write.
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { auditTrail } from '../../store/audit.ts';
import { backupAtKey } from '../../store/backup-keeper.ts';
import { lastBalance, type BalanceReport } from '../../link/balance.ts';
import { lastSalvage, type SalvageReport } from '../../store/salvage/salvage.ts';
import { daysCutOff } from '../../link/cut-off.ts';
import { diskCode } from '../../store/errors.ts';
import { applicationId } from '../../store/open.ts';
import { migrations, schemaNumber } from '../../store/migrations/index.ts';
import type { Counts } from '../../store/outbox.ts';
import { outboxViews, type Attention } from '../../store/outbox-views.ts';
import { countRows } from '../../store/tally.ts';

const lockWaitMs = 500;

export interface QueueLook {
  readonly kind: 'read';
  readonly sqlite: string;
  readonly counts: Counts;
  readonly attention: readonly Attention[];
  /** Number of the first audit entry that does not fit; null when all do. */
  readonly brokenAudit: number | null;
  readonly auditEntries: number;
  /** When the newest audit entry was written, milliseconds since the epoch. */
  readonly newestEntryAt: number | null;
  /** What the last salvage came to; null when there never was one. */
  readonly salvage: SalvageReport | null;
  /** The last balance with the central API; null before the first. */
  readonly balance: BalanceReport | null;
  /** Days (not rounded) without an exchange with the central API. */
  readonly daysCutOff: number;
  /** When the newest good copy was made, milliseconds since the epoch; null when there is none. */
  readonly backupAt: number | null;
  /** True when the next start brings the file to a newer schema. */
  readonly older: boolean;
}
export type StoreLook =
  | QueueLook
  /** No file yet: the first start makes it. */
  | { readonly kind: 'none'; readonly sqlite: string }
  | { readonly kind: 'in-use'; readonly sqlite: string }
  | { readonly kind: 'not-ours'; readonly sqlite: string }
  | { readonly kind: 'damaged'; readonly sqlite: string; readonly detail: string }
  | { readonly kind: 'from-the-future'; readonly sqlite: string; readonly found: number }
  /** Older than the counts can be read from. */
  | { readonly kind: 'unreadable'; readonly sqlite: string; readonly code: string };

/** Looks at the file at `path`. */
export function lookAtStore(path: string): StoreLook {
  const sqlite = sqliteVersion();
  if (!existsSync(path)) return { kind: 'none', sqlite };
  let db: Database.Database | null = null;
  try {
    db = new Database(path, { fileMustExist: true, timeout: lockWaitMs });
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('query_only = ON');
    db.pragma('trusted_schema = OFF');
    return read(db, sqlite);
  } catch (error) {
    // A schema that our statements do not fit is no code of the disk.
    const code = diskCode(error) ?? (error instanceof Database.SqliteError ? error.code : null);
    if (code === null) throw error;
    if (code.startsWith('SQLITE_BUSY')) return { kind: 'in-use', sqlite };
    return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
      ? { kind: 'damaged', sqlite, detail: code }
      : { kind: 'unreadable', sqlite, code };
  } finally {
    db?.close();
  }
}

/** The SQLite that is built into better-sqlite3. */
function sqliteVersion(): string {
  const db = new Database(':memory:');
  try {
    return String(db.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    db.close();
  }
}

function read(db: Database.Database, sqlite: string): StoreLook {
  if (Number(db.pragma('application_id', { simple: true })) !== applicationId)
    return { kind: 'not-ours', sqlite };
  const checked: unknown = db.pragma('integrity_check(5)', { simple: true });
  if (checked !== 'ok') return { kind: 'damaged', sqlite, detail: String(checked) };
  const found = schemaNumber(db);
  const known = migrations.at(-1)?.number ?? 0;
  if (found > known) return { kind: 'from-the-future', sqlite, found };
  const trail = auditTrail(db, Date.now);
  const { 'needs-attention': needsAttention, ...counts } = countRows(db);
  const value = db.prepare('SELECT value FROM setting WHERE key = ?').pluck();
  const setting = (key: string): string | null => {
    const found = value.get(key);
    return typeof found === 'string' ? found : null;
  };
  const backupAt = setting(backupAtKey);
  const [newest] = trail.newest(1);
  return {
    kind: 'read',
    sqlite,
    counts: { ...counts, needsAttention },
    attention: outboxViews(db).attention(),
    brokenAudit: trail.firstBroken(),
    auditEntries: newest?.seq ?? 0,
    newestEntryAt: newest?.at ?? null,
    salvage: lastSalvage({ setting }),
    balance: lastBalance({ setting }),
    daysCutOff: daysCutOff({ setting }),
    backupAt: backupAt === null ? null : Number(backupAt),
    older: found < known,
  };
}
