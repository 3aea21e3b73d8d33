// The kiosk's page as who listens has it: the real page in a real Chromium; keys go in, words come out, nobody looks at it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KioskEvent } from '../../preload/contract/events.ts';
import {
  defaultManner,
  type Language,
  type Manner,
  type Screen,
  type ViewState,
} from '../../preload/contract/state.ts';
import { spelled } from '../../renderer/kiosk/speech/characters.ts';
import { openStage, type Stage } from '../fixtures/kiosk-stage.ts';
import { viewStates } from '../fixtures/view-states.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.load());

const speech = { ...defaultManner.speech, on: true };
const listening: Partial<Manner> = { pace: 'slow', speech };

function scene(name: string, language: Language = 'en', manner: Partial<Manner> = listening): ViewState {
  const found = viewStates(language, manner).find((fixture) => fixture.name === name);
  if (found === undefined) throw new Error(`no scene "${name}"`);
  return found.state;
}
const withScreen = (state: ViewState, patch: Partial<Screen>): ViewState => ({
  ...state,
  screen: { ...state.screen, ...patch } as Screen, // a patch of the very screen
});

type Said = Extract<KioskEvent, { type: 'speech.say' }>;
const isSaid = (event: KioskEvent): event is Said => event.type === 'speech.say';
const flat = (said: readonly Said[]): string =>
  said.flatMap((event) => event.parts.map((part) => part.text)).join(' | ');

/** The next thing that is told; nothing within three seconds is silence, and an error. */
async function hears(): Promise<readonly Said[]> {
  const said = await stage.page.evaluate<boolean>(`new Promise((done) => {
    const until = performance.now() + 3000;
    const look = () => stage.sent.some((event) => event.type === 'speech.say') ? done(true)
      : performance.now() > until ? done(false) : setTimeout(look, 5);
    look();
  })`);
  if (!said) throw new Error('silence');
  return (await stage.sent()).filter(isSaid);
}
const words = async (): Promise<string> => flat(await hears());

/** Opens a screen and lets it tell itself. */
async function opens(state: ViewState): Promise<string> {
  await stage.push(state);
  return words();
}
async function press(key: string): Promise<string> {
  await stage.page.keyboard.press(key);
  return words();
}
async function pushed(state: ViewState): Promise<string> {
  await stage.push(state);
  return words();
}
const focused = (): Promise<string> => stage.page.evaluate<string>('document.activeElement.innerText.trim()');

describe('a new screen', () => {
  test('tells its question, what it says and how much there is to choose from', async () => {
    const told = await opens(scene('interests'));
    expect(told).toMatch(/The screen is now read to you.*Which topics|interest/u);
    expect(told).toMatch(/\| \S+ things to choose from\.$/u);
    expect(await opens(scene('notify'))).not.toContain('The screen is now read to you');
  });

  test('is told in the voice of its language, Japanese by its readings', async () => {
    await stage.push(scene('card-waiting', 'ja'));
    const [told] = await hears();
    expect(new Set(told?.parts.map((part) => part.language))).toEqual(new Set(['ja']));
    expect(flat([told!])).toContain('マイナンバーカードをおいてください');
    expect(flat([told!])).not.toMatch(/\p{Script=Han}/u);
  });

  test.each(['ja', 'en'] as const)('every screen and state has something to tell (%s)', async (language) => {
    for (const { name, state } of viewStates(language, listening)) {
      if (name === 'last-try') continue;
      await opens(scene('last-try', language));
      const heading = state.overlay === null ? 'h1' : 'h2';
      await stage.push(state);
      const told = await words();
      expect(told.length, name).toBeGreaterThan(4);
      expect(await stage.page.locator(heading).last().innerText(), name).not.toBe('');
    }
  });

  test('what the card says is announced as shown and never read out', async () => {
    for (const name of ['confirm', 'confirm-long', 'review']) {
      await stage.load();
      const state = scene(name);
      const told = [await opens(state)];
      for (let key = 0; key < 40 && !/nothing after/u.test(told.at(-1) ?? ''); key += 1)
        told.push(await press('ArrowDown'));
      expect(told.join()).toContain('As shown on the screen');
      const { facts } = state.screen as Extract<Screen, { name: 'confirm' }>; // both screens have them
      expect(told.join()).not.toContain(facts.name.slice(0, 2));
      expect(told.join()).not.toContain(facts.address.slice(0, 4));
    }
  });
});

test('how far it is and what is left are heard in the very words of the printed slip, with receipt number and code', async () => {
  const slip = (
    parse(await readFile(join(import.meta.dirname, '../../resources/slip/words.yml'), 'utf8')) as {
      en: Record<string, string>;
    }
  ).en; // our own file; tests/house/words.test.ts reads it whole
  const state = scene('done-offline');
  const { receiptNumber, slip: printed } = state.screen as Extract<Screen, { name: 'done' }>; // the scene's screen
  const told = [await opens(state)];
  for (let key = 0; key < 60 && !told.at(-1)?.includes('nothing after'); key += 1)
    told.push(await press('ArrowDown'));
  const heard = told.join(' ');
  for (const word of [
    'receiptLabel',
    'saved',
    'sent',
    'accepted',
    'contact',
    'mailbox',
    'done',
    'open',
    'nextContact',
    'nextSending',
  ])
    expect(heard).toContain(slip[word]);
  // And the rest of the paper, line by line.
  expect(printed.spoken.length).toBeGreaterThan(0);
  for (const line of printed.spoken) expect(heard).toContain(line);
  for (const code of [receiptNumber, printed.code])
    expect(heard).toContain(spelled(code.replaceAll(' ', ''), 'en'));
});

describe('going over a screen with the arrows', () => {
  // Rules R9: nothing that is seen is left out. Facts of the card are announced only, addresses and codes are spelt; of a language without
  // a voice only the name is told.
  const literal = /見本|架空|@|[0-9A-Z]{4}[- ][0-9A-Z]{4}/u;
  test.each([
    'welcome',
    'takeover-unknown',
    'takeover-confirm',
    'terms',
    'notify',
    'interests',
    'services-chosen',
    'service-consent',
    'pin',
    'last-try',
    'card-waiting',
    'confirm',
    'contact',
    'code',
    'mailbox-offer',
    'memberships',
    'review',
    'done-open',
    'mailbox',
    'mailbox-kept',
    'mailbox-none-offline',
    'message',
    'message-document',
    'mailbox-menu',
    'mailbox-municipalities',
    'mailbox-data',
    'mailbox-log',
    'mailbox-services',
    'mailbox-move',
    'mailbox-delegates',
    'mailbox-delegate-give',
    'mailbox-exempt',
    'mailbox-sure-pause',
    'mailbox-sure-close',
    'mailbox-pin1',
    'mailbox-done-waiting',
    'ended session.idle',
    'overlay-still-there',
    'overlay-cancel',
    'overlay-leave',
  ])('everything that is seen is heard: %s', async (name) => {
    const told = [await opens(scene(name))];
    for (const arrow of ['ArrowUp', 'ArrowDown'])
      for (let key = 0; key < 120; key += 1) {
        told.push(await press(arrow));
        if (/There is nothing (before|after) this/u.test(told.at(-1) ?? '')) break;
      }
    const seen = await stage.page.evaluate<string>(
      `document.querySelectorAll('[aria-hidden="true"]:not([data-spoken])').forEach((hidden) => hidden.remove()),
      document.querySelectorAll('body [lang]:not([lang="en"], [lang="ja"])').forEach((voiceless) => voiceless.remove()),
      (document.querySelector('dialog[open]') ?? document.body).innerText`,
    );
    const heard = told.join(' ').toLowerCase();
    const lines = seen.split('\n').filter((line) => /[a-z]{2}/iu.test(line) && !literal.test(line));
    const missing = lines
      .flatMap((line) => line.match(/[a-z]+/giu) ?? [])
      .filter((word) => word.length > 1 && !heard.includes(word.toLowerCase()));
    expect(missing).toEqual([]);
  });

  test('each item is told with what it is and how it stands', async () => {
    await opens(scene('notify'));
    const told: string[] = [];
    for (let key = 0; key < 12; key += 1) told.push(await press('ArrowDown'));
    expect(told.join('\n')).toMatch(/ \| option \| (not )?chosen/u);
    expect(told.join('\n')).toMatch(/Next \| button/u);
    expect(told.at(-1)).toContain('There is nothing after this.');
  });

  test('a choice tells how it stands now, when it has been made', async () => {
    const state = withScreen(scene('notify'), { push: false, email: false });
    await opens(state);
    while (!(await press('ArrowDown')).includes('option'));
    await stage.page.keyboard.press('Enter');
    await stage.push(withScreen(state, { push: true, email: false }));
    expect(await words()).toMatch(/\| chosen$/u);
  });

  test('who presses and hears nothing is told where they are', async () => {
    await opens(scene('mailbox-offer'));
    while (!(await press('ArrowDown')).includes('button'));
    expect(await press('Enter')).toContain('button');
  });

  test('home tells the step, the question, the place and how to go on', async () => {
    await opens(scene('interests'));
    await press('ArrowDown');
    expect(await press('Home')).toMatch(/Step \d+ of \d+.*\d+ of \d+.*The up and down arrows/u);
    expect(await press('F1')).toContain('Step');
  });

  test('a legal text is read to its end this way, and agree can be pressed then', async () => {
    await opens(scene('terms'));
    const told: string[] = [];
    while (!/agree \| button/iu.test(told.at(-1) ?? '')) told.push(await press('ArrowDown'));
    expect(told.join()).toContain('Article 12');
    await stage.push(withScreen(scene('terms'), { readToEnd: true }));
    expect(await words()).toMatch(/agree/iu);
  });

  test('left and right go from heading to heading in a long text', async () => {
    await opens(scene('terms'));
    while (!/heading$/u.test(await press('ArrowDown')));
    expect(await press('ArrowRight')).toMatch(/Article \d+.*heading/u);
    expect(await press('ArrowRight')).toMatch(/Article \d+.*heading/u);
  });
});

describe('typing with five keys', () => {
  async function toPad(): Promise<string> {
    for (;;) {
      const told = await press('ArrowDown');
      if (/(^|\| )1$/u.test(told)) return told;
    }
  }

  test('rows are gone over by left and right, from row to row by up and down', async () => {
    await opens(withScreen(scene('pin'), { typed: 0 }));
    await toPad();
    expect(await press('ArrowRight')).toBe('2');
    expect(await press('ArrowDown')).toBe('5');
    expect(await press('ArrowLeft')).toBe('4');
    expect(await press('ArrowLeft')).toContain('4');
    expect(await press('ArrowUp')).toBe('1');
    expect(await stage.page.evaluate('document.activeElement.matches(":focus-visible")')).toBe(true);
  });

  test('a character of a PIN is told as asterisk, never which', async () => {
    const state = withScreen(scene('pin'), { typed: 0 });
    await opens(state);
    await toPad();
    await stage.page.keyboard.press('Enter');
    await stage.until(`stage.sent.some((event) => event.type === 'secret.add' && event.char === '1')`);
    await stage.sent();
    const told = await pushed(withScreen(state, { typed: 1 }));
    expect(told).toContain('asterisk');
    expect(told.replace(/\b1 character/u, '')).not.toMatch(/\d/u);
    expect(await pushed(withScreen(state, { typed: 0 }))).toContain('one character erased');
  });

  test('what comes into a field is told character by character, by keys on the screen and by a keyboard', async () => {
    await opens(withScreen(scene('contact'), { email: '', phone: '' }));
    while (!(await press('ArrowDown')).startsWith('Email'));
    let told = await press('Enter');
    while (!told.endsWith('Q')) told = await press('ArrowDown');
    expect(await press('Enter')).toContain('Q');
    expect(await press('Enter')).toContain('Q');
    expect(await focused()).toBe('q');
    while (!told.startsWith('Email')) told = await press('ArrowUp');
    expect(told).toContain('Q, Q');
    await stage.page.keyboard.press('Backspace');
    expect(await words()).toContain('one character erased');
  });
});

describe('what the page tells by itself', () => {
  test('an error at once, before what may wait', async () => {
    await opens({ ...scene('pin'), notice: null });
    await stage.push({ ...scene('pin'), notice: { code: 'pin.wrong', left: 2 } });
    const [told] = await hears();
    expect(flat([told!])).toMatch(/^notice \|/u);
    expect(told?.after ?? false).toBe(false);
  });

  test('a change that is no answer after what is being told', async () => {
    await opens(scene('notify'));
    await stage.push({ ...scene('notify'), staffCalled: true });
    const told = await hears();
    expect(told.at(-1)?.after).toBe(true);
  });

  test('the still-there prompt with its seconds, and again every ten', async () => {
    const state = scene('notify');
    await opens(state);
    const deadline = new Date(Date.now() + 21_900).toISOString();
    const told = await opens({ ...state, overlay: { name: 'still-there', deadline } });
    expect(told).toMatch(/2[012]/u);
    if (!told.includes('20')) expect(await words()).toContain('20');
  });

  test('the screen again, in short, when the question in front of it has been answered', async () => {
    const state = scene('notify');
    await opens(state);
    await opens({ ...state, overlay: { name: 'cancel' } });
    const told = await opens(state);
    expect(told).not.toContain('choose from');
  });
});

describe('the voice', () => {
  test('starts by itself when headphones are plugged in, with time to listen', async () => {
    const quiet = scene('welcome', 'ja', {});
    await stage.push({ ...quiet, terminal: { ...quiet.terminal, voice: 'unplugged' } });
    await stage.push({ ...quiet, terminal: { ...quiet.terminal, voice: 'ready' } });
    expect(await stage.sent()).toContainEqual({ type: 'speech.set', ...speech });
    await stage.push({ ...quiet, manner: { ...defaultManner, speech } });
    await hears();
    await stage.push(quiet);
    await stage.sent();
    await stage.page.keyboard.press('Home');
    expect(await stage.sent()).toContainEqual({ type: 'speech.set', ...speech });
  });

  test('turns the page to English where there is no voice for the language, and says so', async () => {
    await stage.push(scene('notify', 'vi'));
    await stage.until(`stage.sent.some((event) => event.type === 'language.set')`);
    expect(await stage.sent()).toContainEqual({ type: 'language.set', language: 'en' });
    expect(await pushed(scene('notify', 'en'))).toContain('Japanese and English');
  });

  test('is set by keys of its own', async () => {
    await opens(scene('notify'));
    await stage.page.keyboard.press('F3');
    await stage.page.keyboard.press('F7');
    const sent = await stage.sent();
    expect(sent).toContainEqual({ type: 'speech.set', ...speech, rate: 4 });
    expect(sent).toContainEqual({ type: 'speech.set', ...speech, volume: 2 });
    expect(flat(sent.filter(isSaid))).toMatch(/4/u);
  });

  test('the screen is black while blanked, works by keys, and a touch tells how to get it back', async () => {
    const black = scene('notify', 'en', { ...listening, speech: { ...speech, blank: true } });
    await opens(black);
    const visible = await stage.page.evaluate<string>(
      'getComputedStyle(document.querySelector(".shell")).opacity',
    );
    expect(visible).toBe('0');
    expect(await press('ArrowDown')).not.toBe('');
    await stage.page.mouse.click(600, 750);
    await stage.page.getByText('The screen is black').waitFor();
    expect((await stage.sent()).filter((event) => event.type !== 'speech.say')).toEqual([]);
    await stage.page.mouse.click(600, 750);
    expect(await stage.sent()).toContainEqual({ type: 'speech.set', ...speech, blank: false });
  });
});

describe('the arrow pad without the voice', () => {
  test('goes to what can be worked, in the order of the page, always in sight', async () => {
    await stage.push(scene('notify', 'en', {}));
    const seen: string[] = [];
    for (let key = 0; key < 10; key += 1) {
      await stage.page.keyboard.press('ArrowDown');
      seen.push(await focused());
      const outline = await stage.page.evaluate<string>(
        'getComputedStyle(document.activeElement).outlineStyle',
      );
      expect(outline).toBe('solid');
    }
    expect(seen.at(-1)).toContain('Next');
    expect(await stage.page.evaluate('document.activeElement.tagName')).toBe('BUTTON');
    expect((await stage.sent()).filter(isSaid)).toEqual([]);
  });

  test('scrolls a long text before it goes on', async () => {
    await stage.push(scene('terms', 'en', {}));
    for (let key = 0; key < 60; key += 1) {
      await stage.page.keyboard.press('ArrowDown');
      if (/agree/iu.test(await focused())) break;
    }
    expect(await focused()).toMatch(/agree/iu);
    await stage.until('stage.sent.some((event) => event.type === "legal.end")');
  });
});

test('nothing of all this breaks the page', () => {
  expect(stage.errors).toEqual([]);
});
