// The kiosk's page in a real Chromium, behind its real headers: every screen and overlay in both languages is held against axe,
// the content policy and the figures of the rules; then what a person does is held against what is sent.
import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KioskEvent } from '../../preload/contract/events.ts';
import type { ViewState } from '../../preload/contract/state.ts';
import { openStage, type Stage } from '../fixtures/kiosk-stage.ts';
import { viewStates } from '../fixtures/view-states.ts';

const languages = ['ja', 'en'] as const;
const sizes = [
  { width: 1280, height: 800 },
  { width: 1080, height: 1920 },
  { width: 1920, height: 1080 },
];
/** Rules R5 and R12, CSS pixels. */
const smallest = { target: 56, text: 20, staffText: 16 };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Read off the page: what lies outside of the window, is clipped, is too small to touch or to read. */
const measure = `(() => {
  const found = [];
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const scrolled = (element) => element.closest('.place, .paper, .body, .doors');
  const inert = (element) => document.querySelector('dialog') !== null && element.closest('dialog') === null;
  const name = (element) => element.tagName.toLowerCase() + '.' + element.className + ' "' + element.textContent.trim().slice(0, 30) + '"';
  if (document.scrollingElement.scrollWidth > innerWidth) found.push('page wider than the window');
  if (document.scrollingElement.scrollHeight > innerHeight) found.push('page taller than the window');
  for (const element of document.querySelectorAll('.place, .paper, .body, .doors, .answer, .question, .box'))
    if (element.scrollWidth > element.clientWidth + 1) found.push('wider than its place: ' + name(element));
  for (const element of document.querySelectorAll('button, input')) {
    if (!seen(element) || inert(element)) continue;
    const box = element.getBoundingClientRect();
    if (box.height < ${smallest.target} - 0.5 || box.width < ${smallest.target} - 0.5) found.push('small target: ' + name(element) + ' ' + box.width + 'x' + box.height);
    if (box.left < 0 || box.right > innerWidth + 0.5) found.push('outside: ' + name(element));
    if (scrolled(element) === null && (box.top < 0 || box.bottom > innerHeight + 0.5)) found.push('outside: ' + name(element));
    if (element.scrollWidth > element.clientWidth + 1) found.push('clipped: ' + name(element));
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || !seen(element) || element.closest('.visually-hidden')) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    const forStaff = element.closest('.code:not(strong), .strip, .badge') !== null;
    if (size < (forStaff ? ${smallest.staffText} : ${smallest.text})) found.push('small text: ' + name(element) + ' ' + size);
  }
  if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
  return found;
})()`;

/** Every key of the pad or keyboard, every ending that completes an address, and the field they type into: wholly in the window and under nothing else. */
const keysCovered = `[...document.querySelectorAll('.key, .domains button'), ...[document.querySelector('input')].filter(Boolean)].flatMap((key) => {
  const { left, right, top, bottom } = key.getBoundingClientRect();
  const inset = 4;
  const points = [[left + inset, top + inset], [right - inset, top + inset], [left + inset, bottom - inset], [right - inset, bottom - inset], [(left + right) / 2, (top + bottom) / 2]];
  const covered = points.filter(([x, y]) => !key.contains(document.elementFromPoint(x, y)));
  return covered.length === 0 ? [] : [key.tagName + ' ' + key.textContent.trim() + ' at ' + JSON.stringify(covered)];
})`;

const axe = `axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations.map(({ id, nodes }) =>
  ({ id, nodes: nodes.map(({ html, failureSummary }) => ({ html: html.slice(0, 300), failureSummary })) })))`;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

const fixture = (name: string, language: (typeof languages)[number] = 'ja'): ViewState => {
  const found = viewStates(language).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found.state;
};

/** They differ in their words only: measured all, but only the others held against axe. */
const ends = /^ended (?!facts\.wrong|pin\.blocked|session\.idle|reader\.none)/u;

const fits = async (state: ViewState): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const size of sizes) {
    await stage.page.setViewportSize(size);
    await stage.push(state);
    // The measuring expression above gives strings.
    const here = (await stage.page.evaluate(measure)) as string[];
    found.push(...here.map((what) => `${size.width}x${size.height}: ${what}`));
  }
  return found;
};

describe.each(languages)('in %s', (language) => {
  const fixtures = viewStates(language);
  beforeAll(async () => {
    await stage.load();
    await stage.page.evaluate(await readFile('node_modules/axe-core/axe.min.js', 'utf8'));
  });

  test.each(fixtures.filter(({ name }) => !ends.test(name)))(
    '$name has nothing that axe objects to and fits every screen',
    async ({ state }) => {
      await stage.page.setViewportSize({ width: 1280, height: 800 });
      await stage.push(state);
      // axe runs in the page; the shape is its documented result.
      expect((await stage.page.evaluate(axe)) as readonly Violation[]).toEqual([]);
      expect(await fits(state)).toEqual([]);
      expect(await stage.page.evaluate('document.documentElement.lang')).toBe(language);
      expect(await stage.violations()).toEqual([]);
      expect(stage.errors).toEqual([]);
    },
  );

  test('every end without a registration fits every screen', async () => {
    const found: unknown[] = [];
    for (const { name, state } of fixtures.filter((one) => ends.test(one.name)))
      for (const what of await fits(state)) found.push([name, what]);
    expect(found).toEqual([]);
  });
});

describe.each(languages)('where something is typed, in %s', (language) => {
  const typing = viewStates(language).filter(({ state }) =>
    ['secret', 'contact', 'code'].includes(state.screen.name),
  );
  /** Everything that takes room from a screen, all at once. */
  const crowded = (state: ViewState): ViewState => ({
    ...state,
    staffCalled: true,
    terminal: { ...state.terminal, trial: true },
    notice: state.notice ?? { code: 'network.offline' },
  });

  beforeAll(async () => {
    await stage.load();
  });

  test.each(typing)('$name shows every key whole, whatever stands above it', async ({ name, state }) => {
    const count = { contact: 6 + 44 - 1, code: 12, secret: name.startsWith('password') ? 38 : 12 };
    const screen = state.screen.name as keyof typeof count; // filtered above
    for (const size of sizes) {
      await stage.page.setViewportSize(size);
      for (const view of [state, crowded(state)]) {
        await stage.push(view);
        expect(await stage.page.locator('.key, .domains button').count()).toBe(count[screen]);
        expect(await stage.page.evaluate(keysCovered), `${size.width}x${size.height}`).toEqual([]);
        if (screen === 'contact') {
          await stage.page.locator('input').last().focus();
          expect(await stage.page.evaluate(keysCovered), `phone ${size.width}x${size.height}`).toEqual([]);
          await stage.page.locator('input').first().focus();
        }
      }
    }
    expect(await fits(crowded(state))).toEqual([]);
  });
});

describe('what a person does', () => {
  beforeEach(async () => {
    await stage.load();
    await stage.page.setViewportSize({ width: 1280, height: 800 });
  });
  /** Playwright itself would wait for an unavailable button; a person does not. */
  const press = (target: Locator) => target.click({ force: true });
  const button = (name: string | RegExp) => stage.page.getByRole('button', { name, exact: true });
  const keys = (...pressed: string[]) =>
    pressed.reduce((before, key) => before.then(() => stage.page.keyboard.press(key)), Promise.resolve());
  const sentBy = async (act: () => Promise<unknown>): Promise<readonly KioskEvent[]> => {
    await stage.sent();
    await act();
    return stage.sent();
  };
  const focused = () =>
    stage.page.evaluate('document.activeElement.tagName + " " + document.activeElement.textContent.trim()');

  test('a new screen puts the focus on its heading, a new state of the same screen leaves it alone', async () => {
    await stage.push(fixture('services'));
    expect(await focused()).toBe('H1 連携するサービスをえらんでください');
    await stage.page.getByRole('checkbox').first().focus();
    await stage.push(fixture('services-chosen'));
    expect(await focused()).toMatch(/^BUTTON /);
    await stage.push(fixture('notify'));
    expect(await focused()).toMatch(/^H1 /);
  });

  test('a choice only asks: it is on when main says so', async () => {
    await stage.push(fixture('services'));
    const first = stage.page.getByRole('checkbox').first();
    expect(await sentBy(() => first.click())).toEqual([{ type: 'service.set', id: 'entry-0', on: true }]);
    expect(await first.getAttribute('aria-checked')).toBe('false');
    await stage.push(fixture('services-chosen'));
    expect(await first.getAttribute('aria-checked')).toBe('true');
  });

  test('start cannot be pressed while the terminal is blocked', async () => {
    await stage.push(fixture('welcome-blocked'));
    const start = stage.page.getByRole('button', { name: /アカウントをつくる/ });
    expect(await sentBy(() => press(start))).toEqual([]);
    await stage.push(fixture('welcome'));
    expect(await sentBy(() => start.click())).toEqual([{ type: 'start', purpose: 'register' }]);
  });

  test('agree lights up only after the end of the text, told once', async () => {
    await stage.push(fixture('terms'));
    expect(await stage.sent()).toEqual([]);
    const agree = button('同意する');
    expect(await agree.getAttribute('aria-disabled')).toBe('true');
    expect(await sentBy(() => press(agree))).toEqual([]);
    const readOn = button('続きを読む');
    const told = await sentBy(async () => {
      for (let page = 0; page < 40 && (await readOn.count()) > 0; page += 1) {
        await readOn.click();
        await stage.push(fixture('terms'));
      }
      await stage.until('stage.sent.some((event) => event.type === "legal.end")');
    });
    expect(told).toEqual([{ type: 'legal.end' }]);
    await stage.push({ ...fixture('terms'), screen: fixture('privacy-read').screen });
    expect(await sentBy(() => agree.click())).toContainEqual({ type: 'legal.agree' });
  });

  test('wherever the last page of a text falls, reading on leads to its end', async () => {
    for (const height of [640, 690, 740, 790, 840, 890, 940, 990]) {
      await stage.page.setViewportSize({ width: 1216, height });
      await stage.push(fixture('notify'));
      await stage.push(fixture('terms'));
      await stage.sent();
      while ((await button('続きを読む').count()) > 0) {
        await button('続きを読む').click();
        await stage.push(fixture('terms'));
      }
      await stage.until('stage.sent.some((event) => event.type === "legal.end")');
    }
  });

  test('a text is read with the keyboard alone', async () => {
    await stage.push(fixture('terms'));
    await stage.page.locator('.paper').focus();
    const told = await sentBy(async () => {
      await keys('End');
      await stage.until('stage.sent.some((event) => event.type === "legal.end")');
    });
    expect(told).toEqual([{ type: 'legal.end' }]);
  });

  test('a text that fits the screen has been read when it is shown', async () => {
    await stage.push(fixture('jlis'));
    await stage.until('stage.sent.some((event) => event.type === "legal.end")');
  });

  test('a PIN is told key by key, by touch and by keyboard', async () => {
    await stage.push(fixture('pin-before-card'));
    const events = await sentBy(async () => {
      await button('7').click();
      await keys('3', 'x', 'Numpad5', 'Backspace', 'Delete', 'Enter');
      await button('1文字けす').click();
      await button('すべてけす').click();
    });
    expect(events).toEqual([
      { type: 'secret.add', char: '7' },
      { type: 'secret.add', char: '3' },
      { type: 'secret.add', char: '5' },
      { type: 'secret.erase' },
      { type: 'secret.clear' },
      { type: 'secret.erase' },
      { type: 'secret.clear' },
    ]);
    await stage.push(fixture('pin-last'));
    expect(await sentBy(() => keys('Enter'))).toEqual([{ type: 'secret.submit' }]);
    expect(await sentBy(() => button('つぎへ').click())).toEqual([{ type: 'secret.submit' }]);
  });

  test('small letters of the password become capitals', async () => {
    await stage.push(fixture('password'));
    expect(await sentBy(() => keys('a', 'B', '9', '!'))).toEqual([
      { type: 'secret.add', char: 'A' },
      { type: 'secret.add', char: 'B' },
      { type: 'secret.add', char: '9' },
    ]);
  });

  test('nothing on the page tells which key of a secret was pressed', async () => {
    const page = async (digit: string) => {
      await stage.push(fixture('saving'));
      await stage.push(fixture('pin-before-card'));
      await button(digit).click();
      await keys(digit);
      await stage.push(fixture('pin'));
      return `${String(await stage.page.evaluate('document.documentElement.outerHTML'))}${String(await focused())}`;
    };
    // Ids of components count up; they tell how many screens were shown, not what was typed.
    const first = (await page('1')).replaceAll(/s\d+-/g, '');
    expect((await page('8')).replaceAll(/s\d+-/g, '')).toBe(first);
  });

  test('nothing typed reaches the screen behind a question', async () => {
    await stage.push({ ...fixture('pin'), overlay: { name: 'cancel' } });
    expect(await sentBy(() => keys('1', '2', 'Backspace'))).toEqual([]);
  });

  test('escape gives the safe answer, as often as it is pressed', async () => {
    await stage.push(fixture('overlay-cancel'));
    expect(await sentBy(() => keys('Escape', 'Escape'))).toEqual([
      { type: 'cancel.no' },
      { type: 'cancel.no' },
    ]);
    await stage.push(fixture('overlay-still-there'));
    expect(await sentBy(() => keys('Escape'))).toEqual([{ type: 'stay' }]);
    expect(await stage.page.getByRole('dialog').isVisible()).toBe(true);
  });

  test('staff and language can be reached in front of a question as well', async () => {
    await stage.push(fixture('overlay-card-missing'));
    const dialog = stage.page.getByRole('dialog');
    const events = await sentBy(async () => {
      await dialog.getByRole('button', { name: '職員を呼ぶ' }).click();
      await dialog.getByRole('button', { name: 'English' }).click();
    });
    expect(events).toEqual([{ type: 'staff.call' }, { type: 'language.set', language: 'en' }]);
  });

  test('the deadline of a question is counted down', async () => {
    const deadline = new Date(Date.now() + 20_000).toISOString();
    await stage.push({ ...fixture('overlay-still-there'), overlay: { name: 'still-there', deadline } });
    const seconds = stage.page.locator('.seconds');
    const before = await seconds.textContent();
    expect(before).toMatch(/^あと(?:1\d|20)秒$/);
    await stage.until(`document.querySelector('.seconds').textContent !== ${JSON.stringify(before)}`);
  });

  test('an email address is typed on the screen and on a keyboard', async () => {
    await stage.push(fixture('contact'));
    await button('h').click();
    await keys('i', '-', '4');
    await button('@').click();
    await button('@docomo.ne.jp').click();
    expect(await stage.page.getByLabel('メールアドレス').inputValue()).toBe('hi-4@docomo.ne.jp');
    await keys('Home', 'x');
    await button('1文字けす').click();
    await stage.page.getByLabel('電話番号').focus();
    await button('0').click();
    await keys('9', '0');
    expect(await sentBy(() => button('コードを送る').click())).toEqual([
      { type: 'contact.submit', email: 'hi-4@docomo.ne.jp', phone: '090' },
    ]);
  });

  test('what was typed stays when the language changes or main tells of an error', async () => {
    await stage.push(fixture('contact'));
    await keys('a', '@', 'b');
    await stage.push(fixture('contact', 'en'));
    await stage.push({ ...fixture('contact', 'en'), notice: { code: 'email.malformed' } });
    const field = stage.page.getByLabel('Email address');
    expect(await field.inputValue()).toBe('a@b');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await stage.page.getByRole('alert').textContent()).toContain('not a complete email address');
  });

  test('nothing is sent while the code is on its way', async () => {
    await stage.push(fixture('contact-sending'));
    expect(await sentBy(() => press(button(/コードを送っています/)))).toEqual([]);
  });

  test('a code is typed, scanned or pasted, and sent when it is whole', async () => {
    await stage.push(fixture('code'));
    await button('1').click();
    await keys('2', '3', '4', '5', 'Enter');
    expect((await stage.sent()).length).toBe(0);
    expect(await sentBy(() => keys('6', 'Enter'))).toEqual([{ type: 'code.submit', code: '123456' }]);
    await stage.page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', ' ６５４-321 ');
      dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
    })()`);
    expect(await sentBy(() => button('確認する').click())).toEqual([{ type: 'code.submit', code: '654321' }]);
    await stage.page.getByLabel('確認コード').fill('00x11y22z33');
    expect(await sentBy(() => keys('Enter'))).toEqual([{ type: 'code.submit', code: '001122' }]);
  });

  test('a new code can be asked for only when its time has come', async () => {
    await stage.push(fixture('code'));
    expect(await sentBy(() => press(button(/秒で送り直せます/)))).toEqual([]);
    await stage.push(fixture('code-wrong'));
    expect(await sentBy(() => button('コードを送り直す').click())).toEqual([{ type: 'code.resend' }]);
    expect(await sentBy(() => button('スマートフォンで続ける').click())).toEqual([{ type: 'code.later' }]);
  });

  test('without a bridge, or when it breaks, the resident is told to wait for staff', async () => {
    await stage.load({ bridge: false });
    await stage.page.getByRole('heading', { name: '職員をお待ちください' }).waitFor();
    await stage.load();
    await stage.push(fixture('confirm'));
    await stage.page.evaluate(`dispatchEvent(new Event('kiosk:lost'))`);
    await stage.page.getByRole('heading', { name: 'Please wait for staff' }).waitFor();
    expect(await stage.page.evaluate('document.body.textContent')).not.toContain('見本');
    await stage.push(fixture('welcome'));
    await stage.page.getByRole('heading', { name: 'デジタル市役所の登録窓口' }).waitFor();
  });

  test('touches and keys keep the session awake', async () => {
    await stage.push(fixture('notify'));
    await stage.page.mouse.click(5, 5);
    expect(await stage.sent({ awake: true })).toEqual([{ type: 'awake' }]);
  });
});
