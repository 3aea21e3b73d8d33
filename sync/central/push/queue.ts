// The queue of pushes. What a push service puts off comes again when it said, or later and later; what it has forgotten is
// forgotten here too.
import { fromKysely } from 'pg-boss';
import type { Job, JobResult, PgBoss } from 'pg-boss';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Db, Trx } from '../db/open.ts';
import type { PushMessagesTable } from '../db/tables.ts';
import { openQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { noteTold } from '../messages/told.ts';
import type { Pusher } from './pusher.ts';

const name = 'push';
const JobData = z.strictObject({ pushId: z.uuid() });

/** About a day, with the waits below; a title is no use after that. */
const attemptsAtMost = 12;
const waitAtMostS = 4 * 3_600;

export interface PushPorts {
  readonly db: Db;
  readonly boss: PgBoss;
  readonly log: Log;
  readonly now: () => Date;
  readonly pusher: Pusher;
}

/** Before anything is queued. */
export const openPushQueue = (boss: PgBoss): Promise<void> => openQueue(boss, name);

/** Queues pushes whose rows are written, inside the caller's transaction. */
export async function enqueuePushes(
  boss: PgBoss,
  trx: Trx,
  ids: readonly string[],
  afterS = 0,
): Promise<void> {
  const jobs = ids.map((pushId) => {
    const data: z.infer<typeof JobData> = { pushId };
    // The retries are for a node that ended in the middle.
    return { data, startAfter: afterS, retryLimit: 3, retryDelay: 30, expireInSeconds: 60 };
  });
  await boss.insert(name, jobs, { db: fromKysely(trx) });
}

/** Begins to send. Ends with the job queue. */
export async function workPushes(ports: PushPorts): Promise<void> {
  const pace = {
    batchSize: 10,
    localConcurrency: 1,
    burstWhenBatchFull: true,
    perJobResults: true,
    pollingIntervalSeconds: 2,
    notifyPollingIntervalSeconds: 2,
  } as const;
  await ports.boss.work(name, pace, (jobs) => Promise.all(jobs.map((job) => settle(job, ports))));
}

/** Nothing of an error is handed to pg-boss, which would store it. */
async function settle({ id, data }: Job<unknown>, ports: PushPorts): Promise<JobResult> {
  try {
    const parsed = JobData.safeParse(data);
    if (parsed.success) await deliver(parsed.data.pushId, ports);
    return { id, status: 'completed' };
  } catch (cause) {
    ports.log.bug(cause, { part: 'push', id });
    return { id, status: 'failed' };
  }
}

/** Sends one push and writes down what came of it. Run again after a crash it may say the same title twice, never nothing. */
async function deliver(id: string, { db, boss, log, now, pusher }: PushPorts): Promise<void> {
  const row = await db.selectFrom('push_messages').selectAll().where('id', '=', id).executeTakeFirst();
  // Its browser went away with its subscription; or it was sent before and only its job is left, which changes nothing.
  if (row === undefined) return void (await noteTold(id, 'push-gone', db, now()));
  const { endpoint, p256dh, auth, title } = row;
  const outcome = await pusher.push({ endpoint, keys: { p256dh, auth } }, { title });
  if (outcome.kind === 'later') return putOff(row, outcome.afterS, { db, boss, log, now });
  if (outcome.kind === 'sent') log.info('push-sent', { id });
  else log.warn('push-not-sent', { id, code: outcome.kind === 'refused' ? String(outcome.status) : 'gone' });
  await noteTold(id, outcome.kind === 'sent' ? 'sent' : 'push-gone', db, now());
  await db.deleteFrom('push_messages').where('id', '=', id).execute();
  if (outcome.kind === 'gone' && row.subscription_id !== null)
    await db.deleteFrom('push_subscriptions').where('id', '=', row.subscription_id).execute();
}

async function putOff(
  { id, attempts }: Selectable<PushMessagesTable>,
  afterS: number | null,
  { db, boss, log, now }: Omit<PushPorts, 'pusher'>,
): Promise<void> {
  if (attempts + 1 >= attemptsAtMost) await noteTold(id, 'push-gone', db, now());
  await db.transaction().execute(async (trx) => {
    if (attempts + 1 >= attemptsAtMost) {
      await trx.deleteFrom('push_messages').where('id', '=', id).execute();
      log.warn('push-not-sent', { id, code: 'gave-up' });
      return;
    }
    await trx
      .updateTable('push_messages')
      .set({ attempts: attempts + 1 })
      .where('id', '=', id)
      .execute();
    await enqueuePushes(boss, trx, [id], Math.min(waitAtMostS, afterS ?? 10 * 2 ** attempts));
  });
}
