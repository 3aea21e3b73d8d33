// M2: somebody whose card does not say yet that they moved or married is sent to their municipality's counter first, and nothing is kept.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kioskWords, type Counter } from './counter.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let counter: Counter;

beforeAll(async () => {
  stage = await openStage();
  counter = await stage.counter();
});
afterAll(() => stage.close());

test('M2 if the card’s facts are out of date, the resident is sent to the counter of their municipality to renew them first', async () => {
  const { page, resident } = counter;
  const { texts } = resident;
  await resident.presses(texts.welcome.register);
  await resident.readsAndAgrees('terms');
  await resident.readsAndAgrees('privacy');
  await resident.sees(texts.notify.title);
  await resident.presses(texts.common.next);
  await resident.sees(texts.interests.title);
  await resident.presses(texts.common.next);
  await resident.sees(texts.services.title);
  const service = page.getByRole('checkbox').first();
  const name = await service.locator('.label').innerText();
  await service.click();
  await page.getByRole('checkbox', { checked: true }).waitFor();
  await resident.presses(texts.common.next);
  await resident.sees(texts.consent.title(name));
  await resident.presses(texts.consent.agree);
  await resident.readsAndAgrees('jlis');
  await resident.sees(texts.secret.supportPin.title);
  // After a move: what the card tells and what its certificate says are two addresses.
  await counter.put('moved');
  await page.getByText(texts.secret.tries(3)).waitFor();
  await resident.types('1234');
  await resident.presses(texts.common.next);
  await resident.sees(texts.secret.signaturePassword.title);
  await page.keyboard.type('ABC123');
  await page.getByText(texts.secret.typed(6)).waitFor({ state: 'attached' });
  await resident.presses(texts.common.next);
  const face = texts.faces['card.facts-differ'];
  await page.getByText(face.title).waitFor();
  await page.getByText(face.todo).waitFor();
  expect(face.todo).toContain('市区町村の窓口');
  await counter.take();
  await resident.presses(texts.common.finish);
  await resident.sees(texts.welcome.title);
  for (const table of ['registrations', 'accounts', 'contacts', 'verifications'] as const)
    expect(await stage.db.selectFrom(table).selectAll().execute()).toEqual([]);
});

test('M2 somebody who sees a wrong fact on the screen is sent there as well', async () => {
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
  await counter.put('hanako');
  await page.getByText(texts.secret.tries(3)).waitFor();
  await resident.types('1234');
  await resident.presses(texts.common.next);
  await resident.sees(texts.confirm.title);
  await resident.presses(texts.confirm.wrong);
  const face = texts.faces['facts.wrong'];
  await page.getByText(face.title).waitFor();
  await page.getByText(face.todo).waitFor();
  await counter.take();
  await resident.presses(texts.common.finish);
  await resident.sees(texts.welcome.title);
  expect(await stage.db.selectFrom('registrations').selectAll().execute()).toEqual([]);
});

test('M2 after a move the mailbox says as well that the card is renewed first, and changes nothing', async () => {
  const { page, resident } = counter;
  const { accountId, address } = await stage.registered('hanako');
  await counter.openMailbox('hanako', { aim: 'settings', title: kioskWords.menu.title });
  await page.getByRole('button', { name: new RegExp(`^${kioskWords.menu.move}`, 'u') }).click();
  await resident.sees(kioskWords.move.same.title);
  await page.getByText(kioskWords.move.same.what).waitFor();
  const stored = stage.db.selectFrom('accounts').select('address').where('id', '=', accountId);
  expect(await stored.execute()).toEqual([{ address }]);
});
