// From the page behind a slip into the mailbox. What the birth date opens shows no message: PIN1 is asked for, counted with every other
// try of it (mailbox/pin1.ts).
import { pinMatches } from '../../contract/pin.ts';
import type { MailboxEntryOutcome } from '../../contract/web.ts';
import { logAccess } from '../mailbox/access.ts';
import { tellChanged } from '../mailbox/changed.ts';
import { countPin1 } from '../mailbox/pin1.ts';
import type { Parts } from '../parts.ts';
import type { PhoneSession } from '../phone/sessions.ts';
import { openMailboxSession } from './sessions.ts';
import { opened } from './sign-in.ts';

export interface EnteredMailbox {
  readonly outcome: MailboxEntryOutcome;
  /** The new session's; null when none was opened. */
  readonly cookie: string | null;
}

const told = (outcome: MailboxEntryOutcome): EnteredMailbox => ({ outcome, cookie: null });

/** Tries a PIN1 for a session's own account. */
export async function enterFromSlip(
  { accountId }: Pick<PhoneSession, 'accountId'>,
  pin1: string,
  parts: Pick<Parts, 'db' | 'boss' | 'now'>,
): Promise<EnteredMailbox> {
  const { db, now } = parts;
  const account = await db
    .selectFrom('accounts')
    .innerJoin('contacts', 'contacts.account_id', 'accounts.id')
    .select('accounts.pin1')
    .where('accounts.id', '=', accountId)
    .where('accounts.closed_at', 'is', null)
    .where('accounts.pin1', 'is not', null)
    .where('contacts.channel', '=', 'email')
    .where('contacts.confirmed_at', 'is not', null)
    .executeTakeFirst();
  if (account === undefined) return told({ outcome: 'closed' });
  const { pin1: verifier } = account;
  const matches = await pinMatches(verifier, pin1);
  const at = now();
  return db.transaction().execute(async (trx) => {
    const verdict = await countPin1(trx, accountId, { verifier, matches }, at);
    if (verdict === null) return told({ outcome: 'closed' });
    // Terminals that keep the mailbox hear of the pause.
    if (verdict.kind !== 'right') await tellChanged(trx, [accountId], [], parts);
    if (verdict.kind === 'paused') return told({ outcome: 'paused', until: verdict.until.toISOString() });
    if (verdict.kind === 'wrong') return told({ outcome: 'wrong', triesLeft: verdict.triesLeft });
    const cookie = await openMailboxSession(trx, { accountId, passkey: null }, at);
    await logAccess(trx, { accountId, at, ...opened });
    return { outcome: { outcome: 'open' }, cookie };
  });
}
