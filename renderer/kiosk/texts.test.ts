import { describe, expect, test } from 'vitest';
import { faceCodes } from '../../preload/contract/faces.ts';
import { stepIds } from '../../preload/contract/state.ts';
import { texts } from '../ui/languages/all.ts';
import { greetings, languages } from '../ui/languages/greetings.ts';
import { loadTexts, type Texts } from '../ui/languages/index.ts';
import { mailboxTexts } from '../ui/languages/mailbox/index.ts';
import { kana, plainAll } from '../ui/markup.ts';
import { faceOf, faceTone } from './faces.ts';

type Leaf = readonly [path: string, value: unknown];
function leaves(value: unknown, path = ''): readonly Leaf[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, path === '' ? key : `${path}.${key}`));
}

describe.each(languages)('the catalogue in %s', (language) => {
  const own = plainAll<Texts>(texts[language]);
  const all = [...leaves(own), ...leaves(plainAll(mailboxTexts[language]), 'mailbox')];

  test.each(faceCodes)('has a face for %s', (code) => {
    const face = faceOf(own, code);
    for (const part of ['title', 'what', 'lost', 'todo'] as const) expect(face[part], part).toMatch(/\S/u);
  });

  test('has no face that main cannot raise', () => {
    expect(Object.keys(own.faces).sort()).toEqual([...faceCodes].sort());
  });

  test('names every step', () => {
    expect(Object.keys(own.steps)).toEqual([...stepIds]);
  });

  test('has no empty text and none that still says what it is made of', () => {
    for (const [path, value] of all) {
      if (path === 'common.gap') continue;
      const text: unknown =
        typeof value === 'function' ? (value as (...figures: unknown[]) => unknown)(3, 5) : value;
      expect(text, path).toMatch(/\S/u);
      expect(text, path).not.toMatch(/undefined|NaN|\[object|TODO|\{|\}/u);
    }
  });

  test('puts its figures into the text', () => {
    for (const [path, value] of all) {
      if (typeof value !== 'function') continue;
      const text = (value as (...figures: unknown[]) => string)(37, 41);
      expect(text, path).toContain('37');
    }
  });
});

test.each(languages.filter((language) => language === 'ja' || language === 'easy'))(
  'in %s every character that needs a reading has one',
  (language) => {
    for (const [path, value] of leaves([texts[language], greetings[language], mailboxTexts[language]])) {
      const text =
        typeof value === 'function' ? (value as (...figures: unknown[]) => string)(3, 5) : String(value);
      const read = kana(text);
      expect(read, path).not.toMatch(/[\p{Script=Han}{|}]/u);
    }
  },
);

test('the tries that are left are told by both wrong-PIN faces', () => {
  for (const code of ['pin.wrong', 'password.wrong', 'code.wrong'] as const)
    for (const language of languages) expect(faceOf(texts[language], code).left?.(2)).toContain('2');
});

test('Japanese is polite: what happened and what to do are whole sentences', () => {
  for (const code of faceCodes) {
    const { what, todo, lost } = faceOf(plainAll(texts.ja), code);
    for (const text of [what, todo, lost])
      expect(text, code).toMatch(/(?:です|ます|ません|ました|でした|ください|ません)。$/u);
  }
});

/** The scripts that a language is not written in. The word for "language", and in Chinese what is printed on the card, may stand in Japanese beside its own. */
const foreign = {
  en: /[\p{scx=Hira}\p{scx=Kana}\p{sc=Han}\p{sc=Hangul}]/u,
  zh: /[\p{sc=Hira}\p{sc=Kana}\p{sc=Hangul}]/u,
  ko: /[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}]/u,
  vi: /[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}\p{sc=Hangul}]/u,
  pt: /[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}\p{sc=Hangul}]/u,
  tl: /[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}\p{sc=Hangul}]/u,
} as const;
const withoutJapanese = languages.filter((language) => language in foreign);

test.each(withoutJapanese)('%s has nothing of another script left in it', (language) => {
  const told = leaves([texts[language], greetings[language], mailboxTexts[language]]).map(([, value]) =>
    typeof value === 'function' ? (value as (...figures: unknown[]) => string)(3, 5) : String(value),
  );
  const pattern = foreign[language as keyof typeof foreign]; // filtered above
  for (const text of told)
    expect(text.replaceAll(/ことば|（マイナンバー(?:カード)?）/gu, '')).not.toMatch(pattern);
});

test.each(languages)('the page fetches in %s what the tests read', async (language) => {
  expect(await loadTexts(language)).toBe(texts[language]);
});

test('what the resident chose or only has to wait for is not shown as an error', () => {
  expect(faceTone('session.cancelled')).toBe('warning');
  expect(faceTone('network.offline')).toBe('warning');
  expect(faceTone('pin.blocked')).toBe('error');
});
