// What became of telling one resident in one way. One way that got through is enough; when every way has failed, the delivery says so
// and its sender sees it. A mail may still come back days after it was taken.
import type { AnnounceFailure } from '../../contract/desk.ts';
import type { Db, Trx } from '../db/open.ts';

/** Notes it. Unknown ids (other pushes, other mails) change nothing; false for them. */
export async function noteTold(
  id: string,
  outcome: 'sent' | AnnounceFailure,
  db: Db,
  now: Date,
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const one = await holdTold(trx, id);
    if (one === null) return false;
    if (outcome === 'sent') await noteSent(trx, id, one, now);
    else await noteFailed(trx, id, one, outcome);
    return true;
  });
}

/** Whose delivery it tells of, which is held: its other ways wait here, so that the last of them sees all. Null: unknown. */
async function holdTold(trx: Trx, id: string): Promise<Which | null> {
  for (;;) {
    const one = await trx
      .selectFrom('announcements')
      .select(['message_id', 'account_id'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (one === undefined) return null;
    const held = await deliveryOf(trx, one).select('account_id').forNoKeyUpdate().executeTakeFirst();
    // Otherwise the mailbox has been taken over meanwhile: it is there under the newer account, or gone with its delivery.
    if (held !== undefined) return one;
  }
}

interface Which {
  readonly message_id: string;
  readonly account_id: string;
}
const deliveryOf = (trx: Trx, { message_id, account_id }: Which) =>
  trx.selectFrom('deliveries').where('message_id', '=', message_id).where('account_id', '=', account_id);
const change = (trx: Trx, { message_id, account_id }: Which) =>
  trx.updateTable('deliveries').where('message_id', '=', message_id).where('account_id', '=', account_id);

async function noteSent(trx: Trx, id: string, one: Which, now: Date): Promise<void> {
  const noted = await trx
    .updateTable('announcements')
    .set({ sent_at: now })
    .where('id', '=', id)
    .where('sent_at', 'is', null)
    .where('failed', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (noted === undefined) return;
  await change(trx, one)
    .set((eb) => ({ announced_at: eb.fn.coalesce('announced_at', eb.val(now)), announce_failed: null }))
    .execute();
}

async function noteFailed(trx: Trx, id: string, one: Which, why: AnnounceFailure): Promise<void> {
  await trx
    .updateTable('announcements')
    .set({ failed: why })
    .where('id', '=', id)
    .where('failed', 'is', null)
    // A mail may come back after it was taken; a push that was taken is not lost by its browser going away later.
    .$if(why === 'push-gone', (query) => query.where('sent_at', 'is', null))
    .execute();
  const hope = await trx
    .selectFrom('announcements')
    .select('id')
    .where('message_id', '=', one.message_id)
    .where('account_id', '=', one.account_id)
    .where('failed', 'is', null)
    .executeTakeFirst();
  if (hope === undefined) await change(trx, one).set({ announced_at: null, announce_failed: why }).execute();
}

/** No mail system gives a mail back after so long (RFC 5321 section 4.5.4.1: days); the delivery keeps what came of it. */
const keptMs = 30 * 86_400_000;

/** Forgets how residents were told, way by way, when nothing can come back any more. */
export async function forgetAnnouncements(db: Db, now: Date): Promise<void> {
  await db
    .deleteFrom('announcements')
    .where('created_at', '<', new Date(now.getTime() - keptMs))
    .execute();
}
