// How the kiosk's page looks, measured in a real Chromium: every screen and state is held against axe in every theme, and every pair of
// colours against WCAG (rules R2, R3, R8). Whether everything fits is kiosk-fits.test.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { themes } from '../../preload/contract/state.ts';
import { languages } from '../../renderer/ui/languages/greetings.ts';
import { fits, formats, openLooks, scenes, walk } from '../fixtures/kiosk-looks.ts';
import type { Stage } from '../fixtures/kiosk-stage.ts';

/** Rules R2; the contrast themes keep to 1.4.6 (AAA). */
const least = {
  light: { text: 4.5, edge: 3 },
  dark: { text: 4.5, edge: 3 },
  'contrast-light': { text: 7, edge: 3 },
  'contrast-dark': { text: 7, edge: 3 },
} satisfies Record<(typeof themes)[number], unknown>;
let stage: Stage;
beforeAll(async () => {
  stage = await openLooks();
});
afterAll(async () => {
  await stage.close();
});

const axe = (
  options: string,
) => `axe.run(document, { resultTypes: ['violations'], ${options} }).then((result) =>
  result.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`;

describe('axe finds nothing', () => {
  test.each(languages)('in %s, on any screen', async (language) => {
    await stage.page.setViewportSize(formats[0]);
    expect(await walk(stage, scenes(language, {}), axe(''))).toEqual({});
    expect(await stage.violations()).toEqual([]);
    expect(stage.errors).toEqual([]);
  });

  test.each(themes.slice(1))('in the theme %s, on any screen', async (theme) => {
    await stage.page.setViewportSize(formats[1]);
    expect(await walk(stage, scenes('ja', { theme }), axe(`runOnly: ['cat.color']`))).toEqual({});
  });
});

test.each(['ja', 'easy', 'en'] as const)(
  'every text, edge, icon and focus ring stands out, in every theme, in %s',
  async (language) => {
    await stage.page.setViewportSize(formats[2]);
    const all = scenes(language, {}, /^/u);
    expect(await walk(stage, all, `measure.themes(${JSON.stringify(least)})`)).toEqual({});
  },
);

describe('what is measured here is found when it is wrong', () => {
  const notify = () => scenes('ja', {}, /^notify$/u);
  test.each([
    ['a cut text', `main h1`, 'height: 10px; overflow: hidden', /^cut: /u],
    [
      'a text beside its button',
      `.bar .staff`,
      'flex: none; width: 90px; text-indent: 80px',
      /beside its place/u,
    ],
    ['a control below the window', `footer`, 'position: fixed; top: 790px', /outside of the window/u],
    ['a small target', `footer button`, 'min-height: 40px; padding: 0', /^small target/u],
    ['small text', `main .lead`, 'font-size: 18px', /^small text/u],
    ['controls on each other', `.bar .staff`, 'margin-left: -40px', /^too close/u],
  ])('%s', async (_what, selector, style, said) => {
    await stage.page.setViewportSize(formats[0]);
    const spoil = `(() => { const spoiled = document.querySelector(${JSON.stringify(selector)}); spoiled.style.cssText = ${JSON.stringify(style)};
      const found = ${fits(100)}; spoiled.style.cssText = ''; return found; })()`;
    expect((await walk(stage, notify(), spoil))['notify']?.join('\n')).toMatch(new RegExp(said, 'mu'));
  });

  test('a pale text, a pale edge', async () => {
    const spoil = `(() => { const { style } = document.documentElement;
      style.setProperty('--text-soft', 'var(--color-neutral-solid-gray-420)'); style.setProperty('--line', 'var(--color-neutral-solid-gray-200)');
      const found = measure.contrast({ text: 4.5, edge: 3 }); style.cssText = ''; return found; })()`;
    const found = (await walk(stage, notify(), spoil))['notify']?.join('\n');
    expect(found).toMatch(/^text: /mu);
    expect(found).toMatch(/^edge: /mu);
  });
});
