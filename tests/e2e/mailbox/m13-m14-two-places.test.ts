// M13 and M14: one mailbox in two places at once. What is deleted in one goes from the other while both stand open, and a phone that is
// reported lost at the counter is shut out while it lies there with the mailbox on its screen.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Counter } from './counter.ts';
import { kioskWords } from './counter.ts';
import type { Phone } from './phone.ts';
import { phoneCommon, phoneWords } from './phone.ts';
import { openStage, type Account, type Stage } from './stage.ts';

/** What "within seconds" means here, in ms; a page that has to be touched or loaded again would wait longer. */
const seconds = { timeout: 10_000 };

let stage: Stage;
let counter: Counter;
let phone: Phone;
let hanako: Account;

beforeAll(async () => {
  stage = await openStage();
  hanako = await stage.registered('hanako');
  [counter, phone] = await Promise.all([stage.counter(), stage.phone()]);
  await phone.signIn(hanako);
});
afterAll(() => stage.close());

const atKiosk = (title: string) => counter.page.getByRole('button', { name: title });
const deletedAt = async (message: string): Promise<Date | null> => {
  const rows = stage.db
    .selectFrom('deliveries')
    .select('deleted_at')
    .where('account_id', '=', hanako.accountId);
  return (await rows.where('message_id', '=', message).executeTakeFirstOrThrow()).deleted_at;
};

test('M13 the web mailbox and the counter show the same: what is deleted on the phone goes from the open list at the kiosk', async () => {
  const id = await stage.post({ title: '水道工事のお知らせ', body: '水がとまります。' });
  const other = await stage.post({ title: '図書館の休館日', body: '月曜日は休みです。' });
  await counter.openMailbox('hanako');
  await atKiosk('水道工事のお知らせ').waitFor();
  for (const title of ['水道工事のお知らせ', '図書館の休館日']) await phone.message(title).waitFor();
  expect(new Set(await phone.titles())).toEqual(new Set(['水道工事のお知らせ', '図書館の休館日']));
  await phone.message('水道工事のお知らせ').tap();
  await phone.sees('水道工事のお知らせ');
  await phone.presses(kioskWords.message.delete);
  await phone.sees(kioskWords.sure.delete.title);
  await phone.presses(kioskWords.sure.delete.yes);
  await phone.page.getByText(phoneWords.message.deleted).waitFor();
  await atKiosk('水道工事のお知らせ').waitFor({ state: 'detached', ...seconds });
  await atKiosk('図書館の休館日').waitFor();
  expect(await phone.titles()).toEqual(['図書館の休館日']);
  expect(await deletedAt(id)).not.toBeNull();
  expect(await deletedAt(other)).toBeNull();
});

test('M13 what is deleted on the phone while it is open at the kiosk goes there as well, and that is told', async () => {
  await atKiosk('図書館の休館日').click();
  await counter.resident.sees('図書館の休館日');
  await phone.message('図書館の休館日').tap();
  await phone.presses(kioskWords.message.delete);
  await phone.presses(kioskWords.sure.delete.yes);
  await phone.page.getByText(phoneWords.message.deleted).waitFor();
  const { texts } = counter.resident;
  await counter.page.getByText(texts.faces['mailbox.changed-elsewhere'].title).first().waitFor(seconds);
  await counter.page.getByText(kioskWords.list.empty).waitFor();
});

test('M13 what is deleted at the kiosk goes from the open list on the phone, and from a message that is open there', async () => {
  const first = await stage.post({ title: '避難訓練のご案内', body: '日曜日です。' });
  const second = await stage.post({ title: '健康診断のご案内', body: '無料です。' });
  await phone.message('健康診断のご案内').waitFor(seconds);
  for (const title of ['避難訓練のご案内', '健康診断のご案内']) {
    await atKiosk(title).click();
    await counter.resident.sees(title);
    if (title === '健康診断のご案内') {
      await phone.message(title).tap();
      await phone.sees(title);
    }
    await counter.resident.presses(kioskWords.message.delete);
    await counter.resident.sees(kioskWords.sure.delete.title);
    await counter.resident.presses(kioskWords.sure.delete.yes);
    await counter.resident.sees(kioskWords.done.sent);
    if (title === '避難訓練のご案内') await phone.message(title).waitFor({ state: 'detached', ...seconds });
    else await phone.page.getByRole('heading', { level: 1, name: phoneWords.message.gone }).waitFor(seconds);
    await counter.resident.presses(kioskWords.done.toMailbox);
    await counter.resident.sees(kioskWords.list.title);
  }
  expect(await Promise.all([first, second].map(deletedAt))).not.toContain(null);
  expect(await phone.page.locator('body').innerText()).not.toContain('無料です。');
  await phone.page.getByRole('link', { name: phoneWords.message.back }).tap();
  await phone.page.getByText(phoneWords.list.empty).waitFor();
  await counter.leaves();
});

test('M14 a lost phone that is reported at the counter is shut out at once, and hears of nothing any more', async () => {
  const { page, resident } = counter;
  await phone.goes('#/settings/notify');
  await phone.presses(phoneCommon.notify.allow);
  await phone.page.getByRole('button', { name: phoneCommon.notify.test }).waitFor();
  const subscribed = () => stage.db.selectFrom('push_subscriptions').select('account_id').execute();
  await expect.poll(subscribed).toEqual([{ account_id: hanako.accountId }]);
  await stage.post({ title: '通知が届くうちのお知らせ', body: '本文です。' });
  await stage.pushes.seen(1);
  expect(stage.pushes.received.map(({ browser }) => browser)).toEqual([phone.pushName]);
  await phone.goes('#/');
  await phone.message('通知が届くうちのお知らせ').waitFor();

  await counter.openMailbox('hanako', { title: kioskWords.menu.title, aim: 'settings' });
  await page.getByRole('button', { name: kioskWords.menu['lost-phone'] }).click();
  await resident.sees(kioskWords.sure['lost-phone'].title);
  await resident.presses(kioskWords.sure['lost-phone'].yes);
  await resident.sees(kioskWords.done.sent);
  // Nobody touches the phone: it asks for address and PIN1 by itself, and shows nothing of before.
  await phone.page.getByRole('heading', { level: 1, name: phoneWords.signIn.title }).waitFor(seconds);
  expect(await phone.page.locator('body').innerText()).not.toContain('通知が届くうちのお知らせ');
  for (const table of ['mailbox_sessions', 'push_subscriptions', 'passkeys'] as const) {
    const rows = stage.db.selectFrom(table).select('account_id');
    expect(await rows.where('account_id', '=', hanako.accountId).execute()).toEqual([]);
  }

  const id = await stage.post({ title: '紛失のあとのお知らせ', body: '本文です。' });
  const told = async () => {
    const rows = await stage.db
      .selectFrom('announcements')
      .selectAll()
      .where('message_id', '=', id)
      .execute();
    return rows.map(({ way, sent_at }) => [way, sent_at !== null]);
  };
  await expect.poll(told, { timeout: 20_000 }).toEqual([['mail', true]]);
  expect(stage.pushes.received).toHaveLength(1);
  await phone.page.reload();
  await phone.sees(phoneWords.signIn.title);
  // What it was about is still there for its owner.
  await resident.presses(kioskWords.done.toMailbox);
  await resident.sees(kioskWords.menu.title);
  await page.getByRole('button', { name: kioskWords.menu.messages }).first().click();
  await atKiosk('紛失のあとのお知らせ').waitFor();
  await counter.leaves();
});
