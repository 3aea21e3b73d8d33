// Each kind of bad slip is refused with its own word, whichever way it came to be bad and in whatever order that was told.
import { createPrivateKey, randomBytes, randomUUID, sign, X509Certificate } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { makeDeviceKey, makeRecord, sealRecord } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { newHandoff } from '../../../main/handoff/token.ts';
import type { Handoff } from '../../../main/handoff/token.ts';
import { FeedPage } from '../../contract/feed.ts';
import type { RegistrationRecord } from '../../contract/record.ts';
import { slipNumber } from '../../contract/slip-number.ts';
import {
  encodeSlip,
  longestSlipDays,
  slipKeyId,
  slipSigningBytes,
  verifySlip,
} from '../../contract/slip-token.ts';
import { SlipKey, SlipNoticesAnswer, SlipStatus } from '../../contract/slips.ts';
import type { SlipNotice } from '../../contract/slips.ts';
import { revoke } from '../enrolments/revoke.ts';
import { cancelSlip, findSlip, finishSlip, slipIsCancelled } from './slips.ts';
import { remindOfSlips } from './reminder.ts';

const dayMs = 86_400_000;
const city = '992011';
const otherCity = '992020';
/** Moves on; the registrations' own instants are real ones. */
let aheadMs = 0;
const now = (): Date => new Date(Date.now() + aheadMs);
let central: TestCentral;
let terminal: Sender;
let neighbour: Sender;
let elsewhere: Sender;

beforeAll(async () => {
  central = await startTestCentral({ now });
  terminal = await central.enrol(city);
  neighbour = await central.enrol(city);
  elsewhere = await central.enrol(otherCity);
}, 60_000);
afterAll(() => central.stop(), 60_000);

const make = (by: Sender = terminal, municipality = city, days = 30): Handoff =>
  newHandoff({
    keys: { privateKey: by.device.privateKeyPem, certificate: by.certificate },
    ...{ municipality, now: now().getTime(), days },
  });

async function register(
  slip: Handoff,
  from = terminal,
  change: Partial<RegistrationRecord> = {},
): Promise<string> {
  const { sha256: handoffSha256, number: handoffNumber, expiresAt: handoffExpiresAt } = slip;
  const municipality = from === elsewhere ? otherCity : city;
  const record = makeRecord(from.terminalId, {
    ...{ municipality, handoffSha256, handoffNumber, handoffExpiresAt },
    ...change,
  });
  const items = [await sealRecord(record, from, record.id)];
  const response = await central.as(from, 'POST', '/v1/registrations', { items });
  expect(response.json()).toMatchObject({ results: [{ outcome: 'accepted' }] });
  return record.id;
}

let sources = 0;
/** From an address of its own, unless one is given. */
async function status(
  words: string,
  source = `198.51.100.${(sources = (sources % 250) + 1)}`,
): Promise<SlipStatus> {
  const response = await central.public.inject({ url: `/v1/slips/${words}`, remoteAddress: source });
  expect(response.statusCode).toBe(200);
  return SlipStatus.parse(response.json());
}
const state = async (words: string): Promise<SlipStatus['state']> => (await status(words)).state;

async function tell(notices: readonly SlipNotice[], from = terminal): Promise<SlipNoticesAnswer['results']> {
  const response = await central.as(from, 'POST', '/v1/slips', { notices });
  return SlipNoticesAnswer.parse(response.json()).results;
}
const stamp = () => ({ id: randomUUID(), at: now().toISOString() });
const printed = (recordId: string, slip: Handoff, replaces: Handoff): SlipNotice => ({
  ...stamp(),
  ...{ kind: 'printed', recordId, sha256: slip.sha256, expiresAt: slip.expiresAt, replaces: replaces.sha256 },
});
const cancelled = ({ sha256 }: Handoff): SlipNotice => ({
  ...stamp(),
  kind: 'cancelled',
  sha256,
  by: 'staff',
});

async function feed(from: Sender): Promise<FeedPage['entries']> {
  return FeedPage.parse((await central.as(from, 'GET', '/v1/changes')).json()).entries;
}
async function keysOf(from: Sender): Promise<SlipKey[]> {
  const entry = (await feed(from)).findLast(({ kind }) => kind === 'slip-keys');
  return SlipKey.array().parse(entry?.['keys']);
}

describe('a slip', () => {
  it('is valid before its registration has arrived, and after', async () => {
    const slip = make();
    expect(await status(slip.token)).toMatchObject({
      state: 'valid',
      arrived: false,
      expiresAt: slip.expiresAt,
    });
    // Of a number nothing is known yet.
    expect(await status(slip.number)).toEqual({ state: 'unknown', arrived: false, expiresAt: null });
    const registrationId = await register(slip);
    for (const words of [slip.token, slip.number])
      expect(await status(words)).toEqual({ state: 'valid', arrived: true, expiresAt: slip.expiresAt });
    const found = await findSlip(slip.number, central.central.parts);
    expect(found).toMatchObject({ registrationId, municipality: city, sha256: slip.sha256 });
    expect(found.accountId).not.toBeNull();
  });

  it('is told as forged when its key is none of ours, or only has the name of one', async () => {
    const stranger = { ...terminal, device: await makeDeviceKey() };
    expect(await state(make(stranger).token)).toBe('forged');
    const claim = { municipality: city, number: slipNumber(randomBytes), expiresAtS: 4_000_000_000 };
    const unknownKey = { ...claim, keyId: '00000000' };
    const key = createPrivateKey(stranger.device.privateKeyPem);
    const signature = sign('sha256', slipSigningBytes(unknownKey), { key, dsaEncoding: 'ieee-p1363' });
    expect(await state(encodeSlip(unknownKey, signature))).toBe('forged');
  });

  it('is forged when a terminal says that it is of another municipality than its own', async () => {
    expect(await state(make(terminal, otherCity).token)).toBe('forged');
  });

  it('of a municipality that has no terminal here is told as from elsewhere', async () => {
    expect(await state(make(neighbour, '131016').token)).toBe('elsewhere');
    const claim = {
      ...{ municipality: '131016', keyId: '00000000', number: slipNumber(randomBytes) },
      expiresAtS: 4_000_000_000,
    };
    expect(await state(encodeSlip(claim, randomBytes(64)))).toBe('elsewhere');
  });

  it('of one municipality is from elsewhere at a counter of another, scanned or typed', async () => {
    const slip = make();
    await register(slip);
    const at = async (from: Sender, words: string) =>
      SlipStatus.parse((await central.as(from, 'POST', '/v1/slips/checks', { slip: words })).json()).state;
    for (const words of [slip.token, slip.number]) {
      expect(await at(neighbour, words)).toBe('valid');
      expect(await at(elsewhere, words)).toBe('elsewhere');
    }
  });

  it('expires, and says so for good', async () => {
    const slip = make(terminal, city, 1);
    await register(slip);
    aheadMs += 3 * dayMs;
    for (const words of [slip.token, slip.number]) expect(await state(words)).toBe('expired');
    expect(await state(make(terminal, city, 1).token)).toBe('valid');
  });

  it('that was finished is used up: shown again it opens nothing', async () => {
    const { db } = central.central.parts;
    const slip = make();
    await register(slip);
    await finishSlip(slip.sha256, db, now());
    await finishSlip(slip.sha256, db, now());
    for (const words of [slip.token, slip.number])
      expect(await status(words)).toMatchObject({ state: 'used', arrived: true });
  });

  it('that its holder cancelled is good nowhere; the terminals of its municipality hear of it, and no others', async () => {
    const { db } = central.central.parts;
    const slip = make();
    await register(slip);
    await cancelSlip(slip.sha256, 'holder', db, now());
    await cancelSlip(slip.sha256, 'guesses', db, now());
    expect(await slipIsCancelled(slip.sha256, db)).toBe(true);
    for (const words of [slip.token, slip.number]) expect(await state(words)).toBe('cancelled');
    const told = async (from: Sender) =>
      (await feed(from)).filter(({ kind, ['sha256']: of }) => kind === 'slip-cancelled' && of === slip.sha256)
        .length;
    expect([await told(terminal), await told(neighbour), await told(elsewhere)]).toEqual([1, 1, 0]);
  });

  it('of a registration that a program without slips took in is found, finished and cancelled all the same', async () => {
    const { db } = central.central.parts;
    const [one, two] = [make(), make()];
    for (const slip of [one, two]) {
      await register(slip);
      await db.deleteFrom('slips').where('sha256', '=', slip.sha256).execute();
      expect(await status(slip.number)).toMatchObject({ state: 'valid', arrived: true });
    }
    await finishSlip(one.sha256, db, now());
    await cancelSlip(two.sha256, 'holder', db, now());
    expect([await state(one.number), await state(two.number)]).toEqual(['used', 'cancelled']);
  });
});

describe('notices of terminals', () => {
  it('make a reprint the good one and the slip before it a cancelled one', async () => {
    const [first, second] = [make(), make()];
    const recordId = await register(first);
    expect(await tell([printed(recordId, second, first)])).toMatchObject([{ outcome: 'taken' }]);
    for (const words of [first.token, first.number]) expect(await state(words)).toBe('cancelled');
    for (const words of [second.token, second.number])
      expect(await status(words)).toEqual({ state: 'valid', arrived: true, expiresAt: second.expiresAt });
    expect((await findSlip(second.number, central.central.parts)).registrationId).toBe(recordId);
  });

  it('come to the same in every order, before the registration and after, once and twice', async () => {
    const orders = [
      ['record', 'a', 'b'],
      ['record', 'b', 'a'],
      ['a', 'record', 'b'],
      ['b', 'record', 'a'],
      ['a', 'b', 'record'],
      ['b', 'a', 'record', 'a', 'b', 'b'],
    ] as const;
    for (const order of orders) {
      const slips = [make(), make(), make()] as const;
      const recordId = v7();
      const notices = { a: printed(recordId, slips[1], slips[0]), b: printed(recordId, slips[2], slips[1]) };
      for (const step of order)
        if (step === 'record') await register(slips[0], terminal, { id: recordId });
        else expect(await tell([notices[step]])).toMatchObject([{ outcome: 'taken' }]);
      const states = await Promise.all(slips.map(({ number }) => status(number)));
      expect(states.map((one) => [one.state, one.arrived])).toEqual([
        ['cancelled', true],
        ['cancelled', true],
        ['valid', true],
      ]);
      expect((await findSlip(slips[2].token, central.central.parts)).registrationId).toBe(recordId);
    }
  });

  it('of a cancelled slip count for the whole municipality, also before anything else is known of it', async () => {
    const slip = make();
    expect(await tell([cancelled(slip)], neighbour)).toMatchObject([{ outcome: 'taken' }]);
    expect(await status(slip.token)).toMatchObject({ state: 'cancelled', arrived: false });
    await register(slip);
    expect(await status(slip.number)).toMatchObject({
      state: 'cancelled',
      arrived: true,
      expiresAt: slip.expiresAt,
    });
  });

  it('about another municipality are refused and change nothing', async () => {
    const [slip, next] = [make(), make(elsewhere, otherCity)];
    const recordId = await register(slip);
    const notices = [cancelled(slip), printed(recordId, next, slip)];
    expect((await tell(notices, elsewhere)).map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
    expect(await state(slip.number)).toBe('valid');
  });

  it("cannot put a terminal's own slip before another terminal's registration", async () => {
    const [slip, own] = [make(), make(neighbour)];
    const recordId = v7();
    // Before the registration is here it cannot be told; once it is, the slip leads nowhere.
    const [early] = await tell([printed(recordId, own, make(neighbour))], neighbour);
    expect(early?.outcome).toBe('taken');
    await register(slip, terminal, { id: recordId });
    expect((await findSlip(own.token, central.central.parts)).registrationId).toBeNull();
    const [late] = await tell([printed(recordId, make(neighbour), slip)], neighbour);
    expect(late?.outcome).toBe('refused');
    expect(await state(slip.number)).toBe('valid');
  });

  it('that were lost leave the new slip valid by its signature, not yet arrived', async () => {
    const [first, second] = [make(), make()];
    await register(first);
    expect(await status(second.token)).toMatchObject({ state: 'valid', arrived: false });
    expect(await state(second.number)).toBe('unknown');
  });
});

describe('the keys of slips', () => {
  it('are told to the terminals of their municipality, and verify there without network', async () => {
    const [own, others] = [await keysOf(neighbour), await keysOf(elsewhere)];
    expect(verifySlip(make().token, own, city, now().getTime()).state).toBe('valid');
    expect(verifySlip(make(elsewhere, otherCity).token, others, otherCity, now().getTime()).state).toBe(
      'valid',
    );
    expect(others.some(({ municipality }) => municipality === city)).toBe(false);
  });

  it('stay when a terminal has a new one: slips of the old key and of the new are both good', async () => {
    const before = make();
    const device = await makeDeviceKey();
    const answer = await central.as(terminal, 'POST', '/v1/terminals/self/certificate', { csr: device.csr });
    const { certificate } = answer.json<{ certificate: string }>();
    const after = make({ ...terminal, device, certificate });
    expect([await state(before.token), await state(after.token)]).toEqual(['valid', 'valid']);
    const keys = await keysOf(neighbour);
    for (const { token } of [before, after])
      expect(verifySlip(token, keys, city, now().getTime()).state).toBe('valid');
  });

  it('of a revoked terminal are good for what was made before, and not for what cannot have been', async () => {
    const lost = await central.enrol(city);
    const before = make(lost);
    await register(before, lost);
    const notArrived = make(lost);
    await revoke(lost.terminalId, central.central.parts.db, now());
    expect([await state(before.token), await state(notArrived.token)]).toEqual(['valid', 'valid']);
    const later = make(lost, city, longestSlipDays + 2).token;
    expect(await state(later)).toBe('forged');
    const keys = await keysOf(neighbour);
    const id = slipKeyId(new X509Certificate(lost.certificate).raw);
    expect(keys.find((key) => key.id === id)?.revokedAt).toBeDefined();
    expect(verifySlip(later, keys, city, now().getTime())).toMatchObject({ state: 'forged', why: 'revoked' });
  });
});

describe('guessing numbers', () => {
  it('ends after some from one address, for this address alone', async () => {
    const slip = make();
    await register(slip);
    const source = '203.0.113.7';
    const ask = (words: string, from = source) =>
      central.public.inject({ url: `/v1/slips/${words}`, remoteAddress: from });
    const codes: number[] = [];
    for (let guess = 0; guess < 40; guess++) codes.push((await ask(slipNumber(randomBytes))).statusCode);
    expect(codes.filter((code) => code === 200)).toHaveLength(30);
    const refused = await ask(slip.number);
    expect([refused.statusCode, Number(refused.headers['retry-after']) > 0]).toEqual([429, true]);
    expect((await ask(slip.number, '203.0.113.8')).statusCode).toBe(200);
    aheadMs += 3_700_000;
    expect((await ask(slip.number)).statusCode).toBe(200);
  });

  it('asks nothing of who has a genuine slip, however often the page looks', async () => {
    const slip = make();
    for (let look = 0; look < 45; look++)
      expect((await status(slip.token, '203.0.113.9')).state).toBe('valid');
  });
});

describe('the reminder', () => {
  const mails = async (to: string): Promise<{ subject: string; text: string }[]> => {
    const answer = await fetch(`${central.central.mailUrl ?? ''}.json`);
    // The sink's own form; a wrong one fails in the test.
    const { items } = (await answer.json()) as { items: { to: string; subject: string; text: string }[] };
    return items.filter((item) => item.to === to && item.text.includes('QR'));
  };
  const contact = (email: string) => ({
    contact: { email, emailVerification: null, phone: null, phoneVerification: null },
  });

  it('comes once, before the deadline, in the language of the account, to who has something open', async () => {
    const { parts } = central.central;
    const due = async (email: string, change: Partial<RegistrationRecord> = {}): Promise<Handoff> => {
      const slip = make(terminal, city, 10);
      await register(slip, terminal, { ...contact(email), ...change });
      return slip;
    };
    await due('minh@example.jp', { language: 'vi' });
    const done = await due('done@example.jp');
    const gone = await due('gone@example.jp');
    await finishSlip(done.sha256, parts.db, now());
    await cancelSlip(gone.sha256, 'holder', parts.db, now());
    const sentBefore = await mails('minh@example.jp');
    aheadMs += 6 * dayMs;
    await remindOfSlips(parts);
    expect(await mails('minh@example.jp')).toEqual(sentBefore);
    aheadMs += 2 * dayMs;
    expect(await remindOfSlips(parts)).toBeGreaterThan(0);
    const news = async () => (await mails('minh@example.jp')).length - sentBefore.length;
    await expect.poll(news, { timeout: 15_000 }).toBe(1);
    const mail = (await mails('minh@example.jp')).find(({ subject }) => subject.startsWith('Thủ tục'));
    expect(mail?.text).toContain('Trước hết ngày');
    expect(mail?.text).not.toMatch(/架空|http/);
    expect(await remindOfSlips(parts)).toBe(0);
    for (const none of ['done@example.jp', 'gone@example.jp'])
      expect((await mails(none)).filter(({ subject }) => subject.includes('期限'))).toEqual([]);
  }, 30_000);
});
