// M4: who may send. The prefecture and the municipality of the card's address, as far as they take part; the list that a resident sees of
// what came, and of who may write.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kioskWords, type Counter } from './counter.ts';
import { deskWords, type DeskPage } from './desk.ts';
import { phoneWords, type Phone } from './phone.ts';
import { city, openStage, prefecture, type Account, type Stage } from './stage.ts';

let stage: Stage;
let hanako: Account;
let counter: Counter;
let phone: Phone;
let desk: DeskPage;
const other = '992020';

beforeAll(async () => {
  stage = await openStage();
  // Switched on at the registration: nothing of the prefecture yet.
  hanako = await stage.registered('hanako', { memberships: [city] });
  [counter, phone, desk] = await Promise.all([stage.counter(), stage.phone(), stage.desk('okuru')]);
  await phone.signIn(hanako);
});
afterAll(() => stage.close());

const memberships = async (): Promise<string[]> => {
  const query = stage.db.selectFrom('memberships').select('municipality').orderBy('municipality');
  const rows = await query
    .where('account_id', '=', hanako.accountId)
    .where('state', '=', 'receiving')
    .execute();
  return rows.map(({ municipality }) => municipality);
};

test('M4 messages can be received from the prefecture and the municipality of the address on the card: both are offered, no other', async () => {
  const { page, resident } = counter;
  await counter.openMailbox('hanako');
  await page.getByText(kioskWords.list.empty).waitFor();
  await resident.presses(kioskWords.list.menu);
  await page.getByRole('button', { name: kioskWords.menu.municipalities }).first().click();
  await resident.sees(kioskWords.municipalities.title);
  const bodies = page.getByRole('switch', { name: /^(みほん市|架空県|ためし市)/u });
  expect(await bodies.count()).toBe(2);
  expect(await page.locator('main').innerText()).not.toContain('ためし市');
  await page.getByText(kioskWords.municipalities.available).waitFor();
  await page.getByRole('switch', { name: /^架空県/u }).click();
  await resident.sees(kioskWords.done.sent);
  expect(await memberships()).toEqual([prefecture, city]);
  await resident.presses(kioskWords.done.toMailbox);
  await resident.presses(resident.texts.common.back);
  await counter.leaves();
});

test('M4 messages can be received from the prefecture and the municipality, and a list of them can be seen: at the counter and on the phone', async () => {
  await desk.actsFor(city);
  await desk.sends({ title: '市の知らせ', body: '市の本文' });
  await desk.actsFor(prefecture);
  await desk.sends({ title: '県の知らせ', body: '県の本文' });

  for (const [title, from] of [
    ['市の知らせ', 'みほん市'],
    ['県の知らせ', '架空県'],
  ] as const)
    await phone.message(title).getByText(from, { exact: true }).waitFor();
  expect(await phone.titles()).toHaveLength(2);
  const { page, resident } = counter;
  await counter.openMailbox('hanako');
  expect(await page.locator('main li').count()).toBe(2);
  await page.getByRole('button', { name: '市の知らせ' }).getByText('みほん市').waitFor();
  await page.getByRole('button', { name: '県の知らせ' }).getByText('架空県').waitFor();
  // What has been read at one place is read at the other.
  await page.getByRole('button', { name: '県の知らせ' }).click();
  await page.getByText('県の本文').waitFor();
  await resident.presses(kioskWords.message.close);
  await counter.leaves();
  await phone
    .message('県の知らせ')
    .getByText(phoneWords.list.unread, { exact: true })
    .waitFor({ state: 'detached' });
  await phone.message('市の知らせ').getByText(phoneWords.list.unread, { exact: true }).waitFor();
});

test('M4 only a body that has joined and opened: another cannot send to anybody, and nobody can switch it on', async () => {
  await desk.actsFor(other);
  await desk.goes(deskWords.desk.compose);
  await desk.page.getByText(deskWords.compose.count.nobody).waitFor();
  await expect(stage.post({ title: 'だれにも', body: '届かない', municipality: other })).rejects.toThrow(
    /nobody|audience/u,
  );
  // By hand past every screen it is refused as well.
  const answer = await phone.page.evaluate<{ outcome: string }>(`
    fetch('/v1/mailbox/changes', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: crypto.randomUUID(), action: { kind: 'resume', municipality: '${other}' }, pin1: null }),
    }).then((one) => one.json())`);
  expect(answer.outcome).toBe('not-open');
  expect(await memberships()).toEqual([prefecture, city]);
});
