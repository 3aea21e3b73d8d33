// The embedded central API: a child process like any other, for a demonstration, a single counter or a test. It is started
// anew when it ends by itself, within a budget; its public port stays the same so that printed slips keep working.
import { z } from 'zod';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { Child, Shell } from '../shell/shell.ts';

const Ready = z.object({
  event: z.literal('ready'),
  terminals: z.url(),
  public: z.url(),
  mail: z.url().nullable(),
  trust: z.string(),
  enrolmentCode: z.string(),
  senderToken: z.string(),
  adminToken: z.string(),
  /** Made-up staff of the sender's desk, with their passwords of this start. */
  staff: z.array(z.object({ login: z.string(), name: z.string(), password: z.string() })).readonly(),
});
export type CentralReady = z.infer<typeof Ready>;

export interface EmbeddedOptions {
  readonly startChild: Shell['startChild'];
  readonly dataDir: string;
  readonly cityDir: string;
  readonly rendererDir: string;
  /** Trusted roots of the card's certificates; null trusts none, and records with linked services are refused. */
  readonly anchorsFile: string | null;
  /** Public port of an earlier start, or 0. */
  readonly port: number;
  readonly onRestart: (ready: CentralReady) => void;
  /** The budget is used up: the terminal goes on offline. */
  readonly onGone: () => void;
  readonly log: (event: string, fields?: Readonly<Record<string, string | number>>) => void;
}

export interface Embedded {
  readonly ready: CentralReady;
  stop(): Promise<void>;
}

/** PGlite needs about two seconds; a slow disk gets more. */
const READY_MS = 60_000;
const RESTARTS_AT_MOST = 3;
const RESTART_WINDOW_MS = 10 * 60_000;

/** Starts it and waits until it answers. */
export async function startEmbedded(
  options: EmbeddedOptions,
): Promise<Result<Embedded, { kind: 'central'; cause: string }>> {
  let child: Child;
  let stopping = false;
  const restarts: number[] = [];

  const first = await launch(options, options.port).then((r) =>
    r.ok || options.port === 0 ? r : launch(options, 0),
  );
  if (!first.ok) return first;
  child = first.value.child;
  watch(first.value.ready);

  function watch(ready: CentralReady): void {
    child.onExit((code) => {
      if (!stopping) void again(ready, code);
    });
  }

  async function again(before: CentralReady, code: number | null): Promise<void> {
    options.log('central.ended', { exit: code ?? -1, count: restarts.length });
    const now = Date.now();
    while (restarts[0] !== undefined && restarts[0] < now - RESTART_WINDOW_MS) restarts.shift();
    if (restarts.push(now) > RESTARTS_AT_MOST) return options.onGone();
    const next = await launch(options, Number(new URL(before.public).port));
    if (!next.ok) return options.onGone();
    child = next.value.child;
    if (stopping) return void child.stop();
    watch(next.value.ready);
    options.onRestart(next.value.ready);
  }

  return ok({
    ready: first.value.ready,
    stop: () => {
      stopping = true;
      return child.stop();
    },
  });
}

type Launched = Result<
  { readonly child: Child; readonly ready: CentralReady },
  { kind: 'central'; cause: string }
>;

function launch(options: EmbeddedOptions, port: number): Promise<Launched> {
  const { dataDir, cityDir, rendererDir, anchorsFile } = options;
  const child = options.startChild({
    name: 'central',
    entry: 'central.js',
    args: [],
    env: {
      DATA_DIR: dataDir,
      CITY_DIR: cityDir,
      RENDERER_DIR: rendererDir,
      PORT: String(port),
      TERMINAL_PORT: '0',
      ENROL_ON_START: '1',
      ...(anchorsFile === null ? {} : { ANCHORS_FILE: anchorsFile }),
    },
  });
  return new Promise((resolve) => {
    const late = setTimeout(() => settle(err({ kind: 'central', cause: 'no ready line in time' })), READY_MS);
    const settle = (result: Launched): void => {
      clearTimeout(late);
      if (!result.ok) void child.stop();
      resolve(result);
    };
    child.onLine((line) => {
      const ready = Ready.safeParse(line);
      if (ready.success) settle(ok({ child, ready: ready.data }));
    });
    child.onExit((code) => settle(err({ kind: 'central', cause: `ended with ${String(code)}` })));
  });
}
