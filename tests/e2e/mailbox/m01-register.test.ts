// M1: a whole registration for the mailbox as a resident does it, at a terminal with a card, and on to the phone with what was set there.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { register } from '../journey.ts';
import { kioskWords, type Counter } from './counter.ts';
import { phoneCommon, type Phone } from './phone.ts';
import { city, openStage, prefecture, type Stage } from './stage.ts';

let stage: Stage;
let counter: Counter;
let phone: Phone;
const who = { email: 'hanako@example.jp', pin1: '246801', pin2: '13579135' };
const facts = { name: '見本　花子', address: '架空県みほん市中央一丁目２番３号' };

beforeAll(async () => {
  stage = await openStage();
  [counter, phone] = await Promise.all([stage.counter(), stage.phone()]);
});
afterAll(() => stage.close());

test('M1 registering for the mailbox: consent, PIN1 and PIN2 twice, the signature password, the card read and its facts checked, email by confirmation, notifications on', async () => {
  const { resident } = counter;
  const receiptNumber = await register(
    resident,
    {
      put: () => counter.put('hanako'),
      take: counter.take,
      mailedCode: counter.mailedCode,
    },
    {
      email: who.email,
      services: ['みほん市立図書館'],
      supportPin: '1234',
      signaturePassword: 'ABC123',
      mailbox: { pin1: who.pin1, pin2: who.pin2 },
      facts,
    },
  );
  await counter.take();
  await resident.presses(resident.texts.common.finish);
  await resident.sees(resident.texts.welcome.title);

  const { db } = stage;
  const [account, ...others] = await db.selectFrom('accounts').selectAll().execute();
  expect(others).toEqual([]);
  expect(account).toMatchObject({
    ...{ ...facts, birth_date: '19850403', sex: '2', notify_email: true, closed_at: null },
    // Verifiers, never digits.
    pin1: expect.stringMatching(/^scrypt\$/u) as string,
    pin2: expect.stringMatching(/^scrypt\$/u) as string,
  });
  expect(await db.selectFrom('registrations').select('receipt_number').execute()).toEqual([
    { receipt_number: receiptNumber },
  ]);
  const consents = await db.selectFrom('consents').select('document').orderBy('document').execute();
  expect(consents.map(({ document }) => document)).toEqual(['jlis', 'privacy', 'service:library', 'terms']);
  const contacts = db
    .selectFrom('contacts')
    .select(['address', 'confirmed_at'])
    .where('channel', '=', 'email');
  expect(await contacts.execute()).toEqual([{ address: who.email, confirmed_at: expect.any(Date) as Date }]);
  const memberships = db.selectFrom('memberships').select(['municipality', 'state']).orderBy('municipality');
  expect(await memberships.execute()).toEqual([
    { municipality: prefecture, state: 'receiving' },
    { municipality: city, state: 'receiving' },
  ]);
});

test('M1 registering for the mailbox: notifications are switched on on the phone, which PIN1 and the email open, and nothing else', async () => {
  await phone.asksForCode({ email: who.email, pin1: who.pin2 });
  await phone.page.getByLabel(phoneCommon.contact.label).fill('000000');
  await phone.presses(phoneCommon.contact.check);
  await phone.page.locator('.error').waitFor();
  await phone.page.reload();
  await phone.signIn(who);
  await phone.goes('#/settings/notify');
  await phone.sees(kioskWords.notify.title);
  const push = phone.page.getByRole('switch', { name: kioskWords.notify.push });
  if ((await push.getAttribute('aria-checked')) !== 'true') await push.tap();
  await phone.presses(phoneCommon.notify.allow);
  await expect
    .poll(() => stage.db.selectFrom('push_subscriptions').select('endpoint').execute())
    .toHaveLength(1);
  await stage.post({ title: 'ようこそ', body: '登録ありがとうございます。' });
  await phone.goes('#/');
  await phone.message('ようこそ').tap();
  await phone.page.getByText('登録ありがとうございます。').waitFor();
});

test('M1 PIN1 has 4 to 12 digits and PIN2 6 to 12: what is shorter does not go on, what is longer is not taken', async () => {
  const { page, resident } = counter;
  const { texts } = resident;
  await resident.presses(texts.welcome.register);
  await resident.readsAndAgrees('terms');
  await resident.readsAndAgrees('privacy');
  for (const title of [texts.notify.title, texts.interests.title, texts.services.title]) {
    await resident.sees(title);
    await resident.presses(texts.common.next);
  }
  await resident.sees(texts.secret.supportPin.title);
  await counter.put('rare');
  await page.getByText(texts.secret.tries(3)).waitFor();
  await resident.types('1234');
  await resident.presses(texts.common.next);
  await resident.sees(texts.confirm.title);
  await resident.presses(texts.confirm.right);
  await resident.sees(texts.contact.title);
  await page.getByLabel(texts.contact.email).fill('rare@example.jp');
  await resident.presses(texts.contact.send);
  await resident.sees(texts.code.title);
  await page.keyboard.type(await counter.mailedCode('rare@example.jp'));
  await resident.presses(texts.code.submit);
  await resident.sees(texts.mailboxOffer.title);
  await resident.presses(texts.mailboxOffer.yes);
  const next = page.getByRole('button', { name: texts.common.next, exact: true });
  const typed = (count: number): Promise<void> =>
    page.getByText(texts.secret.typed(count), { exact: true }).waitFor({ state: 'attached' });
  for (const [pin, least] of [
    [texts.secret.accountPin1, 4],
    [texts.secret.accountPin2, 6],
  ] as const) {
    await resident.sees(pin.title);
    await resident.types('1'.repeat(least - 1));
    await typed(least - 1);
    expect(await next.getAttribute('aria-disabled')).toBe('true');
    await resident.types('2'.repeat(14 - least));
    await typed(12);
    expect(await next.getAttribute('aria-disabled')).toBeNull();
    await resident.presses(texts.common.next);
    // Not the same the second time: it is asked for again from the start.
    await resident.sees(pin.again);
    await resident.types('9'.repeat(least));
    await typed(least);
    await resident.presses(texts.common.next);
    await page.getByText(texts.faces['account-pin.mismatch'].title).waitFor();
    for (const heading of [pin.title, pin.again]) {
      await resident.sees(heading);
      await resident.types('27'.repeat(least / 2));
      await typed(least);
      await resident.presses(texts.common.next);
    }
  }
  await resident.sees(texts.memberships.title);
});
