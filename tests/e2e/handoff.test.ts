// The whole of a handoff, every part the real one: the counter has no network, the slip comes out of a printer behind CUPS, the network
// comes back, the code is mailed through an SMTP server, and the resident finishes on a phone, from the QR code that was printed.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { texts as dockTexts } from '../../renderer/dock/texts.ts';
import { ja } from '../../renderer/phone/languages/ja.ts';
import { plainAll } from '../../renderer/ui/markup.ts';
import { startMailServer, type MailServer } from '../fixtures/mail-server.ts';
import { query, startPostgres, type ThrowAwayPostgres } from '../fixtures/postgres.ts';
import { openPrintService, queue, well, type PrintService } from '../fixtures/print-service.ts';
import { enrolmentCode, startCentralProgram, type CentralProgram } from './central.ts';
import { openBrowser, Resident } from './resident.ts';
import { configure, startTerminal, type RunningTerminal } from './terminal.ts';

const run = promisify(execFile);
const email = 'hanako.mihon@example.jp';
const pin1 = '80462157';
const words = plainAll(ja);

let folder: string;
let postgres: ThrowAwayPostgres;
let mail: MailServer;
let printer: PrintService;
let settings: Record<string, string>;
let central: CentralProgram;
let place: ReturnType<typeof configure>;
let terminal: RunningTerminal;
let browser: Browser;
let dock: Page;
let resident: Resident;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'madoguchi-handoff-'));
  [postgres, mail, printer, browser] = await Promise.all([
    startPostgres(),
    startMailServer(),
    openPrintService(),
    openBrowser(),
  ]);
  await printer.switchOn(well);
  settings = { DATABASE_URL: postgres.url, SMTP_URL: mail.url, DATA_DIR: join(folder, 'central') };
  mkdirSync(settings['DATA_DIR']!);
  central = await startCentralProgram(settings);
  // It comes back under the same addresses, which stand on slips.
  const { terminals, public: pages } = central.ready;
  settings = { ...settings, PORT: new URL(pages).port, TERMINAL_PORT: new URL(terminals).port };
  place = configure({
    reader: { kind: 'software' },
    central: { url: terminals, trust: 'ca.pem' },
    printer: { kind: 'system', name: queue },
    times: { end: 300 },
  });
  writeFileSync(join(place.dir, 'ca.pem'), central.ready.trust);
  const code = await enrolmentCode(settings, 'みほん市役所 3番窓口', '992011');
  terminal = await startTerminal(place.dir, { ...printer.env, MADOGUCHI_ENROLMENT_CODE: code });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'ja-JP' });
  dock = await context.newPage();
  await dock.goto(terminal.ready.dock!);
  await dock.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
  const page = await context.newPage();
  await page.goto(terminal.ready.ui);
  resident = new Resident(page, 'ja');
});
afterAll(async () => {
  await browser.close();
  await terminal.stop();
  await central.stop();
  await Promise.all([printer.close(), mail.stop()]);
  await postgres.stop();
  place.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Until the account PINs: nothing is chosen but a mailbox, and the email's code is left for home. */
async function registersOffline(): Promise<void> {
  const { page, texts } = resident;
  await resident.presses(texts.welcome.register);
  await resident.readsAndAgrees('terms');
  await resident.readsAndAgrees('privacy');
  for (const title of [texts.notify.title, texts.interests.title, texts.services.title]) {
    await resident.sees(title);
    await resident.presses(texts.common.next);
  }
  await resident.sees(texts.secret.supportPin.title);
  await dock.getByRole('radio', { name: '見本　花子' }).check();
  await dock.getByRole('button', { name: dockTexts.ja.put, exact: true }).click();
  await page.getByText(texts.secret.tries(3)).waitFor();
  await resident.types('1234');
  await resident.presses(texts.common.next);
  await resident.sees(texts.confirm.title);
  await resident.presses(texts.confirm.right);
  await resident.sees(texts.contact.title);
  await page.getByRole('textbox', { name: texts.contact.email }).fill(email);
  await resident.presses(texts.contact.send);
  await resident.sees(texts.mailboxOffer.title);
  await resident.presses(texts.mailboxOffer.yes);
  for (const title of [texts.secret.accountPin1.title, texts.secret.accountPin1.again]) {
    await resident.sees(title);
    await resident.types(pin1);
    await resident.presses(texts.common.next);
  }
  await resident.presses(texts.secret.skip);
  await resident.sees(texts.memberships.title);
  await resident.presses(texts.common.next);
  await resident.sees(texts.review.title);
  await resident.presses(texts.review.save);
  await page.getByText(texts.done.takeSlip).waitFor();
}

/** The address on the paper, read by a decoder that is not ours at the resolution of a slip printer. */
async function scanned(): Promise<string> {
  const paper = join(folder, 'paper');
  writeFileSync(`${paper}.pdf`, (await printer.paper())!);
  await run('pdftoppm', ['-r', '203', '-mono', '-singlefile', `${paper}.pdf`, paper]);
  return (await run('zbarimg', ['--quiet', '--raw', `${paper}.pbm`])).stdout.trim();
}

test('without network at the counter, printed, mailed when the network is back, finished on the phone', async () => {
  await resident.sees(resident.texts.welcome.title);
  await central.stop();
  await registersOffline();
  const address = await scanned();
  expect(await query(postgres.url, 'select 1 from registrations')).toEqual([]);
  expect(mail.mails).toEqual([]);

  central = await startCentralProgram(settings);
  const context = await browser.newContext({
    ...{ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    locale: 'ja-JP',
  });
  const phone = await context.newPage();
  await phone.goto(address);
  const { birth, contact, interests, overview } = words;
  // Until the terminal has come through, the page says that nothing has arrived, and goes on by itself.
  await phone.getByRole('heading', { name: birth.title }).waitFor({ timeout: 120_000 });
  expect(await phone.locator('body').innerText()).not.toMatch(/花子|hanako/);
  for (const [label, value] of [
    [birth.year, '1985'],
    [birth.month, '4'],
    [birth.day, '3'],
  ] as const)
    await phone.getByLabel(label, { exact: true }).fill(value);
  await phone.getByRole('button', { name: birth.go }).tap();
  await phone.getByText(email).waitFor();
  await phone.getByLabel(contact.label).fill(await mail.code(email));
  await phone.getByRole('button', { name: contact.check, exact: true }).tap();
  await phone.getByRole('heading', { name: interests.title }).waitFor();
  await phone.getByRole('switch').first().tap();
  await phone.getByRole('button', { name: words.common.next, exact: true }).tap();
  await phone.getByRole('heading', { name: overview.done }).waitFor();

  const accounts = await query(
    postgres.url,
    `select c.address, c.confirmed_at is not null as confirmed, a.pin1 is not null as pin1,
       (select count(*)::integer from interests i where i.account_id = a.id) as interests,
       (select count(*)::integer from memberships m where m.account_id = a.id and m.state = 'receiving') as memberships,
       (select finished_at is not null from slips s where s.sha256 = r.handoff_sha256) as finished
     from accounts a join registrations r on r.id = a.registration_id join contacts c on c.account_id = a.id`,
  );
  expect(accounts).toEqual([
    { address: email, confirmed: true, pin1: true, interests: 1, memberships: 2, finished: true },
  ]);
  await context.close();
});
