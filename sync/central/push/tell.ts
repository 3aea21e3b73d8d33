// Says something by push: written down and queued in the caller's transaction, sent by a job. The job carries an id and nothing else;
// the row with the browser's address goes when the push has been handed over.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import type { Language } from '../../contract/words.ts';
import type { Trx } from '../db/open.ts';
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
  const rows = browsers.map(({ id, ...browser }) => ({ ...browser, subscription_id: id, title }));
  await queue(rows, trx, boss, now());
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
  const { rows } = await sql<Omit<Telling, 'subscription_id' | 'title'> & { language: Language }>`
    delete from arrival_notices as noted
    where slip = any(${slips}::text[]) or exists (
      select from slips where sha256 = noted.slip and record_id = any(${records}::uuid[]))
    returning endpoint, p256dh, auth, language`.execute(trx);
  const tellings = rows.map(({ language, ...browser }) => ({
    ...browser,
    subscription_id: null,
    title: arrivedTitle[language],
  }));
  await queue(tellings, trx, boss, now);
}

interface Telling {
  readonly subscription_id: string | null;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly title: string;
}

async function queue(tellings: readonly Telling[], trx: Trx, boss: PgBoss, now: Date): Promise<void> {
  if (tellings.length === 0) return;
  const rows = tellings.map((one) => ({
    ...one,
    title: one.title.slice(0, titleAtMost),
    id: randomUUID(),
    created_at: now,
  }));
  await trx.insertInto('push_messages').values(rows).execute();
  await enqueuePushes(
    boss,
    trx,
    rows.map(({ id }) => id),
  );
}
