// The slip's pages as residents meet them: the real build behind the real page server and its policy, in a real Chromium with a
// phone's screen, with a central API that answers as the test says.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { texts as catalogue } from '../../renderer/phone/languages/all.ts';
import { greetings, languages, type Language } from '../../renderer/ui/languages/greetings.ts';
import { plain, plainAll } from '../../renderer/ui/markup.ts';
import type { PhoneStep } from '../../sync/contract/phone.ts';
import { axe } from '../fixtures/axe.ts';
import {
  birthDate,
  buildStage,
  type Known,
  openStage,
  rightCode,
  sampleCode,
  sampleView,
  type Stage,
} from '../fixtures/phone-stage.ts';

const texts = plainAll(catalogue);
const ja = texts.ja;
const measure = await readFile(join(import.meta.dirname, '../fixtures/phone-measure.js'), 'utf8');

let built: Awaited<ReturnType<typeof buildStage>>;
let browser: Browser;
let stage: Stage;
let closing: (() => unknown)[] = [];
beforeAll(async () => {
  built = await buildStage();
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  });
});
afterAll(async () => {
  await browser.close();
  await built.remove();
});
beforeEach(async () => {
  closing = [];
  stage = await openStage(built.folder);
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

/** A page that notes what it should not do. `look`: as if it had been chosen before. */
async function open(
  options: BrowserContextOptions = {},
  look?: { language?: Language; size?: number; theme?: string },
) {
  const context = await browser.newContext({ ...phone, ...options });
  closing.push(() => context.close());
  if (look) await context.addInitScript(`localStorage.setItem('look', '${JSON.stringify(look)}')`);
  const page = await context.newPage();
  const wrong: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => console.log(`violation: ${event.violatedDirective} ${event.blockedURI}`))",
  );
  page.on('console', (message) => {
    if (/^violation:|Content Security Policy/i.test(message.text())) wrong.push(message.text());
  });
  page.on('request', (request) => requests.push(request.url()));
  return { page, context, wrong, requests };
}

const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
async function typeBirth(page: Page, digits = birthDate): Promise<void> {
  const parts = page.locator('form input');
  await parts.nth(0).fill(digits.slice(0, 4));
  await parts.nth(1).fill(String(Number(digits.slice(4, 6))));
  await parts.nth(2).fill(String(Number(digits.slice(6))));
  await page.locator('button[type=submit]').click();
}
/** Past the birth date, at the first open step. */
async function enter(page: Page, url = stage.url): Promise<void> {
  await page.goto(url);
  await page.locator('select').waitFor();
  await typeBirth(page);
  await page.locator('select').waitFor({ state: 'detached' });
}

// ---- every screen in every state ----

interface Scene {
  readonly name: string;
  readonly set?: (known: Known) => void;
  readonly path?: string;
  /** After the birth date: the session of an earlier visit goes on. */
  readonly inside?: boolean;
  /** What is pressed to get there, after the page has come. */
  readonly act?: (page: Page) => Promise<void>;
}
const state = (of: Known['status']['state']): Scene => ({
  name: of,
  set: (known) => (known.status = { ...known.status, state: of, arrived: of !== 'unknown' }),
});
const step = (name: PhoneStep, act?: Scene['act'], part: Partial<Known['view']> = {}): Scene => ({
  name: act === undefined ? name : `${name}, with faults`,
  inside: true,
  set: (known) => (known.view = { ...sampleView(), ...part, open: [...new Set([name, 'notify' as const])] }),
  ...(act && { act }),
});
const withCode = (name: string, code: Partial<ReturnType<typeof sampleCode>>, act?: Scene['act']): Scene => {
  const own = step('email', act, { email: { ...sampleView().email, code: { ...sampleCode(), ...code } } });
  return { ...own, name };
};
const laterAll = async (page: Page): Promise<void> => {
  while ((await page.locator('.ends').count()) === 0) await page.locator('main button.text').last().click();
};
const finished = (): Known['view'] => ({
  ...sampleView(),
  open: [],
  done: ['email', 'phone', 'interests', 'pins', 'notify'],
  stages: { ...sampleView().stages, contact: 'confirmed', mailbox: 'open' },
});
const scenes: readonly Scene[] = [
  { name: 'typing the number', path: '/s/' },
  {
    name: 'a mistyped number',
    path: '/s/',
    act: async (page) => {
      await page.locator('input').fill('123412341234123412341234');
      await page.locator('button[type=submit]').click();
      await page.locator('.error').waitFor();
    },
  },
  { name: 'no slip', path: '/s/HELLO' },
  { name: 'not arrived', set: (known) => (known.status = { ...known.status, arrived: false }) },
  ...(['used', 'expired', 'cancelled', 'unknown', 'forged', 'elsewhere'] as const).map(state),
  { name: 'nobody answers', set: (known) => (known.instead = { status: 503 }) },
  { name: 'birth date' },
  {
    name: 'display',
    act: async (page) => {
      await page.locator('[aria-controls=look]').click();
      await page.locator('#look h2').first().waitFor();
    },
  },
  {
    name: 'a wrong birth date',
    act: async (page) => {
      await typeBirth(page, '19580404');
      await page.locator('#birth-error').waitFor();
    },
  },
  {
    name: 'birth date paused',
    act: async (page) => {
      await typeBirth(page, '19580404');
      await page.locator('#birth-error').waitFor();
      for (let turn = 0; turn < 2; turn++) await page.locator('button[type=submit]').click();
      await page.locator('.notice').waitFor();
    },
  },
  step('email'),
  step('email', async (page) => {
    await page.locator('input').fill('hanako');
    await page.locator('button.solid').click();
    await page.locator('.error').waitFor();
  }),
  withCode('code', {}),
  withCode('a wrong code', {}, async (page) => {
    await page.locator('input').fill('654321');
    await page.locator('button[type=submit]').click();
    await page.locator('.error').waitFor();
  }),
  withCode('a mail that came back', { delivery: 'bounced' }),
  withCode('a code too old', { expiresAt: '2026-01-01T00:00:00.000Z', left: 0 }),
  withCode('code paused', { pausedUntil: '2099-01-01T00:00:00.000Z', resendAt: '2099-01-01T00:00:00.000Z' }),
  step('phone'),
  step('interests', (page) => page.locator('[role=switch]').first().click()),
  step('pins'),
  step('pins', async (page) => {
    await page.locator('[role=checkbox]').click();
    await page.locator('button[type=submit]').click();
    await page.locator('.error').waitFor();
  }),
  step('notify'),
  { ...step('notify', laterAll, { done: ['email', 'phone', 'pins'] }), name: 'overview, open' },
  {
    ...step('notify'),
    name: 'overview, done',
    set: (known) => (known.view = finished()),
  },
  {
    ...step('notify', async (page) => {
      await laterAll(page);
      await page.locator('.ends button').last().click();
      await page.locator('button.danger').waitFor();
    }),
    name: 'cancelling',
  },
  {
    ...step('notify', async (page) => {
      await laterAll(page);
      await page.locator('.ends button').first().click();
      await page.locator('.ends').waitFor({ state: 'detached' });
    }),
    name: 'left',
  },
];

/** Shows a scene as if nothing had been shown before. */
async function show(page: Page, scene: Scene): Promise<void> {
  const session = scene.inside === true ? 'opened' : null;
  const fresh = { wrong: 0, pausedUntil: null, session, instead: null, view: sampleView() };
  Object.assign(stage.known, fresh, { status: { ...stage.known.status, state: 'valid', arrived: true } });
  scene.set?.(stage.known);
  await page.goto(scene.path === undefined ? stage.url : `${stage.origin}${scene.path}`);
  await page.locator('h1').waitFor();
  if (scene.inside === true) await page.locator('main button').first().waitFor();
  else if (scene.act !== undefined) await page.locator('main input').first().waitFor();
  await scene.act?.(page);
  await page.locator('h1').waitFor();
}

/** A browser in which this slip's session was opened before. */
async function opened(look?: { language?: Language; size?: number }) {
  const own = await open({}, look);
  const mark = `${stage.slip.slice(-8)}:1`;
  await own.context.addInitScript(`localStorage.setItem('session', '${mark}')`);
  await own.context.addCookies([{ name: 'madoguchi', value: 'opened', url: stage.origin }]);
  return own;
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
    const look = () => (document.title === ${JSON.stringify(title)} ? resolve(null) : requestAnimationFrame(look));
    look();
  };
  press();
})`;

describe('every screen', () => {
  it('is clean under axe in all four themes', async () => {
    const { page, wrong } = await opened();
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
  });

  it('fits a phone at twice the text size in every language, with targets of 44 px', async () => {
    const { page } = await opened({ language: 'ja', size: 200 });
    const found: string[] = [];
    for (const scene of scenes) {
      await show(page, scene);
      expect(await page.getAttribute('html', 'data-size')).toBe('200');
      for (const language of languages) {
        await page.evaluate(speak(plain(greetings[language].name), texts[language].title));
        for (const viewport of [
          { width: 360, height: 640 },
          { width: 390, height: 844 },
        ]) {
          await page.setViewportSize(viewport);
          for (const fault of await page.evaluate<string[]>(measure))
            found.push(`${scene.name}, ${language}, ${viewport.width}: ${fault}`);
        }
      }
    }
    expect(found).toEqual([]);
  });
});

// ---- the way through ----

describe('a resident with a slip', () => {
  it('goes from the birth date through every open step to the end', async () => {
    const { page, context, wrong, requests } = await open();
    await enter(page);
    await heading(page, ja.contact.emailTitle);
    expect(await page.locator('input').getAttribute('autocomplete')).toBe('email');
    await page.getByRole('button', { name: ja.contact.send }).click();
    await heading(page, ja.contact.codeTitle);
    const code = page.getByLabel(ja.contact.label);
    expect(await code.getAttribute('autocomplete')).toBe('one-time-code');
    expect(await code.getAttribute('inputmode')).toBe('numeric');
    await code.fill('654321');
    await page.getByRole('button', { name: ja.contact.check }).click();
    await page.getByText(ja.contact.wrong(4)).waitFor();
    await code.fill('１２３-４５６');
    await page.getByRole('button', { name: ja.contact.check }).click();

    await heading(page, ja.contact.phoneTitle);
    await page.getByLabel(ja.contact.phone).fill('080-1111-2222');
    await page.getByRole('button', { name: ja.contact.voice }).click();
    await page.getByLabel(ja.contact.label).fill(rightCode);
    await page.getByRole('button', { name: ja.contact.check }).click();

    await heading(page, ja.interests.title);
    await page.getByRole('switch', { name: '防災' }).click();
    await page.getByText(ja.interests.count(1)).waitFor();
    await page.getByRole('button', { name: ja.common.next }).click();

    await heading(page, ja.pins.title);
    await page.getByLabel(ja.pins.pin1).fill('2468');
    await page.getByLabel(ja.pins.again1).fill('2469');
    await page.getByRole('button', { name: ja.common.next }).click();
    await page.getByText(ja.pins.differs).waitFor();
    await page.getByLabel(ja.pins.again1).fill('2468');
    for (const field of await page.locator('input').all())
      expect(await field.getAttribute('type')).toBe('password');
    expect(await page.content()).not.toContain('2468');
    await page.getByRole('button', { name: ja.common.next }).click();

    await heading(page, ja.notify.title);
    await page.getByRole('switch', { name: ja.notify.push }).click();
    await page.getByRole('button', { name: ja.common.next }).click();
    await heading(page, ja.overview.done);
    expect(stage.known.view).toMatchObject({
      open: [],
      email: { confirmed: true },
      phone: { address: '+818011112222', confirmed: true },
      pins: { pin1: true, pin2: false },
      notify: { push: false, email: true },
    });
    expect(stage.known.calls.find(({ path }) => path.endsWith('phone/codes'))?.body).toEqual({
      address: '+818011112222',
      helper: false,
      by: 'voice',
    });

    await page.getByRole('button', { name: ja.overview.leave }).click();
    await heading(page, ja.left.title);
    expect(wrong).toEqual([]);
    expect([...new Set(requests.map((url) => new URL(url).origin))]).toEqual([stage.origin]);
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate('document.cookie')).toBe('');
    const kept = await page.evaluate<string>('JSON.stringify([localStorage, sessionStorage])');
    expect(kept).not.toMatch(/mihon|2468|1958|080/);
    expect(await page.evaluate('document.fonts.size'), 'no font is fetched').toBe(0);
  });

  it('gets all of it done with a keyboard alone', async () => {
    const { page } = await open({ isMobile: false, hasTouch: false });
    await page.goto(stage.url);
    await page.locator('select').waitFor();
    /** Goes on with the Tab key until that is focused. */
    const tabTo = async (role: string, name: string | RegExp): Promise<void> => {
      for (let turn = 0; turn < 40; turn++) {
        await page.keyboard.press('Tab');
        const focused = page.locator(':focus');
        const wanted = page.getByRole(role as 'button', { name, exact: true });
        if (await focused.evaluate((one, other) => one === other, await wanted.elementHandle())) return;
      }
      throw new Error(`no way to ${role} ${String(name)}`);
    };
    await tabTo('combobox', ja.birth.era);
    await page.keyboard.type(ja.birth.eras.showa.slice(0, 1));
    await page.locator('select').selectOption('showa');
    await tabTo('textbox', ja.birth.year);
    await page.keyboard.type('33');
    await tabTo('textbox', ja.birth.month);
    await page.keyboard.type('4');
    await tabTo('textbox', ja.birth.day);
    await page.keyboard.type('3');
    await page.getByText('1958年4月3日（昭和33年）').waitFor();
    await page.keyboard.press('Enter');
    await heading(page, ja.contact.emailTitle);
    expect(await page.evaluate('document.activeElement.tagName'), 'the heading is read out').toBe('H1');
    await tabTo('button', ja.contact.send);
    await page.keyboard.press('Enter');
    await heading(page, ja.contact.codeTitle);
    await tabTo('textbox', ja.contact.label);
    await page.keyboard.type(rightCode);
    await page.keyboard.press('Enter');
    await heading(page, ja.contact.phoneTitle);
    await tabTo('button', ja.common.later);
    await page.keyboard.press('Enter');
    await heading(page, ja.interests.title);
    await tabTo('switch', '防災');
    await page.keyboard.press('Space');
    await tabTo('button', ja.common.next);
    await page.keyboard.press('Enter');
    await heading(page, ja.pins.title);
    await tabTo('textbox', ja.pins.pin1);
    await page.keyboard.type('2468');
    await tabTo('textbox', ja.pins.again1);
    await page.keyboard.type('2468');
    await page.keyboard.press('Enter');
    await heading(page, ja.notify.title);
    await tabTo('button', ja.common.next);
    await page.keyboard.press('Enter');
    await heading(page, ja.overview.open(1));
    expect(stage.known.view.open).toEqual(['phone']);
  });

  it('is told how many tries are left, then when the next one may be made', async () => {
    const { page } = await open();
    await page.clock.install();
    await page.goto(stage.url);
    await page.locator('select').waitFor();
    await typeBirth(page, '19580404');
    await page.getByText(ja.birth.wrong(2)).waitFor();
    await page.locator('button[type=submit]').click();
    await page.getByText(ja.birth.wrong(1)).waitFor();
    await page.locator('button[type=submit]').click();
    await page.getByText(/が3回ちがいました。.*\d\d:\d\dから/).waitFor();
    const tries = stage.known.calls.filter(({ method }) => method === 'POST').length;
    await page.locator('form input').last().press('Enter');
    expect(stage.known.calls.filter(({ method }) => method === 'POST')).toHaveLength(tries);
    stage.known.pausedUntil = null;
    await page.clock.fastForward(3601_000);
    await typeBirth(page);
    await heading(page, ja.contact.emailTitle);
  });

  it('loses nothing by closing the page, and needs the birth date again when the session is over', async () => {
    const { page } = await open();
    await enter(page);
    await page.getByRole('button', { name: ja.common.later }).click();
    await page.getByRole('button', { name: ja.common.later }).click();
    await page.getByRole('switch', { name: '防災' }).click();
    await page.getByRole('button', { name: ja.common.next }).click();
    await heading(page, ja.pins.title);
    await page.reload();
    await heading(page, ja.contact.emailTitle);
    expect(stage.known.view.done).toEqual(['interests']);
    stage.known.session = null;
    await page.getByRole('button', { name: ja.contact.send }).click();
    await heading(page, ja.birth.title);
    await page.getByText(ja.trouble.ended).waitFor();
    await typeBirth(page);
    await heading(page, ja.contact.emailTitle);
  });

  it('never acts on an account that another tab of the same phone has opened since', async () => {
    const { page, context } = await open();
    await enter(page);
    const calls = stage.known.calls.length;
    const other = await context.newPage();
    await other.goto(`${stage.origin}/s/`);
    await other.evaluate("localStorage.setItem('session', '99999999:123')");
    await page.getByRole('button', { name: ja.contact.send }).click();
    await heading(page, ja.birth.title);
    expect(stage.known.calls.slice(calls).filter(({ path }) => path.startsWith('/v1/phone'))).toEqual([]);
  });

  it('comes from a QR code in capitals, or types the number in groups', async () => {
    const { page } = await open();
    await page.goto(`${stage.origin}/S/${stage.slip}`);
    await heading(page, ja.birth.title);
    expect(new URL(page.url()).pathname).toBe(`/s/${stage.slip}`);
    await page.goto(`${stage.origin}/s/`);
    await page.getByLabel(ja.typing.label).pressSequentially(stage.slip);
    expect(await page.getByLabel(ja.typing.label).inputValue()).toBe(
      stage.slip.replace(/(\d{4})(?=\d)/g, '$1 '),
    );
    await page.getByRole('button', { name: ja.typing.go }).click();
    await heading(page, ja.birth.title);
  });

  it('sees it arrive without a press, and nothing lost meanwhile', async () => {
    stage.known.status = { ...stage.known.status, arrived: false };
    const { page } = await open();
    await page.clock.install();
    await page.goto(stage.url);
    await heading(page, ja.waiting.title);
    await page.getByText(ja.waiting.kept).waitFor();
    await page.getByText(ja.waiting.mail).waitFor();
    stage.known.status = { ...stage.known.status, arrived: true };
    await page.clock.fastForward(6_000);
    await heading(page, ja.birth.title);
  });

  it('is told to wait when there are too many questions, and how long', async () => {
    const { page } = await open();
    await enter(page);
    stage.known.instead = { status: 429, retryAfterS: 600 };
    await page.getByRole('button', { name: ja.contact.send }).click();
    await page.getByText(ja.trouble.busy).waitFor();
    await page.getByText(/\d\d:\d\dを過ぎてから/).waitFor();
    stage.known.instead = null;
    await page.getByRole('button', { name: ja.contact.send }).click();
    await heading(page, ja.contact.codeTitle);
  });

  it('goes on into the mailbox when everything is done', async () => {
    stage.known.view = finished();
    const { page } = await open();
    await enter(page);
    await page.getByRole('button', { name: ja.stages.stage.mailbox }).click();
    await page.waitForURL(`${stage.origin}/m/**`);
  });

  it('cancels the slip after being asked once more', async () => {
    const { page } = await open();
    await enter(page);
    await laterAll(page);
    await page.getByText('2026年12月21日（令和8年） 23:59').waitFor();
    await page.getByRole('button', { name: ja.overview.cancel }).click();
    await heading(page, ja.cancel.title);
    await page.getByRole('button', { name: ja.cancel.no }).click();
    await page.getByRole('button', { name: ja.overview.cancel }).click();
    await page.getByRole('button', { name: ja.cancel.yes, exact: true }).click();
    await heading(page, ja.gone.cancelled.title);
    expect(stage.known.calls.at(-1)?.path).toBe('/v1/phone/slip/cancellation');
  });
});

describe('languages and looks', () => {
  it('follow the browser, then the account, then the resident, who is remembered', async () => {
    const { page } = await open({ locale: 'pt-BR' });
    await page.goto(stage.url);
    await heading(page, texts.pt.birth.title);
    stage.known.view = { ...sampleView(), language: 'vi' };
    await typeBirth(page);
    await heading(page, texts.vi.contact.emailTitle);
    expect(await page.getAttribute('html', 'lang')).toBe('vi');
    await page.locator('[aria-controls=look]').click();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: texts.en.look.sizes[150] }).click();
    await page.getByRole('button', { name: texts.en.look.themes['contrast-dark'] }).click();
    await heading(page, texts.en.contact.emailTitle);
    await page.reload();
    await heading(page, texts.en.contact.emailTitle);
    expect(await page.title()).toBe(texts.en.title);
    expect(await page.evaluate('({ ...document.documentElement.dataset })')).toEqual({
      theme: 'contrast-dark',
      size: '150',
    });
  });

  it('are the phone’s own until something is chosen', async () => {
    const { page } = await open({ colorScheme: 'dark' });
    await page.goto(stage.url);
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
  });

  it('give やさしい日本語 its readings', async () => {
    const { page } = await open({}, { language: 'easy' });
    await page.goto(stage.url);
    await page.locator('h1 ruby rt').first().waitFor();
  });
});

describe('the app', () => {
  it('is one page, one script and one style sheet before it can be used, at most 50 kB of script, none of it too new', async () => {
    const { page, requests } = await open({ locale: 'vi-VN', serviceWorkers: 'block' });
    const scripts: Promise<Buffer>[] = [];
    const encodings = new Set<string | undefined>();
    page.on('response', (response) => {
      if (!new URL(response.url()).pathname.endsWith('.js')) return;
      encodings.add(response.headers()['content-encoding']);
      scripts.push(response.body());
    });
    await page.goto(stage.url);
    await heading(page, texts.vi.birth.title);
    const paths = requests.map((url) => new URL(url).pathname);
    const question = paths.indexOf(`/v1/slips/${stage.slip}`);
    const language = paths.findIndex((path) => /\/vi-[^/]+\.js$/.test(path));
    expect(question, 'asked at once').toBeGreaterThan(0);
    expect(paths.filter((path) => path.startsWith('/v1/'))).toHaveLength(1);
    expect(question, 'not only once the script runs').toBeLessThan(language);
    await page.waitForLoadState('networkidle');
    const sources = (await Promise.all(scripts)).map(String);
    // Compressed beforehand.
    expect([...encodings].every((encoding) => encoding === 'br' || encoding === 'gzip')).toBe(true);
    // Entry, language, and what comes while the birth date is typed.
    expect(sources).toHaveLength(3);
    const bytes = sources.reduce((sum, source) => sum + gzipSync(source, { level: 9 }).length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(50_000);
    // Chrome 95 and Safari 15 cannot read or do not have these.
    for (const source of sources)
      expect(
        /\(\?<[=!]|\.at\(|structuredClone|\.findLast|\.toSorted|\.toReversed|Object\.hasOwn|withResolvers|static\{/.exec(
          source,
        )?.[0],
      ).toBeUndefined();
  });

  it('can be installed, and its first page is the slip’s', async () => {
    const { page, context } = await open();
    await page.goto(stage.url);
    await page.waitForFunction("document.querySelector('link[rel=manifest]')");
    const cdp = await context.newCDPSession(page);
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
    const { errors } = (await cdp.send('Page.getAppManifest')) as { errors: unknown[] };
    expect(errors).toEqual([]);
    const manifest = await page.evaluate<Record<string, unknown>>(
      "fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())",
    );
    expect(manifest).toMatchObject({ start_url: `./${stage.slip}`, scope: './', display: 'standalone' });
    for (const { src } of manifest['icons'] as { src: string }[])
      expect((await page.request.get(new URL(src, `${stage.origin}/s/`).href)).status(), src).toBe(200);
    const touch = await page.getAttribute('link[rel=apple-touch-icon]', 'href');
    expect((await page.request.get(new URL(touch ?? '', `${stage.origin}/s/`).href)).status()).toBe(200);
  });

  it('opens without network and says so, having kept the shell and no answer', async () => {
    const { page, context } = await open();
    await page.goto(stage.url);
    await heading(page, ja.birth.title);
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
    await page.reload();
    await heading(page, ja.birth.title);
    await context.setOffline(true);
    await page.reload();
    await heading(page, ja.trouble.offline);
    const kept = await page.evaluate<string[]>(
      'caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys())))).then((all) => all.flat().map((request) => request.url))',
    );
    expect(kept.length).toBeGreaterThan(2);
    expect(kept.filter((url) => url.includes('/v1/') || url.includes(stage.slip))).toEqual([]);
    await context.setOffline(false);
    await page.getByRole('button', { name: ja.common.again }).click();
    await heading(page, ja.birth.title);
  });
});

describe('notices by push', () => {
  const subscription = {
    endpoint: 'https://push.example/abc',
    keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) },
  };
  /** A browser whose push service answers at once. */
  async function withPush() {
    const own = await open({ permissions: ['notifications'] });
    await own.context.addInitScript(`
      let held = null;
      const given = { toJSON: () => (${JSON.stringify(subscription)}), unsubscribe: () => { held = null; return Promise.resolve(true); } };
      PushManager.prototype.getSubscription = () => Promise.resolve(held);
      PushManager.prototype.subscribe = (options) => { window.asked = options.applicationServerKey.length; held = given; return Promise.resolve(given); };
    `);
    return own;
  }

  it('are asked for while the registration has not arrived', async () => {
    stage.known.status = { ...stage.known.status, arrived: false };
    const { page } = await withPush();
    await page.goto(stage.url);
    await page.getByRole('button', { name: ja.waiting.ask }).click();
    await page.getByText(ja.waiting.asked).waitFor();
    expect(stage.known.calls.at(-1)).toMatchObject({
      path: `/v1/slips/${stage.slip}/arrival-notices`,
      body: { subscription, language: 'ja' },
    });
    expect(await page.evaluate('window.asked'), 'an uncompressed point').toBe(65);
  });

  it('show both switches as they are, and one to try', async () => {
    stage.known.view = { ...sampleView(), open: ['notify'] };
    const { page } = await withPush();
    await enter(page);
    await heading(page, ja.notify.title);
    const app = page.getByRole('listitem').filter({ hasText: ja.notify.app });
    await app.getByText(ja.notify.off, { exact: true }).waitFor();
    await page.getByRole('button', { name: ja.notify.allow }).click();
    await app.getByText(ja.notify.on, { exact: true }).waitFor();
    await page.getByRole('button', { name: ja.notify.test }).click();
    await page.getByText(ja.notify.tested).waitFor();
    expect(stage.known.view.pushDevices).toBe(1);
    await page.getByRole('switch', { name: ja.notify.push }).click();
    await page.getByRole('button', { name: ja.common.next }).click();
    await heading(page, ja.overview.waiting);
    expect(stage.known.view).toMatchObject({ pushDevices: 0, notify: { push: false, email: true } });
  });

  it('need the home screen first on an iPhone, which is explained', async () => {
    stage.known.view = { ...sampleView(), open: ['notify'] };
    const { page, context } = await open({
      userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)',
    });
    await context.addInitScript('delete window.PushManager');
    await enter(page);
    await page.getByText(ja.notify.iphone).waitFor();
    expect(await page.locator('ol li').count()).toBe(3);
  });
});
