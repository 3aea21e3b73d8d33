// What the page behind a slip's QR code may know: how far the registration is. Found by the hash of the token; says nothing
// of whose it is.
import type { HandoffStatus } from '../../contract/api.ts';
import { slipNumberOf, slipSha256 } from '../../contract/slip-token.ts';
import type { Db } from '../db/open.ts';

/** A token that is unknown here belongs to a registration that has not arrived yet, as far as anybody can tell. */
export async function handoffStatus(token: string, db: Db): Promise<HandoffStatus> {
  const found = await findHandoff(token, db);
  if (found === null)
    return { state: 'not-arrived', receivedAt: null, contact: 'unknown', mailbox: 'unknown' };
  return {
    state: 'accepted',
    receivedAt: found.receivedAt.toISOString(),
    contact: found.contactConfirmed ? 'confirmed' : 'open',
    mailbox: !found.mailboxWanted ? 'not-wanted' : found.contactConfirmed ? 'open' : 'waiting',
  };
}

interface Handoff {
  readonly accountId: string;
  readonly receivedAt: Date;
  readonly contactConfirmed: boolean;
  readonly mailboxWanted: boolean;
}

/** The account behind a slip's token. */
export async function findHandoff(token: string, db: Db): Promise<Handoff | null> {
  const row = await db
    .selectFrom('registrations')
    .innerJoin('accounts', 'accounts.registration_id', 'registrations.id')
    .innerJoin('contacts', 'contacts.account_id', 'accounts.id')
    .select(['accounts.id', 'accounts.pin1', 'registrations.received_at', 'contacts.confirmed_at'])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('memberships')
          .select('memberships.municipality')
          .whereRef('memberships.account_id', '=', 'accounts.id'),
      ).as('member'),
    )
    .where('registrations.handoff_sha256', '=', slipSha256(slipNumberOf(token) ?? ''))
    .where('contacts.channel', '=', 'email')
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    accountId: row.id,
    receivedAt: row.received_at,
    contactConfirmed: row.confirmed_at !== null,
    mailboxWanted: row.pin1 !== null || Boolean(row.member),
  };
}
