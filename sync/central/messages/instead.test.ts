// Who registers the card again while a message is being delivered gets it once, wherever the cursor stands.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import {
  accountOf,
  confirmEmail,
  pushAll,
  recordFor,
  registerResident,
} from '../../../tests/fixtures/mailbox.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { deliverPart } from './deliver.ts';

const minuteMs = 60_000;
const none = '00000000-0000-0000-0000-000000000000';
const last = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
let central: TestCentral;
let terminal: Sender;
const clock = { at: Date.now() };
beforeAll(async () => {
  central = await startTestCentral({ carries: false, now: () => new Date(clock.at) });
  terminal = await central.enrol();
}, 60_000);
afterAll(() => central.stop(), 60_000);
beforeEach(() => {
  clock.at += 24 * 60 * minuteMs;
});
const parts = () => central.central.parts;
const ago = (minutes: number) => new Date(clock.at - minutes * minuteMs);

/** A message that went twenty minutes ago and whose delivery has come to this account. */
async function sendingAt(sentTo: string, audience: object = {}): Promise<string> {
  const id = randomUUID();
  await parts()
    .db.insertInto('messages')
    .values({
      ...{ id, municipality: madeUp.municipality, title: 'お知らせ', body: '本文', request_sha256: '' },
      ...{ recipients: 1, texts: JSON.stringify({ ja: { title: 'お知らせ', body: '本文' } }) },
      ...{ audience: JSON.stringify(audience), state: 'sending', sent_to: sentTo },
      ...{ created_at: ago(21), released_at: ago(20), send_at: ago(20), sent_at: ago(20) },
    })
    .execute();
  return id;
}
/** Registered half an hour ago, and again ten minutes ago; the second email is not proved yet. */
async function registerTwice(memberships: readonly string[] = [madeUp.municipality]) {
  const older = await registerResident(central, terminal, { at: ago(30).toISOString() });
  const record = recordFor(older.card, terminal, {
    at: ago(10).toISOString(),
    memberships: [...memberships],
  });
  await pushAll(central, terminal, [record]);
  return { older: older.id, newer: await accountOf(central, record.id) };
}
const delivered = async (message: string, ...accounts: string[]) => {
  const rows = await parts()
    .db.selectFrom('deliveries')
    .select('account_id')
    .where('message_id', '=', message)
    .where('account_id', 'in', accounts)
    .execute();
  return rows.map(({ account_id }) => account_id);
};
const finish = async (): Promise<void> => {
  while (await deliverPart(parts()));
};
/** Just before this account. */
const before = (id: string): string => {
  const number = BigInt(`0x${id.replaceAll('-', '')}`) - 1n;
  const hex = number.toString(16).padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

it('gets it although the newer account’s turn is over', async () => {
  for (const turn of ['over', 'to come'] as const) {
    // Ids are random: only one in which the newer account comes first has a cursor between the two.
    let pair = await registerTwice();
    while (pair.newer < pair.older !== (turn === 'over')) pair = await registerTwice();
    const { older, newer } = pair;
    const message = await sendingAt(turn === 'over' ? before(older) : none);
    await confirmEmail(central, newer);
    expect(await delivered(message, older, newer)).toEqual([newer]);
    await finish();
    expect(await delivered(message, older, newer)).toEqual([newer]);
  }
});

it('gets it also where the clock is behind that of the node that began to send it', async () => {
  let pair = await registerTwice();
  while (pair.newer > pair.older) pair = await registerTwice();
  const { older, newer } = pair;
  const message = await sendingAt(before(older));
  await parts()
    .db.updateTable('messages')
    .set({ send_at: ago(-1) })
    .where('id', '=', message)
    .execute();
  await confirmEmail(central, newer);
  await finish();
  expect(await delivered(message, older, newer)).toEqual([newer]);
});

it('has it once when the older account had its turn', async () => {
  const { older, newer } = await registerTwice();
  const message = await sendingAt(none);
  await finish();
  expect(await delivered(message, older, newer)).toEqual([older]);
  await parts()
    .db.updateTable('messages')
    .set({ state: 'sending', sent_to: before(newer) })
    .where('id', '=', message)
    .execute();
  await confirmEmail(central, newer);
  await finish();
  expect(await delivered(message, older, newer)).toEqual([newer]);
});

it('does not get what the older account would not have got: over, for others, paused meanwhile', async () => {
  const { older, newer } = await registerTwice();
  const messages = [await sendingAt(last), await sendingAt(none, { age: { from: 90, to: 99 } })];
  await confirmEmail(central, newer);
  const pausing = await registerTwice();
  const paused = await sendingAt(none);
  await parts()
    .db.updateTable('memberships')
    .set({ state: 'paused', since: ago(15) })
    .where('account_id', '=', pausing.older)
    .execute();
  await confirmEmail(central, pausing.newer);
  await finish();
  for (const message of messages) expect(await delivered(message, older, newer)).toEqual([]);
  expect(await delivered(paused, pausing.older, pausing.newer)).toEqual([]);
});

it('does not get it when the newer registration wants nothing from there', async () => {
  const { older, newer } = await registerTwice([]);
  const message = await sendingAt(none);
  await confirmEmail(central, newer);
  await finish();
  expect(await delivered(message, older, newer)).toEqual([]);
});
