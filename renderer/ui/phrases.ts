// Where a Japanese line may end: between phrases, found by BudouX, and never inside a word that has a reading, inside a figure,
// or before a closing mark. Chinese breaks between any two characters by custom, Korean (base.css) and the others at blanks:
// the browser does that alone.
import { jaModel, Parser } from 'budoux';
import { parseMarkup, type Piece } from './markup.ts';

/** A longer text is a paragraph: its lines are full either way, and looking for phrases in it would cost the frame. */
const longest = 80;

let parser: Parser | undefined;

const opening = /[「『（〔【［｛]$/u;
const closing = /^[、。，．」』）〕】］｝・：；！？…ー〜％%,.:;!?)\]]/u;
const joined = /[\dA-Za-z@._+-]$/u;

/** The text as phrases; a line may end between two. `whole` is a name that is not torn apart either. */
export function phrasesOf(text: string, whole = ''): readonly (readonly Piece[])[] {
  const pieces = parseMarkup(text);
  const seen = pieces.map((piece) => piece.text).join('');
  if (seen.length > longest) return [pieces];
  parser ??= new Parser(jaModel);
  const held = heldTogether(pieces, seen, whole);
  const ends = parser
    .parseBoundaries(seen)
    .concat(afterName(seen, whole))
    .filter((place) => !held.has(place) && mayEnd(seen.slice(0, place), seen.slice(place)));
  return cut(pieces, ends);
}

/** A title that begins with a long name may end its line after it, but not before a particle, nor within 市立. */
function afterName(seen: string, whole: string): readonly number[] {
  const at = whole === '' ? -1 : seen.indexOf(whole);
  const after = at + whole.length;
  return at >= 0 && /^(?!立)[\p{Script=Han}\p{Script=Katakana}]/u.test(seen.slice(after)) ? [after] : [];
}

function mayEnd(before: string, after: string): boolean {
  return (
    !opening.test(before) && !closing.test(after) && !(joined.test(before) && /^[\dA-Za-z@]/u.test(after))
  );
}

/** Places inside words with a reading and inside the name. */
function heldTogether(pieces: readonly Piece[], seen: string, whole: string): ReadonlySet<number> {
  const held = new Set<number>();
  const hold = (from: number, length: number) => {
    for (let place = from + 1; place < from + length; place += 1) held.add(place);
  };
  let at = 0;
  for (const { text, reading } of pieces) {
    if (reading !== null) hold(at, text.length);
    at += text.length;
  }
  if (whole !== '')
    for (let from = seen.indexOf(whole); from >= 0; from = seen.indexOf(whole, from + 1))
      hold(from, whole.length);
  return held;
}

/** Cuts the pieces at places of the seen text; none of them lies inside a word with a reading. */
function cut(pieces: readonly Piece[], ends: readonly number[]): readonly (readonly Piece[])[] {
  const places = new Set(ends);
  const phrases: Piece[][] = [[]];
  let at = 0;
  for (const { text, reading } of pieces) {
    if (places.has(at)) phrases.push([]);
    let from = 0;
    for (let place = 1; place < text.length; place += 1) {
      if (!places.has(at + place)) continue;
      phrases.at(-1)?.push({ text: text.slice(from, place), reading });
      phrases.push([]);
      from = place;
    }
    phrases.at(-1)?.push({ text: text.slice(from), reading });
    at += text.length;
  }
  return phrases;
}
