// One face for the shells under test: start, look at the page through the browser's own eyes, stop.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { bridgeBuild } from '../../bridge.vite.config.ts';
import { openChromiumShell, type ChromiumShellOptions } from '../../main/shell/chromium.ts';
import { findBrowser } from '../../main/shell/browser.ts';
import type { KioskOptions, KioskWindow, Shell, WindowTrouble } from '../../main/shell/shell.ts';
import type { ViewState } from '../../preload/contract/state.ts';

export const house = resolve(import.meta.dirname, '../..');
export const fixture = join(import.meta.dirname, 'fixture');

/** Enough of a state to travel; the fixture page only looks at its number. */
export const stateNumber = (seq: number): ViewState =>
  ({ seq, language: 'ja', screen: { name: 'saving' } }) as unknown as ViewState; // the rest never leaves the test

/** What the list of behaviours needs of a shell. */
export interface Stage {
  readonly page: Page;
  publish(state: ViewState): void;
  /** Every event that main has heard, as it arrived. */
  events(): Promise<readonly unknown[]>;
  stop(): Promise<void>;
}

/** A shell that runs in this very process. */
export interface NodeStage extends Stage {
  readonly shell: Shell;
  readonly window: KioskWindow;
  readonly dataDir: string;
  readonly troubles: WindowTrouble[];
  readonly log: string[];
}

let bridge: Promise<string> | null = null;
/** The bridge as the build makes it, built once. */
export function builtBridge(): Promise<string> {
  bridge ??= (async () => {
    const directory = join(house, 'node_modules/.cache/madoguchi-bridge');
    await build(bridgeBuild(directory));
    return join(directory, 'bridge.js');
  })();
  return bridge;
}

export async function chromiumOptions(
  mode: 'chromium' | 'none',
  more: Partial<ChromiumShellOptions> = {},
): Promise<ChromiumShellOptions> {
  const dataDir = more.dataDir ?? (await mkdtemp(join(tmpdir(), 'madoguchi-shell-')));
  return {
    mode,
    reason: 'test',
    dataDir,
    exit: () => exits.get(dataDir)?.(),
    paths: { renderer: fixture, programs: join(house, 'out/main'), resources: join(house, 'resources') },
    bridge: await builtBridge(),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    log: () => undefined,
    ...more,
  };
}

const exits = new Map<string, () => void>();
/** Ends a shell as its owner would, all but the process. */
export async function endShell(shell: Shell, dataDir: string): Promise<void> {
  await new Promise<void>((resolve) => {
    exits.set(dataDir, resolve);
    shell.quit(0);
  });
  await rm(dataDir, { recursive: true, force: true });
}

export interface Watched {
  readonly options: KioskOptions;
  readonly events: unknown[];
  readonly troubles: WindowTrouble[];
}
export function watchedKiosk(more: Partial<KioskOptions> = {}): Watched {
  const events: unknown[] = [];
  const troubles: WindowTrouble[] = [];
  return {
    events,
    troubles,
    options: {
      port: 0,
      dock: null,
      first: null,
      onEvent: (raw) => events.push(raw),
      onTrouble: (trouble) => troubles.push(trouble),
      ...more,
    },
  };
}

/** The value of a Result that a test takes for granted. */
export function unwrap<T, E>(result: { ok: true; value: T } | { ok: false; error: E }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export const stageChromium = (): Promise<NodeStage> => stageChromiumWith();

/** The window that the shell itself opened, seen through a debugging port that only this test asks for. */
export async function stageChromiumWith(
  more: Partial<ChromiumShellOptions> = {},
  kiosk: Partial<KioskOptions> = {},
): Promise<NodeStage> {
  const log: string[] = [];
  const options = await chromiumOptions('chromium', {
    browserFlags: ['--remote-debugging-port=0'],
    log: (_level, event) => log.push(event),
    ...more,
  });
  const watched = watchedKiosk(kiosk);
  const shell = unwrap(openChromiumShell(options));
  const window = unwrap(await shell.openKiosk(watched.options));
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await debuggingPort(options.dataDir)}`);
  const page = browser.contexts().flatMap((context) => context.pages())[0];
  if (page === undefined) throw new Error('the shell opened no page');
  await page.waitForSelector('html[data-ready=yes]');
  return {
    shell,
    window,
    page,
    dataDir: options.dataDir,
    publish: window.publish,
    events: () => Promise.resolve(watched.events),
    troubles: watched.troubles,
    log,
    async stop() {
      await browser.close();
      await endShell(shell, options.dataDir);
    },
  };
}

async function debuggingPort(dataDir: string): Promise<string> {
  const profile = (await readdir(dataDir)).find((name) => name.startsWith('browser-'));
  const text = await readFile(join(dataDir, profile ?? '', 'DevToolsActivePort'), 'utf8');
  return text.split('\n')[0] ?? '';
}

/** Only the address is served; the browser is somebody else's. */
export async function stageNone(): Promise<NodeStage> {
  const log: string[] = [];
  const options = await chromiumOptions('none', { log: (_level, event) => log.push(event) });
  const watched = watchedKiosk();
  const shell = unwrap(openChromiumShell(options));
  const window = unwrap(await shell.openKiosk(watched.options));
  const browser = await chromium.launch({
    executablePath: unwrap(findBrowser(undefined, process.env)),
    args: ['--no-sandbox'],
  });
  const page = await browser.newPage();
  await page.goto(window.address ?? '');
  await page.waitForSelector('html[data-ready=yes]');
  return {
    shell,
    window,
    page,
    dataDir: options.dataDir,
    publish: window.publish,
    events: () => Promise.resolve(watched.events),
    troubles: watched.troubles,
    log,
    async stop() {
      await browser.close();
      await endShell(shell, options.dataDir);
    },
  };
}
