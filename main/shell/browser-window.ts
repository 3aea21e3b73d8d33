// The resident's window as a system browser, kept alive by a written plan: what crashes or hangs is started again, three times
// in ten minutes, then given up (reference E16). The browser ends with us and leaves no profile behind.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { windowFlags, type WindowLook } from './browser.ts';
import type { Budget } from './budget.ts';
import { openCdp } from './cdp-pipe.ts';
import { guardBrowser, type Guard } from './guard.ts';
import type { ShellLog } from './log.ts';
import { dropProfile, makeProfile, sweepProfiles } from './profile.ts';
import type { ShellError, WindowTrouble } from './shell.ts';

export interface BrowserWindowOptions {
  readonly browser: string;
  readonly extraFlags: readonly string[];
  readonly look: WindowLook;
  readonly home: string;
  readonly origins: ReadonlySet<string>;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly root: boolean;
  readonly budget: Budget;
  readonly log: ShellLog;
  readonly onTrouble: (trouble: WindowTrouble) => void;
  /** A person closed the window. */
  readonly onClosed: () => void;
  /** Started before with the same look, dataDir and browser. */
  readonly launched?: Promise<LaunchedBrowser> | undefined;
}

/** A browser that has been started and shows nothing yet: starting it takes longer than anything else before the first screen. */
export interface LaunchedBrowser {
  /** Its directory. */
  readonly profile: string;
  readonly cdp: ReturnType<typeof openCdp>;
  readonly exited: ReturnType<typeof exitOf>;
  /** Ends this browser and takes its profile away. */
  end(): Promise<void>;
}
export type LaunchOptions = Pick<
  BrowserWindowOptions,
  'browser' | 'extraFlags' | 'look' | 'dataDir' | 'env' | 'root'
>;

export interface BrowserWindow {
  close(): Promise<void>;
}

const closeWithinMs = 5_000;

/** Opens the window and keeps it open until closed. */
export async function openBrowserWindow(
  options: BrowserWindowOptions,
): Promise<Result<BrowserWindow, ShellError>> {
  let running: Running | null = null;
  let closing = false;

  const again = async (trouble: WindowTrouble): Promise<void> => {
    if (closing) return;
    options.onTrouble(trouble);
    await running?.end();
    running = null;
    if (closing) return;
    if (!options.budget.take(Date.now())) {
      options.onTrouble({ kind: 'gave-up', reason: trouble.reason });
      return;
    }
    running = await run(options, left);
    if (running === null) await again({ kind: 'crashed', reason: 'browser did not start' });
    else options.onTrouble({ kind: 'reloaded', reason: trouble.reason });
  };
  const left = (how: Left): void => {
    if (closing) return;
    if (how.kind === 'exit' && how.code === 0 && options.look.kind === 'window') {
      closing = true;
      options.onClosed();
      return;
    }
    const reason = how.kind === 'exit' ? `browser ended (${String(how.code ?? how.signal)})` : how.reason;
    void again({ kind: how.kind === 'hang' ? 'hung' : 'crashed', reason });
  };

  running = await run(options, left, await (options.launched ?? launchFirst(options)));
  if (running === null) return err({ kind: 'failed', cause: 'the browser did not start' });
  return ok({
    async close() {
      closing = true;
      await running?.end();
    },
  });
}

type Left =
  | { readonly kind: 'exit'; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: 'crash' | 'hang'; readonly reason: string };

interface Running {
  /** Ends this browser without a word to `left`, and takes its profile away. */
  end(): Promise<void>;
}

/** The first start of this process: profiles of a life that ended by power cut are taken away. */
export async function launchFirst(options: LaunchOptions): Promise<LaunchedBrowser> {
  const launched = launch(options);
  await sweepProfiles(options.dataDir, launched.profile);
  return launched;
}

/** Starts the browser before anything else can take the thread. */
function launch(options: LaunchOptions): LaunchedBrowser {
  const profile = makeProfile(options.dataDir, 'window');
  const flags = windowFlags(options.look, { profile, root: options.root });
  const child = spawn(options.browser, [...options.extraFlags, ...flags], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: options.env,
  });
  const exited = exitOf(child);
  // `stdio` above makes the fourth and fifth stream pipes: one that we write and one that we read.
  const cdp = openCdp(child.stdio[3] as Writable, child.stdio[4] as Readable);
  return {
    profile,
    cdp,
    exited,
    async end() {
      void cdp.call('Browser.close');
      cdp.close();
      const hard = setTimeout(() => child.kill('SIGKILL'), closeWithinMs);
      await exited;
      clearTimeout(hard);
      await dropProfile(profile);
    },
  };
}

/** One life of the browser, from its start to the page at home. `left` hears once how it ended, unless we ended it. */
async function run(
  options: BrowserWindowOptions,
  left: (how: Left) => void,
  launched?: LaunchedBrowser,
): Promise<Running | null> {
  const browser = launched ?? launch(options);
  let told = false;
  const tell = (how: Left) => {
    if (told) return;
    told = true;
    left(how);
  };
  let guard: Guard | null = null;
  const end = async () => {
    told = true;
    guard?.stop();
    await browser.end();
  };
  guard = await guardBrowser(browser.cdp, {
    home: options.home,
    origins: options.origins,
    log: options.log,
    onCrash: (reason) => tell({ kind: 'crash', reason }),
    onHang: (reason) => tell({ kind: 'hang', reason }),
  });
  if (guard === null) {
    await end();
    return null;
  }
  void browser.exited.then((how) => tell({ kind: 'exit', ...how }));
  return { end };
}

async function exitOf(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return await new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: 'not started' }));
  });
}
