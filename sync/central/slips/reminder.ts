// A mail to whoever has something open behind a slip that soon expires: once, neutral, without a name. Looked for once a day by one
// node; written down and queued in one transaction.
import { fromKysely } from 'pg-boss';
import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { Sha256Hex } from '../../contract/words.ts';
import type { Db, Trx } from '../db/open.ts';
import { openQueue, settle } from '../jobs/queue.ts';
import type { Sending } from '../jobs/queue.ts';
import type { Post } from '../mail/post.ts';
import { reminderMail } from '../mail/reminder-texts.ts';
import type { Parts } from '../parts.ts';

const queue = 'slip-reminders';
const JobData = z.strictObject({ sha256: Sha256Hex });
const dayMs = 86_400_000;
/** Before the slip expires. */
const aheadMs = 3 * dayMs;
/** Who was at the counter a moment ago needs no reminder. */
const restMs = dayMs;
const atOnce = 500;
const attempts = {
  ...{ retryLimit: 20, retryDelay: 60, retryBackoff: true },
  ...{ retryDelayMax: 3_600, expireInSeconds: 60 },
} as const;

export type ReminderPorts = Pick<Parts, 'db' | 'boss' | 'log' | 'now'>;

/** Before anything is queued. */
export const openReminderQueue = (boss: PgBoss): Promise<void> => openQueue(boss, queue);

/** Queues what is due. Returns how many. */
export async function remindOfSlips({
  db,
  boss,
  now,
}: Pick<ReminderPorts, 'db' | 'boss' | 'now'>): Promise<number> {
  let queued = 0;
  for (;;) {
    const some = await db.transaction().execute((trx) => remindSome(trx, boss, now()));
    queued += some;
    if (some < atOnce) return queued;
  }
}

async function remindSome(trx: Trx, boss: PgBoss, now: Date): Promise<number> {
  const due = await trx
    .selectFrom('slips')
    .innerJoin('registrations', (join) =>
      join
        .onRef('registrations.id', '=', 'slips.record_id')
        .onRef('registrations.terminal_id', '=', 'slips.terminal_id'),
    )
    .select('slips.sha256')
    .where('expires_at', '>', now)
    .where('expires_at', '<=', new Date(now.getTime() + aheadMs))
    .where('cancelled_at', 'is', null)
    .where('finished_at', 'is', null)
    .where('reminded_at', 'is', null)
    .where('received_at', '<=', new Date(now.getTime() - restMs))
    .limit(atOnce)
    .execute();
  const hashes = due.map(({ sha256 }) => sha256);
  if (hashes.length === 0) return 0;
  await trx.updateTable('slips').set({ reminded_at: now }).where('sha256', 'in', hashes).execute();
  const jobs = hashes.map((sha256) => {
    const data: z.infer<typeof JobData> = { sha256 };
    return { data, ...attempts };
  });
  await boss.insert(queue, jobs, { db: fromKysely(trx) });
  return hashes.length;
}

/** Begins to send. Ends with the job queue. */
export async function workReminders(ports: ReminderPorts, post: Pick<Post, 'mail'>): Promise<void> {
  const pace = {
    batchSize: 10,
    perJobResults: true,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 5,
  } as const;
  const sending: Sending<z.infer<typeof JobData>> = {
    shape: JobData,
    send: ({ sha256 }) => send(sha256, ports, post),
    part: queue,
  };
  await ports.boss.work(queue, pace, (jobs) => Promise.all(jobs.map((job) => settle(job, sending, ports))));
}

/** False: the mail system did not take it, and may another time. */
async function send(
  sha256: string,
  { db, log, now }: ReminderPorts,
  post: Pick<Post, 'mail'>,
): Promise<boolean> {
  const row = await openBehind(sha256, db, now());
  // Finished, cancelled or expired since.
  if (row === undefined || row.expires_at === null) return true;
  const { subject, text } = reminderMail(row.language, row.expires_at);
  const delivery = await post.mail({ to: row.address, subject, text, returnTo: null });
  if (delivery !== 'sent') log.warn('reminder-not-sent', { id: row.id, code: delivery });
  return delivery !== 'failed';
}

const openBehind = (sha256: string, db: Db, now: Date) =>
  db
    .selectFrom('slips')
    .innerJoin('registrations', 'registrations.id', 'slips.record_id')
    .innerJoin('accounts', 'accounts.registration_id', 'registrations.id')
    .innerJoin('contacts', 'contacts.account_id', 'accounts.id')
    .select(['registrations.id', 'registrations.language', 'contacts.address', 'slips.expires_at'])
    .where('slips.sha256', '=', sha256)
    .where('contacts.channel', '=', 'email')
    .where('expires_at', '>', now)
    .where('cancelled_at', 'is', null)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
