// Puts the Electron shell on the stage of the conformance suite: builds its main and its preload as the product does, starts
// them in the real binary, on a virtual screen where there is none.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { build, type InlineConfig } from 'vite';
import type { ViewState } from '../../preload/contract/state.ts';
import { fixture, house, type Stage } from './harness.ts';

export const electronBinary = join(house, 'node_modules/electron/dist/electron');
export const hasElectron = existsSync(electronBinary);

/** Inside node_modules, so that the built main finds its native dependencies. */
const built = join(house, 'node_modules/.cache/madoguchi-stage');

const config = (entry: string, file: string, format: 'es' | 'cjs'): InlineConfig => ({
  configFile: false,
  logLevel: 'warn',
  build: {
    outDir: built,
    emptyOutDir: false,
    ssr: join(house, entry),
    rollupOptions: {
      external: ['electron', 'better-sqlite3', 'zod'],
      output: { format, entryFileNames: file },
    },
  },
});

export async function stageElectron(): Promise<Stage> {
  await mkdir(built, { recursive: true });
  await writeFile(join(built, 'package.json'), '{"name":"stage","type":"module","main":"main.js"}');
  await build(config('tests/shells/electron-main.ts', 'main.js', 'es'));
  await build(config('preload/electron.ts', 'electron.cjs', 'cjs'));
  const dataDir = await mkdtemp(join(tmpdir(), 'madoguchi-stage-'));
  const screen = await openScreen();
  const app = await _electron.launch({
    executablePath: electronBinary,
    args: [built],
    // Playwright leaves the sandbox out unless told otherwise; Chromium refuses it to root.
    chromiumSandbox: process.getuid?.() !== 0,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      DISPLAY: screen.display,
      MADOGUCHI_STAGE: JSON.stringify({
        dataDir,
        preload: join(built, 'electron.cjs'),
        paths: { renderer: fixture, programs: built, resources: built },
      }),
    },
  });
  const page = await app.firstWindow();
  await page.waitForSelector('html[data-ready=yes]');
  return {
    page,
    publish(state: ViewState) {
      void app.evaluate((_electronModule, next) => {
        (globalThis as unknown as StageHandle).stage.publish(next); // put there by electron-main.ts
      }, state);
    },
    events: async () => await app.evaluate(() => [...(globalThis as unknown as StageHandle).stage.events()]), // as above
    async stop() {
      await app.close();
      screen.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

interface StageHandle {
  readonly stage: { publish(state: ViewState): void; events(): readonly unknown[] };
}

async function openScreen(): Promise<{ readonly display: string; close(): void }> {
  const present = process.env['DISPLAY'];
  if (present !== undefined && present !== '') return { display: present, close: () => undefined };
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
    server.once('error', reject);
  });
  return { display: `:${number}`, close: () => void server.kill() };
}
