// M16, and what else staff do at the desk with their own accounts: two persons for many, paper for who asks for it at the counter, the
// mailbox of who has died; and what a resident gives at the counter to a relative, who reads it on their own phone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kioskWords, type Counter } from './counter.ts';
import { deskWords, type DeskPage } from './desk.ts';
import { phoneWords, type Phone } from './phone.ts';
import { city, openStage, type Account, type Stage } from './stage.ts';

const { people, messages, compose, desk: frame } = deskWords;

let stage: Stage;
let okuru: DeskPage;
let tsukuru: DeskPage;
let mamoru: DeskPage;
let hanako: Account;
let rare: Account;
let counter: Counter;

beforeAll(async () => {
  stage = await openStage({
    // Two residents are many here.
    config: { desk: { signIn: { kind: 'made-up' }, releaseAbove: 1 } },
  });
  hanako = await stage.registered('hanako');
  rare = await stage.registered('rare');
  counter = await stage.counter();
});
afterAll(() => stage.close());

const row = (name: string) => okuru.page.getByRole('row').filter({ hasText: name });
const membership = async ({ accountId }: Account): Promise<string> => {
  const one = stage.db.selectFrom('memberships').select(['state', 'reason']).where('municipality', '=', city);
  const { state, reason } = await one.where('account_id', '=', accountId).executeTakeFirstOrThrow();
  return `${state}, ${String(reason)}`;
};

test('M16 senders sign in with their own accounts at the provider’s page; a wrong password opens nothing', async () => {
  const context = await stage.browser.newContext({ locale: 'ja-JP' });
  const page = await context.newPage();
  await page.goto(`${stage.publicUrl}/fleet`);
  await page.getByRole('link', { name: deskWords.staffSignIn, exact: true }).click();
  await page.getByLabel(/^職員名/).fill('okuru');
  await page.getByLabel(/^パスワード/).fill('not-this-one');
  await page.getByRole('button').click();
  await page.getByRole('alert').getByText('職員名かパスワードがちがいます').waitFor();
  await page.goto(`${stage.publicUrl}/fleet`);
  await page.getByRole('link', { name: deskWords.staffSignIn, exact: true }).waitFor();
  expect(await context.request.get(`${stage.publicUrl}/v1/desk/session`).then((told) => told.status())).toBe(
    401,
  );
  await context.close();
  [okuru, tsukuru, mamoru] = await Promise.all([
    stage.desk('okuru'),
    stage.desk('tsukuru'),
    stage.desk('mamoru'),
  ]);
  await okuru.page.getByText('見本 送', { exact: false }).first().waitFor();
  const sessions = await stage.db.selectFrom('desk_sessions').select('name').execute();
  const names = sessions.map(({ name }) => name.slice(0, 4).trim());
  expect(new Set(names)).toEqual(new Set(['見本 作', '見本 送', '見本 守']));
  expect(sessions).toHaveLength(3);
});

test('M16 and see their list of recipients, which the residents are told of', async () => {
  await okuru.actsFor(city);
  await okuru.goes(frame.recipients, people.recipients);
  await okuru.page.getByText(people.counts(2, 0, 0)).waitFor();
  for (const { name, address } of [hanako, rare]) {
    const line = await row(name).innerText();
    expect(line).toContain(people.state.receiving);
    expect(line).toContain(address);
  }
  const phone = await stage.phone();
  await phone.signIn(rare);
  await phone.goes('#/settings/log');
  const { log } = kioskWords;
  const line = phone.page.getByRole('listitem').filter({ hasText: log.what['recipients-shown'] });
  expect(await line.first().innerText()).toMatch(new RegExp(`みほん市.*${log.where.desk}`, 'su'));
  await phone.context.close();
});

test('M16 nobody sees it without the role for it: neither the page nor what it would ask for', async () => {
  for (const desk of [tsukuru, mamoru]) {
    await desk.actsFor(city);
    const pages = desk.page.getByRole('navigation', { name: frame.pages });
    await pages.getByRole('link').first().waitFor();
    expect(await pages.getByRole('link', { name: frame.recipients, exact: true }).count()).toBe(0);
    await desk.page.goto(`${stage.publicUrl}/fleet#recipients`);
    expect(await desk.page.getByRole('row').count()).toBe(0);
    const answer = await desk.page.request.get(`${stage.publicUrl}/v1/municipalities/${city}/recipients`);
    expect(answer.status()).toBe(403);
    expect(await answer.text()).not.toContain('花子');
  }
});

test('two persons: what goes to many waits until somebody else has released it, and its author cannot', async () => {
  await tsukuru.goes(frame.compose);
  await tsukuru.page.getByRole('textbox', { name: compose.title, exact: true }).fill('断水のお知らせ');
  await tsukuru.page.getByRole('textbox', { name: compose.body, exact: true }).fill('水がとまります。');
  await tsukuru.presses(compose.check);
  await tsukuru.sees(compose.confirm);
  await tsukuru.presses(compose.sendRelease(2));
  await tsukuru.page.getByText(compose.outcome['waiting-release'](2)).waitFor();
  await tsukuru.goes(frame.messages);
  const own = tsukuru.page.getByRole('article').filter({ hasText: '断水のお知らせ' });
  await own.getByText(messages.state['waiting-release'], { exact: true }).waitFor();
  expect(await own.getByRole('button', { name: messages.releaseOne('断水のお知らせ') }).count()).toBe(0);
  expect(await stage.db.selectFrom('deliveries').select('account_id').execute()).toEqual([]);

  await okuru.goes(frame.messages);
  await okuru.page.getByRole('button', { name: messages.releaseOne('断水のお知らせ') }).click();
  await okuru.presses(messages.releaseSure(2));
  await okuru.page.getByText(messages.done.released).waitFor();
  const delivered = () => stage.db.selectFrom('deliveries').select('account_id').execute();
  await expect.poll(async () => (await delivered()).length, { timeout: 20_000 }).toBe(2);
  const [message] = await stage.db.selectFrom('messages').select(['composed_by', 'released_by']).execute();
  expect(message?.composed_by).toContain('見本 作');
  expect(message?.released_by).toContain('見本 送');
});

test('a delegation is given at the counter and read on the relative’s phone, who can read and nothing else', async () => {
  const { page, resident } = counter;
  const phone = await stage.phone();
  await phone.signIn(rare);
  await phone.message('断水のお知らせ').waitFor();
  await stage.post({
    title: '介護保険証の更新',
    body: '新しい保険証をお送りします。',
    more: { audience: { receiptNumber: hanako.receiptNumber } },
  });
  expect(await phone.titles()).toEqual(['断水のお知らせ']);
  await counter.openMailbox('hanako', { title: kioskWords.menu.title, aim: 'settings' });
  await page.getByRole('button', { name: kioskWords.menu.delegates }).click();
  await resident.sees(kioskWords.delegates.title);
  await resident.presses(kioskWords.delegates.add);
  await resident.sees(kioskWords.delegateGive.title);
  await resident.types(rare.receiptNumber.replace('-', ''));
  await resident.presses(resident.texts.common.next);
  await resident.sees(kioskWords.delegateGive.sure);
  await resident.presses(kioskWords.delegateGive.yes);
  await counter.provesWith(hanako.pin1);
  await resident.sees(kioskWords.done.sent);
  await resident.presses(kioskWords.done.toMailbox);
  await resident.sees(kioskWords.delegates.title);
  await page.getByText(kioskWords.delegates.by(rare.receiptNumber), { exact: true }).waitFor();
  await resident.presses(resident.texts.common.back);
  await counter.leaves();

  // The page that is open shows a tab more.
  await phone.page.getByRole('link', { name: phoneWords.list.readFor(hanako.receiptNumber) }).tap();
  await phone.page.getByText(phoneWords.list.readForNote).waitFor();
  await phone.message('介護保険証の更新').tap();
  await phone.sees('介護保険証の更新');
  await phone.page.getByText('新しい保険証をお送りします。').waitFor();
  const remove = phone.page.getByRole('button', { name: kioskWords.message.delete, exact: true });
  expect(await remove.count()).toBe(0);
  const log = stage.db.selectFrom('access_log').select('who').where('account_id', '=', hanako.accountId);
  expect(await log.where('what', '=', 'message-read').execute()).toContainEqual({ who: 'delegate' });
  const opened = stage.db
    .selectFrom('deliveries')
    .select('opened_at')
    .where('account_id', '=', hanako.accountId);
  expect(await opened.execute()).toEqual([{ opened_at: null }, { opened_at: null }]);
  await phone.context.close();
});

test('paper, please: said at the counter, it stands in the registry with its reason, and the list says why', async () => {
  const { page, resident } = counter;
  await counter.openMailbox('hanako', { title: kioskWords.menu.title, aim: 'settings' });
  await page.getByRole('button', { name: kioskWords.menu.exempt }).click();
  await resident.sees(kioskWords.exempt.title);
  await page.getByRole('button', { name: kioskWords.exempt.reason['no-device'] }).click();
  await resident.presses(resident.texts.common.next);
  await resident.sees(kioskWords.sure.exempt.title);
  await resident.presses(kioskWords.sure.exempt.yes);
  await resident.sees(kioskWords.done.sent);
  await page.getByText(kioskWords.done.exempted).waitFor();
  await resident.presses(kioskWords.done.toMailbox);
  await resident.sees(kioskWords.menu.title);
  await counter.leaves();
  expect(await membership(hanako)).toBe('left, exempt');

  await mamoru.goes(frame.registry);
  const entry = mamoru.page.getByRole('listitem').filter({ hasText: hanako.name });
  await entry.getByText(people.exemptionReason['no-device']).waitFor();
  await okuru.goes(frame.recipients, people.recipients);
  await okuru.page.getByText(people.counts(1, 0, 1)).waitFor();
  expect(await row(hanako.name).innerText()).toContain(people.reason.exempt);
});

test('a death is reported by one person and confirmed by another; only then the mailbox is closed', async () => {
  const phone: Phone = await stage.phone();
  await phone.signIn(rare);
  await mamoru.goes(frame.registry);
  await mamoru.page.getByLabel(people.reportNumber).fill(rare.receiptNumber);
  await mamoru.presses(people.report);
  await mamoru.page.getByText(people.reported).waitFor();
  const reported = mamoru.page.getByRole('listitem').filter({ hasText: rare.receiptNumber });
  await reported.getByText(people.own).waitFor();
  expect(await reported.getByRole('button', { name: people.confirmOne(rare.name) }).count()).toBe(0);
  const closed = async () => {
    const account = stage.db.selectFrom('accounts').select(['closed_at', 'closed_reason']);
    return account.where('id', '=', rare.accountId).executeTakeFirstOrThrow();
  };
  expect((await closed()).closed_at).toBeNull();
  expect(await membership(rare)).toBe('receiving, null');

  await okuru.goes(frame.registry);
  await okuru.page.getByRole('button', { name: people.confirmOne(rare.name) }).click();
  await okuru.presses(people.confirmSure);
  await okuru.page.getByText(people.done.confirmed).waitFor();
  expect((await closed()).closed_at).not.toBeNull();
  expect(await membership(rare)).toBe('left, death');
  // The session on the phone is over, without a touch.
  await phone.sees(phoneWords.signIn.title);
  await okuru.goes(frame.recipients, people.recipients);
  await okuru.page.getByText(people.counts(0, 0, 2)).waitFor();
  await okuru.page.getByText(people.reason.death).last().waitFor();
});

test('what was done at the desk stands in the log, newest first, with who did it', async () => {
  const { log } = deskWords;
  const acts = ['message-posted', 'message-released', 'death-reported', 'death-confirmed'] as const;
  for (const desk of [mamoru, okuru]) {
    await desk.goes(frame.log);
    const lines = desk.page.locator('tbody tr');
    await lines.first().waitFor();
    const done = (await lines.allInnerTexts()).filter((line) =>
      acts.some((act) => line.includes(log.act[act])),
    );
    const said = [
      ['見本 送', log.act['death-confirmed']],
      ['見本 守', log.act['death-reported']],
      ['見本 writer', log.act['message-posted'], '介護保険証の更新', '1'],
      ['見本 送', log.act['message-released'], '断水のお知らせ', '2'],
      ['見本 作', log.act['message-posted'], '断水のお知らせ', '2'],
    ];
    expect(done.length).toBe(said.length);
    for (const [place, words] of said.entries())
      expect(done[place]).toMatch(new RegExp(words.join('.*'), 's'));
    for (const { name } of [hanako, rare]) expect(done.join()).not.toContain(name);
  }
  const released = okuru.page.getByRole('row', { name: log.act['message-released'] });
  await released.getByRole('link', { name: '断水のお知らせ', exact: true }).click();
  await okuru.sees('断水のお知らせ');

  // Who only writes has neither the page nor what it would ask for.
  await tsukuru.page.goto(`${stage.publicUrl}/fleet#log`);
  await tsukuru.sees(frame.messages);
  expect(await tsukuru.page.getByRole('link', { name: frame.log, exact: true }).count()).toBe(0);
  const answer = await tsukuru.page.request.get(`${stage.publicUrl}/v1/desk/log?municipality=${city}`);
  expect(answer.status()).toBe(403);
});
