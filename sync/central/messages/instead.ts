// A mailbox is taken over while a message is being delivered: the older account's turn has not come and will not, and the newer account's may
// be over, or never have been, for it began to receive after the message went. What the one would have got the other gets.
import { sql } from 'kysely';
import type { Trx } from '../db/open.ts';
import { matching } from './audience.ts';
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
