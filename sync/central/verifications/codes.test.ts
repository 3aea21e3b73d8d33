// Codes as residents, guessers, families and helpers meet them, on a central API with everything embedded.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { makeRecord, sealRecord } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { PushAnswer, VerificationAnswer } from '../../contract/api.ts';
import type { CodeAnswer } from '../../contract/api.ts';
import type { RegistrationRecord } from '../../contract/record.ts';
import type { Parts } from '../parts.ts';
import { answerForAccount, codeState, sendForAccount } from './account.ts';
import type { AccountSending } from './account.ts';
import { answerAtCounter } from './answer.ts';
import { codeFor } from './code.ts';
import { defaultLimits as limits } from './limits.ts';

let central: TestCentral;
let parts: Parts;
let terminal: Sender;
let clockMs = 0;
beforeAll(async () => {
  central = await startTestCentral({
    now: () => new Date(Date.now() + clockMs),
    limits: { pauseMs: 0, perSession: 12 },
  });
  ({ parts } = central.central);
  terminal = await central.enrol();
}, 60_000);
afterAll(() => central.stop(), 60_000);
beforeEach(() => {
  // Nobody of an earlier test counts any more.
  clockMs += 2 * 24 * 3_600_000;
});

const session = (): string => randomBytes(16).toString('hex');
const newEmail = (): string => `${randomBytes(6).toString('hex')}@example.jp`;
const wrongFor = (...ids: string[]): string => {
  const right = new Set(ids.map((id) => codeFor(parts.secret, id)));
  return ['000000', '000001', '000002', '000003'].find((code) => !right.has(code)) ?? '';
};

interface Ask {
  readonly sessionId?: string;
  readonly address?: string;
  readonly channel?: 'email' | 'phone';
  readonly by?: 'sms' | 'voice';
  readonly helper?: boolean;
  readonly language?: string;
}
const ask = async (change: Ask = {}): Promise<VerificationAnswer> => {
  const request = { sessionId: session(), channel: 'email', address: newEmail(), language: 'en', ...change };
  return VerificationAnswer.parse((await central.as(terminal, 'POST', '/v1/verifications', request)).json());
};
const answer = async (id: string, code: string, source = terminal.terminalId): Promise<CodeAnswer> => {
  const given = await answerAtCounter(id, code, source, parts);
  if (given === null) throw new Error('no such verification at this terminal');
  return given;
};
const items = async (address: string): Promise<{ kind: string; subject: string; text: string }[]> => {
  const page = await fetch(`${central.central.mailUrl ?? ''}.json`);
  // The sink's own form.
  const { items } = (await page.json()) as {
    items: { to: string; kind: string; subject: string; text: string }[];
  };
  return items.filter(({ to }) => to === address);
};

describe('five wrong answers', () => {
  const fiveWrong = async (id: string): Promise<CodeAnswer> => {
    for (const triesLeft of [4, 3, 2, 1])
      expect(await answer(id, wrongFor(id))).toEqual({ outcome: 'wrong', triesLeft });
    return answer(id, wrongFor(id));
  };

  it('pause the address, which is told with its end; a new code changes nothing about it', async () => {
    const [sessionId, address] = [session(), newEmail()];
    const first = await ask({ sessionId, address });
    const paused = await fiveWrong(first.id);
    if (paused.outcome !== 'paused') throw new Error(paused.outcome);
    const waitMs = Date.parse(paused.until) - (Date.now() + clockMs);
    expect(waitMs).toBeGreaterThan(limits.triesPauseMs - 5_000);
    expect(waitMs).toBeLessThanOrEqual(limits.triesPauseMs);
    expect(await answer(first.id, codeFor(parts.secret, first.id))).toEqual(paused);
    const second = await ask({ sessionId, address });
    expect(await answer(second.id, codeFor(parts.secret, second.id))).toEqual(paused);
    clockMs += limits.triesPauseMs;
    expect(await answer(second.id, codeFor(parts.secret, first.id))).toEqual({ outcome: 'confirmed' });
  });

  it('pause nothing else: another address in the session goes on', async () => {
    const sessionId = session();
    expect(await fiveWrong((await ask({ sessionId })).id)).toMatchObject({ outcome: 'paused' });
    const other = await ask({ sessionId });
    expect(await answer(other.id, codeFor(parts.secret, other.id))).toEqual({ outcome: 'confirmed' });
  });

  it('three times over spend the code', async () => {
    const { id } = await ask();
    for (let round = 1; round <= 2; round += 1) {
      expect(await fiveWrong(id)).toMatchObject({ outcome: 'paused' });
      clockMs += limits.triesPauseMs;
    }
    expect(await fiveWrong(id)).toMatchObject({ outcome: 'paused' });
    clockMs += limits.triesPauseMs;
    expect(await answer(id, codeFor(parts.secret, id))).toEqual({ outcome: 'spent' });
  });
});

describe('a guesser', () => {
  /** How many of these were held against a code. */
  const compared = (answers: readonly CodeAnswer[]): number =>
    answers.filter(({ outcome }) => outcome !== 'paused').length;

  it('with two thousand tries at one address, from many counters and in many sessions, gets twenty', async () => {
    const address = newEmail();
    const asked = await Promise.all(Array.from({ length: 8 }, () => ask({ address })));
    const ids = asked.map(({ id }) => id);
    const counters = await Promise.all(Array.from({ length: 4 }, () => central.enrol()));
    for (const [index, id] of ids.entries())
      await parts.db
        .updateTable('verifications')
        .set({ terminal_id: counters[index % 4]?.terminalId ?? '' })
        .where('id', '=', id)
        .execute();
    const answers: CodeAnswer[] = [];
    for (let tried = 0; tried < 2_000; tried += 8)
      answers.push(
        ...(await Promise.all(
          ids.map((id, index) => answer(id, wrongFor(...ids), counters[index % 4]?.terminalId)),
        )),
      );
    // The last one of them is answered with the pause that it brings about.
    expect(compared(answers)).toBe(limits.triesPerAddress - 1);
  }, 60_000);

  it('with two thousand tries at a hundred addresses from one counter gets fifty in an hour', async () => {
    const asked = await Promise.all(Array.from({ length: 100 }, () => ask()));
    const answers: CodeAnswer[] = [];
    for (let tried = 0; tried < 2_000; tried += 100)
      for (const { id } of asked) answers.push(await answer(id, wrongFor(id)));
    expect(compared(answers)).toBe(limits.triesPerSource - 1);
  }, 60_000);
});

describe('what is told with a sending', () => {
  it('is its number, when the next may follow and how many are left', async () => {
    const [sessionId, address] = [session(), newEmail()];
    const first = await ask({ sessionId, address });
    expect(first).toMatchObject({ number: 1, left: 11 });
    expect(await ask({ sessionId, address })).toMatchObject({ number: 2, left: 10 });
    expect(await ask({ sessionId })).toMatchObject({ number: 1, left: 9 });
    expect(Date.parse(first.resendAt)).toBeLessThanOrEqual(Date.now() + clockMs);
    const [newest] = await items(address);
    expect(newest?.subject).toBe('Confirmation code (mail no. 2)');
    expect(newest?.text).toContain('This is mail no. 2. Please use the code in the newest mail.');
  });
});

describe('a telephone', () => {
  it('is called on request: the code is spoken digit by digit, twice, in the resident’s language', async () => {
    const address = '+81312345678';
    const { id } = await ask({ channel: 'phone', address, by: 'voice', language: 'ja' });
    const [call] = await items(address);
    const digits = ['ゼロ', 'いち', 'に', 'さん', 'よん', 'ご', 'ろく', 'なな', 'はち', 'きゅう'];
    const spoken = [...codeFor(parts.secret, id)].map((digit) => digits[Number(digit)]).join('、');
    expect(call?.kind).toBe('voice');
    expect(call?.text.split(spoken)).toHaveLength(3);
    expect(await answer(id, codeFor(parts.secret, id))).toEqual({ outcome: 'confirmed' });
  });

  it('that takes nothing is told at once', async () => {
    const request = { sessionId: session(), channel: 'phone', address: '+819012340000', language: 'ja' };
    const refused = await central.as(terminal, 'POST', '/v1/verifications', request);
    expect(refused.json()).toMatchObject({ code: 'address-refused' });
  });
});

describe('a registration without proved address', () => {
  const registered = async (change: Partial<RegistrationRecord> = {}): Promise<string> => {
    const record = makeRecord(terminal.terminalId, change);
    const pushed = await central.as(terminal, 'POST', '/v1/registrations', {
      items: [await sealRecord(record, terminal, record.id)],
    });
    expect(PushAnswer.parse(pushed.json()).results).toMatchObject([{ outcome: 'accepted' }]);
    const { id } = await parts.db
      .selectFrom('accounts')
      .select('id')
      .where('registration_id', '=', record.id)
      .executeTakeFirstOrThrow();
    return id;
  };
  const contact = (email: string): RegistrationRecord['contact'] => ({
    ...{ email, emailVerification: null, phone: null, phoneVerification: null },
  });
  const newest = async (accountId: string): Promise<string> => {
    const row = await parts.db
      .selectFrom('verifications')
      .select('id')
      .where('account_id', '=', accountId)
      .orderBy('created_at', 'desc')
      .orderBy('number', 'desc')
      .executeTakeFirstOrThrow();
    return codeFor(parts.secret, row.id);
  };
  const delivered = async (accountId: string): Promise<void> => {
    for (;;) {
      const row = await parts.db
        .selectFrom('verifications')
        .select(['id', 'delivery'])
        .where('account_id', '=', accountId)
        .where('delivery', '=', 'queued')
        .executeTakeFirst();
      if (row === undefined) return;
      await parts.bell.wait(`verification:${row.id}`, 200).rung;
    }
  };
  const confirmed = async (accountId: string, channel: 'email' | 'phone' = 'email'): Promise<boolean> => {
    const row = await parts.db
      .selectFrom('contacts')
      .select('confirmed_at')
      .where('account_id', '=', accountId)
      .where('channel', '=', channel)
      .executeTakeFirstOrThrow();
    return row.confirmed_at !== null;
  };
  const home = '192.0.2.7';
  const send = (accountId: string, change: Partial<AccountSending>, source = home) =>
    sendForAccount(
      accountId,
      { channel: 'email', address: newEmail(), helper: false, language: 'en', ...change },
      source,
      parts,
    );

  it('is mailed a code that leads to the page of its slip', async () => {
    const email = newEmail();
    const handoffNumber = '123456789012345678901234';
    const account = await registered({ contact: contact(email), handoffNumber });
    await delivered(account);
    const [mail] = await items(email);
    expect(mail?.text).toContain(`${central.central.publicUrl}/s/${handoffNumber}`);
    expect(mail?.text).toContain(await newest(account));
  });

  it('of a family with one address is proved by its own code; another account’s proves nothing', async () => {
    const email = newEmail();
    const [mother, child] = [
      await registered({ contact: contact(email) }),
      await registered({ contact: contact(email) }),
    ];
    const [ofMother, ofChild] = [await newest(mother), await newest(child)];
    expect(await answerForAccount(child, 'email', ofMother, home, parts)).toMatchObject({ outcome: 'wrong' });
    expect([await confirmed(mother), await confirmed(child)]).toEqual([false, false]);
    expect(await answerForAccount(child, 'email', ofChild, home, parts)).toEqual({ outcome: 'confirmed' });
    expect([await confirmed(mother), await confirmed(child)]).toEqual([false, true]);
    expect(await answerForAccount(mother, 'email', ofMother, home, parts)).toEqual({ outcome: 'confirmed' });
    expect(await confirmed(mother)).toBe(true);
  });

  it('of somebody with a trusted helper says so in the mail, and keeps it with the contact', async () => {
    const email = newEmail();
    const account = await registered({ contact: { ...contact(email), helper: true }, language: 'en' });
    await delivered(account);
    expect((await items(email))[0]?.text).toContain('for the person who asked you to receive it');
    const { db } = parts;
    const rows = await db.selectFrom('contacts').select('helper').where('account_id', '=', account).execute();
    expect(rows).toEqual([{ helper: true }]);
  });

  it('takes another address from home; what was sent to the old one proves nothing any more', async () => {
    const account = await registered({ contact: contact(newEmail()) });
    const old = await newest(account);
    const address = newEmail();
    const sent = await send(account, { address, helper: true });
    expect(sent).toMatchObject({ ok: true, value: { number: 1 } });
    expect(await codeState(account, 'email', parts)).toMatchObject({
      number: 1,
      delivery: 'sent',
      pausedUntil: null,
      left: 10,
    });
    expect(await answerForAccount(account, 'email', old, home, parts)).toMatchObject({ outcome: 'wrong' });
    const again = await send(account, { address, helper: true });
    expect(again).toMatchObject({ ok: true, value: { number: 2, left: 9 } });
    expect(await answerForAccount(account, 'email', await newest(account), home, parts)).toEqual({
      outcome: 'confirmed',
    });
    expect(await send(account, {})).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await send(randomUUID(), {})).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  it('can add a telephone that was not given at the counter, by call', async () => {
    const account = await registered({ contact: contact(newEmail()) });
    expect(await codeState(account, 'phone', parts)).toBeNull();
    expect(await answerForAccount(account, 'phone', '123456', home, parts)).toBeNull();
    const address = '+819012345671';
    expect(await send(account, { channel: 'phone', address, by: 'voice' })).toMatchObject({ ok: true });
    expect((await items(address))[0]?.kind).toBe('voice');
    expect(await answerForAccount(account, 'phone', await newest(account), home, parts)).toEqual({
      outcome: 'confirmed',
    });
    expect([await confirmed(account, 'phone'), await confirmed(account)]).toEqual([true, false]);
  });

  it('is told its pause at home as well, whatever source the wrong answers come from', async () => {
    const account = await registered({ contact: contact(newEmail()) });
    const code = await newest(account);
    const wrong = code === '000000' ? '000001' : '000000';
    const answers: CodeAnswer[] = [];
    for (let tried = 0; tried < 1_000; tried += 1) {
      const given = await answerForAccount(account, 'email', wrong, `2001:db8:${String(tried)}::1`, parts);
      if (given !== null) answers.push(given);
    }
    expect(answers.filter(({ outcome }) => outcome === 'wrong')).toHaveLength(limits.tries - 1);
    const state = await codeState(account, 'email', parts);
    expect(answers.at(-1)).toEqual({ outcome: 'paused', until: state?.pausedUntil });
    expect(await answerForAccount(account, 'email', code, home, parts)).toMatchObject({ outcome: 'paused' });
  });

  it('asks for no more codes than are told, from one source or for one account', async () => {
    const account = await registered({ contact: contact(newEmail()) });
    for (let left = 10; left >= 0; left -= 1)
      expect(await send(account, {})).toMatchObject({ ok: true, value: { left } });
    expect(await send(account, {})).toMatchObject({ ok: false, error: { code: 'rate-limited' } });
    expect(await codeState(account, 'email', parts)).toMatchObject({ left: 0 });
    clockMs += 24 * 3_600_000;
    expect(await send(account, {})).toMatchObject({ ok: true });
    const flood = '198.51.100.1';
    const others = await Promise.all(
      Array.from({ length: 7 }, () => registered({ contact: contact(newEmail()) })),
    );
    const answers: string[] = [];
    for (const other of others)
      for (let times = 0; times < 10; times += 1) {
        const sent = await send(other, {}, flood);
        answers.push(sent.ok ? 'sent' : sent.error.code);
      }
    expect(answers.filter((one) => one === 'sent')).toHaveLength(limits.perSourceAnHour);
    expect(answers.at(-1)).toBe('rate-limited');
  }, 60_000);
});
