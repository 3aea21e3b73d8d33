// Whatever is typed at the kiosk, and however: keyboard, touch pad, paste, scanner, an input method in the way. A PIN leaves no
// trace in the page: no text, no attribute, no value, no selection, no storage, no title, no history.
import type { CDPSession, Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KioskEvent } from '../../preload/contract/events.ts';
import type { ViewState } from '../../preload/contract/state.ts';
import { openStage, type Stage } from '../fixtures/kiosk-stage.ts';
import { viewStates } from '../fixtures/view-states.ts';

let stage: Stage;
let devtools: CDPSession;
beforeAll(async () => {
  stage = await openStage();
  devtools = await stage.page.context().newCDPSession(stage.page);
});
afterAll(async () => {
  await stage.close();
});
beforeEach(async () => {
  await stage.load();
});

const fixture = (name: string): ViewState => {
  const found = viewStates('ja').find((one) => one.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found.state;
};
const button = (name: string | RegExp): Locator => stage.page.getByRole('button', { name, exact: true });
const sentBy = async (act: () => Promise<unknown>): Promise<readonly KioskEvent[]> => {
  await stage.sent();
  await act();
  return stage.sent();
};
const keys = async (...pressed: readonly string[]): Promise<void> => {
  for (const key of pressed) await stage.page.keyboard.press(key);
};
const paste = (text: string): Promise<unknown> =>
  stage.page.evaluate(`(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', ${JSON.stringify(text)});
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  })()`);
/** What a scanner in keyboard mode sends: every key with the time it was made at, a few milliseconds apart. */
const scan = (text: string): Promise<unknown> =>
  stage.page.evaluate(`(() => {
    const target = document.activeElement ?? document.body;
    for (const key of [...${JSON.stringify(text)}, 'Enter'])
      target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  })()`);
/** What an input method does: composes, then puts in what was chosen. */
const compose = async (text: string): Promise<void> => {
  await devtools.send('Input.imeSetComposition', {
    text,
    selectionStart: text.length,
    selectionEnd: text.length,
  });
  await devtools.send('Input.insertText', { text });
};
const shownCode = (): Promise<string> =>
  stage.page.evaluate<string>(
    `[...document.querySelectorAll('.places > span')].map((one) => one.textContent).join('')`,
  );

/** Everywhere in the page where characters can stand, the keys themselves apart. */
const everything = `(() => {
  const found = [document.title, location.href, JSON.stringify(history.state), String(getSelection()),
    JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, window.name];
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
  for (let node = walker.currentNode; node !== null; node = walker.nextNode()) {
    if (node instanceof Element) {
      if (node.closest('.keys, svg, style, script, link')) continue;
      for (const { value } of node.attributes) found.push(value.replaceAll(/svelte-\\w+/g, ''));
      for (const part of ['value', 'defaultValue', 'ariaValueText']) if (typeof node[part] === 'string') found.push(node[part]);
    } else if (node.parentElement === null || node.parentElement.closest('.keys, style, script') === null) {
      found.push(node.nodeValue ?? '');
    }
  }
  return found;
})()`;
const inPage = async (): Promise<readonly string[]> => (await stage.page.evaluate(everything)) as string[]; // strings, by the expression

describe('a PIN', () => {
  const typed = '7695';
  const waiting = (): ViewState => fixture('pin-before-card');
  const withDots = (count: number): ViewState => {
    const state = waiting();
    if (state.screen.name !== 'secret') throw new Error('not the PIN screen');
    return { ...state, screen: { ...state.screen, typed: count } };
  };

  test.each([
    ['the keyboard', (digit: string) => keys(digit)],
    ['the number pad', (digit: string) => keys(`Numpad${digit}`)],
    ['touch', (digit: string) => button(digit).click()],
  ])('typed by %s is told key by key, and no digit of it is anywhere in the page', async (_how, press) => {
    await stage.push(waiting());
    const before = new Set(await inPage());
    expect(before.size).toBeGreaterThan(50);
    for (const [place, digit] of [...typed].entries()) {
      expect(await sentBy(() => press(digit))).toEqual([{ type: 'secret.add', char: digit }]);
      await stage.push(withDots(place + 1));
      const added = (await inPage()).filter((text) => !before.has(text));
      expect(added.filter((text) => /[7695]/u.test(text.normalize('NFKC')))).toEqual([]);
    }
    expect(await stage.page.locator('.dot').count()).toBe(4);
    expect(await sentBy(() => keys('Enter'))).toEqual([{ type: 'secret.submit' }]);
  });

  test('would be found if the page held it', async () => {
    await stage.push(withDots(2));
    const before = new Set(await inPage());
    await stage.page.evaluate(`document.querySelector('.places > span').dataset.char = '7'`);
    expect((await inPage()).filter((text) => !before.has(text))).toEqual(['7']);
  });

  test('cannot be pasted, filled in or composed: there is no field', async () => {
    await stage.push(waiting());
    expect(await stage.page.locator('input, textarea, [contenteditable]').count()).toBe(0);
    expect(
      await sentBy(async () => {
        await paste('7391');
        await compose('７３９１');
      }),
    ).toEqual([]);
  });

  test('of kana is not taken, nor small letters as anything but capitals', async () => {
    await stage.push(fixture('password'));
    expect(await sentBy(() => scan('あＡb9!'))).toEqual([
      { type: 'secret.add', char: 'A' },
      { type: 'secret.add', char: 'B' },
      { type: 'secret.add', char: '9' },
      { type: 'secret.submit' },
    ]);
  });

  test('leaves no focus on the key that was touched', async () => {
    await stage.push(waiting());
    await button('7').click();
    expect(await stage.page.evaluate('document.activeElement.tagName')).toBe('H1');
  });
});

describe('a code', () => {
  test('by keyboard and touch is sent when it is whole', async () => {
    await stage.push(fixture('code-wrong'));
    expect(
      await sentBy(async () => {
        await button('1').click();
        await keys('2', '3', 'Numpad4', '5', 'Enter', 'x');
      }),
    ).toEqual([]);
    expect(await shownCode()).toBe('12345');
    expect(await sentBy(() => keys('6', 'Enter'))).toEqual([{ type: 'code.submit', code: '123456' }]);
    expect(await shownCode()).toBe('');
  });

  test('can be pasted, with whatever stands around it', async () => {
    await stage.push(fixture('code-wrong'));
    await paste(' コード：６５４-321 ');
    expect(await shownCode()).toBe('654321');
    expect(await sentBy(() => button('確認する').click())).toEqual([{ type: 'code.submit', code: '654321' }]);
  });

  test('from a scanner takes the place of what stood there and is sent at once, whatever has the focus', async () => {
    await stage.push(fixture('code-wrong'));
    await keys('9', '9');
    const now = Number(await stage.page.evaluate('performance.now()'));
    await stage.until(`performance.now() > ${now + 80}`);
    await button('スマートフォンで続ける').focus();
    expect(await sentBy(() => scan('481516'))).toEqual([{ type: 'code.submit', code: '481516' }]);
  });

  test('is not sent twice while it is being checked', async () => {
    await stage.push(fixture('code-phone'));
    expect(await sentBy(() => scan('481516'))).toEqual([]);
  });
});

describe('the code from home', () => {
  test('by touch and keyboard is sent when it is whole, and nothing of it stays', async () => {
    await stage.push(fixture('takeover'));
    expect(
      await sentBy(async () => {
        await button('1').click();
        await keys('2', '3', '4', '5', 'Enter', '6', 'Enter');
      }),
    ).toEqual([{ type: 'takeover.submit', code: '123456' }]);
    expect(await shownCode()).toBe('');
  });

  test.each([['481516'], ['720491384106023998152460']])('of a scanner is sent at once (%s)', async (code) => {
    await stage.push(fixture('takeover'));
    await keys('9', '9');
    const now = Number(await stage.page.evaluate('performance.now()'));
    await stage.until(`performance.now() > ${now + 80}`);
    await button('ここで最初からえらぶ').focus();
    expect(await sentBy(() => scan(code))).toEqual([{ type: 'takeover.submit', code }]);
    expect(await shownCode()).toBe('');
  });

  test('can be pasted in either length', async () => {
    await stage.push(fixture('takeover'));
    const number = '7204 9138 4106 0239 9815 2460';
    expect(await sentBy(() => paste(number))).toEqual([
      { type: 'takeover.submit', code: number.replaceAll(' ', '') },
    ]);
    await paste('314-159');
    expect(await shownCode()).toBe('314159');
  });

  test('is not sent twice while it is being looked for', async () => {
    await stage.push(fixture('takeover-checking'));
    expect(await sentBy(() => scan('481516'))).toEqual([]);
  });
});

describe('an address', () => {
  const email = (): Locator => stage.page.getByLabel('メールアドレス');

  test('is typed on the screen and on a keyboard, at the place of the cursor', async () => {
    await stage.push(fixture('contact'));
    await button('h').click();
    await keys('i', '-', '4');
    await button('@docomo.ne.jp').click();
    await stage.page.evaluate('document.activeElement.setSelectionRange(0, 0)');
    await keys('x');
    await button('y').click();
    expect(await email().inputValue()).toBe('xyhi-4@docomo.ne.jp');
  });

  test('has no kana and no kanji in it, whatever an input method does', async () => {
    await stage.push(fixture('contact'));
    await email().focus();
    await keys('a');
    await compose('はなこ');
    await compose('花子');
    await keys('b');
    expect(await email().inputValue()).toBe('ab');
    await email().fill('ｃ＠ｅｘ．ｊｐ　');
    expect(await email().inputValue()).toBe('c@ex.jp');
  });

  test('is typed by the place of the keys while an input method is in the way', async () => {
    await stage.push(fixture('contact'));
    await email().focus();
    await stage.page.evaluate(`for (const code of ['KeyH', 'Digit4', 'Period', 'Space', 'KeyZ'])
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Process', code, bubbles: true, cancelable: true }))`);
    expect(await email().inputValue()).toBe('h4.z');
  });

  test('is offered from nowhere and kept nowhere', async () => {
    await stage.push(fixture('contact'));
    for (const field of await stage.page.locator('input').all()) {
      expect(await field.getAttribute('autocomplete')).toBe('off');
      expect(await field.getAttribute('spellcheck')).toBe('false');
      expect(await field.getAttribute('placeholder')).toBeNull();
      expect(await field.getAttribute('name')).toBeNull();
    }
  });
});
