// What goes wrong at a counter, on the whole machine: each failure has its face on the screen, what was committed arrives once,
// what was not leaves nothing, and a start that cannot end well is refused with its reason.
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import axios from 'axios';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DockAction } from '../../main/dock/contract.ts';
import type { KioskEvent } from '../../preload/contract/events.ts';
import type { FaceCode } from '../../preload/contract/faces.ts';
import { texts as phoneTexts } from '../../renderer/phone/languages/all.ts';
import { plainAll } from '../../renderer/ui/markup.ts';
import type { StageId } from '../../renderer/ui/stages.ts';
import { startPcscd, type Pcscd } from '../rig/rig.ts';
import { openBrowser, Resident } from './resident.ts';
import { configure, refusedStart, startTerminal, type RunningTerminal } from './terminal.ts';

let browser: Browser;

/** A resident who knows the way: does what the screens offer at once, and looks where there is something to see. */
class Hurried extends Resident {
  /** Straight through the page's own bridge, in this order. */
  async does(...events: KioskEvent[]): Promise<void> {
    await this.page.evaluate(`for (const event of ${JSON.stringify(events)}) window.kiosk.send(event)`);
  }

  /** Waits for the face of that code; staff read it at its foot. */
  async meets(code: FaceCode): Promise<void> {
    try {
      await this.page.getByText(this.texts.common.staffCode(code), { exact: true }).waitFor();
    } catch (cause) {
      const shown = await this.page.locator('body').innerText();
      throw new Error(`waited for ${code}, on screen: ${shown}`, { cause });
    }
    await this.page.getByText(this.texts.faces[code].title).first().waitFor();
  }

  async toPin(): Promise<void> {
    await this.sees(this.texts.welcome.title);
    // It is grey while the terminal makes itself ready.
    const door = this.page.getByRole('button', { name: this.texts.welcome.register, disabled: false });
    await door.waitFor();
    const agree: KioskEvent[] = [{ type: 'legal.end' }, { type: 'legal.agree' }];
    const choices = [{ type: 'next' }, { type: 'next' }, { type: 'next' }] as const;
    await this.does({ type: 'start', purpose: 'register' }, ...agree, ...agree, ...choices);
  }

  async pin(digits: string): Promise<void> {
    const keys = [...digits].map((char): KioskEvent => ({ type: 'secret.add', char }));
    await this.does(...keys, { type: 'secret.submit' });
  }

  /** Waits until the stage has that mark. */
  async stage(id: StageId, mark: 'done' | 'open'): Promise<void> {
    const { stages } = this.texts;
    const line = this.page.getByRole('listitem').filter({ hasText: stages.stage[id] });
    await line.getByText(stages.mark[mark], { exact: true }).waitFor();
  }

  async leaves(): Promise<void> {
    await this.presses(this.texts.common.finish);
    await this.sees(this.texts.welcome.title);
  }
}

describe('at a counter with everything embedded', () => {
  const place = configure({ reader: { kind: 'software' }, times: { end: 300 } });
  let terminal: RunningTerminal;
  let context: BrowserContext;
  let resident: Hurried;

  async function start(): Promise<void> {
    terminal = await startTerminal(place.dir);
    await context?.close();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'ja-JP' });
    await context.request.get(terminal.ready.dock!);
    const page = await context.newPage();
    await page.goto(terminal.ready.ui);
    resident = new Hurried(page);
    await resident.sees(resident.texts.welcome.title);
  }

  /** What the dock's buttons do. Its page stays closed: it holds a kiosk of its own, and the newest window is the one. */
  async function does(action: DockAction): Promise<void> {
    const { origin } = new URL(terminal.ready.dock!);
    const answer = await context.request.post(`${origin}/dock/act`, { data: action, headers: { origin } });
    expect(await answer.json()).toMatchObject({ ok: true });
  }
  const put = (profile: string): Promise<void> => does({ type: 'card.put', profile });
  /** Finishes with the card still there: only when it is taken the next one can come. */
  async function leavesCard(): Promise<void> {
    await resident.presses(resident.texts.common.finish);
    await resident.sees(resident.texts.cardLeft.title);
    await does({ type: 'card.take' });
    await resident.sees(resident.texts.welcome.title);
  }
  /** The code in the newest mail to this address, as soon as it is there. */
  async function mailedCode(address: string): Promise<string> {
    const newest = async (): Promise<string | undefined> => {
      const { data } = await axios.get<{ items: { to: string; text: string }[] }>(
        `${terminal.ready.mail!}.json`,
      );
      return /\b\d{6}\b/.exec(data.items.find(({ to }) => to === address)?.text ?? '')?.[0];
    };
    await expect.poll(newest, { timeout: 20_000 }).toBeDefined();
    return (await newest())!;
  }
  async function slipCode(): Promise<string> {
    await resident.page.getByRole('img', { name: resident.texts.done.qrAlt }).waitFor();
    return (await resident.page.locator('strong.code').innerText()).replaceAll(' ', '');
  }
  const status = async (code: string): Promise<unknown> =>
    (await axios.get<unknown>(`${terminal.ready.public}/v1/slips/${code}`)).data;

  /** From the welcome screen to the contact, with the card of Hanako. */
  async function toContact(): Promise<void> {
    await put('hanako');
    await resident.toPin();
    await resident.page.getByText(resident.texts.secret.tries(3)).waitFor();
    await resident.pin('1234');
    await resident.sees(resident.texts.confirm.title);
    await resident.does({ type: 'facts.right' });
    await resident.sees(resident.texts.contact.title);
  }
  /** All the way while no code can be sent; gives the slip's code. */
  async function registerUnproved(email: string, face: FaceCode): Promise<string> {
    await toContact();
    await resident.does({ type: 'contact.submit', email, phone: '' });
    await resident.meets(face);
    await resident.does({ type: 'mailbox.want', yes: false }, { type: 'review.save' });
    await resident.sees(resident.texts.done.titleOpen);
    return slipCode();
  }
  /** A look into the central database; the terminal must be stopped. */
  async function inDatabase<T>(work: (pg: PGlite) => Promise<T>): Promise<T> {
    const folder = join(terminal.ready.data, 'central');
    const name = readdirSync(folder).find((entry) => existsSync(join(folder, entry, 'PG_VERSION')));
    const pg = await PGlite.create(join(folder, name!));
    try {
      return await work(pg);
    } finally {
      await pg.close();
    }
  }

  beforeAll(async () => {
    browser = await openBrowser();
    await start();
  });
  afterAll(async () => {
    await context.close();
    await terminal.stop();
    place.remove();
  });

  test('cancel asks first, then wipes', async () => {
    await resident.toPin();
    await resident.presses(resident.texts.common.cancel);
    await resident.page.getByRole('dialog').getByText(resident.texts.overlay.cancel.body).waitFor();
    await resident.page
      .getByRole('dialog')
      .getByRole('button', { name: resident.texts.overlay.cancel.yes, exact: true })
      .click();
    await resident.sees(resident.texts.faces['session.cancelled'].title);
    await resident.leaves();
  });

  test('a driving licence is told before a PIN is typed', async () => {
    await put('licence');
    await resident.toPin();
    await resident.meets('card.licence');
    await does({ type: 'card.take' });
    await resident.does({ type: 'cancel' }, { type: 'cancel.yes' }, { type: 'finish' });
  });

  test('a blocked PIN ends before it is typed', async () => {
    await put('blocked');
    await resident.toPin();
    await resident.sees(resident.texts.faces['pin.blocked'].title);
    await leavesCard();
  });

  test('a wrong PIN, no address, a wrong code and an empty printer: each is told, and the registration is done', async () => {
    const { page, texts } = resident;
    await put('hanako');
    await resident.toPin();
    await page.getByText(texts.secret.tries(3)).waitFor();
    await resident.pin('9999');
    await resident.meets('pin.wrong');
    await page.getByText(texts.faces['pin.wrong'].left!(2)).waitFor();
    await resident.pin('1234');
    await resident.sees(texts.confirm.title);
    await resident.presses(texts.confirm.right);
    await resident.sees(texts.contact.title);
    await page.getByLabel(texts.contact.email).fill('hanako@@example');
    await resident.presses(texts.contact.send);
    await resident.meets('email.malformed');
    await page.getByLabel(texts.contact.email).fill('hanako@example.jp');
    await resident.presses(texts.contact.send);
    await resident.sees(texts.code.title);
    const right = await mailedCode('hanako@example.jp');
    await resident.does({ type: 'code.submit', code: right === '000000' ? '000001' : '000000' });
    await resident.meets('code.wrong');
    await resident.does({ type: 'code.submit', code: right });
    await resident.sees(texts.mailboxOffer.title);
    await does({ type: 'printer', paper: false });
    await resident.presses(texts.mailboxOffer.no);
    await resident.sees(texts.review.title);
    await resident.presses(texts.review.save);
    await resident.meets('printer.empty');
    await page.getByText(texts.done.print.failed).waitFor();
    await page.getByRole('img', { name: texts.done.qrAlt }).waitFor();
    await does({ type: 'printer', paper: true });
    await resident.presses(texts.done.printAgain);
    await page.getByText(texts.done.print.saved).waitFor();
    await resident.stage('accepted', 'done');
    await leavesCard();
  });

  test('without a network it is saved and says what is open; with it again it arrives, and the phone does the rest', async () => {
    await does({ type: 'network', cut: true });
    const code = await registerUnproved('offline@example.jp', 'network.offline');
    await resident.stage('saved', 'done');
    await resident.stage('sent', 'open');
    await resident.stage('contact', 'open');
    expect(await status(code)).toMatchObject({ state: 'unknown', arrived: false });
    await does({ type: 'network', cut: false });
    await resident.stage('accepted', 'done');
    const phone = await context.newPage();
    await phone.goto(`${terminal.ready.public}/s/${code}`);
    const { birth, common, contact, interests, overview, stages } = plainAll(phoneTexts.ja);
    // The sample card's holder.
    for (const [part, digits] of [
      [birth.year, '1985'],
      [birth.month, '4'],
      [birth.day, '3'],
    ] as const)
      await phone.getByLabel(part, { exact: true }).fill(digits);
    await phone.getByRole('button', { name: birth.go }).click();
    await phone.getByRole('textbox', { name: contact.label }).fill(await mailedCode('offline@example.jp'));
    await phone.getByRole('button', { name: contact.check }).click();
    await phone.getByRole('heading', { name: interests.title }).waitFor();
    expect(await status(code)).toMatchObject({ state: 'valid', arrived: true });
    await phone.getByRole('button', { name: common.next, exact: true }).click();
    await phone.getByRole('heading', { name: overview.done }).waitFor();
    const line = phone.getByRole('listitem').filter({ hasText: stages.stage.contact });
    await line.getByText(stages.mark.done, { exact: true }).waitFor();
    await phone.close();
    expect(await status(code)).toMatchObject({ state: 'used', arrived: true });
    await leavesCard();
  });

  test('the plug pulled after the last screen: the registration arrives after the next start, once', async () => {
    await does({ type: 'network', cut: true });
    const code = await registerUnproved('plug@example.jp', 'network.offline');
    await terminal.kill();
    await start();
    await expect.poll(() => status(code), { timeout: 30_000 }).toMatchObject({ arrived: true });
    expect(await terminal.stop()).toBe(0);
    const counted = await inDatabase((pg) =>
      pg.query(
        "select (select count(*)::int from registrations) as all, count(*)::int as plug from contacts where address = 'plug@example.jp'",
      ),
    );
    // Three were begun and finished here: by hand, without a network, and this one.
    expect(counted.rows).toEqual([{ all: 3, plug: 1 }]);
  });

  test('a terminal that its own central API has shut out enrols anew by itself, and what it saves arrives', async () => {
    await inDatabase((pg) => pg.query('update terminals set revoked_at = now()'));
    await start();
    // While it enrols there is no line, and a code could not be sent.
    await resident.page.getByText(resident.texts.welcome.network.online).waitFor();
    await toContact();
    await resident.does({ type: 'contact.submit', email: 'revoked@example.jp', phone: '' });
    await resident.sees(resident.texts.code.title);
    await resident.does(
      { type: 'code.later' },
      { type: 'mailbox.want', yes: false },
      { type: 'review.save' },
    );
    await resident.sees(resident.texts.done.titleOpen);
    const code = await slipCode();
    await expect.poll(() => status(code), { timeout: 30_000 }).toMatchObject({ arrived: true });
    await leavesCard();
  });

  test('a second one on the same data directory is refused', async () => {
    const { code, log } = await refusedStart(place.dir);
    expect(code).toBe(69);
    expect(log).toContain('running already with this data directory');
  });
});

describe('at a counter whose reader comes and goes', () => {
  const place = configure({
    reader: { kind: 'pcsc', name: 'Virtual PCD' },
    times: { idle: 5, pinIdle: 5, prompt: 20, end: 5 },
  });
  let pcscd: Pcscd;
  let terminal: RunningTerminal;
  let resident: Hurried;

  beforeAll(async () => {
    pcscd = await startPcscd();
    await pcscd.halt();
    terminal = await startTerminal(place.dir);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'ja-JP' });
    await page.goto(terminal.ready.ui);
    resident = new Hurried(page);
  });
  afterAll(async () => {
    await browser.close();
    await terminal.stop();
    await pcscd.stop();
    place.remove();
  });

  const register = () =>
    resident.page.getByRole('button', { name: resident.texts.welcome.register, exact: false });

  test('without one the welcome screen says so and Start is off, until it is there', async () => {
    await resident.meets('reader.none');
    expect(await register().getAttribute('aria-disabled')).toBe('true');
    await resident.does({ type: 'start', purpose: 'register' });
    await pcscd.resume();
    await resident.page.getByText(resident.texts.welcome.reader.ready).waitFor();
    await resident.page.getByText(resident.texts.faces['reader.none'].title).waitFor({ state: 'detached' });
    expect(await register().getAttribute('aria-disabled')).toBeNull();
  });

  test('pulled while a PIN is asked for: told at once, and taken back when it is there again', async () => {
    await resident.toPin();
    await resident.sees(resident.texts.secret.supportPin.title);
    await pcscd.halt();
    await resident.meets('reader.gone');
    await pcscd.resume();
    await resident.page.getByText(resident.texts.faces['reader.gone'].title).waitFor({ state: 'detached' });
  });

  test('nobody there any more: asked, then wiped, then the welcome screen for the next', async () => {
    const { page, texts } = resident;
    await page.getByText(texts.overlay.stillThere.title).waitFor({ timeout: 60_000 });
    await resident.sees(texts.faces['session.idle'].title);
    await page.getByText(texts.ended.nothingKept).waitFor();
    await resident.sees(texts.welcome.title);
  });
});

describe('a start that cannot end well is refused', () => {
  test('with a broken configuration: every key, what was expected, what was given', async () => {
    const place = configure({ shell: 'firefox', ui: { port: 70_000 }, raeder: { kind: 'pcsc' } });
    const { code, log } = await refusedStart(place.dir);
    place.remove();
    expect(code).toBe(78);
    expect(log).toContain('shell: expected one of auto, electron, chromium, none, given "firefox"');
    expect(log).toContain('ui.port: expected at most 65535, given 70000');
    expect(log).toContain('raeder: expected no such key (is it misspelt?), given raeder');
  });

  test('with a port that another program has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo; // a TCP server that listens has one
    const place = configure({
      reader: { kind: 'software' },
      ui: { port },
      central: { url: 'https://127.0.0.1:9', trust: 'ca.pem' },
    });
    writeFileSync(join(place.dir, 'ca.pem'), '');
    const { code, log } = await refusedStart(place.dir);
    place.remove();
    other.close();
    expect(code).toBe(1);
    expect(log).toContain(`ui.port: ${String(port)} is taken by another program`);
  });
});
