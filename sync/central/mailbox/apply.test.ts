import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { deliverTo as deliver, registerResident, rightPin } from '../../../tests/fixtures/mailbox.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import type { CommandOutcome, MailboxAction } from '../../contract/commands.ts';
import { MailboxView } from '../../contract/mailbox-view.ts';
import type { MailboxChanged } from '../../contract/mailbox-view.ts';
import { MessageContent } from '../../contract/message.ts';
import { mailboxTopic } from './account.ts';
import { changeOnWeb } from './change.ts';
import { closeAccount } from './close.ts';
import { listMessages } from './list.ts';
import { markMoved } from './moved.ts';
import { openMessage } from './open.ts';
import { mailboxView } from './view.ts';

const { municipality: city, ...facts } = madeUp;
const [prefecture, other] = ['990001', '992020'];
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let central: TestCentral;
let terminal: Sender;
const clock = { at: Date.now() };
beforeAll(async () => {
  central = await startTestCentral({ now: () => new Date(clock.at) });
  terminal = await central.enrol();
}, 60_000);
afterAll(() => central.stop(), 60_000);
beforeEach(() => {
  clock.at += 1_000;
});

const parts = () => central.central.parts;
/** As the page does it, with the right PIN1 unless told otherwise. */
async function change(
  accountId: string,
  action: MailboxAction,
  pin1: string | null = rightPin,
  id = randomUUID(),
): Promise<Omit<MailboxChanged, 'view'>> {
  clock.at += 1_000;
  return changeOnWeb(accountId, { id, action, pin1 }, parts());
}
const outcome = async (...given: Parameters<typeof change>): Promise<CommandOutcome> =>
  (await change(...given)).outcome;
const deliverTo = (
  ...[ids, written]: Parameters<typeof deliver> extends [unknown, ...infer R] ? R : never
) => {
  clock.at += 1_000;
  return deliver(central, ids, written);
};
/** Holds the contract. */
async function view(accountId: string): Promise<MailboxView> {
  return MailboxView.parse(await mailboxView(accountId, parts()));
}
const resident = (change: Parameters<typeof registerResident>[2] = {}) =>
  registerResident(central, terminal, change);
const membership = async (accountId: string, code: string = city) =>
  (await view(accountId)).memberships.find(({ municipality }) => municipality === code);

describe('the view', () => {
  it('shows everything that is stored, and changes its version with it', async () => {
    const { id, record } = await resident({
      interests: ['bousai'],
      contact: {
        ...{ email: 'hanako@example.jp', emailVerification: null },
        ...{ phone: '+819000000001', phoneVerification: null },
      },
    });
    const message = await deliverTo([id], { title: '大切なお知らせ' });
    const seen = await view(id);
    expect(seen).toMatchObject({
      receiptNumber: record.receiptNumber,
      total: 1,
      messages: [
        { id: message, from: { en: 'Mihon City' }, titles: { ja: '大切なお知らせ' }, opened: false },
      ],
      facts: { name: facts.name, birthDate: facts.birthDate, sex: facts.sex, address: facts.address },
      contact: {
        email: { masked: 'h***o@example.jp', confirmed: true },
        phone: { masked: '*********0001', confirmed: false },
      },
      interests: [{ id: 'bousai', on: true }],
      consents: [{ document: 'privacy' }, { document: 'terms' }],
      devices: { pushes: 0, sessions: 0, passkeys: 0 },
      exemption: null,
      movedSince: null,
    });
    expect(seen.memberships.map(({ municipality, state }) => [municipality, state])).toEqual([
      [prefecture, 'available'],
      [city, 'receiving'],
    ]);
    expect((await view(id)).version).toBe(seen.version);
    await change(id, { kind: 'read', message });
    expect((await view(id)).version).not.toBe(seen.version);
  });

  it('of nobody, and of a closed account, is none', async () => {
    const { id } = await resident();
    expect(await outcome(id, { kind: 'close' })).toBe('applied');
    expect(await mailboxView(id, parts())).toBeNull();
    expect(await mailboxView(randomUUID(), parts())).toBeNull();
    expect(await listMessages(id, { text: '' }, parts())).toBeNull();
  });

  it('tells a municipality that opens tomorrow as not open', async () => {
    const { id } = await resident();
    const row = await parts()
      .db.selectFrom('catalogue')
      .selectAll()
      .where('name', '=', 'municipalities')
      .executeTakeFirstOrThrow();
    const tomorrow = new Date(clock.at + 2 * dayMs).toISOString().slice(0, 10);
    const content = JSON.stringify(row.content).replace(
      `"code":"${prefecture}"`,
      `"code":"${prefecture}","openedOn":"${tomorrow}"`,
    );
    const put = (text: string) =>
      parts().db.updateTable('catalogue').set({ content: text }).where('name', '=', row.name).execute();
    await put(content);
    try {
      expect(await outcome(id, { kind: 'resume', municipality: prefecture })).toBe('not-open');
      expect((await view(id)).memberships).toHaveLength(1);
      clock.at += 3 * dayMs;
      expect(await outcome(id, { kind: 'resume', municipality: prefecture })).toBe('applied');
    } finally {
      await put(JSON.stringify(row.content));
    }
  });
});

describe('messages', () => {
  it('read once are read; deleted they cannot be brought back, also while they are open elsewhere', async () => {
    const { id } = await resident();
    const message = await deliverTo([id]);
    expect(MessageContent.parse(await openMessage(id, message, parts()))).toMatchObject({ id: message });
    expect(await outcome(id, { kind: 'read', message })).toBe('applied');
    expect(await outcome(id, { kind: 'read', message })).toBe('superseded');
    expect((await view(id)).messages).toMatchObject([{ opened: true }]);
    expect(await outcome(id, { kind: 'delete', message })).toBe('applied');
    expect(await outcome(id, { kind: 'read', message })).toBe('superseded');
    expect(await outcome(id, { kind: 'delete', message })).toBe('superseded');
    expect(await openMessage(id, message, parts())).toBeNull();
    expect((await view(id)).messages).toEqual([]);
  });

  it('of somebody else are not to be had', async () => {
    const [mine, theirs] = [await resident(), await resident()];
    const message = await deliverTo([theirs.id]);
    expect(await openMessage(mine.id, message, parts())).toBeNull();
    expect(await outcome(mine.id, { kind: 'read', message })).toBe('not-found');
    expect(await outcome(mine.id, { kind: 'delete', message })).toBe('not-found');
    expect((await view(theirs.id)).total).toBe(1);
  });

  it('are reset with PIN1: what was there is gone, what comes after stays', async () => {
    const { id } = await resident();
    await deliverTo([id]);
    expect(await outcome(id, { kind: 'reset' })).toBe('applied');
    const after = await deliverTo([id]);
    expect((await view(id)).messages.map((message) => message.id)).toEqual([after]);
  });

  it('are found by their words in any language, whatever their width, case and readings', async () => {
    const { id } = await resident();
    const plain = await deliverTo([id], { title: 'ごみの日', body: '100%｢ＰＤＦ｣ください' });
    const many = await deliverTo([id], {
      texts: {
        ja: { title: 'お知らせ', body: '本文' },
        easy: { title: 'おしらせ', body: '{避難|ひなん}してください' },
        en: { title: 'Evacuation', body: 'Go to the SCHOOL\nnow' },
      },
    });
    const find = async (text: string): Promise<string[]> =>
      ((await listMessages(id, { text }, parts()))?.messages ?? []).map((message) => message.id);
    expect(await find('')).toEqual([many, plain]);
    expect(await find('school')).toEqual([many]);
    expect(await find('ｓｃｈｏｏｌ')).toEqual([many]);
    expect(await find('避難して')).toEqual([many]);
    expect(await find('ひなん')).toEqual([many]);
    expect(await find('pdf')).toEqual([plain]);
    expect(await find('0%')).toEqual([plain]);
    expect(await find('%')).toEqual([plain]);
    expect(await find('_')).toEqual([]);
    expect(await find('title')).toEqual([]);
    expect(await find('ごみ')).toEqual([plain]);
  });
});

describe('receiving', () => {
  it('is paused with PIN1 and resumed without; what was received stays', async () => {
    const { id } = await resident();
    await deliverTo([id]);
    expect(await outcome(id, { kind: 'pause', municipality: city }, null)).toBe('pin1-wrong');
    expect(await outcome(id, { kind: 'pause', municipality: city })).toBe('applied');
    expect(await outcome(id, { kind: 'pause', municipality: city })).toBe('superseded');
    expect(await membership(id)).toMatchObject({ state: 'paused', reason: 'resident' });
    expect((await view(id)).total).toBe(1);
    expect(await outcome(id, { kind: 'resume', municipality: city }, null)).toBe('applied');
    expect(await outcome(id, { kind: 'resume', municipality: city })).toBe('superseded');
    expect(await membership(id)).toMatchObject({ state: 'receiving', reason: null });
  });

  it('is only from who has joined and belongs to the address', async () => {
    const { id } = await resident();
    expect(await outcome(id, { kind: 'resume', municipality: '999999' })).toBe('not-open');
    expect(await outcome(id, { kind: 'resume', municipality: other })).toBe('not-found');
    expect(await outcome(id, { kind: 'pause', municipality: other })).toBe('not-found');
    expect(await outcome(id, { kind: 'resume', municipality: prefecture })).toBe('applied');
    expect(await membership(id, prefecture)).toMatchObject({ state: 'receiving', ofAddress: true });
  });

  it('changes with a move: the new facts, the new body on, the old one off with PIN1', async () => {
    const { id } = await resident();
    const moved = { ...pick(facts), address: '架空県ためし市新町５' };
    const action = { kind: 'move', facts: moved, on: [other], off: [city] } as const;
    expect(await outcome(id, { ...action, on: [...action.on], off: [...action.off] }, '000000')).toBe(
      'pin1-wrong',
    );
    expect((await view(id)).facts.address).toBe(facts.address);
    const since = new Date(clock.at);
    expect(
      await parts()
        .db.transaction()
        .execute((trx) => markMoved(trx, id, since, parts())),
    ).toBe(true);
    expect(
      await parts()
        .db.transaction()
        .execute((trx) => markMoved(trx, id, since, parts())),
    ).toBe(false);
    expect((await view(id)).movedSince).toBe(since.toISOString());
    expect(await membership(id)).toMatchObject({ state: 'receiving' });
    expect(await outcome(id, { kind: 'move', facts: moved, on: [other], off: [city] })).toBe('applied');
    const after = await view(id);
    expect(after).toMatchObject({ facts: moved, movedSince: null });
    expect(after.memberships).toMatchObject([
      { municipality: prefecture, state: 'available' },
      { municipality: other, state: 'receiving', ofAddress: true },
      { municipality: city, state: 'left', reason: 'moved', ofAddress: false },
    ]);
    expect(after.notices.map(({ code }) => code).toSorted()).toEqual(['address-changed', 'moved']);
    // Whom one left because one moved away is not to be had any more.
    expect(await outcome(id, { kind: 'resume', municipality: city })).toBe('not-found');
  });

  it('keeps the new facts where a new body is not open yet', async () => {
    const { id } = await resident();
    const action = { kind: 'move', facts: { ...pick(facts), address: '架空県' }, on: ['999999'], off: [] };
    expect(await outcome(id, action as MailboxAction, null)).toBe('not-open');
    expect((await view(id)).facts.address).toBe('架空県');
  });

  it('ends with an exemption, and begins again when the resident takes it up', async () => {
    const { id } = await resident();
    const action = {
      kind: 'exempt',
      reason: 'no-device',
      reviewOn: '2027-04-01',
      facts: pick(facts),
    } as const;
    expect(await outcome(id, action, null)).toBe('applied');
    expect(await membership(id)).toMatchObject({ state: 'left', reason: 'exempt' });
    expect((await view(id)).exemption).toEqual({ reason: 'no-device', reviewOn: '2027-04-01' });
    expect(await outcome(id, { ...action, reason: 'other' }, null)).toBe('applied');
    expect((await view(id)).exemption).toMatchObject({ reason: 'other' });
    expect(await outcome(id, { kind: 'resume', municipality: city })).toBe('applied');
    expect((await view(id)).exemption).toBeNull();
  });
});

const pick = ({ name, birthDate, sex, address }: typeof facts) => ({ name, birthDate, sex, address });

describe('settings', () => {
  it('take the place of what was chosen before', async () => {
    const { id } = await resident();
    expect(await outcome(id, { kind: 'interests', interests: ['bousai', 'gone'] })).toBe('applied');
    expect((await view(id)).interests).toMatchObject([{ id: 'bousai', on: true }]);
    expect(await outcome(id, { kind: 'interests', interests: [] })).toBe('applied');
    expect((await view(id)).interests).toMatchObject([{ on: false }]);
    expect(await outcome(id, { kind: 'notify', push: true, email: false })).toBe('applied');
    expect((await view(id)).notify).toEqual({ push: true, email: false });
  });

  it('end a linked service', async () => {
    const { id } = await resident();
    await parts()
      .db.insertInto('linked_services')
      .values({ account_id: id, service: 'library', linked_at: new Date(clock.at) })
      .execute();
    expect((await view(id)).services).toMatchObject([{ id: 'library', provider: { en: 'City' } }]);
    expect(await outcome(id, { kind: 'service-leave', service: 'library' })).toBe('applied');
    expect(await outcome(id, { kind: 'service-leave', service: 'library' })).toBe('superseded');
    expect((await view(id)).services).toEqual([]);
  });

  it('take everything from a lost phone', async () => {
    const { id } = await resident();
    const { db } = parts();
    const now = new Date(clock.at);
    await db
      .insertInto('push_subscriptions')
      .values({
        ...{ id: randomUUID(), account_id: id, session: 'x', endpoint: 'https://push.example/1' },
        ...{ p256dh: 'x', auth: 'x', created_at: now },
      })
      .execute();
    await db
      .insertInto('mailbox_sessions')
      .values({
        ...{ cookie_sha256: randomUUID(), account_id: id, passkey: null },
        ...{ created_at: now, used_at: now, expires_at: new Date(clock.at + dayMs) },
      })
      .execute();
    expect((await view(id)).devices).toEqual({ pushes: 1, sessions: 1, passkeys: 0 });
    expect(await outcome(id, { kind: 'lost-phone' }, null)).toBe('applied');
    expect((await view(id)).devices).toEqual({ pushes: 0, sessions: 0, passkeys: 0 });
  });
});

describe('reading for a relative', () => {
  it('is given to a receipt number, for one municipality, until a day, and taken back', async () => {
    const [giver, reader] = [await resident(), await resident()];
    const mine = await deliverTo([giver.id]);
    const others = await deliverTo([giver.id], { municipality: prefecture });
    const until = new Date(clock.at + 2 * dayMs).toISOString().slice(0, 10);
    const { receiptNumber } = reader.record;
    const action = { kind: 'delegate', receiptNumber, municipality: city, until } as const;
    expect(await outcome(giver.id, action, '135791')).toBe('pin1-wrong');
    expect(await openMessage(reader.id, mine, parts())).toBeNull();
    expect(await outcome(giver.id, action)).toBe('applied');
    expect(await outcome(giver.id, action)).toBe('superseded');
    const [received] = (await view(reader.id)).delegations.received;
    expect(received).toMatchObject({ receiptNumber: giver.record.receiptNumber, until });
    expect((await view(giver.id)).delegations.given).toMatchObject([
      { receiptNumber: reader.record.receiptNumber },
    ]);
    expect(await openMessage(reader.id, mine, parts())).toMatchObject({ id: mine });
    expect(await openMessage(reader.id, others, parts())).toBeNull();
    const list = () => listMessages(reader.id, { text: '', delegation: received?.id }, parts());
    expect((await list())?.messages.map(({ id }) => id)).toEqual([mine]);
    expect((await view(giver.id)).log[0]).toMatchObject({ who: 'delegate', what: 'message-read' });
    // Whose it is deletes it; who reads it does not.
    expect(await outcome(reader.id, { kind: 'delete', message: mine })).toBe('not-found');
    expect(await outcome(reader.id, { kind: 'undelegate', delegation: randomUUID() })).toBe('not-found');
    clock.at += 4 * dayMs;
    expect(await openMessage(reader.id, mine, parts())).toBeNull();
    expect(await list()).toBeNull();
    expect((await view(reader.id)).delegations.received).toEqual([]);
    expect(await outcome(giver.id, action)).toBe('superseded');
    expect(await outcome(giver.id, { ...action, until: null })).toBe('applied');
    const delegation = (await view(giver.id)).delegations.given[0]?.id ?? '';
    expect(await outcome(giver.id, { kind: 'undelegate', delegation }, null)).toBe('applied');
    expect(await outcome(giver.id, { kind: 'undelegate', delegation }, null)).toBe('superseded');
    expect(await openMessage(reader.id, mine, parts())).toBeNull();
    expect((await view(reader.id)).notices.map(({ code }) => code)).toContain('delegation-taken');
  });

  it('is not given to oneself, to nobody, or for a place that there is not', async () => {
    const [giver, reader] = [await resident(), await resident()];
    const to = (receiptNumber: string, municipality: string | null = null) =>
      outcome(giver.id, { kind: 'delegate', receiptNumber, municipality, until: null });
    expect(await to(giver.record.receiptNumber)).toBe('not-found');
    expect(await to('ZZZZ-ZZZZ')).toBe('not-found');
    expect(await to(reader.record.receiptNumber, '999999')).toBe('not-found');
    expect(await to(reader.record.receiptNumber)).toBe('applied');
    expect(await outcome(reader.id, { kind: 'close' })).toBe('applied');
    expect((await view(giver.id)).delegations.given).toEqual([]);
  });
});

describe('PIN1', () => {
  it('wrong five times is compared no more for an hour, however many are sent at once', async () => {
    const { id } = await resident();
    const wrong = () => change(id, { kind: 'reset' }, '111111');
    expect(await wrong()).toEqual({ outcome: 'pin1-wrong', triesLeft: 4, pausedUntil: null });
    expect(await change(id, { kind: 'reset' })).toMatchObject({ outcome: 'applied' });
    const rest = await Promise.all(Array.from({ length: 9 }, wrong));
    expect(rest.filter(({ outcome }) => outcome === 'pin1-wrong')).toHaveLength(4);
    expect(rest.filter(({ outcome }) => outcome === 'pin1-paused')).toHaveLength(5);
    expect(await change(id, { kind: 'reset' })).toMatchObject({
      outcome: 'pin1-paused',
      pausedUntil: expect.any(String),
    });
    clock.at += hourMs;
    expect(await outcome(id, { kind: 'reset' })).toBe('applied');
  });

  it('is never right where none was set', async () => {
    const { id } = await resident({ accountPins: { pin1: null, pin2: null } });
    expect(await outcome(id, { kind: 'reset' }, '0000')).toBe('pin1-wrong');
  });
});

describe('the same change again', () => {
  it('is done once, and an id of somebody else does nothing', async () => {
    const [mine, theirs] = [await resident(), await resident()];
    const id = randomUUID();
    const [first, second] = await Promise.all([
      change(mine.id, { kind: 'pause', municipality: city }, rightPin, id),
      change(mine.id, { kind: 'pause', municipality: city }, rightPin, id),
    ]);
    expect([first.outcome, second.outcome]).toEqual(['applied', 'applied']);
    expect((await view(mine.id)).log.filter(({ what }) => what === 'pause')).toHaveLength(1);
    expect(await outcome(theirs.id, { kind: 'reset' }, rightPin, id)).toBe('not-found');
    const ending = randomUUID();
    expect(await outcome(mine.id, { kind: 'close' }, rightPin, ending)).toBe('applied');
    expect(await outcome(mine.id, { kind: 'close' }, rightPin, ending)).toBe('applied');
    expect(await outcome(mine.id, { kind: 'lost-phone' })).toBe('account-gone');
  });
});

describe('a closed account', () => {
  it('has nothing personal left, and its memberships say why', async () => {
    const { id, record } = await resident({ interests: ['bousai'] });
    await deliverTo([id]);
    await change(id, { kind: 'exempt', reason: 'other', reviewOn: '2027-04-01', facts: pick(facts) });
    await change(id, { kind: 'resume', municipality: city });
    expect(await outcome(id, { kind: 'close' })).toBe('applied');
    const { db } = parts();
    const row = await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ name: '', birth_date: '', address: '', pin1: null, auth_certificate: null });
    expect(row.closed_reason).toBe('resident');
    for (const table of ['contacts', 'interests', 'access_log', 'mailbox_notices', 'verifications'] as const)
      expect(await db.selectFrom(table).selectAll().where('account_id', '=', id).execute()).toEqual([]);
    const registration = await db
      .selectFrom('registrations')
      .selectAll()
      .where('id', '=', record.id)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(registration)).not.toContain('架空');
    expect(registration.record_jws).toBe('');
    const left = await db.selectFrom('memberships').selectAll().where('account_id', '=', id).execute();
    expect(left).toMatchObject([{ state: 'left', reason: 'account-closed' }]);
    const deliveries = await db.selectFrom('deliveries').selectAll().where('account_id', '=', id).execute();
    expect(deliveries).toMatchObject([{ reset_at: expect.any(Date) }]);
  });

  it('by death says so', async () => {
    const { id } = await resident();
    const close = () =>
      parts()
        .db.transaction()
        .execute((trx) => closeAccount(trx, id, 'death', parts()));
    const rung = parts().bell.wait(mailboxTopic(id), 10_000);
    expect(await close()).toBe(true);
    await rung.rung;
    expect(await close()).toBe(false);
    const left = await parts()
      .db.selectFrom('memberships')
      .selectAll()
      .where('account_id', '=', id)
      .execute();
    expect(left).toMatchObject([{ state: 'left', reason: 'death' }]);
  });
});
