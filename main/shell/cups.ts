// Prints a PDF through CUPS and stays with the job until paper has come out or has not. "Handed to the queue" is not "printed"
// (lessons 2.7), and a job that did not come out in time is taken back, so that it never lands in the next resident's hands.
import { request } from 'node:http';
import { userInfo } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { Environment } from './browser.ts';
import {
  decodeIpp,
  encodeIpp,
  jobState,
  operation,
  status,
  type IppAnswer,
  type IppAttribute,
  type IppRequest,
} from './ipp.ts';
import type { PrintError, PrintJob, PrintReport } from './shell.ts';

/** Where the scheduler listens. */
export type CupsServer = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/** `CUPS_SERVER` as libcups reads it (`/path` or `host[:port]`), else the scheduler's own socket. */
export function cupsServer(env: Environment): CupsServer {
  const named = env['CUPS_SERVER'];
  if (named === undefined || named === '') return { socketPath: '/run/cups/cups.sock' };
  if (named.startsWith('/')) return { socketPath: named };
  const [host = 'localhost', port = '631'] = named.split(':');
  return { host, port: Number(port) };
}

export interface CupsTimes {
  /** Paper must be out by then. */
  readonly deadlineMs: number;
  readonly pollMs: number;
}
const usualTimes: CupsTimes = { deadlineMs: 60_000, pollMs: 400 };
const answerWithinMs = 10_000;

/** Sends `pdf` to `queue` (null: the default one) and waits for the end of the job. */
export async function printOnCups(
  server: CupsServer,
  queue: string | null,
  pdf: Uint8Array,
  job: Pick<PrintJob, 'title' | 'paper'>,
  times: CupsTimes = usualTimes,
): Promise<Result<PrintReport, PrintError>> {
  const name = queue ?? (await defaultQueue(server));
  if (name === null) return err({ kind: 'no-printer', name: null });
  const sent = await ask(server, {
    operation: operation.printJob,
    attributes: [
      printerUri(name),
      userName(),
      { name: 'job-name', type: 'name', values: [job.title] },
      { name: 'document-format', type: 'mime', values: ['application/pdf'] },
    ],
    jobAttributes: [
      { name: 'media', type: 'keyword', values: [mediaName(job.paper)] },
      { name: 'print-scaling', type: 'keyword', values: ['none'] },
    ],
    document: pdf,
  });
  if (sent === null) return err({ kind: 'no-printer', name });
  if (sent.status === status.notFound || sent.status === status.notAcceptingJobs) {
    return err({ kind: 'no-printer', name });
  }
  const id = sent.attributes.get('job-id')?.[0];
  if (sent.status >= 0x0100 || typeof id !== 'number') {
    return err({ kind: 'failed', cause: `the queue refused the job (0x${sent.status.toString(16)})` });
  }
  return await follow(server, name, id, times);
}

async function follow(
  server: CupsServer,
  queue: string,
  id: number,
  times: CupsTimes,
): Promise<Result<PrintReport, PrintError>> {
  const deadline = Date.now() + times.deadlineMs;
  while (Date.now() < deadline) {
    const state = await stateOf(server, id);
    if (state === jobState.completed) return ok({ kind: 'printed' });
    if (state === jobState.aborted || state === jobState.canceled) {
      return err({ kind: 'failed', cause: state === jobState.aborted ? 'job aborted' : 'job canceled' });
    }
    if (await outOfPaper(server, queue)) {
      await takeBack(server, id);
      return err({ kind: 'out-of-paper' });
    }
    await pause(times.pollMs);
  }
  await takeBack(server, id);
  return err({ kind: 'failed', cause: 'not printed in time' });
}

async function stateOf(server: CupsServer, id: number): Promise<number | null> {
  const answer = await ask(server, {
    operation: operation.getJobAttributes,
    attributes: [
      jobUri(id),
      userName(),
      { name: 'requested-attributes', type: 'keyword', values: ['job-state'] },
    ],
  });
  const state = answer?.attributes.get('job-state')?.[0];
  return typeof state === 'number' ? state : null;
}

/** `printer-state-reasons`, RFC 8011 section 5.4.12. A warning is about another tray; without suffix it is an error. */
async function outOfPaper(server: CupsServer, queue: string): Promise<boolean> {
  const answer = await ask(server, {
    operation: operation.getPrinterAttributes,
    attributes: [
      printerUri(queue),
      userName(),
      { name: 'requested-attributes', type: 'keyword', values: ['printer-state-reasons'] },
    ],
  });
  const reasons = answer?.attributes.get('printer-state-reasons') ?? [];
  return reasons.some((reason) => /^media-(empty|needed)(-error)?$/.test(String(reason)));
}

async function takeBack(server: CupsServer, id: number): Promise<void> {
  await ask(server, { operation: operation.cancelJob, attributes: [jobUri(id), userName()] });
}

async function defaultQueue(server: CupsServer): Promise<string | null> {
  const answer = await ask(server, {
    operation: operation.cupsGetDefault,
    attributes: [{ name: 'requested-attributes', type: 'keyword', values: ['printer-name'] }],
  });
  const name = answer?.attributes.get('printer-name')?.[0];
  return typeof name === 'string' ? name : null;
}

const printerUri = (queue: string): IppAttribute => ({
  name: 'printer-uri',
  type: 'uri',
  values: [`ipp://localhost/printers/${encodeURIComponent(queue)}`],
});
const jobUri = (id: number): IppAttribute => ({
  name: 'job-uri',
  type: 'uri',
  values: [`ipp://localhost/jobs/${String(id)}`],
});
const userName = (): IppAttribute => ({
  name: 'requesting-user-name',
  type: 'name',
  values: [userInfo().username],
});

/** Self-describing media name, PWG 5101.1 section 5: `custom_NAME_WIDTHxHEIGHTmm`. */
const mediaName = (paper: PrintJob['paper']): string =>
  `custom_slip_${String(paper.widthUm / 1000)}x${String(paper.heightUm / 1000)}mm`;

/** One operation; null when nobody answers IPP there in time. */
async function ask(server: CupsServer, what: Omit<IppRequest, 'requestId'>): Promise<IppAnswer | null> {
  const body = encodeIpp({ ...what, requestId: 1 });
  const path = pathOf(what.attributes);
  return await new Promise((resolve) => {
    const call = request(
      {
        ...server,
        path,
        method: 'POST',
        headers: { host: 'localhost', 'content-type': 'application/ipp', 'content-length': body.length },
        signal: AbortSignal.timeout(answerWithinMs),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => resolve(null));
        response.on('end', () => resolve(decodeIpp(Buffer.concat(chunks))));
      },
    );
    call.on('error', () => resolve(null));
    call.end(body);
  });
}

function pathOf(attributes: readonly IppAttribute[]): string {
  const uri = attributes.find((attribute) => attribute.type === 'uri')?.values[0];
  return typeof uri === 'string' ? new URL(uri).pathname : '/';
}
