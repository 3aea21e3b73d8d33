// What the screens of the mailbox tell and send, in the real page: nothing is done without having been asked, nothing is said to be
// done that only waits, and a municipality's words are words and nothing else.
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KioskEvent } from '../../preload/contract/events.ts';
import type { Language, ViewState } from '../../preload/contract/state.ts';
import { texts } from '../../renderer/ui/languages/all.ts';
import { mailboxTexts } from '../../renderer/ui/languages/mailbox/index.ts';
import { plain } from '../../renderer/ui/markup.ts';
import { openStage, type Stage } from '../fixtures/kiosk-stage.ts';
import { viewStates } from '../fixtures/view-states.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.load();
});
afterAll(async () => {
  await stage.close();
});

const en = mailboxTexts.en;
const fixture = (name: string, language: Language = 'en'): ViewState => {
  const found = viewStates(language).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found.state;
};
const button = (name: string | RegExp): Locator =>
  stage.page.getByRole('button', { name, exact: typeof name === 'string' });
const sentBy = async (act: () => Promise<unknown>): Promise<readonly KioskEvent[]> => {
  await stage.sent();
  await act();
  return stage.sent();
};
const seen = async (): Promise<string> =>
  (await stage.page.locator('main').innerText()).replaceAll(/\s+/gu, ' ');

test('the welcome screen has a door to the messages and one to the settings', async () => {
  await stage.push(fixture('welcome'));
  expect(await sentBy(() => button(new RegExp(`^${texts.en.welcome.mailbox}`, 'u')).click())).toEqual([
    { type: 'start', purpose: 'mailbox', aim: 'read' },
  ]);
  expect(await sentBy(() => button(new RegExp(`^${texts.en.welcome.settings}`, 'u')).click())).toEqual([
    { type: 'start', purpose: 'mailbox', aim: 'settings' },
  ]);
});

test('the screens of the mailbox are no part of what the page begins with, and are there before anyone needs them', async () => {
  await stage.push(fixture('welcome'));
  await stage.until(
    `performance.getEntriesByType('resource').some(({ name }) => /MailboxScreens[^/]*[.]js$/.test(name))`,
  );
  const page = String(
    await stage.page.evaluate(`fetch('/kiosk/index.html').then((answer) => answer.text())`),
  );
  expect(page).toMatch(/assets\/kiosk-/u);
  expect(page).not.toContain('Mailbox');
});

test('the list says from when it is without a line, what waits with its number, and which message tells its sender', async () => {
  await stage.push(fixture('mailbox-kept'));
  const all = await seen();
  for (const told of [
    '2 November 2026, 10:30',
    en.list.offline,
    '7K2M-9QXW',
    en.action.pause,
    en.list.attention,
  ])
    expect(all).toContain(told);
  expect(all).toContain(en.notice.notDone(en.action.pause));
  expect(all).toContain(en.list.tells);
  expect(await sentBy(() => button(/Bulky waste/u).click())).toEqual([{ type: 'message.open', id: '2' }]);
  expect(await sentBy(() => button(en.list.move).click())).toEqual([{ type: 'mailbox.go', to: 'move' }]);
});

describe('a message', () => {
  test('opens in the language of its reader, the Japanese original is one touch away and back', async () => {
    await stage.push(fixture('message'));
    expect(await seen()).toContain('From December');
    await button(en.message.original).click();
    expect(await stage.page.locator('h1').innerText()).toContain('粗大ごみ');
    expect(await stage.page.locator('.body').getAttribute('lang')).toBe('ja');
    await button(en.message.translated).click();
    expect(await seen()).toContain('From December');
  });

  test('is words: paragraphs, and addresses that lead nowhere', async () => {
    await stage.push(fixture('message'));
    expect(await stage.page.locator('.body > p').count()).toBe(3);
    expect(await stage.page.locator('main a').count()).toBe(0);
    const state = fixture('message');
    if (state.screen.name !== 'message') throw new Error('not a message');
    const body = '<img src=x onerror="document.title=1"> {漢字|かんじ}\n\n \t\r\n## two';
    await stage.push({
      ...state,
      screen: { ...state.screen, texts: { ja: { title: 'あ', body }, en: { title: '<b>A</b>', body } } },
    });
    expect(await stage.page.locator('.body > p').allInnerTexts()).toEqual([
      '<img src=x onerror="document.title=1"> {漢字|かんじ}',
      '## two',
    ]);
    expect(await stage.page.locator('main img, main b').count()).toBe(0);
    expect(await stage.violations()).toEqual([]);
  });

  test('in やさしい日本語 has its readings above the words', async () => {
    await stage.push(fixture('message', 'easy'));
    await stage.page.locator('.body ruby').first().waitFor();
    expect(await stage.page.locator('.body').innerText()).not.toContain('|');
  });

  test('without the reader’s language says so, and its documents are read page by page', async () => {
    await stage.push(fixture('message-document'));
    const all = await seen();
    for (const told of [en.message.inOther, en.message.onPhone, en.message.page(2, 3), en.message.noText])
      expect(all).toContain(told);
    expect(await sentBy(() => button(en.message.delete).click())).toEqual([
      { type: 'mailbox.act', act: { what: 'delete', message: '3' } },
    ]);
  });
});

test.each([
  ['delete', /cannot be brought back/u],
  ['pause', /can still be read/u],
  ['lost-phone', /Passkeys no longer work/u],
] as const)(
  '%s is asked about: what is lost, what stays; the safe answer is where the way back is',
  async (what, said) => {
    await stage.push(fixture(`mailbox-sure-${what}`));
    expect(await seen()).toMatch(said);
    expect(await sentBy(() => button(en.sure[what].yes).click())).toEqual([
      { type: 'mailbox.sure', yes: true },
    ]);
    expect(await sentBy(() => button(en.sure.no).click())).toEqual([{ type: 'mailbox.sure', yes: false }]);
    expect(await button(texts.en.common.back).count()).toBe(0);
  },
);

test('a reset goes on only after the number has been typed, by touch or keyboard, and a wrong one begins anew', async () => {
  await stage.push(fixture('mailbox-sure-reset'));
  expect(await sentBy(() => button(en.sure.reset.yes).click({ force: true }))).toEqual([]);
  for (const key of ['4', '8']) await stage.page.locator('button.key', { hasText: key }).click();
  await stage.page.keyboard.type('27');
  const typed = { type: 'mailbox.sure', yes: true, typed: '4827' };
  expect(await sentBy(() => button(en.sure.reset.yes).click())).toEqual([typed]);
  await stage.push(fixture('mailbox-sure-reset-wrong'));
  expect(await stage.page.locator('.places').innerText()).toBe('');
  await stage.page.keyboard.type('4821');
  expect(await sentBy(() => stage.page.keyboard.press('Enter'))).toEqual([{ ...typed, typed: '4821' }]);
});

test('stopping and receiving again are one switch, and so is what is kept on this city’s terminals', async () => {
  await stage.push(fixture('mailbox-municipalities'));
  const of = (name: RegExp) => stage.page.getByRole('switch', { name });
  const act = (what: object) => [{ type: 'mailbox.act', act: what }];
  expect(await sentBy(() => of(/^Mihon City$/u).click())).toEqual(
    act({ what: 'pause', municipality: '992011' }),
  );
  expect(await sentBy(() => of(/^Kakū/u).click())).toEqual(act({ what: 'resume', municipality: '990001' }));
  expect(await of(/Tameshi/u).count()).toBe(0);
  expect(await sentBy(() => of(/^Keep my messages/u).click())).toEqual(act({ what: 'keep-here', on: true }));
});

test('a move shows both addresses letter by letter, and each municipality is one switch', async () => {
  await stage.push(fixture('mailbox-move'));
  await stage.page.getByText('U+E000').waitFor();
  const of = (name: string) => stage.page.getByRole('switch', { name });
  expect(await sentBy(() => of(en.move.on('Reiji Town')).click())).toEqual([
    { type: 'mailbox.move', municipality: '993001', on: false },
  ]);
  expect(await sentBy(() => of(en.move.off('Mihon City')).click())).toEqual([
    { type: 'mailbox.move', municipality: '992011', on: true },
  ]);
  expect(await sentBy(() => button(en.move.yes).click())).toEqual([{ type: 'mailbox.save' }]);
});

test('who is to read is typed without letters that look like digits, then what and until when; a number that was not taken is asked for again', async () => {
  await stage.push(fixture('mailbox-delegate-give'));
  await stage.page.keyboard.type('olu7k2m9q');
  expect(await sentBy(() => stage.page.keyboard.press('Enter'))).toEqual([]);
  await button(/Kakū/u).click();
  await button(/2 November 2027/u).click();
  expect(await sentBy(() => button(en.delegateGive.yes).click())).toEqual([
    {
      type: 'mailbox.delegate',
      ...{ receiptNumber: '017K-2M9Q', municipality: '990001', until: '2027-11-02' },
    },
  ]);
  await stage.push(fixture('mailbox-delegates'));
  await stage.push(fixture('mailbox-delegate-give-wrong'));
  expect((await stage.page.locator('.places').innerText()).replaceAll(/\s/gu, '')).toBe('7K2M9QXW');
});

test('paper takes one touch for the reason; when to ask again is preset', async () => {
  await stage.push(fixture('mailbox-exempt'));
  expect(await sentBy(() => button(texts.en.common.next).click({ force: true }))).toEqual([]);
  await button(en.exempt.reason.disability).click();
  expect(await sentBy(() => button(texts.en.common.next).click())).toEqual([
    { type: 'mailbox.exempt', reason: 'disability', reviewOn: '2027-11-02' },
  ]);
});

test('the access log has no code in it, not even one that nobody has described', async () => {
  for (const language of ['ja', 'en'] as const) {
    await stage.push(fixture('mailbox-log', language));
    const own = mailboxTexts[language].log;
    const all = await seen();
    for (const told of [own.what['recipients-shown'], own.what.moved, own.what.other, own.who.delegate])
      expect(all).toContain(plain(told));
    expect(all).not.toMatch(/recipients-shown|of-tomorrow|message-read/u);
  }
});

test('what waits is never called done, and an account that is gone ends the visit', async () => {
  await stage.push(fixture('mailbox-done-waiting'));
  expect(await seen()).not.toContain(en.done.sent);
  expect(await sentBy(() => button(en.done.toMailbox).click())).toEqual([{ type: 'mailbox.done' }]);
  await stage.push(fixture('mailbox-done-closed'));
  expect(await seen()).toContain(en.done.closed);
  expect(await sentBy(() => button(texts.en.common.finish).click())).toEqual([{ type: 'finish' }]);
});

test('leaving the mailbox says that what is done stays, and nothing of a registration', async () => {
  await stage.push(fixture('overlay-leave'));
  expect(await stage.page.getByRole('dialog').innerText()).toContain(texts.en.overlay.leave.body);
  await stage.push(fixture('overlay-cancel'));
  expect(await stage.page.getByRole('dialog').innerText()).toContain(texts.en.overlay.cancel.body);
});

test('PIN1 that is typed as a proof is asked for once, as the number from the registration', async () => {
  await stage.push(fixture('mailbox-pin1'));
  const all = await seen();
  expect(all).toContain(texts.en.secret.knownPin1.title);
  expect(all).toContain(texts.en.secret.tries(5));
  expect(all).not.toContain(texts.en.secret.accountPin1.title);
});
