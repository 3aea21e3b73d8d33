// A mailbox is taken over while a message is being delivered: the older account's turn has not come and will not, and the newer account's may
// be over, or never have been, for it began to receive after the message went. What the one would have got the other gets. Likewise while
// residents are being told of it: who takes over is told, unless the other was.
import { sql } from 'kysely';
import type { Trx } from '../db/open.ts';
import { matching } from './audience.ts';
import { ring } from '../bell.ts';
import { courierTopic } from './courier-topic.ts';
import type { Due } from './deliver.ts';

/** Which of these (`holdDue`) the account has yet to get. Before it is closed. */
export async function stillToGet(trx: Trx, due: readonly Due[], accountId: string): Promise<Due[]> {
  const found: Due[] = [];
  for (const one of due) {
    const { rows } = await sql`select ${matching(one.target)} and m.account_id = ${accountId}::uuid
      and m.account_id > ${one.after}::uuid`.execute(trx);
    if (rows.length > 0) found.push(one);
  }
  return found;
}

/** Delivers them to who took its place, where that one receives from there. Gives the messages that it did not have. */
export async function deliverInstead(
  trx: Trx,
  missed: readonly Due[],
  accountId: string,
  now: Date,
): Promise<string[]> {
  const delivered: string[] = [];
  for (const { id, target } of missed) {
    const { rows } = await sql`insert into deliveries (message_id, account_id, delivered_at)
      select ${id}::uuid, account_id, ${now} from memberships where account_id = ${accountId}::uuid
        and municipality = ${target.municipality} and state = 'receiving'
      on conflict do nothing returning message_id`.execute(trx);
    if (rows.length > 0) delivered.push(id);
  }
  return delivered;
}

/**
 * Holds the messages that residents are being told of: the part in hand is waited for, and the next one waits until the transaction ends.
 * Before accounts are locked. Gives their ids.
 */
export async function holdAnnouncing(trx: Trx): Promise<string[]> {
  const rows = await trx
    .selectFrom('messages')
    .select('id')
    .where('state', '=', 'sent')
    .where('announced_at', 'is', null)
    .where('released_at', 'is not', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  // The courier passes by what is held, and looks again when it is not.
  if (rows.length > 0) await ring(trx, courierTopic);
  return rows.map(({ id }) => id);
}

/**
 * What lies in the account's mailbox now and nobody was told of: where its turn is over, the telling (`holdAnnouncing`) goes back to it. Who
 * was told in between is not told again.
 */
export async function tellInstead(trx: Trx, announcing: readonly string[], accountId: string): Promise<void> {
  if (announcing.length === 0) return;
  await sql`update messages set announced_to = (
      select account_id from deliveries where message_id = messages.id and account_id < ${accountId}::uuid
      order by account_id desc limit 1)
    where id = any(${announcing}::uuid[]) and announced_to >= ${accountId}::uuid
      and exists (select from deliveries where message_id = messages.id and account_id = ${accountId}::uuid
        and not exists (select from announcements as told
          where told.message_id = deliveries.message_id and told.account_id = deliveries.account_id))`.execute(
    trx,
  );
}
