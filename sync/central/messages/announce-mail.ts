// The mails that tell of a message: queued in the transaction that decides on them, sent by a job. They name neither sender nor matter.
import { fromKysely } from 'pg-boss';
import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { AnnounceFailure } from '../../contract/desk.ts';
import { Uuid } from '../../contract/words.ts';
import { bounceAddress } from '../bounces/address.ts';
import type { Db, Trx } from '../db/open.ts';
import { openQueue } from '../jobs/queue.ts';
import { announceMail } from '../mail/announce-texts.ts';
import type { Parts } from '../parts.ts';
import type { Ways } from '../verifications/deliver.ts';
import { noteTold } from './told.ts';

const queue = 'announcement-mails';
const JobData = z.strictObject({ announcementId: Uuid });
const attempts = {
  ...{ retryLimit: 20, retryDelay: 60, retryBackoff: true },
  ...{ retryDelayMax: 3_600, expireInSeconds: 60 },
} as const;

type MailParts = Pick<Parts, 'boss' | 'db' | 'log' | 'now' | 'publicUrl' | 'secret'>;

/** Before anything is queued. */
export const openAnnouncementQueue = (boss: PgBoss): Promise<void> => openQueue(boss, queue);

/** With the caller's transaction they are there, or with it they are gone. */
export async function enqueueAnnouncementMails(
  boss: PgBoss,
  trx: Trx,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const jobs = ids.map((announcementId) => {
    const data: z.infer<typeof JobData> = { announcementId };
    return { data, ...attempts };
  });
  await boss.insert(queue, jobs, { db: fromKysely(trx) });
}

/** Begins to send. Ends with the job queue. */
export async function workAnnouncementMails(parts: MailParts, ways: Ways): Promise<void> {
  const pace = {
    batchSize: 25,
    localConcurrency: 1,
    burstWhenBatchFull: true,
    perJobResults: true,
    includeMetadata: true,
    pollingIntervalSeconds: 2,
    notifyPollingIntervalSeconds: 2,
  } as const;
  await parts.boss.work(queue, pace, (jobs) => Promise.all(jobs.map((job) => settle(job, parts, ways))));
}

/** Nothing of an error is handed to pg-boss, which would store it. */
async function settle(job: JobWithMetadata<unknown>, parts: MailParts, ways: Ways): Promise<JobResult> {
  const { id, data, retryCount, retryLimit } = job;
  try {
    const parsed = JobData.safeParse(data);
    if (!parsed.success) return { id, status: 'completed' };
    const outcome = await send(parsed.data.announcementId, parts, ways);
    const again = outcome === 'mail-failed' && retryCount < retryLimit;
    if (outcome !== null && !again)
      await noteTold(parsed.data.announcementId, outcome, parts.db, parts.now());
    return { id, status: again ? 'failed' : 'completed' };
  } catch (cause) {
    parts.log.bug(cause, { part: queue, id });
    return { id, status: 'failed' };
  }
}

/** Null: it was sent before, or there is nothing to tell any more. */
async function send(
  id: string,
  { db, log, publicUrl, secret }: MailParts,
  { post, bounceDomain }: Ways,
): Promise<'sent' | AnnounceFailure | null> {
  const one = await readAnnouncement(id, db);
  if (one === undefined || one.over) return null;
  if (!one.notify_email) return 'not-wanted';
  if (one.address === null) return 'no-address';
  const returnTo = bounceDomain === null ? null : bounceAddress(secret, id, bounceDomain);
  const mail = announceMail(one.language, new URL('/m', publicUrl()).href);
  const delivery = await post.mail({ to: one.address, returnTo, ...mail });
  if (delivery === 'sent') return 'sent';
  log.warn('announcement-not-sent', { id, code: delivery });
  return delivery === 'failed' ? 'mail-failed' : 'mail-bounced';
}

const readAnnouncement = (id: string, db: Db) =>
  db
    .selectFrom('announcements as n')
    .innerJoin('deliveries as d', (join) =>
      join.onRef('d.message_id', '=', 'n.message_id').onRef('d.account_id', '=', 'n.account_id'),
    )
    .innerJoin('accounts as a', 'a.id', 'n.account_id')
    .innerJoin('registrations as r', 'r.id', 'a.registration_id')
    .leftJoin('contacts as c', (join) =>
      join
        .onRef('c.account_id', '=', 'n.account_id')
        .on('c.channel', '=', 'email')
        .on('c.confirmed_at', 'is not', null),
    )
    .select(({ eb, or }) => [
      ...(['r.language', 'a.notify_email', 'c.address'] as const),
      or([
        eb('n.sent_at', 'is not', null),
        eb('n.failed', 'is not', null),
        eb('d.deleted_at', 'is not', null),
        eb('d.reset_at', 'is not', null),
        eb('a.closed_at', 'is not', null),
      ]).as('over'),
    ])
    .where('n.id', '=', id)
    .executeTakeFirst();
