// The same main on plain Node: the kiosk in the system's Chromium, or (mode `none`) only its address for any browser to open.
// For terminals whose network cannot fetch Electron, or whose policy wants the distribution's own patched browser.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { beginShell, browserParts, lookOf, type BeginOptions, type Begun } from './begin.ts';
import { browserEnvironment } from './browser.ts';
import { openBrowserWindow, type BrowserWindow, type LaunchedBrowser } from './browser-window.ts';
import { restartBudget, type Budget } from './budget.ts';
import { makePdf } from './chromium-pdf.ts';
import { printOnCups } from './cups.ts';
import { healthOnCups } from './cups-look.ts';
import { cupsServer } from './ipp-client.ts';
import type { ShellLog } from './log.ts';
import { openLoopback, type Loopback } from './loopback.ts';
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

export interface ChromiumShellOptions extends BeginOptions {
  /** Why this shell, for the ready line. */
  readonly reason: string;
  readonly paths: ShellPaths;
  /** `out/preload/bridge.js` */
  readonly bridge: string;
  readonly log: ShellLog;
  /** What was begun with the same options, before this file was read. */
  readonly begun?: Begun;
  /** Child entries that are not in `paths.programs`, by name: running from source, `central.js` is `sync/central/cli.ts`. */
  readonly entries?: Readonly<Record<string, string>>;
  readonly budget?: Budget;
  /** How the process ends when all is closed. */
  readonly exit?: (code: number) => void;
}

/** Takes the data directory and finds the browser. Nothing is shown until `openKiosk`. */
export function openChromiumShell(options: ChromiumShellOptions): Result<Shell, ShellError> {
  const begun = options.begun === undefined ? beginShell(options) : ok(options.begun);
  if (!begun.ok) return begun;
  const { lock, browser: found } = begun.value;
  const { launched } = begun.value;

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
  const { early } = options;
  const ahead =
    early === undefined || launched === undefined
      ? null
      : openAhead(early.port, launched, (page) => openKiosk(options, page, found, askToQuit, launched));

  return ok({
    kind: options.mode,
    reason: options.reason,
    packaged: false,
    paths: options.paths,
    secrets: openSecretStore(join(options.dataDir, 'secrets'), fileSealer),
    async openKiosk(kiosk) {
      if (ahead !== null) return await ahead.take(kiosk);
      const window = await openKiosk(
        options,
        { ...kiosk, onServed: ({ address }) => kiosk.onAddress?.(address) },
        found,
        askToQuit,
      );
      if (window.ok) open.add(window.value);
      return window;
    },
    print: async (job) => await print(options, found, root, job),
    printerHealth: async (to) =>
      to.kind === 'file' ? { kind: 'ready' } : await healthOnCups(cupsServer(options.env), to.name),
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
        ahead?.close(),
      ];
      void Promise.allSettled(ending).then(() => {
        for (const off of signals) off();
        lock.release();
        (options.exit ?? process.exit)(code);
      });
    },
  });
}

/** A kiosk that is opened while the terminal is still being built. */
interface Ahead {
  /** What it shows and tells from here on. */
  take(kiosk: KioskOptions): Promise<Result<KioskWindow, ShellError>>;
  close(): Promise<void>;
}

/** Opens the page at once, without a state, and keeps what happens to it until somebody takes it. */
function openAhead(
  port: number,
  launched: Promise<LaunchedBrowser>,
  openPage: (page: Page) => Promise<Result<KioskWindow, ShellError>>,
): Ahead {
  let taker: KioskOptions | null = null;
  const taken = Promise.withResolvers<KioskOptions>();
  const served = Promise.withResolvers<Loopback | null>();
  const opened = openPage({
    port,
    dock: null,
    first: null,
    // Nobody has seen anything to press yet: what is said before a state was shown is nobody's word.
    onEvent: (raw) => taker?.onEvent(raw),
    onTrouble: (trouble) => void taken.promise.then((kiosk) => kiosk.onTrouble(trouble)),
    onServed: served.resolve,
  });
  void opened.then(async (window) => {
    served.resolve(null);
    if (!window.ok) await (await launched).end();
  });
  return {
    async take(kiosk) {
      taker = kiosk;
      taken.resolve(kiosk);
      const loopback = await served.promise;
      if (loopback !== null) {
        kiosk.onAddress?.(loopback.address);
        if (kiosk.first !== null) loopback.publish(kiosk.first);
      }
      return await opened;
    },
    async close() {
      const window = await opened;
      if (window.ok) await window.value.close();
    },
  };
}

/** What a page needs to be opened. */
type Page = Omit<KioskOptions, 'onAddress'> & { readonly onServed: (loopback: Loopback) => void };

async function openKiosk(
  options: ChromiumShellOptions,
  kiosk: Page,
  browser: string | null,
  askToQuit: (why: string) => void,
  launched?: Promise<LaunchedBrowser>,
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
  kiosk.onServed(loopback.value);
  let window: BrowserWindow | null = null;
  if (options.mode === 'chromium' && browser !== null) {
    const opened = await openBrowserWindow({
      ...browserParts(options, browser),
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

async function print(
  options: ChromiumShellOptions,
  browser: string | null,
  root: boolean,
  job: PrintJob,
): Promise<Result<PrintReport, PrintError>> {
  if (browser === null) return err({ kind: 'no-renderer', cause: 'no Chromium is installed' });
  const env = browserEnvironment(options.env);
  const made = await makePdf(
    { browser, dataDir: options.dataDir, env, root },
    printablePage(job),
    job.paper.widthUm,
  );
  if (!made.ok) return made;
  const { pdf, sheet } = made.value;
  return job.to.kind === 'file'
    ? await savePdf(job.to.directory, job.title, pdf)
    : await printOnCups(cupsServer(options.env), job.to.name, pdf, { title: job.title, sheet });
}
