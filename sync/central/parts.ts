// What the calls of the central API share, built once by startCentral and handed in: nothing in this room reaches for a
// global or for process.env.
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { LocalText } from '../contract/words.ts';
import type { Bell } from './bell.ts';
import type { DeskConfig } from './config-desk.ts';
import type { Db, Trx } from './db/open.ts';
import type { Keyring } from './keys/keyring.ts';
import type { Secret } from './keys/secret.ts';
import type { Log } from './log.ts';
import type { QuietHours } from './messages/quiet.ts';
import type { Metrics } from './metrics.ts';
import type { Anchors } from './pki/chain.ts';
import type { Pki } from './pki/pki.ts';
import type { Rush } from './rush.ts';
import type { VerificationLimits } from './verifications/limits.ts';

export interface Parts {
  readonly db: Db;
  readonly boss: PgBoss;
  readonly bell: Bell;
  readonly keys: Keyring;
  readonly pki: Pki;
  readonly metrics: Metrics;
  readonly rush: Rush;
  readonly secret: Secret;
  readonly secretFile: string;
  readonly log: Log;
  readonly limits: VerificationLimits;
  readonly anchors: Anchors;
  readonly publicUrl: () => string;
  /** Browsers may name push services on private addresses: for tests. */
  readonly pushesLocally: boolean;
  readonly version: string;
  readonly city: LocalText | null;
  readonly desk: DeskConfig;
  readonly quietHours: QuietHours;
  readonly jobsWork: () => Promise<boolean>;
  readonly now: () => Date;
  /** Holds a named lock until the transaction ends. */
  readonly lock: (trx: Trx, name: string) => Promise<void>;
}

/** PostgreSQL's advisory locks under the first 63 bits of the names' hashes, always in the same order. */
export async function advisoryLock(trx: Trx, ...names: readonly string[]): Promise<void> {
  const keys = names.toSorted().map(advisoryKey);
  await sql`select pg_advisory_xact_lock(key) from unnest(${keys}::bigint[]) as key`.execute(trx);
}

/** Waits for the holder of a name, not for others that share it. */
export async function sharedAdvisoryLock(trx: Trx, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${advisoryKey(name)}::bigint)`.execute(trx);
}

const advisoryKey = (name: string): string =>
  createHash('sha256').update(name).digest().readBigInt64BE(0).toString();
