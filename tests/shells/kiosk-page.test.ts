// The kiosk's page in a real Chromium, behind its real headers: what a person does is held against what is sent. How it looks is
// measured in kiosk-looks.test.ts.
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KioskEvent } from '../../preload/contract/events.ts';
import { defaultManner, type Language, type ViewState } from '../../preload/contract/state.ts';
import { greetings, htmlLang, languages } from '../../renderer/ui/languages/greetings.ts';
import { plain } from '../../renderer/ui/markup.ts';
import { openStage, type Stage } from '../fixtures/kiosk-stage.ts';
import { viewStates } from '../fixtures/view-states.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

const fixture = (name: string, language: Language = 'ja'): ViewState => {
  const found = viewStates(language).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found.state;
};

describe('what a person does', () => {
  beforeEach(async () => {
    await stage.load();
    await stage.page.setViewportSize({ width: 1280, height: 800 });
  });
  /** Playwright itself would wait for an unavailable button; a person does not. */
  const press = (target: Locator) => target.click({ force: true });
  const button = (name: string | RegExp) => stage.page.getByRole('button', { name, exact: true });
  /** As a scanner in keyboard mode does: faster than anybody types, however busy the machine is. */
  const scans = (text: string) =>
    stage.page.evaluate(
      `for (const key of ${JSON.stringify([...text])})
         document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))`,
    );
  /** Reads on to the end. The button may say "from the beginning" already when the click comes. */
  const readsOn = async () => {
    while ((await button('続きを読む').count()) > 0) {
      await button(/^(続きを読む|最初から読む)$/u).click();
      await stage.push(fixture('terms'));
    }
  };
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
    const told = await sentBy(async () => {
      await readsOn();
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
      await readsOn();
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

  test.each([
    ['1280x800', 100],
    ['1280x800', 200],
    ['1080x1920', 100],
    ['1920x1080', 150],
  ] as const)(
    'the bar stands in the same place on every screen, and in front of every question, on %s at %i %%',
    async (format, size) => {
      const [width = 0, height = 0] = format.split('x').map(Number);
      await stage.page.setViewportSize({ width, height });
      const places = new Set<string>();
      for (const { name, state } of viewStates('ja', { size })) {
        // Every end is like the first screen; the lines of a trial and of staff that were called move the bar down, never aside.
        if (name.startsWith('ended') || state.terminal.trial || state.staffCalled) continue;
        await stage.push(state);
        const bar = await stage.page
          .evaluate(`[...[...document.querySelectorAll('.head .bar')].at(-1).querySelectorAll('button')]
        .filter((button) => !button.matches('.cancel'))
        .map((button) => [button.textContent.trim(), button.getBoundingClientRect().toJSON()])`);
        places.add(JSON.stringify(bar));
        expect(places.size, name).toBe(1);
      }
      for (const label of ['ゆっくり使う', '画面の設定', 'Language', '職員を呼ぶ'])
        expect([...places][0]).toContain(label);
    },
  );

  test('staff and languages can be reached in front of a question as well', async () => {
    await stage.push(fixture('overlay-card-missing'));
    const events = await sentBy(async () => {
      await stage.page.getByRole('dialog').getByRole('button', { name: '職員を呼ぶ' }).click();
      await stage.page.getByRole('dialog').getByRole('button', { name: 'Language' }).click();
      await stage.page
        .getByRole('dialog', { name: 'ことばをえらんでください' })
        .getByRole('button', { name: 'English' })
        .click();
    });
    expect(events).toEqual([{ type: 'staff.call' }, { type: 'language.set', language: 'en' }]);
    expect(await stage.page.getByRole('dialog').count()).toBe(1);
  });

  test('every language stands on the sheet in its own words', async () => {
    await stage.push(fixture('services'));
    await button(/Language/).click();
    const sheet = stage.page.getByRole('dialog');
    for (const id of languages) {
      // Readings stand between the words, unheard.
      const name = new RegExp(`^${[...plain(greetings[id].name)].join('\\s*')}$`, 'u');
      const own = sheet.getByRole('button', { name });
      expect(await own.getAttribute('lang')).toBe(htmlLang(id));
      expect(await own.getAttribute('aria-pressed')).toBe(String(id === 'ja'));
    }
  });

  test('how the screen is shown, told and timed is asked of main, and shown when main says so', async () => {
    const state = fixture('services');
    await stage.push(state);
    await button('画面の設定').click();
    const sheet = stage.page.getByRole('dialog', { name: '画面の設定' });
    const events = await sentBy(async () => {
      await sheet.getByRole('button', { name: '最大 200%' }).click();
      await sheet.getByRole('button', { name: '暗い' }).click();
      await sheet.getByRole('switch', { name: 'ゆっくり使う' }).click();
      await sheet.getByRole('switch', { name: '音声で聞く' }).click();
    });
    const { speech } = defaultManner;
    expect(events).toEqual([
      { type: 'size.set', size: 200 },
      { type: 'theme.set', theme: 'dark' },
      { type: 'pace.set', pace: 'slow' },
      { type: 'speech.set', ...speech, on: true },
    ]);
    const look = () =>
      stage.page.evaluate(
        `[document.documentElement.dataset.theme, document.documentElement.dataset.size, getComputedStyle(document.documentElement).fontSize]`,
      );
    expect(await look()).toEqual(['light', '100', '16px']);
    await stage.push({
      ...state,
      manner: { theme: 'dark', size: 200, pace: 'slow', speech: { ...speech, on: true } },
    });
    expect(await look()).toEqual(['dark', '200', '32px']);
    const louder = sheet.getByRole('button', { name: '大きく' });
    expect(await sentBy(() => louder.click())).toContainEqual({
      type: 'speech.set',
      ...speech,
      on: true,
      volume: 4,
    });
    await stage.push({ ...state, manner: { ...defaultManner, speech: { ...speech, on: true, volume: 5 } } });
    expect(await sentBy(() => press(louder))).toEqual([]);
    expect(await sheet.isVisible()).toBe(true);
  });

  test('a terminal without a voice, or without headphones, says so', async () => {
    const state = fixture('services');
    await stage.push({ ...state, terminal: { ...state.terminal, voice: 'none' } });
    await button('画面の設定').click();
    const sheet = stage.page.getByRole('dialog');
    expect(await sheet.textContent()).toContain('この端末では、読み上げを使えません。');
    expect(await sheet.getByRole('switch', { name: '音声で聞く' }).count()).toBe(0);
    await stage.push({ ...state, terminal: { ...state.terminal, voice: 'unplugged' } });
    expect(await sheet.textContent()).toContain('ヘッドホンをつないでください。');
  });

  test('a sheet keeps the focus, gives it back, and loses nothing that was typed', async () => {
    await stage.push(fixture('contact'));
    await keys('a', '@', 'b');
    await stage.page.getByRole('banner').getByRole('button', { name: '画面の設定' }).focus();
    await keys('Enter');
    for (let step = 0; step < 30; step += 1) {
      await keys('Tab');
      expect(
        await stage.page.evaluate(
          `document.activeElement.closest('dialog') !== null || document.activeElement === document.body`,
        ),
      ).toBe(true);
    }
    await stage.push({
      ...fixture('contact'),
      manner: { ...defaultManner, size: 200, theme: 'contrast-dark' },
    });
    await keys('Escape');
    expect(await stage.page.getByRole('dialog').count()).toBe(0);
    expect(await focused()).toBe('BUTTON 画面の設定');
    expect(await stage.page.getByLabel('メールアドレス').inputValue()).toBe('a@b');
  });

  test('a sheet gives way to the next screen and to a question', async () => {
    await stage.push(fixture('services'));
    await button('画面の設定').click();
    await stage.push(fixture('overlay-still-there'));
    expect(await stage.page.getByRole('dialog').count()).toBe(1);
    await stage.page.getByRole('dialog').getByRole('button', { name: 'Language' }).click();
    expect(await stage.page.getByRole('dialog').count()).toBe(2);
    expect(await sentBy(() => keys('Escape'))).toEqual([]);
    expect(await sentBy(() => keys('Escape'))).toEqual([{ type: 'stay' }]);
    await stage.page.getByRole('dialog').getByRole('button', { name: 'Language' }).click();
    await stage.push(fixture('ended session.idle'));
    expect(await stage.page.getByRole('dialog').count()).toBe(0);
  });

  test('taking one’s time is one touch, and back again', async () => {
    const state = fixture('welcome');
    await stage.push(state);
    const slow = stage.page.getByRole('banner').getByRole('button', { name: 'ゆっくり使う' });
    expect(await sentBy(() => slow.click())).toEqual([{ type: 'pace.set', pace: 'slow' }]);
    await stage.push({ ...state, manner: { ...defaultManner, pace: 'slow' } });
    expect(await slow.getAttribute('aria-pressed')).toBe('true');
    expect(await sentBy(() => slow.click())).toEqual([{ type: 'pace.set', pace: 'normal' }]);
  });

  test('the question whether one is still there is heard, and so is a card that was left, until it is taken', async () => {
    await stage.page.evaluate(`(() => {
      stage.tones = [];
      const { start } = OscillatorNode.prototype;
      OscillatorNode.prototype.start = function (when) {
        stage.tones.push(this.context.state);
        return start.call(this, when);
      };
    })()`);
    await stage.push(fixture('confirm'));
    expect(await stage.page.evaluate('stage.tones.length')).toBe(0);
    await stage.push(fixture('overlay-still-there'));
    const asked = Number(await stage.page.evaluate('stage.tones.length'));
    expect(asked).toBeGreaterThan(0);
    await stage.push(fixture('card-left'));
    await stage.until(`stage.tones.length > ${String(asked + 4)}`); // a second round of the alarm
    await stage.push(fixture('welcome'));
    const rung = await stage.page.evaluate('stage.tones.length');
    await stage.until(
      `performance.now() > ${String(Number(await stage.page.evaluate('performance.now()')) + 3000)}`,
    );
    expect(await stage.page.evaluate('stage.tones.length')).toBe(rung);
    // Nobody has touched the screen: both shells let the page sound nevertheless.
    expect(await stage.page.evaluate('stage.tones.at(-1)')).toBe('running');
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
      { type: 'contact.submit', email: 'hi-4@docomo.ne.jp', phone: '090', helper: false },
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
    await scans('00x11y22z3');
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
    expect(await stage.sent({ awake: true })).toContainEqual({ type: 'awake' });
  });
});
