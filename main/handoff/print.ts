// Printing for one session at a time. A slip carries the way to a resident's registration, so a job names its session and is
// refused when that session is no longer the one at the counter. Failures come back as faces; a failed print loses nothing.
import type { FaceCode } from '../../preload/contract/faces.ts';
import { err, type Result } from '../../sync/contract/result.ts';
import type { PrintError, PrintJob, PrintReport, Shell } from '../shell/shell.ts';

export type PrinterState = 'ready' | 'attention' | 'unavailable';

export type SlipPrintError =
  /** What the resident and staff are told; `cause` is for the log and holds no personal data. */
  | { readonly kind: 'face'; readonly face: FaceCode; readonly cause: string }
  /** The session that asked is over: nothing was printed, or what was printed is nobody's business any more. */
  | { readonly kind: 'other-session' };

export interface SlipJob {
  /** The session that the slip belongs to. `test` is staff's test slip. */
  readonly sessionId: string;
  readonly html: string;
  readonly paper: PrintJob['paper'];
}

export interface SlipPrinter {
  /** Prints one after another. Never throws for what a printer can do wrong. */
  print(job: SlipJob): Promise<Result<PrintReport, SlipPrintError>>;
  /** As far as the last job told. */
  state(): PrinterState;
  /** The dock's switch: while empty, the file printer answers as a printer without paper. Refused for a system printer. */
  setEmpty(empty: boolean): boolean;
  empty(): boolean;
  onState(listener: (state: PrinterState) => void): () => void;
}

export interface SlipPrinterOptions {
  readonly print: Shell['print'];
  readonly to: PrintJob['to'];
  /** The session at the counter now; null between two residents. */
  readonly currentSession: () => string | null;
  /** After this long a job is told as failed, milliseconds. */
  readonly deadlineMs?: number;
}

/** Session id of staff's test slip, which belongs to nobody. */
export const TEST_SESSION = 'test';

function faceOf(error: PrintError): { face: FaceCode; cause: string; state: PrinterState } {
  switch (error.kind) {
    case 'out-of-paper':
      return { face: 'printer.empty', cause: 'out of paper', state: 'attention' };
    case 'no-printer':
      return { face: 'printer.unavailable', cause: 'no such printer', state: 'unavailable' };
    case 'no-renderer':
      return { face: 'printer.unavailable', cause: error.cause, state: 'unavailable' };
    case 'failed':
      return { face: 'printer.failed', cause: error.cause, state: 'attention' };
  }
}

/** Resolves with `out-of-time` when `work` has not ended by then; a late end is looked at by nobody. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | 'out-of-time'> {
  const { promise, resolve } = Promise.withResolvers<'out-of-time'>();
  const timer = setTimeout(() => {
    resolve('out-of-time');
  }, ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The terminal's slip printer over a shell's `print`. */
export function slipPrinter(options: SlipPrinterOptions): SlipPrinter {
  const { print, to, currentSession, deadlineMs = 60_000 } = options;
  const listeners = new Set<(state: PrinterState) => void>();
  let state: PrinterState = 'ready';
  let empty = false;
  let queue: Promise<unknown> = Promise.resolve();

  function become(next: PrinterState): void {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener(next);
  }

  const mine = (sessionId: string) => sessionId === TEST_SESSION || sessionId === currentSession();

  async function run({ sessionId, html, paper }: SlipJob): Promise<Result<PrintReport, SlipPrintError>> {
    if (!mine(sessionId)) return err({ kind: 'other-session' });
    const job: PrintJob = { html, title: `madoguchi ${sessionId}`, to, paper };
    const result = empty ? err<PrintError>({ kind: 'out-of-paper' }) : await within(deadlineMs, print(job));
    const answer: Result<PrintReport, PrintError> =
      result === 'out-of-time' ? err({ kind: 'failed', cause: 'no answer by the deadline' }) : result;
    if (answer.ok) {
      become('ready');
      return mine(sessionId) ? answer : err({ kind: 'other-session' });
    }
    const { face, cause, state: after } = faceOf(answer.error);
    become(after);
    return err(mine(sessionId) ? { kind: 'face', face, cause } : { kind: 'other-session' });
  }

  return {
    print(job) {
      const turn = queue.then(() => run(job));
      queue = turn.catch(() => undefined); // a bug in one job, told to its caller, does not stop the next
      return turn;
    },
    state: () => state,
    setEmpty(value) {
      if (to.kind !== 'file') return false;
      empty = value;
      become(value ? 'attention' : 'ready');
      return true;
    },
    empty: () => empty,
    onState(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
