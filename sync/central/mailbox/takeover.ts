// One mailbox per card. Of several registrations the newest whose email is proved has it; the older ones are closed, whichever arrived
// first. What was closed by its owner or by death does not come back with a record that is older than that.
import { sql } from 'kysely';
import type { Trx } from '../db/open.ts';
import type { NewEntry } from '../feed/append.ts';
import { advisoryLock } from '../parts.ts';
import { lockAccounts, registeredAt } from './account.ts';
import type { MailboxPorts } from './account.ts';
import { otherSide } from './actions/delegations.ts';
import { tellChanged } from './changed.ts';
import { closeRows } from './close.ts';
import type { CloseReason } from './close.ts';

interface Registration {
  readonly id: string;
  readonly registrationId: string;
  readonly mailbox: string;
  readonly at: Date;
  readonly confirmed: boolean;
  readonly closedAt: Date | null;
  readonly closedReason: CloseReason | null;
}

/**
 * Holds the mailboxes of these accounts against registrations and confirmations that happen at the same time on other nodes. Before
 * anything else of theirs is locked.
 */
export async function holdMailboxes(trx: Trx, accountIds: readonly string[]): Promise<string[]> {
  if (accountIds.length === 0) return [];
  const rows = await trx
    .selectFrom('accounts')
    .select('mailbox_address')
    .distinct()
    .where('id', 'in', accountIds)
    .where('mailbox_address', 'is not', null)
    .execute();
  const mailboxes = rows.flatMap(({ mailbox_address }) => mailbox_address ?? []).toSorted();
  for (const mailbox of mailboxes) await advisoryLock(trx, `mailbox:${mailbox}`);
  return mailboxes;
}

/** After registrations were stored, or an email was proved: decides whose each mailbox is. At the end of that transaction. */
export async function settleMailboxes(
  trx: Trx,
  accountIds: readonly string[],
  ports: Pick<MailboxPorts, 'now'>,
): Promise<void> {
  const mailboxes = await holdMailboxes(trx, accountIds);
  if (mailboxes.length === 0) return;
  await settleExemptions(trx, mailboxes);
  const groups = Map.groupBy(await registrationsOf(trx, mailboxes), ({ mailbox }) => mailbox);
  const crowded = [...groups.values()].filter((group) => group.length > 1);
  const accounts = crowded.flat().map(({ id }) => id);
  const readers: string[] = [];
  for (const id of accounts) readers.push(...(await otherSide(trx, id, { kind: 'close' })));
  await lockAccounts(trx, [...accounts, ...readers]);
  const entries: NewEntry[] = [];
  const touched = new Set<string>(readers);
  for (const group of crowded) {
    const settled = await settle(trx, group, ports);
    entries.push(...settled.entries);
    for (const id of settled.touched) touched.add(id);
  }
  await tellChanged(trx, [...touched], entries, ports);
}

async function registrationsOf(trx: Trx, mailboxes: readonly string[]): Promise<Registration[]> {
  const { rows } = await sql<Registration>`
    select accounts.id, registration_id as "registrationId", mailbox_address as mailbox, ${registeredAt} as at,
      exists (select from contacts where account_id = accounts.id and channel = 'email'
        and confirmed_at is not null) as confirmed,
      closed_at as "closedAt", closed_reason as "closedReason"
    from accounts join registrations on registrations.id = registration_id
    where mailbox_address = any(${mailboxes}::text[])`.execute(trx);
  return rows.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
}

interface Settled {
  readonly entries: readonly NewEntry[];
  readonly touched: readonly string[];
}

/** `group`: all registrations of one card, the oldest first. */
async function settle(
  trx: Trx,
  group: readonly Registration[],
  ports: Pick<MailboxPorts, 'now'>,
): Promise<Settled> {
  const entries: NewEntry[] = [];
  const touched: string[] = [];
  const close = async (one: Registration, reason: CloseReason, at: Date): Promise<void> => {
    const closed = await closeRows(trx, one, reason, at, ports);
    entries.push(...closed.entries);
    touched.push(one.id, ...closed.touched);
  };
  const open: Registration[] = [];
  for (const one of group.filter(({ closedAt }) => closedAt === null)) {
    const end = group.find(
      ({ closedAt, closedReason }) =>
        closedAt !== null && closedAt >= one.at && closedReason !== 'registered-again',
    );
    if (end?.closedAt == null || end.closedReason === null) open.push(one);
    else await close(one, end.closedReason, end.closedAt);
  }
  const newest = open.findLast(({ confirmed }) => confirmed);
  if (newest === undefined) return { entries, touched };
  for (const older of open.slice(0, open.indexOf(newest))) {
    await handOver(trx, older.id, newest.id);
    await carryDecisions(trx, older.id, newest);
    await close(older, 'registered-again', ports.now());
    touched.push(newest.id);
  }
  return { entries, touched };
}

/** What lies in the older mailbox goes into the newer one; so does who reads it, where it is kept, and its log. */
async function handOver(trx: Trx, from: string, to: string): Promise<void> {
  // Delivered to both: it is there once, as gone as it is in either.
  await sql`update deliveries as own set
      opened_at = coalesce(own.opened_at, other.opened_at), deleted_at = coalesce(own.deleted_at, other.deleted_at),
      reset_at = coalesce(own.reset_at, other.reset_at)
    from deliveries as other
    where own.account_id = ${to} and other.account_id = ${from} and own.message_id = other.message_id`.execute(
    trx,
  );
  await sql`delete from deliveries where account_id = ${from}
    and message_id in (select message_id from deliveries where account_id = ${to})`.execute(trx);
  await trx.updateTable('deliveries').set({ account_id: to }).where('account_id', '=', from).execute();
  await sql`insert into kept_at (account_id, municipality, since)
    select ${to}, municipality, since from kept_at where account_id = ${from} on conflict do nothing`.execute(
    trx,
  );
  await trx.deleteFrom('kept_at').where('account_id', '=', from).execute();
  await sql`update delegations set account_id = ${to} where account_id = ${from} and reader_id <> ${to}`.execute(
    trx,
  );
  await sql`update delegations set reader_id = ${to} where reader_id = ${from} and account_id <> ${to}`.execute(
    trx,
  );
  for (const table of ['mailbox_notices', 'access_log'] as const)
    await trx.updateTable(table).set({ account_id: to }).where('account_id', '=', from).execute();
}

/**
 * What was decided after the newer record was made, and came sooner than it did, holds for the newer account. Where a mailbox is kept is
 * carried over in any case.
 */
async function carryDecisions(trx: Trx, from: string, { id: to, at }: Registration): Promise<void> {
  const chosen = (account: ReturnType<typeof sql>, what: ReturnType<typeof sql>) =>
    sql`coalesce((select chosen_at from mailbox_choices where account_id = ${account} and what = ${what}), ${at})`;
  await sql`insert into memberships (account_id, municipality, state, since, reason)
    select ${to}, municipality, state, since, reason from memberships as own where account_id = ${from}
      and greatest(since, ${chosen(sql`${from}::uuid`, sql`'receive:' || municipality`)}) > ${at}
    on conflict (account_id, municipality) do update
      set state = excluded.state, since = excluded.since, reason = excluded.reason
      where memberships.since <= ${at}
        and ${chosen(sql`${to}::uuid`, sql`'receive:' || memberships.municipality`)} <= ${at}`.execute(trx);
  const newer = (what: string) =>
    sql<boolean>`${chosen(sql`${from}::uuid`, sql`${what}`)} > ${chosen(sql`${to}::uuid`, sql`${what}`)}`;
  const { rows } = await sql<{ interests: boolean; notify: boolean }>`
    select ${newer('interests')} as interests, ${newer('notify')} as notify`.execute(trx);
  if (rows[0]?.interests === true) {
    await trx.deleteFrom('interests').where('account_id', '=', to).execute();
    await trx.updateTable('interests').set({ account_id: to }).where('account_id', '=', from).execute();
  }
  if (rows[0]?.notify === true)
    await sql`update accounts as own set notify_push = other.notify_push, notify_email = other.notify_email
      from accounts as other where own.id = ${to} and other.id = ${from}`.execute(trx);
  await sql`update accounts as own set name = other.name, birth_date = other.birth_date, sex = other.sex,
      address = other.address, facts_at = other.facts_at
    from accounts as other where own.id = ${to} and other.id = ${from} and other.facts_at > own.facts_at`.execute(
    trx,
  );
  await trx.updateTable('exemptions').set({ account_id: to }).where('account_id', '=', from).execute();
  await sql`insert into mailbox_choices (account_id, what, chosen_at)
    select ${to}, what, chosen_at from mailbox_choices where account_id = ${from}
      and (chosen_at > ${at} or what like 'keep:%')
    on conflict (account_id, what) do update set chosen_at = excluded.chosen_at
      where mailbox_choices.chosen_at < excluded.chosen_at`.execute(trx);
}

/**
 * Paper, please, of who had no account here then: a newer registration ends it, for its holder chose the mailbox since; an older one
 * that arrives late is under it.
 */
async function settleExemptions(trx: Trx, mailboxes: readonly string[]): Promise<void> {
  await sql`update exemptions set ended_at = at from (
      select mailbox_address as mailbox, ${registeredAt} as at from accounts
      join registrations on registrations.id = registration_id
      where mailbox_address = any(${mailboxes}::text[]) and closed_at is null and exists (
        select from contacts where account_id = accounts.id and channel = 'email' and confirmed_at is not null)
      ) as registered
    where exemptions.mailbox_address = mailbox and ended_at is null and exemptions.since < at`.execute(trx);
  const { rows } = await sql<{ id: string; since: Date }>`
    update exemptions set account_id = accounts.id from accounts
    where exemptions.mailbox_address = any(${mailboxes}::text[]) and account_id is null and ended_at is null
      and accounts.mailbox_address = exemptions.mailbox_address and closed_at is null
      and exemptions.since >= (select ${registeredAt} from registrations where id = registration_id)
    returning accounts.id, exemptions.since`.execute(trx);
  for (const { id, since } of rows) {
    await trx
      .updateTable('memberships')
      .set({ state: 'left', since, reason: 'exempt' })
      .where('account_id', '=', id)
      .where('state', '!=', 'left')
      .where('since', '<=', since)
      .execute();
  }
}
