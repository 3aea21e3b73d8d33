// Run (a): everything embedded, as `npm start` brings it up on a fresh machine: software card, PGlite, built-in mail sink.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { texts as dockTexts } from '../../renderer/dock/texts.ts';
import { mailboxTexts } from '../../renderer/ui/languages/mailbox/index.ts';
import { plainAll } from '../../renderer/ui/markup.ts';
import { overHttp, PhoneBrowser } from '../fixtures/phone.ts';
import { register, type Counter } from './journey.ts';
import { openBrowser, Resident } from './resident.ts';
import { configure, startTerminal, type RunningTerminal } from './terminal.ts';

const mailbox = plainAll(mailboxTexts.ja);
const shots = process.env['SCREENS'] ?? null;
let place: ReturnType<typeof configure>;
let terminal: RunningTerminal;
let browser: Browser;
let dock: Page;
let resident: Resident;

/** The newcomer's hands: the dock beside the kiosk. */
const counter = (profile: string): Counter => ({
  async put() {
    await dock.getByRole('radio', { name: profile }).check();
    await dock.getByRole('button', { name: dockTexts.ja.put, exact: true }).click();
  },
  take: () => dock.getByRole('button', { name: dockTexts.ja.take, exact: true }).click(),
  async mailedCode(address) {
    const mail = dock.getByRole('article').filter({ hasText: address }).first();
    return /\b\d{6}\b/.exec(await mail.innerText())?.[0] ?? '';
  },
});

beforeAll(async () => {
  place = configure({ reader: { kind: 'software' }, times: { end: 300 } });
  terminal = await startTerminal(place.dir);
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'ja-JP' });
  dock = await context.newPage();
  await dock.goto(terminal.ready.dock!);
  // The dock frames a kiosk of its own. The newest window is the kiosk: ours has to come after it.
  await dock.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
  const page = await context.newPage();
  await page.goto(terminal.ready.ui);
  resident = new Resident(page, 'ja', shots);
});

afterAll(async () => {
  await browser.close();
  await terminal.stop();
  place.remove();
});

describe('one registration with everything embedded', () => {
  test('goes from the welcome screen to the accepted account, with services, signature and mailbox', async () => {
    const receiptNumber = await register(resident, counter('見本　花子'), {
      email: 'hanako@example.jp',
      services: ['みほん市立図書館', 'スポーツ施設予約'],
      supportPin: '1234',
      signaturePassword: 'ABC123',
      mailbox: { pin1: '24680', pin2: '135791' },
      facts: { name: '見本　花子', address: '架空県みほん市中央一丁目２番３号' },
    });
    expect(receiptNumber).not.toBe('');
    expect(readdirSync(join(terminal.ready.data, 'slips')).filter((f) => f.endsWith('.pdf'))).toHaveLength(1);
  });

  test('the page behind the QR code tells how far the registration is', async () => {
    await resident.page.getByRole('img', { name: resident.texts.done.qrAlt }).waitFor();
    const code = (await resident.page.locator('strong.code').innerText()).replaceAll(' ', '');
    const phone = new PhoneBrowser(overHttp(terminal.ready.public!));
    expect(await phone.enter(code, '19850403')).toEqual({ outcome: 'open' });
    expect((await phone.view()).stages).toMatchObject({ contact: 'confirmed', mailbox: 'open' });
  });

  test('after the end nothing of the resident is left in the page or on the screen', async () => {
    await counter('見本　花子').take();
    await resident.presses(resident.texts.common.finish);
    await resident.sees(resident.texts.welcome.title);
    const left = await resident.page.evaluate<string>(
      'document.documentElement.outerHTML + JSON.stringify({ ...localStorage, ...sessionStorage })',
    );
    expect(left).not.toMatch(/花子|hanako|24680|135791|ABC123/);
  });

  test('a message from the city is shown to its owner after the card and its PIN, and to nobody else', async () => {
    await dock.getByRole('button', { name: dockTexts.ja.send, exact: true }).click();
    const { page } = resident;
    const message = page.getByRole('button', { name: /ごみ収集日の変更/ });
    // The city delivers in the background: whoever looks before it has looks again.
    for (;;) {
      await readMailbox('見本　花子');
      if ((await message.count()) > 0) break;
      await leaves();
    }
    await resident.shot('messages');
    await message.click();
    await page.getByText('火曜日と金曜日').waitFor();
    await resident.shot('message');
    await resident.presses(mailbox.message.close);
    await resident.sees(mailbox.list.title);
    await leaves('card-left');
    await readMailbox('１５歳未満', mailbox.none.none.title);
    await leaves();
  });

  test('kept on this terminal it is read with the network cut, and what is done then waits and arrives', async () => {
    const { page } = resident;
    await readMailbox('見本　花子');
    await resident.presses(mailbox.list.menu);
    await resident.presses(mailbox.menu.municipalities);
    await resident.sees(mailbox.municipalities.title);
    await page.getByRole('switch', { name: /端末に置いておく/ }).click();
    // Told as sent only when the central API has signed for it.
    await resident.sees(mailbox.done.sent);
    await resident.presses(mailbox.done.toMailbox);
    await resident.sees(mailbox.municipalities.title);
    await resident.presses(resident.texts.common.back);
    await resident.sees(mailbox.menu.title);
    await leaves();
    // The feed brings it in the background as well.
    for (;;) {
      await dock.getByRole('button', { name: dockTexts.ja.cut, exact: true }).click();
      await readMailbox('見本　花子', null);
      if ((await page.getByRole('heading', { level: 1, name: mailbox.list.title }).count()) > 0) break;
      await leaves();
      await dock.getByRole('button', { name: dockTexts.ja.restore, exact: true }).click();
    }
    await page.getByText(mailbox.list.offline).waitFor();
    await page.getByRole('button', { name: /ごみ収集日の変更/ }).click();
    await page.getByText('火曜日と金曜日').waitFor();
    await resident.presses(mailbox.message.delete);
    await resident.presses(mailbox.sure.delete.yes);
    await resident.sees(mailbox.done.waiting);
    await dock.getByRole('button', { name: dockTexts.ja.restore, exact: true }).click();
    await resident.sees(mailbox.done.sent);
    await resident.presses(mailbox.done.toMailbox);
    await page.getByText(mailbox.list.empty).waitFor();
    await leaves();
  });

  test('the account stands in the central database with its consents, services and confirmed email', async () => {
    expect(await terminal.stop()).toBe(0);
    const data = readdirSync(join(terminal.ready.data, 'central')).find((name) =>
      existsSync(join(terminal.ready.data, 'central', name, 'PG_VERSION')),
    );
    const pg = await PGlite.create(join(terminal.ready.data, 'central', data!));
    const accounts = await pg.query('select name, birth_date, sex, pin1 is not null as pin1 from accounts');
    expect(accounts.rows).toEqual([{ name: '見本　花子', birth_date: '19850403', sex: '2', pin1: true }]);
    const rows = async (sql: string) => (await pg.query<{ v: string }>(sql)).rows.map((row) => row.v);
    expect(await rows('select document as v from consents order by 1')).toEqual(
      ['jlis', 'privacy', 'service:library', 'service:sports-booking', 'terms'].sort(),
    );
    expect(await rows('select address as v from contacts where confirmed_at is not null')).toEqual([
      'hanako@example.jp',
    ]);
    expect(await rows('select municipality as v from memberships order by 1')).toEqual(['990001', '992011']);
    await pg.close();
  });
});

/** Ends the visit and takes the card; `shot`: the name of a picture of what stands between. */
async function leaves(shot: string | null = null): Promise<void> {
  const { texts } = resident;
  await resident.presses(texts.common.finish);
  await resident.sees(texts.cardLeft.title);
  if (shot !== null) await resident.shot(shot);
  await counter('').take();
  await resident.sees(texts.welcome.title);
}

/** From the welcome screen to the mailbox, or (null) to whatever comes in its place. */
async function readMailbox(profile: string, title: string | null = mailbox.list.title): Promise<void> {
  const { page, texts } = resident;
  await resident.sees(texts.welcome.title);
  await page.getByRole('button', { name: texts.welcome.mailbox }).click();
  await resident.sees(texts.secret.supportPin.title);
  await counter(profile).put();
  await page.getByText(texts.secret.tries(3)).waitFor();
  await resident.types('1234');
  await resident.presses(texts.common.next);
  // Not the screen that is there while it is being opened: its heading begins with the same word.
  const titles = title === null ? [mailbox.list.title, mailbox.none.offline.title] : [title];
  await page.getByRole('heading', { level: 1, name: new RegExp(`^(${titles.join('|')})$`) }).waitFor();
}
