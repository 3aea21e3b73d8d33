// Readings in Japanese texts: `{漢字|かんじ}` is one word and how it is read. The rule has no escape: what does not look exactly
// like that, with a reading in kana, is shown as it is written. sync/contract/words.ts takes readings away by the same rule
// (tests/house/words.test.ts holds them together).
import { figuresInKana } from './figures.ts';

/** A word with its reading, or the text between two of them. */
export interface Piece {
  readonly text: string;
  /** Kana; null where the text is read as it is written. */
  readonly reading: string | null;
}

const word = /\{([^{|}]+)\|([\u3041-\u309f\u30a1-\u30ff]+)\}/gu;

/** `text` in pieces; never throws, and nothing of it is lost. */
export function parseMarkup(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(word)) {
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), reading: null });
    pieces.push({ text: found[1] ?? '', reading: found[2] ?? '' });
    from = found.index + found[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), reading: null });
  return pieces;
}

/** What is seen: the words without their readings. For attributes, headings of lists, comparisons. */
export const plain = (text: string): string => text.replaceAll(word, '$1');

/** What is heard: every word by its reading, figures as they are said. */
export const kana = (text: string): string => figuresInKana(text.replaceAll(word, '$2'));

/** A whole tree of texts without readings; a function among them gives its text without. */
export function plainAll<T>(tree: T): T {
  const stripped = (value: unknown): unknown => {
    if (typeof value === 'string') return plain(value);
    if (typeof value === 'function')
      return (...figures: unknown[]) => stripped((value as (...figures: unknown[]) => unknown)(...figures)); // texts take figures only
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(stripped);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, stripped(part)]));
  };
  return stripped(tree) as T; // the same shape: only strings were changed into strings
}
