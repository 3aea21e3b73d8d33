// What every part of the store is built from.
import type { Database, Statement } from 'better-sqlite3';
import type { Result } from '../../sync/contract/result.ts';
import type { WriteError } from './errors.ts';
import type { Log } from './log.ts';

export interface Context {
  readonly db: Database;
  /** Milliseconds since the epoch, as this terminal believes. */
  readonly now: () => number;
  readonly log: Log;
  /** Runs `work` in one transaction: all of it is in the file when this returns ok, none of it otherwise. */
  readonly write: <T>(work: () => T) => Result<T, WriteError>;
  /** Appends to the audit trail inside the running transaction. */
  readonly record: (kind: string, fields: AuditFields) => void;
}

/** Prepares a room's statements once, under their names. */
export function prepareAll<N extends string>(
  db: Database,
  sql: Readonly<Record<N, string>>,
): Record<N, Statement<unknown[]>> {
  const entries = Object.entries<string>(sql).map(([name, text]) => [name, db.prepare(text)]);
  // Object.fromEntries forgets the names; they are the ones of `sql`.
  return Object.fromEntries(entries) as Record<N, Statement<unknown[]>>;
}

/** All that may stand in an audit entry. Names that are not listed here have no way in. */
export interface AuditFields {
  readonly id?: string;
  readonly receiptNumber?: string;
  readonly sessionId?: string;
  readonly terminalId?: string;
  readonly municipality?: string;
  /** A face, a problem or a reason by its stable code. */
  readonly code?: string;
  readonly state?: string;
  readonly screen?: string;
  readonly language?: string;
  readonly document?: string;
  readonly version?: string;
  readonly sha256?: string;
  readonly assurance?: string;
  readonly channel?: 'email' | 'phone';
  readonly outcome?: string;
  readonly kid?: string;
  readonly count?: number;
  readonly left?: number;
  readonly number?: number;
  readonly seq?: number;
  readonly epoch?: number;
  readonly attempts?: number;
  readonly durationMs?: number;
  readonly clockErrorMs?: number;
}
