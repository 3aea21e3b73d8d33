// What Text.svelte needs to know about a text, found once: the same few hundred texts come back on screen after screen, and looking
// for phrases in them would cost every step a good part of its frame.
import type { Language } from './languages/greetings.ts';
import { kana, type Piece, plain } from './markup.ts';
import { phrasesOf } from './phrases.ts';

export interface Shown {
  /** The words without their readings. */
  readonly seen: string;
  /** How it is read aloud, where that differs from what is seen. */
  readonly heard: string | undefined;
  /** Japanese only: a line may end between two of them. */
  readonly phrases: readonly (readonly Piece[])[];
  /** The same without readings. */
  readonly lines: readonly string[];
}

/** More than the catalogue and the legal texts have in two languages. */
const most = 2000;
const known = new Map<string, Shown>();
/** Days of birth, receipts, times: what belongs to one resident has a figure in it, and is not kept beyond the screen. */
const figure = /\p{N}/u;

/**
 * @param whole a name in the text that is not torn apart at the end of a line
 * @param published everybody is shown this text: a figure in it is nobody's
 * @param personal written to one resident: it is not kept beyond the screen
 */
export function shown(
  text: string,
  language: Language,
  {
    whole,
    published = false,
    personal = false,
  }: {
    readonly whole?: string | undefined;
    readonly published?: boolean;
    readonly personal?: boolean;
  } = {},
): Shown {
  if (language !== 'ja' && language !== 'easy') return asWritten(text);
  if (personal || (!published && figure.test(text))) return inJapanese(text, whole);
  const key = whole === undefined ? text : `${whole}\n${text}`;
  let found = known.get(key);
  if (found === undefined) {
    found = inJapanese(text, whole);
    if (known.size >= most) known.clear();
    known.set(key, found);
  }
  return found;
}

function inJapanese(text: string, whole: string | undefined): Shown {
  const seen = plain(text);
  const heard = kana(text);
  const phrases = phrasesOf(text, whole && plain(whole));
  return {
    seen,
    heard: heard === seen ? undefined : heard,
    phrases,
    lines: phrases.map((phrase) => phrase.map((piece) => piece.text).join('')),
  };
}

function asWritten(text: string): Shown {
  const seen = plain(text);
  return { seen, heard: undefined, phrases: [], lines: [seen] };
}
