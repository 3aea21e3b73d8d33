// How the kiosk's page looks, measured in a real Chromium: every screen and state is held against axe in every theme, every pair of
// colours against WCAG, and every language at every text size against the three formats of screen (rules R2, R3, R5, R8, R12).
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textSizes, themes, type Manner } from '../../preload/contract/state.ts';
import { languages } from '../../renderer/ui/languages/greetings.ts';
import { openStage, type Stage } from '../fixtures/kiosk-stage.ts';
import { viewStates, type Fixture } from '../fixtures/view-states.ts';

const formats = [
  { width: 1280, height: 800 },
  { width: 1080, height: 1920 },
  { width: 1920, height: 1080 },
] as const;
/** Rules R5 and R12, CSS pixels. */
const figures = { target: 56, apart: 8, text: 20, staffText: 16 };
/** Rules R2; the contrast themes keep to 1.4.6 (AAA). */
const least = {
  light: { text: 4.5, edge: 3 },
  dark: { text: 4.5, edge: 3 },
  'contrast-light': { text: 7, edge: 3 },
  'contrast-dark': { text: 7, edge: 3 },
} satisfies Record<(typeof themes)[number], unknown>;
/** They differ in their words only. */
const oneEnd = /^(?!ended (?!facts\.wrong|pin\.blocked|session\.idle|reader\.none))/u;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.load();
  for (const script of ['node_modules/axe-core/axe.min.js', 'tests/fixtures/kiosk-measure.js'])
    await stage.page.evaluate(await readFile(join(import.meta.dirname, '../..', script), 'utf8'));
});
afterAll(async () => {
  await stage.close();
});

const scenes = (
  language: (typeof languages)[number],
  manner: Partial<Manner>,
  which = oneEnd,
): readonly Fixture[] => viewStates(language, manner).filter(({ name }) => which.test(name));

/** What `look`, an expression in the page, finds in each of the states. */
async function walk(
  fixtures: readonly Fixture[],
  look: string,
): Promise<Readonly<Record<string, readonly string[]>>> {
  // The page's own measuring gives strings by scene (tests/fixtures/kiosk-measure.js).
  return (await stage.page.evaluate(
    `measure.walk(${JSON.stringify(fixtures)}, (scene) => ${look})`,
  )) as Record<string, string[]>;
}

const axe = (
  options: string,
) => `axe.run(document, { resultTypes: ['violations'], ${options} }).then((result) =>
  result.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`;

describe('axe finds nothing', () => {
  test.each(languages)('in %s, on any screen', async (language) => {
    await stage.page.setViewportSize(formats[0]);
    expect(await walk(scenes(language, {}), axe(''))).toEqual({});
    expect(await stage.violations()).toEqual([]);
    expect(stage.errors).toEqual([]);
  });

  test.each(themes.slice(1))('in the theme %s, on any screen', async (theme) => {
    await stage.page.setViewportSize(formats[1]);
    expect(await walk(scenes('ja', { theme }), axe(`runOnly: ['cat.color']`))).toEqual({});
  });
});

test.each(['ja', 'easy', 'en'] as const)(
  'every text, edge, icon and focus ring stands out, in every theme, in %s',
  async (language) => {
    await stage.page.setViewportSize(formats[2]);
    const all = scenes(language, {}, /^/u);
    expect(await walk(all, `measure.themes(${JSON.stringify(least)})`)).toEqual({});
  },
);

const fits = (size: number) => `measure.reflow(${String(size)}, ${JSON.stringify(figures)})`;

describe.each(formats)('on $width × $height', (format) => {
  test.each(languages)('everything in %s can be seen and reached at the largest size', async (language) => {
    await stage.page.setViewportSize(format);
    expect(await walk(scenes(language, { size: 200 }), fits(200))).toEqual({});
  });

  test.each(textSizes.slice(0, -1))('everything in Japanese and English fits at %i %', async (size) => {
    await stage.page.setViewportSize(format);
    for (const language of ['ja', 'en'] as const)
      expect(await walk(scenes(language, { size }), fits(size)), language).toEqual({});
  });
});

describe.each(formats)('where something is typed, on $width × $height', (format) => {
  const count = {
    contact: 6 + 44 - 1,
    code: 12,
    'takeover(?!-confirm)': 12,
    pin: 12,
    account: 12,
    password: 38,
  };
  const keys = `[...document.querySelectorAll('button.key, .domains button')]`;
  /** Everything that takes room from a screen, all at once. */
  const crowded = ({ name, state }: Fixture): Fixture => ({
    name: `${name}, crowded`,
    state: {
      ...state,
      staffCalled: true,
      terminal: { ...state.terminal, trial: true },
      notice: state.notice ?? { code: 'network.offline' },
    },
  });

  test.each(['ja', 'en'] as const)(
    'every key is in sight whole in %s, whatever stands above it',
    async (language) => {
      await stage.page.setViewportSize(format);
      for (const [kind, keyCount] of Object.entries(count)) {
        // A pause after wrong codes stands in the place of the keys.
        const plain = scenes(language, {}, new RegExp(`^${kind}\\b(?<!^code(?=-paused))`, 'u'));
        expect(plain.length, kind).toBeGreaterThan(0);
        const found = await walk(
          [...plain, ...plain.map(crowded)],
          `[...measure.covered([...${keys}, ...[document.querySelector('input')].filter(Boolean)]),
          ...(${keys}.length === ${String(keyCount)} ? [] : ['not all keys'])]`,
        );
        expect(found).toEqual({});
      }
    },
  );
});

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
    expect((await walk(notify(), spoil))['notify']?.join('\n')).toMatch(new RegExp(said, 'mu'));
  });

  test('a pale text, a pale edge', async () => {
    const spoil = `(() => { const { style } = document.documentElement;
      style.setProperty('--text-soft', 'var(--color-neutral-solid-gray-420)'); style.setProperty('--line', 'var(--color-neutral-solid-gray-200)');
      const found = measure.contrast({ text: 4.5, edge: 3 }); style.cssText = ''; return found; })()`;
    const found = (await walk(notify(), spoil))['notify']?.join('\n');
    expect(found).toMatch(/^text: /mu);
    expect(found).toMatch(/^edge: /mu);
  });
});

test('every end without a registration can be read at the largest size', async () => {
  await stage.page.setViewportSize(formats[0]);
  for (const language of languages)
    expect(await walk(scenes(language, { size: 200 }, /^ended/u), fits(200)), language).toEqual({});
});
