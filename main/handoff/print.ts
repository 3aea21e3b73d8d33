// Printing for one session at a time. A slip carries the way to a resident's registration, so a job names its session and is
// refused when that session is no longer the one at the counter. Failures come back as faces; a failed print loses nothing.
import type { FaceCode } from '../../preload/contract/faces.ts';
import { err, type Result } from '../../sync/contract/result.ts';
import type {
  PrinterHealth,
  PrinterTrouble,
  PrintError,
  PrintJob,
  PrintReport,
  Shell,
} from '../shell/shell.ts';

/** How the printer is: `face` is what staff have to do something about, null while it is ready. */
export interface PrinterState {
  readonly state: 'ready' | 'attention' | 'unavailable';
  readonly face: FaceCode | null;
}
const ready: PrinterState = { state: 'ready', face: null };

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
  /** As far as the last job and the last look told. */
  state(): PrinterState;
  /** What a look at the printer found (monitor.ts). */
  heard(health: PrinterHealth): void;
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

const troubles: Readonly<Record<PrinterTrouble, PrinterState & { readonly face: FaceCode }>> = {
  empty: { state: 'attention', face: 'printer.empty' },
  jam: { state: 'attention', face: 'printer.jam' },
  cover: { state: 'attention', face: 'printer.cover' },
  ink: { state: 'attention', face: 'printer.ink' },
  full: { state: 'attention', face: 'printer.full' },
  other: { state: 'attention', face: 'printer.failed' },
  paused: { state: 'unavailable', face: 'printer.paused' },
  offline: { state: 'unavailable', face: 'printer.offline' },
  gone: { state: 'unavailable', face: 'printer.unavailable' },
};

/** What a job that failed says: of the printer, which the next look may take back, or of printing, until a job has come out. */
function afterFailure(error: PrintError): {
  readonly said: PrinterState & { readonly face: FaceCode };
  readonly cause: string;
  readonly ofPrinter: boolean;
} {
  const { other, gone } = troubles;
  switch (error.kind) {
    case 'trouble':
      return { said: troubles[error.trouble], cause: error.cause, ofPrinter: true };
    case 'no-renderer':
      return { said: gone, cause: error.cause, ofPrinter: false };
    case 'late':
      return { said: { ...other, face: 'printer.late' }, cause: 'not out by the deadline', ofPrinter: false };
    case 'failed':
      return { said: other, cause: error.cause, ofPrinter: false };
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
  const { print, to, currentSession, deadlineMs = 100_000 } = options;
  const listeners = new Set<(state: PrinterState) => void>();
  let seen = ready;
  let lastJob = ready;
  let state = ready;
  let empty = false;
  let queue: Promise<unknown> = Promise.resolve();

  function become(change: { readonly seen?: PrinterState; readonly lastJob?: PrinterState }): void {
    seen = change.seen ?? seen;
    lastJob = change.lastJob ?? lastJob;
    const next = seen.state === 'ready' ? lastJob : seen;
    if (next.face === state.face) return;
    state = next;
    for (const listener of listeners) listener(next);
  }

  const mine = (sessionId: string) => sessionId === TEST_SESSION || sessionId === currentSession();

  async function run({ sessionId, html, paper }: SlipJob): Promise<Result<PrintReport, SlipPrintError>> {
    if (!mine(sessionId)) return err({ kind: 'other-session' });
    const job: PrintJob = { html, title: `madoguchi ${sessionId}`, to, paper };
    const noPaper: PrintError = { kind: 'trouble', trouble: 'empty', cause: 'emptied at the dock' };
    const result = empty ? err(noPaper) : await within(deadlineMs, print(job));
    const answer: Result<PrintReport, PrintError> = result === 'out-of-time' ? err({ kind: 'late' }) : result;
    if (answer.ok) {
      become({ seen: ready, lastJob: ready });
      return mine(sessionId) ? answer : err({ kind: 'other-session' });
    }
    const { said, cause, ofPrinter } = afterFailure(answer.error);
    become(ofPrinter ? { seen: said, lastJob: ready } : { lastJob: said });
    return err(mine(sessionId) ? { kind: 'face', face: said.face, cause } : { kind: 'other-session' });
  }

  return {
    print(job) {
      const turn = queue.then(() => run(job));
      queue = turn.catch(() => undefined); // a bug in one job, told to its caller, does not stop the next
      return turn;
    },
    state: () => state,
    heard: (health) => become({ seen: health.kind === 'ready' ? ready : troubles[health.trouble] }),
    setEmpty(value) {
      if (to.kind !== 'file') return false;
      empty = value;
      become({ seen: value ? troubles.empty : ready });
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
