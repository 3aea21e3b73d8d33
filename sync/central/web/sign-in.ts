// Signing in with an email address and PIN1, then with the code that was mailed to it. Several of one family may share an address: PIN1
// tells whose mailbox it is, and where even that is the same, the code does. A stranger learns nothing: for every address the same
// statements are run and the same is counted and answered; what takes longer for some, comparing PIN1, begins when the answer is made.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { SignInOutcome, SignInRequest, SignInStarted } from '../../contract/mailbox-view.ts';
import { nobodysVerifier, pinMatches } from '../../contract/pin.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Trx } from '../db/open.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import { logAccess } from '../mailbox/access.ts';
import type { Parts } from '../parts.ts';
import { networkOf } from '../verifications/answer.ts';
import { sameCode } from '../verifications/code.ts';
import { clearMeters, openMeters, readMeter } from '../verifications/meters.ts';
import type { Meter } from '../verifications/meters.ts';
import {
  accountsPerAddress,
  begunPerAddress,
  begunPerAddressADay,
  begunPerSource,
  signInMs,
  wrongCodesPerAddress,
  wrongCodesPerSource,
} from './limits.ts';
import { openMailboxSession } from './sessions.ts';
import { enqueueSignIn, signInCode } from './sign-in-mail.ts';

/** Whose address it is, without the address. */
const markOf = (email: string, { secret }: Parts): string =>
  secret.hmac('sign-in address', email.toLowerCase()).toString('base64url');
const begunHere = (mark: string): Meter => ({ of: ['sign-ins', mark], ...begunPerAddress });
const wrongHere = (mark: string): Meter => ({ of: ['sign-in codes', mark], ...wrongCodesPerAddress });

export interface Begun {
  readonly started: SignInStarted;
  /** When PIN1 has been compared and the mail is queued. Never rejects. */
  readonly seenTo: Promise<void>;
}

/** Begins one. `source`: the address that the request came from. `rate-limited`: too many, for this address or from there. */
export async function beginSignIn(
  { email, pin1, language }: SignInRequest,
  source: string,
  parts: Parts,
): Promise<Result<Begun, Refusal>> {
  const now = parts.now();
  const address = markOf(email, parts);
  const counted = await parts.db.transaction().execute((trx) => countBegun(trx, address, source, parts));
  if (!counted.ok) return counted;
  const id = randomUUID();
  const expiresAt = new Date(now.getTime() + signInMs);
  await parts.db
    .insertInto('sign_ins')
    .values({ id, accounts: [], address, language, created_at: now, expires_at: expiresAt })
    .execute();
  const seenTo = seeTo(id, email, pin1, parts).catch((cause: unknown) => {
    // The resident gets no mail and begins anew.
    parts.log.bug(cause, { part: 'sign-in', id });
  });
  return ok({ started: { id, expiresAt: expiresAt.toISOString() }, seenTo });
}

async function seeTo(id: string, email: string, pin1: string, parts: Parts): Promise<void> {
  const accounts = await whoseAre(email, pin1, parts);
  await parts.db.transaction().execute(async (trx) => {
    await trx.updateTable('sign_ins').set({ accounts }).where('id', '=', id).execute();
    await enqueueSignIn(parts.boss, trx, id);
  });
}

async function countBegun(
  trx: Trx,
  mark: string,
  source: string,
  parts: Parts,
): Promise<Result<null, Refusal>> {
  const wrong = await readMeter(trx, wrongHere(mark), parts);
  const meters = await openMeters(
    trx,
    [
      begunHere(mark),
      { of: ['sign-ins a day', mark], ...begunPerAddressADay },
      { of: ['sign-ins', networkOf(source)], ...begunPerSource },
    ],
    parts,
  );
  const until = meters.reading.pausedUntil ?? wrong?.pausedUntil ?? null;
  if (until !== null) {
    const retryAfterS = Math.ceil((until.getTime() - parts.now().getTime()) / 1000);
    return err(refuse('rate-limited', { retryAfterS }));
  }
  await meters.count();
  return ok(null);
}

/** The accounts with this address, proved, and this PIN1. */
async function whoseAre(email: string, pin1: string, { db, now }: Parts): Promise<string[]> {
  const rows = await db
    .selectFrom('contacts')
    .innerJoin('accounts', 'accounts.id', 'contacts.account_id')
    .select(['accounts.id', 'accounts.pin1', 'accounts.pin1_paused_until'])
    .where('channel', '=', 'email')
    .where(sql<boolean>`lower(contacts.address) = ${email.toLowerCase()}`)
    .where('confirmed_at', 'is not', null)
    .where('closed_at', 'is', null)
    .orderBy('accounts.created_at', 'desc')
    .limit(accountsPerAddress)
    .execute();
  const at = now();
  const none = { id: null, pin1: null, pin1_paused_until: null };
  const found = await Promise.all(
    (rows.length === 0 ? [none] : rows).map(async ({ id, pin1: verifier, pin1_paused_until: pause }) => {
      const matches = await pinMatches(verifier ?? nobodysVerifier, pin1);
      return matches && (pause === null || pause <= at) ? id : null;
    }),
  );
  return found.filter((id) => id !== null);
}

export interface SignedIn {
  readonly outcome: SignInOutcome;
  /** The new session's; null when none was opened. */
  readonly cookie: string | null;
}

const told = (outcome: SignInOutcome): SignedIn => ({ outcome, cookie: null });

/** Tries a code. One that was right is used up. */
export async function answerSignIn(
  id: string,
  code: string,
  source: string,
  parts: Parts,
): Promise<SignedIn> {
  const now = parts.now();
  return parts.db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('sign_ins')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    const wrong = wrongHere(row?.address ?? id);
    const fromThere = { of: ['sign-in codes', networkOf(source)], ...wrongCodesPerSource };
    const meters = await openMeters(trx, [wrong, fromThere], parts);
    const { pausedUntil } = meters.reading;
    if (pausedUntil !== null) return told({ outcome: 'paused', until: pausedUntil.toISOString() });
    if (row === undefined || row.ended_at !== null || row.expires_at <= now)
      return told({ outcome: 'expired' });
    const accountId = row.accounts.find((one) => sameCode(signInCode(parts.secret, id, one), code));
    if (accountId === undefined) {
      const counted = await meters.count();
      return told(
        counted.pausedUntil === null
          ? { outcome: 'wrong', triesLeft: counted.left }
          : { outcome: 'paused', until: counted.pausedUntil.toISOString() },
      );
    }
    await trx.updateTable('sign_ins').set({ ended_at: now }).where('id', '=', id).execute();
    await clearMeters(trx, [begunHere(row.address), wrong], parts);
    return enter(trx, accountId, now);
  });
}

async function enter(trx: Trx, accountId: string, now: Date): Promise<SignedIn> {
  const account = await trx
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', accountId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  // Closed since the mail went out.
  if (account === undefined) return told({ outcome: 'expired' });
  const cookie = await openMailboxSession(trx, { accountId, passkey: null }, now);
  await logAccess(trx, { accountId, at: now, ...opened });
  return { outcome: { outcome: 'open' }, cookie };
}

/** What every way into the mailbox in a browser leaves in the access log. */
export const opened = {
  who: 'resident',
  place: 'web',
  what: 'mailbox-opened',
  municipality: null,
} as const;
