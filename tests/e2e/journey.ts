// One resident's registration from the welcome screen to the receipt, as a person does it: by what is written on the screen.
import { expect } from 'vitest';
import type { Resident } from './resident.ts';

export interface Counter {
  /** Lays the card on the reader; takes it away. */
  put(): Promise<void>;
  take(): Promise<void>;
  /** The newest 6-digit code that was mailed to this address. */
  mailedCode(address: string): Promise<string>;
}

export interface Wishes {
  readonly email: string;
  readonly services: readonly string[];
  readonly supportPin: string;
  readonly signaturePassword: string;
  readonly mailbox: { readonly pin1: string; readonly pin2: string | null } | null;
  /** As the card has them. */
  readonly facts: { readonly name: string; readonly address: string };
}

/** Goes all the way and gives the receipt number. Leaves the last screen standing. */
export async function register(resident: Resident, counter: Counter, wishes: Wishes): Promise<string> {
  const { page, texts } = resident;
  await consents(resident, wishes);
  await cardAndPins(resident, counter, wishes);
  await resident.sees(texts.confirm.title);
  await page.getByText(wishes.facts.name, { exact: true }).waitFor();
  await page.getByText(wishes.facts.address, { exact: true }).waitFor();
  await resident.shot('confirm');
  await resident.presses(texts.confirm.right);
  await contact(resident, counter, wishes.email);
  await mailbox(resident, wishes);
  await resident.sees(texts.review.title);
  await page.getByText(wishes.facts.name, { exact: true }).waitFor();
  await resident.shot('review');
  await resident.presses(texts.review.save);
  await page.getByText(texts.done.receipt).waitFor();
  const accepted = page.getByRole('listitem').filter({ hasText: texts.stages.stage.accepted });
  await accepted.getByText(texts.stages.mark.done).waitFor();
  await page.getByText(texts.done.print.saved).waitFor();
  await resident.shot('done');
  const shown = await page.locator('dd').first().innerText();
  expect(shown).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  return shown;
}

async function consents(resident: Resident, wishes: Wishes): Promise<void> {
  const { page, texts } = resident;
  await resident.sees(texts.welcome.title);
  await resident.shot('welcome');
  await resident.presses(texts.welcome.register);
  await resident.readsAndAgrees('terms');
  await resident.readsAndAgrees('privacy');
  await resident.sees(texts.notify.title);
  await page.getByRole('switch', { name: texts.notify.email, exact: true }).click();
  await page.getByRole('switch', { name: texts.notify.email, exact: true, checked: true }).waitFor();
  await resident.shot('notify');
  await resident.presses(texts.common.next);
  await resident.sees(texts.interests.title);
  expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
  await page.getByRole('checkbox').first().click();
  await page.getByRole('checkbox', { checked: true }).waitFor();
  await resident.shot('interests');
  await resident.presses(texts.common.next);
  await resident.sees(texts.services.title);
  expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
  for (const [index] of wishes.services.entries()) {
    await page.getByRole('checkbox').nth(index).click();
    await page.getByRole('checkbox', { checked: true }).nth(index).waitFor();
  }
  await resident.shot('services');
  await resident.presses(texts.common.next);
  for (const [index, service] of wishes.services.entries()) {
    await resident.sees(texts.consent.title(service));
    if (index === 0) await resident.shot('service-consent');
    await resident.presses(texts.consent.agree);
  }
  if (wishes.services.length > 0) await resident.readsAndAgrees('jlis');
}

async function cardAndPins(resident: Resident, counter: Counter, wishes: Wishes): Promise<void> {
  const { page, texts } = resident;
  await resident.sees(texts.secret.supportPin.title);
  await page.getByText(texts.secret.triesLater).waitFor();
  await counter.put();
  await page.getByText(texts.secret.tries(3)).waitFor();
  await resident.types(wishes.supportPin);
  await page.getByText(texts.secret.typed(4)).waitFor({ state: 'attached' });
  await resident.shot('support-pin');
  await resident.presses(texts.common.next);
  if (wishes.services.length === 0) return;
  await resident.sees(texts.secret.signaturePassword.title);
  await page.getByText(texts.secret.tries(5)).waitFor();
  // A physical keyboard does as well.
  await page.keyboard.type(wishes.signaturePassword);
  await page.getByText(texts.secret.typed(wishes.signaturePassword.length)).waitFor({ state: 'attached' });
  await resident.shot('signature-password');
  await resident.presses(texts.common.next);
}

async function contact(resident: Resident, counter: Counter, email: string): Promise<void> {
  const { page, texts } = resident;
  await resident.sees(texts.contact.title);
  await page.getByLabel(texts.contact.email).fill(email);
  await resident.shot('contact');
  await resident.presses(texts.contact.send);
  await resident.sees(texts.code.title);
  await resident.shot('code');
  await page.keyboard.type(await counter.mailedCode(email));
  await resident.presses(texts.code.submit);
}

async function mailbox(resident: Resident, { mailbox }: Wishes): Promise<void> {
  const { page, texts } = resident;
  await resident.sees(texts.mailboxOffer.title);
  await resident.shot('mailbox-offer');
  if (mailbox === null) return resident.presses(texts.mailboxOffer.no);
  await resident.presses(texts.mailboxOffer.yes);
  await twice(resident, texts.secret.accountPin1, mailbox.pin1, 'account-pin1');
  if (mailbox.pin2 === null) await resident.presses(texts.secret.skip);
  else await twice(resident, texts.secret.accountPin2, mailbox.pin2, 'account-pin2');
  await resident.sees(texts.memberships.title);
  await page.getByRole('switch', { checked: true }).first().waitFor();
  await resident.shot('memberships');
  await resident.presses(texts.common.next);
}

async function twice(
  resident: Resident,
  words: { title: string; again: string },
  pin: string,
  shot: string,
): Promise<void> {
  for (const heading of [words.title, words.again]) {
    await resident.sees(heading);
    await resident.types(pin);
    await resident.page.getByText(resident.texts.secret.typed(pin.length)).waitFor({ state: 'attached' });
    if (heading === words.title) await resident.shot(shot);
    await resident.presses(resident.texts.common.next);
  }
}
