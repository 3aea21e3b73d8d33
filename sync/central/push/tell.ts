// Says something by push: written down and queued in the caller's transaction, sent by a job. The job carries an id and nothing else;
// the row with the browser's address goes when the push has been handed over.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Language } from '../../contract/words.ts';
import type { Trx } from '../db/open.ts';
import { insertRows } from '../db/rows.ts';
import { enqueuePushes } from './queue.ts';
import { arrivedTitle } from './texts.ts';

const titleAtMost = 200;

/**
 * A push to every browser of an account that wants to be told by push; the title is all that it says. Returns how many
 * were queued.
 */
export async function tellByPush(
  accountId: string,
  title: string,
  trx: Trx,
  { boss, now }: { readonly boss: PgBoss; readonly now: () => Date },
): Promise<number> {
  const browsers = await trx
    .selectFrom('push_subscriptions')
    .innerJoin('accounts', 'accounts.id', 'push_subscriptions.account_id')
    .select(['push_subscriptions.id', 'endpoint', 'p256dh', 'auth'])
    .where('account_id', '=', accountId)
    .where('accounts.notify_push', '=', true)
    .execute();
  const rows = browsers.map(({ id, ...browser }) => ({
    ...{ ...browser, id: randomUUID(), subscription_id: id, title },
  }));
  await queuePushes(rows, trx, boss, now());
  return rows.length;
}

/** Registrations that are here now. */
export interface Arrived {
  readonly recordId: string;
  /** SHA-256 of its first slip's number; those printed after it are found by the record. */
  readonly slip: string;
}

/** Tells those who asked to be told, once: what was noted of their browsers goes with it. */
export async function tellArrivals(
  arrived: readonly Arrived[],
  trx: Trx,
  { boss, now }: { readonly boss: PgBoss; readonly now: Date },
): Promise<void> {
  if (arrived.length === 0) return;
  const slips = arrived.map(({ slip }) => slip);
  const records = arrived.map(({ recordId }) => recordId);
  const { rows } = await sql<Omit<Telling, 'id' | 'subscription_id' | 'title'> & { language: Language }>`
    delete from arrival_notices as noted
    where slip = any(${slips}::text[]) or exists (
      select from slips where sha256 = noted.slip and record_id = any(${records}::uuid[]))
    returning endpoint, p256dh, auth, language`.execute(trx);
  const tellings = rows.map(({ language, ...browser }) => ({
    ...{ ...browser, id: randomUUID() },
    subscription_id: null,
    title: arrivedTitle[language],
  }));
  await queuePushes(tellings, trx, boss, now);
}

export interface Telling {
  /** Under which what became of it is told, where somebody wants to know (messages/told.ts). */
  readonly id: string;
  readonly subscription_id: string | null;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly title: string;
}

/** Writes pushes down and queues them, however many. */
export async function queuePushes(
  tellings: readonly Telling[],
  trx: Trx,
  boss: PgBoss,
  now: Date,
): Promise<void> {
  if (tellings.length === 0) return;
  const rows = tellings.map((one) => ({ ...one, title: one.title.slice(0, titleAtMost), created_at: now }));
  await insertRows(trx, 'push_messages', rows).execute();
  await enqueuePushes(
    boss,
    trx,
    rows.map(({ id }) => id),
  );
}
