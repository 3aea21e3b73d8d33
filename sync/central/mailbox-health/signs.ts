// The signs by which the mailbox's parts are judged: what really happens, never a process that says of itself that it runs.
import { sql } from 'kysely';
import type { Db } from '../db/open.ts';
import { listMessages } from '../mailbox/list.ts';

export type PartState = 'ok' | 'degraded' | 'failing';

const minute = 60_000;
/** A message that is due and does not go on: nodes begin within seconds. */
const stalled = { degraded: 5 * minute, failing: 30 * minute };
/** Something queued for push or mail that nothing came of; a service that is away is asked again for a while. */
const waiting = { degraded: 30 * minute, failing: 3 * 60 * minute };
/** Of what was tried lately. What fails for a reason of the resident's (a browser that is gone, an address) does not count. */
const failed = { degraded: 0.2, failing: 0.8 };
const lately = 60 * minute;
/** Fewer say nothing. */
const enough = 20;
const lookedAt = 1_000;

const byAge = (ageMs: number, { degraded, failing }: { degraded: number; failing: number }): PartState =>
  ageMs > failing ? 'failing' : ageMs > degraded ? 'degraded' : 'ok';

const worse = (a: PartState, b: PartState): PartState =>
  a === 'failing' || b === 'failing' ? 'failing' : a === 'degraded' || b === 'degraded' ? 'degraded' : 'ok';

/** Whether what municipalities send is delivered: how long the message that waits longest has not gone on. */
export async function receiveSign(db: Db, now: Date): Promise<PartState> {
  const { rows } = await sql<{ since: Date | null }>`
    select min(greatest(coalesce(send_at, released_at, created_at), released_at, d.delivered_at)) as since
    from messages as m left join deliveries as d on d.message_id = m.id and d.account_id = m.sent_to
    where state in ('scheduled', 'sending') and coalesce(send_at, released_at, created_at) <= ${now}`.execute(
    db,
  );
  const since = rows[0]?.since ?? null;
  return since === null ? 'ok' : byAge(now.getTime() - since.getTime(), stalled);
}

/** Whether pushes and mails go out: the oldest that waits, and what came of the last ones. */
export async function announceSign(db: Db, now: Date): Promise<PartState> {
  const [oldest, recent] = await Promise.all([
    db
      .selectFrom('announcements')
      .select('created_at')
      .where('sent_at', 'is', null)
      .where('failed', 'is', null)
      .orderBy('created_at')
      // One browser's push service that is away is no trouble of the mailbox.
      .offset(enough - 1)
      .limit(1)
      .executeTakeFirst(),
    sql<{ tried: number; failed: number }>`
      select count(*)::integer as tried, (count(*) filter (where failed = 'mail-failed'))::integer as failed
      from (select failed from announcements where created_at > ${new Date(now.getTime() - lately)}
        and (sent_at is not null or failed is not null) order by created_at desc limit ${lookedAt}) as recent`.execute(
      db,
    ),
  ]);
  const age = oldest === undefined ? 0 : now.getTime() - oldest.created_at.getTime();
  const { tried, failed: lost } = recent.rows[0] ?? { tried: 0, failed: 0 };
  const rate = tried < enough ? 0 : lost / tried;
  const byRate = rate > failed.failing ? 'failing' : rate > failed.degraded ? 'degraded' : 'ok';
  return worse(byAge(age, waiting), byRate);
}

/** Whether a resident can read: the list of somebody who received something, as they would get it. Throws when it cannot be had. */
export async function readSign(db: Db, now: Date): Promise<PartState> {
  const somebody = await db.selectFrom('deliveries').select('account_id').limit(1).executeTakeFirst();
  if (somebody !== undefined) await listMessages(somebody.account_id, { text: '' }, { db, now: () => now });
  return 'ok';
}
