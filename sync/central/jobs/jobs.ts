// Work that must not be lost and need not be done at once, queued in the same database through pg-boss: mailing and texting
// codes. A job carries a verification's id and nothing else, and it is queued in the transaction that writes that row.
import { randomUUID } from 'node:crypto';
import { PgBoss, fromKysely } from 'pg-boss';
import type { JobInsert, JobResult, JobWithMetadata } from 'pg-boss';
import { z } from 'zod';
import type { Database, Trx } from '../db/open.ts';
import type { Log } from '../log.ts';
import type { Rush } from '../rush.ts';

/** What somebody waits for. */
const waited = { email: 'mail', phone: 'sms' } as const;
/** Mails for home lie apart: one that comes in wakes nobody who looks out for those who wait. */
const home = 'mail-home';
export const queues: readonly string[] = [...Object.values(waited), home];
export type Channel = keyof typeof waited;

const JobData = z.strictObject({ verificationId: z.uuid() });

// At the counter somebody is waiting and can press again: one attempt. After that nobody is: a day of attempts.
const attempts: Readonly<Record<'counter' | 'handoff', JobInsert>> = {
  counter: { retryLimit: 0, expireInSeconds: 60 },
  handoff: { retryLimit: 40, retryDelay: 10, retryBackoff: true, retryDelayMax: 1_800, expireInSeconds: 60 },
};

/** What came of a job; `again` is tried again as often as the queue allows. */
export type JobOutcome = 'done' | 'again';
export interface CodeJob {
  readonly verificationId: string;
  /** Counts from 1. */
  readonly attempt: number;
}
/** What came of each of them, by verification. */
type Handle = (jobs: readonly CodeJob[]) => Promise<ReadonlyMap<string, JobOutcome>>;

export interface Jobs {
  readonly boss: PgBoss;
  /** Whether the queues can be asked, over the queue's own connections. Throws like any query when they cannot. */
  works(): Promise<boolean>;
  /** Begins to work the queues off; what nobody waits for at a counter, not in a rush. */
  work(handle: Handle, rush: Rush): Promise<void>;
  stop(): Promise<void>;
}

// At once again while there is more.
const pace = {
  burstWhenBatchFull: true,
  perJobResults: true,
  includeMetadata: true,
  pollingIntervalSeconds: 2,
  notifyPollingIntervalSeconds: 10,
} as const;
/** Several at once, so that a slow mail does not hold up the next. */
const counterPace = { ...pace, batchSize: 10, localConcurrency: 2 } as const;
/** Looked up and noted together; few enough to be through long before they expire, even when the mail system answers nothing. */
const homePace = { ...pace, batchSize: 25, localConcurrency: 1 } as const;

/** Starts pg-boss on the database. */
export async function startJobs(database: Database, log: Log): Promise<Jobs> {
  const boss = new PgBoss({
    ...database.bossOptions,
    schema: 'jobs',
    useListenNotify: true,
    schedule: false,
  });
  let started = false;
  boss.on('error', (error) => {
    log.bug(error, { part: 'jobs' });
  });
  boss.on('warning', () => {
    log.warn('job-trouble');
  });
  await boss.start();
  for (const name of queues) {
    if ((await boss.getQueue(name)) === null) await boss.createQueue(name, { notify: true });
    // Fills pg-boss's cache of queues: a look-up inside a transaction on PGlite would wait for itself.
    await boss.findJobs(name, { id: randomUUID() });
  }
  started = true;
  return {
    boss,
    works: async () => started && (await boss.getQueue(waited.email)) !== null,
    async work(handle, rush) {
      for (const name of Object.values(waited))
        await boss.work(name, counterPace, async (jobs) =>
          (await Promise.all(jobs.map((job) => settle([job], handle, log)))).flat(),
        );
      await boss.work(home, homePace, async (jobs) => {
        await rush.over();
        return settle(jobs, handle, log);
      });
    },
    async stop() {
      if (!started) return;
      started = false;
      await boss.stop({ graceful: true, timeout: 10_000, close: true });
    },
  };
}

/** Nothing of an error is handed to pg-boss, which would store it. */
async function settle(
  jobs: readonly JobWithMetadata<unknown>[],
  handle: Handle,
  log: Log,
): Promise<JobResult[]> {
  try {
    // One that cannot be read fails alone.
    const ids = jobs.map((job) => JobData.safeParse(job.data).data?.verificationId ?? '');
    const read = jobs.map((job, index) => ({
      verificationId: ids[index] ?? '',
      attempt: job.retryCount + 1,
    }));
    const outcomes = await handle(read.filter(({ verificationId }) => verificationId !== ''));
    return jobs.map(({ id }, index) => {
      const done = outcomes.get(ids[index] ?? '') === 'done';
      return { id, status: done ? 'completed' : 'failed' };
    });
  } catch (cause) {
    log.bug(cause, { part: 'jobs', id: jobs[0]?.id ?? '' });
    return jobs.map(({ id }) => ({ id, status: 'failed' }));
  }
}

/** Queues the sending of codes, inside the caller's transaction: with it they are there, or with it they are gone. */
export async function enqueueCodes(
  boss: PgBoss,
  trx: Trx,
  channel: Channel,
  verificationIds: readonly string[],
  kind: 'counter' | 'handoff',
): Promise<void> {
  const jobs = verificationIds.map((verificationId) => {
    const data: z.infer<typeof JobData> = { verificationId };
    return { data, ...attempts[kind] };
  });
  const queue = kind === 'handoff' && channel === 'email' ? home : waited[channel];
  await boss.insert(queue, jobs, { db: fromKysely(trx) });
}
