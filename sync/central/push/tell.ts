// Says something by push: written down and queued in the caller's transaction, sent by a job. The job carries an id and nothing else;
// the row with the browser's address goes when the push has been handed over.
import { randomUUID } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
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

/** Tells those who asked to be told when the registrations behind these slips (SHA-256 of their numbers) are here. */
export async function tellArrivals(
  slips: readonly string[],
  trx: Trx,
  { boss, now }: { readonly boss: PgBoss; readonly now: Date },
): Promise<void> {
  if (slips.length === 0) return;
  const asked = await trx
    .deleteFrom('arrival_notices')
    .where('slip', 'in', slips)
    .returning(['endpoint', 'p256dh', 'auth', 'language'])
    .execute();
  const rows = asked.map(({ language, ...browser }) => ({
    ...browser,
    subscription_id: null,
    title: arrivedTitle[language],
  }));
  await queue(rows, trx, boss, now);
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
