// The product's shell: Electron. Two steps, because some things are only heard before `ready` (reference E1, E5, E15): prepare
// while the entry is still being read, then open.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, protocol } from 'electron';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { browserEnvironment, type Environment } from './browser.ts';
import { restartBudget, type Budget } from './budget.ts';
import { startUtility } from './electron-child.ts';
import { guardEverything, removeMenu } from './electron-guards.ts';
import { scheme } from './electron-origin.ts';
import { healthInElectron, preparePrinting, printInElectron } from './electron-print.ts';
import { platformSealer } from './electron-secrets.ts';
import { openKioskWindow } from './electron-window.ts';
import { lockInstance, type InstanceLock } from './instance-lock.ts';
import type { ShellLog } from './log.ts';
import { readManifest } from './manifest.ts';
import { openSecretStore } from './secrets.ts';
import type { Child, KioskWindow, Shell, ShellError, ShellPaths } from './shell.ts';

export interface ElectronShellOptions {
  readonly reason: string;
  /** Absolute. Created where it is missing; one shell at a time. */
  readonly dataDir: string;
  readonly paths: ShellPaths;
  /** `out/preload/electron.cjs` */
  readonly preload: string;
  readonly env: Environment;
  readonly log: ShellLog;
  readonly budget?: Budget;
}

/** What `prepareElectron` has taken. */
export interface Prepared {
  readonly lock: InstanceLock;
}

/**
 * Everything that must be done before `ready`: user data under the data directory, then the locks, guards and the scheme.
 * When it answers `second-instance` the process must end at once and touch nothing.
 */
export function prepareElectron(
  options: Pick<ElectronShellOptions, 'dataDir' | 'log'>,
): Result<Prepared, ShellError> {
  const userData = join(options.dataDir, 'electron');
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  app.setPath('userData', userData); // the lock below belongs to this path
  app.setPath('sessionData', join(userData, 'session'));
  app.setPath('crashDumps', join(userData, 'no-dumps'));
  if (!app.requestSingleInstanceLock()) return err({ kind: 'second-instance' });
  const lock = lockInstance(options.dataDir); // Electron's own lock does not see a Chromium shell on the same data
  if (!lock.ok) return lock;
  app.enableSandbox();
  for (const [name, value] of switches) app.commandLine.appendSwitch(name, value);
  guardEverything(options.log);
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  return ok({ lock: lock.value });
}

// No crash reporter: a dump is memory, and memory is facts from a card ("What never bends" 2). Crashes are counted and logged.
const switches: readonly (readonly [string, string])[] = [
  ['disable-breakpad', ''],
  ['disable-crash-reporter', ''],
  ['disable-pinch', ''],
  ['overscroll-history-navigation', '0'],
  ['disable-quic', ''],
  ['disable-http-cache', ''],
];

/** Waits for `ready` and builds the shell. Nothing is shown until `openKiosk`. */
export async function openElectronShell(
  prepared: Prepared,
  options: ElectronShellOptions,
): Promise<Result<Shell, ShellError>> {
  await app.whenReady();
  removeMenu();
  preparePrinting();
  const sealer = await platformSealer(options.log, process.platform);
  const quitting = listenToQuit();
  const windows = new Set<KioskWindow>();
  const children = new Set<Child>();
  app.on('child-process-gone', (_event, details) => {
    options.log('warn', 'child process gone', { kind: details.type, reason: details.reason });
  });
  app.on('second-instance', () => options.log('warn', 'second instance refused'));

  return ok({
    kind: 'electron',
    reason: options.reason,
    packaged: app.isPackaged,
    paths: options.paths,
    secrets: openSecretStore(join(options.dataDir, 'secrets'), sealer),
    async openKiosk(kiosk) {
      const manifest = await readManifest(options.paths.renderer, '');
      if (!manifest.ok) return err({ kind: 'failed', cause: manifest.error.cause });
      const window = await openKioskWindow(
        {
          preload: options.preload,
          manifest: manifest.value,
          packaged: app.isPackaged,
          budget: options.budget ?? restartBudget(),
          log: options.log,
          onClosed: () => quitting.ask('window closed'),
        },
        kiosk,
      );
      if (window.ok) windows.add(window.value);
      return window;
    },
    print: async (job) => await printInElectron({ env: options.env, platform: process.platform }, job),
    printerHealth: async (to) => await healthInElectron({ env: options.env, platform: process.platform }, to),
    startChild(spec) {
      const child = startUtility(
        join(options.paths.programs, spec.entry),
        spec,
        browserEnvironment(options.env),
      );
      children.add(child);
      child.onExit(() => children.delete(child));
      return child;
    },
    onQuit: quitting.listen,
    quit(code) {
      const ending = [
        ...[...windows].map((window) => window.close()),
        ...[...children].map((child) => child.stop()),
      ];
      void Promise.allSettled(ending).then(() => {
        prepared.lock.release();
        app.exit(code); // past `before-quit`, which would ask us again
      });
    },
  });
}

/** SIGTERM, SIGINT, the end of the desktop session and `app.quit` all arrive as `before-quit`. Told once. */
function listenToQuit(): { ask(why: string): void; listen(listener: (why: string) => void): void } {
  const listeners: ((why: string) => void)[] = [];
  let asked = false;
  const ask = (why: string) => {
    if (asked) return;
    asked = true;
    for (const listener of listeners) listener(why);
  };
  app.on('before-quit', (event) => {
    event.preventDefault();
    ask('the system asked to end');
  });
  // Without a listener Electron quits when the last window is gone; a crashed window is no reason to end.
  app.on('window-all-closed', () => undefined);
  return { ask, listen: (listener) => void listeners.push(listener) };
}
