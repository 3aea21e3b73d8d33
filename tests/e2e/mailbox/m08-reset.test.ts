// M8: everything received goes for good, at the counter and on the phone; the way there warns, asks for a number to be typed and for PIN1.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kioskWords, type Counter } from './counter.ts';
import { phoneCommon, phoneWords, type Phone } from './phone.ts';
import { city, openStage, type Account, type Stage } from './stage.ts';

let stage: Stage;
let hanako: Account;
let rare: Account;
let counter: Counter;
let phone: Phone;
const [first, second, after] = ['断水のお知らせ', '図書館の休館', '防災訓練のご案内'];

beforeAll(async () => {
  stage = await openStage();
  [hanako, rare] = [await stage.registered('hanako'), await stage.registered('rare')];
  for (const title of [first, second]) await stage.post({ title, body: `${title}の本文です。` });
  [counter, phone] = await Promise.all([stage.counter(), stage.phone()]);
  await phone.signIn(hanako);
});
afterAll(() => stage.close());

/** How many of an account's deliveries lie in its mailbox, and how many were taken out by a reset. */
async function deliveries({ accountId }: Account): Promise<{ there: number; reset: number }> {
  const rows = await stage.db
    .selectFrom('deliveries')
    .select('reset_at')
    .where('account_id', '=', accountId)
    .execute();
  const reset = rows.filter(({ reset_at }) => reset_at !== null).length;
  return { there: rows.length - reset, reset };
}

test('M8 the mailbox can be reset: a clear warning, a number to type and PIN1, then everything received is gone for good', async () => {
  const { page, resident } = counter;
  const { sure } = kioskWords;
  expect([...(await phone.titles())].sort()).toEqual([first, second].sort());
  await counter.openMailbox('hanako', { aim: 'settings', title: kioskWords.menu.title });
  await page.getByRole('button', { name: kioskWords.menu.reset }).click();
  await resident.sees(sure.reset.title);
  for (const line of [...sure.reset.gone, ...sure.reset.stays, sure.pin1Next])
    await page.getByText(line).first().waitFor();
  const wanted = (await page.locator('p.this').innerText()).replaceAll(/\s/gu, '');
  const other = wanted.replace(/^./u, (digit) => String((Number(digit) + 1) % 10));
  await resident.types(other);
  await resident.presses(sure.reset.yes);
  // Another number is typed than the one that is shown: nothing happens but that it is asked for again.
  await expect.poll(() => page.locator('.places').innerText()).toBe('');
  await resident.sees(sure.reset.title);
  const again = (await page.locator('p.this').innerText()).replaceAll(/\s/gu, '');
  await resident.types(again);
  await resident.presses(sure.reset.yes);
  await counter.provesWith('11111');
  await page.getByText(resident.texts.faces['pin1.wrong'].title).waitFor();
  expect(await deliveries(hanako)).toEqual({ there: 2, reset: 0 });
  await counter.provesWith(hanako.pin1);
  await resident.sees(kioskWords.done.sent);

  // The phone that lies open beside is empty without having been touched.
  await phone.page.getByText(phoneWords.list.empty).waitFor();
  expect(await deliveries(hanako)).toEqual({ there: 0, reset: 2 });
  expect(await deliveries(rare)).toEqual({ there: 2, reset: 0 });
  await resident.presses(kioskWords.done.toMailbox);
  await counter.leaves();
  await counter.openMailbox('hanako');
  await page.getByText(kioskWords.list.empty).waitFor();
  await counter.leaves();
});

test('M8 the mailbox can be reset: who receives goes on receiving, and nothing that was gone comes back with it', async () => {
  await stage.post({ title: after, body: `${after}の本文です。` });
  await phone.message(after).waitFor();
  expect(await phone.titles()).toEqual([after]);
  await phone.page.getByLabel(phoneWords.list.search).fill(first);
  await phone.presses(phoneWords.list.go);
  await phone.page.getByText(phoneWords.list.notFound).waitFor();
  await counter.openMailbox('hanako');
  expect(await counter.page.locator('main li').count()).toBe(1);
  await counter.page.getByRole('button', { name: after }).waitFor();
  await counter.leaves();
  const states = await stage.db
    .selectFrom('memberships')
    .select('state')
    .where('account_id', '=', hanako.accountId)
    .where('municipality', '=', city)
    .execute();
  expect(states).toEqual([{ state: 'receiving' }]);
});

test('M8 the mailbox can be reset: on the phone with the same warning, and what the counter shows is empty as well', async () => {
  const { sure } = kioskWords;
  const { page } = phone;
  await counter.openMailbox('hanako');
  await counter.page.getByRole('button', { name: after }).waitFor();
  await phone.goes('#/settings/reset');
  await phone.sees(sure.reset.title);
  for (const line of [...sure.reset.gone, ...sure.reset.stays]) await page.getByText(line).waitFor();
  await page.getByLabel(phoneWords.pin1.ask).fill(hanako.pin1);
  await phone.presses(sure.reset.yes);
  // Without the digits nothing is asked of anybody.
  await page.locator('.error').waitFor();
  expect(await deliveries(hanako)).toEqual({ there: 1, reset: 2 });
  const hint = await page.getByText(phoneWords.typed.hint('____').replace('____', '').trim()).innerText();
  await page.getByLabel(phoneWords.typed.label).fill(/\d{4}/u.exec(hint)?.[0] ?? '');
  await page.getByLabel(phoneWords.pin1.ask).fill(hanako.pin1);
  await phone.presses(sure.reset.yes);
  await phone.sees(phoneWords.list.title);
  await page.getByText(phoneWords.resetDone, { exact: true }).waitFor();
  expect(await page.getByText(phoneCommon.trouble.offline).count()).toBe(0);
  expect(await phone.titles()).toEqual([]);
  expect(await deliveries(hanako)).toEqual({ there: 0, reset: 3 });

  // It stood in the list at the counter all the while: gone there as well, without a touch.
  await counter.page.getByText(kioskWords.list.empty).waitFor();
});
