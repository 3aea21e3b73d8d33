// The dock and IT's page as people meet them: built, served with the strict policy, in a real Chromium. Each page is also held
// against axe, against the policy, and against loading anything from elsewhere. The phone's pages: phone-pages.test.ts; the desk's: desk-pages.test.ts.
import { readFile, rm, mkdtemp } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as MainDock from '../../main/dock/contract.ts';
import { startDock, type Dock, type DockControls, type DockMail } from '../../main/dock/dock.ts';
import type * as PageDock from '../../renderer/dock/contract.ts';
import type { TerminalList } from '../../sync/contract/api.ts';
import type { BalanceList } from '../../sync/contract/balance.ts';
import { openBrowser } from '../e2e/resident.ts';
import { axe } from '../fixtures/axe.ts';

// The dock's two halves describe the same wire. A difference fails `npm run check`.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
const halvesAgree: [
  Same<MainDock.DockState, PageDock.DockState>,
  Same<MainDock.DockAction, PageDock.DockAction>,
  Same<MainDock.DockAnswer, PageDock.DockAnswer>,
] = [true, true, true];

const house = join(import.meta.dirname, '../..');
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

let rendererDir: string;
let browser: Browser;
beforeAll(async () => {
  rendererDir = await mkdtemp(join(tmpdir(), 'madoguchi-pages-'));
  const pages = ['dock', 'fleet'];
  await build({
    configFile: false,
    root: join(house, 'renderer'),
    base: './', // as electron-vite sets it for the renderer
    plugins: [svelte({ configFile: join(house, 'svelte.config.js') })],
    logLevel: 'warn',
    build: {
      outDir: rendererDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: Object.fromEntries(pages.map((page) => [page, join(house, `renderer/${page}/index.html`)])),
      },
    },
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await rm(rendererDir, { recursive: true });
});

const json = (response: ServerResponse, status: number, value: unknown) =>
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));

interface Call {
  path: string;
  method: string;
  authorization: string | undefined;
  body: unknown;
}
/** A central API that serves the built pages and answers calls as the test says. */
async function central(answer: (call: Call, response: ServerResponse) => void) {
  const calls: Call[] = [];
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://central').pathname;
    response.setHeader('Content-Security-Policy', policy);
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const page = path === '/fleet/' ? 'fleet/index.html' : null;
      const file = page ?? (path.startsWith('/assets/') ? path : null);
      if (file === null) {
        const { method = '', headers } = request;
        const call = {
          path,
          method,
          authorization: headers.authorization,
          body: text === '' ? null : (JSON.parse(text) as unknown),
        };
        calls.push(call);
        answer(call, response);
      } else {
        readFile(join(rendererDir, file)).then(
          (content) =>
            response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'font/woff2' }).end(content),
          () => response.writeHead(404).end(),
        );
      }
    });
  });
  const listening = Promise.withResolvers<null>();
  server.listen(0, '127.0.0.1', () => {
    listening.resolve(null);
  });
  await listening.promise;
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin, calls };
}

let closing: (() => unknown)[] = [];
beforeEach(() => {
  closing = [];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

/** A page that notes what it should not do. */
async function open(options: BrowserContextOptions) {
  const context = await browser.newContext(options);
  closing.push(() => context.close());
  const page = await context.newPage();
  const wrong: string[] = [];
  const origins = new Set<string>();
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => console.log(`violation: ${event.violatedDirective} ${event.blockedURI}`))",
  );
  page.on('console', (message) => {
    if (/^violation:|Content Security Policy/i.test(message.text())) wrong.push(message.text());
  });
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  return { page, context, wrong, origins };
}

describe('the dock', () => {
  let dock: Dock;
  const machine = {
    onReader: null as string | null,
    cut: false,
    paper: 'ready' as 'ready' | 'empty',
    recipients: 0,
  };
  let mails: DockMail[];
  let listeners: Set<() => void>;

  beforeEach(async () => {
    Object.assign(machine, { onReader: null, cut: false, paper: 'ready', recipients: 0 });
    mails = [];
    listeners = new Set();
    const kiosk = createServer((_request, response) => {
      response
        .writeHead(200, { 'Content-Type': 'text/html' })
        .end('<!doctype html><title>k</title><p>the kiosk</p>');
    });
    const listening = Promise.withResolvers<null>();
    kiosk.listen(0, '127.0.0.1', () => {
      listening.resolve(null);
    });
    await listening.promise;
    const controls: DockControls = {
      cards: () =>
        [
          ['hanako', '見本 花子', 'Hanako Mihon'],
          ['taro', '試 太郎', 'Taro Tameshi'],
        ].map(([profile, ja, en]) => ({
          profile: profile!,
          label: { ja: ja!, en: en! },
          pins: { supportPin: '1234', signaturePassword: 'MIHON123' },
        })),
      onReader: () => machine.onReader,
      put: (profile) => {
        machine.onReader = profile;
      },
      takeOff: () => {
        machine.onReader = null;
      },
      isCut: () => machine.cut,
      cut: (cut) => {
        machine.cut = cut;
      },
      paper: () => machine.paper,
      setPaper: (present) => {
        machine.paper = present ? 'ready' : 'empty';
      },
      mails: () => Promise.resolve(mails),
      postSampleMessage: () => Promise.resolve({ recipients: machine.recipients }),
      links: () => [
        { label: { ja: '端末とお知らせ', en: 'Terminals and messages' }, url: 'http://127.0.0.1:9/fleet/' },
      ],
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    const kioskAddress = `http://127.0.0.1:${(kiosk.address() as AddressInfo).port}/k/secret`;
    dock = await startDock({ packaged: false, rendererDir, controls, kioskAddress: () => kioskAddress });
    closing.push(
      () => kiosk.close(),
      () => {
        kiosk.closeAllConnections();
      },
      () => dock.close(),
    );
  });

  const desk: BrowserContextOptions = { viewport: { width: 1366, height: 900 }, locale: 'ja-JP' };

  it('describes the wire alike on both sides', () => {
    expect(halvesAgree).toEqual([true, true, true]);
  });

  it('shows the kiosk beside three steps, and puts a card on and takes it off', async () => {
    const { page, wrong } = await open(desk);
    await page.goto(dock.url);
    await page.frameLocator('iframe').getByText('the kiosk').waitFor();
    expect(new URL(page.url()).pathname).toBe('/dock/');
    for (const step of ['画面ではじめる', 'カードを置く', 'メールのコードを入力する']) {
      await page.getByRole('heading', { name: step }).waitFor();
    }
    await page.getByLabel('試 太郎').check();
    await page.getByRole('button', { name: 'カードを置く' }).click();
    await page.getByText('カードはカードリーダーの上にあります').waitFor();
    expect(machine.onReader).toBe('taro');
    expect(await page.getByLabel('見本 花子').isDisabled()).toBe(true);
    expect(await axe(page, { iframes: false })).toEqual([]);
    await page.getByRole('button', { name: 'カードを取る' }).click();
    await page.getByText('カードリーダーの上にカードはありません').waitFor();
    expect(machine.onReader).toBeNull();
    expect(wrong).toEqual([]);
  });

  it('shows a mail as it comes, with its code, and brings it into sight', async () => {
    const { page } = await open({ ...desk, viewport: { width: 1280, height: 600 } });
    await page.goto(dock.url);
    await page.getByText('まだ届いていません。').waitFor();
    mails = [
      {
        to: 'hanako@mihon.example',
        subject: '確認コード',
        text: '確認コード: 042137\n',
        at: '2026-11-21T09:05:00.000Z',
        code: '042137',
      },
    ];
    for (const listener of listeners) listener();
    const code = page.getByText('042137', { exact: true });
    await code.waitFor();
    await expect
      .poll(async () => {
        const box = await code.boundingBox();
        return box !== null && box.y >= 0 && box.y + box.height <= 600;
      })
      .toBe(true);
    expect(await axe(page, { iframes: false })).toEqual([]);
  });

  it('cuts the network, empties the printer and sends the sample message', async () => {
    const { page } = await open(desk);
    await page.goto(dock.url);
    await page.getByRole('button', { name: '切る' }).click();
    await page.getByText('切れています').waitFor();
    expect(machine.cut).toBe(true);
    await page.getByRole('button', { name: '用紙を抜く' }).click();
    await page.getByText('用紙がありません').waitFor();
    expect(machine.paper).toBe('empty');
    await page.getByRole('button', { name: 'つなぐ' }).click();
    await page.getByText('つながっています').waitFor();
    machine.recipients = 2;
    await page.getByRole('button', { name: 'お知らせを送る' }).click();
    await page.getByText('2人に送りました').waitFor();
    expect(await axe(page, { iframes: false })).toEqual([]);
  });

  it('speaks English too, and fits a small window', async () => {
    const { page, wrong } = await open({ ...desk, locale: 'en-GB', viewport: { width: 800, height: 700 } });
    await page.goto(dock.url);
    await page.getByRole('heading', { name: 'Put the card on' }).waitFor();
    expect(await axe(page, { iframes: false })).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(800);
    await page.getByRole('button', { name: '日本語' }).click();
    await page.getByRole('heading', { name: 'カードを置く' }).waitFor();
    expect(wrong).toEqual([]);
  });

  it('stays alone in Electron, where the window shows the kiosk by itself', async () => {
    const alone = await startDock({
      packaged: false,
      rendererDir,
      controls: {
        cards: () => [],
        onReader: () => null,
        put: () => undefined,
        takeOff: () => undefined,
        isCut: () => false,
        cut: () => undefined,
        paper: () => 'fixed',
        setPaper: () => undefined,
        mails: () => Promise.resolve([]),
        postSampleMessage: () => Promise.resolve(null),
        onChange: () => () => undefined,
      },
      kioskAddress: () => null,
    });
    closing.push(() => alone.close());
    const { page, wrong } = await open(desk);
    await page.goto(alone.url);
    await page.getByText('本物のプリンターを使っています').waitFor();
    expect(await page.locator('iframe').count()).toBe(0);
    await page.getByRole('button', { name: 'お知らせを送る' }).click();
    await page.getByText('できませんでした').waitFor();
    expect(wrong).toEqual([]);
  });
});

describe('the page of IT', () => {
  const sample = (): TerminalList => ({
    terminals: ['1番窓口', '2番窓口', '支所'].map((name, at) => ({
      id: `0190b6f0-0000-7000-8000-00000000000${at}`,
      name,
      municipality: '992011',
      enrolledAt: '2026-11-01T00:00:00.000Z',
      revoked: name === '支所',
      certificateUntil: null,
      recovery: null,
      seenAt: at === 1 ? '2026-11-01T00:00:00.000Z' : new Date().toISOString(),
      report: {
        version: '0.1.0',
        saved: 3,
        waiting: at,
        needsAttention: at === 1 ? 2 : 0,
        reader: 'ready',
        printer: 'ready',
        screen: 'welcome',
      },
      accepted: 12,
    })),
  });
  const sums = { unknown: [], unknownCount: 0, different: [], differentCount: 0 };
  const balances = ({ terminals }: TerminalList): BalanceList => ({
    terminals: terminals.map(({ id, name }, at) => ({
      ...{ id, name, ...sums, accepted: 12, agrees: at === 1 ? false : null },
      toldAt: at === 1 ? '2026-11-01T00:00:00.000Z' : null,
      counts: at === 1 ? { saved: 14, outbox: 1, accepted: 11, needsAttention: 2 } : null,
      surplus: at === 1 ? [id] : [],
      surplusCount: at === 1 ? 1 : 0,
    })),
  });

  async function desk(options: BrowserContextOptions = { locale: 'ja-JP' }) {
    const list = sample();
    const { origin, calls } = await central(({ path, method, authorization }, response) => {
      if (authorization === 'Bearer adm_good' && path === '/v1/terminals') json(response, 200, list);
      else if (authorization === 'Bearer adm_good' && path === '/v1/balances')
        json(response, 200, balances(list));
      else if (authorization === 'Bearer adm_good' && method === 'POST') response.writeHead(204).end();
      else if (authorization === 'Bearer snd_good') json(response, 403, {});
      else json(response, 401, {});
    });
    const opened = await open(options);
    await opened.page.goto(`${origin}/fleet/`);
    return { ...opened, origin, calls, list };
  }
  async function signIn(page: Page, name: string): Promise<void> {
    await page.getByLabel(/管理者用トークン|Administration token/).fill(name);
    await page.getByLabel(/管理者用トークン|Administration token/).press('Enter');
  }

  it('shows IT every terminal, those that need somebody first, and forgets the token with the page', async () => {
    const { page, context, wrong, origin, origins, calls, list } = await desk();
    expect(await axe(page, { iframes: false })).toEqual([]);
    await signIn(page, 'adm_good');
    await page.getByText('3台のうち1台に確認が必要です').waitFor();
    const names = await page.locator('tbody th').allTextContents();
    expect(names.map((name) => name.replace('992011', ''))).toEqual(['2番窓口', '1番窓口', '支所']);
    await page.getByText('15分以上通信なし').waitFor();
    await page.getByText('要確認の登録あり').waitFor();
    expect(await axe(page, { iframes: false })).toEqual([]);

    list.terminals[1] = { ...list.terminals[0]!, id: list.terminals[1]!.id, name: '2番窓口' };
    await page.getByRole('button', { name: '更新' }).click();
    await page.getByText('3台、すべて正常です').waitFor();

    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
    expect(await context.cookies()).toEqual([]);
    await page.reload();
    await page.getByLabel('管理者用トークン').waitFor();
    expect(new Set(calls.map(({ path }) => path))).toEqual(
      new Set(['/v1/desk/session', '/v1/terminals', '/v1/balances']),
    );
    expect(wrong).toEqual([]);
    expect([...origins]).toEqual([origin]);
  });

  it('lets IT compare a balance, approve a return and revoke a terminal, the last two when asked twice', async () => {
    const { page, calls, list, wrong } = await desk({ locale: 'en-GB' });
    const [first, second] = list.terminals;
    list.terminals[0] = { ...first!, recovery: '4711', certificateUntil: '2026-11-30T00:00:00.000Z' };
    await signIn(page, 'adm_good');
    await page.getByText('Differs').waitFor();
    await page.getByRole('button', { name: `Manage ${second!.name}` }).click();
    await page.getByText('11 accepted by the terminal, 12 accepted here').waitFor();
    await page.getByText(second!.id).waitFor();
    expect(await axe(page, { iframes: false })).toEqual([]);
    await page.getByRole('button', { name: 'Revoke the terminal' }).click();
    expect(calls.filter(({ method }) => method === 'POST')).toEqual([]);
    await page.getByRole('button', { name: 'Revoke it now' }).click();
    await page.getByRole('button', { name: 'Revoke the terminal' }).waitFor();
    await page.getByRole('button', { name: `Manage ${first!.name}` }).click();
    await page.getByText('under number 4711').waitFor();
    await page.getByRole('button', { name: 'Approve its return' }).click();
    await page.getByRole('button', { name: 'The number is the same: approve' }).click();
    await page.getByRole('button', { name: 'Approve its return' }).waitFor();
    expect(calls.filter(({ method }) => method === 'POST')).toMatchObject([
      { path: `/v1/terminals/${second!.id}/revocation`, body: null },
      { path: `/v1/terminals/${first!.id}/approval`, body: { number: '4711' } },
    ]);
    expect(wrong).toEqual([]);
  });

  it('refuses a wrong token in words and lets the next one be tried', async () => {
    const { page } = await desk({ locale: 'en-GB' });
    await signIn(page, 'adm_wrong');
    await page.getByText('This token is not valid.').waitFor();
    expect(await axe(page, { iframes: false })).toEqual([]);
    await signIn(page, 'snd_good');
    await page.getByText('You have no role that allows this.').waitFor();
    await signIn(page, 'adm_good');
    await page.getByRole('heading', { name: 'Terminals' }).waitFor();
  });
});
