// Tells residents of a message that has been delivered, in parts like its delivery: by push where it is wanted and a browser is there,
// by mail where it is wanted. Each way of each resident is a row that the same transaction queues; what becomes of it is told.ts's.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { MessageTexts, messageText } from '../../contract/message.ts';
import { withoutReadings } from '../../contract/words.ts';
import type { Language } from '../../contract/words.ts';
import type { Trx } from '../db/open.ts';
import { insertRows } from '../db/rows.ts';
import type { Parts } from '../parts.ts';
import { queuePushes } from '../push/tell.ts';
import { enqueueAnnouncementMails } from './announce-mail.ts';
import { isQuiet } from './quiet.ts';
import { storeReceipts } from './receipts.ts';

const partSize = 1_000;
const none = '00000000-0000-0000-0000-000000000000';

type AnnounceParts = Pick<Parts, 'boss' | 'db' | 'log' | 'now' | 'quietHours'>;

/** The next part of a message that has been sent; false when there is none that may be told of now. */
export async function announcePart(parts: AnnounceParts, size = partSize): Promise<boolean> {
  const now = parts.now();
  return parts.db.transaction().execute(async (trx) => {
    const message = await nextSent(trx, isQuiet(parts.quietHours, now));
    if (message === undefined) return false;
    const { id } = message;
    const people = await nextPeople(trx, id, message.announced_to ?? none, size);
    if (people.length > 0) await tell(trx, { id, texts: MessageTexts.parse(message.texts) }, people, parts);
    const last = people.at(-1);
    if (people.length === size && last !== undefined) {
      await trx.updateTable('messages').set({ announced_to: last.accountId }).where('id', '=', id).execute();
      return true;
    }
    await trx.updateTable('messages').set({ announced_at: now }).where('id', '=', id).execute();
    await storeReceipts(id, trx, now);
    parts.log.info('message-announced', { id });
    return true;
  });
}

const nextSent = (trx: Trx, quiet: boolean) =>
  trx
    .selectFrom('messages')
    .select(['id', 'texts', 'announced_to'])
    .where('state', '=', 'sent')
    .where('announced_at', 'is', null)
    .where('released_at', 'is not', null)
    .$if(quiet, (query) => query.where('emergency', '=', true))
    .orderBy('emergency', 'desc')
    .orderBy('sent_at')
    .limit(1)
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst();

interface Person {
  readonly accountId: string;
  readonly language: Language;
  readonly push: boolean;
  readonly email: boolean;
  /** Deleted or closed, or told already: of a mailbox that was taken over, or before the telling went back to somebody. */
  readonly over: boolean;
}

async function nextPeople(trx: Trx, id: string, after: string, size: number): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select d.account_id as "accountId", r.language, a.notify_push as push, a.notify_email as email,
      d.deleted_at is not null or d.reset_at is not null or a.closed_at is not null or exists (
        select from announcements as told where told.message_id = d.message_id and told.account_id = d.account_id
      ) as over
    from deliveries as d join accounts as a on a.id = d.account_id join registrations as r on r.id = a.registration_id
    where d.message_id = ${id}::uuid and d.account_id > ${after}::uuid
    order by d.account_id limit ${size}`.execute(trx);
  return rows;
}

interface Message {
  readonly id: string;
  readonly texts: MessageTexts;
}
interface Announcement {
  readonly id: string;
  readonly account_id: string;
  readonly way: 'push' | 'mail';
}

async function tell(
  trx: Trx,
  { id, texts }: Message,
  people: readonly Person[],
  { boss, now }: AnnounceParts,
): Promise<void> {
  const open = people.filter(({ over }) => !over);
  const browsers = await browsersOf(trx, open);
  const mailed = await withMail(trx, open);
  const languages = new Map(open.map(({ accountId, language }) => [accountId, language]));
  const pushes = browsers.map((browser) => {
    const title = messageText(texts, languages.get(browser.account_id) ?? 'ja').title;
    return { ...browser, id: randomUUID(), title: withoutReadings(title) };
  });
  const mails = mailed.map((accountId) => ({
    id: randomUUID(),
    account_id: accountId,
    way: 'mail' as const,
  }));
  const all: Announcement[] = [
    ...pushes.map((one) => ({ id: one.id, account_id: one.account_id, way: 'push' as const })),
    ...mails,
  ];
  const at = now();
  if (all.length > 0)
    await insertRows(
      trx,
      'announcements',
      all.map((one) => ({ ...one, message_id: id, created_at: at })),
    ).execute();
  await queuePushes(
    pushes.map(({ account_id: _, ...push }) => push),
    trx,
    boss,
    at,
  );
  await enqueueAnnouncementMails(
    boss,
    trx,
    mails.map((mail) => mail.id),
  );
  const reached = new Set(all.map(({ account_id }) => account_id));
  await noteUnreachable(
    trx,
    id,
    open.filter(({ accountId }) => !reached.has(accountId)),
  );
}

/** Browsers of those who want to be told by push. */
const browsersOf = (trx: Trx, people: readonly Person[]) => {
  const wanted = people.flatMap(({ accountId, push }) => (push ? [accountId] : []));
  return trx
    .selectFrom('push_subscriptions')
    .select(['id as subscription_id', 'account_id', 'endpoint', 'p256dh', 'auth'])
    .where('account_id', '=', sql<string>`any(${wanted}::uuid[])`)
    .execute();
};

/** Those who want to be told by mail and have an address that is proved. */
async function withMail(trx: Trx, people: readonly Person[]): Promise<string[]> {
  const wanted = people.flatMap(({ accountId, email }) => (email ? [accountId] : []));
  const rows = await trx
    .selectFrom('contacts')
    .select('account_id')
    .where('account_id', '=', sql<string>`any(${wanted}::uuid[])`)
    .where('channel', '=', 'email')
    .where('confirmed_at', 'is not', null)
    .execute();
  return rows.map(({ account_id }) => account_id);
}

/** Both switches off, or on with nothing behind them. */
async function noteUnreachable(trx: Trx, id: string, people: readonly Person[]): Promise<void> {
  for (const why of ['not-wanted', 'no-address'] as const) {
    const ids = people.flatMap(({ accountId, push, email }) =>
      (push || email) === (why === 'no-address') ? [accountId] : [],
    );
    if (ids.length === 0) continue;
    await trx
      .updateTable('deliveries')
      .set({ announce_failed: why })
      .where('message_id', '=', id)
      .where('account_id', '=', sql<string>`any(${ids}::uuid[])`)
      .execute();
  }
}
