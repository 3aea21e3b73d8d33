// Sessions of phones: opened by a birth date, bound to one slip and one account, over after half an hour without a touch, with the
// slip's end, or when the resident leaves.
import { randomBytes } from 'node:crypto';
import type { Trx, Db } from '../db/open.ts';
import type { Parts } from '../parts.ts';
import { idleMs, sessionsPerSlip } from './limits.ts';
import { slipIsCancelled } from '../slips/slips.ts';
import { hashToken } from '../tokens.ts';

export interface PhoneSession {
  /** SHA-256 of the cookie. */
  readonly id: string;
  readonly accountId: string;
  /** SHA-256 of the slip's number. */
  readonly slip: string;
  readonly slipExpiresAt: Date;
}

/** Opens a session; returns its cookie's value, which is kept nowhere. */
export async function openSession(
  trx: Trx,
  { accountId, slip, slipExpiresAt }: Omit<PhoneSession, 'id'>,
  now: Date,
): Promise<string> {
  const cookie = randomBytes(32).toString('base64url');
  const times = { created_at: now, used_at: now, expires_at: slipExpiresAt };
  await trx
    .insertInto('phone_sessions')
    .values({ cookie_sha256: hashToken(cookie), slip, account_id: accountId, ...times })
    .execute();
  const kept = trx
    .selectFrom('phone_sessions')
    .select('cookie_sha256')
    .where('slip', '=', slip)
    .orderBy('created_at', 'desc')
    .limit(sessionsPerSlip);
  await trx
    .deleteFrom('phone_sessions')
    .where('slip', '=', slip)
    .where('cookie_sha256', 'not in', kept)
    .execute();
  return cookie;
}

/**
 * The session of a cookie; null when there is none (any more). `touch`: the resident did something; a page that only
 * waits for news keeps no session alive.
 */
export async function findSession(
  cookie: string,
  touch: boolean,
  { db, now }: Pick<Parts, 'db' | 'now'>,
): Promise<PhoneSession | null> {
  const at = now();
  const id = hashToken(cookie);
  const row = await db
    .selectFrom('phone_sessions')
    .selectAll()
    .where('cookie_sha256', '=', id)
    .where('used_at', '>', new Date(at.getTime() - idleMs))
    .where('expires_at', '>', at)
    .executeTakeFirst();
  if (row === undefined || (await slipIsCancelled(row.slip, db))) return null;
  if (touch)
    await db.updateTable('phone_sessions').set({ used_at: at }).where('cookie_sha256', '=', id).execute();
  return { id, accountId: row.account_id, slip: row.slip, slipExpiresAt: row.expires_at };
}

/** Whether a session that was found goes on. */
export async function isOpen(
  { id, slip }: PhoneSession,
  { db, now }: Pick<Parts, 'db' | 'now'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('phone_sessions')
    .select('cookie_sha256')
    .where('cookie_sha256', '=', id)
    .where('expires_at', '>', now())
    .executeTakeFirst();
  return row !== undefined && !(await slipIsCancelled(slip, db));
}

/** Ends one session. */
export async function endSession(id: string, db: Db): Promise<void> {
  await db.deleteFrom('phone_sessions').where('cookie_sha256', '=', id).execute();
}

/** Ends every session of a slip. */
export async function endSessionsOf(slip: string, db: Db | Trx): Promise<void> {
  await db.deleteFrom('phone_sessions').where('slip', '=', slip).execute();
}
