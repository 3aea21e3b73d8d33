// M7 with both places that a mailbox has: a message that is deleted at the counter is gone from the phone that shows it, and the other way.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kioskWords, type Counter } from './counter.ts';
import { phoneWords, type Phone } from './phone.ts';
import { openStage, type Account, type Stage } from './stage.ts';

let stage: Stage;
let hanako: Account;
let counter: Counter;
let phone: Phone;
const [atCounter, onPhone, kept] = ['断水のお知らせ', '図書館の休館', '防災訓練のご案内'];

beforeAll(async () => {
  stage = await openStage();
  hanako = await stage.registered('hanako');
  for (const title of [atCounter, onPhone, kept]) await stage.post({ title, body: `${title}の本文です。` });
  [counter, phone] = await Promise.all([stage.counter(), stage.phone()]);
  await phone.signIn(hanako);
});
afterAll(() => stage.close());

/** What the database still has of a message for her. */
const delivery = (title: string) =>
  stage.db
    .selectFrom('deliveries')
    .innerJoin('messages', 'messages.id', 'deliveries.message_id')
    .select(['deliveries.deleted_at', 'deliveries.account_id'])
    .where('messages.title', '=', title)
    .executeTakeFirstOrThrow();

test('M7 a message can be deleted; it cannot be brought back, and the resident is told before: at the counter, gone from the phone', async () => {
  const { page, resident } = counter;
  expect([...(await phone.titles())].sort()).toEqual([atCounter, kept, onPhone].sort());
  // She has it open on the phone when it is deleted at the counter.
  await phone.message(atCounter).tap();
  await phone.sees(atCounter);
  await counter.openMailbox('hanako');
  await page.getByRole('button', { name: atCounter }).click();
  await resident.sees(atCounter);
  await resident.presses(kioskWords.message.delete);
  await resident.sees(kioskWords.sure.delete.title);
  await page.getByText(kioskWords.sure.delete.gone[0]!).waitFor();
  expect(await page.locator('main').innerText()).toContain(atCounter);
  // Who is not sure has lost nothing.
  await resident.presses(kioskWords.sure.no);
  await resident.sees(atCounter);
  expect((await delivery(atCounter)).deleted_at).toBeNull();
  await resident.presses(kioskWords.message.delete);
  await resident.presses(kioskWords.sure.delete.yes);
  await resident.sees(kioskWords.done.sent);

  await phone.sees(phoneWords.message.gone);
  expect((await delivery(atCounter)).deleted_at).not.toBeNull();
  await resident.presses(kioskWords.done.toMailbox);
  await resident.sees(kioskWords.list.title);
  expect(await page.getByRole('button', { name: atCounter }).count()).toBe(0);
  await page.getByRole('button', { name: onPhone }).waitFor();
  await counter.leaves();
});

test('M7 a message can be deleted; it cannot be brought back, and the resident is told before: on the phone, gone from the counter', async () => {
  const { page, resident } = counter;
  // It is being read at the counter when it is deleted on the phone.
  await counter.openMailbox('hanako');
  await page.getByRole('button', { name: onPhone }).click();
  await resident.sees(onPhone);
  await phone.goes('#/');
  await phone.sees(phoneWords.list.title);
  await phone.message(onPhone).tap();
  await phone.sees(onPhone);
  const { hash } = new URL(phone.page.url());
  await phone.presses(kioskWords.message.delete);
  await phone.sees(kioskWords.sure.delete.title);
  await phone.page.getByText(kioskWords.sure.delete.gone[0]!).waitFor();
  await phone.presses(kioskWords.sure.delete.yes);
  await phone.sees(phoneWords.list.title);
  await phone.page.getByText(phoneWords.message.deleted, { exact: true }).waitFor();
  expect(await phone.titles()).toEqual([kept]);

  // Neither the old address, nor another sign-in, nor a terminal brings it back.
  await phone.goes(hash);
  await phone.sees(phoneWords.message.missingTitle);
  const again = await stage.phone();
  await again.signIn(hanako);
  expect(await again.titles()).toEqual([kept]);
  await again.page.getByLabel(phoneWords.list.search).fill(onPhone);
  await again.presses(phoneWords.list.go);
  await again.page.getByText(phoneWords.list.notFound).waitFor();
  await page.getByRole('heading', { level: 1, name: kioskWords.list.title, exact: true }).waitFor();
  await page.getByText(resident.texts.faces['mailbox.changed-elsewhere'].title).waitFor();
  expect(await page.locator('main li').allInnerTexts()).toEqual([expect.stringContaining(kept!)]);
  await counter.leaves();
  await counter.openMailbox('hanako');
  await page.getByRole('button', { name: kept }).waitFor();
  expect(await page.locator('main li').count()).toBe(1);
});
