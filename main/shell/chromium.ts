// The same main on plain Node: the kiosk in the system's Chromium, or (mode `none`) only its address for any browser to open.
// For terminals whose network cannot fetch Electron, or whose policy wants the distribution's own patched browser.
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { browserEnvironment, findBrowser, hasDisplay, type Environment, type WindowLook } from './browser.ts';
import {
  launchFirst,
  openBrowserWindow,
  type BrowserWindow,
  type LaunchedBrowser,
} from './browser-window.ts';
import { restartBudget, type Budget } from './budget.ts';
import { makePdf } from './chromium-pdf.ts';
import { cupsServer, printOnCups } from './cups.ts';
import { lockInstance } from './instance-lock.ts';
import type { ShellLog } from './log.ts';
import { openLoopback } from './loopback.ts';
import { readManifest } from './manifest.ts';
import { startNodeChild } from './node-child.ts';
import { printablePage, savePdf } from './print-page.ts';
import { fileSealer, openSecretStore } from './secrets.ts';
import type {
  Child,
  KioskOptions,
  KioskWindow,
  PrintError,
  PrintJob,
  PrintReport,
  Shell,
  ShellError,
  ShellPaths,
} from './shell.ts';

export interface ChromiumShellOptions {
  readonly mode: 'chromium' | 'none';
  /** Why this shell, for the ready line. */
  readonly reason: string;
  /** Absolute. Created where it is missing; one shell at a time. */
  readonly dataDir: string;
  readonly paths: ShellPaths;
  /** `out/preload/bridge.js` */
  readonly bridge: string;
  readonly env: Environment;
  readonly log: ShellLog;
  /** A browser's name or path (MADOGUCHI_BROWSER). Left out: the first that is found. */
  readonly browser?: string | undefined;
  /** Nothing but the kiosk will be shown: the browser is started at once, and the rest of the program while it starts. */
  readonly early?: boolean;
  /** More arguments for the resident's window, in front of ours. */
  readonly browserFlags?: readonly string[];
  /** Child entries that are not in `paths.programs`, by name: running from source, `central.js` is `sync/central/cli.ts`. */
  readonly entries?: Readonly<Record<string, string>>;
  readonly budget?: Budget;
  /** How the process ends when all is closed. */
  readonly exit?: (code: number) => void;
}

/** Takes the data directory and finds the browser. Nothing is shown until `openKiosk`. */
export function openChromiumShell(options: ChromiumShellOptions): Result<Shell, ShellError> {
  const browser = findBrowser(options.browser, options.env);
  if (!browser.ok && options.mode === 'chromium') return browser;
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const lock = lockInstance(options.dataDir);
  if (!lock.ok) return lock;

  const found = browser.ok ? browser.value : null;
  const root = process.getuid?.() === 0;
  if (root && found !== null) options.log('warn', 'browser runs without its sandbox: started as root');
  const quitListeners: ((why: string) => void)[] = [];
  let asked = false;
  const askToQuit = (why: string) => {
    if (asked) return;
    asked = true;
    for (const listener of quitListeners) listener(why);
  };
  const signals = (['SIGTERM', 'SIGINT', 'SIGHUP'] as const).map((name) => {
    const hear = () => askToQuit(name);
    process.on(name, hear);
    return () => process.off(name, hear);
  });
  const open = new Set<{ close(): Promise<void> }>();
  const children = new Set<Child>();
  let launched: Promise<LaunchedBrowser> | undefined;
  if (options.early === true && options.mode === 'chromium' && found !== null) {
    const look = lookOf(options.env, { dock: null });
    launched = launchFirst({ ...browserParts(options, found, root), look });
  }

  return ok({
    kind: options.mode,
    reason: options.reason,
    packaged: false,
    paths: options.paths,
    secrets: openSecretStore(join(options.dataDir, 'secrets'), fileSealer),
    async openKiosk(kiosk) {
      const before = launched;
      launched = undefined;
      const window = await openKiosk(options, kiosk, found, root, askToQuit, before);
      if (window.ok) open.add(window.value);
      else void (await before)?.end();
      return window;
    },
    print: async (job) => await print(options, found, root, job),
    startChild(spec) {
      const file = options.entries?.[spec.entry] ?? join(options.paths.programs, spec.entry);
      const child = startNodeChild(file, spec, browserEnvironment(options.env));
      children.add(child);
      child.onExit(() => children.delete(child));
      return child;
    },
    onQuit: (listener) => void quitListeners.push(listener),
    quit(code) {
      asked = true;
      const ending = [
        ...[...open].map((window) => window.close()),
        ...[...children].map((child) => child.stop()),
        launched?.then((browser) => browser.end()),
      ];
      void Promise.allSettled(ending).then(() => {
        for (const off of signals) off();
        lock.value.release();
        (options.exit ?? process.exit)(code);
      });
    },
  });
}

async function openKiosk(
  options: ChromiumShellOptions,
  kiosk: KioskOptions,
  browser: string | null,
  root: boolean,
  askToQuit: (why: string) => void,
  launched: Promise<LaunchedBrowser> | undefined,
): Promise<Result<KioskWindow, ShellError>> {
  const bridge = await readFile(options.bridge, 'utf8').catch(() => null);
  if (bridge === null) return err({ kind: 'failed', cause: 'the bridge is not built' });
  const manifest = await readManifest(options.paths.renderer, bridge);
  if (!manifest.ok) return err({ kind: 'failed', cause: manifest.error.cause });
  const loopback = await openLoopback({
    port: kiosk.port,
    manifest: manifest.value,
    dockOrigin: kiosk.dock?.origin ?? null,
    first: kiosk.first,
    onEvent: kiosk.onEvent,
    log: options.log,
  });
  if (!loopback.ok) return loopback;
  const { address, origin, publish } = loopback.value;
  kiosk.onAddress?.(address);
  let window: BrowserWindow | null = null;
  if (options.mode === 'chromium' && browser !== null) {
    const opened = await openBrowserWindow({
      ...browserParts(options, browser, root),
      launched,
      look: lookOf(options.env, kiosk),
      home: kiosk.dock?.url ?? address,
      origins: new Set(kiosk.dock === null ? [origin] : [origin, kiosk.dock.origin]),
      budget: options.budget ?? restartBudget(),
      log: options.log,
      onTrouble: kiosk.onTrouble,
      onClosed: () => askToQuit('window closed'),
    });
    if (!opened.ok) {
      await loopback.value.close();
      return opened;
    }
    window = opened.value;
  }
  return ok({
    address,
    publish,
    async close() {
      await window?.close();
      await loopback.value.close();
    },
  });
}

const browserParts = (options: ChromiumShellOptions, browser: string, root: boolean) => ({
  browser,
  extraFlags: options.browserFlags ?? [],
  dataDir: options.dataDir,
  env: browserEnvironment(options.env),
  root,
});

function lookOf(env: Environment, kiosk: Pick<KioskOptions, 'dock'>): WindowLook {
  if (!hasDisplay(env)) return { kind: 'headless' };
  return kiosk.dock === null ? { kind: 'kiosk' } : { kind: 'window', url: kiosk.dock.url };
}

async function print(
  options: ChromiumShellOptions,
  browser: string | null,
  root: boolean,
  job: PrintJob,
): Promise<Result<PrintReport, PrintError>> {
  if (browser === null) return err({ kind: 'no-renderer', cause: 'no Chromium is installed' });
  const env = browserEnvironment(options.env);
  const pdf = await makePdf({ browser, dataDir: options.dataDir, env, root }, printablePage(job));
  if (!pdf.ok) return pdf;
  return job.to.kind === 'file'
    ? await savePdf(job.to.directory, job.title, pdf.value)
    : await printOnCups(cupsServer(options.env), job.to.name, pdf.value, job);
}
