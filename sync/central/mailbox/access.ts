// The access log: who looked at a resident's mailbox or changed it, for the resident to read.
import { sql } from 'kysely';
import type { Trx } from '../db/open.ts';
import type { AccessLogTable } from '../db/tables-mailbox.ts';

export interface Access {
  readonly accountId: string;
  readonly at: Date;
  readonly who: AccessLogTable['who'];
  readonly place: AccessLogTable['place'];
  /** A word of ours, never a text of somebody: `mailbox-opened`, `message-read`, or the kind of an action. */
  readonly what: string;
  /** Which municipality's counter or desk; null: none. */
  readonly municipality: string | null;
}

/** One line. */
export async function logAccess(trx: Trx, access: Access): Promise<void> {
  const { accountId, at, who, place, what, municipality } = access;
  await trx
    .insertInto('access_log')
    .values({ account_id: accountId, at, who, place, what, municipality })
    .execute();
}

/** One line for what is done again and again within a visit: none when the same stands there since `withinMs`. */
export async function logAccessOnce(trx: Trx, access: Access, withinMs: number): Promise<boolean> {
  const same = await trx
    .selectFrom('access_log')
    .select('id')
    .where('account_id', '=', access.accountId)
    .where('at', '>', new Date(access.at.getTime() - withinMs))
    .where('who', '=', access.who)
    .where('place', '=', access.place)
    .where('what', '=', access.what)
    .where(sql<boolean>`municipality is not distinct from ${access.municipality}`)
    .executeTakeFirst();
  if (same !== undefined) return false;
  await logAccess(trx, access);
  return true;
}
