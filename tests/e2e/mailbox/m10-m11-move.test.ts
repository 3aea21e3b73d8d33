// M10 and M11: somebody has moved. By itself that changes nothing, though both they and the staff of the old city see it; with the card's
// new address the new city is switched on at the counter in two touches, and the old one off with PIN1.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROFILES } from '../../../main/card/index.ts';
import { noticeMail } from '../../../sync/central/mail/notice-texts.ts';
import { guardOnce } from '../../../sync/central/residency/guard.ts';
import { httpResidency } from '../../../sync/central/residency/http.ts';
import {
  startResidencySimulator,
  type ResidencySimulator,
} from '../../../sync/central/residency/simulator.ts';
import type { Counter } from './counter.ts';
import { kioskWords } from './counter.ts';
import { deskWords, type DeskPage } from './desk.ts';
import { phoneWords, type Phone } from './phone.ts';
import { city, openStage, prefecture, type Account, type Stage } from './stage.ts';

const tameshi = '992020';
const before = '架空県ためし市元町１番１号';
const dayMs = 86_400_000;
const clock = { aheadMs: 0 };

let folder: string;
let stage: Stage;
let register: ResidencySimulator;
let hanako: Account;
let phone: Phone;
let counter: Counter;
let desk: DeskPage;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'madoguchi-two-cities-'));
  cpSync(resolve(import.meta.dirname, '../../../resources/sample-city'), folder, { recursive: true });
  // The neighbouring city has opened as well.
  const file = join(folder, 'city.yml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('open: false', 'open: true'));
  [stage, register] = await Promise.all([
    openStage({ config: { cityDir: folder }, now: () => new Date(Date.now() + clock.aheadMs) }),
    startResidencySimulator('127.0.0.1', 0),
  ]);
  const { holder } = PROFILES.find(({ name }) => name === 'hanako')!;
  hanako = await stage.registered('hanako', {
    // As the card was until the move.
    basicFour: { ...holder!, address: before },
    memberships: [prefecture, tameshi],
  });
  phone = await stage.phone();
  await phone.signIn(hanako);
});
afterAll(async () => {
  await stage.close();
  await register.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks the register of addresses, as is done once a day. */
const guard = (): Promise<number> =>
  guardOnce(
    stage.central.central.parts,
    { provider: httpResidency({ url: register.url, token: null }), aMinute: 6_000 },
    new AbortController().signal,
  );
const memberships = async (): Promise<Record<string, string>> => {
  const { accountId } = hanako;
  const rows = stage.db.selectFrom('memberships').select(['municipality', 'state', 'reason']);
  const all = await rows.where('account_id', '=', accountId).execute();
  return Object.fromEntries(
    all.map(({ municipality, state, reason }) => [
      municipality,
      state === 'receiving' ? state : `${state}: ${String(reason)}`,
    ]),
  );
};
const { people } = deskWords;
/** What a mail about the mailbox itself says, and no other. */
const noticeWords = noticeMail('ja', '').text.split('\n')[0] ?? '';
const row = (name: string) => desk.page.getByRole('row').filter({ hasText: name });
async function recipientsOf(municipality: string): Promise<void> {
  await desk.goes(deskWords.desk.messages);
  await desk.actsFor(municipality);
  await desk.goes(deskWords.desk.recipients, people.recipients);
}

test('M11 moving away changes nothing by itself: told once on the phone and by one neutral mail, and messages go on arriving', async () => {
  register.set(hanako.name, 'moved');
  expect(await guard()).toBe(1);
  // The open page hears of it.
  await phone.page.getByText(kioskWords.notice.moved).waitFor();
  const ofNotice = ({ text = '' }: { text?: string | undefined }): boolean => text.includes(noticeWords);
  const told = (await stage.mail.arrived(ofNotice)).text;
  expect(told).not.toMatch(/花子|ためし市|引っ越|住所/u);
  clock.aheadMs = dayMs + 60_000;
  await guard();
  await stage.post({ title: 'ためし市のお知らせ', body: '本文です。', municipality: tameshi });
  const again = await stage.phone();
  await again.signIn(hanako);
  await again.message('ためし市のお知らせ').waitFor();
  expect(await memberships()).toEqual({ [prefecture]: 'receiving', [tameshi]: 'receiving' });
  expect(stage.mail.mails.filter(ofNotice)).toHaveLength(1);
  const notices = stage.db.selectFrom('mailbox_notices').select('code').where('code', '=', 'moved');
  expect(await notices.execute()).toHaveLength(1);
  await phone.context.close();
  phone = again;
});

test('M11 staff see in their list that somebody may have moved, and that they still receive', async () => {
  desk = await stage.desk('okuru');
  await recipientsOf(tameshi);
  await desk.page.getByText(people.counts(1, 0, 0)).waitFor();
  const line = await row(hanako.name).innerText();
  expect(line).toContain(people.state.receiving);
  expect(line).toMatch(/転出の可能性/u);
  expect(line).toContain(before);
});

test('M10 the notice on the phone names the two touches at the counter, and leads to who may write', async () => {
  await phone.goes('#/');
  const notice = phone.page.getByRole('region', { name: kioskWords.list.notices });
  for (const touch of [kioskWords.menu.move, kioskWords.move.yes])
    await notice
      .getByRole('listitem')
      .filter({ hasText: `「${touch}」を` })
      .waitFor();
  await notice.getByRole('link', { name: phoneWords.moved.go }).tap();
  await phone.sees(kioskWords.municipalities.title);
  await phone.page.getByRole('heading', { name: 'ためし市', exact: true }).waitFor();
  expect(await phone.page.getByRole('heading', { name: 'みほん市', exact: true }).count()).toBe(0);
});

test('M10 the municipality is changed with the card’s new address: new body on, old body off with PIN1, seen on the phone at once', async () => {
  counter = await stage.counter(city);
  const { page, resident } = counter;
  await counter.openMailbox('hanako');
  await page.getByText(kioskWords.list.addressChanged).waitFor();
  await resident.presses(kioskWords.list.move);
  await resident.sees(kioskWords.move.title);
  for (const address of [before, hanako.address]) await page.getByText(address, { exact: true }).waitFor();
  const on = page.getByRole('switch', { name: kioskWords.move.on('みほん市') });
  const off = page.getByRole('switch', { name: kioskWords.move.off('ためし市') });
  expect([await on.getAttribute('aria-checked'), await off.getAttribute('aria-checked')]).toEqual([
    'true',
    'true',
  ]);
  await resident.presses(kioskWords.move.yes);
  await counter.provesWith('97531');
  await page.getByText(resident.texts.faces['pin1.wrong'].title).first().waitFor();
  expect(await memberships()).toEqual({ [prefecture]: 'receiving', [tameshi]: 'receiving' });
  await counter.provesWith(hanako.pin1);
  await resident.sees(kioskWords.done.sent);
  // The page that is open on the phone shows the new city without a touch.
  await phone.page.getByRole('heading', { name: 'みほん市', exact: true }).waitFor();
  expect(await memberships()).toEqual({
    ...{ [prefecture]: 'receiving', [tameshi]: 'left: moved' },
    [city]: 'receiving',
  });
  const account = await stage.db
    .selectFrom('accounts')
    .select(['address', 'moved_since'])
    .where('id', '=', hanako.accountId)
    .executeTakeFirstOrThrow();
  expect(account).toEqual({ address: hanako.address, moved_since: null });
  await resident.presses(kioskWords.done.toMailbox);
  await resident.sees(kioskWords.menu.title);
  await counter.leaves();
});

test('M10 from then on the new city’s messages arrive and the old one’s do not; what had been received stays', async () => {
  const late = await stage.post({ title: 'みほん市のお知らせ', body: '本文です。' });
  await phone.goes('#/');
  await phone.message('みほん市のお知らせ').waitFor();
  await phone.message('ためし市のお知らせ').waitFor();
  expect(await phone.page.getByText(kioskWords.notice.moved, { exact: true }).count()).toBe(0);
  // Nobody receives from the old city any more.
  await expect(
    stage.post({ title: '遅れたお知らせ', body: '本文です。', municipality: tameshi }),
  ).rejects.toThrow('audience-empty');
  const deliveries = stage.db.selectFrom('deliveries').select('message_id');
  expect(await deliveries.where('message_id', '=', late).execute()).toHaveLength(1);
});

test('M11 the old city’s staff see that somebody left and why, the new city’s that they receive', async () => {
  await recipientsOf(tameshi);
  await desk.page.getByText(people.counts(0, 0, 1)).waitFor();
  const line = await row(hanako.name).innerText();
  expect(line).toContain(people.state.left);
  expect(line).toContain(people.reason.moved);
  expect(line).not.toMatch(/転出の可能性/u);
  await recipientsOf(city);
  await desk.page.getByText(people.counts(1, 0, 0)).waitFor();
  expect(await row(hanako.name).innerText()).toContain(hanako.address);
});
