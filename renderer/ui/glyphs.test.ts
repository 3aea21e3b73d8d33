import { describe, expect, test } from 'vitest';
import { judge } from './glyphs.ts';

/** A font that has `has`, and tells the sequences in `sequences` apart. */
const font =
  (has: string, sequences: readonly string[] = []) =>
  (character: string): string => {
    if (sequences.includes(character)) return `glyph of ${character}`;
    const base = [...character][0] ?? '';
    return has.includes(base) ? `glyph of ${base}` : 'empty box';
  };
const unseen = (text: string, draw: (character: string) => string) =>
  judge(text, draw).flatMap(({ codePoints }) => codePoints ?? []);

describe('a character that no font has', () => {
  test('is told with its code point, in its place', () => {
    expect(judge('見𫜹 a', font('見'))).toEqual([
      { text: '見', codePoints: null },
      { text: '𫜹', codePoints: 'U+2B739' },
      { text: ' ', codePoints: null },
      { text: 'a', codePoints: null },
    ]);
  });

  test('is noticed as well when nothing at all is drawn', () => {
    expect(unseen('\ue000', () => '')).toEqual(['U+E000']);
  });
});

describe('a variation sequence', () => {
  test('counts when the fonts do not know it', () => {
    expect(unseen('葛\u{e0100}城', font('葛城'))).toEqual(['U+845B U+E0100']);
  });

  test('does not count when it is shown', () => {
    expect(unseen('葛\u{e0100}', font('葛', ['葛\u{e0100}']))).toEqual([]);
  });

  test("does not count when it is the font's own form of a character whose other forms it has", () => {
    expect(unseen('葛\u{e0101}', font('葛', ['葛\u{e0100}']))).toEqual([]);
  });
});
