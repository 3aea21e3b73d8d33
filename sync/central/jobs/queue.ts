// What the queues of single mails and pushes have in common.
import { randomUUID } from 'node:crypto';
import type { Job, JobResult, PgBoss } from 'pg-boss';
import type { z } from 'zod';
import type { Parts } from '../parts.ts';

/** Makes the queue. Before anything is queued: pg-boss looks a queue up once, and must not do so within a transaction. */
export async function openQueue(boss: PgBoss, queue: string): Promise<void> {
  if ((await boss.getQueue(queue)) === null) await boss.createQueue(queue, { notify: true });
  await boss.findJobs(queue, { id: randomUUID() });
}

/** What a job's data say, and what is done with them. False: the mail system did not take it, and may another time. */
export interface Sending<T> {
  readonly shape: z.ZodType<T>;
  readonly send: (data: T) => Promise<boolean>;
  /** Names the queue in the log. */
  readonly part: string;
}

/** Does one job. Nothing of an error is handed to pg-boss, which would store it. */
export async function settle<T>(
  { id, data }: Job<unknown>,
  { shape, send, part }: Sending<T>,
  { log }: Pick<Parts, 'log'>,
): Promise<JobResult> {
  try {
    const parsed = shape.safeParse(data);
    const again = parsed.success && !(await send(parsed.data));
    return { id, status: again ? 'failed' : 'completed' };
  } catch (cause) {
    log.bug(cause, { part, id });
    return { id, status: 'failed' };
  }
}
