// One city for the promises of the mailbox, every part the real one: the central API on its own listeners with a database, an SMTP server,
// a push service, the desk with made-up staff; terminals as built, each with a card reader and a dock; and browsers for whoever takes part.
import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { vi } from 'vitest';
import { PROFILES, TEST_PKI_FILE } from '../../../main/card/index.ts';
import { sharedTestPki } from '../../../main/card/testing.ts';
import type { CentralConfig } from '../../../sync/central/config.ts';
import { makeEnrolmentCode } from '../../../sync/central/tokens.ts';
import type { MessageRequest } from '../../../sync/contract/desk.ts';
import type { DeskMessage } from '../../../sync/contract/desk.ts';
import { mailboxAddress } from '../../../sync/contract/mailbox.ts';
import { pinVerifier } from '../../../sync/contract/pin.ts';
import type { RegistrationRecord } from '../../../sync/contract/record.ts';
import { startTestCentral, type TestCentral } from '../../fixtures/central.ts';
import { startMailServer, type MailServer } from '../../fixtures/mail-server.ts';
import { registerResident } from '../../fixtures/mailbox.ts';
import { startPushService, type PushService } from '../../fixtures/push-service.ts';
import type { Sender } from '../../fixtures/registration.ts';
import { signInStaff } from '../../fixtures/staff.ts';
import { openBrowser } from '../resident.ts';
import { configure, startTerminal } from '../terminal.ts';
import { openCounter, type Counter } from './counter.ts';
import { openDesk, type DeskPage } from './desk.ts';
import { openPhone, type Phone } from './phone.ts';

const house = resolve(import.meta.dirname, '../../..');
/** The sample city, which is open, and its prefecture. */
export const city = '992011';
export const prefecture = '990001';

export interface Account {
  readonly accountId: string;
  readonly receiptNumber: string;
  readonly email: string;
  readonly pin1: string;
  readonly name: string;
  readonly address: string;
}

export interface Posted {
  readonly title: string;
  readonly body: string;
  readonly municipality?: string;
  readonly more?: Partial<MessageRequest>;
}

export interface Stage {
  readonly central: TestCentral;
  readonly db: TestCentral['central']['parts']['db'];
  readonly publicUrl: string;
  readonly mail: MailServer;
  readonly pushes: PushService;
  readonly browser: Browser;
  /** A terminal of a municipality, with its kiosk in a browser. */
  counter(municipality?: string): Promise<Counter>;
  /** A phone's browser, in a context of its own. */
  phone(): Promise<Phone>;
  /** A member of the made-up staff, signed in by name and password. */
  desk(login: 'tsukuru' | 'okuru' | 'mamoru'): Promise<DeskPage>;
  /** Somebody with an open mailbox, registered before: for promises whose subject is no registration. */
  registered(profile: string, change?: Partial<RegistrationRecord> & { pin1?: string }): Promise<Account>;
  /** Posts as the desk does, and waits until it is delivered. Gives its id. */
  post(message: Posted): Promise<string>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly config?: Partial<CentralConfig>;
  readonly now?: () => Date;
}

/** Opens the city. A passkey is bound to a name and slips to a port, so both are known before. */
export async function openStage({ config = {}, now }: StageOptions = {}): Promise<Stage> {
  const undo: (() => unknown)[] = [];
  const [mail, pushes, browser, pki, port] = await Promise.all([
    startMailServer(),
    startPushService(),
    openBrowser(),
    sharedTestPki(),
    freePort(),
  ]);
  undo.push(() => browser.close());
  const publicUrl = `http://localhost:${String(port)}`;
  const central = await startTestCentral({
    ...(now === undefined ? {} : { now }),
    config: {
      ...{ port, publicUrl, smtpUrl: mail.url, pushLocalAuthority: pushes.authority, anchors: pki.anchors },
      ...{ cityDir: join(house, 'resources/sample-city'), rendererDir: join(house, 'out/renderer') },
      desk: { signIn: { kind: 'made-up' }, releaseAbove: 20 },
      ...config,
    },
  });
  const { parts, terminalsUrl, trust, staff } = central.central;
  const { db } = parts;
  let sender: Promise<Sender> | null = null;

  return {
    ...{ central, db, publicUrl, mail, pushes, browser },
    async counter(municipality = city) {
      const place = configure({
        reader: { kind: 'software' },
        central: { url: terminalsUrl, trust: 'ca.pem' },
        terminal: { name: 'みほん市役所 3番窓口', municipality },
        times: { idle: 600, pinIdle: 600, end: 300 },
        speech: { engine: 'none' },
      });
      writeFileSync(join(place.dir, 'ca.pem'), trust);
      // Every reader of the city reads the same cards.
      mkdirSync(join(place.dir, 'data'), { mode: 0o700 });
      const cards = join(tmpdir(), `madoguchi-test-jpki-${String(process.getuid?.() ?? 0)}`, TEST_PKI_FILE);
      copyFileSync(cards, join(place.dir, 'data', TEST_PKI_FILE));
      const offer = { name: 'みほん市役所 3番窓口', municipality, ttlMs: 3_600_000 };
      const code = await makeEnrolmentCode(db, offer, parts.now());
      const terminal = await startTerminal(place.dir, { MADOGUCHI_ENROLMENT_CODE: code });
      undo.push(async () => {
        await terminal.stop();
        place.remove();
      });
      return openCounter(browser, terminal, mail);
    },
    phone: () => openPhone(browser, { publicUrl, mail, pushes }),
    desk: (login) =>
      openDesk(
        browser,
        publicUrl,
        staff.find((one) => one.login === login)!,
      ), // of the made-up staff
    async registered(profile, { pin1 = '24680', ...change } = {}) {
      sender ??= central.enrol(city);
      const holder = PROFILES.find(({ name }) => name === profile)?.holder;
      const certificate = pki.cards.get(profile)?.auth?.certificate;
      if (holder == null || certificate === undefined) throw new Error(`no card ${profile}`);
      const der = Buffer.from(certificate);
      const email = `${profile}@example.jp`;
      const { id, record } = await registerResident(
        central,
        await sender,
        {
          basicFour: { ...holder },
          notify: { push: true, email: true },
          memberships: [prefecture, city],
          contact: { email, emailVerification: null, phone: null, phoneVerification: null },
          accountPins: { pin1: await pinVerifier(pin1), pin2: null },
          ...change,
        },
        { certificate: der, mailbox: mailboxAddress(der) },
      );
      const { receiptNumber } = record;
      return { accountId: id, receiptNumber, email, pin1, name: holder.name, address: holder.address };
    },
    async post({ title, body, municipality = city, more = {} }) {
      const writer = await signInStaff(central, 'writer', ['compose'], municipality);
      const id = crypto.randomUUID();
      const texts = { ja: { title, body } };
      const answer = await writer.post('messages', { id, texts, audience: {}, ...more });
      if (answer.statusCode >= 300) throw new Error(answer.body);
      await delivered(() => writer.get(`messages/${id}`));
      return id;
    },
    async close() {
      for (const one of undo.toReversed()) await one();
      await central.stop();
      await Promise.all([mail.stop(), pushes.stop()]);
    },
  };
}

/** Until every part of it lies in its mailboxes. */
export async function delivered(look: () => Promise<{ json(): unknown }>): Promise<void> {
  await vi.waitFor(
    async () => {
      const { state } = (await look()).json() as DeskMessage; // of the contract
      if (state !== 'sent') throw new Error(`not delivered: ${state}`);
    },
    { interval: 20, timeout: 20_000 },
  );
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo; // of TCP it is never a string
  probe.close();
  await once(probe, 'close');
  return port;
}
