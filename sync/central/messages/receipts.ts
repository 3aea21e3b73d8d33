// Receipts as numbers. Counting a large message's takes tens of milliseconds, and a desk's page shows many: they are counted when its
// sending or telling ends and when somebody looks and they are old, a few at a time; between, as counted last.
import { sql } from 'kysely';
import { Receipts } from '../../contract/desk.ts';
import type { Db, Trx } from '../db/open.ts';

/** Counts them now. Whether "opened" is told is the reader's to look at. */
export async function countReceipts(messageId: string, db: Db | Trx): Promise<Receipts> {
  const { rows } = await sql<Record<keyof Receipts, string>>`
    select count(*) as delivered, count(announced_at) as announced, count(announce_failed) as "announcementFailed",
      count(*) filter (where announced_at is null and announce_failed is null) as "notAnnounced",
      count(opened_at) as opened, count(deleted_at) as deleted, count(reset_at) as reset
    from deliveries where message_id = ${messageId}::uuid`.execute(db);
  const [row] = rows;
  return Receipts.parse(
    Object.fromEntries(Object.entries(row ?? {}).map(([key, count]) => [key, Number(count)])),
  );
}

/** Counts them and writes them down. */
export async function storeReceipts(messageId: string, db: Db | Trx, now: Date): Promise<Receipts> {
  const receipts = await countReceipts(messageId, db);
  await db
    .updateTable('messages')
    .set({ receipts: JSON.stringify(receipts), receipts_at: now })
    .where('id', '=', messageId)
    .execute();
  return receipts;
}

interface Counted {
  readonly id: string;
  readonly state: string;
  readonly opened_receipts: boolean;
  readonly receipts: unknown;
  readonly receipts_at: Date | null;
}

const freshMs = 5_000;
const freshOfManyMs = 60_000;
const countedAtOnce = 3;

/** Receipts of these messages: of a single one as they are, of several as counted within the last minutes. */
export async function receiptsOf(
  messages: readonly Counted[],
  db: Db,
  now: Date,
): Promise<ReadonlyMap<string, Receipts>> {
  const agesMs = (one: Counted): number => now.getTime() - (one.receipts_at?.getTime() ?? 0);
  const limit = messages.length === 1 ? freshMs : freshOfManyMs;
  const old = messages
    .filter((one) => one.receipts === null || agesMs(one) > limit)
    .toSorted((a, b) => agesMs(b) - agesMs(a));
  const counted = new Map<string, Receipts>();
  for (const [index, { id, receipts, state }] of old.entries()) {
    if (state === 'waiting-release' || state === 'scheduled') continue;
    if (index < countedAtOnce || receipts === null) counted.set(id, await refreshed(id, db, now));
  }
  return new Map(
    messages.map((one) => {
      const receipts =
        counted.get(one.id) ?? (one.receipts === null ? nothing : Receipts.parse(one.receipts));
      return [one.id, one.opened_receipts ? receipts : { ...receipts, opened: null }];
    }),
  );
}

/** While a part is being delivered the message is held: then the counts are told and not written down. */
async function refreshed(id: string, db: Db, now: Date): Promise<Receipts> {
  const receipts = await countReceipts(id, db);
  await sql`update messages set receipts = ${JSON.stringify(receipts)}::jsonb, receipts_at = ${now}
    where id in (select id from messages where id = ${id}::uuid for no key update skip locked)`.execute(db);
  return receipts;
}

const nothing: Receipts = {
  ...{ delivered: 0, announced: 0, announcementFailed: 0, notAnnounced: 0, opened: 0, deleted: 0, reset: 0 },
};
