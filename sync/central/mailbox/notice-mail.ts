// A mail that says there is something in the mailbox itself to look at: neutral, without a name or the matter. Queued in the
// transaction of what it tells of, sent by a job to the address that is proved then.
import { fromKysely } from 'pg-boss';
import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { Uuid } from '../../contract/words.ts';
import type { Trx } from '../db/open.ts';
import { openQueue, settle } from '../jobs/queue.ts';
import type { Sending } from '../jobs/queue.ts';
import { noticeMail } from '../mail/notice-texts.ts';
import type { Post } from '../mail/post.ts';
import type { Parts } from '../parts.ts';

const queue = 'mailbox-notices';
const JobData = z.strictObject({ accountId: Uuid });
const attempts = {
  ...{ retryLimit: 20, retryDelay: 60, retryBackoff: true },
  ...{ retryDelayMax: 3_600, expireInSeconds: 60 },
} as const;

export type NoticePorts = Pick<Parts, 'db' | 'boss' | 'log' | 'publicUrl'>;

/** Before anything is queued. */
export const openNoticeQueue = (boss: PgBoss): Promise<void> => openQueue(boss, queue);

/** With the caller's transaction it is there, or with it it is gone. */
export async function enqueueNoticeMail(boss: PgBoss, trx: Trx, accountId: string): Promise<void> {
  const data: z.infer<typeof JobData> = { accountId };
  await boss.insert(queue, [{ data, ...attempts }], { db: fromKysely(trx) });
}

/** Begins to send. Ends with the job queue. */
export async function workNotices(ports: NoticePorts, post: Pick<Post, 'mail'>): Promise<void> {
  const pace = {
    ...{ batchSize: 10, perJobResults: true, burstWhenBatchFull: true },
    pollingIntervalSeconds: 5,
  } as const;
  const sending: Sending<z.infer<typeof JobData>> = {
    shape: JobData,
    send: ({ accountId }) => send(accountId, ports, post),
    part: queue,
  };
  await ports.boss.work(queue, pace, (jobs) => Promise.all(jobs.map((job) => settle(job, sending, ports))));
}

/** False: the mail system did not take it, and may another time. */
async function send(
  accountId: string,
  { db, log, publicUrl }: NoticePorts,
  post: Pick<Post, 'mail'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('accounts')
    .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
    .innerJoin('contacts', 'contacts.account_id', 'accounts.id')
    .select(['language', 'contacts.address'])
    .where('accounts.id', '=', accountId)
    .where('closed_at', 'is', null)
    .where('channel', '=', 'email')
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst();
  // Closed since, or an address that nobody has proved: it waits in the mailbox.
  if (row === undefined) return true;
  const { subject, text } = noticeMail(row.language, new URL('/m', publicUrl()).href);
  const delivery = await post.mail({ to: row.address, subject, text, returnTo: null });
  if (delivery !== 'sent') log.warn('notice-not-sent', { id: accountId, code: delivery });
  return delivery !== 'failed';
}
