// What the screens of the kiosk tell and send, in the real page: the welcome in every language, legal texts and their summaries,
// the review and the way back to it, the last screens, the card left behind, staff's codes with cause and remedy.
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KioskEvent } from '../../preload/contract/events.ts';
import {
  reviewSteps,
  type Diagnostics,
  type Language,
  type ViewState,
} from '../../preload/contract/state.ts';
import { texts } from '../../renderer/ui/languages/all.ts';
import { greetings, languages } from '../../renderer/ui/languages/greetings.ts';
import { staffFaces, staffWords } from '../../renderer/ui/languages/staff-faces.ts';
import { slipWords } from '../../renderer/kiosk/slip-words.ts';
import { plainAll } from '../../renderer/ui/markup.ts';
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

const ja = plainAll(texts.ja);
const fixture = (name: string, language: Language = 'ja'): ViewState => {
  const found = viewStates(language).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found.state;
};
const button = (name: string | RegExp): Locator => stage.page.getByRole('button', { name, exact: true });
const sentBy = async (act: () => Promise<unknown>): Promise<readonly KioskEvent[]> => {
  await stage.sent();
  await act();
  return stage.sent();
};
/** What is seen of a place, readings and line ends apart. */
const seen = async (selector: string): Promise<string> =>
  String(
    await stage.page.evaluate(`(() => {
      const copy = document.querySelector(${JSON.stringify(selector)}).cloneNode(true);
      for (const reading of copy.querySelectorAll('rt')) reading.remove();
      return copy.textContent.replaceAll(/\\s+/g, ' ');
    })()`),
  );

test('the welcome screen says in every language what can be done here, and each sentence leads to its language', async () => {
  await stage.push(fixture('welcome'));
  const hello = await seen('.hello');
  for (const language of languages) {
    const { name, lead } = plainAll(greetings[language]);
    expect(hello).toContain(name);
    expect(hello).toContain(lead);
  }
  expect(
    await sentBy(() =>
      stage.page
        .locator('.hello')
        .getByRole('button', { name: /^English/ })
        .click(),
    ),
  ).toEqual([{ type: 'language.set', language: 'en' }]);
});

test('what to have ready gives way to what keeps the terminal from starting', async () => {
  await stage.push(fixture('welcome'));
  expect(await seen('.ready')).toContain(ja.welcome.needPin);
  await stage.push(fixture('welcome-blocked'));
  expect(await seen('.ready')).not.toContain(ja.welcome.needPin);
  expect(await seen('.doors')).toContain(ja.faces['reader.none'].todo);
});

test('a legal text can be read in the other language, and a summary stands above it in the resident’s own', async () => {
  await stage.push(fixture('terms'));
  expect(await stage.page.locator('.summary').count()).toBe(0);
  expect(await sentBy(() => button(ja.legal.textIn.en).click())).toEqual([
    { type: 'legal.language', language: 'en' },
  ]);
  for (const scene of ['terms', 'service-consent']) {
    await stage.push(fixture(scene, 'easy'));
    await stage.page.locator('.summary').waitFor();
    expect(await seen('.legal')).toMatch(/easy 1: summary .*見本の条文|easy 1: summary .*図書館は/u);
    expect(await stage.page.locator('.legal [lang]').last().getAttribute('lang')).toBe('ja');
  }
});

test('from the review every answer can be changed, and a changed step says that it leads back', async () => {
  await stage.push(fixture('review'));
  for (const step of reviewSteps)
    expect(await sentBy(() => button(ja.review.changeOf[step]).click())).toEqual([
      { type: 'review.change', step },
    ]);
  expect(await sentBy(() => button(ja.review.save).click())).toEqual([{ type: 'review.save' }]);
  await stage.push(fixture('notify-reviewing'));
  expect(await sentBy(() => button(ja.review.backHere).click())).toEqual([{ type: 'next' }]);
  expect(await seen('.progress')).toContain(ja.common.nextStep(ja.steps.review));
  await stage.push(fixture('contact-reviewing'));
  expect(await sentBy(() => button(ja.review.backHere).click())).toEqual([{ type: 'back' }]);
});

test('the last screen shows card and slip to take, what is open and by when', async () => {
  await stage.push(fixture('done-offline'));
  for (const name of [ja.done.takeCardAlt, ja.done.takeSlipAlt])
    expect(await stage.page.getByRole('img', { name }).count()).toBe(1);
  const question = await seen('.question');
  for (const words of [ja.done.takeCard, ja.done.takeSlip, ja.stages.left.contact, ja.done.byWhen])
    expect(question).toContain(words);
});

test('the last screen counts down, and every touch gives it the whole time anew', async () => {
  const state = fixture('done');
  if (state.screen.name !== 'done') throw new Error('not the last screen');
  await stage.push(fixture('notify'));
  await stage.push({ ...state, screen: { ...state.screen, closesAfter: 3_000 } });
  await stage.page.getByText(ja.done.closes(3)).waitFor();
  await stage.page.getByText(ja.done.closes(1)).waitFor();
  await stage.page.mouse.click(5, 5);
  await stage.page.getByText(ja.done.closes(3)).waitFor();
  await stage.push({ ...state, screen: { ...state.screen, closesAfter: null } });
  expect(await stage.page.locator('.closes').count()).toBe(0);
});

test('a card left behind is the whole screen: picture, words, nothing to press on it', async () => {
  await stage.push(fixture('card-left'));
  expect(await stage.page.getByRole('img', { name: ja.done.takeCardAlt }).count()).toBe(1);
  expect(await seen('h1')).toContain(ja.cardLeft.title);
  expect(await stage.page.locator('main button, footer button').count()).toBe(0);
});

test('every end has the code for staff, small', async () => {
  await stage.push(fixture('ended pin.blocked'));
  expect(await seen('.answer')).toContain(ja.common.staffCode('pin.blocked'));
});

test('staff read cause and remedy beside each code, and one that nobody described goes to IT', async () => {
  const state = fixture('staff');
  if (state.screen.name !== 'staff') throw new Error('not the staff screen');
  const line = (code: string): Diagnostics['attention'][number] => ({
    receiptNumber: `MH-${code.length}`,
    code,
    since: '2026-11-01T23:10:00.000Z',
    retryable: code !== 'payload-lost-held',
  });
  const diagnostics: Diagnostics = {
    ...state.screen.diagnostics,
    attention: ['seal-unreadable', 'payload-lost-held', 'of-tomorrow'].map(line),
  };
  await stage.push({ ...state, screen: { name: 'staff', diagnostics, slip: null } });
  await stage.page.locator('.cases').first().waitFor();
  const answer = await seen('.answer');
  for (const code of ['seal-unreadable', 'payload-lost-held', 'limits.days'] as const) {
    expect(answer).toContain(code);
    expect(answer).toContain(staffFaces.ja[code].cause);
    expect(answer).toContain(staffFaces.ja[code].todo);
  }
  expect(answer).toContain('of-tomorrow');
  expect(answer).toContain('コードをITへ伝えてください。');
  expect(await button(new RegExp(`^${ja.staff.retry}`, 'u')).count()).toBe(2);
});

test('staff read what "synchronise now" came to: how many were confirmed, what it ended on, why records wait', async () => {
  const state = fixture('staff');
  if (state.screen.name !== 'staff') throw new Error('not the staff screen');
  const keeping = {
    ...state.screen.diagnostics.keeping,
    states: [
      {
        state: 'saved' as const,
        oldest: '2026-11-01T23:10:00.000Z',
        reasons: [{ code: 'timeout', count: 2 }],
      },
    ],
  };
  const diagnostics: Diagnostics = { ...state.screen.diagnostics, keeping };
  await stage.push({ ...state, screen: { name: 'staff', diagnostics, slip: null } });
  const words = staffWords.ja.sync;
  await stage.page.getByRole('heading', { name: words.title }).waitFor();
  const answer = await seen('.answer');
  for (const told of [words.of(3, 4), words.current, words.notBalanced, staffFaces.ja.offline.cause])
    expect(answer).toContain(told);
  expect(await seen('.counts')).toContain('timeout × 2');
  await stage.push({
    ...state,
    screen: { name: 'staff', diagnostics: { ...diagnostics, sync: null }, slip: null },
  });
  await stage.page.getByRole('heading', { name: words.title }).waitFor({ state: 'detached' });
});

test('staff check a slip: a scanner types it, the verdict says what to do, and one that is good can be cancelled', async () => {
  const state = fixture('staff-slip');
  await stage.push(state);
  const words = slipWords.ja;
  await stage.page.getByRole('heading', { name: words.title }).waitFor();
  const answer = await seen('.slip-check');
  for (const told of [words.verdict.valid, words.todo.valid, words.notArrived, words.asking])
    expect(answer).toContain(told);
  const field = stage.page.getByRole('textbox', { name: words.label });
  const text = 'HTTPS://PORTAL.EXAMPLE/S/0123';
  await field.fill(text);
  expect(await sentBy(() => field.press('Enter'))).toContainEqual({ type: 'staff.slip-check', text });
  expect(await field.inputValue()).toBe('');
  expect(await sentBy(() => button(words.cancel).click())).toContainEqual({ type: 'staff.slip-cancel' });
  if (state.screen.name !== 'staff' || state.screen.slip === null) throw new Error('no slip');
  const slip = { ...state.screen.slip, verdict: 'cancelled', asking: false, cancellable: false } as const;
  await stage.push({ ...state, screen: { ...state.screen, slip } });
  await stage.page.getByText(words.verdict.cancelled).waitFor();
  expect(await button(words.cancel).count()).toBe(0);
});
