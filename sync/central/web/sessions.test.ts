import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import {
  MailboxBrowser,
  makeResident,
  putFile,
  putMessage,
} from '../../../tests/fixtures/mailbox-browser.ts';
import type { Resident } from '../../../tests/fixtures/mailbox-browser.ts';
import { PhoneBrowser } from '../../../tests/fixtures/phone.ts';
import { startPushService } from '../../../tests/fixtures/push-service.ts';
import type { PushService } from '../../../tests/fixtures/push-service.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { MailboxChanged, MailboxFound, MailboxView } from '../../contract/mailbox-view.ts';
import { MessageContent } from '../../contract/message.ts';
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
let homes = 0;
const parts = () => central.central.parts;

async function inside(change = {}): Promise<{ page: MailboxBrowser; resident: Resident }> {
  const resident = await makeResident(central, terminal, change);
  return { page: await another(resident), resident };
}
async function another(resident: Resident): Promise<MailboxBrowser> {
  homes += 1;
  const page = new MailboxBrowser(central.public, `203.0.113.${String(homes)}`);
  await page.signIn(central, resident);
  return page;
}
const view = async (page: MailboxBrowser): Promise<MailboxView> =>
  MailboxView.parse((await page.call('GET', '/v1/mailbox')).json());
const status = async (page: PhoneBrowser, query = ''): Promise<number> =>
  (await page.call('GET', `/v1/mailbox${query}`)).statusCode;
async function change(
  page: MailboxBrowser,
  action: object,
  pin1: string | null = null,
): Promise<MailboxChanged> {
  const body = { id: randomUUID(), action, pin1 };
  return MailboxChanged.parse((await page.call('POST', '/v1/mailbox/changes', body)).json());
}

describe('a session of the mailbox', () => {
  it('ends after half an hour without a touch; a page that asks by itself is none', async () => {
    const { page } = await inside();
    clockMs = minutes(29);
    expect(await status(page)).toBe(200);
    clockMs = minutes(58);
    expect(await status(page, '?quiet=1')).toBe(200);
    clockMs = minutes(60);
    expect(await status(page, '?quiet=1')).toBe(401);
  });

  it('ends after twelve hours, however much is done', async () => {
    const { page } = await inside();
    for (let at = 25; at < 12 * 60; at += 25) {
      clockMs = minutes(at);
      expect(await status(page)).toBe(200);
    }
    clockMs = minutes(12 * 60 + 1);
    expect(await status(page)).toBe(401);
    await sweep(parts());
    const left = await parts().db.selectFrom('mailbox_sessions').selectAll().execute();
    expect(left.filter(({ expires_at }) => expires_at < parts().now())).toEqual([]);
  });

  it('ends when the resident leaves, and there alone', async () => {
    const { page, resident } = await inside();
    const other = await another(resident);
    const { cookie } = page;
    expect((await page.call('POST', '/v1/mailbox/leave', {})).statusCode).toBe(204);
    expect(page.cookie).toBeNull();
    page.cookie = cookie;
    expect(await status(page)).toBe(401);
    expect(await status(other)).toBe(200);
  });

  it('stands for one mailbox and never another one', async () => {
    const one = await inside();
    const two = await inside();
    const { id, attachment } = await putMessage(central, two.resident.accountId, 'ほかの人の知らせ');
    expect((await view(one.page)).receiptNumber).toBe(one.resident.receiptNumber);
    expect((await one.page.call('GET', `/v1/mailbox/messages/${id}`)).statusCode).toBe(404);
    expect((await one.page.call('GET', `/v1/mailbox/attachments/${attachment}`)).statusCode).toBe(404);
    expect(one.page.answers).not.toContain('ほかの人の知らせ');
    expect((await two.page.call('GET', `/v1/mailbox/attachments/${attachment}`)).statusCode).toBe(200);
  });

  it('changes nothing for another site, even when its browser sent the cookie', async () => {
    const { page } = await inside();
    for (const [path, body] of [
      ['/v1/mailbox/leave', {}],
      ['/v1/mailbox/changes', { id: randomUUID(), action: { kind: 'lost-phone' }, pin1: null }],
    ] as const)
      for (const site of ['cross-site', 'same-site', 'none'])
        expect((await page.call('POST', path, body, { 'sec-fetch-site': site })).statusCode).toBe(403);
    const foreign = { 'sec-fetch-site': 'cross-site' };
    const request = { email: 'a@example.jp', pin1: '1111', language: 'ja' };
    expect((await page.call('POST', '/v1/mailbox/sign-ins', request, foreign)).statusCode).toBe(403);
    expect(await status(page)).toBe(200);
  });

  it('does not say of itself whose facts a card has given', async () => {
    const { page } = await inside();
    const { facts } = await view(page);
    for (const action of [
      { kind: 'move', facts, on: [], off: [] },
      { kind: 'exempt', facts, reason: 'other', reviewOn: '2030-01-01' },
    ]) {
      const answer = await page.call('POST', '/v1/mailbox/changes', { id: randomUUID(), action, pin1: null });
      expect([answer.statusCode, answer.json()]).toMatchObject([403, { detail: 'counter-only' }]);
    }
  });
});

describe('what is read', () => {
  it('is listed, searched, opened, marked and deleted', async () => {
    const { page, resident } = await inside();
    const { id } = await putMessage(central, resident.accountId, '給付金のお知らせ');
    await putMessage(central, resident.accountId, '避難訓練');
    expect((await view(page)).messages).toHaveLength(2);
    const found = await page.call('GET', `/v1/mailbox/messages?text=${encodeURIComponent('給付金')}`);
    expect(MailboxFound.parse(found.json()).messages.map((head) => head.id)).toEqual([id]);
    const message = await page.call('GET', `/v1/mailbox/messages/${id}`);
    expect(MessageContent.parse(message.json()).texts.ja.title).toBe('給付金のお知らせ');
    const read = await change(page, { kind: 'read', message: id });
    expect(read.view?.messages.find((head) => head.id === id)?.opened).toBe(true);
    const deleted = await change(page, { kind: 'delete', message: id });
    expect(deleted.view?.messages.some((head) => head.id === id)).toBe(false);
    expect((await page.call('GET', `/v1/mailbox/messages/${id}`)).statusCode).toBe(404);
  });

  it('as a file is to be kept under its own name, and runs nothing', async () => {
    const { page, resident } = await inside();
    const { id, attachment } = await putMessage(central, resident.accountId);
    const { headers, body } = await page.call('GET', `/v1/mailbox/attachments/${attachment}`);
    expect(body).toBe(putFile);
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition':
        'attachment; filename="____ _1_.pdf"; filename*=UTF-8\'\'%E3%81%94%E3%81%BF%E5%8F%8E%E9%9B%86%20%281%29.pdf',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    await change(page, { kind: 'delete', message: id });
    expect((await page.call('GET', `/v1/mailbox/attachments/${attachment}`)).statusCode).toBe(404);
  });
});

describe('pushes', () => {
  it('come to this browser from now on, or no more', async () => {
    const { page } = await inside();
    const subscription = service.subscribe();
    const push = async (body: object): Promise<number> =>
      MailboxView.parse((await page.call('POST', '/v1/mailbox/push', body)).json()).devices.pushes;
    expect(await push({ subscription })).toBe(1);
    expect(await push({ subscription: null })).toBe(0);
  });
});

describe('a lost phone that is reported', () => {
  it('loses every session, also behind the slip, every push and every passkey of the account', async () => {
    const { page, resident } = await inside();
    const other = await another(resident);
    const slip = new PhoneBrowser(central.public, '203.0.113.240');
    await slip.enter(resident.slip.number);
    const subscription = service.subscribe();
    await other.call('POST', '/v1/mailbox/push', { subscription });
    const bystander = await inside();
    const done = await change(page, { kind: 'lost-phone' });
    expect(done).toMatchObject({ outcome: 'applied', view: null });
    expect(page.cookie).toBeNull();
    expect(await status(other)).toBe(401);
    expect((await slip.call('GET', '/v1/phone')).statusCode).toBe(401);
    const pushes = parts().db.selectFrom('push_subscriptions').selectAll();
    expect(await pushes.where('account_id', '=', resident.accountId).execute()).toEqual([]);
    expect(await status(bystander.page)).toBe(200);
    // With PIN1 and the mail the owner comes back.
    expect(await status(await another(resident))).toBe(200);
  });
});

describe('what an address can do', () => {
  it('is said before anybody has signed in: no passkeys at an address of numbers', async () => {
    const page = new MailboxBrowser(central.public);
    expect((await page.call('GET', '/v1/mailbox/info')).json()).toEqual({
      passkeys: false,
      pushKey: parts().keys.push.publicKey,
    });
    expect((await page.call('POST', '/v1/mailbox/passkey-sign-ins', {})).json()).toMatchObject({
      code: 'forbidden',
      detail: 'passkeys',
    });
  });
});
