// The page where one chooses at home, built as it is shipped, from a real central API, in a real Chromium with a phone's viewport.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildPhonePages } from '../../phone.vite.config.ts';
import { texts as shared } from '../../renderer/phone/languages/all.ts';
import { ja, loadTexts } from '../../renderer/phone/start/languages/index.ts';
import { texts as kiosk } from '../../renderer/ui/languages/all.ts';
import { htmlLang, languages, type Language } from '../../renderer/ui/languages/greetings.ts';
import { plain, plainAll } from '../../renderer/ui/markup.ts';
import { DraftClaimAnswer } from '../../sync/contract/drafts.ts';
import { axe } from '../fixtures/axe.ts';
import { startTestCentral, type TestCentral } from '../fixtures/central.ts';
import type { Sender } from '../fixtures/registration.ts';
import { openBrowser } from '../e2e/resident.ts';

const house = join(import.meta.dirname, '../..');
const words = plainAll(ja);

let folder: string;
let central: TestCentral;
let terminal: Sender;
let browser: Browser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madoguchi-start-'));
  await buildPhonePages(folder);
  central = await startTestCentral({
    config: { rendererDir: folder, cityDir: join(house, 'resources/sample-city') },
  });
  terminal = await central.enrol();
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await central.stop();
  await rm(folder, { recursive: true });
}, 60_000);

const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  locale: 'ja-JP',
  timezoneId: 'Asia/Tokyo',
  hasTouch: true,
  isMobile: true,
};

/** A phone that notes what the page should not do. */
async function open(options: BrowserContextOptions = phone) {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const wrong: string[] = [];
  const scripts: Promise<Buffer>[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) wrong.push(message.text());
  });
  page.on('request', (request) => requests.push(request.url()));
  page.on('response', (response) => {
    if (response.headers()['content-type']?.includes('javascript')) scripts.push(response.body());
  });
  return { page, context, wrong, scripts, requests };
}
const start = (): string => `${central.central.publicUrl}/start`;

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

describe('the page where one chooses at home', () => {
  it('gives six digits and a QR code for what was chosen, which a terminal takes over', async () => {
    const { page, context, wrong, scripts, requests } = await open();
    await page.goto(start());
    await heading(page, words.title).waitFor();
    expect(await page.title()).toBe(words.title);
    expect(
      await page
        .getByRole('switch', { checked: true })
        .or(page.getByRole('checkbox', { checked: true }))
        .count(),
    ).toBe(0);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('switch').nth(0).tap();
    await page.getByRole('checkbox').nth(0).tap();
    await page.getByLabel(words.email).fill('ｈanako.start@example.jp');
    await page.getByRole('button', { name: words.make }).tap();
    await heading(page, words.doneTitle).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByText(words.consents).waitFor();

    const code = (await page.getByRole('group', { name: words.code }).innerText()).replace(/\D/g, '');
    expect(code).toMatch(/^\d{6}$/);
    const claimed = await central.as(terminal, 'POST', '/v1/drafts/claims', { code });
    expect(DraftClaimAnswer.parse(claimed.json())).toMatchObject({
      outcome: 'found',
      draft: {
        language: 'ja',
        interests: [expect.any(String)],
        services: [expect.any(String)],
        email: 'hanako.start@example.jp',
      },
    });

    // Read by a decoder that is not ours.
    const picture = join(folder, 'qr.png');
    await writeFile(picture, await page.getByRole('img', { name: words.qr }).screenshot());
    const read = (await promisify(execFile)('zbarimg', ['--quiet', '--raw', picture])).stdout.trim();
    expect(read).toMatch(/^\d{24}$/);
    const scanned = await central.as(terminal, 'POST', '/v1/drafts/claims', { code: read });
    expect(DraftClaimAnswer.parse(scanned.json()).outcome).toBe('found');

    expect(wrong).toEqual([]);
    expect(new Set(requests.map((url) => new URL(url).origin)).size).toBe(1);
    expect(
      requests.filter((url) => url.includes(code) || url.includes(read) || url.includes('hanako')),
    ).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(kept).not.toContain('hanako');
    expect(await page.evaluate('document.fonts.size'), 'the bundled font stays at home').toBe(0);
    const bytes = (await Promise.all(scripts)).reduce((sum, script) => sum + gzipSync(script).length, 0);
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThanOrEqual(50_000);
  });

  it('has its digits still when the phone has thrown the page away, until they expire', async () => {
    const { page } = await open();
    await page.clock.install();
    await page.goto(start());
    await page.getByRole('button', { name: words.make }).tap();
    const digits = page.getByRole('group', { name: words.code });
    const before = await digits.innerText();
    await page.reload();
    await heading(page, words.doneTitle).waitFor();
    expect(await digits.innerText()).toBe(before);
    await page.clock.fastForward('02:00:01');
    await page.getByText(words.over).waitFor();
    expect(await digits.count()).toBe(0);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: words.change }).tap();
    await page.getByRole('button', { name: words.make }).waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('says what is wrong with an address, and that nobody answers, and goes on', async () => {
    const { page, context } = await open();
    await context.setOffline(false);
    await page.goto(start());
    await page.getByLabel(words.email).fill('hanako@');
    await page.getByRole('button', { name: words.make }).tap();
    await page.getByText(words.emailWrong).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByLabel(words.email).fill('');
    await context.setOffline(true);
    await page.getByRole('button', { name: words.make }).tap();
    await page.getByText(plain(shared.ja.trouble.offline)).waitFor();
    expect(await axe(page)).toEqual([]);
    await context.setOffline(false);
    await page.getByRole('button', { name: words.make }).tap();
    await heading(page, words.doneTitle).waitFor();
  });

  it('fits the smallest phone at the largest size, in every language', async () => {
    const { page, wrong } = await open({ ...phone, viewport: { width: 320, height: 568 } });
    const title = page.locator('h1');
    await page.goto(start());
    await heading(page, words.title).waitFor();
    await page.getByRole('button', { name: plain(shared.ja.look.open) }).tap();
    await page.getByRole('button', { name: plain(shared.ja.look.sizes[200]) }).tap();
    await page.getByRole('button', { name: plain(shared.ja.look.themes['contrast-dark']) }).tap();
    for (const [screen, names] of [
      ['title', languages],
      ['doneTitle', languages.toReversed()],
    ] as const) {
      for (const language of names) {
        const button = page.locator(`#look button[lang="${htmlLang(language)}"]`);
        await button.nth(language === 'easy' ? 1 : 0).tap();
        const own = plainAll(await loadTexts(language));
        await expect.poll(() => textOf(title)).toBe(own[screen]);
        expect(await page.getAttribute('html', 'lang')).toBe(htmlLang(language));
        expect(await page.evaluate('document.documentElement.scrollWidth'), language).toBeLessThanOrEqual(
          320,
        );
        expect(await axe(page), language).toEqual([]);
      }
      if (screen === 'title') await page.locator('.make button').tap();
    }
    expect(wrong).toEqual([]);
  });

  it.each(languages)('calls the door of the terminal by its name (%s)', async (language: Language) => {
    expect((await loadTexts(language)).door).toBe(kiosk[language].welcome.takeover);
  });
});

/** What is seen, without the readings above it. */
const textOf = (element: Locator): Promise<string> =>
  element.evaluate((node) => {
    // What of an element of the page is looked at; this side knows no DOM.
    const copy = node.cloneNode(true) as {
      querySelectorAll(names: string): Iterable<{ remove(): void }>;
      readonly textContent: string;
    };
    for (const reading of copy.querySelectorAll('rt')) reading.remove();
    return copy.textContent;
  });
