import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Authenticator } from '../../../tests/fixtures/authenticator.ts';
import type { Behaviour } from '../../../tests/fixtures/authenticator.ts';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { MailboxBrowser, makeResident } from '../../../tests/fixtures/mailbox-browser.ts';
import type { Resident } from '../../../tests/fixtures/mailbox-browser.ts';
import { PhoneBrowser } from '../../../tests/fixtures/phone.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { PasskeyChallenge, PasskeyOutcome, Passkeys } from '../../contract/web.ts';
import { relyingParty } from './relying-party.ts';

let central: TestCentral;
let terminal: Sender;
let clockMs = 0;
const origin = 'https://mailbox.example.jp';
beforeAll(async () => {
  central = await startTestCentral({
    now: () => new Date(Date.now() + clockMs),
    config: { publicUrl: origin },
  });
  terminal = await central.enrol();
}, 60_000);
afterAll(() => central.stop(), 60_000);
beforeEach(() => {
  clockMs = 0;
});

const minutes = (count: number): number => count * 60_000;
let homes = 0;
const browser = (): MailboxBrowser => new MailboxBrowser(central.public, `203.0.113.${String((homes += 1))}`);
const parts = () => central.central.parts;

async function inside(): Promise<{ page: MailboxBrowser; resident: Resident }> {
  const resident = await makeResident(central, terminal);
  const page = browser();
  await page.signIn(central, resident);
  return { page, resident };
}

/** Makes a passkey in a browser's session; the problem's detail when it was refused. */
async function add(
  page: PhoneBrowser,
  key: Authenticator,
  behaviour: Behaviour = { origin },
): Promise<Passkeys['passkeys'] | string> {
  const asked = await page.call('POST', '/v1/mailbox/passkeys/challenges', {});
  const { id, options } = PasskeyChallenge.parse(asked.json());
  const response = key.create(options, behaviour);
  const answer = await page.call('POST', '/v1/mailbox/passkeys', { challenge: id, response });
  // A problem document, when it is no list of passkeys.
  if (answer.statusCode !== 200) return (answer.json() as { detail: string }).detail;
  return Passkeys.parse(answer.json()).passkeys;
}

const begin = async (page: PhoneBrowser): Promise<PasskeyChallenge> =>
  PasskeyChallenge.parse((await page.call('POST', '/v1/mailbox/passkey-sign-ins', {})).json());
const answer = async (
  page: PhoneBrowser,
  id: string,
  response: object,
): Promise<PasskeyOutcome['outcome']> => {
  const answered = await page.call('POST', `/v1/mailbox/passkey-sign-ins/${id}/answers`, { response });
  return PasskeyOutcome.parse(answered.json()).outcome;
};
/** Signs in with it. */
async function signIn(
  page: PhoneBrowser,
  key: Authenticator,
  behaviour: Behaviour = { origin },
): Promise<PasskeyOutcome['outcome']> {
  const { id, options } = await begin(page);
  return answer(page, id, key.get(options, behaviour));
}
const status = async (page: PhoneBrowser): Promise<number> =>
  (await page.call('GET', '/v1/mailbox')).statusCode;

describe('a passkey', () => {
  it('is made in a session and opens the mailbox in another browser, without an address', async () => {
    const { page, resident } = await inside();
    const key = new Authenticator();
    const listed = await add(page, key);
    expect(listed).toMatchObject([{ usedAt: null, synced: false, here: false }]);
    const other = browser();
    expect(await signIn(other, key)).toBe('open');
    expect(other.cookie).toMatch(/^__Host-mailbox=/);
    expect((await other.call('GET', '/v1/mailbox')).json()).toMatchObject({
      receiptNumber: resident.receiptNumber,
      devices: { passkeys: 1, sessions: 2 },
    });
    const passkeys = Passkeys.parse((await other.call('GET', '/v1/mailbox/passkeys')).json());
    expect(passkeys.passkeys).toMatchObject([{ here: true, usedAt: expect.any(String) as unknown }]);
    expect(await signIn(browser(), key)).toBe('open');
  });

  it('is made from the slip, after PIN1', async () => {
    const resident = await makeResident(central, terminal);
    const page = new PhoneBrowser(central.public, '203.0.113.230');
    await page.enter(resident.slip.number);
    expect((await page.call('POST', '/v1/mailbox/passkeys/challenges', {})).statusCode).toBe(401);
    await page.call('POST', '/v1/phone/mailbox', { pin1: resident.pin1 });
    const key = new Authenticator();
    expect(await add(page, key)).toHaveLength(1);
    const other = browser();
    expect(await signIn(other, key)).toBe('open');
    expect((await other.call('GET', '/v1/mailbox')).json()).toMatchObject({
      receiptNumber: resident.receiptNumber,
    });
  });

  it('names nothing of the resident to the phone but the receipt number, and is asked for by nobody’s name', async () => {
    const { page, resident } = await inside();
    const asked = (await page.call('POST', '/v1/mailbox/passkeys/challenges', {})).json();
    expect(asked).toMatchObject({
      options: {
        rp: { id: 'mailbox.example.jp', name: 'みほん市' },
        user: { name: resident.receiptNumber, displayName: resident.receiptNumber },
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
      },
    });
    expect(JSON.stringify(asked)).not.toContain(resident.accountId);
    const { options } = await begin(browser());
    expect(options).toMatchObject({ rpId: 'mailbox.example.jp', userVerification: 'required' });
    expect(options['allowCredentials'] ?? []).toEqual([]);
  });

  it('is not made twice on one device, for another site, or by a mere touch', async () => {
    const { page } = await inside();
    const key = new Authenticator();
    expect(await add(page, key)).toHaveLength(1);
    expect(await add(page, key)).toBe('passkey');
    expect(await add(page, new Authenticator(), { origin: 'https://evil.example' })).toBe('passkey');
    expect(await add(page, new Authenticator(), { origin, rpId: 'evil.example' })).toBe('passkey');
    expect(await add(page, new Authenticator(), { origin, verifies: false })).toBe('passkey');
  });

  it('opens nothing from another site, by a mere touch, or when it is nobody’s', async () => {
    const { page } = await inside();
    const key = new Authenticator();
    await add(page, key);
    const other = browser();
    expect(await signIn(other, key, { origin: 'https://evil.example' })).toBe('unknown');
    expect(await signIn(other, key, { origin, rpId: 'evil.example' })).toBe('unknown');
    expect(await signIn(other, key, { origin, verifies: false })).toBe('unknown');
    expect(await signIn(other, new Authenticator())).toBe('unknown');
    expect(other.cookie).toBeNull();
  });

  it('whose counter goes back is a copy, and opens nothing; the first one still does', async () => {
    const { page } = await inside();
    const key = new Authenticator();
    await add(page, key);
    key.counter = 10;
    expect(await signIn(browser(), key)).toBe('open');
    key.counter = 5;
    expect(await signIn(browser(), key)).toBe('unknown');
    key.counter = 11;
    expect(await signIn(browser(), key)).toBe('open');
  });

  it('that is removed opens nothing any more, and what it had opened ends', async () => {
    const { page } = await inside();
    const key = new Authenticator();
    const listed = await add(page, key);
    const id = typeof listed === 'string' ? '' : (listed[0]?.id ?? '');
    const other = browser();
    expect(await signIn(other, key)).toBe('open');
    const stranger = await inside();
    const remove = (by: PhoneBrowser) => by.call('POST', `/v1/mailbox/passkeys/${id}/removal`, {});
    expect((await remove(stranger.page)).statusCode).toBe(404);
    expect(await status(other)).toBe(200);
    expect((await remove(page)).json()).toEqual({ passkeys: [] });
    expect(await status(other)).toBe(401);
    expect(await status(page)).toBe(200);
    expect(await signIn(browser(), key)).toBe('unknown');
  });

  it('goes with a phone that is reported lost', async () => {
    const { page } = await inside();
    const key = new Authenticator();
    await add(page, key);
    const lost = browser();
    expect(await signIn(lost, key)).toBe('open');
    const action = { id: randomUUID(), action: { kind: 'lost-phone' }, pin1: null };
    expect((await page.call('POST', '/v1/mailbox/changes', action)).statusCode).toBe(200);
    expect(await status(lost)).toBe(401);
    expect(await signIn(browser(), key)).toBe('unknown');
  });

  it('is one of ten at most', async () => {
    const { page } = await inside();
    for (let count = 1; count <= 10; count += 1)
      expect(await add(page, new Authenticator())).toHaveLength(count);
    const asked = await page.call('POST', '/v1/mailbox/passkeys/challenges', {});
    expect([asked.statusCode, asked.json()]).toMatchObject([403, { detail: 'full' }]);
  });
});

describe('a challenge', () => {
  it('is good for one answer', async () => {
    const { page } = await inside();
    const key = new Authenticator();
    await add(page, key);
    const { id, options } = await begin(browser());
    const response = key.get(options, { origin });
    expect(await answer(browser(), id, response)).toBe('open');
    expect(await answer(browser(), id, response)).toBe('expired');
    // A recorded answer does not fit another one's challenge.
    const fresh = await begin(browser());
    expect(await answer(browser(), fresh.id, response)).toBe('unknown');
  });

  it('is good for five minutes', async () => {
    const { page } = await inside();
    const key = new Authenticator();
    await add(page, key);
    const { id, options } = await begin(browser());
    clockMs = minutes(6);
    expect(await answer(browser(), id, key.get(options, { origin }))).toBe('expired');
  });

  it('of one session makes no passkey in another, and one of a sign-in makes none at all', async () => {
    const one = await inside();
    const two = await inside();
    const asked = await one.page.call('POST', '/v1/mailbox/passkeys/challenges', {});
    const { id, options } = PasskeyChallenge.parse(asked.json());
    const post = async (page: PhoneBrowser, challenge: string, response: object): Promise<unknown> =>
      (await page.call('POST', '/v1/mailbox/passkeys', { challenge, response })).json();
    const response = new Authenticator().create(options, { origin });
    expect(await post(two.page, id, response)).toMatchObject({ detail: 'expired' });
    const signing = await begin(browser());
    const forged = { ...options, challenge: signing.options.challenge };
    const made = new Authenticator().create(forged, { origin });
    expect(await post(one.page, signing.id, made)).toMatchObject({ detail: 'expired' });
    const kept = parts().db.selectFrom('passkeys').selectAll();
    for (const { resident } of [one, two])
      expect(await kept.where('account_id', '=', resident.accountId).execute()).toEqual([]);
  });
});

describe('passkeys', () => {
  it('are for a name over HTTPS, and for localhost; not for an address of numbers', () => {
    expect(relyingParty('https://mailbox.example.jp')).toEqual({ id: 'mailbox.example.jp', origin });
    expect(relyingParty('http://localhost:8080')).toEqual({
      id: 'localhost',
      origin: 'http://localhost:8080',
    });
    for (const address of [
      'http://127.0.0.1:8080',
      'http://mailbox.example.jp',
      'https://192.0.2.1',
      'https://[::1]',
    ])
      expect(relyingParty(address)).toBeNull();
  });
});
