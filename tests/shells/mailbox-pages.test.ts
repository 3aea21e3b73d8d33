// The mailbox's pages as residents meet them: the real build behind the real page server and its policy, in a real Chromium, with a central
// API that answers as the test says.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { texts as shared } from '../../renderer/phone/languages/all.ts';
import { texts as catalogue } from '../../renderer/phone/mailbox/languages/all.ts';
import { settingPages } from '../../renderer/phone/mailbox/place.ts';
import { greetings, languages, type Language } from '../../renderer/ui/languages/greetings.ts';
import { mailboxTexts } from '../../renderer/ui/languages/mailbox/index.ts';
import { plain, plainAll } from '../../renderer/ui/markup.ts';
import { axe } from '../fixtures/axe.ts';
import {
  attachment,
  delegation,
  email,
  ids,
  type KnownMailbox,
  type MailboxStage,
  openMailboxStage,
  remove,
  rightCode,
  rightPin1,
  sampleContents,
  sampleMailbox,
} from '../fixtures/mailbox-stage.ts';
import { buildStage } from '../fixtures/phone-stage.ts';

const texts = plainAll(catalogue);
const ja = texts.ja;
const words = plainAll(mailboxTexts).ja;
const common = plainAll(shared).ja;
const measure = await readFile(join(import.meta.dirname, '../fixtures/phone-measure.js'), 'utf8');

let built: Awaited<ReturnType<typeof buildStage>>;
let browser: Browser;
let stage: MailboxStage;
let closing: (() => unknown)[] = [];
beforeAll(async () => {
  built = await buildStage();
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
}, 120_000);
afterAll(async () => {
  await browser.close();
  await built.remove();
});
beforeEach(async () => {
  closing = [];
  stage = await openMailboxStage(built.folder);
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  await stage.close();
});

const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 640 },
  locale: 'ja-JP',
  hasTouch: true,
  isMobile: true,
  reducedMotion: 'reduce',
};

/** A page that notes what it should not do. `signedIn`: with a session. */
async function open(
  options: BrowserContextOptions & { signedIn?: boolean; look?: { language?: Language; size?: number } } = {},
) {
  const { signedIn = false, look, ...own } = options;
  const context = await browser.newContext({ ...phone, ...own });
  closing.push(() => context.close());
  if (look) await context.addInitScript(`localStorage.setItem('look', '${JSON.stringify(look)}')`);
  if (signedIn) {
    stage.known.session = 'open';
    await context.addCookies([{ name: 'mailbox', value: 'open', url: stage.origin }]);
  }
  const page = await context.newPage();
  const wrong: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) wrong.push(message.text());
  });
  page.on('request', (request) => requests.push(request.url()));
  return { page, context, wrong, requests };
}

const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const linkTo = (page: Page, title: string) => page.locator('.heads a').filter({ hasText: title });
const titlesIn = (page: Page) => page.locator('.heads .title').allInnerTexts();
const changes = () =>
  stage.known.calls.filter(({ path }) => path === '/v1/mailbox/changes').map(({ body }) => body);

// ---- every page in every state ----

interface Scene {
  readonly name: string;
  readonly hash?: string;
  readonly out?: boolean;
  readonly set?: (known: KnownMailbox) => void;
  readonly act?: (page: Page) => Promise<void>;
}
const typeIn = async (page: Page, pin1 = rightPin1): Promise<void> => {
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(pin1);
  await page.locator('form button[type=submit]').click();
};
const toCode = async (page: Page): Promise<void> => {
  await typeIn(page);
  await page.locator('input[autocomplete=one-time-code]').waitFor();
};
const answer = async (page: Page, code: string): Promise<void> => {
  await page.locator('input[autocomplete=one-time-code]').fill(code);
  await page.locator('form button[type=submit]').click();
};
const pressLast = (page: Page) => page.locator('.ends button').last().click();
const scenes: readonly Scene[] = [
  {
    name: 'sign-in',
    out: true,
    act: async (page) => {
      for (const one of await page.locator('summary').all()) await one.click();
    },
  },
  { name: 'sign-in, with faults', out: true, act: (page) => page.locator('form button').click() },
  { name: 'from the slip', out: true, hash: '#/from-slip' },
  { name: 'code', out: true, act: toCode },
  {
    name: 'a wrong code',
    out: true,
    act: async (page) => {
      await toCode(page);
      await answer(page, '654321');
      await page.locator('.error').waitFor();
    },
  },
  {
    name: 'paused',
    out: true,
    set: (known) => (known.signIn = { outcome: 'paused', until: '2099-01-01T00:00:00.000Z' }),
    act: async (page) => {
      await toCode(page);
      await answer(page, rightCode);
      await page.locator('.notice').waitFor();
    },
  },
  { name: 'list' },
  {
    name: 'list, with notices',
    set: (known) =>
      (known.view = {
        ...sampleMailbox(),
        movedSince: '2026-11-01T00:00:00.000Z',
        notices: (
          [
            'command-not-done',
            'delegation-given',
            'delegation-taken',
            'delegation-received',
            'address-changed',
          ] as const
        ).map((code, at) => ({
          id: `0193f000-0000-7000-8000-00000000050${String(at)}`,
          at: '2026-11-20T00:00:00.000Z',
          code,
          action: code === 'command-not-done' ? 'pause' : null,
          outcome: code === 'command-not-done' ? 'pin1-wrong' : null,
        })),
      }),
  },
  {
    name: 'empty',
    set: (known) =>
      (known.view = {
        ...sampleMailbox(),
        messages: [],
        total: 0,
        delegations: { given: [], received: [] },
      }),
  },
  {
    name: 'not found',
    act: async (page) => {
      await page.locator('input[type=search]').fill('xyz');
      await page.keyboard.press('Enter');
      await page.locator('.heads').waitFor({ state: 'detached' });
    },
  },
  { name: 'read for somebody', hash: `#/for/${delegation}` },
  { name: 'message with a file', hash: `#/message/${ids.health}` },
  { name: 'emergency', hash: `#/message/${ids.flood}` },
  { name: 'Japanese only', hash: `#/message/${ids.waste}` },
  { name: 'deleting', hash: `#/message/${ids.health}`, act: pressLast },
  {
    name: 'deleted elsewhere',
    hash: `#/message/${ids.health}`,
    act: async (page) => {
      stage.elsewhere((known) => {
        remove(known, ids.health);
      });
      await page.locator('article').waitFor({ state: 'detached' });
    },
  },
  { name: 'no such message', hash: '#/message/0193f000-0000-7000-8000-000000000999' },
  { name: 'settings', hash: '#/settings' },
  ...settingPages.map((page) => ({ name: page, hash: `#/settings/${page}` })),
  {
    name: 'passkeys, one',
    hash: '#/settings/passkeys',
    set: (known) =>
      (known.passkeys = [
        {
          id: ids.flood,
          createdAt: '2026-11-01T00:00:00.000Z',
          usedAt: '2026-11-20T00:00:00.000Z',
          synced: true,
          here: true,
        },
      ]),
  },
  {
    name: 'pausing, PIN1 wrong',
    hash: '#/settings/municipalities',
    act: async (page) => {
      await page.locator('.button.outline').first().click();
      await page.locator('input[type=password]').fill('1111');
      await page.locator('button[type=submit]').click();
      await page.locator('.error').waitFor();
    },
  },
  {
    name: 'reset, with faults',
    hash: '#/settings/reset',
    act: (page) => page.locator('button[type=submit]').click(),
  },
  { name: 'left', act: (page) => page.locator('main nav button').first().click() },
  { name: 'nobody answers', set: (known) => (known.instead = { status: 503 }) },
];

/** Shows a scene as if nothing had been shown before. */
async function show(page: Page, scene: Scene): Promise<void> {
  Object.assign(stage.known, {
    ...{ view: sampleMailbox(), contents: sampleContents(), passkeys: [], signIn: null, instead: null },
    ...{ wrongPins: 0, session: scene.out === true ? null : 'open' },
  });
  scene.set?.(stage.known);
  if (scene.out !== true)
    await page.context().addCookies([{ name: 'mailbox', value: 'open', url: stage.origin }]);
  await page.goto(`${stage.origin}/s/`);
  await page.goto(`${stage.url}${scene.hash ?? ''}`);
  await page.locator('h1').waitFor();
  if (scene.hash?.includes('/message/')) await page.locator('.back + *').waitFor();
  await scene.act?.(page);
  await page.locator('h1').waitFor();
  await until(page, "document.querySelector('main > p[role=status]') === null");
}

/** Runs in the page: changes the language as a resident does, and comes back when it has changed. */
const speak = (name: string, title: string): string => `new Promise((resolve) => {
  const display = document.querySelector('[aria-controls=look]');
  const closed = display.getAttribute('aria-expanded') === 'false';
  if (closed) display.click();
  const press = () => {
    const button = [...document.querySelectorAll('#look button')].find((one) => one.textContent.includes(${JSON.stringify(name)}));
    if (button === undefined) return requestAnimationFrame(press);
    button.click();
    if (closed) display.click();
    const look = () => (document.title === ${JSON.stringify(title)} && document.querySelector('footer p').textContent !== '' ? resolve(null) : requestAnimationFrame(look));
    look();
  };
  press();
})`;
/** Comes back when it is so in the page; the page's policy forbids what `waitForFunction` does. */
const until = (page: Page, condition: string) =>
  page.evaluate(
    `new Promise((resolve) => { const look = () => (${condition} ? resolve(null) : requestAnimationFrame(look)); look(); })`,
  );
/** Every text has come in that language: the footer is the mailbox's own. */
const spoken = (page: Page, privacy: string) =>
  until(
    page,
    `(() => { const copy = document.querySelector('footer p').cloneNode(true); copy.querySelectorAll('rt').forEach((rt) => rt.remove()); return copy.textContent; })() === ${JSON.stringify(privacy)}`,
  );

describe('every page', () => {
  it('is clean under axe in all four themes', async () => {
    const { page, wrong } = await open({ signedIn: true });
    const found: string[] = [];
    for (const scene of scenes) {
      await show(page, scene);
      for (const theme of ['light', 'dark', 'contrast-light', 'contrast-dark']) {
        await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
        for (const fault of await axe(page)) found.push(`${scene.name}, ${theme}: ${fault}`);
      }
    }
    expect(found).toEqual([]);
    expect(wrong).toEqual([]);
  }, 240_000);

  it('fits 320 pixels, and a phone at twice the text size, in every language, with targets of 44 px', async () => {
    const { page } = await open({ signedIn: true, look: { language: 'ja', size: 200 } });
    const found: string[] = [];
    for (const scene of scenes) {
      await show(page, scene);
      for (const language of languages) {
        await page.evaluate(speak(plain(greetings[language].name), texts[language].title));
        await spoken(page, texts[language].privacy);
        for (const [width, size] of [
          [320, '100'],
          [360, '200'],
        ] as const) {
          await page.setViewportSize({ width, height: 640 });
          await page.evaluate(`document.documentElement.dataset.size = '${size}'`);
          for (const fault of await page.evaluate<string[]>(measure))
            found.push(`${scene.name}, ${language}, ${String(width)}: ${fault}`);
        }
      }
    }
    expect(found).toEqual([]);
  }, 240_000);
});

// ---- signing in and out ----

describe('signing in', () => {
  it('takes address and PIN1, then the mailed code, and keeps nothing in the browser', async () => {
    const { page, context, wrong, requests } = await open();
    await page.goto(`${stage.origin}/m`);
    expect(new URL(page.url()).pathname).toBe('/m/');
    await heading(page, ja.signIn.title);
    await toCode(page);
    await page.getByText(ja.signIn.sent).waitFor();
    expect(await page.locator('input').getAttribute('inputmode')).toBe('numeric');
    await answer(page, '654321');
    await page.getByText(ja.signIn.wrong(4)).waitFor();
    await answer(page, '１２３-４５６');
    await heading(page, ja.list.title);
    expect(await titlesIn(page)).toEqual([
      '大雨による避難のお知らせ',
      '特定健康診査のご案内',
      'ごみの収集日が変わります',
    ]);
    await linkTo(page, '特定健康診査').click();
    await heading(page, '特定健康診査のご案内');
    await page.getByRole('button', { name: ja.nav.leave }).click();
    await heading(page, ja.over.left.title);
    expect(wrong).toEqual([]);
    expect([...new Set(requests.map((url) => new URL(url).origin))]).toEqual([stage.origin]);
    expect(requests.filter((url) => url.includes('hanako') || url.includes(rightPin1))).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, window.name])',
    );
    expect(kept).toBe('[{},{},""]');
    expect(await page.content()).not.toContain('健康診査');
    const cached = await page.evaluate<string[]>(
      'caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys())))).then((all) => all.flat().map((request) => request.url))',
    );
    expect(cached.filter((url) => url.includes('/v1/'))).toEqual([]);
  });

  it('says when it is paused or too late, and what to do without PIN1 or without the phone', async () => {
    const { page } = await open();
    await page.goto(stage.url);
    await page.getByText(ja.signIn.forgot).click();
    await page.getByText(ja.signIn.forgotHelp).waitFor();
    await page.getByText(ja.signIn.lost).click();
    await page.getByText(ja.signIn.lostHelp).waitFor();
    await page.getByRole('button', { name: ja.signIn.send }).click();
    await page.getByText(ja.signIn.pin1Digits).waitFor();
    await page.getByText(common.contact.badEmail).waitFor();
    await toCode(page);
    stage.known.signIn = { outcome: 'paused', until: '2099-01-01T00:00:00.000Z' };
    await answer(page, rightCode);
    await page.getByText(/何度もちがった.*2099年1月1日.*から/).waitFor();
    await page.getByRole('button', { name: ja.signIn.restart }).click();
    expect(await page.locator('input[type=email]').inputValue()).toBe(email);
    expect(await page.locator('input[type=password]').inputValue()).toBe('');
    stage.known.signIn = { outcome: 'expired' };
    await toCode(page);
    await answer(page, rightCode);
    await page.getByText(common.contact.over).waitFor();
  });

  it('opens with a passkey, which is registered and removed in the settings', async () => {
    const { page, context } = await open({ signedIn: true, isMobile: false });
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto(stage.url);
    await page.getByRole('link', { name: ja.passkeys.add }).click();
    await page.getByRole('button', { name: ja.passkeys.add }).click();
    await page.getByText(ja.passkeys.added).waitFor();
    const made = stage.known.calls.find(
      ({ method, path }) => method === 'POST' && path === '/v1/mailbox/passkeys',
    );
    expect(made?.body).toMatchObject({ challenge: expect.any(String), response: { type: 'public-key' } });
    await page.getByRole('button', { name: ja.nav.leave }).click();
    await page.getByRole('button', { name: ja.over.again }).click();
    await page.getByRole('button', { name: ja.signIn.passkey }).click();
    await page.getByRole('button', { name: ja.passkeys.remove }).click();
    await page.getByText(ja.passkeys.removed).waitFor();
    await page.getByRole('button', { name: ja.nav.leave }).click();
    await page.getByRole('button', { name: ja.over.again }).click();
    await page.getByRole('button', { name: ja.signIn.passkey }).click();
    await page.getByText(ja.signIn.passkeyFailed).waitFor();
  });

  it('comes from the slip with PIN1 alone, where a passkey is registered', async () => {
    const { page } = await open();
    await page.goto(`${stage.url}#/from-slip`);
    await page.getByText(ja.fromSlip.lead).waitFor();
    await page.getByLabel(ja.signIn.pin1).fill('1111');
    await page.getByRole('button', { name: ja.signIn.title }).click();
    await page.getByText(ja.pin1.wrong(4)).waitFor();
    await page.getByLabel(ja.signIn.pin1).fill(rightPin1);
    await page.getByRole('button', { name: ja.fromSlip.passkey }).click();
    await heading(page, ja.passkeys.title);
  });

  it('comes from the slip in vain when there is nothing to open, or its session is over, and goes on as ever', async () => {
    const { page } = await open();
    for (const slip of ['closed', 'over'] as const) {
      stage.known.slip = slip;
      await page.goto(`${stage.origin}/s/`);
      await page.goto(`${stage.url}#/from-slip`);
      await page.getByLabel(ja.signIn.pin1).fill(rightPin1);
      await page.getByRole('button', { name: ja.signIn.title }).click();
      await page.locator('input[type=email]').waitFor();
      expect(await page.getByText(ja.fromSlip.closed).count()).toBe(slip === 'closed' ? 1 : 0);
    }
  });

  it('is shown again when the session is over, and leads back to where one was', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(`${stage.url}#/settings/interests`);
    await heading(page, words.interests.title);
    stage.known.session = null;
    await page.getByRole('button', { name: ja.settings.save }).click();
    await heading(page, ja.signIn.title);
    await page.getByText(common.trouble.ended).waitFor();
    await toCode(page);
    await answer(page, rightCode);
    await heading(page, words.interests.title);
  });

  it('in one tab, and leaving in one, is seen by the others', async () => {
    const { page, context } = await open();
    await page.goto(stage.url);
    await heading(page, ja.signIn.title);
    const other = await context.newPage();
    await other.goto(stage.url);
    await heading(other, ja.signIn.title);
    await toCode(page);
    await answer(page, rightCode);
    await heading(other, ja.list.title);
    await other.getByRole('button', { name: ja.nav.leave }).click();
    await heading(page, ja.signIn.title);
  });
});

// ---- messages ----

describe('messages', () => {
  it('come while the page is open, and one that is deleted elsewhere goes while it is read', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(stage.url);
    await heading(page, ja.list.title);
    await expect.poll(() => stage.listening()).toBe(1);
    stage.elsewhere((known) => {
      const [first] = known.view.messages;
      if (first === undefined) throw new Error('none');
      const own = { ...first, id: ids.relative, titles: { ja: '新しいお知らせ' }, opened: false };
      known.view = { ...known.view, messages: [own, ...known.view.messages], total: 4 };
    });
    await linkTo(page, '新しいお知らせ').waitFor();
    await linkTo(page, '特定健康診査').click();
    await heading(page, '特定健康診査のご案内');
    stage.elsewhere((known) => {
      remove(known, ids.health);
    });
    await heading(page, ja.message.gone);
    expect(await page.content()).not.toContain('受診券');
    await page.getByRole('link', { name: ja.message.back }).click();
    await heading(page, ja.list.title);
    expect(await titlesIn(page)).not.toContain('特定健康診査のご案内');
  });

  it('are looked at again when the line breaks and when the page is seen again', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(stage.url);
    await heading(page, ja.list.title);
    await expect.poll(() => stage.listening()).toBe(1);
    remove(stage.known, ids.waste);
    stage.hangUp();
    await expect.poll(() => titlesIn(page), { timeout: 20_000 }).toHaveLength(2);
    remove(stage.known, ids.flood);
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await expect.poll(() => titlesIn(page)).toHaveLength(1);
  });

  it('are read in one’s own language with the original beside, and that is told to the mailbox once', async () => {
    const { page } = await open({ signedIn: true, look: { language: 'en' } });
    await page.goto(stage.url);
    await linkTo(page, 'Heavy rain').click();
    await heading(page, 'Heavy rain: please evacuate');
    await page.getByText('The shelter is Mihon Elementary School.').waitFor();
    await page.getByRole('button', { name: mailboxTexts.en.message.original }).click();
    await heading(page, '大雨による避難のお知らせ');
    expect(await page.locator('.body').getAttribute('lang')).toBe('ja');
    await page.getByRole('button', { name: mailboxTexts.en.message.translated }).click();
    await heading(page, 'Heavy rain: please evacuate');
    await page.reload();
    await heading(page, 'Heavy rain: please evacuate');
    expect(changes()).toEqual([
      expect.objectContaining({ action: { kind: 'read', message: ids.flood }, pin1: null }),
    ]);
    await page.goBack();
    await heading(page, texts.en.list.title);
    expect((await titlesIn(page))[0]).toBe('Your free health check');
  });

  it('say before they are opened that their sender hears of it, and open their files', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(stage.url);
    await linkTo(page, '特定健康診査').filter({ hasText: ja.message.openedTold }).click();
    await page.getByText(ja.message.openedTold).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '受診券.pdf' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.pdf$/);
    expect(stage.known.calls.at(-1)?.path).toBe(`/v1/mailbox/attachments/${attachment}`);
  });

  it('are deleted after being told that they cannot be brought back', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(`${stage.url}#/message/${ids.waste}`);
    await heading(page, 'ごみの収集日が変わります');
    await page.getByRole('button', { name: words.message.delete, exact: true }).click();
    await heading(page, words.sure.delete.title);
    await page.getByText(words.sure.delete.gone[0] ?? '').waitFor();
    await page.getByRole('button', { name: words.sure.no }).click();
    await heading(page, 'ごみの収集日が変わります');
    await page.getByRole('button', { name: words.message.delete, exact: true }).click();
    await page.getByRole('button', { name: words.sure.delete.yes, exact: true }).click();
    await page.getByText(ja.message.deleted).waitFor();
    expect(await titlesIn(page)).toHaveLength(2);
    expect(stage.known.contents[ids.waste]).toBeUndefined();
  });

  it('are found by search, and those of whom one reads for stand on a tab of their own', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(stage.url);
    await page.getByLabel(ja.list.search).fill('健康');
    await page.keyboard.press('Enter');
    await page.getByText(ja.list.found(1)).waitFor();
    expect(await titlesIn(page)).toEqual(['特定健康診査のご案内']);
    await page.getByRole('button', { name: ja.list.clear }).click();
    await expect.poll(() => titlesIn(page)).toHaveLength(3);
    await page.getByRole('link', { name: ja.list.readFor('JK90-MN12') }).click();
    await page.getByText(ja.list.readForNote).waitFor();
    await linkTo(page, '介護保険証の更新').click();
    await heading(page, '介護保険証の更新');
    expect(await page.getByRole('button', { name: words.message.delete, exact: true }).count()).toBe(0);
    expect(changes()).toEqual([]);
    await page.goBack();
    await linkTo(page, '介護保険証の更新').waitFor();
  });

  it('are printed without anything else, black on white', async () => {
    const { page } = await open({ signedIn: true, colorScheme: 'dark' });
    await page.goto(`${stage.url}#/message/${ids.health}`);
    await heading(page, '特定健康診査のご案内');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const gone of ['header', 'footer', 'main nav', '.ends', '.back'])
      expect(await page.locator(gone).first().isVisible(), gone).toBe(false);
    for (const seen of ['h1', '.body', 'dl', '.name'])
      expect(await page.locator(seen).first().isVisible(), seen).toBe(true);
    const colours = await page.evaluate(
      "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.querySelector('.body')))",
    );
    expect(colours).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  });
});

// ---- what a resident decides ----

describe('settings', () => {
  it('pause with PIN1, told when it is wrong and when it is paused, and resume by a press', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(`${stage.url}#/settings/municipalities`);
    await page.getByRole('button', { name: ja.municipalities.pause }).click();
    await heading(page, words.sure.pause.title);
    const pin1 = page.getByLabel(ja.pin1.ask);
    const yes = page.getByRole('button', { name: words.sure.pause.yes, exact: true });
    await yes.click();
    await page.getByText(ja.signIn.pin1Digits).waitFor();
    await pin1.fill('1111');
    await yes.click();
    await page.getByText(ja.pin1.wrong(4)).waitFor();
    expect(await pin1.inputValue()).toBe('');
    stage.known.wrongPins = 4;
    await pin1.fill('1111');
    await yes.click();
    await page.getByText(/PIN1が何度も.*から/).waitFor();
    await pin1.fill(rightPin1);
    await yes.click();
    await page.getByText(ja.settings.saved).waitFor();
    expect(stage.known.view.memberships[1]?.state).toBe('paused');
    await page.getByRole('button', { name: ja.municipalities.resume }).first().click();
    await expect.poll(() => stage.known.view.memberships[0]?.state).toBe('receiving');
    await page.getByRole('button', { name: ja.municipalities.start }).click();
    await expect.poll(() => stage.known.view.memberships[2]?.state).toBe('receiving');
    await page.getByRole('switch').last().click();
    await expect.poll(() => stage.known.view.memberships[2]?.keptHere).toBe(true);
  });

  it('empty the mailbox only with the digits and PIN1', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(`${stage.url}#/settings/reset`);
    const yes = page.getByRole('button', { name: words.sure.reset.yes, exact: true });
    const digits = page.getByLabel(ja.typed.label);
    const hint = await page.getByText(/\d{4} を入力/).innerText();
    await digits.fill('0000');
    await page.getByLabel(ja.pin1.ask).fill(rightPin1);
    await yes.click();
    await page.locator('.error').waitFor();
    expect(changes()).toEqual([]);
    await digits.fill(hint.slice(0, 4));
    await yes.click();
    await page.getByText(ja.resetDone).waitFor();
    await page.getByText(ja.list.empty).waitFor();
  });

  it('end everything for a lost phone, here as well', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(`${stage.url}#/settings/lost-phone`);
    await page.getByText(ja.lost).waitFor();
    await page.getByRole('button', { name: words.sure['lost-phone'].yes, exact: true }).click();
    await heading(page, ja.over.lost.title);
    await page.getByRole('button', { name: ja.over.again }).click();
    await heading(page, ja.signIn.title);
  });

  it('delete the account', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(`${stage.url}#/settings/close`);
    const hint = await page.getByText(/\d{4} を入力/).innerText();
    await page.getByLabel(ja.typed.label).fill(hint.slice(0, 4));
    await page.getByLabel(ja.pin1.ask).fill(rightPin1);
    await page.getByRole('button', { name: words.sure.close.yes, exact: true }).click();
    await heading(page, ja.over.closed.title);
    expect(await page.content()).not.toContain('見本');
  });

  it('are done once, even when the answer was lost and the button pressed again', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(`${stage.url}#/settings/interests`);
    await page.route(
      '**/v1/mailbox/changes',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await page.getByRole('button', { name: ja.settings.save }).click();
    await page.getByText(common.trouble.offline).waitFor();
    await page.getByRole('button', { name: ja.settings.save }).click();
    await page.getByText(ja.settings.saved).waitFor();
    const sent = changes() as { id: string }[];
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  });

  it('change interests and ways to be told, end a service and a delegation', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(`${stage.url}#/settings/interests`);
    await page.getByRole('switch', { name: 'ごみとリサイクル' }).click();
    await page.getByRole('button', { name: ja.settings.save }).click();
    await page.getByText(ja.settings.saved).waitFor();
    await page.goto(`${stage.url}#/settings/notify`);
    await page.getByRole('switch', { name: words.notify.email }).click();
    await page.getByRole('button', { name: ja.settings.save }).click();
    await page.getByText(ja.settings.saved).waitFor();
    await page.goto(`${stage.url}#/settings/services`);
    await page.getByRole('button', { name: words.services.leaveOf('図書館') }).click();
    await page.getByRole('button', { name: words.sure['service-leave'].yes, exact: true }).click();
    await page.getByText(words.services.none).waitFor();
    await page.goto(`${stage.url}#/settings/delegates`);
    await page.getByRole('button', { name: words.delegates.stopOf('EF56-GH78') }).click();
    await page.getByRole('button', { name: words.sure.undelegate.yes, exact: true }).click();
    await page.getByText(words.delegates.none).waitFor();
    expect(stage.known.view).toMatchObject({
      notify: { push: true, email: false },
      services: [],
      delegations: { given: [] },
    });
    expect(stage.known.view.interests.every(({ on }) => on)).toBe(true);
  });

  it('show who looked, also what this page does not know yet', async () => {
    const { page } = await open({ signedIn: true });
    await page.goto(`${stage.url}#/settings/log`);
    await page.getByText(words.log.what['recipients-shown']).waitFor();
    await page.getByText(words.action.pause, { exact: true }).waitFor();
    await page.getByText(words.log.what.other).waitFor();
  });

  it('are all reached with a keyboard alone', async () => {
    const { page } = await open({ isMobile: false, hasTouch: false });
    await page.goto(stage.url);
    await heading(page, ja.signIn.title);
    const tabTo = async (role: 'link' | 'button' | 'textbox' | 'switch', name: string): Promise<void> => {
      const wanted = page.getByRole(role, { name, exact: true }).first();
      for (let turn = 0; turn < 40; turn++) {
        await page.keyboard.press('Tab');
        if (
          await page.locator(':focus').evaluate((one, other) => one === other, await wanted.elementHandle())
        )
          return;
      }
      throw new Error(`no way to ${role} ${name}`);
    };
    await tabTo('textbox', common.contact.email);
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(rightPin1);
    await page.keyboard.press('Enter');
    await heading(page, common.contact.codeTitle);
    await tabTo('textbox', common.contact.label);
    await page.keyboard.type(rightCode);
    await page.keyboard.press('Enter');
    await heading(page, ja.list.title);
    expect(await page.evaluate('document.activeElement.tagName'), 'the heading is read out').toBe('H1');
    for (let turn = 0; turn < 20; turn++) {
      await page.keyboard.press('Tab');
      if ((await page.locator(':focus').innerText()).includes('特定健康診査')) break;
    }
    await page.keyboard.press('Enter');
    await heading(page, '特定健康診査のご案内');
    await tabTo('button', words.message.delete);
    await page.keyboard.press('Enter');
    await tabTo('button', words.sure.delete.yes);
    await page.keyboard.press('Enter');
    await page.getByText(ja.message.deleted).waitFor();
    expect(stage.known.view.total).toBe(2);
  });
});

// ---- the app ----

describe('the app', () => {
  it('is at most 60 kB of script before one can sign in, none of it too new', async () => {
    const { page } = await open({ locale: 'vi-VN', serviceWorkers: 'block' });
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response.body());
    });
    await page.goto(stage.url);
    await heading(page, texts.vi.signIn.title);
    await page.waitForLoadState('networkidle');
    const first = (await Promise.all(scripts)).map(String);
    const bytes = first.reduce((sum, source) => sum + gzipSync(source, { level: 9 }).length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(60_000);
    const assets = join(built.folder, 'assets');
    const all = (await readdir(assets)).filter((name) => name.endsWith('.js'));
    expect(all.some((name) => name.startsWith('passkeys-'))).toBe(true);
    // Chrome 95 and Safari 15 cannot read or do not have these.
    for (const name of all)
      expect(
        /\(\?<[=!]|\.at\(|structuredClone|\.findLast|\.toSorted|\.toReversed|Object\.hasOwn|withResolvers|randomUUID|static\{/.exec(
          await readFile(join(assets, name), 'utf8'),
        )?.[0],
        name,
      ).toBeUndefined();
  });

  it('can be installed, opens without network and says so, having kept the shell and no answer', async () => {
    const { page, context } = await open({ signedIn: true });
    await page.goto(stage.url);
    await heading(page, ja.list.title);
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
    const cdp = await context.newCDPSession(page);
    const { errors } = (await cdp.send('Page.getAppManifest')) as { errors: unknown[] };
    expect(errors).toEqual([]);
    const manifest = await page.evaluate<Record<string, unknown>>(
      "fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())",
    );
    expect(manifest).toMatchObject({ start_url: './', scope: './', display: 'standalone' });
    await page.reload();
    await heading(page, ja.list.title);
    await context.setOffline(true);
    await page.reload();
    await heading(page, common.trouble.offline);
    const kept = await page.evaluate<string[]>(
      'caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys())))).then((all) => all.flat().map((request) => request.url))',
    );
    expect(kept.length).toBeGreaterThan(2);
    expect(kept.filter((url) => url.includes('/v1/'))).toEqual([]);
    await context.setOffline(false);
    await page.getByRole('button', { name: common.common.again }).click();
    await heading(page, ja.list.title);
  });

  it('pushes to this browser after its own switch was pressed, and no more to the slip’s pages', async () => {
    const { page, context } = await open({ signedIn: true, permissions: ['notifications'] });
    await context.addInitScript(`
      let held = null;
      const given = { toJSON: () => ({ endpoint: 'https://push.example/abc', keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) } }), unsubscribe: () => { held = null; return Promise.resolve(true); } };
      PushManager.prototype.getSubscription = () => Promise.resolve(held);
      PushManager.prototype.subscribe = () => { held = given; return Promise.resolve(given); };
    `);
    stage.known.view = { ...sampleMailbox(), devices: { pushes: 0, sessions: 1, passkeys: 0 } };
    await page.goto(`${stage.url}#/settings/notify`);
    await page.getByRole('button', { name: common.notify.allow }).click();
    await page.getByRole('button', { name: common.notify.test }).waitFor();
    await expect.poll(() => stage.known.view.devices.pushes).toBe(1);
    await page.getByRole('switch', { name: words.notify.push }).click();
    await page.getByRole('button', { name: ja.settings.save }).click();
    await expect.poll(() => stage.known.view.devices.pushes).toBe(0);
  });
});
