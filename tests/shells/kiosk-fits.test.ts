// Whether everything on the kiosk's page can be seen and reached, measured in a real Chromium: every language at every text size on the
// three formats of screen (rules R5, R8, R12).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textSizes } from '../../preload/contract/state.ts';
import { languages } from '../../renderer/ui/languages/greetings.ts';
import { fits, formats, openLooks, scenes, walk } from '../fixtures/kiosk-looks.ts';
import type { Stage } from '../fixtures/kiosk-stage.ts';
import type { Fixture } from '../fixtures/view-states.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openLooks();
});
afterAll(async () => {
  await stage.close();
});

describe.each(formats)('on $width × $height', (format) => {
  test.each(languages)('everything in %s can be seen and reached at the largest size', async (language) => {
    await stage.page.setViewportSize(format);
    expect(await walk(stage, scenes(language, { size: 200 }), fits(200))).toEqual({});
  });

  test.each(textSizes.slice(0, -1))('everything in Japanese and English fits at %i %', async (size) => {
    await stage.page.setViewportSize(format);
    for (const language of ['ja', 'en'] as const)
      expect(await walk(stage, scenes(language, { size }), fits(size)), language).toEqual({});
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
          stage,
          [...plain, ...plain.map(crowded)],
          `[...measure.covered([...${keys}, ...[document.querySelector('input')].filter(Boolean)]),
          ...(${keys}.length === ${String(keyCount)} ? [] : ['not all keys'])]`,
        );
        expect(found).toEqual({});
      }
    },
  );
});

test('every end without a registration can be read at the largest size', async () => {
  await stage.page.setViewportSize(formats[0]);
  for (const language of languages)
    expect(await walk(stage, scenes(language, { size: 200 }, /^ended/u), fits(200)), language).toEqual({});
});
