// Run (b): every part the real one. pcscd with the virtual reader and `npm run card` on its socket, the central API as its own
// program over PostgreSQL, mail through an SMTP server, the terminal enrolled by IT with a one-time code. The resident reads
// English; the card has characters outside the BMP and a very long address.
import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestPki, PROFILES } from '../../main/card/index.ts';
import { startMailServer, type MailServer } from '../fixtures/mail-server.ts';
import { query, startPostgres, type ThrowAwayPostgres } from '../fixtures/postgres.ts';
import { run, startCard, startPcscd, type CardProcess, type Pcscd } from '../rig/rig.ts';
import { enrolmentCode, startCentralProgram, type CentralProgram } from './central.ts';
import { register, type Counter } from './journey.ts';
import { openBrowser, Resident } from './resident.ts';
import { configure, startTerminal, type RunningTerminal } from './terminal.ts';

const rare = PROFILES.find((profile) => profile.name === 'rare')!;
const email = 'yoshida.kuzunosuke@example.jp';
const pin1 = '8046215790';
const pin2 = '975310864';

let pki: string;
let postgres: ThrowAwayPostgres;
let mail: MailServer;
let central: CentralProgram;
let pcscd: Pcscd;
let card: CardProcess | null = null;
let place: ReturnType<typeof configure>;
let terminal: RunningTerminal;
let browser: Browser;
let resident: Resident;
let receiptNumber = '';

const counter: Counter = {
  put: async () => void (card = await startCard('rare', { pki })),
  take: async () => void (await card?.stop()),
  mailedCode: (address) => mail.code(address),
};

beforeAll(async () => {
  pki = mkdtempSync(join(tmpdir(), 'madoguchi-pki-'));
  const { anchors } = await createTestPki(pki);
  writeFileSync(join(pki, 'anchors.json'), JSON.stringify(anchors));
  [postgres, mail, pcscd, browser] = await Promise.all([
    startPostgres(),
    startMailServer(),
    startPcscd(),
    openBrowser(),
  ]);
  const settings = {
    DATABASE_URL: postgres.url,
    SMTP_URL: mail.url,
    DATA_DIR: join(pki, 'central'),
    ANCHORS_FILE: join(pki, 'anchors.json'),
  };
  mkdirSync(settings.DATA_DIR);
  central = await startCentralProgram(settings);
  place = configure({
    reader: { kind: 'pcsc', name: 'Virtual PCD', anchors: join(pki, 'anchors.json') },
    central: { url: central.ready.terminals, trust: 'ca.pem' },
    times: { end: 300 },
  });
  writeFileSync(join(place.dir, 'ca.pem'), central.ready.trust);
  const code = await enrolmentCode(settings, 'みほん市役所 2番窓口', '992011');
  terminal = await startTerminal(place.dir, { MADOGUCHI_ENROLMENT_CODE: code });
  const page = await browser.newPage({ viewport: { width: 1080, height: 1920 }, locale: 'ja-JP' });
  await page.goto(terminal.ready.ui);
  await page.getByRole('button', { name: 'English' }).click();
  resident = new Resident(page, 'en', process.env['SCREENS_EN'] ?? null);
});

afterAll(async () => {
  await browser.close();
  await terminal.stop();
  await card?.stop();
  await central.stop();
  await Promise.all([pcscd.stop(), mail.stop()]);
  await postgres.stop();
  place.remove();
  rmSync(pki, { recursive: true, force: true });
});

describe('one registration on real parts', () => {
  test('goes from the welcome screen to the row in PostgreSQL', async () => {
    expect(terminal.ready).toMatchObject({ reader: { kind: 'pcsc' }, dock: null });
    receiptNumber = await register(resident, counter, {
      email,
      services: ['Mihon City Library'],
      supportPin: rare.pins.supportPin!,
      signaturePassword: rare.pins.signaturePassword!,
      mailbox: { pin1, pin2 },
      facts: { name: rare.holder!.name, address: rare.holder!.address },
    });
    const accounts = await query(postgres.url, 'select name, address, birth_date from accounts');
    expect(accounts).toEqual([
      { name: rare.holder!.name, address: rare.holder!.address, birth_date: rare.holder!.birthDate },
    ]);
    const registrations = await query(
      postgres.url,
      'select receipt_number, assurance, language from registrations',
    );
    expect(registrations).toEqual([{ receipt_number: receiptNumber, assurance: 'signed', language: 'en' }]);
    const contacts = await query(
      postgres.url,
      'select address, confirmed_at is not null as confirmed from contacts',
    );
    expect(contacts).toEqual([{ address: email, confirmed: true }]);
  });

  test("openssl accepts the card's signature over the declaration, and the chain of its certificate", async () => {
    const [row] = await query<{ declaration: string }>(postgres.url, 'select declaration from registrations');
    const [header, payload, signature] = row!.declaration.split('.') as [string, string, string];
    const { x5c } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { x5c: string[] };
    const file = (name: string, content: string | Buffer): string => (
      writeFileSync(join(pki, name), content),
      join(pki, name)
    );
    const certificate = new X509Certificate(Buffer.from(x5c[0]!, 'base64'));
    const leaf = file('leaf.pem', certificate.toString());
    const key = file('leaf.pub', (await run('openssl', ['x509', '-in', leaf, '-pubkey', '-noout'])).out);
    const signed = file('signed', `${header}.${payload}`);
    const sig = file('sig', Buffer.from(signature, 'base64url'));
    expect(
      (await run('openssl', ['dgst', '-sha256', '-verify', key, '-signature', sig, signed])).out,
    ).toContain('Verified OK');
    file('signed', `${header}.${payload}x`);
    expect(
      (await run('openssl', ['dgst', '-sha256', '-verify', key, '-signature', sig, signed])).code,
    ).not.toBe(0);
    const { anchors } = await createTestPki(pki);
    const roots = file('roots.pem', anchors.sign.join('\n'));
    expect((await run('openssl', ['verify', '-CAfile', roots, leaf])).out).toContain('leaf.pem: OK');
    const declared = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
      basicFour: unknown;
      services: unknown;
    };
    expect(declared).toMatchObject({
      services: ['library'],
      basicFour: { name: rare.holder!.name, birthDate: rare.holder!.birthDate },
    });
  });

  test("the record's own signature is the terminal's, under a certificate of the device CA", async () => {
    const [row] = await query<{ record_jws: string }>(postgres.url, 'select record_jws from registrations');
    const [terminalRow] = await query<{ pem: string }>(postgres.url, 'select pem from certificates');
    const [header, payload, signature] = row!.record_jws.split('.') as [string, string, string];
    const key = createPublicKey(terminalRow!.pem);
    expect(
      verify(
        'sha256',
        Buffer.from(`${header}.${payload}`),
        { key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      ),
    ).toBe(true);
    const device = join(pki, 'device.pem');
    writeFileSync(device, terminalRow!.pem);
    expect((await run('openssl', ['verify', '-CAfile', join(place.dir, 'ca.pem'), device])).out).toContain(
      'device.pem: OK',
    );
  });

  test('nothing of the resident is in any file, log or slip of the terminal, running or ended', async () => {
    await resident.presses(resident.texts.common.finish);
    await resident.page.getByRole('heading', { level: 1 }).first().waitFor();
    // The browser that drew the slip takes its folder with it.
    await expect
      .poll(() => readdirSync(terminal.ready.data).filter((name) => name.startsWith('print-')))
      .toEqual([]);
    expect(leaks(terminal)).toEqual([]);
    expect(await terminal.stop()).toBe(0);
    expect(leaks(terminal)).toEqual([]);
    // The check itself must be able to fail.
    writeFileSync(join(terminal.ready.data, 'canary'), `x${email}x`);
    expect(leaks(terminal)).toEqual([{ file: 'canary', needle: 'email' }]);
  });
});

/** What must not be found, in the encodings in which it could be. The 4-digit PIN is too short to be told from chance. */
const needles: Readonly<Record<string, string>> = {
  name: rare.holder!.name,
  'part of the name': '葛\u{E0100}之介',
  address: rare.holder!.address,
  'part of the address': 'サンプルガーデンヒルズ',
  'birth date': rare.holder!.birthDate,
  email,
  password: rare.pins.signaturePassword!,
  pin1,
  pin2,
};

function leaks({ ready, log }: RunningTerminal): { file: string; needle: string }[] {
  const contents = readdirSync(ready.data, { recursive: true, encoding: 'utf8' })
    // The program itself as V8 keeps it compiled: the sample people are in it, and residents cannot be.
    .filter((name) => !name.startsWith('compiled/'))
    .flatMap((file) => {
      const bytes = bytesOf(join(ready.data, file));
      return bytes === null ? [] : [{ file, bytes }];
    });
  expect(contents.some(({ file }) => file.endsWith('queue.sqlite'))).toBe(true);
  expect(contents.some(({ file }) => file.endsWith('.pdf'))).toBe(true);
  contents.push({ file: '(standard error)', bytes: Buffer.from(log()) });
  return contents.flatMap(({ file, bytes }) =>
    Object.entries(needles).flatMap(([needle, text]) =>
      [
        Buffer.from(text),
        Buffer.from(text, 'utf16le'),
        Buffer.from(Buffer.from(text).toString('base64').replace(/=+$/, '').slice(0, -2)),
      ].some((form) => bytes.includes(form))
        ? [{ file, needle }]
        : [],
    ),
  );
}

/** Null: no file, or one that went while we looked, as those of the browser that drew the slip do. */
function bytesOf(path: string): Buffer | null {
  try {
    return statSync(path).isFile() ? readFileSync(path) : null;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}
