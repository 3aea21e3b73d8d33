// Texts in a real Chromium: languages that come later, line ends, readings, the right forms of Chinese characters, and names with
// characters that no font has.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ViewState } from '../../preload/contract/state.ts';
import { texts } from '../../renderer/ui/languages/all.ts';
import { htmlLang, languages } from '../../renderer/ui/languages/greetings.ts';
import { plain } from '../../renderer/ui/markup.ts';
import { openStage, type Stage } from '../fixtures/kiosk-stage.ts';
import { viewStates } from '../fixtures/view-states.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.load());

const states = viewStates('ja').map(({ state }) => state);
const confirm = states.find(({ screen }) => screen.name === 'confirm')!;
const welcome = states.find(({ screen }) => screen.name === 'welcome')!;

/** The confirmation of a card with this name. */
function named(name: string): ViewState {
  if (confirm.screen.name !== 'confirm') throw new Error('not the screen that was asked for');
  return {
    ...confirm,
    language: 'ja',
    screen: { ...confirm.screen, facts: { ...confirm.screen.facts, name } },
  };
}
const boxes = () => stage.page.locator('main .unseen:not(p)').allTextContents();

/** What is seen of an element, without the readings above the words. */
const seen = `(element) => {
  const copy = element.cloneNode(true);
  for (const reading of copy.querySelectorAll('rt')) reading.remove();
  return copy.textContent.trim();
}`;

describe('a language', () => {
  test.each(languages)(
    '%s is on the screen at once when it is chosen: nothing has to be fetched for its words',
    async (language) => {
      await stage.push({ ...confirm, language: 'ja' });
      await stage.page.waitForLoadState('networkidle');
      const fetched: string[] = [];
      const note = (request: { url(): string }) => void fetched.push(request.url());
      stage.page.on('request', note);
      await stage.push({ ...confirm, language });
      stage.page.off('request', note);
      expect(await stage.page.evaluate(`(${seen})(document.querySelector('h1'))`)).toBe(
        plain(texts[language].confirm.title),
      );
      expect(await stage.page.evaluate('document.documentElement.lang')).toBe(htmlLang(language));
      expect(fetched.filter((url) => url.endsWith('.js'))).toEqual([]);
      expect(stage.errors).toEqual([]);
    },
  );

  test('has its readings above the words in やさしい日本語 and none in Japanese', async () => {
    await stage.push({ ...confirm, language: 'easy' });
    await stage.page.locator('h1 ruby').first().waitFor();
    await stage.push({ ...confirm, language: 'ja' });
    await stage.page.locator('h1 ruby').first().waitFor({ state: 'detached' });
  });
});

/** The lines of an element, without readings, when it is this wide. */
const linesOf = (selector: string, width: string) =>
  stage.page.evaluate(`(() => {
    const element = document.querySelector(${JSON.stringify(selector)});
    element.style.width = ${JSON.stringify(width)};
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const lines = [];
    let bottom = null;
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      for (let at = 0; node.parentElement.closest('rt') === null && at < node.data.length; at += 1) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getBoundingClientRect();
        if (box.width === 0) continue;
        if (bottom === null || box.bottom - bottom > box.height / 2) lines.push('');
        bottom = box.bottom;
        lines[lines.length - 1] += node.data[at];
      }
    return lines.map((line) => line.trim());
  })()`) as Promise<string[]>; // the script above gives lines of text

describe('a line of Japanese ends between phrases, never inside a word', () => {
  test('in Japanese', async () => {
    await stage.push({ ...confirm, language: 'ja' });
    expect(await linesOf('h1', '8em')).toEqual(['この内容で', 'まちがい', 'ありませんか']);
  });

  test('in やさしい日本語, with readings', async () => {
    await stage.push({ ...confirm, language: 'easy' });
    expect(await linesOf('.lead', '8em')).toEqual(['カードに', '書いてある', 'ことです。']);
  });
});

describe('the font', () => {
  const fontsOf = async (text: string, lang: string): Promise<string[]> => {
    const cdp = await stage.page.context().newCDPSession(stage.page);
    await stage.page.evaluate(`{
      const probe = document.createElement('p');
      probe.id = 'probe';
      probe.lang = ${JSON.stringify(lang)};
      probe.textContent = ${JSON.stringify(text)};
      document.body.append(probe);
    }`);
    await stage.page.evaluate(
      `document.fonts.load('20px ' + getComputedStyle(document.getElementById('probe')).fontFamily, ${JSON.stringify(text)})`,
    );
    await cdp.send('DOM.enable');
    await cdp.send('CSS.enable');
    const { root } = await cdp.send('DOM.getDocument');
    const { nodeId } = await cdp.send('DOM.querySelector', { nodeId: root.nodeId, selector: '#probe' });
    const { fonts } = await cdp.send('CSS.getPlatformFontsForNode', { nodeId });
    return fonts.map((font) => `${font.familyName}${font.isCustomFont ? '' : ' (of the machine)'}`);
  };

  test.each([
    ['ja', '直骨海 あ', /^Noto Sans JP/],
    ['zh-Hans', '直骨海简体', /^Noto Sans SC/],
    ['ko', '직원을 기다려', /^Noto Sans KR/],
    ['vi', 'Tiếng Việt ữ', /^Noto Sans(?! JP)/],
    ['pt-BR', 'cartão', /^Noto Sans(?! JP)/],
  ])('of %s is bundled and has its own forms', async (lang, text, family) => {
    await stage.push({ ...welcome, language: 'ja' });
    await stage.page.waitForLoadState('networkidle');
    const fonts = await fontsOf(text, lang);
    for (const font of fonts) {
      expect(font).toMatch(family);
      expect(font).not.toContain('of the machine');
    }
    expect(fonts.length).toBeGreaterThan(0);
  });
});

describe('a name', () => {
  // The one character that nobody has tells that the others have been judged.
  test('with rare characters that the fonts have is shown as it is', async () => {
    await stage.push(named('𠮷田　髙﨑　鷗𡈽葛\u{e0100}\ue000'));
    await stage.page.getByText('U+E000').waitFor();
    expect(await boxes()).toEqual(['U+E000']);
  });

  test('with a variation that no font has is shown with its code points', async () => {
    await stage.push(named('山田\u{e01ef}　花子'));
    await stage.page.getByText('U+7530 U+E01EF').waitFor();
    expect(await boxes()).toEqual(['U+7530 U+E01EF']);
  });

  test('with a character that no font has is shown with its code point and a note', async () => {
    await stage.push(named('山田　\ue000花\u{10fffd}子'));
    const note = plain(texts.ja.confirm.glyph(2));
    await stage.page.getByText(note).waitFor();
    expect(await boxes()).toEqual(['U+E000', 'U+10FFFD']);
    await stage.push(named('山田　花子'));
    await stage.page.getByText(note).waitFor({ state: 'detached' });
  });
});

/** The state with readings wherever the municipality may have written some. */
function withReadings(state: ViewState): ViewState {
  const legal = state.screen.name === 'legal' || state.screen.name === 'service-consent';
  const written = (text: string) => text.replaceAll('市', '{市|し}');
  return JSON.parse(JSON.stringify(state), (key, value: unknown) => {
    if (typeof value === 'string' && legal && ['title', 'text', 'summary'].includes(key))
      return written(value);
    if (typeof value !== 'object' || value === null || !('ja' in value) || !('en' in value)) return value;
    return { ...value, ja: written(String(value.ja)) };
  }) as ViewState; // the same shape: only texts were changed into texts
}

test.each(['ja', 'easy'] as const)(
  'in %s no screen, name or description shows how readings are written',
  async (language) => {
    const found: string[] = [];
    for (const { name, state } of viewStates(language)) {
      await stage.push(withReadings(state));
      const marks = (await stage.page.evaluate(`[
      document.body.textContent,
      ...[...document.querySelectorAll('[aria-label], [title], [alt], [aria-description]')].flatMap((element) =>
        ['aria-label', 'title', 'alt', 'aria-description'].map((name) => element.getAttribute(name) ?? '')),
    ].flatMap((text) => text.match(/.{0,10}[{}].{0,20}/gu) ?? [])`)) as string[]; // pieces of text
      found.push(...marks.map((mark) => `${name}: ${mark}`));
    }
    expect([...new Set(found)]).toEqual([]);
  },
);
