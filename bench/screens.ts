// What a resident waits for: the size of the kiosk's page, the time until a step stands on the screen (beside the least that a
// page of the same framework needs), and the time from the program's start to its first screen (beside the same browser with
// a blank page).
import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { stringify } from 'yaml';
import { browserEnvironment, windowFlags } from '../main/shell/browser.ts';
import type { Language } from '../preload/contract/state.ts';
import { openStage } from '../tests/fixtures/kiosk-stage.ts';
import { viewStates } from '../tests/fixtures/view-states.ts';
import { section } from './parts/section.ts';
import { quantile, writeSection, type Bench, type Figure } from './report.ts';

const house = join(import.meta.dirname, '..');
const browser = '/usr/bin/chromium';
const slowdown = 4;
const starts = 7;
const screens = [
  'welcome',
  'terms',
  'notify',
  'interests',
  'services',
  'pin',
  'card-reading',
  'confirm',
  'contact',
  'code',
  'review',
  'done',
];
const languages: readonly Language[] = ['ja', 'en'];

/** Size, steps and start; the start needs the built program (`npm run build`). */
export async function run(): Promise<Bench> {
  const figures = [...bundle(), ...(await steps()), ...(await firstScreen())];
  const bench = {
    name: 'Chromium without a display. Steps: twelve screens in Japanese and English, ten times. Start: the Chromium shell, PC/SC, a central API elsewhere',
    figures,
  };
  writeSection(
    'screens',
    section('Screens', bench, ['What was asked and is not kept, and why: decision 16.']),
  );
  return bench;
}

/** Everything that the page's HTML asks for before the first screen. */
function bundle(): Figure[] {
  const pages = join(house, 'out/renderer');
  const html = readFileSync(join(pages, 'kiosk/index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="\.\.\/(assets\/[^"]+\.js)"/g)].flatMap(([, file]) =>
    file === undefined ? [] : [file],
  );
  const entry = new Set<string>();
  const add = (file: string): void => {
    if (entry.has(file)) return;
    entry.add(file);
    const source = readFileSync(join(pages, file), 'utf8');
    for (const [, next] of source.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g))
      if (next !== undefined) add(`assets/${next}`);
  };
  scripts.forEach(add);
  const size = (files: Iterable<string>) =>
    [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(pages, file))).length, 0) / 1000;
  return [
    {
      what: 'kiosk page, JavaScript before the first screen, gzipped',
      value: size(entry),
      unit: 'kB',
      atMost: 90,
    },
  ];
}

/** Milliseconds from a pushed state to the frame that shows it having been drawn. */
const untilDrawn = (change: string): string => `new Promise((done) => {
  const begun = performance.now();
  ${change};
  requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => done(performance.now() - begun);
    after.port2.postMessage(0);
  });
})`;

async function slowly(page: Page, rate: number): Promise<() => Promise<void>> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate });
  return () => cdp.detach();
}

async function steps(): Promise<Figure[]> {
  const stage = await openStage();
  const blank = await openBlank(stage.page.context().browser()!.newPage.bind(stage.page.context().browser()));
  try {
    await stage.load();
    const scenes = languages.flatMap((language) =>
      viewStates(language).filter(({ name }) => screens.includes(name)),
    );
    for (const { state } of scenes) await stage.push(state);
    const timed = async (rate: number): Promise<{ kiosk: number[]; least: number[] }> => {
      const release = [await slowly(stage.page, rate), await slowly(blank.page, rate)];
      const kiosk: number[] = [];
      const least: number[] = [];
      for (let round = 0; round < 10; round += 1)
        for (const { state } of scenes) {
          kiosk.push(await stage.page.evaluate<number>(untilDrawn(`stage.push(${JSON.stringify(state)})`)));
          least.push(await blank.page.evaluate<number>(untilDrawn(`blank.push(${String(kiosk.length)})`)));
        }
      for (const undo of release) await undo();
      return { kiosk, least };
    };
    const own = await timed(1);
    const slow = await timed(slowdown);
    const at = `at ${String(slowdown)} times slower`;
    return [
      { what: 'a step on the screen, p50', value: quantile(own.kiosk, 0.5), unit: 'ms' },
      { what: 'a step on the screen, p95', value: quantile(own.kiosk, 0.95), unit: 'ms', atMost: 50 },
      { what: `a step on the screen, ${at}, p50`, value: quantile(slow.kiosk, 0.5), unit: 'ms' },
      {
        what: `a step on the screen, ${at}, p95 (asked: 50)`,
        value: quantile(slow.kiosk, 0.95),
        unit: 'ms',
        atMost: 200,
      },
      { what: `a blank Svelte page, ${at}, p50`, value: quantile(slow.least, 0.5), unit: 'ms' },
      { what: `a blank Svelte page, ${at}, p95`, value: quantile(slow.least, 0.95), unit: 'ms' },
    ];
  } finally {
    await blank.close();
    await stage.close();
  }
}

/** A page of the same framework with one line of text that changes. */
async function openBlank(
  newPage: () => Promise<Page>,
): Promise<{ readonly page: Page; close(): Promise<void> }> {
  // Within the project, so that the framework is found.
  mkdirSync(join(house, '.data'), { recursive: true });
  const folder = mkdtempSync(join(house, '.data/bench-blank-'));
  writeFileSync(
    join(folder, 'Blank.svelte'),
    '<script>let n = $state(0); window.blank = { push: (to) => (n = to) };</script>\n<p>{n}</p>\n',
  );
  writeFileSync(
    join(folder, 'main.js'),
    "import { mount } from 'svelte'; import Blank from './Blank.svelte'; mount(Blank, { target: document.body });\n",
  );
  await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    plugins: [svelte({ configFile: false })],
    build: {
      outDir: 'out',
      lib: { entry: join(folder, 'main.js'), formats: ['iife'], name: 'blank', fileName: () => 'blank.js' },
    },
  });
  const page = await newPage();
  await page.setContent('<!doctype html><body></body>');
  await page.addScriptTag({ content: readFileSync(join(folder, 'out/blank.js'), 'utf8') });
  return {
    page,
    close() {
      rmSync(folder, { recursive: true, force: true });
      return page.close();
    },
  };
}

async function firstScreen(): Promise<Figure[]> {
  if (!existsSync(join(house, 'out/main/node.js'))) throw new Error('build first: npm run build');
  const terminal = await preparedTerminal();
  const kiosk: number[] = [];
  const read: number[] = [];
  const blank: number[] = [];
  try {
    for (let round = -1; round < starts; round += 1) {
      const times = [await startToScreen(terminal.dir), await blankPage()] as const;
      if (round < 0) continue;
      kiosk.push(times[0].shown);
      read.push(times[0].read);
      blank.push(times[1]);
    }
  } finally {
    terminal.remove();
  }
  const ratio = kiosk.map((time, n) => time / blank[n]!).toSorted((a, b) => a - b);
  return [
    { what: 'from the program’s start to its first screen, p50', value: quantile(kiosk, 0.5), unit: 'ms' },
    {
      what: 'of it until the program is read and its queue open, p50 (the browser starts meanwhile)',
      value: quantile(read, 0.5),
      unit: 'ms',
    },
    { what: 'the same browser from its start to a blank page, p50', value: quantile(blank, 0.5), unit: 'ms' },
    {
      what: 'first screen against blank page, p50 of the pairs (asked: 1.3)',
      value: quantile(ratio, 0.5),
      unit: 'times',
      atMost: 2.5,
    },
  ];
}

/** A terminal whose central API is somewhere else and cannot be reached: nothing of it runs here beside the terminal. */
async function preparedTerminal(): Promise<{ readonly dir: string; remove(): void }> {
  const dir = mkdtempSync(join(tmpdir(), 'madoguchi-start-'));
  const config = {
    shell: 'chromium',
    dataDir: 'data',
    reader: { kind: 'pcsc' },
    central: { url: 'https://127.0.0.1:9', trust: 'trust.pem' },
  };
  writeFileSync(join(dir, 'terminal.yml'), stringify(config));
  writeFileSync(join(dir, 'trust.pem'), readFileSync(anyCertificate(), 'utf8'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Some CA certificate of the system: nobody is reached with it. */
function anyCertificate(): string {
  const folder = '/etc/ssl/certs';
  const file = readdirSync(folder).find((name) => name.endsWith('.pem'));
  if (file === undefined) throw new Error('no CA certificate: install ca-certificates');
  return join(folder, file);
}

/** Milliseconds from the start until the program is read, and until its first screen stands. */
async function startToScreen(dir: string): Promise<{ readonly read: number; readonly shown: number }> {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(house, 'out/main/node.js')], {
    cwd: house,
    env: { ...process.env, DISPLAY: '', MADOGUCHI_CONFIG: join(dir, 'terminal.yml') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  let read = 0;
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.includes('"store.opened"')) read = performance.now() - begun;
    if (line.includes('"screen.shown"')) resolve(performance.now() - begun);
  });
  const shown = await Promise.race([promise, gone(child)]);
  child.kill('SIGTERM');
  await exit(child);
  return { read, shown };
}

/** The same browser with the same arguments, opening a page that says when it has been drawn. */
async function blankPage(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const server = createServer((request, response) => {
    if (request.url === '/drawn') resolve(null);
    response.setHeader('content-type', 'text/html');
    response.end(
      '<!doctype html><p>blank</p><script>requestAnimationFrame(() => requestAnimationFrame(() => fetch("/drawn")))</script>',
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has no other kind of address
  const profile = mkdtempSync(join(tmpdir(), 'madoguchi-blank-profile-'));
  const flags = windowFlags({ kind: 'headless' }, { profile, root: process.getuid?.() === 0 }).filter(
    (flag) => flag !== '--remote-debugging-pipe' && flag !== 'about:blank',
  );
  const begun = performance.now();
  const child = spawn(browser, [...flags, `http://127.0.0.1:${String(port)}/`], {
    env: browserEnvironment({ ...process.env, DISPLAY: '' }),
    stdio: 'ignore',
  });
  await Promise.race([promise, gone(child)]);
  const time = performance.now() - begun;
  child.kill('SIGKILL');
  await exit(child);
  server.closeAllConnections();
  server.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  return time;
}

const exit = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((ended) => child.once('exit', () => ended()));
async function gone(child: ChildProcess): Promise<never> {
  await exit(child);
  throw new Error('it ended before it showed anything');
}
