// Main's end of the conversation with the sync worker. Every call is answered once: by the worker, by its deadline, or by the
// worker's end. A worker that died is started again, but not for ever in a row.
import { Worker } from 'node:worker_threads';
import { err, type Result } from '../../sync/contract/result.ts';
import type {
  CallError,
  Line,
  WorkerAnswer,
  WorkerCallName,
  WorkerCalls,
  WorkerRequest,
} from '../../sync/contract/worker.ts';
import type { Log } from '../store/log.ts';
import { fullJitterMs, type Timers } from './timers.ts';

/** The worker as the client needs it. */
export interface WorkerPort {
  post(request: WorkerRequest): void;
  onAnswer(listener: (answer: WorkerAnswer) => void): void;
  /** Called once, for whatever reason it ended. */
  onExit(listener: () => void): void;
  end(): Promise<unknown>;
}

export type WorkerState = 'running' | 'restarting' | 'gave-up' | 'stopped';
export interface ClientOptions {
  readonly spawn: () => WorkerPort;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: Log;
  readonly onState: (state: WorkerState) => void;
  readonly onClock: (clock: NonNullable<WorkerAnswer['clock']>) => void;
}

/** So many deaths within the window are repaired at once; then it rests until the window has passed. */
const restartBudget = 5;
const restartWindowMs = 10 * 60_000;
const restartBackoff = { baseMs: 100, capMs: 5000 };
/** Main waits a little longer than the worker, whose answer tells more than our own "timeout". */
const graceMs = 1000;
const localCallMs = 5000;

type Settle = (result: Result<unknown, CallError>) => void;

export class WorkerClient {
  readonly #options: ClientOptions;
  readonly #pending = new Map<number, Settle>();
  #port: WorkerPort | null = null;
  #seq = 0;
  #deaths: number[] = [];
  #line: Line | null = null;
  #cut = false;
  #stopped = false;
  #cancelRestart = (): void => undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#start();
  }

  /** One call. Never throws, never stays open longer than its deadline. */
  call<N extends WorkerCallName>(
    name: N,
    args: WorkerCalls[N]['takes'],
    deadlineMs: number,
  ): Promise<Result<WorkerCalls[N]['gives'], CallError>> {
    const port = this.#port;
    if (port === null) return Promise.resolve(err({ kind: 'worker-gone' }));
    const seq = (this.#seq += 1);
    return new Promise((resolve) => {
      const cancel = this.#options.timers.after(deadlineMs + graceMs, () => settle(err({ kind: 'timeout' })));
      const settle: Settle = (result) => {
        if (!this.#pending.delete(seq)) return;
        cancel();
        // The worker answers a call with what the contract says that it gives.
        resolve(result as Result<WorkerCalls[N]['gives'], CallError>);
      };
      this.#pending.set(seq, settle);
      // Name and arguments belong together by the signature; the union cannot see it.
      port.post({ seq, call: name, args, deadlineMs } as WorkerRequest);
    });
  }

  /** Points the worker at a central API; remembered for every worker that comes after. */
  configure(line: Line): Promise<Result<null, CallError>> {
    this.#line = line;
    return this.call('configure', line, localCallMs);
  }

  /** The dock's switch; remembered likewise. */
  cut(cut: boolean): Promise<Result<null, CallError>> {
    this.#cut = cut;
    return this.call('cut', { cut }, localCallMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRestart();
    const port = this.#port;
    this.#port = null;
    this.#settleAll();
    await port?.end();
    this.#options.onState('stopped');
  }

  #start(): void {
    const port = this.#options.spawn();
    this.#port = port;
    port.onAnswer((answer) => {
      if (answer.clock) this.#options.onClock(answer.clock);
      this.#pending.get(answer.seq)?.(answer.result);
    });
    port.onExit(() => {
      if (this.#port === port) this.#died();
    });
    // First in the queue, before any call that is made from now on.
    if (this.#line) void this.configure(this.#line);
    if (this.#cut) void this.cut(true);
    this.#options.onState('running');
  }

  #died(): void {
    this.#port = null;
    this.#settleAll();
    if (this.#stopped) return;
    const { timers, random, log, onState } = this.#options;
    const now = timers.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < restartWindowMs), now];
    const first = this.#deaths[0] ?? now;
    const spent = this.#deaths.length > restartBudget;
    const wait = spent
      ? first + restartWindowMs - now
      : fullJitterMs(this.#deaths.length, random, restartBackoff);
    log('worker.died', { deaths: this.#deaths.length, waitMs: wait });
    this.#cancelRestart = timers.after(wait, () => this.#start());
    onState(spent ? 'gave-up' : 'restarting');
  }

  #settleAll(): void {
    for (const settle of [...this.#pending.values()]) settle(err({ kind: 'worker-gone' }));
  }
}

/** Starts `sync/worker` as a thread: `entry` is its source file, or `sync-worker.js` of the build. */
export function threadSpawner(entry: string | URL, log: Log): () => WorkerPort {
  return () => {
    const worker = new Worker(entry, {
      name: 'sync-worker',
      // Neither flags nor environment of the program: no proxy, no trust and no debugging comes in from there.
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    worker.on('error', (error) => {
      // The name only: a message may quote what the worker had in hand.
      log('worker.error', { name: error instanceof Error ? error.name : 'unknown' });
    });
    return {
      post: (request) => worker.postMessage(request),
      onAnswer: (listener) => worker.on('message', listener),
      onExit: (listener) => worker.once('exit', listener),
      end: () => worker.terminate(),
    };
  };
}
