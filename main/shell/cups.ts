// Prints a PDF through CUPS and stays with the job until paper has come out or has not. "Handed to the queue" is not "printed"
// (lessons 2.7), and a job that did not come out in time is taken back, so that it never lands in the next resident's hands.
import { setTimeout as pause } from 'node:timers/promises';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { queueName, statusOnCups } from './cups-look.ts';
import { jobState, operation, status, type IppAnswer } from './ipp.ts';
import { askIpp, queuePath, queueUri, uri, userName, wanted, type IppServer } from './ipp-client.ts';
import { troubleIn } from './printer-reasons.ts';
import type { PrinterHealth, PrintError, PrintReport } from './shell.ts';

export interface CupsTimes {
  /** Paper must be out by then. */
  readonly deadlineMs: number;
  readonly pollMs: number;
  /**
   * How long a printer may say that it cannot print before it is believed. CUPS still tells what was wrong at the last job until
   * the next one has reached the printer.
   */
  readonly graceMs: number;
}
const usualTimes: CupsTimes = { deadlineMs: 45_000, pollMs: 400, graceMs: 4_000 };

/** A sheet whose length has been measured, micrometres. */
export interface Sheet {
  readonly widthUm: number;
  readonly heightUm: number;
}

type Answer = Result<PrintReport, PrintError>;
const ill = (trouble: 'gone' | 'paused', cause: string): Answer => err({ kind: 'trouble', trouble, cause });

/** Sends `pdf` to `queue` (null: the default one) and waits for the end of the job. */
export async function printOnCups(
  server: IppServer,
  queue: string | null,
  pdf: Uint8Array,
  job: { readonly title: string; readonly sheet: Sheet },
  times: CupsTimes = usualTimes,
): Promise<Answer> {
  const meant = await queueName(server, queue);
  if (meant.kind !== 'queue') return ill('gone', meant.kind);
  const { name } = meant;
  const sent = await askIpp(server, queuePath(name), {
    operation: operation.printJob,
    attributes: [
      queueUri(name),
      userName(),
      { name: 'job-name', type: 'name', values: [job.title] },
      { name: 'document-format', type: 'mime', values: ['application/pdf'] },
    ],
    jobAttributes: [
      { name: 'media', type: 'keyword', values: [mediaName(job.sheet)] },
      { name: 'print-scaling', type: 'keyword', values: ['none'] },
    ],
    document: pdf,
  });
  if (sent === null) return ill('gone', 'no-service');
  if (sent.status === status.notFound) return ill('gone', 'no-queue');
  if (sent.status === status.notAcceptingJobs) return ill('paused', 'takes no jobs');
  const id = sent.attributes.get('job-id')?.[0];
  if (sent.status >= 0x0100 || typeof id !== 'number')
    return err({ kind: 'failed', cause: `the queue refused the job (0x${sent.status.toString(16)})` });
  return await follow(server, name, id, times);
}

async function follow(server: IppServer, queue: string, id: number, times: CupsTimes): Promise<Answer> {
  const deadline = Date.now() + times.deadlineMs;
  let before: PrinterHealth = { kind: 'ready' };
  /** Since when the printer has said the same trouble without a break. */
  let since = Date.now();
  for (;;) {
    const ended = endOf(await askJob(server, id));
    if (ended !== null) return ended;
    const { health, reasons } = await statusOnCups(server, queue);
    if (health.kind === 'ready' || before.kind === 'ready' || health.trouble !== before.trouble)
      since = Date.now();
    before = health;
    const believed = health.kind === 'trouble' && Date.now() - since >= times.graceMs;
    if (believed || Date.now() >= deadline)
      return (await takeBack(server, id)) ?? err(health.kind === 'trouble' ? health : lateBecause(reasons));
    await pause(times.pollMs);
  }
}

/** Nothing has come out: what the printer calls a mere warning may well be why. */
function lateBecause(reasons: readonly string[]): PrintError {
  const trouble = troubleIn(reasons.map((reason) => reason.replace(/-(warning|report)$/, '-error')));
  return trouble === null ? { kind: 'late' } : { kind: 'trouble', trouble, cause: reasons.join(' ') };
}

/** How the job ended; null while it has not. `job-state` and `job-state-reasons`: RFC 8011 sections 5.3.7 and 5.3.8. */
function endOf(job: IppAnswer | null): Answer | null {
  const reasons = (job?.attributes.get('job-state-reasons') ?? []).map(String);
  const failed = (cause: string): Answer => err({ kind: 'failed', cause });
  switch (job?.attributes.get('job-state')?.[0]) {
    case jobState.completed:
      return reasons.includes('job-completed-with-errors')
        ? failed('job completed with errors')
        : ok({ kind: 'printed' });
    case jobState.aborted:
      return failed('job aborted');
    case jobState.canceled:
      return failed('job canceled');
    default:
      return null;
  }
}

const askJob = (server: IppServer, id: number): Promise<IppAnswer | null> =>
  askIpp(server, jobPath(id), {
    operation: operation.getJobAttributes,
    attributes: [jobUri(id), userName(), wanted(['job-state', 'job-state-reasons'])],
  });

/** Cancels the job. It may have ended meanwhile: then that is its answer. */
async function takeBack(server: IppServer, id: number): Promise<Answer | null> {
  const cancelled = await askIpp(server, jobPath(id), {
    operation: operation.cancelJob,
    attributes: [jobUri(id), userName()],
  });
  return cancelled?.status === status.notPossible ? endOf(await askJob(server, id)) : null;
}

const jobPath = (id: number): string => `/jobs/${String(id)}`;
const jobUri = (id: number) => uri('job-uri', `ipp://localhost${jobPath(id)}`);

/** Self-describing media name, PWG 5101.1 section 5: `custom_NAME_WIDTHxHEIGHTmm`. */
const mediaName = ({ widthUm, heightUm }: Sheet): string =>
  `custom_slip_${String(widthUm / 1000)}x${String(heightUm / 1000)}mm`;
