// A whole registration by keyboard only, by arrow pad and speech only, and by touch only, at a real terminal with its own voice (a program
// that writes down what it is to say). Each ends as an account in the central API.
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { texts as dockTexts } from '../../renderer/dock/texts.ts';
import { capitalRows, digitRows, emailRows } from '../../renderer/ui/keys.ts';
import { texts } from '../../renderer/ui/languages/all.ts';
import { END, finger, keyboard, Listener, type Hands } from './hands.ts';
import { openBrowser, titleOf } from './resident.ts';
import { configure, startTerminal, type RunningTerminal } from './terminal.ts';

const words = texts.ja;
let place: ReturnType<typeof configure>;
let terminal: RunningTerminal;
let browser: Browser;
let dock: Page;
let ear: string;
let said: string;

beforeAll(async () => {
  ear = mkdtempSync(join(tmpdir(), 'madoguchi-ear-'));
  said = join(ear, 'said');
  const voice = join(ear, 'voice');
  // One write an utterance: what is cut off leaves nothing behind.
  writeFileSync(voice, `#!/bin/sh\ntext=$(cat)\nprintf '%s\\036' "$text" >> '${said}'\n`);
  chmodSync(voice, 0o755);
  place = configure({
    reader: { kind: 'software' },
    times: { end: 300 },
    speech: { engine: [voice, '{language}'], jack: 'none' },
  });
  terminal = await startTerminal(place.dir);
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'ja-JP' });
  dock = await context.newPage();
  await dock.goto(terminal.ready.dock!);
  // The dock frames a kiosk of its own. The newest window is the kiosk: ours has to come after it.
  await dock.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
});

afterAll(async () => {
  await browser.close();
  await terminal.stop();
  place.remove();
  rmSync(ear, { recursive: true, force: true });
});

/** The first service of the sample city, with its readings. */
function library(): string {
  const file = join(import.meta.dirname, '../../resources/sample-city/city.yml');
  const city = parse(readFileSync(file, 'utf8')) as { services: { label: { ja: string } }[] }; // our own file
  return city.services[0]?.label.ja ?? '';
}

interface Wishes {
  readonly card: string;
  readonly email: string;
  readonly password: string | null;
}

/** From the welcome screen to the accepted registration, and home again. */
async function register(hands: Hands, { card, email, password }: Wishes): Promise<void> {
  const { common, welcome, notify, interests, services, secret, confirm, contact, code, mailboxOffer } =
    words;
  await hands.begins();
  await hands.comesTo(welcome.title);
  await hands.presses(welcome.register);
  for (const document of ['terms', 'privacy'] as const) {
    await hands.comesTo(titleOf(document, 'ja'));
    await hands.agrees();
  }
  await hands.comesTo(notify.title);
  await hands.chooses(notify.email);
  await hands.presses(common.next);
  await hands.comesTo(interests.title);
  await hands.presses(common.next);
  await hands.comesTo(services.title);
  if (password !== null) await hands.chooses(library());
  await hands.presses(common.next);
  if (password !== null) {
    await hands.comesTo(words.consent.title(library()));
    await hands.presses(words.consent.agree);
    await hands.comesTo(titleOf('jlis', 'ja'));
    await hands.agrees();
  }
  await hands.comesTo(secret.supportPin.title);
  await dock.getByRole('radio', { name: card }).check();
  await dock.getByRole('button', { name: dockTexts.ja.put, exact: true }).click();
  await hands.types('1234', digitRows);
  await hands.presses(common.next);
  if (password !== null) {
    await hands.comesTo(secret.signaturePassword.title);
    await hands.types(password, capitalRows);
    await hands.presses(common.next);
  }
  await hands.comesTo(confirm.title);
  await hands.presses(confirm.right);
  await hands.comesTo(contact.title);
  await hands.fills(contact.email, email, emailRows);
  await hands.presses(contact.send);
  await hands.comesTo(code.title);
  await hands.copies(await mailedCode(email), digitRows);
  await hands.presses(code.submit);
  await hands.comesTo(mailboxOffer.title);
  await hands.presses(mailboxOffer.no);
  await hands.comesTo(words.review.title);
  await hands.presses(words.review.save);
  await hands.comesTo(words.done.title);
  await hands.learns(words.stages.stage.accepted);
  await dock.getByRole('button', { name: dockTexts.ja.take, exact: true }).click();
  await hands.presses(common.finish);
}

async function mailedCode(address: string): Promise<string> {
  const mail = dock.getByRole('article').filter({ hasText: address }).first();
  return /\b\d{6}\b/.exec(await mail.innerText())?.[0] ?? '';
}

async function opensKiosk(hasTouch = false): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'ja-JP',
    reducedMotion: 'reduce',
    hasTouch,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await page.goto(terminal.ready.ui);
  return page;
}

test('by keyboard only', async () => {
  const page = await opensKiosk();
  await register(keyboard(page), { card: '見本　花子', email: 'keys@example.jp', password: 'ABC123' });
  await page.close();
});

test('by touch only', async () => {
  const page = await opensKiosk(true);
  await register(finger(page), { card: '１５歳未満', email: 'touch@gmail.com', password: null });
  await page.close();
});

test('by arrow pad and speech only', async () => {
  const page = await opensKiosk();
  const listener = new Listener(page, said);
  await register(listener, { card: 'めずらしい文字', email: 'ear@docomo.ne.jp', password: 'RARE2026' });
  const heard = listener.all().join(END);
  expect(heard).not.toMatch(/見本|花子|𠮷|葛|架空県みほん/u);
  expect(terminal.log()).not.toMatch(/アスタリスク|ボタン|\p{Script=Hiragana}{4}/u);
  await page.close();
});

test('each of them has an account', async () => {
  expect(await terminal.stop()).toBe(0);
  const folder = join(terminal.ready.data, 'central');
  const data = readdirSync(folder).find((name) => existsSync(join(folder, name, 'PG_VERSION')));
  const pg = await PGlite.create(join(folder, data!));
  const { rows } = await pg.query('select address from contacts where confirmed_at is not null order by 1');
  expect(rows).toEqual([
    { address: 'ear@docomo.ne.jp' },
    { address: 'keys@example.jp' },
    { address: 'touch@gmail.com' },
  ]);
  await pg.close();
});
