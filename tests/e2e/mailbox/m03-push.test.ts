// M3: what a municipality sends is announced by push with its title and nothing else; two switches let it through, and both are explained
// where it does not arrive.
import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kioskWords, type Counter } from './counter.ts';
import { deskWords, type DeskPage } from './desk.ts';
import { phoneCommon, phoneWords, type Phone } from './phone.ts';
import { openStage, type Account, type Stage } from './stage.ts';

let stage: Stage;
let hanako: Account;
let counter: Counter;
let phone: Phone;
let desk: DeskPage;
const title = '断水のお知らせ';
const body = '水道の工事で、火曜日に水が止まります。';

beforeAll(async () => {
  stage = await openStage();
  hanako = await stage.registered('hanako');
  [counter, phone, desk] = await Promise.all([stage.counter(), stage.phone(), stage.desk('okuru')]);
  await phone.signIn(hanako);
});
afterAll(() => stage.close());

const { notify } = phoneCommon;
/** One of the two switches as the phone's page shows it. */
const light = (label: string, on: boolean): Promise<void> =>
  phone.page
    .getByRole('listitem')
    .filter({ hasText: label })
    .getByText(on ? notify.on : notify.off, { exact: true })
    .waitFor();

/** Hands a push to the page's real service worker, as the browser would; what the phone then shows. */
async function shownBy(devtools: CDPSession, push: string): Promise<string[]> {
  const registered = new Promise<{ registrationId: string }>((found) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [one] }) => {
      if (one !== undefined) found(one);
    }),
  );
  await devtools.send('ServiceWorker.enable');
  const { registrationId } = await registered;
  const origin = stage.publicUrl;
  await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: push });
  const shown = (): Promise<string[]> =>
    phone.page.evaluate(
      'navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((all) => all.map(({ title, body }) => title + body))',
    );
  await expect.poll(shown).not.toEqual([]);
  return shown();
}

test('M3 a new message is announced by push with its title', async () => {
  await phone.goes('#/settings/notify');
  await phone.sees(kioskWords.notify.title);
  // It works only when it is on here and in the phone: both are shown, both are off.
  await phone.page.getByText(notify.both).waitFor();
  await light(notify.app, false);
  await light(notify.phone, false);
  await phone.presses(notify.allow);
  await light(notify.app, true);
  await light(notify.phone, true);
  await phone.page.getByRole('button', { name: notify.test, exact: true }).waitFor();
  await expect
    .poll(() => stage.db.selectFrom('push_subscriptions').select('account_id').execute())
    .toEqual([{ account_id: hanako.accountId }]);

  await desk.sends({ title, body });
  await stage.pushes.seen(1);
  const [push] = stage.pushes.received;
  expect(push?.browser).toBe(phone.pushName);
  expect(JSON.parse(push?.text ?? '')).toEqual({ title });
  const devtools = await phone.context.newCDPSession(phone.page);
  expect(await shownBy(devtools, push?.text ?? '')).toEqual([title]);

  // The mail beside it says neither who wrote nor what about.
  const mail = await stage.mail.arrived(
    ({ to, subject }) => to?.[0]?.address === hanako.email && subject === '新しいお知らせがあります',
  );
  expect(`${mail.subject ?? ''}${mail.text ?? ''}${mail.html ?? ''}`).not.toMatch(/断水|水道|みほん市|見本/u);
  const told = stage.db.selectFrom('deliveries').select(['announced_at', 'announce_failed']);
  await expect
    .poll(() => told.execute())
    .toEqual([{ announced_at: expect.any(Date) as Date, announce_failed: null }]);
});

test('M3 push works only if it is on in the app and in the phone: both are explained where it does not arrive', async () => {
  // At the counter: which switches there are, and that a phone gets them.
  const { page, resident } = counter;
  const toNotify = async (): Promise<void> => {
    await counter.openMailbox('hanako', { aim: 'settings', title: kioskWords.menu.title });
    await page.getByRole('button', { name: kioskWords.menu.notify }).click();
    await resident.sees(kioskWords.notify.title);
    await page.getByText(kioskWords.notify.pushNote).waitFor();
  };
  await toNotify();
  expect(await page.getByText(kioskWords.notify.noPush).count()).toBe(0);
  await resident.presses(resident.texts.common.back);
  await counter.leaves();

  // The browser's subscription is gone, as after a reinstallation: the next announcement finds out, and the mail still goes.
  const [subscription] = await stage.db.selectFrom('push_subscriptions').selectAll().execute();
  const { endpoint, p256dh, auth } = subscription!; // from the test before
  stage.pushes.answerNext({ endpoint, keys: { p256dh, auth } }, { status: 410 });
  const mails = (): number =>
    stage.mail.mails.filter(({ subject }) => subject === '新しいお知らせがあります').length;
  const before = mails();
  await desk.sends({ title: '図書館の休館', body: '本文' });
  await expect
    .poll(() => stage.db.selectFrom('push_subscriptions').select('id').execute(), { timeout: 20_000 })
    .toEqual([]);
  await expect.poll(mails, { timeout: 20_000 }).toBe(before + 1);
  await toNotify();
  await page.getByText(kioskWords.notify.noPush).waitFor();
  await resident.presses(resident.texts.common.back);
  await counter.leaves();

  // In the phone itself it is switched off: the page says where to switch it on.
  const blocked = await stage.phone();
  await blocked.context.clearPermissions();
  await blocked.signIn(hanako);
  await blocked.page.evaluate("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })");
  await blocked.goes('#/settings/notify');
  await blocked.sees(kioskWords.notify.title);
  await blocked.page.getByText(notify.blocked).waitFor();
  await blocked.page.getByText(notify.both).waitFor();
});

test('M3 a failed announcement is told to the sender when no way is left', async () => {
  // Push is wanted and mail is not; no browser of hers gets pushes any more.
  await phone.goes('#/settings');
  await phone.goes('#/settings/notify');
  await phone.page.getByRole('switch', { name: kioskWords.notify.email }).tap();
  await phone.presses(phoneWords.settings.save);
  await phone.page.getByText(phoneWords.settings.saved).waitFor();
  await desk.sends({ title: '防災訓練', body: '本文' });
  // The figure comes when the announcing is over: until then the desk's page is loaded again, as staff would.
  const { page } = desk;
  await page.getByRole('link', { name: deskWords.compose.see, exact: true }).click();
  await desk.sees('防災訓練');
  const failed = page.locator('dl > div').filter({ hasText: deskWords.messages.receipt.announcementFailed });
  await expect
    .poll(
      async () => {
        await desk.presses(deskWords.refresh);
        return failed.locator('.count').innerText();
      },
      { interval: 200, timeout: 20_000 },
    )
    .toMatch(/^1/u);
  await desk.presses(deskWords.messages.showPeople);
  const her = page.getByRole('row', { name: hanako.name });
  await her.getByText(deskWords.messages.announceFailure['no-address']).waitFor();
  await phone.goes('#/');
  await phone.message('防災訓練').waitFor();
});
