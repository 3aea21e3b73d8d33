import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import {
  commandFor,
  confirmEmail,
  accountOf,
  deliverTo,
  makeMailboxCard,
  pushAll,
  recordFor,
  registerResident,
  rightPin,
  unsealWith,
} from '../../../tests/fixtures/mailbox.ts';
import type { MailboxCard, Pressed } from '../../../tests/fixtures/mailbox.ts';
import { bundleLines } from '../../../tests/fixtures/bundle.ts';
import { madeUp, sealRecord } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { PushAnswer } from '../../contract/api.ts';
import { BalanceAnswer } from '../../contract/balance.ts';
import type { MailboxAction, MailboxCommand } from '../../contract/commands.ts';
import { MailboxMessageAnswer, MailboxOpened, MailboxSnapshot } from '../../contract/mailbox-view.ts';
import type { MailboxView } from '../../contract/mailbox-view.ts';
import { MessageContent } from '../../contract/message.ts';
import { importBundle } from '../bundles/import.ts';
import { changeOnWeb } from './change.ts';
import { listMessages } from './list.ts';
import { mailboxView } from './view.ts';

const city = madeUp.municipality;
const { name, birthDate, sex, address } = madeUp;
const facts = { name, birthDate, sex, address };
const minuteMs = 60_000;

let central: TestCentral;
let terminal: Sender;
let far: Sender;
const clock = { at: Date.now() };
beforeAll(async () => {
  central = await startTestCentral({ now: () => new Date(clock.at) });
  terminal = await central.enrol();
  far = await central.enrol('992020');
}, 60_000);
afterAll(() => central.stop(), 60_000);
beforeEach(() => {
  clock.at += 10 * minuteMs;
});

const parts = () => central.central.parts;
/** Minutes from now. */
const ago = (minutes: number): Date => new Date(clock.at - minutes * minuteMs);
const Kept = z.object({ recipient: z.string().optional(), sealed: z.string().optional() });
const press = (card: MailboxCard, action: MailboxAction, pressed: Partial<Pressed> = {}, from = terminal) =>
  commandFor(card, from, action, { at: new Date(clock.at), ...pressed });
async function outcomeOf(command: MailboxCommand): Promise<string> {
  const row = await parts()
    .db.selectFrom('mailbox_commands')
    .select('outcome')
    .where('id', '=', command.id)
    .executeTakeFirstOrThrow();
  return row.outcome;
}
/** Brings them and gives what each came to. */
async function bring(...commands: MailboxCommand[]): Promise<string[]> {
  await pushAll(central, terminal, commands);
  return Promise.all(commands.map(outcomeOf));
}
async function view(id: string): Promise<MailboxView> {
  const seen = await mailboxView(id, parts());
  if (seen === null) throw new Error('the account is closed');
  return seen;
}
const stateOf = async (id: string): Promise<string | undefined> =>
  (await view(id)).memberships.find(({ municipality }) => municipality === city)?.state;
const resident = (minutesAgo = 60) =>
  registerResident(central, terminal, { at: ago(minutesAgo).toISOString() });

describe('a command', () => {
  it('is answered with a receipt and done once, however often and wherever it comes', async () => {
    const { card, id } = await resident();
    const command = press(card, { kind: 'pause', municipality: city }, { pin1: rightPin });
    const item = await sealRecord(command, terminal, command.id);
    const push = async (items: object[]) =>
      PushAnswer.parse((await central.as(terminal, 'POST', '/v1/registrations', { items })).json()).results;
    const answers = (await Promise.all(Array.from({ length: 4 }, () => push([item, item])))).flat();
    expect(answers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    expect(answers.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(7);
    expect(new Set(answers.map((one) => ('receipt' in one ? one.receipt : ''))).size).toBe(1);
    expect(await stateOf(id)).toBe('paused');
    expect((await view(id)).log.filter(({ what }) => what === 'pause')).toMatchObject([
      { who: 'resident', where: 'counter', municipality: { en: 'Mihon City' } },
    ]);
    // Under its id nothing else is taken: neither another command nor a registration.
    for (const other of [
      press(card, { kind: 'reset' }, { pin1: rightPin }),
      recordFor(makeMailboxCard(), terminal),
    ]) {
      const [refused] = await push([await sealRecord({ ...other, id: command.id }, terminal, command.id)]);
      expect(refused).toMatchObject({ outcome: 'refused', problem: { code: 'record-mismatch' } });
    }
  });

  it('is refused when it is not whole, or not from who brings it', async () => {
    const card = makeMailboxCard();
    const command = press(card, { kind: 'reset' });
    const refused = async (payload: object, id = command.id, from = terminal) => {
      const items = [await sealRecord(payload, from, id)];
      const [result] = PushAnswer.parse(
        (await central.as(from, 'POST', '/v1/registrations', { items })).json(),
      ).results;
      return result?.outcome === 'refused' ? `${result.problem.code}: ${result.problem.detail}` : 'taken';
    };
    expect(await refused({ ...command, action: { kind: 'fly' } })).toBe('record-malformed: action.kind');
    expect(await refused({ ...command, mailbox: 'x' })).toBe('record-malformed: mailbox');
    expect(await refused(command, randomUUID())).toBe('record-mismatch: id');
    expect(await refused(command, command.id, far)).toBe('record-mismatch: terminalId');
    expect(await refused({ ...command, type: 'madoguchi.command/2' })).toMatch(/^record-malformed: /);
  });

  it('comes in bundles, and is counted by the balance like a registration', async () => {
    const { card, id, record } = await registerResident(central, far, {
      at: ago(60).toISOString(),
      memberships: ['992020'],
    });
    const pressed = { pin1: rightPin, municipality: '992020' };
    const command = press(card, { kind: 'pause', municipality: '992020' }, pressed, far);
    const item = await sealRecord(command, far, command.id);
    const folder = mkdtempSync(join(tmpdir(), 'madoguchi-bundle-'));
    const lines = await bundleLines([{ kind: 'items', items: [item] }], far);
    writeFileSync(join(folder, 'bundle'), lines.map((line) => `${line}\n`).join(''));
    const imported = await importBundle(join(folder, 'bundle'), join(folder, 'receipts'), parts());
    expect(imported).toMatchObject({ ok: true, value: { accepted: 1 } });
    expect((await view(id)).memberships).toContainEqual(
      expect.objectContaining({ municipality: '992020', state: 'paused' }),
    );
    const sealedSha256 = createHash('sha256').update(item.sealed).digest('hex');
    const request = {
      ...{ after: null, upTo: null, records: [{ id: command.id, sealedSha256 }] },
      counts: { saved: 2, outbox: 0, accepted: 2, needsAttention: 0 },
    };
    const answer = BalanceAnswer.parse(
      (await central.as(far, 'POST', '/v1/terminals/self/balance', request)).json(),
    );
    expect(answer).toMatchObject({ confirmed: [command.id], surplus: [record.id], accepted: 2 });
  });

  it('for a mailbox that is gone, or never was, is taken in and comes to nothing', async () => {
    const { card, id } = await resident();
    const before = press(card, { kind: 'notify', push: true, email: true });
    expect(await bring(press(card, { kind: 'close' }, { pin1: rightPin }))).toEqual(['applied']);
    expect(await bring(before, press(makeMailboxCard(), { kind: 'lost-phone' }))).toEqual([
      'account-gone',
      'account-gone',
    ]);
    expect(await mailboxView(id, parts())).toBeNull();
  });

  it('asks for paper also for who has no account; the newest registration ends it', async () => {
    const card = makeMailboxCard();
    const exempt = { kind: 'exempt', reason: 'disability', reviewOn: '2027-04-01', facts } as const;
    const open = () =>
      parts()
        .db.selectFrom('exemptions')
        .select(['municipality', 'reason', 'account_id'])
        .where('mailbox_address', '=', card.mailbox)
        .where('ended_at', 'is', null)
        .execute();
    const [first, second] = [
      press(card, exempt, { at: ago(5) }),
      press(card, { ...exempt, reason: 'other' }),
    ];
    expect(await bring(second, first)).toEqual(['applied', 'superseded']);
    expect(await open()).toEqual([{ municipality: city, reason: 'other', account_id: null }]);
    // A record that was made before it and arrives after it is under it.
    const older = recordFor(card, terminal, { at: ago(30).toISOString() });
    await pushAll(central, terminal, [older]);
    const id = await accountOf(central, older.id);
    expect(await open()).toMatchObject([{ account_id: id }]);
    expect((await view(id)).memberships).toMatchObject([
      { state: 'available' },
      { state: 'left', reason: 'exempt' },
    ]);
    clock.at += minuteMs;
    await registerResident(central, terminal, {}, card);
    expect(await open()).toEqual([]);
  });
});

describe('of commands that arrive in any order', () => {
  const inBothOrders = async (
    make: (card: MailboxCard) => readonly [MailboxCommand, MailboxCommand],
    look: (id: string) => Promise<unknown>,
  ): Promise<unknown[]> => {
    const seen: unknown[] = [];
    for (const turned of [false, true]) {
      const { card, id } = await resident();
      const commands = make(card);
      await bring(...(turned ? commands.toReversed() : commands));
      seen.push(await look(id));
    }
    return seen;
  };

  it('the pause or the resume that was pressed last holds', async () => {
    const pause = { kind: 'pause', municipality: city } as const;
    const resume = { kind: 'resume', municipality: city } as const;
    const pin1 = rightPin;
    expect(
      await inBothOrders((card) => [press(card, pause, { at: ago(9), pin1 }), press(card, resume)], stateOf),
    ).toEqual(['receiving', 'receiving']);
    expect(
      await inBothOrders(
        (card) => [press(card, resume, { at: ago(9) }), press(card, pause, { pin1 })],
        stateOf,
      ),
    ).toEqual(['paused', 'paused']);
  });

  it('a resume that changed nothing still outlasts an older pause', async () => {
    const { card, id } = await resident();
    const pause = press(card, { kind: 'pause', municipality: city }, { at: ago(9), pin1: rightPin });
    const resume = press(card, { kind: 'resume', municipality: city }, { at: ago(4) });
    expect(await bring(resume, pause)).toEqual(['superseded', 'superseded']);
    expect(await stateOf(id)).toBe('receiving');
  });

  it('the newest interests, ways of telling, facts and places to keep hold', async () => {
    const interests = async (id: string) => (await view(id)).interests[0]?.on;
    expect(
      await inBothOrders(
        (card) => [
          press(card, { kind: 'interests', interests: ['bousai'] }, { at: ago(9) }),
          press(card, { kind: 'interests', interests: [] }),
        ],
        interests,
      ),
    ).toEqual([false, false]);
    expect(
      await inBothOrders(
        (card) => [
          press(card, { kind: 'notify', push: false, email: false }, { at: ago(9) }),
          press(card, { kind: 'notify', push: true, email: false }),
        ],
        async (id) => (await view(id)).notify.push,
      ),
    ).toEqual([true, true]);
    const moved = (to: string): MailboxAction => ({
      ...{ kind: 'move', facts: { ...facts, address: to } },
      ...{ on: [], off: [] },
    });
    expect(
      await inBothOrders(
        (card) => [press(card, moved('甲'), { at: ago(9) }), press(card, moved('乙'))],
        async (id) => (await view(id)).facts.address,
      ),
    ).toEqual(['乙', '乙']);
    expect(
      await inBothOrders(
        (card) => [
          press(card, { kind: 'keep-here', municipality: city, on: true }, { at: ago(9) }),
          press(card, { kind: 'keep-here', municipality: city, on: false }),
        ],
        async (id) => (await view(id)).memberships.some(({ keptHere }) => keptHere),
      ),
    ).toEqual([false, false]);
  });

  it('a reset takes what was there when it was pressed; a deletion is final', async () => {
    const { card, id } = await resident();
    const before = await deliverTo(central, [id]);
    const reset = press(card, { kind: 'reset' }, { pin1: rightPin });
    clock.at += minuteMs;
    const after = await deliverTo(central, [id]);
    // Deleted on the web while the message lies open at the counter.
    await changeOnWeb(
      id,
      { id: randomUUID(), action: { kind: 'delete', message: before }, pin1: null },
      parts(),
    );
    const late = [
      press(card, { kind: 'read', message: before }),
      press(card, { kind: 'delete', message: before }),
    ];
    expect(await bring(...late, reset)).toEqual(['superseded', 'superseded', 'applied']);
    expect((await listMessages(id, { text: '' }, parts()))?.messages.map((one) => one.id)).toEqual([after]);
    expect((await view(id)).notices).toEqual([]);
  });

  it('what was pressed before the card was registered anew changes nothing of the new account but its messages', async () => {
    const { card } = await resident();
    const pin1 = rightPin;
    const older = [
      press(card, { kind: 'close' }, { at: ago(20), pin1 }),
      press(card, { kind: 'pause', municipality: city }, { at: ago(20), pin1 }),
      press(card, { kind: 'notify', push: true, email: false }, { at: ago(20) }),
    ];
    const newer = await registerResident(central, terminal, { at: ago(10).toISOString() }, card);
    const message = await deliverTo(central, [newer.id]);
    expect(await bring(...older, press(card, { kind: 'delete', message }, { at: ago(20) }))).toEqual([
      ...['superseded', 'superseded', 'superseded'],
      'applied',
    ]);
    expect(await stateOf(newer.id)).toBe('receiving');
  });

  it('is judged by the terminal’s measured error, and never by the future', async () => {
    const { card, id } = await resident();
    const hourMs = 60 * minuteMs;
    // The clock of this terminal is an hour fast, and it knows.
    const pause = press(card, { kind: 'pause', municipality: city }, { at: ago(-50), pin1: rightPin });
    const resume = press(card, { kind: 'resume', municipality: city }, { at: ago(5) });
    expect(await bring({ ...pause, clockErrorMs: hourMs }, resume)).toEqual(['applied', 'applied']);
    const future = press(card, { kind: 'pause', municipality: city }, { at: ago(-500), pin1: rightPin });
    expect(await bring(future)).toEqual(['applied']);
    clock.at += minuteMs;
    expect(await bring(press(card, { kind: 'resume', municipality: city }))).toEqual(['applied']);
    expect(await stateOf(id)).toBe('receiving');
  });
});

describe('what could not be done', () => {
  it('is told in the mailbox, and by a mail that says no more than that', async () => {
    const { card, id } = await registerResident(central, terminal, {
      at: ago(60).toISOString(),
      contact: {
        ...{ email: 'notice@example.jp', emailVerification: null },
        ...{ phone: null, phoneVerification: null },
      },
    });
    expect(
      await bring(
        press(card, { kind: 'resume', municipality: '999999' }),
        press(card, { kind: 'delete', message: randomUUID() }),
        press(card, { kind: 'read', message: randomUUID() }),
        press(card, { kind: 'pause', municipality: city }),
      ),
    ).toEqual(['not-open', 'not-found', 'not-found', 'pin1-wrong']);
    const told = (await view(id)).notices.map(({ code, action, outcome }) => [code, action, outcome]);
    expect(told.toSorted()).toEqual([
      ['command-not-done', 'delete', 'not-found'],
      ['command-not-done', 'pause', 'pin1-wrong'],
      ['command-not-done', 'resume', 'not-open'],
    ]);
    const mails = async () => {
      // The sink's own form.
      const answer = (await (await fetch(`${central.central.mailUrl ?? ''}.json`)).json()) as {
        items: { to: string; text: string }[];
      };
      return answer.items.filter(({ to, text }) => to === 'notice@example.jp' && text.includes('/m'));
    };
    await expect.poll(async () => (await mails()).length, { timeout: 20_000, interval: 100 }).toBe(3);
    expect((await mails())[0]?.text).not.toContain('みほん');
  });

  it('PIN1 wrong five times at counters pauses it on the web, too', async () => {
    const { card, id } = await resident();
    const wrong = () => press(card, { kind: 'reset' }, { pin1: '111111' });
    expect(await bring(wrong(), wrong(), wrong(), wrong())).toEqual(Array(4).fill('pin1-wrong'));
    const reset = { kind: 'reset' } as const;
    expect(await bring(wrong(), press(card, reset, { pin1: rightPin }))).toEqual([
      'pin1-paused',
      'pin1-paused',
    ]);
    const onWeb = { id: randomUUID(), action: reset, pin1: rightPin };
    expect(await changeOnWeb(id, onWeb, parts())).toMatchObject({ outcome: 'pin1-paused' });
    clock.at += 61 * minuteMs;
    expect(await bring(press(card, reset, { pin1: rightPin }))).toEqual(['applied']);
  });
});

describe('a terminal', () => {
  const ask = async (card: MailboxCard, from = terminal): Promise<MailboxOpened> => {
    const payload = { mailbox: card.mailbox, sessionId: 'a'.repeat(32) };
    return MailboxOpened.parse((await central.as(from, 'POST', '/v1/mailboxes/open', payload)).json());
  };

  it('opens the mailbox of the card on its reader, sealed for it; its owner sees where', async () => {
    const { card, id } = await resident();
    const message = await deliverTo(central, [id], { body: 'とても秘密の本文' });
    const opened = await ask(card);
    if (opened.state !== 'open') throw new Error(opened.state);
    const snapshot = await unsealWith(card, opened.sealed, MailboxSnapshot);
    expect(snapshot.view.messages.map((one) => one.id)).toEqual([message]);
    expect(snapshot.pin1).toMatch(/^scrypt\$/);
    await ask(card, far);
    await ask(card, far);
    expect(
      (await view(id)).log.map(({ what, where, municipality }) => [what, where, municipality?.en]),
    ).toEqual([
      ['mailbox-opened', 'counter', 'Tameshi City'],
      ['mailbox-opened', 'counter', 'Mihon City'],
    ]);
    const payload = { mailbox: card.mailbox, sessionId: 'a'.repeat(32), message };
    const read = async (body: object) =>
      MailboxMessageAnswer.parse((await central.as(terminal, 'POST', '/v1/mailboxes/messages', body)).json());
    const { sealed } = await read(payload);
    expect((await unsealWith(card, sealed ?? '', MessageContent)).texts.ja.body).toBe('とても秘密の本文');
    expect(await read({ ...payload, message: randomUUID() })).toEqual({ sealed: null });
    expect(await read({ ...payload, mailbox: makeMailboxCard().mailbox })).toEqual({ sealed: null });
  });

  it('shows a relative’s messages to who was given their reading, who is named in the log; nothing of them is kept', async () => {
    const [giver, reader] = [await resident(), await resident()];
    const delegate = {
      kind: 'delegate',
      receiptNumber: reader.record.receiptNumber,
      ...{ municipality: null, until: null },
    } as const;
    const keep = { kind: 'keep-here', municipality: city, on: true } as const;
    expect(await bring(press(giver.card, delegate, { pin1: rightPin }), press(reader.card, keep))).toEqual([
      ...['applied', 'applied'],
    ]);
    const message = await deliverTo(central, [giver.id], { body: 'とても秘密の本文' });
    const opened = await ask(reader.card);
    if (opened.state !== 'open') throw new Error(opened.state);
    const live = await unsealWith(reader.card, opened.sealed, MailboxSnapshot);
    const [received] = live.view.delegations.received;
    expect(live.view.messages).toEqual([]);
    expect(live.delegated).toMatchObject([
      { delegation: received?.id, messages: [{ id: message, opened: false }], total: 1 },
    ]);
    const payload = { mailbox: reader.card.mailbox, sessionId: 'a'.repeat(32), message };
    const answer = await central.as(terminal, 'POST', '/v1/mailboxes/messages', payload);
    const { sealed } = MailboxMessageAnswer.parse(answer.json());
    expect((await unsealWith(reader.card, sealed ?? '', MessageContent)).id).toBe(message);
    expect((await view(giver.id)).log[0]).toMatchObject({
      ...{ who: 'delegate', where: 'counter', what: 'message-read' },
    });
    expect(await bring(press(reader.card, { kind: 'delete', message }))).toEqual(['not-found']);
    const kept = await parts().db.selectFrom('feed').select('body').where('kind', '=', 'mailbox').execute();
    const mine = kept
      .map(({ body }) => Kept.parse(body))
      .filter(({ recipient }) => recipient === payload.mailbox);
    expect(mine).toHaveLength(1);
    expect((await unsealWith(reader.card, mine[0]?.sealed ?? '', MailboxSnapshot)).delegated).toEqual([]);
  });

  it('hears of none, and of one that waits for its contact to be proved', async () => {
    const card = makeMailboxCard();
    expect(await ask(card)).toEqual({ state: 'none' });
    const record = recordFor(card, terminal);
    await pushAll(central, terminal, [record]);
    expect(await ask(card)).toEqual({ state: 'waiting' });
    await confirmEmail(central, await accountOf(central, record.id));
    expect(await ask(card)).toMatchObject({ state: 'open' });
  });
});
