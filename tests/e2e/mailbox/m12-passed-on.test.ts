// M12: what is passed on, to whom, under whose terms: told before it is agreed to, and from then on wherever the account is looked at.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { register } from '../journey.ts';
import { Resident } from '../resident.ts';
import { kioskWords, type Counter } from './counter.ts';
import { phoneWords, type Phone } from './phone.ts';
import { openStage, type Stage } from './stage.ts';

const who = { email: 'hanako@example.jp', pin1: '24680' };
const library = 'みほん市立図書館';
const sports = 'スポーツ施設予約';
/** By the sample city's own words for each of the two. */
const provider = { [library]: 'みほん市教育委員会', [sports]: 'みほん市スポーツ協会' } as const;
const facts = phoneWords.facts;
const shared = {
  [library]: [facts.name, facts.birthDate, facts.address, facts.email],
  [sports]: [facts.name, facts.birthDate, facts.address, facts.email, facts.phone],
} as const;
const notShared = { [library]: [facts.sex, facts.phone], [sports]: [facts.sex] } as const;

/** Reads every page that asks for a consent before agreeing. */
class Careful extends Resident {
  readonly read: string[] = [];

  override async presses(name: string): Promise<void> {
    if (name === this.texts.consent.agree) this.read.push(await this.page.locator('main').innerText());
    return super.presses(name);
  }
}

let stage: Stage;
let counter: Counter;
let phone: Phone;
let receiptNumber: string;

beforeAll(async () => {
  stage = await openStage();
  [counter, phone] = await Promise.all([stage.counter(), stage.phone()]);
});
afterAll(() => stage.close());

test('M12 what is passed on and to whom is told before it is agreed to, with the user id, the last change and the service’s own terms', async () => {
  const resident = new Careful(counter.page);
  const hand = { ...counter, put: () => counter.put('hanako') };
  receiptNumber = await register(resident, hand, {
    ...{ email: who.email, services: [library, sports], supportPin: '1234', signaturePassword: 'ABC123' },
    mailbox: { pin1: who.pin1, pin2: null },
    facts: { name: '見本　花子', address: '架空県みほん市中央一丁目２番３号' },
  });
  expect(resident.read).toHaveLength(2);
  for (const [at, service] of ([library, sports] as const).entries()) {
    const page = resident.read[at] ?? '';
    expect(page).toContain(provider[service]);
    for (const fact of shared[service]) expect(page).toContain(fact);
    expect(page).not.toContain(facts.sex);
    expect(page).toMatch(/利用者ＩＤ/u);
    expect(page).toMatch(/最終更新日時/u);
    expect(page).toMatch(/利用規約/u);
  }
  await counter.leaves();
  const agreed = await stage.db.selectFrom('consents').select(['document', 'version']).execute();
  expect(agreed).toEqual(
    expect.arrayContaining([
      { document: 'service:library', version: '1.1' },
      { document: 'service:sports-booking', version: '1.1' },
    ]),
  );
});

test('M12 what is passed on is shown at the counter: the stored data whole, and by service what it is given', async () => {
  const { page, resident } = counter;
  await counter.openMailbox('hanako', { title: kioskWords.menu.title, aim: 'settings' });
  await page.getByRole('button', { name: kioskWords.menu.data }).click();
  await resident.sees(kioskWords.data.title);
  for (const value of ['見本　花子', '架空県みほん市中央一丁目２番３号', receiptNumber])
    await page.getByText(value, { exact: true }).waitFor();
  const stored = await page.locator('main').innerText();
  // Of the address for mails only so much that its owner knows it again.
  expect(stored).not.toContain(who.email);
  expect(stored).toMatch(/@example\.jp/u);
  for (const service of [library, sports]) expect(stored).toContain(service);
  for (const document of [kioskWords.data.consent.terms, kioskWords.data.consent.privacy])
    expect(stored).toContain(document);
  await resident.presses(resident.texts.common.back);
  await page.getByRole('button', { name: kioskWords.menu.services }).click();
  await resident.sees(kioskWords.services.title);
  for (const service of [library, sports] as const) {
    const part = page.locator('section').filter({ has: page.getByRole('heading', { name: service }) });
    const text = await part.innerText();
    expect(text).toContain(provider[service]);
    for (const fact of shared[service]) expect(text).toContain(fact);
    for (const fact of notShared[service]) expect(text).not.toContain(fact);
  }
});

test('M12 the same is shown on the phone; a link that is ended there is ended at the open counter too, and passes on nothing more', async () => {
  await phone.signIn(who);
  await phone.goes('#/settings/data');
  await phone.sees(kioskWords.data.title);
  for (const value of ['見本　花子', '架空県みほん市中央一丁目２番３号', receiptNumber])
    await phone.page.getByText(value, { exact: true }).waitFor();
  expect(await phone.page.locator('main').innerText()).not.toContain(who.email);
  await phone.goes('#/settings/services');
  await phone.sees(kioskWords.services.title);
  for (const service of [library, sports] as const) {
    const part = phone.page
      .getByRole('listitem')
      .filter({ has: phone.page.getByRole('heading', { name: service, exact: true }) });
    const text = await part.first().innerText();
    expect(text).toContain(provider[service]);
    for (const fact of shared[service]) expect(text).toContain(fact);
    for (const fact of notShared[service]) expect(text).not.toContain(fact);
  }
  await phone.presses(kioskWords.services.leaveOf(sports));
  await phone.sees(kioskWords.sure['service-leave'].title);
  await phone.presses(kioskWords.sure['service-leave'].yes);
  await phone.sees(kioskWords.services.title);
  await phone.page.getByRole('heading', { name: sports, exact: true }).waitFor({ state: 'detached' });
  await counter.page.getByRole('heading', { name: sports }).waitFor({ state: 'detached' });
  await counter.page.getByRole('heading', { name: library }).waitFor();
  const linked = await stage.db.selectFrom('linked_services').select('service').execute();
  expect(linked).toEqual([{ service: 'library' }]);
  await counter.resident.presses(counter.resident.texts.common.back);
  await counter.leaves();
});
