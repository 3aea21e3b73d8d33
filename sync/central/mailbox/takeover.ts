// One mailbox per person. Of several registrations of one card the newest whose email is proved has it; the older ones are closed,
// whichever arrived first. A renewed card has another mailbox: it takes over the older card's by decision 0014. What was closed by its
// owner or by death does not come back with a record that is older than that.
import { sql } from 'kysely';
import type { Trx } from '../db/open.ts';
import type { NewEntry } from '../feed/append.ts';
import { holdDue } from '../messages/deliver.ts';
import type { Due } from '../messages/deliver.ts';
import { holdDelivering } from '../messages/hold.ts';
import { deliverInstead, holdAnnouncing, stillToGet, tellInstead } from '../messages/instead.ts';
import { advisoryLock } from '../parts.ts';
import { lockAccounts, registeredAt } from './account.ts';
import type { MailboxPorts } from './account.ts';
import { otherSide } from './actions/delegations.ts';
import { tellChanged } from './changed.ts';
import { closeRows } from './close.ts';
import type { CloseReason } from './close.ts';
import { carryDecisions, handOver } from './hand-over.ts';
import { deliveredEntries, goneEntry, keptAmong, refilledEntries } from './kept.ts';

interface Registration {
  readonly id: string;
  readonly registrationId: string;
  readonly mailbox: string;
  readonly at: Date;
  readonly confirmed: boolean;
  /** The card has proved itself genuine, or signed. */
  readonly proven: boolean;
  /** The proved email with name and birth date, as text. */
  readonly person: string;
  readonly closedAt: Date | null;
  readonly closedReason: CloseReason | null;
}

/**
 * Holds the mailboxes of these accounts, and those of who has the same email, against registrations and confirmations that happen at the
 * same time on other nodes. Before anything else of theirs is locked.
 */
export async function holdMailboxes(trx: Trx, accountIds: readonly string[]): Promise<string[]> {
  if (accountIds.length === 0) return [];
  const { rows } = await sql<{ mailbox: string; email: string | null }>`
    select distinct mailbox_address as mailbox, lower(address.address) as email from accounts
    left join contacts as address on account_id = accounts.id and channel = 'email'
    where accounts.id = any(${accountIds}::uuid[]) and mailbox_address is not null`.execute(trx);
  const mailboxes = [...new Set(rows.map(({ mailbox }) => mailbox))];
  const emails = [...new Set(rows.flatMap(({ email }) => email ?? []))];
  const names = [...mailboxes.map((one) => `mailbox:${one}`), ...emails.map((one) => `email:${one}`)];
  await advisoryLock(trx, ...names);
  return mailboxes;
}

/** Holds one mailbox likewise, for what is done to it at a counter: it is done to whose the mailbox is then. */
export const holdMailbox = (trx: Trx, mailbox: string): Promise<void> =>
  advisoryLock(trx, `mailbox:${mailbox}`);

interface Settling {
  readonly trx: Trx;
  readonly ports: Pick<MailboxPorts, 'now'>;
  readonly due: readonly Due[];
  readonly announcing: readonly string[];
  readonly entries: NewEntry[];
  readonly touched: Set<string>;
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
  const accounts = await contendersFor(trx, mailboxes);
  if (accounts.length === 0) return;
  await holdDelivering(trx);
  const due = await holdDue(trx, ports.now());
  const announcing = await holdAnnouncing(trx);
  const readers: string[] = [];
  for (const id of accounts) readers.push(...(await otherSide(trx, id, { kind: 'close' })));
  await lockAccounts(trx, [...accounts, ...readers]);
  const settling: Settling = { trx, ports, due, announcing, entries: [], touched: new Set(readers) };
  const cards = Map.groupBy(await registrationsOf(trx, accounts), ({ mailbox }) => mailbox);
  const owners: Registration[] = [];
  for (const card of cards.values()) owners.push(...(await settleCard(settling, card)));
  const people = Map.groupBy(owners.toSorted(byAge), ({ person }) => person);
  for (const cardsOfOne of people.values()) await settlePerson(settling, cardsOfOne);
  await tellChanged(trx, [...settling.touched], settling.entries, ports);
}

/** Accounts of these mailboxes that have a rival, and rivals with another card: one of the two cards at least has proved itself. */
async function contendersFor(trx: Trx, mailboxes: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with own as (
      select id, registration_id, mailbox_address as mailbox, name, birth_date from accounts
      where mailbox_address = any(${mailboxes}::text[])
    ), pair as (
      select own.id, other.id as rival from own
      join contacts as email on email.account_id = own.id and email.channel = 'email'
      join contacts as same on same.channel = 'email' and lower(same.address) = lower(email.address)
      join accounts as other on other.id = same.account_id
      where email.confirmed_at is not null and same.confirmed_at is not null and other.closed_at is null
        and other.mailbox_address <> own.mailbox and other.name = own.name and other.birth_date = own.birth_date
        and exists (select from registrations where id in (own.registration_id, other.registration_id)
          and assurance <> 'read-only')
    )
    select id from own where mailbox in (select mailbox from own group by mailbox having count(*) > 1)
    union select id from pair union select rival from pair`.execute(trx);
  return rows.map(({ id }) => id);
}

async function registrationsOf(trx: Trx, accountIds: readonly string[]): Promise<Registration[]> {
  const { rows } = await sql<Registration>`
    select accounts.id, registration_id as "registrationId", mailbox_address as mailbox, ${registeredAt} as at,
      email.address is not null as confirmed, assurance <> 'read-only' as proven,
      jsonb_build_array(lower(email.address), name, birth_date)::text as person,
      closed_at as "closedAt", closed_reason as "closedReason"
    from accounts join registrations on registrations.id = registration_id
    left join contacts as email on email.account_id = accounts.id and channel = 'email' and confirmed_at is not null
    where accounts.id = any(${accountIds}::uuid[])`.execute(trx);
  return rows.toSorted(byAge);
}

const byAge = (a: Registration, b: Registration): number =>
  a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1);

/** `card`: all registrations of one card, the oldest first. Gives the one that has the mailbox, when its email is proved. */
async function settleCard(settling: Settling, card: readonly Registration[]): Promise<Registration[]> {
  const open: Registration[] = [];
  for (const one of card.filter(({ closedAt }) => closedAt === null)) {
    const end = card.find(
      ({ closedAt, closedReason }) =>
        closedAt !== null && closedAt >= one.at && closedReason !== 'registered-again',
    );
    if (end?.closedAt == null || end.closedReason === null) open.push(one);
    else await close(settling, one, end.closedReason, end.closedAt);
  }
  // Whose successor is not among these registered again with another card; what is older than that comes too late.
  const gone = card.findLastIndex(({ closedReason }) => closedReason === 'registered-again');
  const newest = open.findLast((one) => one.confirmed && card.indexOf(one) > gone);
  for (const one of open) {
    if (newest !== undefined && byAge(one, newest) < 0) await takeOver(settling, one, newest);
    else if (card.indexOf(one) < gone) await close(settling, one, 'registered-again', settling.ports.now());
  }
  return newest === undefined ? [] : [newest];
}

/** `cards`: whose proved email, name and birth date are the same, one of each card, the oldest first. Decision 0014. */
async function settlePerson(settling: Settling, cards: readonly Registration[]): Promise<void> {
  const newest = cards.findLast(({ proven }) => proven);
  if (newest === undefined) return;
  const { trx, entries } = settling;
  for (const older of cards.slice(0, cards.indexOf(newest))) {
    for (const kept of await keptAmong(trx, [older.id])) entries.push(await goneEntry(trx, kept));
    await sql`update exemptions set ended_at = ${newest.at}
      where account_id = ${older.id} and ended_at is null and since < ${newest.at}`.execute(trx);
    await takeOver(settling, older, newest);
    for (const kept of await keptAmong(trx, [newest.id])) entries.push(...(await refilledEntries(trx, kept)));
  }
}

async function takeOver(settling: Settling, older: Registration, newer: Registration): Promise<void> {
  const { trx, ports, due, announcing, entries, touched } = settling;
  const missed = await stillToGet(trx, due, older.id);
  await handOver(trx, older.id, newer.id);
  await carryDecisions(trx, older.id, newer);
  await tellInstead(trx, announcing, newer.id);
  const late = await deliverInstead(trx, missed, newer.id, ports.now());
  const kept = older.mailbox === newer.mailbox ? await keptAmong(trx, [newer.id]) : [];
  for (const message of kept.length === 0 ? [] : late)
    entries.push(...(await deliveredEntries(trx, kept, message)));
  await close(settling, older, 'registered-again', ports.now());
  touched.add(newer.id);
}

async function close(
  { trx, ports, entries, touched }: Settling,
  one: Registration,
  reason: CloseReason,
  at: Date,
): Promise<void> {
  const closed = await closeRows(trx, one, reason, at, ports);
  entries.push(...closed.entries);
  for (const id of [one.id, ...closed.touched]) touched.add(id);
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
