// Who may read what: one's own messages, and those of who has given one their reading.
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { dayInJapan } from './places.ts';

/** A delegation that is in force. */
export interface Reading {
  readonly id: string;
  /** Whose mailbox is read. */
  readonly accountId: string;
  /** Only messages from this municipality; null: from all. */
  readonly municipality: string | null;
}

/** Not ended, begun, and its last day (in Japan) is not over; neither mailbox is closed. */
const inForce = (now: Date) => sql<boolean>`delegations.ended_at is null and delegations.since <= ${now}
  and (delegations.until is null or delegations.until >= ${dayInJapan(now)}::date)
  and not exists (select from accounts where accounts.id in (delegations.account_id, reader_id) and closed_at is not null)`;

/** What this reader has been given; null: nothing of this id, or not any more. */
export async function findReading(
  readerId: string,
  delegationId: string,
  db: Db,
  now: Date,
): Promise<Reading | null> {
  const row = await db
    .selectFrom('delegations')
    .select(['id', 'account_id', 'municipality'])
    .where('reader_id', '=', readerId)
    .where('id', '=', delegationId)
    .where(inForce(now))
    .executeTakeFirst();
  return row === undefined ? null : { id: row.id, accountId: row.account_id, municipality: row.municipality };
}

/**
 * In whose mailbox this account may read the message now: its own, or one that it was given. Null: it is not there, or not there any
 * more. Also for its attachments.
 */
export async function whereReadable(
  accountId: string,
  messageId: string,
  db: Db,
  now: Date,
): Promise<string | null> {
  const { rows } = await sql<{ account_id: string }>`
    select deliveries.account_id from deliveries
    join accounts on accounts.id = deliveries.account_id and closed_at is null
    where message_id = ${messageId} and deleted_at is null and reset_at is null
      and (deliveries.account_id = ${accountId} or deliveries.account_id in (
        select delegations.account_id from delegations join messages on messages.id = ${messageId}
        where reader_id = ${accountId} and ${inForce(now)}
          and (delegations.municipality is null or delegations.municipality = messages.municipality)))
    order by deliveries.account_id <> ${accountId} limit 1`.execute(db);
  return rows[0]?.account_id ?? null;
}

/** Every delegation of these accounts that is in force, given or received, with the receipt number of the other side. */
export async function readDelegations(
  db: Db,
  accountIds: readonly string[],
  now: Date,
): Promise<readonly DelegationRow[]> {
  const { rows } = await sql<DelegationRow>`
    select delegations.id, delegations.account_id as giver, reader_id as reader, delegations.municipality, since,
      to_char(until, 'YYYY-MM-DD') as until,
      (select receipt_number from registrations join accounts on registration_id = registrations.id
        where accounts.id = delegations.account_id) as giver_number,
      (select receipt_number from registrations join accounts on registration_id = registrations.id
        where accounts.id = reader_id) as reader_number
    from delegations
    where (delegations.account_id = any(${accountIds}::uuid[]) or reader_id = any(${accountIds}::uuid[])) and ${inForce(now)}
    order by since, delegations.id`.execute(db);
  return rows;
}

export interface DelegationRow {
  readonly id: string;
  readonly giver: string;
  readonly reader: string;
  readonly municipality: string | null;
  readonly since: Date;
  /** A day; null: no end. */
  readonly until: string | null;
  readonly giver_number: string;
  readonly reader_number: string;
}
