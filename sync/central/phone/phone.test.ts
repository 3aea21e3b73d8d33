import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { makeSlip, PhoneBrowser, register, sha256 } from '../../../tests/fixtures/phone.ts';
import type { MadeSlip } from '../../../tests/fixtures/phone.ts';
import { startPushService } from '../../../tests/fixtures/push-service.ts';
import type { PushService } from '../../../tests/fixtures/push-service.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import type { RegistrationRecord } from '../../contract/record.ts';
import { PinVerifier } from '../../contract/record.ts';
import { CodeAnswer } from '../../contract/api.ts';
import { PhoneView } from '../../contract/phone.ts';
import { SlipStatus } from '../../contract/slips.ts';
import { sweep } from '../sweep.ts';

let central: TestCentral;
let service: PushService;
let terminal: Sender;
let clockMs = 0;
beforeAll(async () => {
  service = await startPushService();
  central = await startTestCentral({
    now: () => new Date(Date.now() + clockMs),
    config: { pushLocalAuthority: service.authority },
    limits: { pauseMs: 0 },
  });
  terminal = await central.enrol();
}, 60_000);
afterAll(async () => {
  await central.stop();
  await service.stop();
}, 60_000);
beforeEach(() => {
  clockMs = 0;
});

const minutes = (count: number): number => count * 60_000;
/** A phone in a home of its own. */
let homes = 0;
const phone = (headers: Record<string, string> = {}): PhoneBrowser =>
  new PhoneBrowser(central.public, `203.0.113.${String((homes += 1) % 250)}`, headers);

async function registered(
  change: Partial<RegistrationRecord> = {},
): Promise<{ slip: MadeSlip; accountId: string; record: RegistrationRecord }> {
  const slip = makeSlip(terminal);
  return { slip, ...(await register(central, terminal, slip, change)) };
}
/** A phone behind its slip. */
async function inside(
  change: Partial<RegistrationRecord> = {},
): Promise<{ browser: PhoneBrowser; slip: MadeSlip; accountId: string }> {
  const { slip, accountId } = await registered(change);
  const browser = phone();
  expect(await browser.enter(slip.number)).toEqual({ outcome: 'open' });
  return { browser, slip, accountId };
}
const parts = () => central.central.parts;

describe('before the birth date', () => {
  it('nothing of the resident is answered, whatever is asked', async () => {
    const { slip } = await registered({
      contact: { email: 'hidden@example.jp', emailVerification: null, phone: null, phoneVerification: null },
    });
    const browser = phone();
    await browser.enter(slip.number, '19000101');
    await browser.enter(slip.token, '19000102');
    await browser.enter(slip.number, '19000103');
    await browser.enter(slip.number, madeUp.birthDate);
    await browser.call('GET', '/v1/phone');
    await browser.call('GET', '/v1/phone', undefined, { cookie: `madoguchi=${'A'.repeat(43)}` });
    for (const path of [
      'interests',
      'notify',
      'push',
      'pins',
      'contacts/email/codes',
      'contacts/email/answers',
    ])
      await browser.call('POST', `/v1/phone/${path}`, {});
    for (const personal of [madeUp.name, madeUp.address, madeUp.birthDate, 'hidden@example.jp', '0123-4567'])
      expect(browser.answers).not.toContain(personal);
    expect(browser.cookie).toBeNull();
  });

  it('a call of a session is refused', async () => {
    const browser = phone();
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/interests'],
      ['POST', '/leave'],
      ['POST', '/slip/cancellation'],
    ] as const) {
      const { statusCode, json } = await browser.call(
        method,
        `/v1/phone${path}`,
        method === 'GET' ? undefined : {},
      );
      expect([statusCode, json()]).toMatchObject([401, { code: 'unauthenticated' }]);
    }
  });
});

describe('the birth date', () => {
  it('opens, also written with what the card does not know', async () => {
    const { browser } = await inside();
    expect((await browser.view()).receiptNumber).toBe('0123-4567');
    const unknownDay = { name: madeUp.name, birthDate: '19500400', sex: '1', address: madeUp.address };
    const { slip } = await registered({ basicFour: unknownDay });
    expect(await phone().enter(slip.number, '19500417')).toEqual({ outcome: 'open' });
    expect(await phone().enter(slip.number, '19500400')).toEqual({ outcome: 'open' });
    expect(await phone().enter(slip.number, '19500517')).toEqual({ outcome: 'wrong', triesLeft: 2 });
  });

  it('may be wrong twice; the third time nothing is compared for an hour, and its end is told', async () => {
    const { slip } = await registered();
    const browser = phone();
    expect(await browser.enter(slip.number, '19000101')).toEqual({ outcome: 'wrong', triesLeft: 2 });
    expect(await browser.enter(slip.number, '19000101')).toEqual({ outcome: 'wrong', triesLeft: 1 });
    const third = await browser.enter(slip.number, '19000101');
    expect(third).toMatchObject({ outcome: 'paused' });
    const until = third.outcome === 'paused' ? Date.parse(third.until) : 0;
    expect(Math.abs(until - Date.now() - minutes(60))).toBeLessThan(5_000);
    // Also the right one, and from elsewhere.
    expect(await phone().enter(slip.number)).toEqual(third);
    clockMs = minutes(60) + 5_000;
    expect(await browser.enter(slip.number)).toEqual({ outcome: 'open' });
  });

  it('that is right gives three tries again, but no pause back', async () => {
    const { slip } = await registered();
    const wrongTwice = async (): Promise<void> => {
      for (const triesLeft of [2, 1])
        expect(await phone().enter(slip.number, '19000101')).toEqual({ outcome: 'wrong', triesLeft });
    };
    await wrongTwice();
    expect(await phone().enter(slip.number)).toEqual({ outcome: 'open' });
    await wrongTwice();
    expect(await phone().enter(slip.number, '19000101')).toMatchObject({ outcome: 'paused' });
    clockMs = minutes(61);
    expect(await phone().enter(slip.number)).toEqual({ outcome: 'open' });
    const row = await parts()
      .db.selectFrom('slip_tries')
      .selectAll()
      .where('slip', '=', slip.sha256)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ tries: 0, pauses: 1, paused_until: null });
  });

  it('that is wrong nine times cancels the slip and ends its sessions', async () => {
    const { slip, accountId } = await registered();
    const open = phone();
    expect(await open.enter(slip.number)).toEqual({ outcome: 'open' });
    const outcomes: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      clockMs = round * minutes(61);
      // A session that is used stays open meanwhile.
      if (round > 0) expect((await open.call('GET', '/v1/phone')).statusCode).toBe(401);
      for (let count = 0; count < 3; count += 1)
        outcomes.push((await phone().enter(slip.number, '19000101')).outcome);
    }
    expect(outcomes).toEqual([
      'wrong',
      'wrong',
      'paused',
      'wrong',
      'wrong',
      'paused',
      'wrong',
      'wrong',
      'closed',
    ]);
    clockMs = 10 * minutes(60);
    expect(await phone().enter(slip.number)).toEqual({ outcome: 'closed' });
    const sessions = await parts()
      .db.selectFrom('phone_sessions')
      .selectAll()
      .where('account_id', '=', accountId)
      .execute();
    expect(sessions).toEqual([]);
  });

  it('of an account that is gone is as wrong as any', async () => {
    const { slip, accountId } = await registered();
    await parts().db.deleteFrom('accounts').where('id', '=', accountId).execute();
    const answers = [];
    for (let count = 0; count < 3; count += 1) answers.push(await phone().enter(slip.number));
    expect(answers).toMatchObject([
      { outcome: 'wrong', triesLeft: 2 },
      { outcome: 'wrong', triesLeft: 1 },
      { outcome: 'paused' },
    ]);
  });

  it('behind a number that nobody gave out opens nothing and keeps no trace', async () => {
    const { number, sha256: slip } = makeSlip(terminal);
    expect(await phone().enter(number)).toEqual({ outcome: 'closed' });
    expect(await parts().db.selectFrom('slip_tries').selectAll().where('slip', '=', slip).execute()).toEqual(
      [],
    );
  });
});

describe('the session', () => {
  it('hangs on a cookie that no script, no other site and no other address path gets; the database has its hash only', async () => {
    const { slip } = await registered();
    const browser = phone();
    const { headers } = await browser.call('POST', `/v1/slips/${slip.number}/sessions`, {
      birthDate: madeUp.birthDate,
    });
    const set = String(headers['set-cookie']);
    expect(set).toMatch(/^madoguchi=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Strict$/);
    const value = browser.cookie?.split('=')[1] ?? '';
    const rows = await parts()
      .db.selectFrom('phone_sessions')
      .selectAll()
      .where('slip', '=', slip.sha256)
      .execute();
    expect(rows).toMatchObject([{ cookie_sha256: sha256(value) }]);
    expect(JSON.stringify(rows)).not.toContain(value);
    expect(central.logged()).not.toContain(value);
  });

  it('ends after half an hour without a touch; waiting for news is none', async () => {
    const { browser } = await inside();
    clockMs = minutes(29);
    await browser.view();
    clockMs = minutes(58);
    const { version } = await browser.view();
    clockMs = minutes(80);
    expect((await browser.call('GET', `/v1/phone?wait=0&after=${version}`)).statusCode).toBe(200);
    clockMs = minutes(89);
    expect((await browser.call('GET', '/v1/phone')).statusCode).toBe(401);
  });

  it('ends when the resident leaves, and there alone', async () => {
    const { browser, slip } = await inside();
    const other = phone();
    await other.enter(slip.number);
    const { cookie } = browser;
    expect((await browser.call('POST', '/v1/phone/leave', {})).statusCode).toBe(204);
    expect(browser.cookie).toBeNull();
    expect((await browser.call('GET', '/v1/phone', undefined, { cookie: cookie ?? '' })).statusCode).toBe(
      401,
    );
    expect((await other.call('GET', '/v1/phone')).statusCode).toBe(200);
  });

  it('ends with its slip: by its day, or cancelled by its holder, on every phone', async () => {
    const { browser, slip } = await inside();
    const other = phone();
    await other.enter(slip.number);
    expect((await browser.call('POST', '/v1/phone/slip/cancellation', {})).statusCode).toBe(204);
    expect((await other.call('GET', '/v1/phone')).statusCode).toBe(401);
    expect(await phone().enter(slip.number)).toEqual({ outcome: 'closed' });
    const late = await inside();
    clockMs = 29 * 24 * minutes(60);
    await parts()
      .db.updateTable('phone_sessions')
      .set({ used_at: new Date(Date.now() + 40 * 86_400_000) })
      .execute();
    clockMs = 31 * 24 * minutes(60);
    expect((await late.browser.call('GET', '/v1/phone')).statusCode).toBe(401);
  });

  it('opens one account and never another one', async () => {
    const one = await inside({ receiptNumber: '1111-1111', interests: ['bousai'] });
    const two = await inside({ receiptNumber: '2222-2222' });
    await two.browser.change('interests', { interests: [] });
    await two.browser.change('notify', { push: true, email: false });
    expect(await one.browser.view()).toMatchObject({
      receiptNumber: '1111-1111',
      notify: { push: false, email: true },
    });
    expect((await one.browser.view()).interests[0]?.on).toBe(true);
    expect(await two.browser.view()).toMatchObject({ receiptNumber: '2222-2222' });
    expect(two.browser.answers).not.toContain('1111-1111');
    expect(one.browser.answers).not.toContain('2222-2222');
  });

  it('stands behind few browsers at a time', async () => {
    const { browser, slip } = await inside();
    for (let count = 0; count < 5; count += 1) await phone().enter(slip.number);
    expect((await browser.call('GET', '/v1/phone')).statusCode).toBe(401);
  });
});

describe('another site', () => {
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:80' },
  ];
  const olderForeign: Record<string, string>[] = [{ origin: 'https://evil.example' }, { origin: 'null' }, {}];

  it('changes nothing, even when its browser sent the cookie', async () => {
    const { browser } = await inside();
    const cookie = browser.cookie ?? '';
    const post = (headers: Record<string, string>) =>
      central.public.inject({
        method: 'POST',
        url: '/v1/phone/notify',
        headers: { cookie, ...headers },
        payload: { push: true, email: false },
      });
    for (const headers of [...foreign, ...olderForeign])
      expect((await post(headers)).json(), JSON.stringify(headers)).toMatchObject({ code: 'forbidden' });
    expect((await browser.view()).notify).toEqual({ push: false, email: true });
    // A browser that does not know the newer header yet.
    expect((await post({ origin: 'http://phone.example.jp', host: 'phone.example.jp' })).statusCode).toBe(
      200,
    );
    expect((await post({ origin: central.central.publicUrl })).statusCode).toBe(200);
  });

  it('tries no birth date in its visitors’ names', async () => {
    const { slip } = await registered();
    for (const headers of [...foreign, ...olderForeign]) {
      const response = await central.public.inject({
        method: 'POST',
        url: `/v1/slips/${slip.number}/sessions`,
        headers,
        payload: { birthDate: madeUp.birthDate },
      });
      expect([response.statusCode, response.headers['set-cookie']]).toEqual([403, undefined]);
    }
  });

  it('cannot plant a cookie under another name, and over HTTPS none from a subdomain', async () => {
    const { browser } = await inside();
    const [, value] = (browser.cookie ?? '').split('=');
    for (const cookie of [
      `other=${String(value)}`,
      `__Host-madoguchi=${String(value)}`,
      `madoguchi="${String(value)}"`,
    ])
      expect((await central.public.inject({ url: '/v1/phone', headers: { cookie } })).statusCode).toBe(401);
  });
});

describe('the view', () => {
  it('shows what is open and what is done, most pressing first', async () => {
    const { browser } = await inside({
      contact: { email: madeUp.email, emailVerification: null, phone: madeUp.phone, phoneVerification: null },
      memberships: [madeUp.municipality],
      notify: { push: true, email: true },
    });
    const view = await browser.view();
    expect(view).toMatchObject({
      open: ['email', 'phone', 'pins', 'interests', 'notify'],
      done: [],
      municipality: { ja: 'みほん市' },
      stages: { contact: 'open', mailbox: 'waiting' },
      email: { address: madeUp.email, confirmed: false, code: { number: 1 } },
      phone: { address: madeUp.phone, confirmed: false, code: null },
      pins: { pin1: false, pin2: false },
      pushKey: parts().keys.push.publicKey,
    });
    for (const personal of [madeUp.name, madeUp.address, madeUp.birthDate])
      expect(browser.answers).not.toContain(personal);
  });

  it('waits for something new: a code that was typed on another phone shows at once', async () => {
    const email = 'waits@example.jp';
    const { browser, slip } = await inside({
      contact: { email, emailVerification: null, phone: null, phoneVerification: null },
    });
    const other = phone();
    await other.enter(slip.number);
    await expect.poll(async () => (await browser.view()).email.code?.delivery).toBe('sent');
    const { version } = await browser.view();
    const waiting = browser.call('GET', `/v1/phone?wait=25&after=${version}`);
    const answer = await other.call('POST', '/v1/phone/contacts/email/answers', {
      code: await central.codeFor(email),
    });
    expect(CodeAnswer.parse(answer.json())).toEqual({ outcome: 'confirmed' });
    const news = PhoneView.parse((await waiting).json());
    expect(news).toMatchObject({ email: { confirmed: true }, stages: { contact: 'confirmed' } });
    expect(news.version).not.toBe(version);
  });

  it('stops waiting when the session ends meanwhile', async () => {
    const { browser, slip } = await inside();
    const other = phone();
    await other.enter(slip.number);
    await expect.poll(async () => (await browser.view()).email.code?.delivery).toBe('sent');
    const { version } = await browser.view();
    const waiting = browser.call('GET', `/v1/phone?wait=25&after=${version}`);
    await other.call('POST', '/v1/phone/slip/cancellation', {});
    expect((await waiting).statusCode).toBe(401);
  });
});

describe('the steps', () => {
  it('email: another address takes the place of the open one, and its code proves it', async () => {
    const { browser } = await inside();
    const email = 'another@example.jp';
    const view = await browser.change('contacts/email/codes', { address: email, helper: true });
    expect(view.email).toMatchObject({ address: email, confirmed: false, helper: true });
    const { json } = await browser.call('POST', '/v1/phone/contacts/email/answers', {
      code: await central.codeFor(email),
    });
    expect(CodeAnswer.parse(json())).toEqual({ outcome: 'confirmed' });
    expect((await browser.view()).done).toContain('email');
    // A proved one is not changed from a slip.
    const again = await browser.call('POST', '/v1/phone/contacts/email/codes', {
      address: 'third@example.jp',
      helper: false,
    });
    expect(again.json()).toMatchObject({ code: 'forbidden' });
  });

  it('phone and email are not taken for one another', async () => {
    const { browser } = await inside();
    for (const [channel, address] of [
      ['email', madeUp.phone],
      ['phone', madeUp.email],
    ] as const) {
      const { json } = await browser.call('POST', `/v1/phone/contacts/${channel}/codes`, {
        address,
        helper: false,
      });
      expect(json()).toMatchObject({ code: 'malformed', detail: 'body.address' });
    }
  });

  it('interests: none is an answer as well; one that there is not is refused', async () => {
    const { browser } = await inside();
    expect((await browser.view()).open).toContain('interests');
    expect(
      (await browser.call('POST', '/v1/phone/interests', { interests: ['nonsense'] })).json(),
    ).toMatchObject({ code: 'malformed' });
    const none = await browser.change('interests', { interests: [] });
    expect([none.open.includes('interests'), none.interests[0]?.on]).toEqual([false, false]);
    const some = await browser.change('interests', { interests: ['bousai', 'bousai'] });
    expect(some.interests).toMatchObject([{ id: 'bousai', on: true }]);
  });

  it('PINs: kept as verifiers, set once, logged nowhere', async () => {
    const { browser, accountId } = await inside({ memberships: [madeUp.municipality] });
    for (const pins of [
      { pin1: '123', pin2: null },
      { pin1: '1234567890123', pin2: null },
      { pin1: '12a4', pin2: null },
      { pin1: '4826', pin2: '12345' },
      { pin1: '482651', pin2: '482651' },
    ])
      expect((await browser.call('POST', '/v1/phone/pins', pins)).json()).toMatchObject({
        code: 'malformed',
      });
    const both = { pin1: '482651', pin2: '73519042' };
    const at_once = await Promise.all([1, 2, 3].map(() => browser.call('POST', '/v1/phone/pins', both)));
    expect(at_once.map(({ statusCode }) => statusCode).sort()).toEqual([200, 403, 403]);
    expect(await browser.view()).toMatchObject({ pins: { pin1: true, pin2: true } });
    const row = await parts()
      .db.selectFrom('accounts')
      .select(['pin1', 'pin2'])
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow();
    expect(PinVerifier.safeParse(row.pin1).success && PinVerifier.safeParse(row.pin2).success).toBe(true);
    expect((await browser.call('POST', '/v1/phone/pins', { pin1: '9999', pin2: null })).json()).toMatchObject(
      { code: 'forbidden' },
    );
    for (const pin of ['482651', '73519042']) expect(central.logged()).not.toContain(pin);
  });

  it('PINs are not asked of who wants no mailbox', async () => {
    const { browser } = await inside();
    const view = await browser.view();
    expect([...view.open, ...view.done]).not.toContain('pins');
    expect((await browser.call('POST', '/v1/phone/pins', { pin1: '4826', pin2: null })).json()).toMatchObject(
      { code: 'forbidden' },
    );
  });

  it('push: this browser is added and taken away, few at a time, and only where something can be sent to', async () => {
    const { browser, slip } = await inside({ notify: { push: true, email: true } });
    expect((await browser.view()).open).toContain('notify');
    const subscription = service.subscribe();
    expect(await browser.change('push', { subscription })).toMatchObject({ pushDevices: 1 });
    const again = await browser.change('push', { subscription });
    expect([again.pushDevices, again.open.includes('notify')]).toEqual([1, false]);
    const other = phone();
    await other.enter(slip.number);
    expect(await other.change('push', { subscription: service.subscribe() })).toMatchObject({
      pushDevices: 2,
    });
    expect(await browser.change('push', { subscription: null })).toMatchObject({ pushDevices: 1 });
    const next = phone();
    await next.enter(slip.number);
    expect(await next.change('push', { subscription: null })).toMatchObject({ pushDevices: 0 });
    for (let count = 0; count < 7; count += 1)
      await next.change('push', { subscription: service.subscribe() });
    expect(await next.view()).toMatchObject({ pushDevices: 5 });
    const bad = { ...subscription, keys: { ...subscription.keys, p256dh: 'A'.repeat(87) } };
    expect((await next.call('POST', '/v1/phone/push', { subscription: bad })).json()).toMatchObject({
      code: 'malformed',
      detail: 'body.subscription',
    });
    expect(
      (
        await next.call('POST', '/v1/phone/push', {
          subscription: { ...subscription, endpoint: 'http://push.example.jp/' },
        })
      ).json(),
    ).toMatchObject({ code: 'malformed' });
  });
});

describe('the slip', () => {
  const stateOf = async ({ number }: MadeSlip): Promise<string> =>
    SlipStatus.parse((await phone().call('GET', `/v1/slips/${number}`)).json()).state;

  it('is used up when the last step is done: nobody comes in again, who is in may look', async () => {
    const email = 'finisher@example.jp';
    const { browser, slip } = await inside({
      contact: { email, emailVerification: null, phone: null, phoneVerification: null },
      memberships: [madeUp.municipality],
      notify: { push: true, email: true },
    });
    await browser.change('interests', { interests: [] });
    await browser.change('pins', { pin1: '4826', pin2: null });
    await browser.change('push', { subscription: service.subscribe() });
    expect([(await browser.view()).open, await stateOf(slip)]).toEqual([['email'], 'valid']);
    await expect.poll(async () => (await browser.view()).email.code?.delivery).toBe('sent');
    await browser.call('POST', '/v1/phone/contacts/email/answers', { code: await central.codeFor(email) });
    expect(await stateOf(slip)).toBe('used');
    expect(await browser.view()).toMatchObject({
      open: [],
      stages: { contact: 'confirmed', mailbox: 'open' },
    });
    expect(await phone().enter(slip.number)).toEqual({ outcome: 'closed' });
  });

  it('cancelled elsewhere ends what is open on phones', async () => {
    const { browser, slip } = await inside();
    const notice = {
      id: randomUUID(),
      at: new Date().toISOString(),
      kind: 'cancelled',
      sha256: slip.sha256,
      by: 'staff',
    };
    const told = await central.as(terminal, 'POST', '/v1/slips', { notices: [notice] });
    expect(told.json()).toMatchObject({ results: [{ outcome: 'taken' }] });
    expect((await browser.call('GET', '/v1/phone')).statusCode).toBe(401);
  });
});

describe('what phones leave behind', () => {
  it('is swept away when it is over, and not before', async () => {
    const { browser, slip } = await inside();
    await phone().enter(slip.number, '19000101');
    await sweep(parts());
    expect((await browser.call('GET', '/v1/phone')).statusCode).toBe(200);
    clockMs = 31 * 24 * minutes(60);
    await sweep(parts());
    const { db } = parts();
    expect(await db.selectFrom('phone_sessions').selectAll().execute()).toEqual([]);
    expect(await db.selectFrom('slip_tries').selectAll().execute()).toEqual([]);
  });

  it('holds nothing personal in the log', () => {
    for (const personal of [
      madeUp.name,
      madeUp.email,
      madeUp.address,
      madeUp.birthDate,
      'another@example.jp',
    ])
      expect(central.logged()).not.toContain(personal);
  });
});
