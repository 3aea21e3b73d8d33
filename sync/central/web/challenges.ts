// WebAuthn challenges: each is good for five minutes and one answer, on whichever node.
import { randomUUID } from 'node:crypto';
import type { Db } from '../db/open.ts';
import type { Parts } from '../parts.ts';
import { challengeMs } from './limits.ts';
import type { MailboxSession } from './sessions.ts';

/** Keeps a challenge; `holder`: in whose session a passkey is made, null for a sign-in. Returns its id. */
export async function keepChallenge(
  challenge: string,
  holder: MailboxSession | null,
  { db, now }: Pick<Parts, 'db' | 'now'>,
): Promise<string> {
  const id = randomUUID();
  const expiresAt = new Date(now().getTime() + challengeMs);
  await db
    .insertInto('webauthn_challenges')
    .values({
      ...{ id, challenge, expires_at: expiresAt },
      ...{ account_id: holder?.accountId ?? null, session: holder?.id ?? null },
    })
    .execute();
  return id;
}

/** Takes it out, so that a second answer finds nothing; null when there is none for this holder (any more). */
export async function takeChallenge(
  id: string,
  holder: MailboxSession | null,
  db: Db,
  now: Date,
): Promise<string | null> {
  const taken = await db
    .deleteFrom('webauthn_challenges')
    .where('id', '=', id)
    .where('expires_at', '>', now)
    .where('session', 'is not distinct from', holder?.id ?? null)
    .returning('challenge')
    .executeTakeFirst();
  return taken?.challenge ?? null;
}
