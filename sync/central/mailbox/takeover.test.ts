import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import {
  accountOf,
  commandFor,
  confirmEmail,
  deliverTo,
  makeMailboxCard,
  pushAll,
  recordFor,
  registerResident,
  rightPin,
} from '../../../tests/fixtures/mailbox.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { announcePart } from '../messages/announce.ts';
import { answerForAccount } from '../verifications/account.ts';
import { ownerOf } from './account.ts';
import { changeOnWeb } from './change.ts';
import { closeAccount } from './close.ts';
import { mailboxView } from './view.ts';

const city = madeUp.municipality;
const minuteMs = 60_000;

let central: TestCentral;
let terminal: Sender;
const clock = { at: Date.now() };
beforeAll(async () => {
  central = await startTestCentral({ now: () => new Date(clock.at) });
  terminal = await central.enrol();
}, 60_000);
afterAll(() => central.stop(), 60_000);
beforeEach(() => {
  clock.at += 60 * minuteMs;
});

const parts = () => central.central.parts;
const ago = (minutes: number): { at: string } => ({
  at: new Date(clock.at - minutes * minuteMs).toISOString(),
});
const closing = async (id: string) => {
  const { closed_at, closed_reason } = await parts()
    .db.selectFrom('accounts')
    .select(['closed_at', 'closed_reason'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return closed_at === null ? 'open' : closed_reason;
};
const membershipsOf = (id: string) =>
  parts().db.selectFrom('memberships').select(['state', 'reason']).where('account_id', '=', id).execute();
const messagesOf = async (id: string) =>
  (await mailboxView(id, parts()))?.messages.map((message) => message.id).toSorted();

describe('who registers the card again', () => {
  it('has the older mailbox when the new contact is proved, not sooner', async () => {
    const older = await registerResident(central, terminal, ago(30));
    const [giver, reader] = [
      await registerResident(central, terminal),
      await registerResident(central, terminal),
    ];
    const pin1 = rightPin;
    const delegate = (to: typeof reader) =>
      ({
        kind: 'delegate',
        receiptNumber: to.record.receiptNumber,
        municipality: null,
        until: null,
      }) as const;
    const change = (id: string, action: Parameters<typeof changeOnWeb>[1]['action']) =>
      changeOnWeb(id, { id: randomUUID(), action, pin1 }, parts());
    await change(older.id, delegate(reader));
    await change(giver.id, delegate(older));
    await change(older.id, { kind: 'keep-here', municipality: city, on: true });
    const [kept, deleted] = [await deliverTo(central, [older.id]), await deliverTo(central, [older.id])];
    await change(older.id, { kind: 'delete', message: deleted });

    const record = recordFor(older.card, terminal, ago(10));
    await pushAll(central, terminal, [record]);
    const newer = await accountOf(central, record.id);
    expect(await closing(older.id)).toBe('open');
    expect((await ownerOf(older.card.mailbox, parts().db))?.id).toBe(older.id);
    await confirmEmail(central, newer);

    expect(await closing(older.id)).toBe('registered-again');
    expect((await ownerOf(older.card.mailbox, parts().db))?.id).toBe(newer);
    expect(await membershipsOf(older.id)).toEqual([{ state: 'left', reason: 'registered-again' }]);
    expect(await membershipsOf(newer)).toEqual([{ state: 'receiving', reason: null }]);
    expect(await messagesOf(newer)).toEqual([kept]);
    const view = await mailboxView(newer, parts());
    expect(view?.delegations).toMatchObject({
      given: [{ receiptNumber: reader.record.receiptNumber }],
      received: [{ receiptNumber: giver.record.receiptNumber }],
    });
    expect((await mailboxView(reader.id, parts()))?.delegations.received).toMatchObject([
      { receiptNumber: record.receiptNumber },
    ]);
    expect(view?.memberships.find(({ municipality }) => municipality === city)?.keptHere).toBe(true);
    // What is done to the older one from now on is done to nothing.
    expect(await change(older.id, { kind: 'reset' })).toMatchObject({ outcome: 'account-gone' });
  });

  it('has it in whichever order the two records arrive', async () => {
    const card = makeMailboxCard();
    const newer = await registerResident(central, terminal, ago(10), card);
    const message = await deliverTo(central, [newer.id]);
    const older = await registerResident(central, terminal, ago(30), card);
    expect([await closing(newer.id), await closing(older.id)]).toEqual(['open', 'registered-again']);
    expect(await membershipsOf(older.id)).toEqual([{ state: 'left', reason: 'registered-again' }]);
    expect(await messagesOf(newer.id)).toEqual([message]);
  });

  it('has it once, also when all records come in one batch and are proved at once', async () => {
    const card = makeMailboxCard();
    const records = [30, 10, 20].map((minutes) => recordFor(card, terminal, ago(minutes)));
    await pushAll(central, terminal, records);
    const ids = await Promise.all(records.map(({ id }) => accountOf(central, id)));
    await Promise.all(ids.map((id) => confirmEmail(central, id)));
    expect(await Promise.all(ids.map(closing))).toEqual(['registered-again', 'open', 'registered-again']);
  });

  it('has a message that came to both once, as gone as it was in either', async () => {
    const older = await registerResident(central, terminal, ago(30));
    const record = recordFor(older.card, terminal, ago(10));
    await pushAll(central, terminal, [record]);
    const newer = await accountOf(central, record.id);
    const both = [await deliverTo(central, [older.id, newer]), await deliverTo(central, [older.id, newer])];
    await changeOnWeb(
      older.id,
      { id: randomUUID(), action: { kind: 'delete', message: both[0] ?? '' }, pin1: null },
      parts(),
    );
    await confirmEmail(central, newer);
    expect(await messagesOf(newer)).toEqual([both[1]]);
  });

  it('keeps what was decided after that and came before the proof', async () => {
    const older = await registerResident(central, terminal, ago(30));
    const record = recordFor(older.card, terminal, ago(20));
    const pause = commandFor(
      older.card,
      terminal,
      { kind: 'pause', municipality: city },
      { at: new Date(ago(10).at), pin1: rightPin },
    );
    const notify = commandFor(
      older.card,
      terminal,
      { kind: 'notify', push: true, email: false },
      { at: new Date(ago(10).at) },
    );
    const interests = commandFor(
      older.card,
      terminal,
      { kind: 'interests', interests: ['bousai'] },
      { at: new Date(ago(10).at) },
    );
    await pushAll(central, terminal, [record, pause, notify, interests]);
    const newer = await accountOf(central, record.id);
    await confirmEmail(central, newer);
    expect(await membershipsOf(newer)).toEqual([{ state: 'paused', reason: 'resident' }]);
    const view = await mailboxView(newer, parts());
    expect(view?.notify).toEqual({ push: true, email: false });
    expect(view?.interests).toMatchObject([{ id: 'bousai', on: true }]);
  });

  it('proves the email with the code on the phone, and has it then', async () => {
    const older = await registerResident(central, terminal, ago(30));
    const contact = {
      ...{ email: 'again@example.jp', emailVerification: null },
      ...{ phone: null, phoneVerification: null },
    };
    const record = recordFor(older.card, terminal, { ...ago(10), contact });
    await pushAll(central, terminal, [record]);
    const newer = await accountOf(central, record.id);
    await expect
      .poll(() => central.codeFor('again@example.jp').catch(() => null), { timeout: 20_000, interval: 50 })
      .not.toBeNull();
    const code = await central.codeFor('again@example.jp');
    expect(await answerForAccount(newer, 'email', code, '203.0.113.1', parts())).toEqual({
      outcome: 'confirmed',
    });
    expect(await closing(older.id)).toBe('registered-again');
  });
});

describe('a mailbox that is taken over while residents are told of a message', () => {
  it('is told of once, whoever of the two came first in the telling', async () => {
    const people = 8;
    const older = [];
    const newer: string[] = [];
    for (let each = 0; each < people; each += 1) {
      const resident = await registerResident(central, terminal, ago(30));
      const record = recordFor(resident.card, terminal, ago(10));
      await pushAll(central, terminal, [record]);
      older.push(resident.id);
      newer.push(await accountOf(central, record.id));
    }
    await parts().db.updateTable('accounts').set({ notify_push: false, notify_email: true }).execute();
    const message = await deliverTo(central, older);
    await parts()
      .db.updateTable('messages')
      .set({ state: 'sent', released_at: parts().now() })
      .where('id', '=', message)
      .execute();
    const told = () =>
      parts()
        .db.selectFrom('announcements')
        .select(['account_id', 'way'])
        .where('message_id', '=', message)
        .orderBy('account_id')
        .execute();
    for (let half = 0; half < people / 2; half += 1) expect(await announcePart(parts(), 1)).toBe(true);
    expect(await told()).toHaveLength(people / 2);
    for (const id of newer) await confirmEmail(central, id);
    while (await announcePart(parts(), 1));
    expect(await told()).toEqual(newer.toSorted().map((account_id) => ({ account_id, way: 'mail' })));
  });
});

describe('a mailbox that was closed', () => {
  const command = (card: Parameters<typeof commandFor>[0], minutes: number) =>
    commandFor(card, terminal, { kind: 'close' }, { at: new Date(ago(minutes).at), pin1: rightPin });

  it('does not come back with a record that is older than that', async () => {
    const resident = await registerResident(central, terminal, ago(40));
    await pushAll(central, terminal, [command(resident.card, 20)]);
    const late = recordFor(resident.card, terminal, ago(30));
    await pushAll(central, terminal, [late]);
    const id = await accountOf(central, late.id);
    expect(await closing(id)).toBe('resident');
    expect(await membershipsOf(id)).toEqual([{ state: 'left', reason: 'account-closed' }]);
    const fresh = await registerResident(central, terminal, ago(10), resident.card);
    expect(await closing(fresh.id)).toBe('open');
    expect(await messagesOf(fresh.id)).toEqual([]);
  });

  it('by death stays closed for older records, too', async () => {
    const resident = await registerResident(central, terminal, ago(40));
    await parts()
      .db.transaction()
      .execute((trx) => closeAccount(trx, resident.id, 'death', parts()));
    const late = recordFor(resident.card, terminal, ago(30));
    await pushAll(central, terminal, [late]);
    expect(await closing(await accountOf(central, late.id))).toBe('death');
  });
});
