// The small parts of both shells: manifest, restart budget, instance lock, secrets, JSON lines, children, browser look-up.
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi, onTestFinished } from 'vitest';
import { err, ok } from '../../sync/contract/result.ts';
import { browserEnvironment, findBrowser, hasDisplay, printFlags, windowFlags } from './browser.ts';
import { restartBudget } from './budget.ts';
import { lockInstance } from './instance-lock.ts';
import { readJsonLines } from './json-lines.ts';
import { readManifest } from './manifest.ts';
import { startNodeChild } from './node-child.ts';
import { onOneSheet, printablePage, savePdf } from './print-page.ts';
import { fileSealer, openSecretStore, type Sealer } from './secrets.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'madoguchi-parts-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});
const fresh = async () => await mkdtemp(join(directory, 'd-'));

describe('manifest', () => {
  test('lists the kiosk and its files, not the other pages', async () => {
    const renderer = await fresh();
    for (const path of [
      'kiosk/index.html',
      'phone/index.html',
      'assets/a.js',
      'assets/b.woff2',
      'assets/c.exe',
    ]) {
      await mkdir(join(renderer, path, '..'), { recursive: true });
      await writeFile(join(renderer, path), path);
    }
    const manifest = await readManifest(renderer, 'bridge');
    if (!manifest.ok) throw new Error(manifest.error.cause);
    expect([...manifest.value.keys()].sort()).toEqual([
      '/',
      '/assets/a.js',
      '/assets/b.woff2',
      '/bridge.js',
      '/closed',
      '/favicon.ico',
    ]);
    expect(Buffer.from((await manifest.value.get('/')?.read()) ?? []).toString()).toBe('kiosk/index.html');
    expect(manifest.value.get('/assets/b.woff2')?.type).toBe('font/woff2');
  });

  test('says what is missing', async () => {
    expect(await readManifest(join(directory, 'none'), '')).toMatchObject({ ok: false });
    expect(await readManifest(await fresh(), '')).toMatchObject({ ok: false });
  });
});

describe('restart budget', () => {
  test('gives three in ten minutes, and again when they have passed', () => {
    const budget = restartBudget();
    expect([0, 1, 2, 3].map((at) => budget.take(at))).toEqual([true, true, true, false]);
    expect(budget.take(600_000)).toBe(true);
    expect(budget.take(600_000)).toBe(false);
  });

  test('never gives more than its count in any window', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50_000), { maxLength: 100 }),
        fc.integer({ min: 1, max: 5 }),
        (gaps, count) => {
          const budget = restartBudget(count, 60_000);
          let now = 0;
          const taken = gaps.map((gap) => (now += gap)).filter((at) => budget.take(at));
          for (const at of taken) {
            expect(taken.filter((other) => other <= at && at - other < 60_000).length).toBeLessThanOrEqual(
              count,
            );
          }
        },
      ),
    );
  });
});

describe('instance lock', () => {
  test('is held by one, and free again after release', async () => {
    const dataDir = await fresh();
    const first = lockInstance(dataDir);
    expect(first.ok).toBe(true);
    expect(lockInstance(dataDir)).toEqual({ ok: false, error: { kind: 'second-instance' } });
    if (first.ok) first.value.release();
    const again = lockInstance(dataDir);
    expect(again.ok).toBe(true);
    if (again.ok) again.value.release();
  });

  test('does not outlive a process that was killed', async () => {
    const dataDir = await fresh();
    const code =
      `const { lockInstance } = await import(${JSON.stringify(join(import.meta.dirname, 'instance-lock.ts'))});` +
      // Kept, as a shell keeps it: a lock that nobody holds any more is collected, and is free.
      `globalThis.kept = lockInstance(${JSON.stringify(dataDir)}); console.log(kept.ok); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void holder.kill('SIGKILL'));
    const said = await new Promise<string>((resolve) =>
      holder.stdout.once('data', (d: Buffer) => resolve(String(d))),
    );
    expect(said.trim()).toBe('true');
    expect(lockInstance(dataDir).ok).toBe(false);
    holder.kill('SIGKILL');
    await new Promise((resolve) => holder.once('exit', resolve));
    const mine = lockInstance(dataDir);
    expect(mine.ok).toBe(true);
    if (mine.ok) mine.value.release();
  });
});

describe('secrets', () => {
  test('come back as they were put, from a file that only its owner reads', async () => {
    const at = join(await fresh(), 'secrets');
    const store = openSecretStore(at, fileSealer);
    expect(await store.get('device-key')).toEqual({ ok: true, value: null });
    expect(await store.set('device-key', Buffer.from([0, 1, 255]))).toEqual({ ok: true, value: null });
    const back = await openSecretStore(at, fileSealer).get('device-key');
    expect(back.ok && back.value !== null && [...back.value]).toEqual([0, 1, 255]);
    expect((await stat(join(at, 'device-key.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(at)).mode & 0o777).toBe(0o700);
    expect(JSON.parse(await readFile(join(at, 'device-key.json'), 'utf8'))).toMatchObject({
      backend: 'file:0600',
      name: 'device-key',
    });
  });

  test('of another backend are refused and left alone', async () => {
    const at = await fresh();
    const keyring: Sealer = { ...fileSealer, backend: 'keyring:gnome_libsecret' };
    await openSecretStore(at, keyring).set('device-key', Buffer.from('old'));
    const store = openSecretStore(at, fileSealer);
    const changed = {
      ok: false,
      error: { kind: 'backend-changed', was: 'keyring:gnome_libsecret', is: 'file:0600' },
    };
    expect(await store.get('device-key')).toEqual(changed);
    expect(await store.set('device-key', Buffer.from('new'))).toEqual(changed);
    expect(await openSecretStore(at, keyring).get('device-key')).toMatchObject({ ok: true });
  });

  test('that cannot be read are told, not taken for missing', async () => {
    const at = await fresh();
    const store = openSecretStore(at, fileSealer);
    await writeFile(join(at, 'broken.json'), '{');
    await writeFile(join(at, 'foreign.json'), '{"a":1}');
    await store.set('one', Buffer.from('1'));
    await writeFile(join(at, 'two.json'), await readFile(join(at, 'one.json')));
    for (const name of ['broken', 'foreign', 'two']) {
      expect(await store.get(name)).toMatchObject({ ok: false, error: { kind: 'unreadable' } });
    }
    const locked: Sealer = { ...fileSealer, unseal: () => Promise.reject(new Error('keyring is locked')) };
    expect(await openSecretStore(at, locked).get('one')).toEqual({
      ok: false,
      error: { kind: 'unreadable', cause: 'keyring is locked' },
    });
  });

  test('of which a byte has flipped anywhere are told, never half believed', async () => {
    const at = await fresh();
    const store = openSecretStore(at, fileSealer);
    const file = join(at, 'device-key.json');
    await store.set('device-key', Buffer.from('a made-up key, rather long so that most bytes are its own'));
    const whole = await readFile(file);
    for (const [place, byte] of whole.entries()) {
      const bytes = Buffer.from(whole);
      bytes[place] = byte ^ 1;
      await writeFile(file, bytes);
      expect([place, (await store.get('device-key')).ok]).toEqual([place, false]);
    }
  });

  test('that the disk does not take are told, and the former ones stay', async () => {
    const at = await fresh();
    await openSecretStore(at, fileSealer).set('device-key', Buffer.from('old'));
    const full: Sealer = {
      ...fileSealer,
      seal: () => Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' })),
    };
    expect(await openSecretStore(at, full).set('device-key', Buffer.from('new'))).toEqual(
      err({ kind: 'unwritable', cause: 'ENOSPC' }),
    );
    const store = openSecretStore(at, fileSealer);
    expect(await store.get('device-key')).toEqual(ok(Buffer.from('old')));
    await rm(at, { recursive: true });
    expect(await store.set('device-key', Buffer.from('new'))).toEqual(
      err({ kind: 'unwritable', cause: 'ENOENT' }),
    );
  });

  test('have plain names', async () => {
    const store = openSecretStore(await fresh(), fileSealer);
    for (const name of ['../x', 'A', '', 'a/b', '.a'])
      await expect(store.get(name)).rejects.toThrow('plain name');
  });
});

describe('JSON lines', () => {
  test('survive any cut, and what is not JSON is dropped', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 7 }),
        (sent, size) => {
          const got: unknown[] = [];
          const stream = new PassThrough();
          readJsonLines(stream, (line) => got.push(line));
          const bytes = Buffer.from(sent.map((value) => `${JSON.stringify(value)}\nno json\n`).join(''));
          for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size));
          stream.read();
          expect(got).toEqual(JSON.parse(JSON.stringify(sent)));
        },
      ),
    );
  });

  test('have a length limit', () => {
    const got: unknown[] = [];
    const stream = new PassThrough();
    readJsonLines(stream, (line) => got.push(line));
    for (let i = 0; i < 12; i += 1) stream.write('"'.padEnd(100_000, 'x'));
    stream.write('"\n"after"\n');
    stream.read();
    expect(got).toEqual(['after']);
  });
});

describe('children', () => {
  const program = async (code: string) => {
    const file = join(await fresh(), 'child.mjs');
    await writeFile(file, code);
    return file;
  };
  const spec = { name: 'child', entry: 'child.js', args: ['one'], env: { COLOUR: 'red' } };

  test('print lines, get their arguments and environment and nothing of ours', async () => {
    const file = await program(
      'console.log("noise"); console.log(JSON.stringify({ args: process.argv.slice(2), env: Object.keys(process.env).sort() }))',
    );
    const lines: unknown[] = [];
    const child = startNodeChild(file, spec, { TZ: 'UTC' });
    child.onLine((line) => lines.push(line));
    expect(await new Promise((resolve) => child.onExit(resolve))).toBe(0);
    expect(lines).toEqual([{ args: ['one'], env: ['COLOUR', 'TZ'] }]);
    expect(await new Promise((resolve) => child.onExit(resolve))).toBe(0);
  });

  test('stop by SIGTERM, and by force when they do not', async () => {
    const file = await program(
      'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log(JSON.stringify("up"))',
    );
    const child = startNodeChild(file, spec, {}, 50);
    await new Promise((resolve) => child.onLine(resolve));
    await child.stop();
    expect(await new Promise((resolve) => child.onExit(resolve))).toBeNull();
    await child.stop();
  });

  test('end when their parent is killed', async () => {
    const file = await program('setInterval(() => {}, 1000); console.log(JSON.stringify(process.pid))');
    const code =
      `const { startNodeChild } = await import(${JSON.stringify(join(import.meta.dirname, 'node-child.ts'))});` +
      `startNodeChild(${JSON.stringify(file)}, ${JSON.stringify(spec)}, {}).onLine((pid) => console.log(pid));`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = Number(
      await new Promise<string>((resolve) => parent.stdout.once('data', (d: Buffer) => resolve(String(d)))),
    );
    expect(pid).toBeGreaterThan(1);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 10_000);
  });
});

describe('the browser', () => {
  test('is the one that was asked for, or the first that is there, or said to be missing', async () => {
    const bin = await fresh();
    const mine = join(bin, 'chromium');
    await writeFile(mine, '');
    await chmod(mine, 0o755);
    await writeFile(join(bin, 'text'), '');
    expect(findBrowser(undefined, { PATH: bin })).toEqual({ ok: true, value: mine });
    expect(findBrowser(mine, {})).toEqual({ ok: true, value: mine });
    for (const wanted of [join(bin, 'none'), join(bin, 'text')]) {
      expect(findBrowser(wanted, { PATH: bin })).toEqual({
        ok: false,
        error: { kind: 'no-browser', looked: [wanted] },
      });
    }
  });

  const flags = { profile: '/profile', root: false };
  test('keeps its sandbox unless root starts it', () => {
    expect(windowFlags({ kind: 'kiosk' }, flags)).not.toContain('--no-sandbox');
    expect(printFlags(flags)).not.toContain('--no-sandbox');
    expect(windowFlags({ kind: 'kiosk' }, { ...flags, root: true })).toContain('--no-sandbox');
  });

  test('fills the screen at the counter, stands in a window for the dock, is unseen without a display', () => {
    expect(windowFlags({ kind: 'kiosk' }, flags)).toContain('--kiosk');
    const dock = windowFlags({ kind: 'window', url: 'http://127.0.0.1:1/' }, flags);
    expect(dock).toContain('--app=http://127.0.0.1:1/');
    expect(dock).not.toContain('--kiosk');
    expect(windowFlags({ kind: 'headless' }, flags)).toContain('--headless=new');
    expect([hasDisplay({}), hasDisplay({ DISPLAY: '' }), hasDisplay({ DISPLAY: ':0' })]).toEqual([
      false,
      false,
      true,
    ]);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
  });

  test('lets the page sound before anybody has touched the screen', () => {
    for (const look of [{ kind: 'kiosk' }, { kind: 'headless' }] as const)
      expect(windowFlags(look, flags)).toContain('--autoplay-policy=no-user-gesture-required');
  });

  test('gets a short environment', () => {
    expect(
      browserEnvironment({ PATH: '/bin', DISPLAY: ':0', DATABASE_URL: 'x', MADOGUCHI_ENROLMENT_CODE: 'y' }),
    ).toEqual({
      PATH: '/bin',
      DISPLAY: ':0',
    });
  });
});

describe('a page to print', () => {
  const paper = { widthUm: 80_000 };
  test('carries its width, its policy and its own name in its head', () => {
    for (const html of [
      '<!doctype html><html><head lang="ja"><title>x</title></head>',
      '<!DOCTYPE html><p>x',
      '<p>x',
    ]) {
      const page = printablePage({ html, title: 'slip <1>', paper });
      expect(page).toContain('html { width: 80mm;');
      expect(page.indexOf('<title>slip &lt;1></title>')).toBe(page.indexOf('<title>'));
      expect(page).toContain("default-src 'none'");
      expect(page.indexOf('content-security-policy')).toBeLessThan(page.search(/<title|<p>/));
      expect(page.startsWith(/<!doctype[^>]*>/i.exec(html)?.[0] ?? '<meta')).toBe(true);
    }
  });

  test('is as long as what stands on it, and longer until it is one sheet', async () => {
    const asked: number[] = [];
    const pages = ['/Type /Page /Type /Page ', '/Type /Page\n/Type /Pages'];
    const made = await onOneSheet(80_000, 378, (sheet) => {
      asked.push(sheet.heightUm);
      return Promise.resolve(ok(Buffer.from(pages.shift() ?? '')));
    });
    expect(asked).toEqual([103_000, 108_000]); // 378 px are 100.01 mm
    expect(made).toMatchObject({ ok: true, value: { sheet: { widthUm: 80_000, heightUm: 108_000 } } });
  });

  test('of no sensible length, or that never fits, is refused', async () => {
    const twoPages = () => Promise.resolve(ok(Buffer.from('/Type/Page /Type/Page')));
    for (const height of [0, Number.NaN, 1e9])
      expect(await onOneSheet(80_000, height, twoPages)).toMatchObject({ ok: false });
    expect(await onOneSheet(80_000, 100, twoPages)).toMatchObject({ error: { kind: 'failed' } });
    const none = { kind: 'no-renderer', cause: 'x' } as const;
    expect(await onOneSheet(80_000, 100, () => Promise.resolve(err(none)))).toEqual(err(none));
  });

  test('is saved under a name of its own, for its owner only', async () => {
    const at = join(await fresh(), 'out');
    const saved = [
      await savePdf(at, '../受付 7', Buffer.from('%PDF-')),
      await savePdf(at, '', Buffer.from('%PDF-')),
    ];
    const paths = saved.map((result) =>
      result.ok && result.value.kind === 'saved' ? result.value.path : '',
    );
    expect(paths[0]?.startsWith(join(at, '7-'))).toBe(true);
    expect(paths[1]?.startsWith(join(at, 'page-'))).toBe(true);
    expect((await stat(paths[0] ?? '')).mode & 0o777).toBe(0o600);
    expect(await savePdf(paths[0] ?? '', 'x', Buffer.from(''))).toMatchObject({
      ok: false,
      error: { kind: 'failed' },
    });
  });
});
