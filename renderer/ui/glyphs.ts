// Which characters of a name or an address this page has no glyph for: names on the card know more characters than any font, and
// an empty box unexplained looks like a mistake in the register. Found by drawing: a character that draws what an unassigned code
// point draws, or nothing at all, has no glyph in any font, bundled or the machine's. A variation sequence (UTS #37) that draws its
// bare character counts as well, unless other sequences of that character are told apart: then it is the font's own form.

/** One character as a resident counts them: a grapheme, so a variation selector belongs to its character. */
export interface Character {
  readonly text: string;
  /** `U+845B U+E0100` where it cannot be shown as it is; else null. */
  readonly codePoints: string | null;
}

/** Unassigned for good: in a plane that Unicode does not use. */
const nobody = '\u{9fff0}';
const selectors = /[\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/gu;
/** Sequences that are tried to learn whether the fonts tell any of a character's apart. */
const trials = Array.from({ length: 8 }, (_, place) => String.fromCodePoint(0xe0100 + place));

const size = 48;
const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** Draws one character and gives what was drawn; an empty string where nothing was. */
export type Draw = (character: string) => string;

/** Judges the characters of `text` by how they are drawn. */
export function judge(text: string, draw: Draw): readonly Character[] {
  const missing = draw(nobody);
  const lacks = (character: string) => {
    const drawn = draw(character);
    return drawn === '' || drawn === missing;
  };
  return [...graphemes.segment(text)].map(({ segment }) => {
    if (/^[\s\u0021-\u007e]+$/u.test(segment)) return { text: segment, codePoints: null };
    const base = segment.replaceAll(selectors, '');
    const unseen = lacks(base) || (base !== segment && !tellsApart(base, segment, draw));
    return { text: segment, codePoints: unseen ? codePointsOf(segment) : null };
  });
}

function tellsApart(base: string, sequence: string, draw: Draw): boolean {
  const bare = draw(base);
  return draw(sequence) !== bare || trials.some((selector) => draw(`${base}${selector}`) !== bare);
}

const codePointsOf = (text: string): string =>
  [...text]
    .map((char) => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ');

/** Judges `text` as the page would show it in the fonts of `family` (a CSS list), once these are there and the text has been painted. */
export async function inspect(text: string, family: string): Promise<readonly Character[]> {
  const font = `${String(size)}px ${family}`;
  await document.fonts.load(font, text);
  await painted();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * 2;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return judge(text, (character) => character);
  context.font = font;
  context.textBaseline = 'middle';
  const drawn = new Map<string, string>();
  return judge(text, (character) => {
    let picture = drawn.get(character);
    if (picture === undefined) {
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.fillText(character, size / 4, size);
      picture = summary(context.getImageData(0, 0, canvas.width, canvas.height).data);
      drawn.set(character, picture);
    }
    return picture;
  });
}

/** Drawing takes longer than a frame has: the text stands on the screen first. */
const painted = (): Promise<unknown> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** Equal for equal pictures, and for no others that fonts draw: where there is ink, how much, and two sums over both. Empty without ink. */
function summary(pixels: Uint8ClampedArray): string {
  let [count, one, other] = [0, 0, 0];
  for (let place = 3; place < pixels.length; place += 4) {
    const ink = pixels[place] ?? 0;
    if (ink === 0) continue;
    count += 1;
    one = (Math.imul(one, 31) + place + ink) | 0;
    other = (Math.imul(other ^ place, 0x01000193) + ink) | 0;
  }
  return count === 0 ? '' : `${String(count)} ${String(one)} ${String(other)}`;
}
