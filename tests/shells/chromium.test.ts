// What only the Chromium shell promises: the guard around a browser that we started, its crash plan, its end, its prints.
import { execFile, spawn } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { openChromiumShell } from '../../main/shell/chromium.ts';
import { restartBudget } from '../../main/shell/budget.ts';
import {
  builtBridge,
  chromiumOptions,
  endShell,
  fixture,
  house,
  stageChromiumWith,
  stageNone,
  stateNumber,
  unwrap,
  watchedKiosk,
  type NodeStage,
} from './harness.ts';

const run = promisify(execFile);
const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const stage of open.splice(0)) await stage.stop();
});
async function staged(stage: Promise<NodeStage>): Promise<NodeStage> {
  open.push(await stage);
  return await stage;
}
const shown = async (stage: Pick<NodeStage, 'page'>, text: string) => {
  await stage.page.locator('output', { hasText: new RegExp(`^${text}$`) }).waitFor();
};

/** The browser's processes, found by the profile in their arguments. */
async function browserProcesses(dataDir: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return line.includes(dataDir) && !line.includes('--type=') && line.includes('--remote-debugging-pipe')
        ? Number(pid)
        : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}

test('a document of another origin is stopped even when the page did not ask for it', async () => {
  const stage = await staged(stageChromiumWith());
  const asked: string[] = [];
  const elsewhere = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('elsewhere');
  });
  await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done));
  const { port } = elsewhere.address() as AddressInfo; // it listens on TCP
  const before = stage.page.url();
  await expect(stage.page.goto(`http://127.0.0.1:${String(port)}/`)).rejects.toThrow('ERR_ABORTED');
  stage.publish(stateNumber(4));
  await shown(stage, '4');
  expect(stage.page.url()).toBe(before);
  expect(asked).toEqual([]);
  expect(stage.log).toContain('navigation refused');
  elsewhere.close();
});

test('a window that strayed to a page of the browser is sent home', async () => {
  const stage = await staged(stageChromiumWith());
  stage.publish(stateNumber(5));
  await stage.page.goto('chrome://version').catch(() => undefined);
  await shown(stage, '5');
  expect(new URL(stage.page.url()).protocol).toBe('http:');
});

test('a second window is closed as soon as it is there', async () => {
  const stage = await staged(stageChromiumWith());
  await stage.page
    .context()
    .newPage()
    .catch(() => undefined);
  await vi.waitFor(() => expect(stage.log).toContain('second window refused'));
  await vi.waitFor(() => expect(stage.page.context().pages()).toHaveLength(1));
});

test('a crashed page is noticed and shown again', async () => {
  const stage = await staged(stageChromiumWith());
  await stage.page.goto('chrome://crash').catch(() => undefined);
  await vi.waitFor(
    () => expect(stage.troubles.map((trouble) => trouble.kind)).toEqual(['crashed', 'reloaded']),
    30_000,
  );
});

test('a killed browser is started again until the budget is spent', async () => {
  const options = await chromiumOptions('chromium', { budget: restartBudget(2, 600_000) });
  const watched = watchedKiosk();
  const shell = unwrap(openChromiumShell(options));
  const window = unwrap(await shell.openKiosk(watched.options));
  const { troubles } = watched;
  for (const expected of [
    ['crashed', 'reloaded'],
    ['crashed', 'reloaded'],
    ['crashed', 'gave-up'],
  ]) {
    troubles.length = 0;
    const [pid] = await browserProcesses(options.dataDir);
    expect(pid).toBeTypeOf('number');
    process.kill(pid!, 'SIGKILL');
    await vi.waitFor(() => expect(troubles.map((trouble) => trouble.kind)).toEqual(expected), 30_000);
  }
  expect(await browserProcesses(options.dataDir)).toEqual([]);
  await window.close();
  expect((await readdir(options.dataDir)).filter((name) => name.startsWith('browser-'))).toEqual([]);
  await endShell(shell, options.dataDir);
});

test('the address with its secret is in no argument that other users could read, and the profile is gone afterwards', async () => {
  const stage = await stageChromiumWith();
  const [pid] = await browserProcesses(stage.dataDir);
  const line = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8');
  expect(line).not.toContain('/enter/');
  expect(line).toContain('--incognito');
  await stage.page.context().browser()?.close();
  await stage.window.close();
  expect(await browserProcesses(stage.dataDir)).toEqual([]);
  expect((await readdir(stage.dataDir)).filter((name) => name.startsWith('browser-'))).toEqual([]);
  await endShell(stage.shell, stage.dataDir);
});

test('a browser never outlives a main that was killed', async () => {
  const options = await chromiumOptions('chromium');
  const program = join(options.dataDir, 'main.mjs');
  await writeFile(
    program,
    `const { openChromiumShell } = await import(${JSON.stringify(join(house, 'main/shell/chromium.ts'))});
     const shell = openChromiumShell({ ...${JSON.stringify(options)}, log() {} });
     await shell.value.openKiosk({ port: 0, dock: null, first: null, onEvent() {}, onTrouble() {} });
     console.log('open');`,
  );
  const main = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => main.stdout.once('data', resolve));
  expect(await browserProcesses(options.dataDir)).toHaveLength(1);
  main.kill('SIGKILL');
  await vi.waitFor(async () => expect(await browserProcesses(options.dataDir)).toEqual([]), 20_000);
  await rm(options.dataDir, { recursive: true, force: true });
});

test('SIGTERM is told once as the wish to end, and quit ends the process with its code', async () => {
  const options = await chromiumOptions('none');
  const program = join(options.dataDir, 'main.mjs');
  await writeFile(
    program,
    `const { openChromiumShell } = await import(${JSON.stringify(join(house, 'main/shell/chromium.ts'))});
     const { value: shell } = openChromiumShell({ ...${JSON.stringify(options)}, log() {} });
     await shell.openKiosk({ port: 0, dock: null, first: null, onEvent() {}, onTrouble() {} });
     shell.onQuit((why) => { console.log(why); shell.quit(7); });
     console.log('open');`,
  );
  const main = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  main.stdout.on('data', (data: Buffer) => said.push(data.toString().trim()));
  await vi.waitFor(() => expect(said).toContain('open'), 20_000);
  const code = new Promise((resolve) => main.once('exit', resolve));
  main.kill('SIGTERM');
  main.kill('SIGTERM');
  expect(await code).toBe(7);
  expect(said).toEqual(['open', 'SIGTERM']);
  await rm(options.dataDir, { recursive: true, force: true });
});

test('a second terminal on the same data is refused before it touches anything', async () => {
  const stage = await staged(stageNone());
  const options = await chromiumOptions('none', { dataDir: stage.dataDir });
  expect(openChromiumShell(options)).toEqual({ ok: false, error: { kind: 'second-instance' } });
});

test('a taken port, a missing browser and a missing build are told', async () => {
  const stage = await staged(stageNone());
  const port = Number(new URL(stage.window.address ?? '').port);
  const options = await chromiumOptions('none');
  const shell = unwrap(openChromiumShell(options));
  expect(await shell.openKiosk(watchedKiosk({ port }).options)).toEqual({
    ok: false,
    error: { kind: 'port-taken', port },
  });
  const looked = ['/nowhere/chromium'];
  expect(openChromiumShell({ ...(await chromiumOptions('chromium')), browser: looked[0] })).toEqual({
    ok: false,
    error: { kind: 'no-browser', looked },
  });
  const unbuilt = unwrap(
    openChromiumShell({ ...(await chromiumOptions('none')), bridge: '/nowhere/bridge.js' }),
  );
  expect(await unbuilt.openKiosk(watchedKiosk().options)).toMatchObject({
    ok: false,
    error: { kind: 'failed' },
  });
});

test('a newer page takes over; the older one shows nothing of the session any more', async () => {
  const stage = await staged(stageNone());
  stage.publish(stateNumber(6));
  await shown(stage, '6');
  const context = await stage.page.context().browser()?.newContext();
  const second = await context!.newPage();
  await second.goto(stage.window.address ?? '');
  await shown({ page: second }, '6');
  await stage.page.waitForURL('**/closed');
  expect(await stage.page.textContent('body')).not.toContain('6');
});

test('a page whose main is gone is told, and wiped when main does not come back', async () => {
  const stage = await staged(stageNone());
  stage.publish(stateNumber(8));
  await shown(stage, '8');
  await stage.window.close();
  await stage.page.locator('html[data-bridge=lost]').waitFor();
  await stage.page.getByText('おまちください').waitFor();
  expect(await stage.page.locator('output').count()).toBe(0);
});

test('a page is printed to a PDF of its paper, and nothing else of it stays', async () => {
  const stage = await staged(stageNone());
  const directory = join(stage.dataDir, 'prints');
  const report = unwrap(
    await stage.shell.print({
      html: '<!doctype html><html><head><style>@page{margin:4mm}</style></head><body><p>受付番号 K-0001 🗻</p><img src="http://127.0.0.1:9/x.png"><script>document.body.append("ran")</script></body></html>',
      title: 'slip',
      to: { kind: 'file', directory },
      paper: { widthUm: 80_000 },
    }),
  );
  if (report.kind !== 'saved') throw new Error(report.kind);
  const { stdout: info } = await run('pdfinfo', [report.path]);
  expect(info).toMatch(/Pages:\s+1\n/);
  const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+) pts/.exec(info) ?? [];
  expect(Math.abs(Number(width) - (80 / 25.4) * 72)).toBeLessThan(1);
  expect(Number(height)).toBeLessThan(100); // one line, not a sheet of a fixed length
  const { stdout: text } = await run('pdftotext', [report.path, '-']);
  expect(text).toContain('K-0001');
  expect(text).not.toContain('ran');
  expect((await readdir(stage.dataDir)).filter((name) => name.startsWith('browser-print-'))).toEqual([]);
});

test('without a browser there is no print, and it is said', async () => {
  const options = await chromiumOptions('none', { browser: '/nowhere/chromium' });
  const shell = unwrap(openChromiumShell(options));
  const job = { html: '<p>x', title: 'x', paper: { widthUm: 80_000 } };
  expect(await shell.print({ ...job, to: { kind: 'file', directory: options.dataDir } })).toMatchObject({
    ok: false,
    error: { kind: 'no-renderer' },
  });
  await endShell(shell, options.dataDir);
});

test('the bridge of the build is the one that is served', async () => {
  const stage = await staged(stageNone());
  const served = await stage.page.evaluate<string>(`fetch('/bridge.js').then((answer) => answer.text())`);
  expect(served).toBe(await readFile(await builtBridge(), 'utf8'));
  expect(await readFile(join(fixture, 'kiosk/index.html'), 'utf8')).toContain('/bridge.js');
});
