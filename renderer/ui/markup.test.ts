import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kana, parseMarkup, type Piece, plain, plainAll } from './markup.ts';

const written = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, reading }) => (reading === null ? text : `{${text}|${reading}}`)).join('');

const reading = fc.stringMatching(/^[ぁ-んァ-ヶー]{1,6}$/u);
const base = fc.stringMatching(/^[^{|}]{1,6}$/u);
const letters = /[\dA-Z]/u;
const word = fc.record({ text: base, reading });
/** Text that no word begins in. */
const between = fc.stringMatching(/^[^{]{1,12}$/u).map((text): Piece => ({ text, reading: null }));
/** Anything that markup is made of, well formed or not. */
const anything = fc.stringMatching(/^[{|}あカ漢a ]{0,30}$/u);

describe('readings in a text', () => {
  test('are seen as words and heard as kana', () => {
    const text = '{登録|とうろく}を{終|お}わる。';
    expect(plain(text)).toBe('登録を終わる。');
    expect(kana(text)).toBe('とうろくをおわる。');
    expect(parseMarkup(text)).toEqual([
      { text: '登録', reading: 'とうろく' },
      { text: 'を', reading: null },
      { text: '終', reading: 'お' },
      { text: 'わる。', reading: null },
    ]);
  });

  test('survive writing and parsing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(word, between), { maxLength: 8 }), (pieces) => {
        const text = written(pieces);
        expect(plain(text)).toBe(pieces.map((piece) => piece.text).join(''));
        const heard = pieces.map((piece) => piece.reading ?? piece.text).join('');
        if (!letters.test(heard)) expect(kana(text)).toBe(heard);
        expect(parseMarkup(text).filter((piece) => piece.reading !== null)).toEqual(
          pieces.filter((piece) => piece.reading !== null),
        );
      }),
    );
  });

  test('lose nothing of any text, however it is written', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const pieces = parseMarkup(text);
        expect(written(pieces)).toBe(text);
        expect(pieces.map((piece) => piece.text).join('')).toBe(plain(text));
      }),
    );
  });

  test.each([
    '{漢字}',
    '{漢字|}',
    '{|かんじ}',
    '{漢字|kanji}',
    '{漢字|かんじ',
    '漢字|かんじ}',
    '{漢|か|ん}',
    '{a|b}',
  ])('that are not well formed are shown as they are written: %s', (text) => {
    expect(plain(text)).toBe(text);
    expect(kana(text)).toBe(text);
    expect(parseMarkup(text)).toEqual([{ text, reading: null }]);
  });
});

test('a tree of texts is told without readings, functions as well', () => {
  const tree = { a: '{字|じ}', b: { c: (count: number) => `{字|じ}が${count}` }, d: ['{字|じ}', 'd'] };
  const bare = plainAll(tree);
  expect(bare.a).toBe('字');
  expect(bare.b.c(3)).toBe('字が3');
  expect(bare.d).toEqual(['字', 'd']);
});
