// M9: messages are kept without a limit of time. The clock of the city is in the test's hand: past the end of attention, and then decades
// on, with everything that is due to be forgotten forgotten on the way.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweep } from '../../../sync/central/sweep.ts';
import { kioskWords } from './counter.ts';
import { openStage, type Account, type Stage } from './stage.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const clock = { aheadMs: 0 };

let stage: Stage;
let hanako: Account;
let message: string;

beforeAll(async () => {
  stage = await openStage({ now: () => new Date(Date.now() + clock.aheadMs) });
  hanako = await stage.registered('hanako');
  message = await stage.post({
    title: '申し込みは明日まで',
    body: '申し込みは、明日の夕方までです。',
    more: { attentionUntil: new Date(Date.now() + dayMs).toISOString() },
  });
});
afterAll(() => stage.close());

const { message: words } = kioskWords;

test('M9 kept although the attention that it asked for has ended: read at the counter, and no day is named on the phone', async () => {
  const phone = await stage.phone();
  await phone.signIn(hanako);
  await phone
    .message('申し込みは明日まで')
    .getByText(/までに読んでください/)
    .waitFor();
  await phone.context.close();

  clock.aheadMs = 2 * dayMs;
  await sweep(stage.central.central.parts);
  const counter = await stage.counter();
  await counter.openMailbox('hanako');
  await counter.page.getByRole('button', { name: '申し込みは明日まで' }).click();
  await counter.resident.sees('申し込みは明日まで');
  await counter.page.getByText('明日の夕方までです').waitFor();
  await counter.resident.presses(words.close);
  await counter.resident.sees(kioskWords.list.title);
  await counter.leaves();
});

test('M9 kept without limit: twenty years on, after every sweep, it is found, opened and read on a new phone', async () => {
  for (const years of [1, 5, 10, 20]) {
    clock.aheadMs = years * 365 * dayMs;
    await sweep(stage.central.central.parts);
  }
  const phone = await stage.phone();
  await phone.signIn(hanako);
  expect(await phone.titles()).toEqual(['申し込みは明日まで']);
  await phone.message('申し込みは明日まで').tap();
  await phone.sees('申し込みは明日まで');
  await phone.page.getByText('明日の夕方までです').waitFor();
  const [row, ...more] = await stage.db
    .selectFrom('deliveries')
    .select(['message_id', 'deleted_at', 'reset_at'])
    .where('account_id', '=', hanako.accountId)
    .execute();
  expect([row, more]).toEqual([{ message_id: message, deleted_at: null, reset_at: null }, []]);
  await phone.context.close();
});
