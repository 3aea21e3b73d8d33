// Start at home, finish at the counter: choices made on /start in a phone's browser, without any identity, are taken over by the real
// terminal process with its embedded central API; every consent is still asked there.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { texts as dockTexts } from '../../renderer/dock/texts.ts';
import { ja } from '../../renderer/phone/start/languages/ja.ts';
import { plainAll } from '../../renderer/ui/markup.ts';
import { openBrowser, Resident } from './resident.ts';
import { configure, startTerminal, type RunningTerminal } from './terminal.ts';

const words = plainAll(ja);
const email = 'hanako.from-home@example.jp';
let place: ReturnType<typeof configure>;
let terminal: RunningTerminal;
let browser: Browser;
let dock: Page;
let phone: BrowserContext;
let resident: Resident;

beforeAll(async () => {
  place = configure({ reader: { kind: 'software' } });
  terminal = await startTerminal(place.dir);
  browser = await openBrowser();
  const counter = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'ja-JP' });
  dock = await counter.newPage();
  await dock.goto(terminal.ready.dock!);
  // The dock frames a kiosk of its own. The newest window is the kiosk: ours has to come after it.
  await dock.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
  const page = await counter.newPage();
  await page.goto(terminal.ready.ui);
  resident = new Resident(page, 'ja', process.env['SCREENS'] ?? null);
  phone = await browser.newContext({
    viewport: { width: 360, height: 740 },
    locale: 'ja-JP',
    hasTouch: true,
    isMobile: true,
  });
});

afterAll(async () => {
  await browser.close();
  await terminal.stop();
  place.remove();
});

/** At home: the second interest, the first service and an address; gives the six digits. */
async function choosesAtHome(): Promise<{ code: string; interest: string; service: string }> {
  const page = await phone.newPage();
  await page.goto(`${terminal.ready.public!}/start`);
  const interest = page.getByRole('switch').nth(1);
  const service = page.getByRole('checkbox').first();
  await interest.tap();
  await service.tap();
  await page.getByLabel(words.email).fill(email);
  const named = (await Promise.all(
    [interest, service].map((choice) => choice.locator('.label').innerText()),
  )) as [string, string]; // as many as were asked
  await page.getByRole('button', { name: words.make }).tap();
  const code = await page.getByRole('group', { name: words.code }).innerText();
  return { code: code.replace(/\D/g, ''), interest: named[0], service: named[1] };
}

test('what was chosen on the phone stands on the steps at the counter, and every consent is asked', async () => {
  const { page, texts } = resident;
  const { code, interest, service } = await choosesAtHome();

  await resident.sees(texts.welcome.title);
  await resident.presses(texts.welcome.takeover);
  await resident.sees(texts.takeover.title);
  // Somebody else's digits, or a slip of the finger.
  await page.keyboard.type(String((Number(code) + 1) % 1_000_000).padStart(6, '0'));
  await resident.presses(texts.takeover.submit);
  await page.getByText(texts.faces['draft.unknown'].title).waitFor();
  await resident.types(code);
  await resident.presses(texts.takeover.submit);

  await resident.sees(texts.takeoverConfirm.title);
  await page.getByText(interest).waitFor();
  await page.getByText(service).waitFor();
  await page.getByText('h•••e@example.jp').waitFor();
  expect(await page.content()).not.toContain(email);
  await resident.shot('takeover-confirm');
  await resident.presses(texts.takeoverConfirm.yes);

  await resident.readsAndAgrees('terms');
  await resident.readsAndAgrees('privacy');
  await resident.sees(texts.notify.title);
  await resident.presses(texts.common.next);
  await resident.sees(texts.interests.title);
  expect(await page.getByRole('checkbox', { checked: true }).locator('.label').allInnerTexts()).toEqual([
    interest,
  ]);
  await resident.presses(texts.common.next);
  await resident.sees(texts.services.title);
  expect(await page.getByRole('checkbox', { checked: true }).locator('.label').allInnerTexts()).toEqual([
    service,
  ]);
  await resident.presses(texts.common.next);
  await resident.sees(texts.consent.title(service));
  await resident.presses(texts.consent.agree);
  await resident.readsAndAgrees('jlis');

  await resident.sees(texts.secret.supportPin.title);
  await dock.getByRole('radio', { name: '見本　花子' }).check();
  await dock.getByRole('button', { name: dockTexts.ja.put, exact: true }).click();
  await page.getByText(texts.secret.tries(3)).waitFor();
  await resident.types('1234');
  await resident.presses(texts.common.next);
  await resident.sees(texts.secret.signaturePassword.title);
  await page.keyboard.type('ABC123');
  await page.getByText(texts.secret.typed(6)).waitFor({ state: 'attached' });
  await resident.presses(texts.common.next);
  await resident.sees(texts.confirm.title);
  await resident.presses(texts.confirm.right);
  await resident.sees(texts.contact.title);
  expect(await page.getByLabel(texts.contact.email).inputValue()).toBe(email);
});

test('given up, nothing of it is left on the screen, in the page or in the log', async () => {
  const { page, texts } = resident;
  await resident.presses(texts.common.cancel);
  await page.getByRole('dialog').getByRole('button', { name: texts.overlay.cancel.yes, exact: true }).click();
  await dock.getByRole('button', { name: dockTexts.ja.take, exact: true }).click();
  await page.getByText(texts.faces['session.cancelled'].title).waitFor();
  await resident.presses(texts.common.finish);
  await resident.sees(texts.welcome.title);
  const left = await page.evaluate<string>(
    'document.documentElement.outerHTML + JSON.stringify({ ...localStorage, ...sessionStorage })',
  );
  expect(left).not.toMatch(/from-home|花子/);
  expect(terminal.log()).not.toMatch(/from-home/);
});
