// What comes before everything else when the terminal starts on Node: the data directory is taken, and the browser is started. A
// browser takes longer to come up than anything else before the first screen, so this file imports next to nothing, and the rest
// of the program is read while the browser starts.
import { mkdirSync } from 'node:fs';
import { ok, type Result } from '../../sync/contract/result.ts';
import { browserEnvironment, findBrowser, hasDisplay, type Environment, type WindowLook } from './browser.ts';
import { launchFirst, type LaunchedBrowser, type LaunchOptions } from './browser-window.ts';
import { lockInstance, type InstanceLock } from './instance-lock.ts';
import type { KioskOptions, ShellError } from './shell.ts';

export interface BeginOptions {
  readonly mode: 'chromium' | 'none';
  /** Absolute. Created where it is missing; one shell at a time. */
  readonly dataDir: string;
  readonly env: Environment;
  /** A browser's name or path (MADOGUCHI_BROWSER). Left out: the first that is found. */
  readonly browser?: string | undefined;
  /** More arguments for the resident's window, in front of ours. */
  readonly browserFlags?: readonly string[];
  /** Nothing but the kiosk will be shown: browser and page are opened at once, and wait for what they are to show. 0 for any port. */
  readonly early?: { readonly port: number } | undefined;
}

export interface Begun {
  readonly lock: InstanceLock;
  /** The browser's file, or null where there is none and none is needed. */
  readonly browser: string | null;
  readonly launched: Promise<LaunchedBrowser> | undefined;
}

/** Takes the data directory, finds the browser and, where that is asked for, starts it. */
export function beginShell(options: BeginOptions): Result<Begun, ShellError> {
  const found = findBrowser(options.browser, options.env);
  if (!found.ok && options.mode === 'chromium') return found;
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const lock = lockInstance(options.dataDir);
  if (!lock.ok) return lock;
  const browser = found.ok ? found.value : null;
  const early = options.early !== undefined && options.mode === 'chromium' && browser !== null;
  const launched = early
    ? launchFirst({ ...browserParts(options, browser), look: lookOf(options.env, { dock: null }) })
    : undefined;
  return ok({ lock: lock.value, browser, launched });
}

/** How `browser` is started, whatever it shows. */
export const browserParts = (options: BeginOptions, browser: string): Omit<LaunchOptions, 'look'> => ({
  browser,
  extraFlags: options.browserFlags ?? [],
  dataDir: options.dataDir,
  env: browserEnvironment(options.env),
  root: process.getuid?.() === 0,
});

export function lookOf(env: Environment, kiosk: Pick<KioskOptions, 'dock'>): WindowLook {
  if (!hasDisplay(env)) return { kind: 'headless' };
  return kiosk.dock === null ? { kind: 'kiosk' } : { kind: 'window', url: kiosk.dock.url };
}
