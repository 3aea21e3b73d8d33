// Electron's guards, one test a rule: each fails when its rule is taken out. The module is replaced by emitters; what a real
// Electron does with these settings is the conformance suite's to say (tests/shells).
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ViewState } from '../../preload/contract/state.ts';
import * as fake from '../../tests/shells/fake-electron.ts';
import { isReservedKey } from './electron-guards.ts';
import { platformSealer } from './electron-secrets.ts';
import { openElectronShell, prepareElectron, type ElectronShellOptions } from './electron.ts';
import type { KioskOptions, KioskWindow, Shell, WindowTrouble } from './shell.ts';
import type * as Spooler from './spooler.ts';

vi.mock('electron', async () => await import('../../tests/shells/fake-electron.ts'));
/** The spooler of Windows, which spooler.test.ts is about. */
const { spooler, spoolerHealth } = vi.hoisted(() => ({
  spooler: vi.fn<typeof Spooler.printThroughSpooler>(),
  spoolerHealth: vi.fn<typeof Spooler.healthOfSpooler>(),
}));
vi.mock('./spooler.ts', () => ({ printThroughSpooler: spooler, healthOfSpooler: spoolerHealth }));

const fixture = join(import.meta.dirname, '../../tests/shells/fixture');
const dock = { url: 'http://127.0.0.1:4999/dock', origin: 'http://127.0.0.1:4999' };
const state = (seq: number) => ({ seq }) as unknown as ViewState; // only travels here

let options: ElectronShellOptions;
let shell: Shell;
let events: unknown[];
let troubles: WindowTrouble[];
let log: string[];

beforeEach(async () => {
  fake.startOver();
  spooler.mockReset();
  events = [];
  troubles = [];
  log = [];
  options = {
    reason: 'test',
    dataDir: await mkdtemp(join(tmpdir(), 'madoguchi-electron-')),
    paths: { renderer: fixture, programs: '/programs', resources: '/resources' },
    preload: '/preload/electron.cjs',
    env: { PATH: '/bin', DATABASE_URL: 'postgres://secret' },
    log: (_level, event) => log.push(event),
  };
});
let release: () => void = () => undefined;
afterEach(async () => {
  release();
  release = () => undefined;
  vi.useRealTimers();
  await rm(options.dataDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const prepared = prepareElectron(options);
  if (!prepared.ok) throw new Error(prepared.error.kind);
  release = prepared.value.lock.release;
  const opened = await openElectronShell(prepared.value, options);
  if (!opened.ok) throw new Error(opened.error.kind);
  shell = opened.value;
}
async function openKiosk(more: Partial<KioskOptions> = {}): Promise<KioskWindow> {
  await start();
  const opened = await shell.openKiosk({
    port: 0,
    dock: null,
    first: null,
    onEvent: (raw) => events.push(raw),
    onTrouble: (trouble) => troubles.push(trouble),
    ...more,
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}
const kiosk = () => fake.FakeWindow.all[0]!;
const contents = () => kiosk().webContents;
const pages = () => fake.session.fromPartition('kiosk', {});

describe('before ready', () => {
  test('user data lies under the data directory before the instance lock is asked for, and all of it before ready', async () => {
    await start();
    expect(fake.app.paths.get('userData')).toBe(join(options.dataDir, 'electron'));
    const { calls } = fake.app;
    expect(calls.indexOf('setPath userData')).toBeLessThan(calls.indexOf('lock'));
    expect(calls.indexOf('lock')).toBeLessThan(calls.indexOf('ready'));
  });

  test('a second instance is told and does nothing more', () => {
    fake.app.firstInstance = false;
    expect(prepareElectron(options)).toEqual({ ok: false, error: { kind: 'second-instance' } });
    expect(fake.app.calls).not.toContain('enableSandbox');
    expect(fake.protocol.registerSchemesAsPrivileged).not.toHaveBeenCalled();
  });

  test('a Chromium shell on the same data counts as a first instance', async () => {
    await start();
    expect(prepareElectron(options)).toEqual({ ok: false, error: { kind: 'second-instance' } });
  });

  test('the scheme is registered once, secure and standard, and never past the policy', async () => {
    await start();
    expect(fake.protocol.registerSchemesAsPrivileged.mock.calls).toEqual([
      [[{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]],
    ]);
  });

  test('every renderer is sandboxed, and no dump of memory is ever written', async () => {
    await start();
    expect(fake.app.calls).toContain('enableSandbox');
    expect(fake.crashReporter.start).not.toHaveBeenCalled();
    expect(fake.app.switches).toEqual(expect.arrayContaining(['disable-breakpad', 'disable-crash-reporter']));
  });

  test('there is no menu', async () => {
    await start();
    expect(fake.Menu.setApplicationMenu).toHaveBeenCalledWith(null);
  });
});

describe('every session', () => {
  test.each([
    ['permissionRequest', [{}, 'media'], false],
    ['permissionCheck', [{}, 'media', 'app://kiosk'], false],
    ['devicePermission', [{ deviceType: 'usb' }], false],
    ['displayMedia', [{}], null],
    ['bluetoothPairing', [{}], { confirmed: false }],
  ])('denies %s', async (name, args, answer) => {
    await openKiosk({ dock });
    const late = fake.session.fromPartition('opened later', {});
    for (const one of [
      pages(),
      fake.session.fromPartition('print', {}),
      fake.session.fromPartition('dock', {}),
      late,
    ]) {
      expect(one.ask(name, ...args)).toEqual(answer);
    }
  });

  test('cancels downloads and checks no spelling', async () => {
    await openKiosk();
    const event = new fake.FakeEvent();
    pages().emit('will-download', event);
    expect(event.defaultPrevented).toBe(true);
    expect(pages().spellChecker).toBe(false);
  });

  test('lives in memory only', async () => {
    await openKiosk({ dock });
    const opened = fake.app.calls.filter((call) => call.startsWith('session '));
    expect(opened).toEqual(['print', 'kiosk', 'dock'].map((name) => `session ${name} {"cache":false}`));
  });

  test('reaches its own pages and no other address', async () => {
    await openKiosk({ dock });
    const cancelled = (name: string, url: string) =>
      fake.session.fromPartition(name, {}).ask('onBeforeRequest', { url });
    expect(cancelled('kiosk', 'app://kiosk/assets/a.js')).toEqual({ cancel: false });
    expect(cancelled('dock', 'http://127.0.0.1:4999/x')).toEqual({ cancel: false });
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1:1/',
      'file:///etc/passwd',
      'app://kiosk.evil/',
      dock.url,
    ]) {
      expect(cancelled('kiosk', url)).toEqual({ cancel: true });
    }
    expect(cancelled('dock', 'app://kiosk/')).toEqual({ cancel: true });
    expect(cancelled('print', 'https://example.com/')).toEqual({ cancel: true });
  });
});

describe('every page', () => {
  const foreign = [
    'https://example.com/',
    'app://other/',
    'app://kiosk.evil/',
    'file:///etc/passwd',
    'javascript:1',
    '',
  ];
  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
    '%s goes nowhere else',
    async (name) => {
      await openKiosk();
      for (const url of foreign) expect(contents().refuses(name, url)).toBe(true);
      expect(contents().refuses(name, 'app://kiosk/')).toBe(false);
    },
  );

  test('of a window that nobody listed goes nowhere at all', async () => {
    await start();
    const stranger = new fake.FakeWindow({});
    expect(stranger.webContents.refuses('will-navigate', 'app://kiosk/')).toBe(true);
  });

  test('opens no window and attaches no webview', async () => {
    await openKiosk();
    expect(contents().openHandler?.()).toEqual({ action: 'deny' });
    expect(contents().refuses('will-attach-webview', '')).toBe(true);
  });

  test('picks no bluetooth device', async () => {
    await openKiosk();
    const event = new fake.FakeEvent();
    const choose = vi.fn();
    contents().emit('select-bluetooth-device', event, [{ deviceId: 'x' }], choose);
    expect([event.defaultPrevented, choose.mock.calls]).toEqual([true, [['']]]);
  });

  test('does not zoom', async () => {
    await openKiosk();
    contents().emit('did-finish-load');
    expect(contents().setVisualZoomLevelLimits).toHaveBeenCalledWith(1, 1);
  });

  test('does not hear keys that belong to the browser or the desktop', async () => {
    await openKiosk();
    const press = (input: object) => {
      const event = new fake.FakeEvent();
      contents().emit('before-input-event', event, { control: false, alt: false, meta: false, ...input });
      return event.defaultPrevented;
    };
    expect(press({ key: 'p', control: true })).toBe(true);
    expect(press({ key: 'a' })).toBe(false);
  });

  test.each([
    [{ key: 'F5' }, true],
    [{ key: 'F12' }, true],
    [{ key: 'i', control: true }, true],
    [{ key: '+', control: true }, true],
    [{ key: 'F4', alt: true }, true],
    [{ key: 'ArrowLeft', alt: true }, true],
    [{ key: 'Delete', control: true, alt: true }, true],
    [{ key: 'Meta', meta: true }, true],
    [{ key: '@', control: true, alt: true }, false],
    [{ key: 'F' }, false],
    [{ key: 'Tab' }, false],
    [{ key: 'Enter' }, false],
  ])('key %j is reserved: %s', (input, reserved) => {
    expect(isReservedKey({ control: false, alt: false, meta: false, ...input })).toBe(reserved);
  });
});

describe('the network of the platform', () => {
  test.each([
    ['select-client-certificate', [null, 'https://x/', [{}]], []],
    ['certificate-error', [null, 'https://x/', 'expired', {}], [false]],
    ['login', [null, {}, {}], []],
  ])('%s chooses nothing by itself', async (name, args, answer) => {
    await start();
    const event = new fake.FakeEvent();
    const choose = vi.fn();
    fake.app.emit(name, event, ...args, choose);
    expect(event.defaultPrevented).toBe(true);
    expect(choose.mock.calls).toEqual([answer]);
  });
});

describe('the window', () => {
  test.each([
    ['sandbox', true],
    ['contextIsolation', true],
    ['nodeIntegration', false],
    ['nodeIntegrationInWorker', false],
    ['nodeIntegrationInSubFrames', false],
    ['webSecurity', true],
    ['allowRunningInsecureContent', false],
    ['experimentalFeatures', false],
    ['webviewTag', false],
    ['navigateOnDragDrop', false],
    ['disableDialogs', true],
    ['spellcheck', false],
  ])('has %s %s, dock and print window too', async (name, value) => {
    await openKiosk({ dock });
    await shell.print({ html: '<p>', title: 't', paper, to: { kind: 'file', directory: options.dataDir } });
    expect(fake.FakeWindow.all).toHaveLength(3);
    for (const window of fake.FakeWindow.all) expect(window.options.webPreferences?.[name]).toBe(value);
  });

  test('has developer tools only when it is not packaged', async () => {
    await openKiosk();
    expect(kiosk().options.webPreferences?.['devTools']).toBe(true);
    release();
    fake.startOver();
    fake.app.isPackaged = true;
    await openKiosk();
    expect(kiosk().options.webPreferences?.['devTools']).toBe(false);
    expect(shell.packaged).toBe(true);
  });

  test('fills the screen with the kiosk page, and only that window has the preload', async () => {
    await openKiosk();
    expect(kiosk()).toMatchObject({ loaded: ['app://kiosk/'], shown: true });
    expect(kiosk().options.kiosk).toBe(true);
    expect(kiosk().options.webPreferences).toMatchObject({ preload: options.preload, session: pages() });
    expect(kiosk().options.webPreferences?.['autoplayPolicy']).toBe('no-user-gesture-required');
  });

  test('with a dock stands beside it; a packaged build has none', async () => {
    await openKiosk({ dock });
    const [page, beside] = fake.FakeWindow.all;
    expect([page?.options.kiosk, beside?.loaded]).toEqual([false, [dock.url]]);
    expect(beside?.options.webPreferences?.['preload']).toBeUndefined();
    release();
    fake.startOver();
    fake.app.isPackaged = true;
    await openKiosk({ dock });
    expect(fake.FakeWindow.all).toHaveLength(1);
    expect(kiosk().options.kiosk).toBe(true);
  });

  test('that does not load is an error, and nothing stays open', async () => {
    await start();
    fake.FakeWindow.failLoads = true;
    const opened = await shell.openKiosk({
      port: 0,
      dock: null,
      first: null,
      onEvent: vi.fn(),
      onTrouble: vi.fn(),
    });
    expect(opened).toEqual({ ok: false, error: { kind: 'failed', cause: 'ERR_FAILED' } });
    expect(kiosk().destroyed).toBe(true);
    expect(fake.ipcMain.listenerCount('kiosk:event')).toBe(0);
  });

  test('is not closed by a key at the counter; with a dock its owner may', async () => {
    await openKiosk();
    const quit = vi.fn();
    shell.onQuit(quit);
    expect(closing()).toBe(true);
    expect(quit).not.toHaveBeenCalled();
    release();
    fake.startOver();
    await openKiosk({ dock });
    shell.onQuit(quit);
    closing();
    expect(quit.mock.calls).toEqual([['window closed']]);
  });
  const closing = () => {
    const event = new fake.FakeEvent();
    kiosk().emit('close', event);
    return event.defaultPrevented;
  };
});

describe('app://', () => {
  const get = async (url: string, method = 'GET') => {
    const handler = pages().served.get('app');
    if (handler === undefined) throw new Error('no handler');
    return await handler(new Request(url, { method }));
  };

  test('serves the page and an empty bridge with the security headers', async () => {
    await openKiosk({ dock });
    const page = await get('app://kiosk/');
    expect(await page.text()).toContain('<title>conformance</title>');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(page.headers.get('content-security-policy')).toContain(`frame-ancestors ${dock.origin}`);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await (await get('app://kiosk/bridge.js')).text()).toBe('');
  });

  test.each([
    'app://kiosk/nothing',
    'app://kiosk/../package.json',
    'app://kiosk/%2e%2e/package.json',
    'app://kiosk/assets/..%2f..%2fharness.ts',
    'app://other/',
    'app://print/',
  ])('does not serve %s, and still sends the headers', async (url) => {
    await openKiosk();
    const answer = await get(url);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('is only read', async () => {
    await openKiosk();
    expect((await get('app://kiosk/', 'POST')).status).toBe(404);
  });
});

describe('the bridge', () => {
  const say = (frame: unknown, sender: unknown = contents()) =>
    fake.ipcMain.emit('kiosk:event', { sender, senderFrame: frame }, { type: 'next' });

  test('hears the top frame of the kiosk at home, and nobody else', async () => {
    await openKiosk({ dock });
    const home = { url: 'app://kiosk/', parent: null };
    say(null);
    say({ url: 'https://example.com/', parent: null });
    say({ url: 'app://kiosk.evil/', parent: null });
    say({ url: 'app://kiosk/', parent: home });
    say(home, fake.FakeWindow.all[1]?.webContents);
    expect(events).toEqual([]);
    expect(log.filter((line) => line === 'message of a stranger dropped')).toHaveLength(5);
    say(home);
    expect(events).toEqual([{ type: 'next' }]);
  });

  test('tells every state, and the present one to a page that has just come', async () => {
    await openKiosk({ first: state(1) });
    fake.ipcMain.emit('kiosk:ready', {
      sender: contents(),
      senderFrame: { url: 'app://kiosk/', parent: null },
    });
    fake.ipcMain.emit('kiosk:ready', { sender: contents(), senderFrame: null });
    expect(contents().sent).toEqual([
      ['kiosk:state', { seq: 1 }],
      ['kiosk:state', { seq: 1 }],
    ]);
  });

  test('is silent after close', async () => {
    const window = await openKiosk();
    await window.close();
    window.publish(state(2));
    say({ url: 'app://kiosk/', parent: null });
    expect([contents().sent, events]).toEqual([[], []]);
    expect(kiosk().destroyed).toBe(true);
  });
});

describe('the crash plan', () => {
  const crash = () => contents().emit('render-process-gone', {}, { reason: 'oom', exitCode: 1 });

  test('loads a crashed page again three times, then shows a page that asks for staff', async () => {
    await openKiosk();
    for (let i = 0; i < 4; i += 1) crash();
    const kinds = troubles.map((trouble) => trouble.kind);
    expect(kinds).toEqual([
      'crashed',
      'reloaded',
      'crashed',
      'reloaded',
      'crashed',
      'reloaded',
      'crashed',
      'gave-up',
    ]);
    expect(troubles[0]).toEqual({ kind: 'crashed', reason: 'oom' });
    expect(kiosk().loaded).toEqual([...Array<string>(4).fill('app://kiosk/'), 'app://kiosk/closed']);
  });

  test('gives a silent page its time, then crashes it on purpose', async () => {
    await openKiosk();
    vi.useFakeTimers();
    contents().emit('unresponsive');
    vi.advanceTimersByTime(14_999);
    contents().emit('responsive');
    vi.advanceTimersByTime(60_000);
    expect(troubles).toEqual([]);
    contents().emit('unresponsive');
    contents().emit('unresponsive');
    vi.advanceTimersByTime(15_000);
    expect(troubles).toEqual([{ kind: 'hung', reason: 'page does not answer' }]);
    expect(contents().forcefullyCrashRenderer).toHaveBeenCalledTimes(1);
  });

  test('does nothing for a window that we closed', async () => {
    const window = await openKiosk();
    await window.close();
    crash();
    expect(troubles).toEqual([]);
  });
});

const paper = { widthUm: 80_000 };
describe('printing', () => {
  const job = (to: Parameters<Shell['print']>[0]['to']) => ({ html: '<p>slip', title: 'slip', paper, to });

  test('makes a PDF of the paper in a hidden window that is gone afterwards', async () => {
    await start();
    const report = await shell.print(job({ kind: 'file', directory: join(options.dataDir, 'out') }));
    expect(report).toMatchObject({ ok: true, value: { kind: 'saved' } });
    const window = kiosk();
    expect([window.options.show, window.destroyed]).toEqual([false, true]);
    expect(window.loaded[0]).toMatch(/^app:\/\/print\/[0-9a-f-]{36}$/);
    expect(window.webContents.printToPDF.mock.calls).toEqual([
      [
        expect.objectContaining({
          margins: { top: 0, bottom: 0, left: 0, right: 0 },
          pageSize: { width: 80 / 25.4, height: 200 / 25.4 },
        }),
      ],
    ]);
    expect(await readdir(join(options.dataDir, 'out'))).toHaveLength(1);
  });

  test('serves the page to that window while it prints, and not after', async () => {
    await start();
    const printing = fake.session.fromPartition('print', {});
    let during = '';
    const load = vi.spyOn(fake.FakeWindow.prototype, 'loadURL').mockImplementationOnce(async (url) => {
      during = await (await printing.served.get('app')!(new Request(url))).text();
    });
    await shell.print(job({ kind: 'file', directory: options.dataDir }));
    const [url] = load.mock.calls[0] ?? [''];
    load.mockRestore();
    expect(during).toContain('slip');
    expect(during).toContain("default-src 'none'");
    expect((await printing.served.get('app')!(new Request(url))).status).toBe(404);
  });

  test('a window that cannot load is told', async () => {
    await start();
    fake.FakeWindow.failLoads = true;
    expect(await shell.print(job({ kind: 'file', directory: options.dataDir }))).toEqual({
      ok: false,
      error: { kind: 'no-renderer', cause: 'ERR_FAILED' },
    });
  });

  describe('on Windows', () => {
    const on = { env: {}, platform: 'win32' as const };
    const system = (name: string | null) => job({ kind: 'system', name });
    const load = async () => await import('./electron-print.ts');
    const handedOver: typeof Spooler.printThroughSpooler = async (_job, spool) => {
      const handed = await spool();
      return handed.ok ? { ok: true, value: { kind: 'printed' } } : handed;
    };

    test('goes silently to the named printer with the measured paper in micrometres, and is followed', async () => {
      await start();
      const { printInElectron } = await load();
      spooler.mockResolvedValueOnce({ ok: true, value: { kind: 'printed' } });
      expect(await printInElectron(on, system('slips'))).toMatchObject({ ok: true });
      expect(spooler.mock.calls[0]?.[0]).toEqual({ env: {}, printer: 'slips', title: 'slip' });
      expect(await spooler.mock.calls[0]?.[1]()).toEqual({ ok: true, value: null });
      expect(kiosk().webContents.print.mock.calls[0]?.[0]).toMatchObject({
        silent: true,
        deviceName: 'slips',
        pageSize: { width: 80_000, height: 200_000 },
      });
    });

    test('a printer that Windows does not know, or that refuses the page, is told', async () => {
      await start();
      const { printInElectron } = await load();
      spooler.mockImplementation(handedOver);
      expect(await printInElectron(on, system('gone'))).toMatchObject({
        error: { kind: 'trouble', trouble: 'gone' },
      });
      const refused = printInElectron(on, system(null));
      fake.FakeWindow.all
        .at(-1)
        ?.webContents.print.mockImplementation((_options, done) => done(false, 'Print job failed'));
      expect(await refused).toEqual({ ok: false, error: { kind: 'failed', cause: 'Print job failed' } });
    });

    test('whose answer Electron drops ends by its deadline', async () => {
      await start();
      const { printInElectron } = await load();
      spooler.mockImplementation(handedOver);
      const stuck = printInElectron({ ...on, deadlineMs: 20 }, system(null));
      fake.FakeWindow.all.at(-1)?.webContents.print.mockImplementation(() => undefined);
      expect(await stuck).toEqual({ ok: false, error: { kind: 'late' } });
    });

    test('the spooler is asked how the printer is, elsewhere CUPS', async () => {
      await start();
      const { healthInElectron } = await load();
      spoolerHealth.mockResolvedValue({ kind: 'trouble', trouble: 'jam', cause: 'PaperJam' });
      const to = { kind: 'system', name: 'slips' } as const;
      expect(await healthInElectron(on, to)).toMatchObject({ trouble: 'jam' });
      const linux = { env: { CUPS_SERVER: '/nowhere/cups.sock' }, platform: 'linux' as const };
      expect(await healthInElectron(linux, to)).toMatchObject({ trouble: 'gone' });
      expect(await healthInElectron(on, { kind: 'file', directory: 'x' })).toEqual({ kind: 'ready' });
    });
  });
});

describe('secrets', () => {
  test('lie in the key store that is really there', async () => {
    await start();
    expect(shell.secrets.backend).toBe('keyring:gnome_libsecret');
    await shell.secrets.set('device-key', Buffer.from([1, 2, 255]));
    const back = await shell.secrets.get('device-key');
    expect(back.ok && back.value !== null && [...back.value]).toEqual([1, 2, 255]);
  });

  test.each(['basic_text', 'unknown'])(
    'backend %s is no protection: files by mode, and it is said',
    async (backend) => {
      Object.assign(fake.safeStorage, { backend });
      await start();
      expect(shell.secrets.backend).toBe('file:0600');
      expect(log).toContain('no key store: secrets are protected by file mode only');
    },
  );

  test('a key store that is not available is none', async () => {
    fake.safeStorage.available = false;
    expect((await platformSealer(() => undefined, 'win32')).backend).toBe('file:0600');
    fake.safeStorage.available = true;
    expect((await platformSealer(() => undefined, 'win32')).backend).toBe('dpapi');
  });
});

describe('children and the end', () => {
  const spec = { name: 'central', entry: 'central.js', args: ['--embedded'], env: { TOKEN: 'x' } };

  test('a child is a utility process with its own short environment', async () => {
    await start();
    const lines: unknown[] = [];
    const child = shell.startChild(spec);
    child.onLine((line) => lines.push(line));
    const forked = fake.FakeUtility.last!;
    expect(forked).toMatchObject({
      file: join('/programs', 'central.js'),
      args: ['--embedded'],
      options: {
        serviceName: 'central',
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { PATH: '/bin', TOKEN: 'x' },
      },
    });
    forked.child.stdout.write('{"event":"ready"}\n');
    await vi.waitFor(() => expect(lines).toEqual([{ event: 'ready' }]));
    const exited = vi.fn();
    child.onExit(exited);
    await child.stop();
    expect([forked.child.kill.mock.calls.length, exited.mock.calls]).toEqual([1, [[0]]]);
  });

  test('the wish to end is told once and not obeyed before main has tidied up', async () => {
    await openKiosk();
    const quit = vi.fn();
    shell.onQuit(quit);
    const event = new fake.FakeEvent();
    fake.app.emit('before-quit', event);
    fake.app.emit('before-quit', new fake.FakeEvent());
    expect(event.defaultPrevented).toBe(true);
    expect(quit).toHaveBeenCalledTimes(1);
    const child = shell.startChild(spec);
    const exited = vi.fn();
    child.onExit(exited);
    shell.quit(3);
    await vi.waitFor(() => expect(fake.app.exit).toHaveBeenCalledWith(3));
    expect([kiosk().destroyed, exited.mock.calls.length]).toEqual([true, 1]);
    expect(prepareElectron(options).ok).toBe(true);
  });

  test('a closed last window and a dead helper process do not end the program', async () => {
    await openKiosk();
    expect(fake.app.listenerCount('window-all-closed')).toBeGreaterThan(0);
    fake.app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed' });
    expect(log).toContain('child process gone');
    expect(fake.app.exit).not.toHaveBeenCalled();
  });
});
