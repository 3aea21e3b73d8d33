import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import {
  codeIn,
  MailboxBrowser,
  makeResident,
  signInMails,
} from '../../../tests/fixtures/mailbox-browser.ts';
import { PhoneBrowser, sha256 } from '../../../tests/fixtures/phone.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import type { Parts } from '../parts.ts';
import { openMeters } from '../verifications/meters.ts';
import { begunPerSource } from './limits.ts';
import { beginSignIn } from './sign-in.ts';

let central: TestCentral;
let terminal: Sender;
let clockMs = 0;
beforeAll(async () => {
  central = await startTestCentral({ now: () => new Date(Date.now() + clockMs) });
  terminal = await central.enrol();
}, 60_000);
afterAll(() => central.stop(), 60_000);
beforeEach(() => {
  clockMs = 0;
});

const minutes = (count: number): number => count * 60_000;
let homes = 0;
const browserOf = (node: TestCentral['public']): MailboxBrowser =>
  new MailboxBrowser(node, `203.0.113.${String((homes += 1) % 250)}`);
const browser = (): MailboxBrowser => browserOf(central.public);
const parts = (): Parts => central.central.parts;
const newestCode = async (email: string): Promise<string> => {
  const [mail] = await signInMails(central, email);
  if (mail === undefined) throw new Error('no mail');
  return codeIn(mail);
};
const wrong = (code: string): string => (code === '000000' ? '000001' : '000000');

describe('a sign-in with PIN1 and a mailed code', () => {
  it('opens the mailbox; the cookie is the browser’s alone, the database has its hash', async () => {
    const resident = await makeResident(central, terminal);
    const page = browser();
    const { id } = await page.begin(resident.email.toUpperCase(), resident.pin1);
    expect((await page.call('GET', '/v1/mailbox')).statusCode).toBe(401);
    const code = await newestCode(resident.email);
    const { headers } = await page.call('POST', `/v1/mailbox/sign-ins/${id}/answers`, { code });
    expect(String(headers['set-cookie'])).toMatch(
      /^mailbox=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const value = page.cookie?.split('=')[1] ?? '';
    expect((await page.call('GET', '/v1/mailbox')).json()).toMatchObject({
      receiptNumber: resident.receiptNumber,
    });
    const sessions = await parts()
      .db.selectFrom('mailbox_sessions')
      .selectAll()
      .where('account_id', '=', resident.accountId)
      .execute();
    expect(sessions).toMatchObject([{ cookie_sha256: sha256(value), passkey: null }]);
    for (const secret of [value, resident.email, resident.pin1, code]) {
      expect(JSON.stringify(sessions)).not.toContain(secret);
      expect(central.logged()).not.toContain(secret);
    }
  });

  it('mails nothing of whom it is, and keeps neither address nor PIN1 nor code of it', async () => {
    const resident = await makeResident(central, terminal, { pin1: '864209' });
    const { id } = await browser().begin(resident.email, resident.pin1);
    const [mail] = await signInMails(central, resident.email);
    for (const personal of [madeUp.name, 'みほん市', resident.receiptNumber, 'http'])
      expect(`${mail?.subject ?? ''}\n${mail?.text ?? ''}`).not.toContain(personal);
    const kept = await parts().db.selectFrom('sign_ins').selectAll().where('id', '=', id).execute();
    for (const secret of [resident.email, resident.pin1, codeIn(mail ?? { to: '', subject: '', text: '' })])
      expect(JSON.stringify(kept)).not.toContain(secret);
  });

  it('is good for one session', async () => {
    const resident = await makeResident(central, terminal);
    const page = browser();
    const { id } = await page.begin(resident.email, resident.pin1);
    const code = await newestCode(resident.email);
    expect(await page.answer(id, code)).toEqual({ outcome: 'open' });
    expect(await browser().answer(id, code)).toEqual({ outcome: 'expired' });
  });

  it('expires after half an hour', async () => {
    const resident = await makeResident(central, terminal);
    const page = browser();
    const { id, expiresAt } = await page.begin(resident.email, resident.pin1);
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - minutes(30))).toBeLessThan(10_000);
    const code = await newestCode(resident.email);
    clockMs = minutes(31);
    expect(await page.answer(id, code)).toEqual({ outcome: 'expired' });
    expect(page.cookie).toBeNull();
  });

  it('is of its own code only: another one’s, newer or older, opens nothing', async () => {
    const resident = await makeResident(central, terminal);
    const page = browser();
    const stranger = await page.begin(resident.email, '9999');
    await page.begin(resident.email, resident.pin1);
    expect(await page.answer(stranger.id, await newestCode(resident.email))).toEqual({
      outcome: 'wrong',
      triesLeft: 4,
    });
  });

  it('pauses after five wrong codes for an hour, and says so; also for the right one', async () => {
    const resident = await makeResident(central, terminal);
    const page = browser();
    const { id } = await page.begin(resident.email, resident.pin1);
    const code = await newestCode(resident.email);
    const outcomes = [];
    for (let count = 0; count < 5; count += 1) outcomes.push(await browser().answer(id, wrong(code)));
    expect(outcomes).toMatchObject([
      ...[4, 3, 2, 1].map((triesLeft) => ({ outcome: 'wrong', triesLeft })),
      { outcome: 'paused' },
    ]);
    expect(await page.answer(id, code)).toEqual(outcomes[4]);
    const request = { email: resident.email, pin1: resident.pin1, language: 'ja' };
    const refused = await page.call('POST', '/v1/mailbox/sign-ins', request);
    expect(refused.json()).toMatchObject({ code: 'rate-limited' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_500);
    clockMs = minutes(61);
    await page.signIn(central, resident);
  });

  it('is begun five times an hour for one address, right or wrong or nobody’s; one that was finished gives five again', async () => {
    const resident = await makeResident(central, terminal);
    const status = async (email: string, pin1: string): Promise<number> =>
      (await browser().call('POST', '/v1/mailbox/sign-ins', { email, pin1, language: 'ja' })).statusCode;
    const six = async (email: string, pin1: string): Promise<number[]> => {
      const all = [];
      for (let count = 0; count < 6; count += 1) all.push(await status(email, pin1));
      return all;
    };
    expect(await six(resident.email, '1111')).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await six('nobody@example.jp', '1111')).toEqual([200, 200, 200, 200, 200, 429]);
    clockMs = minutes(61);
    for (let count = 0; count < 3; count += 1) await browser().signIn(central, resident);
    for (let count = 0; count < 3; count += 1) await browser().signIn(central, resident);
  });

  it('is begun sixty times an hour from one place', async () => {
    clockMs = minutes(200);
    const there = new MailboxBrowser(central.public, '198.51.100.77');
    const meter = { of: ['sign-ins', '198.51.100.77'], ...begunPerSource };
    for (let count = 0; count < 59; count += 1)
      await parts()
        .db.transaction()
        .execute(async (trx) => (await openMeters(trx, [meter], parts())).count());
    const one = { email: 'more@example.jp', pin1: '1111', language: 'ja' };
    expect((await there.call('POST', '/v1/mailbox/sign-ins', one)).statusCode).toBe(200);
    expect((await there.call('POST', '/v1/mailbox/sign-ins', one)).statusCode).toBe(429);
    expect((await browser().call('POST', '/v1/mailbox/sign-ins', one)).statusCode).toBe(200);
  });
});

describe('whether there is such a mailbox', () => {
  const jobsEver = async (): Promise<number> => (await parts().boss.findJobs('mail-sign-in')).length;
  /** What the database is asked, without what it is asked about. */
  const statementsOf = async (email: string, pin1: string): Promise<readonly string[]> => {
    const { db } = parts();
    const asked: string[] = [];
    const listening = db.withPlugin({
      transformQuery({ node, queryId }) {
        asked.push(db.getExecutor().compileQuery(node, queryId).sql);
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const request = { email, pin1, language: 'ja' } as const;
    const jobs = await jobsEver();
    const begun = await beginSignIn(request, '192.0.2.1', { ...parts(), db: listening });
    if (!begun.ok) throw new Error(begun.error.code);
    await begun.value.seenTo;
    expect(await jobsEver()).toBe(jobs + 1);
    return asked;
  };

  it('shows neither in the statements nor in the form of any answer', async () => {
    clockMs = minutes(400);
    const resident = await makeResident(central, terminal);
    const open = await makeResident(central, terminal, { email: 'unproved@example.jp' });
    await parts()
      .db.updateTable('contacts')
      .set({ confirmed_at: null })
      .where('account_id', '=', open.accountId)
      .execute();
    const right = await statementsOf(resident.email, resident.pin1);
    expect(right).toHaveLength(6);
    expect(await statementsOf(resident.email, '0000')).toEqual(right);
    expect(await statementsOf('nobody2@example.jp', '0000')).toEqual(right);
    expect(await statementsOf(open.email, open.pin1)).toEqual(right);
    const forms = [];
    for (const [email, pin1] of [
      [resident.email, resident.pin1],
      [resident.email, '0000'],
      ['nobody2@example.jp', '0000'],
      [open.email, open.pin1],
    ] as const) {
      const page = browser();
      const { id } = await page.begin(email, pin1);
      const answers = [await page.answer(id, '000000'), await page.answer(id, '000001')];
      const shape = page.answers
        .replaceAll(/[0-9a-f-]{36}/g, 'ID')
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'AT')
        .replaceAll(/\w{3}, \d\d \w{3} [\d: ]+ GMT/g, 'AT');
      forms.push({ answers, shape });
      if (email !== resident.email || pin1 !== resident.pin1) continue;
      // The rest are answers for one address.
      clockMs += minutes(61);
    }
    for (const form of forms) expect(form).toEqual(forms[0]);
    expect(await signInMails(central, open.email)).toEqual([]);
    expect(await signInMails(central, 'nobody2@example.jp')).toEqual([]);
  });

  it('is not told by a mail: none goes out for a wrong PIN1, a closed account, or a PIN1 that is paused', async () => {
    clockMs = minutes(800);
    const resident = await makeResident(central, terminal);
    const closed = await makeResident(central, terminal);
    const paused = await makeResident(central, terminal);
    const accounts = parts().db.updateTable('accounts');
    await accounts
      .set({ closed_at: parts().now(), closed_reason: 'resident' })
      .where('id', '=', closed.accountId)
      .execute();
    await accounts
      .set({ pin1_paused_until: new Date(parts().now().getTime() + minutes(60)) })
      .where('id', '=', paused.accountId)
      .execute();
    await browser().begin(resident.email, '1357');
    await browser().begin(closed.email, closed.pin1);
    await browser().begin(paused.email, paused.pin1);
    for (const { email } of [resident, closed, paused]) expect(await signInMails(central, email)).toEqual([]);
  });
});

describe('one address in a family', () => {
  it('opens the mailbox of whose PIN1 was typed', async () => {
    clockMs = minutes(1200);
    const email = 'family@example.jp';
    const mother = await makeResident(central, terminal, { email, pin1: '1111' });
    const father = await makeResident(central, terminal, { email, pin1: '2222' });
    for (const resident of [father, mother]) {
      const page = browser();
      await page.signIn(central, resident);
      expect((await page.call('GET', '/v1/mailbox')).json()).toMatchObject({
        receiptNumber: resident.receiptNumber,
      });
    }
    const mails = await signInMails(central, email);
    expect(mails).toHaveLength(2);
    expect(mails.some(({ text }) => text.includes(father.receiptNumber))).toBe(false);
  });

  it('with one PIN1, too, gets a code for each, and each opens its own', async () => {
    clockMs = minutes(1300);
    const email = 'twins@example.jp';
    const one = await makeResident(central, terminal, { email, pin1: '3333' });
    const other = await makeResident(central, terminal, { email, pin1: '3333' });
    for (const resident of [one, other]) {
      const page = browser();
      const { id } = await page.begin(email, '3333');
      const mails = await signInMails(central, email);
      const own = mails.find(({ text }) => text.includes(resident.receiptNumber));
      expect(own?.text).not.toContain((resident === one ? other : one).receiptNumber);
      expect(await page.answer(id, own === undefined ? '' : codeIn(own))).toEqual({ outcome: 'open' });
      expect((await page.call('GET', '/v1/mailbox')).json()).toMatchObject({
        receiptNumber: resident.receiptNumber,
      });
    }
  });
});

describe('from the page behind a slip', () => {
  it('PIN1 opens the mailbox, the birth date alone does not', async () => {
    clockMs = minutes(1500);
    const { slip, receiptNumber, pin1 } = await makeResident(central, terminal);
    const page = new PhoneBrowser(central.public, '203.0.113.251');
    expect(await page.enter(slip.number)).toEqual({ outcome: 'open' });
    expect((await page.call('GET', '/v1/mailbox')).statusCode).toBe(401);
    const enter = async (typed: string): Promise<unknown> =>
      (await page.call('POST', '/v1/phone/mailbox', { pin1: typed })).json();
    expect(await enter('9999')).toEqual({ outcome: 'wrong', triesLeft: 4 });
    expect(await enter(pin1)).toEqual({ outcome: 'open' });
    expect(page.cookie).toMatch(/^mailbox=/);
    expect((await page.call('GET', '/v1/mailbox')).json()).toMatchObject({ receiptNumber });
  });

  it('five wrong PIN1s pause it for an hour, and say so', async () => {
    clockMs = minutes(1600);
    const { slip, pin1 } = await makeResident(central, terminal);
    const page = new PhoneBrowser(central.public, '203.0.113.252');
    await page.enter(slip.number);
    const outcomes = [];
    for (const typed of ['1', '2', '3', '4', '5', '6'])
      outcomes.push((await page.call('POST', '/v1/phone/mailbox', { pin1: typed.repeat(4) })).json());
    expect(outcomes.slice(4)).toMatchObject([{ outcome: 'paused' }, { outcome: 'paused' }]);
    expect((await page.call('POST', '/v1/phone/mailbox', { pin1 })).json()).toEqual(outcomes[4]);
  });

  it('nothing opens while the address is not proved', async () => {
    clockMs = minutes(1700);
    const { slip, accountId, pin1 } = await makeResident(central, terminal);
    const contacts = parts().db.updateTable('contacts').set({ confirmed_at: null });
    await contacts.where('account_id', '=', accountId).execute();
    const page = new PhoneBrowser(central.public, '203.0.113.253');
    await page.enter(slip.number);
    expect((await page.call('POST', '/v1/phone/mailbox', { pin1 })).json()).toEqual({ outcome: 'closed' });
  });
});
