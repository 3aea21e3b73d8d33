// Signing in with a passkey that the browser finds by itself: nobody types who they are, and nothing tells who is known here.
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { PasskeyAnswer, PasskeyChallenge, PasskeyOutcome } from '../../contract/web.ts';
import type { Refusal } from '../http/refusal.ts';
import { logAccess } from '../mailbox/access.ts';
import type { Parts } from '../parts.ts';
import { keepChallenge, takeChallenge } from './challenges.ts';
import { challengeMs } from './limits.ts';
import { noPasskeys, userHandle } from './passkeys.ts';
import { relyingParty, webauthn } from './relying-party.ts';
import type { RelyingParty } from './relying-party.ts';
import { openMailboxSession } from './sessions.ts';
import { opened } from './sign-in.ts';

/** Options for the browser. `forbidden`: no passkeys at this address. */
export async function beginPasskey(parts: Parts): Promise<Result<PasskeyChallenge, Refusal>> {
  const party = relyingParty(parts.publicUrl());
  if (party === null) return err(noPasskeys);
  const { generateAuthenticationOptions } = await webauthn();
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    userVerification: 'required',
    timeout: challengeMs,
  });
  return ok({ id: await keepChallenge(options.challenge, null, parts), options: { ...options } });
}

export interface PasskeySignedIn {
  readonly outcome: PasskeyOutcome;
  /** The new session's; null when none was opened. */
  readonly cookie: string | null;
}

const told = (outcome: PasskeyOutcome['outcome']): Result<PasskeySignedIn, never> =>
  ok({ outcome: { outcome }, cookie: null });

/** Tries the browser's answer. */
export async function answerPasskey(
  id: string,
  { response }: PasskeyAnswer,
  parts: Parts,
): Promise<Result<PasskeySignedIn, Refusal>> {
  const party = relyingParty(parts.publicUrl());
  if (party === null) return err(noPasskeys);
  const challenge = await takeChallenge(id, null, parts.db, parts.now());
  if (challenge === null) return told('expired');
  const known = await parts.db
    .selectFrom('passkeys')
    .innerJoin('accounts', 'accounts.id', 'passkeys.account_id')
    .select(['passkeys.id', 'account_id', 'credential', 'public_key', 'counter'])
    .where('credential', '=', response.id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (known === undefined) return told('unknown');
  const newCounter = await verified(response, challenge, known, party, parts);
  return newCounter === null ? told('unknown') : enter(known, newCounter, parts);
}

interface Known {
  readonly id: string;
  readonly account_id: string;
  readonly credential: string;
  readonly public_key: Uint8Array;
  readonly counter: number;
}

/** The counter that it told; null when the answer is not this passkey's, or its counter went back: then there is a copy of it. */
async function verified(
  response: PasskeyAnswer['response'],
  expectedChallenge: string,
  { account_id, credential, public_key, counter }: Known,
  { id, origin }: RelyingParty,
  parts: Parts,
): Promise<number | null> {
  const handle = Buffer.from(userHandle(account_id, parts)).toString('base64url');
  if (response.response.userHandle !== handle) return null;
  const { verifyAuthenticationResponse } = await webauthn();
  const answer = await verifyAuthenticationResponse({
    // Parsed with the contract's schema; the library looks at the rest of it.
    response: response as unknown as AuthenticationResponseJSON,
    ...{ expectedChallenge, expectedOrigin: origin, expectedRPID: id, requireUserVerification: true },
    credential: { id: credential, publicKey: new Uint8Array(public_key), counter },
    // It throws at whatever is wrong with an answer; its words may quote it.
  }).catch(() => null);
  return answer?.verified === true ? answer.authenticationInfo.newCounter : null;
}

function enter(
  { id, account_id: accountId, counter }: Known,
  newCounter: number,
  { db, now }: Parts,
): Promise<Result<PasskeySignedIn, never>> {
  const at = now();
  return db.transaction().execute(async (trx) => {
    const used = await trx
      .updateTable('passkeys')
      .set({ counter: newCounter, used_at: at })
      .where('id', '=', id)
      // Removed meanwhile, or two answers with one counter: one of them is a copy's.
      .where('counter', '=', counter)
      .returning('id')
      .executeTakeFirst();
    if (used === undefined) return told('unknown');
    const cookie = await openMailboxSession(trx, { accountId, passkey: id }, at);
    await logAccess(trx, { accountId, at, ...opened });
    return ok({ outcome: { outcome: 'open' }, cookie });
  });
}
