// M5 and M6: receiving is paused and resumed municipality by municipality, at the counter and on the phone, and both show the same.
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kioskWords, type Counter } from './counter.ts';
import { phoneWords, type Phone } from './phone.ts';
import { city, openStage, prefecture, type Account, type Stage } from './stage.ts';

let stage: Stage;
let hanako: Account;
let counter: Counter;
let phone: Phone;
const before = '断水のお知らせ';
const names = { [city]: 'みほん市', [prefecture]: '架空県' } as const;

beforeAll(async () => {
  stage = await openStage();
  hanako = await stage.registered('hanako');
  await stage.post({ title: before, body: '水道の工事をします。' });
  [counter, phone] = await Promise.all([stage.counter(), stage.phone()]);
  await phone.signIn(hanako);
});
afterAll(() => stage.close());

const states = async (): Promise<Record<string, string>> => {
  const { accountId } = hanako;
  const query = stage.db.selectFrom('memberships').select(['municipality', 'state', 'reason']);
  const rows = await query.where('account_id', '=', accountId).execute();
  return Object.fromEntries(
    rows.map(({ municipality, state, reason }) => [
      municipality,
      reason === null ? state : `${state}: ${reason}`,
    ]),
  );
};
const delivered = async (title: string): Promise<number> => {
  const query = stage.db
    .selectFrom('deliveries')
    .innerJoin('messages', 'messages.id', 'deliveries.message_id')
    .select('account_id');
  return (await query.where('messages.title', '=', title).execute()).length;
};
const switchOf = (name: string): Locator =>
  counter.page.getByRole('switch', { name: new RegExp(`^${name}`, 'u') });
/** What the phone's page says of a municipality. */
const onPhone = (name: string): Locator =>
  phone.page.getByRole('listitem').filter({ has: phone.page.getByRole('heading', { name, exact: true }) });

/** From the welcome screen to the switches. */
async function municipalities(): Promise<void> {
  await counter.openMailbox('hanako');
  await counter.resident.presses(kioskWords.list.menu);
  await counter.page.getByRole('button', { name: kioskWords.menu.municipalities }).first().click();
  await counter.resident.sees(kioskWords.municipalities.title);
}

async function toMenuAndAway(): Promise<void> {
  await counter.resident.presses(counter.resident.texts.common.back);
  await counter.resident.sees(kioskWords.menu.title);
  await counter.leaves();
}

test('M5 receiving can be paused per municipality: switch off, confirm, prove with PIN1; what was received stays readable', async () => {
  const { page, resident } = counter;
  await municipalities();
  expect(await switchOf(names[city]).getAttribute('aria-checked')).toBe('true');
  expect(await switchOf(names[prefecture]).getAttribute('aria-checked')).toBe('true');
  await switchOf(names[city]).click();
  const { pause } = kioskWords.sure;
  await resident.sees(pause.title);
  expect(await page.locator('main').innerText()).toContain(names[city]);
  for (const line of [...pause.gone, ...pause.stays]) await page.getByText(line).waitFor();
  await resident.presses(pause.yes);
  await counter.provesWith('11111');
  await page.getByText(resident.texts.faces['pin1.wrong'].title).waitFor();
  await page.getByText(resident.texts.faces['pin1.wrong'].left!(4)).waitFor();
  expect(await states()).toEqual({ [city]: 'receiving', [prefecture]: 'receiving' });
  await counter.provesWith(hanako.pin1);
  await resident.sees(kioskWords.done.sent);
  expect(await states()).toEqual({ [city]: 'paused: resident', [prefecture]: 'receiving' });

  await stage.post({ title: '市からの知らせ', body: '本文', more: { audience: {} } }).then(
    () => expect.unreachable('there was nobody to receive it'),
    (cause: unknown) => expect(String(cause)).toMatch(/nobody|no-recipients|audience/u),
  );
  await stage.post({ title: '県からの知らせ', body: '本文', municipality: prefecture });
  expect(await delivered('市からの知らせ')).toBe(0);
  expect(await delivered('県からの知らせ')).toBe(1);

  // What came before is read as before, at the counter and on the phone.
  await resident.presses(kioskWords.done.toMailbox);
  await resident.sees(kioskWords.municipalities.title);
  expect(await switchOf(names[city]).getAttribute('aria-checked')).toBe('false');
  await toMenuAndAway();
  await counter.openMailbox('hanako');
  await page.getByRole('button', { name: before }).click();
  await page.getByText('水道の工事をします。').waitFor();
  await resident.presses(kioskWords.message.close);
  await counter.leaves();
  await phone.message(before).tap();
  await phone.page.getByText('水道の工事をします。').waitFor();
});

test('M5 receiving can be paused per municipality: on the phone as well, never without PIN1', async () => {
  await phone.goes('#/settings/municipalities');
  await phone.sees(kioskWords.municipalities.title);
  await onPhone(names[city]).getByText(kioskWords.municipalities.paused).waitFor();
  await onPhone(names[prefecture])
    .getByRole('button', { name: phoneWords.municipalities.pause, exact: true })
    .tap();
  const { pause } = kioskWords.sure;
  await phone.sees(pause.title);
  await phone.page.getByText(names[prefecture]).waitFor();
  await phone.presses(pause.yes);
  await phone.page.getByText(phoneWords.signIn.pin1Digits).waitFor();
  await phone.page.getByLabel(phoneWords.pin1.ask).fill('11111');
  await phone.presses(pause.yes);
  await phone.page.getByText(phoneWords.pin1.wrong(4)).waitFor();
  expect((await states())[prefecture]).toBe('receiving');
  await phone.page.getByLabel(phoneWords.pin1.ask).fill(hanako.pin1);
  await phone.presses(pause.yes);
  await onPhone(names[prefecture]).getByText(kioskWords.municipalities.paused).waitFor();
  expect(await states()).toEqual({ [city]: 'paused: resident', [prefecture]: 'paused: resident' });
});

test('M6 receiving can be resumed per municipality by switching it on: at the counter, without any PIN more than the card’s', async () => {
  const { resident } = counter;
  await municipalities();
  expect(await switchOf(names[prefecture]).getAttribute('aria-checked')).toBe('false');
  await switchOf(names[city]).click();
  await resident.sees(kioskWords.done.sent);
  expect(await states()).toEqual({ [city]: 'receiving', [prefecture]: 'paused: resident' });
  await onPhone(names[city]).getByText(kioskWords.municipalities.receiving).waitFor();
  await resident.presses(kioskWords.done.toMailbox);
  await resident.sees(kioskWords.municipalities.title);
  expect(await switchOf(names[city]).getAttribute('aria-checked')).toBe('true');
  await toMenuAndAway();
});

test('M6 receiving can be resumed per municipality by switching it on: on the phone; what comes from then on arrives, the rest does not', async () => {
  await onPhone(names[prefecture])
    .getByRole('button', { name: phoneWords.municipalities.resume, exact: true })
    .tap();
  await onPhone(names[prefecture]).getByText(kioskWords.municipalities.receiving).waitFor();
  expect(await states()).toEqual({ [city]: 'receiving', [prefecture]: 'receiving' });
  await stage.post({ title: '再開のあとの知らせ', body: '本文' });
  await phone.goes('#/');
  await phone.message('再開のあとの知らせ').waitFor();
  expect([...(await phone.titles())].sort()).toEqual(['再開のあとの知らせ', '県からの知らせ', before].sort());
  await counter.openMailbox('hanako');
  expect(await counter.page.locator('main li').count()).toBe(3);
  await counter.leaves();
});
