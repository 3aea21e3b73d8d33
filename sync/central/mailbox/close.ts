// The end of an account. Its row stays, without facts, so that senders see that somebody left and why, and so that what arrives late (a
// command, an older record of the same card) is told from what is new.
import type { Selectable } from 'kysely';
import type { MembershipReason } from '../../contract/mailbox-view.ts';
import type { Trx } from '../db/open.ts';
import type { AccountsTable } from '../db/tables.ts';
import type { NewEntry } from '../feed/append.ts';
import { endWebAccess } from '../web/sessions.ts';
import { lockAccounts } from './account.ts';
import type { Account, MailboxPorts } from './account.ts';
import { otherSide } from './actions/delegations.ts';
import { tellChanged } from './changed.ts';
import { goneEntry, keptAmong } from './kept.ts';
import { addNotice } from './notices.ts';

export type CloseReason = NonNullable<Selectable<AccountsTable>['closed_reason']>;

/** Why its memberships end. */
const leftBecause: Readonly<Record<CloseReason, MembershipReason>> = {
  resident: 'account-closed',
  death: 'death',
  'registered-again': 'registered-again',
};

/** Closes it and tells whom it concerns. False: it is closed already, or not there. In the caller's transaction, at its end. */
export async function closeAccount(
  trx: Trx,
  accountId: string,
  reason: CloseReason,
  ports: Pick<MailboxPorts, 'now'>,
): Promise<boolean> {
  const others = await otherSide(trx, accountId, { kind: 'close' });
  const account = (await lockAccounts(trx, [accountId, ...others])).get(accountId);
  if (account === undefined) return false;
  const { entries, touched } = await closeRows(trx, account, reason, ports.now(), ports);
  await tellChanged(trx, [accountId, ...touched], entries, ports);
  return true;
}

export interface Closed {
  /** What terminals that kept the mailbox must know. */
  readonly entries: readonly NewEntry[];
  /** Whose reading ended with it. */
  readonly touched: readonly string[];
}

/** The same without telling: the account and those of `otherSide` are locked by the caller. `at`: when it was decided. */
export async function closeRows(
  trx: Trx,
  account: Pick<Account, 'id' | 'registrationId'>,
  reason: CloseReason,
  at: Date,
  { now }: Pick<MailboxPorts, 'now'>,
): Promise<Closed> {
  const { id } = account;
  const [kept] = await keptAmong(trx, [id]);
  const entries = kept === undefined ? [] : [await goneEntry(trx, kept)];
  const touched = await endDelegations(trx, id, at, now());
  await trx
    .updateTable('memberships')
    .set({ state: 'left', since: at, reason: leftBecause[reason] })
    .where('account_id', '=', id)
    .where('state', '!=', 'left')
    .execute();
  await trx
    .updateTable('deliveries')
    .set({ reset_at: at })
    .where('account_id', '=', id)
    .where('deleted_at', 'is', null)
    .where('reset_at', 'is', null)
    .execute();
  await forget(trx, id);
  await forgetFacts(trx, account, reason, at);
  return { entries, touched };
}

async function endDelegations(trx: Trx, id: string, at: Date, now: Date): Promise<string[]> {
  const ended = await trx
    .updateTable('delegations')
    .set({ ended_at: at })
    .where((eb) => eb.or([eb('account_id', '=', id), eb('reader_id', '=', id)]))
    .where('ended_at', 'is', null)
    .returning(['account_id', 'reader_id'])
    .execute();
  const sides = ended.flatMap(({ account_id, reader_id }) => [account_id, reader_id]);
  const others = [...new Set(sides)].filter((one) => one !== id);
  for (const accountId of others) {
    await addNotice(trx, { accountId, code: 'delegation-taken', action: null, outcome: null }, now);
  }
  return others;
}

/** Everything that belongs to nobody but the account. Consents stay: they say which texts were accepted, not by whom. */
async function forget(trx: Trx, id: string): Promise<void> {
  await endWebAccess(trx, id);
  for (const table of [
    ...(['contacts', 'interests', 'linked_services', 'phone_answers', 'verifications'] as const),
    ...(['kept_at', 'mailbox_choices', 'mailbox_notices', 'access_log'] as const),
  ])
    await trx.deleteFrom(table).where('account_id', '=', id).execute();
  await trx.updateTable('exemptions').set({ account_id: null }).where('account_id', '=', id).execute();
}

/** The mailbox's address stays: it is a hash, and names the card to nobody who does not hold it. */
async function forgetFacts(
  trx: Trx,
  { id, registrationId }: Pick<Account, 'id' | 'registrationId'>,
  reason: CloseReason,
  at: Date,
): Promise<void> {
  await trx
    .updateTable('accounts')
    .set({
      ...{ name: '', birth_date: '', sex: '', address: '', auth_certificate: null, pin1: null, pin2: null },
      ...{ pin1_misses: 0, pin1_paused_until: null, moved_since: null, moved_told_at: null },
      ...{ closed_at: at, closed_reason: reason },
    })
    .where('id', '=', id)
    .execute();
  // The signed record holds every fact. Who registered again has not asked for theirs to be deleted: the older one stays as evidence.
  if (reason !== 'registered-again')
    await trx
      .updateTable('registrations')
      .set({ record_jws: '', declaration: null })
      .where('id', '=', registrationId)
      .execute();
}
