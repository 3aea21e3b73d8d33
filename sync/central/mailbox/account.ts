// Whose mailbox it is, and the order in which everything in this room takes its locks: the mailbox by its address (takeover.ts), what is
// being delivered (messages/hold.ts) and told of, accounts by ascending id and all at once, then the feed's head, and nothing after that.
// Two that change the same mailboxes wait for one another and never in a ring.
import { sql } from 'kysely';
import type { Db, Trx } from '../db/open.ts';
import type { Parts } from '../parts.ts';

/** What a change needs beside its transaction. */
export type MailboxPorts = Pick<Parts, 'boss' | 'now'>;
/** What a look needs. */
export type MailboxParts = Pick<Parts, 'db' | 'now'>;

/** The bell's topic of everything in a mailbox. */
export const mailboxTopic = (accountId: string): string => `mailbox:${accountId}`;

/** An account that is not closed. */
export interface Account {
  readonly id: string;
  readonly registrationId: string;
  readonly address: string;
  readonly mailboxAddress: string | null;
  readonly certificate: string | null;
  readonly pin1: string | null;
  readonly pin1Misses: number;
  readonly pin1PausedUntil: Date | null;
  readonly factsAt: Date | null;
  readonly movedSince: Date | null;
  /** When the record was committed, by the central API's clock as far as it is known. */
  readonly registeredAt: Date;
}

/** A terminal's time by our clock: its measured error taken off, and never later than now. */
export function ourTime(at: string, clockErrorMs: number | null, now: Date): Date {
  return new Date(Math.min(Date.parse(at) - (clockErrorMs ?? 0), now.getTime()));
}

/** `ourTime` of a registration in SQL; the row is joined as `registrations`. */
export const registeredAt = sql<Date>`least(
  committed_at - coalesce(clock_error_ms, 0) * interval '1 millisecond', received_at)`;

/** Changes of these accounts wait for one another until the transaction ends. Gives those that are not closed. */
export async function lockAccounts(trx: Trx, ids: readonly string[]): Promise<ReadonlyMap<string, Account>> {
  if (ids.length === 0) return new Map();
  const rows = await trx
    .selectFrom('accounts')
    .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
    .select([
      ...(['accounts.id', 'registration_id', 'address', 'mailbox_address', 'auth_certificate'] as const),
      ...(['pin1', 'pin1_misses', 'pin1_paused_until', 'facts_at', 'moved_since'] as const),
      registeredAt.as('registered_at'),
    ])
    .where('accounts.id', 'in', ids)
    .where('closed_at', 'is', null)
    .orderBy('accounts.id')
    // Rows that refer to an account may be written meanwhile: deliveries of a large sending.
    .forNoKeyUpdate('accounts')
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        registrationId: row.registration_id,
        address: row.address,
        mailboxAddress: row.mailbox_address,
        certificate: row.auth_certificate,
        pin1: row.pin1,
        pin1Misses: row.pin1_misses,
        pin1PausedUntil: row.pin1_paused_until,
        factsAt: row.facts_at,
        movedSince: row.moved_since,
        registeredAt: row.registered_at,
      },
    ]),
  );
}

/** One account, locked; null when it is closed or not there. */
export async function lockAccount(trx: Trx, id: string): Promise<Account | null> {
  return (await lockAccounts(trx, [id])).get(id) ?? null;
}

export interface Owner {
  readonly id: string;
  readonly certificate: string;
  readonly confirmed: boolean;
}

/**
 * Whose mailbox has this address: of several registrations of one card the newest whose email is proved, otherwise the newest. Null:
 * nobody's, or it was closed.
 */
export async function ownerOf(mailbox: string, db: Db): Promise<Owner | null> {
  const row = await db
    .selectFrom('accounts')
    .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
    .leftJoin('contacts', (join) =>
      join.onRef('contacts.account_id', '=', 'accounts.id').on('contacts.channel', '=', 'email'),
    )
    .select(['accounts.id', 'auth_certificate', 'contacts.confirmed_at'])
    .where('mailbox_address', '=', mailbox)
    .where('closed_at', 'is', null)
    .orderBy(sql`contacts.confirmed_at is null`)
    .orderBy(registeredAt, 'desc')
    .orderBy('accounts.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row?.auth_certificate == null) return null;
  return { id: row.id, certificate: row.auth_certificate, confirmed: row.confirmed_at !== null };
}
