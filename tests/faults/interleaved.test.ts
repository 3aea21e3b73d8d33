// Residents at four terminals, and their phones at the same time (`RESIDENTS=1000` for the long run): some without network at the
// counter, some with a slip printed twice, some who try another's slip or code. Nothing ever reaches somebody else: no slip, code,
// page or push.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SlipJob } from '../../main/registration/ports.ts';
import { PROFILES } from '../../main/card/index.ts';
import { SlipStatus } from '../../sync/contract/slips.ts';
import { makeEnrolmentCode } from '../../sync/central/tokens.ts';
import { startTestCentral, type TestCentral } from '../fixtures/central.ts';
import { startMailServer, type MailServer } from '../fixtures/mail-server.ts';
import { seeded } from '../fixtures/mutate.ts';
import { PhoneBrowser } from '../fixtures/phone.ts';
import { query, startPostgres, type ThrowAwayPostgres } from '../fixtures/postgres.ts';
import { startPushService, type PushService } from '../fixtures/push-service.ts';
import { madeUp } from '../fixtures/registration.ts';
import { openLiveCounter, type LiveCounter } from './parts/live-counter.ts';

const total = Number(process.env['RESIDENTS'] ?? 200);
const seed = Number(process.env['SEED'] ?? 20261122);
const random = seeded(seed);
const chance = (share: number): boolean => random() < share;
const people = ['hanako', 'rare', 'young'].map((name) => PROFILES.find((profile) => profile.name === name)!);

interface Resident {
  readonly email: string;
  readonly person: (typeof people)[number];
  /** Digits of the QR codes that were printed, the newest last, and the numbers under them. */
  readonly papers: { readonly words: string; readonly number: string }[];
  receiptNumber: string;
  /** The push that was asked for came to this browser. */
  browser: string | null;
}

let folder: string;
let postgres: ThrowAwayPostgres;
let mail: MailServer;
let push: PushService;
let central: TestCentral;
const counters: (LiveCounter & { session: string | null; resident: Resident | null })[] = [];
const strayPapers: SlipJob[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'madoguchi-interleaved-'));
  [postgres, mail, push] = await Promise.all([startPostgres(), startMailServer(), startPushService()]);
  central = await startTestCentral({
    config: { databaseUrl: postgres.url, smtpUrl: mail.url, pushLocalAuthority: push.authority },
  });
  for (let n = 1; n <= 4; n += 1) counters.push(await openCounter(String(n)));
});
afterAll(async () => {
  for (const { stop } of counters) await stop();
  await central.stop();
  await Promise.all([mail.stop(), push.stop(), postgres.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

async function openCounter(name: string): Promise<(typeof counters)[number]> {
  const { parts, trust, terminalsUrl } = central.central;
  const { municipality } = madeUp;
  const offer = { name, municipality, ttlMs: 3_600_000 };
  const at: { session: string | null; resident: Resident | null } = { session: null, resident: null };
  const live = await openLiveCounter({
    dir: join(folder, name),
    line: { url: terminalsUrl, trust },
    enrolmentCode: await makeEnrolmentCode(parts.db, offer, parts.now()),
    municipality,
    onPaper(job) {
      if (at.resident === null || job.sessionId !== at.session) strayPapers.push(job);
      const words = job.slip.url.split('/').at(-1)!;
      at.resident?.papers.push({ words, number: job.slip.code.replaceAll(' ', '') });
    },
    onSession: (id) => void (at.session = id),
  });
  return Object.assign(at, live);
}

/** From the welcome screen to the end; the code is typed here, or later at home. */
async function registers(place: (typeof counters)[number], resident: Resident): Promise<void> {
  const { counter } = place;
  place.resident = resident;
  counter.room.insert(resident.person.name);
  counter.consents();
  await counter.until(({ terminal }) => terminal.card === 'recognised');
  counter.type(resident.person.pins.supportPin!);
  await counter.sees('confirm');
  counter.send('facts.right', { type: 'contact.submit', email: resident.email, phone: '' });
  const asked = await counter.until(({ screen }) => ['code', 'mailbox-offer'].includes(screen.name));
  if (asked.screen.name === 'code' && chance(0.3)) {
    const strange = foreignCode(resident);
    if (strange !== null) {
      counter.send({ type: 'code.submit', code: strange });
      await counter.face('code.wrong');
    }
    counter.send({ type: 'code.submit', code: await mail.code(resident.email) });
  } else if (asked.screen.name === 'code') counter.send('code.later');
  await counter.sees('mailbox-offer');
  counter.send({ type: 'mailbox.want', yes: false }, 'review.save');
  const done = await counter.until(({ screen }) => screen.name === 'done' && screen.slip.print === 'printed');
  if (done.screen.name === 'done') resident.receiptNumber = done.screen.receiptNumber;
  if (chance(0.1)) {
    counter.send('print');
    await counter.until(() => resident.papers.length === 2);
    await counter.until(({ screen }) => screen.name === 'done' && screen.slip.print === 'printed');
  }
  counter.send('finish');
  counter.room.remove();
  await counter.until(({ screen }) => screen.name === 'welcome' && screen.blockedBy === null);
  place.resident = null;
}

/** The newest code that somebody else was mailed, unless it happens to be one of this resident's. */
function foreignCode({ email }: Resident): string | null {
  const codes = (own: boolean) =>
    mail.mails
      .filter(({ to }) => (to?.[0]?.address === email) === own)
      .map(({ text }) => /\b\d{6}\b/.exec(text ?? '')?.[0]);
  const [strange] = codes(false);
  return strange === undefined || codes(true).includes(strange) ? null : strange;
}

/** Goes on with the phone until nothing is open, and looks at everything that is answered on the way. */
async function goesOn(resident: Resident, index: number, others: readonly Resident[]): Promise<void> {
  const source = `10.${String(index >> 8)}.${String(index & 255)}.1`;
  const phone = new PhoneBrowser(central.public, source);
  const { words, number } = resident.papers.at(-1)!;
  const slip = chance(0.5) ? words : number;
  const status = async (of: string): Promise<SlipStatus> =>
    SlipStatus.parse((await phone.call('GET', `/v1/slips/${of}`)).json());
  if (chance(0.3) && !(await status(words)).arrived) {
    const subscription = push.subscribe();
    const asked = await phone.call('POST', `/v1/slips/${words}/arrival-notices`, {
      ...{ subscription, language: 'ja' },
    });
    if (asked.statusCode === 204) resident.browser = subscription.endpoint.split('/').at(-1)!;
  }
  while (!(await status(words)).arrived) await delay(100);
  const [first] = resident.papers;
  if (resident.papers.length > 1 && first !== undefined) {
    while ((await status(first.words)).state !== 'cancelled') await delay(100);
    expect(await phone.enter(first.words, resident.person.holder!.birthDate)).toEqual({ outcome: 'closed' });
  }
  const other = others.find(({ person, papers }) => person !== resident.person && papers.length === 1);
  if (other !== undefined && chance(0.2)) {
    const entry = await phone.enter(other.papers[0]!.words, resident.person.holder!.birthDate);
    expect(['wrong', 'closed', 'paused']).toContain(entry.outcome);
    expect(phone.cookie).toBeNull();
  }
  expect(await phone.enter(slip, resident.person.holder!.birthDate)).toEqual({ outcome: 'open' });
  const view = await phone.view();
  expect([view.receiptNumber, view.email.address]).toEqual([resident.receiptNumber, resident.email]);
  if (!view.email.confirmed) {
    const strange = foreignCode(resident);
    const answers = 'contacts/email/answers';
    if (strange !== null && chance(0.2))
      expect((await phone.call('POST', `/v1/phone/${answers}`, { code: strange })).body).not.toContain(
        'confirmed"}',
      );
    const code = await mail.code(resident.email);
    const answer = await phone.call('POST', `/v1/phone/${answers}`, { code });
    expect(answer.json()).toEqual({ outcome: 'confirmed' });
  }
  await phone.change('interests', { interests: chance(0.5) ? ['bousai'] : [] });
  expect((await status(words)).state).toBe('used');
  seen.push({ by: resident, text: phone.answers });
}

/** What each resident was answered and mailed, to be looked through when everybody's receipt number is known. */
const seen: { readonly by: Resident; readonly text: string }[] = [];

/** Addresses and receipt numbers of anybody else; a token can look like a receipt number, but is nobody's. */
function strangersIn(
  text: string,
  { email, receiptNumber }: Resident,
  everybody: readonly Resident[],
): string[] {
  const numbers = new Set(everybody.map((each) => each.receiptNumber));
  const addresses = text.match(/r\d+@example\.jp/g) ?? [];
  const alike = text.match(/[0-9A-Z]{4}-[0-9A-Z]{4}/g) ?? [];
  return [
    ...addresses.filter((found) => found !== email),
    ...alike.filter((found) => found !== receiptNumber && numbers.has(found)),
  ];
}

test(`${String(total)} residents at four terminals and on their phones, seed ${String(seed)}: each reaches only their own`, async () => {
  const residents: Resident[] = [];
  const phones: Promise<void>[] = [];
  let next = 0;
  await Promise.all(
    counters.map(async (place) => {
      for (let index = next++; index < total; index = next++) {
        const person = people[Math.floor(random() * people.length)]!;
        const resident: Resident = {
          ...{ email: `r${String(index)}@example.jp`, person, papers: [] },
          ...{ receiptNumber: '', browser: null },
        };
        if (chance(0.1)) await place.cut(chance(0.5));
        await registers(place, resident);
        const others = residents.slice(-8);
        residents.push(resident);
        phones.push(goesOn(resident, index, others));
      }
      await place.cut(false);
    }),
  );
  await Promise.all(phones);
  const asked = residents.flatMap(({ browser }) => (browser === null ? [] : [browser]));
  await push.seen(asked.length);

  expect(strayPapers).toEqual([]);
  const rows = await query<{ address: string; receipt_number: string; confirmed: boolean }>(
    postgres.url,
    `select c.address, r.receipt_number, c.confirmed_at is not null as confirmed from registrations r
       join accounts a on a.registration_id = r.id join contacts c on c.account_id = a.id`,
  );
  const byAddress = <T extends { address: string }>(all: T[]): T[] =>
    all.sort((a, b) => (a.address < b.address ? -1 : 1));
  expect(byAddress(rows)).toEqual(
    byAddress(
      residents.map(({ email, receiptNumber }) => ({
        ...{ address: email, receipt_number: receiptNumber, confirmed: true },
      })),
    ),
  );
  const papers = residents.flatMap((resident) => resident.papers.map(({ number }) => number));
  expect(new Set(papers).size).toBe(papers.length);
  const owners = new Map(residents.map((resident) => [resident.email, resident]));
  for (const { to, text } of mail.mails) {
    const owner = owners.get(to?.[0]?.address ?? '')!;
    const numbers = text?.match(/\b\d{24}\b/g) ?? [];
    expect(numbers.filter((number) => !owner.papers.some((paper) => paper.number === number))).toEqual([]);
    seen.push({ by: owner, text: text ?? '' });
  }
  expect(seen.flatMap(({ by, text }) => strangersIn(text, by, residents))).toEqual([]);
  expect(push.received.map(({ browser }) => browser).sort()).toEqual(asked.sort());
  console.log(
    `${String(papers.length)} slips, ${String(mail.mails.length)} mails, ${String(asked.length)} pushes`,
  );
}, 600_000);
