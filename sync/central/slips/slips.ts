// What the central API knows of slips. A token is judged by its signature and by what is written here; a number by what is written
// here alone. Nothing of it says whose slip it is.
import { sql } from 'kysely';
import { decodeSlip, slipNumberOf, slipSha256, verifySlip } from '../../contract/slip-token.ts';
import type { SlipVerdict } from '../../contract/slip-token.ts';
import type { SlipStatus } from '../../contract/slips.ts';
import type { Db, Trx } from '../db/open.ts';
import { appendToFeed } from '../feed/append.ts';
import type { Parts } from '../parts.ts';
import { pushKeyFor } from '../push/key.ts';
import { keysNamed } from './keys.ts';

/** A record of an earlier version says nothing of its slip's end. */
export const usualSlipDays = 30;

export interface FoundSlip {
  readonly status: SlipStatus;
  /** Null: it has not arrived. */
  readonly registrationId: string | null;
  readonly accountId: string | null;
  /** Null: not known. */
  readonly municipality: string | null;
  /** Of its number. */
  readonly sha256: string;
}
export type CancelledBy = 'holder' | 'staff' | 'reprint' | 'guesses';

/** How good a slip is, as scanned (its token) or typed (its number), and what lies behind it. */
export async function findSlip(
  words: string,
  parts: Pick<Parts, 'db' | 'now' | 'keys' | 'publicUrl'>,
): Promise<FoundSlip> {
  const number = slipNumberOf(words);
  const signed = number === words ? null : await signature(words, parts);
  const sha256 = slipSha256(number ?? words);
  const row = number === null ? undefined : await look(sha256, parts.db);
  const byToken = signed?.state === 'valid' || signed?.state === 'expired' ? signed.claim : null;
  const expiresAt = byToken === null ? (row?.expires_at ?? null) : new Date(byToken.expiresAtS * 1000);
  const state = stateOf(signed, row, expiresAt, parts.now());
  const isOurs = state !== 'forged' && state !== 'elsewhere' && state !== 'unknown';
  const arrived = isOurs && (row?.registration_id ?? null) !== null;
  const pushKey = state === 'valid' && !arrived ? pushKeyFor(parts) : null;
  return {
    status: {
      ...{ state, arrived, expiresAt: isOurs ? (expiresAt?.toISOString() ?? null) : null },
      ...(pushKey === null ? {} : { pushKey }),
    },
    registrationId: isOurs ? (row?.registration_id ?? null) : null,
    accountId: isOurs ? (row?.account_id ?? null) : null,
    municipality: byToken?.municipality ?? row?.municipality ?? null,
    sha256,
  };
}

interface Row {
  readonly municipality: string;
  readonly expires_at: Date | null;
  readonly cancelled_at: Date | null;
  readonly finished_at: Date | null;
  readonly registration_id: string | null;
  readonly account_id: string | null;
}

function stateOf(
  signed: SlipVerdict | null,
  row: Row | undefined,
  expiresAt: Date | null,
  now: Date,
): SlipStatus['state'] {
  if (signed?.state === 'forged' || signed?.state === 'elsewhere') return signed.state;
  if (signed?.state === 'malformed' || (signed === null && row === undefined)) return 'unknown';
  if ((row?.cancelled_at ?? null) !== null) return 'cancelled';
  if ((row?.finished_at ?? null) !== null) return 'used';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'valid';
}

/** Verifies with the certificates that were issued here, for the municipality that the token names. */
async function signature(words: string, { db, now }: Pick<Parts, 'db' | 'now'>): Promise<SlipVerdict> {
  const decoded = decodeSlip(words);
  if (!decoded.ok) return { state: 'malformed', error: decoded.error };
  const { municipality, keyId } = decoded.value;
  const verdict = verifySlip(words, await keysNamed(keyId, db), municipality, now().getTime());
  if (verdict.state !== 'forged' || verdict.why !== 'unknown-key') return verdict;
  // Nobody of ours: somebody else's, when we have no terminal there at all.
  const there = await db
    .selectFrom('terminals')
    .select('id')
    .where('municipality', '=', municipality)
    .executeTakeFirst();
  return there === undefined ? { state: 'elsewhere', municipality } : verdict;
}

async function look(sha256: string, db: Db | Trx): Promise<Row | undefined> {
  const known = await db
    .selectFrom('slips')
    // Told by the terminal that made the registration, and by no other.
    .leftJoin('registrations', (join) =>
      join
        .onRef('registrations.id', '=', 'slips.record_id')
        .onRef('registrations.terminal_id', '=', 'slips.terminal_id'),
    )
    .leftJoin('accounts', 'accounts.registration_id', 'registrations.id')
    .select(['slips.municipality', 'expires_at', 'finished_at'])
    // Behind a slip of a closed account (its card was registered anew, for one) there is nothing more to do.
    .select(({ fn }) => fn.coalesce('cancelled_at', 'accounts.closed_at').as('cancelled_at'))
    .select(['registrations.id as registration_id', 'accounts.id as account_id'])
    .where('slips.sha256', '=', sha256)
    .executeTakeFirst();
  if (known !== undefined) return known;
  // Taken in by a program that knew no slips (decision 0010).
  const older = await db
    .selectFrom('registrations')
    .leftJoin('accounts', 'accounts.registration_id', 'registrations.id')
    .select(['registrations.municipality', 'registrations.id as registration_id'])
    .select(['accounts.id as account_id', 'accounts.closed_at as cancelled_at', 'committed_at'])
    .where('handoff_sha256', '=', sha256)
    .executeTakeFirst();
  if (older === undefined) return undefined;
  const { committed_at: at, ...rest } = older;
  const expires_at = new Date(at.getTime() + usualSlipDays * 86_400_000);
  return { ...rest, expires_at, finished_at: null };
}

/** Whether this slip (SHA-256 of its number) was cancelled. */
export async function slipIsCancelled(sha256: string, db: Db | Trx): Promise<boolean> {
  const row = await db
    .selectFrom('slips')
    .select('cancelled_at')
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  return (row?.cancelled_at ?? null) !== null;
}

/** A slip of a registration that an older program took in gets its row. */
async function ensureRow(sha256: string, trx: Trx): Promise<void> {
  await sql`
    insert into slips (sha256, record_id, terminal_id, municipality, expires_at)
    select handoff_sha256, id, terminal_id, municipality, committed_at + ${usualSlipDays} * interval '1 day'
    from registrations where handoff_sha256 = ${sha256}
    on conflict (sha256) do nothing`.execute(trx);
}

const inTransaction = <T>(db: Db | Trx, work: (trx: Trx) => Promise<T>): Promise<T> =>
  // What Kysely calls a transaction is one.
  db.isTransaction ? work(db as Trx) : db.transaction().execute(work);

/** The slip is good no more, from now on and everywhere; its terminals hear of it by the feed. Twice is once. */
export function cancelSlip(sha256: string, by: CancelledBy, db: Db | Trx, now: Date): Promise<void> {
  return inTransaction(db, async (trx) => {
    await ensureRow(sha256, trx);
    const row = await trx
      .updateTable('slips')
      .set({ cancelled_at: now, cancelled_by: by })
      .where('sha256', '=', sha256)
      .where('cancelled_at', 'is', null)
      .returning('municipality')
      .executeTakeFirst();
    if (row === undefined) return;
    const entry = { kind: 'slip-cancelled' as const, sha256 };
    await appendToFeed(trx, [{ scopes: [row.municipality], entry }], now);
  });
}

/** Everything that was open behind it has been finished: it is used up. Twice is once. */
export function finishSlip(sha256: string, db: Db | Trx, now: Date): Promise<void> {
  return inTransaction(db, async (trx) => {
    await ensureRow(sha256, trx);
    await trx
      .updateTable('slips')
      .set({ finished_at: now })
      .where('sha256', '=', sha256)
      .where('finished_at', 'is', null)
      .execute();
  });
}
