// Residents by name, for who may see them (role recipients): who receives from a municipality and who does not any more and why, and what
// became of a message with each. Every page is written into the access log of those on it: they can see that somebody looked.
import { sql } from 'kysely';
import { announceFailures } from '../../contract/desk.ts';
import type {
  PersonReceipts,
  PersonReceiptsQuery,
  Recipients,
  RecipientsQuery,
} from '../../contract/desk.ts';
import type { DeskAct } from '../../contract/desk-log.ts';
import { MembershipReason } from '../../contract/mailbox-view.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Db, Trx } from '../db/open.ts';
import type { Actor } from '../desk/actor.ts';
import { logDesk } from '../desk/log.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import type { Which } from './release.ts';

const pageSize = 100;
type PeopleParts = Pick<Parts, 'db' | 'now'>;

/** Where a page ends and the next begins; null when it is not one of ours. */
const cursorOf = (after: string | undefined): string | null => {
  if (after === undefined) return '00000000-0000-0000-0000-000000000000';
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(after) ? after : null;
};

/** A page of everybody who ever received from this municipality. */
export async function readRecipients(
  municipality: string,
  { after, state, reason }: RecipientsQuery,
  actor: Actor,
  { db, now }: PeopleParts,
): Promise<Result<Recipients, Refusal>> {
  const cursor = cursorOf(after);
  if (cursor === null) return err(refuse('malformed', { detail: 'query.after' }));
  return db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('memberships as m')
      .innerJoin('accounts as a', 'a.id', 'm.account_id')
      .select([
        ...(['m.account_id', 'a.name', 'a.birth_date', 'a.address'] as const),
        ...(['m.state', 'm.since', 'm.reason', 'a.moved_since'] as const),
      ])
      .where('m.municipality', '=', municipality)
      .where('m.account_id', '>', cursor)
      .$if(state !== undefined, (query) => query.where('m.state', '=', state ?? 'receiving'))
      .$if(reason !== undefined, (query) => query.where('m.reason', '=', reason ?? 'resident'))
      .orderBy('m.account_id')
      .limit(pageSize + 1)
      .execute();
    const { shown, next } = pageOf(rows);
    await logLook(trx, shown, { municipality, actor, what: 'recipients-shown' }, now());
    const recipients = shown.map((row) => ({
      ...{ name: row.name, birthDate: row.birth_date, address: row.address, state: row.state },
      since: row.since.toISOString(),
      reason: MembershipReason.nullable().parse(row.reason),
      movedSince: row.moved_since?.toISOString() ?? null,
    }));
    return ok({ recipients, counts: await countStates(municipality, trx), next });
  });
}

async function countStates(municipality: string, db: Db): Promise<Recipients['counts']> {
  const rows = await db
    .selectFrom('memberships')
    .select(['state', ({ fn }) => fn.countAll().as('count')])
    .where('municipality', '=', municipality)
    .groupBy('state')
    .execute();
  const of = (state: string): number => Number(rows.find((row) => row.state === state)?.count ?? 0);
  return { receiving: of('receiving'), paused: of('paused'), left: of('left') };
}

/** A page of a message's receipts. Whether somebody opened it is told only where it was asked for. */
export async function readPersonReceipts(
  { municipality, id }: Which,
  { after, failed }: PersonReceiptsQuery,
  actor: Actor,
  { db, now }: PeopleParts,
): Promise<Result<PersonReceipts, Refusal>> {
  const cursor = cursorOf(after);
  if (cursor === null) return err(refuse('malformed', { detail: 'query.after' }));
  return db.transaction().execute(async (trx) => {
    const message = await trx
      .selectFrom('messages')
      .select('opened_receipts')
      .where('id', '=', id)
      .where('municipality', '=', municipality)
      .executeTakeFirst();
    if (message === undefined) return err(refuse('not-found'));
    const rows = await trx
      .selectFrom('deliveries as d')
      .innerJoin('accounts as a', 'a.id', 'd.account_id')
      .select([
        ...([
          'd.account_id',
          'a.name',
          'a.birth_date',
          'a.address',
          'd.delivered_at',
          'd.announced_at',
        ] as const),
        ...(['d.announce_failed', 'd.opened_at', 'd.deleted_at', 'd.reset_at'] as const),
      ])
      .where('d.message_id', '=', id)
      .where('d.account_id', '>', cursor)
      .$if(failed !== undefined, (query) => query.where('d.announce_failed', 'is not', null))
      .orderBy('d.account_id')
      .limit(pageSize + 1)
      .execute();
    const { shown, next } = pageOf(rows);
    const looked = { municipality, actor, what: 'receipts-shown', subject: id } as const;
    await logLook(trx, shown, looked, now());
    const people = shown.map((row) => ({
      ...{ name: row.name, birthDate: row.birth_date, address: row.address },
      deliveredAt: row.delivered_at.toISOString(),
      announcedAt: row.announced_at?.toISOString() ?? null,
      announceFailed: announceFailures.find((one) => one === row.announce_failed) ?? null,
      openedAt: message.opened_receipts ? (row.opened_at?.toISOString() ?? null) : null,
      deletedAt: row.deleted_at?.toISOString() ?? null,
      resetAt: row.reset_at?.toISOString() ?? null,
    }));
    return ok({ people, next });
  });
}

function pageOf<T extends { readonly account_id: string }>(
  rows: readonly T[],
): { readonly shown: readonly T[]; readonly next: string | null } {
  const shown = rows.slice(0, pageSize);
  return { shown, next: rows.length > pageSize ? (shown.at(-1)?.account_id ?? null) : null };
}

interface Look {
  readonly municipality: string;
  readonly actor: Actor;
  readonly what: DeskAct;
  /** Of the message, where it is about one. */
  readonly subject?: string;
}

/** In the desk's log once, and in everybody's own. */
export async function logLook(
  trx: Trx,
  people: readonly { readonly account_id: string }[],
  look: Look,
  now: Date,
): Promise<void> {
  await logDesk(trx, { ...look, count: people.length }, now);
  await sql`insert into access_log (account_id, at, who, place, what, municipality)
    select account_id, ${now}, 'municipality', 'desk', ${look.what}, ${look.municipality}
    from unnest(${people.map(({ account_id }) => account_id)}::uuid[]) as account_id`.execute(trx);
}
