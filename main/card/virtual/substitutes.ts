// Certificates hold JIS X 0208 and JIS X 0212 characters only; another one is replaced and its place flagged
// (mynumber-card.md 5.3). EUC-JP is exactly those two sets, and the platform has a decoder for it.

/** What stands for a character that cannot be held. */
const SUBSTITUTE = '＊';

let repertoire: ReadonlySet<string> | undefined;

export interface Substituted {
  readonly text: string;
  /** One digit per character of `text`: 1 where it is a substitute. */
  readonly flags: string;
}

/** Replaces what a certificate cannot hold. A variation selector belongs to the character before it and goes with it. */
export function substitute(text: string): Substituted {
  repertoire ??= eucJpCharacters();
  const held = repertoire;
  const characters =
    text.match(/[^\u{E0100}-\u{E01EF}\uFE00-\uFE0F][\u{E0100}-\u{E01EF}\uFE00-\uFE0F]?/gu) ?? [];
  const kept = characters.map((character) => held.has(character));
  return {
    text: characters.map((character, at) => (kept[at] ? character : SUBSTITUTE)).join(''),
    flags: kept.map((yes) => (yes ? '0' : '1')).join(''),
  };
}

function eucJpCharacters(): ReadonlySet<string> {
  const decoder = new TextDecoder('euc-jp');
  const found = new Set<string>();
  for (let row = 0xa1; row <= 0xfe; row += 1) {
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) {
      for (const bytes of [
        [row, cell],
        [0x8f, row, cell],
      ]) {
        const character = decoder.decode(Uint8Array.from(bytes));
        if ([...character].length === 1 && character !== '\uFFFD') found.add(character);
      }
    }
  }
  // The address on the card writes its hyphen as U+FF0D; the decoder's table has U+2212 in that place.
  found.add('－');
  return found;
}
