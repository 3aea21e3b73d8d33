import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMarkup, plain } from './markup.ts';
import { phrasesOf } from './phrases.ts';

const seen = (text: string, whole?: string): string[] =>
  phrasesOf(text, whole).map((phrase) => phrase.map((piece) => piece.text).join(''));

describe('the end of a Japanese line', () => {
  test('comes between phrases', () => {
    expect(seen('カードを{読|よ}み{取|と}っています')).toEqual(['カードを', '読み取っています']);
    expect(seen('この{内容|ないよう}でまちがいありませんか')).toEqual([
      'この',
      '内容で',
      'まちがい',
      'ありませんか',
    ]);
  });

  test('never comes inside the name of the place', () => {
    const cut = seen('きのさきおんせんちょう住民アカウント', 'きのさきおんせんちょう');
    expect(cut[0]?.startsWith('きのさきおんせんちょう')).toBe(true);
  });

  test('comes after the name of the place, unless what follows belongs to it', () => {
    expect(seen('みほん市住民アカウント', 'みほん市')[0]).toBe('みほん市');
    expect(seen('「みほん市立図書館」との連携', 'みほん市')[0]).toBe('「みほん市立図書館」との');
  });

  test('comes before no closing mark, after no opening one, in no figure or address', () => {
    const text = fc.stringMatching(/^[市に登録する。、「」（）0-9a-z@.件ー]{1,40}$/u);
    fc.assert(
      fc.property(text, (written) => {
        const phrases = seen(written);
        for (const phrase of phrases.slice(1)) expect(phrase).not.toMatch(/^[。、」）ー]/u);
        for (const phrase of phrases.slice(0, -1)) expect(phrase).not.toMatch(/[「（]$/u);
        for (const [place, phrase] of phrases.slice(1).entries())
          expect(`${phrases[place]!.slice(-1)}${phrase.slice(0, 1)}`).not.toMatch(/^[0-9a-z@.][0-9a-z@]$/u);
      }),
    );
  });

  test('tears no word with a reading apart, and nothing is lost', () => {
    const piece = fc.oneof(
      fc.stringMatching(/^[市にはするで登録]{1,5}$/u),
      fc.constant('{市役所|しやくしょ}'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const phrases = phrasesOf(text);
        expect(
          phrases
            .flat()
            .map((each) => each.text)
            .join(''),
        ).toBe(plain(text));
        expect(phrases.flat().filter((each) => each.reading !== null)).toEqual(
          parseMarkup(text).filter((each) => each.reading !== null),
        );
      }),
    );
  });

  test('is left to the browser in a paragraph', () => {
    expect(seen('これは長い文です。'.repeat(30))).toHaveLength(1);
  });
});
