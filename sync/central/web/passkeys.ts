// The passkeys of a mailbox: made within a session, listed, removed. A passkey proves presence and the person's own finger, face or code
// (user verification), so it stands for email address, code and PIN1 together.
import { randomUUID } from 'node:crypto';
import type { RegistrationResponseJSON, VerifiedRegistrationResponse } from '@simplewebauthn/server';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { passkeysAtMost } from '../../contract/web.ts';
import type { PasskeyChallenge, PasskeyRegistration, Passkeys } from '../../contract/web.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import { logAccess } from '../mailbox/access.ts';
import { lockAccount, mailboxTopic } from '../mailbox/account.ts';
import { ring } from '../bell.ts';
import type { Parts } from '../parts.ts';
import { keepChallenge, takeChallenge } from './challenges.ts';
import { challengeMs } from './limits.ts';
import { relyingParty, webauthn } from './relying-party.ts';
import type { MailboxSession } from './sessions.ts';

/** ES256, EdDSA, RS256: what phones, computers and keys of the last ten years make (COSE). */
export const algorithms = [-7, -8, -257];
/** Where no passkey can be: the page is not over HTTPS. */
export const noPasskeys = refuse('forbidden', { detail: 'passkeys' });

/** What authenticators call the account: the same for all of its passkeys, and nothing of the resident. */
export const userHandle = (accountId: string, { secret }: Pick<Parts, 'secret'>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(secret.hmac('passkey user', accountId).subarray(0, 32));

/** Those of a session's account. */
export async function listPasskeys(
  { accountId, passkey }: MailboxSession,
  { db }: Pick<Parts, 'db'>,
): Promise<Passkeys> {
  const rows = await db
    .selectFrom('passkeys')
    .select(['id', 'created_at', 'used_at', 'synced'])
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .execute();
  const passkeys = rows.map(({ id, created_at, used_at, synced }) => ({
    ...{ id, synced, here: id === passkey },
    ...{ createdAt: created_at.toISOString(), usedAt: used_at?.toISOString() ?? null },
  }));
  return { passkeys };
}

/** Options for the browser to make one. `forbidden`: not at this address, or there are too many. */
export async function passkeyOptions(
  session: MailboxSession,
  parts: Parts,
): Promise<Result<PasskeyChallenge, Refusal>> {
  const party = relyingParty(parts.publicUrl());
  if (party === null) return err(noPasskeys);
  const known = await parts.db
    .selectFrom('passkeys')
    .select('credential')
    .where('account_id', '=', session.accountId)
    .execute();
  if (known.length >= passkeysAtMost) return err(full);
  const { receipt_number: receiptNumber } = await parts.db
    .selectFrom('accounts')
    .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
    .select('receipt_number')
    .where('accounts.id', '=', session.accountId)
    .executeTakeFirstOrThrow();
  const { generateRegistrationOptions } = await webauthn();
  const options = await generateRegistrationOptions({
    rpName: parts.city?.ja ?? party.id,
    rpID: party.id,
    // What the phone's own list of passkeys shows; others may see that list.
    userName: receiptNumber,
    userDisplayName: receiptNumber,
    userID: userHandle(session.accountId, parts),
    timeout: challengeMs,
    attestationType: 'none',
    excludeCredentials: known.map(({ credential }) => ({ id: credential })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
  return ok({ id: await keepChallenge(options.challenge, session, parts), options: { ...options } });
}

const full = refuse('forbidden', { detail: 'full' });
/** The challenge is over, or another session's; or the answer does not verify. */
const expired = refuse('forbidden', { detail: 'expired' });
const unsound = refuse('forbidden', { detail: 'passkey' });

/** Adds what the browser made. */
export async function addPasskey(
  session: MailboxSession,
  { challenge: id, response }: PasskeyRegistration,
  parts: Parts,
): Promise<Result<Passkeys, Refusal>> {
  const party = relyingParty(parts.publicUrl());
  if (party === null) return err(noPasskeys);
  const now = parts.now();
  const challenge = await takeChallenge(id, session, parts.db, now);
  if (challenge === null) return err(expired);
  const { verifyRegistrationResponse } = await webauthn();
  const made = await verifyRegistrationResponse({
    // Parsed with the contract's schema; the library looks at the rest of it.
    response: response as unknown as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
    // It throws at whatever is wrong with an answer; its words may quote it.
  }).catch(() => null);
  if (made?.verified !== true) return err(unsound);
  const added = await keep(session, made.registrationInfo, parts);
  return added.ok ? ok(await listPasskeys(session, parts)) : added;
}

type Made = Extract<VerifiedRegistrationResponse, { verified: true }>['registrationInfo'];

function keep(
  { accountId }: MailboxSession,
  { credential, credentialBackedUp }: Made,
  { db, now }: Parts,
): Promise<Result<null, Refusal>> {
  const at = now();
  return db.transaction().execute(async (trx) => {
    if ((await lockAccount(trx, accountId)) === null) return err(refuse('unauthenticated'));
    const { count } = await trx
      .selectFrom('passkeys')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('account_id', '=', accountId)
      .executeTakeFirstOrThrow();
    if (Number(count) >= passkeysAtMost) return err(full);
    const kept = await trx
      .insertInto('passkeys')
      .values({
        ...{ id: randomUUID(), account_id: accountId, credential: credential.id },
        ...{ public_key: credential.publicKey, counter: credential.counter },
        transports: JSON.stringify(credential.transports ?? []),
        ...{ synced: credentialBackedUp, created_at: at },
      })
      .onConflict((conflict) => conflict.column('credential').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (kept === undefined) return err(unsound);
    await logAccess(trx, { accountId, at, ...byResident, what: 'passkey-added' });
    await ring(trx, mailboxTopic(accountId));
    return ok(null);
  });
}

const byResident = { who: 'resident', place: 'web', municipality: null } as const;

/** Removes one, with the sessions that it opened. `not-found`: there is none of this id. */
export async function removePasskey(
  session: MailboxSession,
  id: string,
  parts: Parts,
): Promise<Result<Passkeys, Refusal>> {
  const { accountId } = session;
  const removed = await parts.db.transaction().execute(async (trx) => {
    const gone = await trx
      .deleteFrom('passkeys')
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .returning('id')
      .executeTakeFirst();
    if (gone === undefined) return false;
    await logAccess(trx, { accountId, at: parts.now(), ...byResident, what: 'passkey-removed' });
    await ring(trx, mailboxTopic(accountId));
    return true;
  });
  return removed ? ok(await listPasskeys(session, parts)) : err(refuse('not-found'));
}
