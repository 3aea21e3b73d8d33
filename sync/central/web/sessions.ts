// Sessions of the mailbox in a browser: opened by PIN1 and a code, by a passkey, or by PIN1 behind a slip; over after half an hour without
// a touch, after twelve hours, when the resident leaves, or with every other access of the account.
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { ring } from '../bell.ts';
import type { Db, Trx } from '../db/open.ts';
import { mailboxTopic } from '../mailbox/account.ts';
import type { Parts } from '../parts.ts';
import type { CookieKind } from '../phone/cookie.ts';
import { accountTopic } from '../phone/topic.ts';
import { hashToken } from '../tokens.ts';
import { idleMs, sessionMs, sessionsAtMost } from './limits.ts';

export const mailboxCookie: CookieKind = { name: 'mailbox', keptS: sessionMs / 1000, sameSite: 'Strict' };

export interface MailboxSession {
  /** SHA-256 of the cookie. */
  readonly id: string;
  readonly accountId: string;
  /** With which it was opened; null: by PIN1. */
  readonly passkey: string | null;
}

/** Opens a session; returns its cookie's value, which is kept nowhere. */
export async function openMailboxSession(
  trx: Trx,
  { accountId, passkey }: Omit<MailboxSession, 'id'>,
  now: Date,
): Promise<string> {
  const cookie = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + sessionMs);
  await trx
    .insertInto('mailbox_sessions')
    .values({
      ...{ cookie_sha256: hashToken(cookie), account_id: accountId, passkey },
      ...{ created_at: now, used_at: now, expires_at: expiresAt },
    })
    .execute();
  const kept = trx
    .selectFrom('mailbox_sessions')
    .select('cookie_sha256')
    .where('account_id', '=', accountId)
    .orderBy('created_at', 'desc')
    .limit(sessionsAtMost);
  await trx
    .deleteFrom('mailbox_sessions')
    .where('account_id', '=', accountId)
    .where('cookie_sha256', 'not in', kept)
    .execute();
  // Pages that are open elsewhere show that there is one more.
  await ring(trx, mailboxTopic(accountId));
  return cookie;
}

/**
 * The session of a cookie; null when there is none (any more). `touch`: the resident did something; a page that only looks for news
 * keeps no session alive.
 */
export async function findMailboxSession(
  cookie: string,
  touch: boolean,
  parts: Pick<Parts, 'db' | 'now'>,
): Promise<MailboxSession | null> {
  const id = hashToken(cookie);
  const row = await living(id, parts);
  if (row === undefined) return null;
  if (touch) {
    const used = parts.db.updateTable('mailbox_sessions').set({ used_at: parts.now() });
    await used.where('cookie_sha256', '=', id).execute();
  }
  return { id, accountId: row.account_id, passkey: row.passkey };
}

/** Whether a session that was found goes on. */
export async function mailboxSessionIsOpen(
  { id }: MailboxSession,
  parts: Pick<Parts, 'db' | 'now'>,
): Promise<boolean> {
  return (await living(id, parts)) !== undefined;
}

function living(
  id: string,
  { db, now }: Pick<Parts, 'db' | 'now'>,
): Promise<{ account_id: string; passkey: string | null } | undefined> {
  const at = now();
  return db
    .selectFrom('mailbox_sessions')
    .innerJoin('accounts', 'accounts.id', 'mailbox_sessions.account_id')
    .select(['account_id', 'passkey'])
    .where('cookie_sha256', '=', id)
    .where('used_at', '>', new Date(at.getTime() - idleMs))
    .where('expires_at', '>', at)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
}

/** Ends one session. */
export async function endMailboxSession(id: string, db: Db): Promise<void> {
  await db.deleteFrom('mailbox_sessions').where('cookie_sha256', '=', id).execute();
}

/**
 * Every browser of an account loses what it has: sessions (behind slips, too), passkeys, pushes, sign-ins on their way. Open pages hear
 * of it at once.
 */
export async function endWebAccess(trx: Trx, accountId: string): Promise<void> {
  for (const table of [
    'mailbox_sessions',
    'phone_sessions',
    'passkeys',
    'webauthn_challenges',
    'push_subscriptions',
  ] as const)
    await trx.deleteFrom(table).where('account_id', '=', accountId).execute();
  await trx
    .deleteFrom('sign_ins')
    .where(sql<boolean>`${accountId}::uuid = any(accounts)`)
    .execute();
  await ring(trx, mailboxTopic(accountId), accountTopic(accountId));
}

/** Part of the hourly sweep: forgets sessions, sign-ins and challenges that are over. */
export async function sweepWeb({ db, now }: Pick<Parts, 'db' | 'now'>): Promise<void> {
  const at = now();
  const idle = new Date(at.getTime() - idleMs);
  await db
    .deleteFrom('mailbox_sessions')
    .where((eb) => eb.or([eb('expires_at', '<', at), eb('used_at', '<', idle)]))
    .execute();
  await db.deleteFrom('sign_ins').where('expires_at', '<', at).execute();
  await db.deleteFrom('webauthn_challenges').where('expires_at', '<', at).execute();
}
