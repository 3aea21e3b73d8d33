// The layouts of the keys on the screen, and what a physical key means. No kana or kanji is typed anywhere.

/** One string a key; `erase` and `clear` are the two that are not characters. */
export type KeyRows = readonly (readonly string[])[];

const letters = (row: string) => row.split('');

export const digitRows: KeyRows = [
  ['1', '2', '3'],
  ['4', '5', '6'],
  ['7', '8', '9'],
  ['clear', '0', 'erase'],
];

export const capitalRows: KeyRows = [
  letters('1234567890'),
  letters('QWERTYUIOP'),
  letters('ASDFGHJKL'),
  ['clear', ...letters('ZXCVBNM'), 'erase'],
];

export const emailRows: KeyRows = [
  [...letters('1234567890'), 'erase'],
  [...letters('qwertyuiop'), '+'],
  [...letters('asdfghjkl'), '-', '_'],
  ['clear', ...letters('zxcvbnm'), '.', '@'],
];

/** The endings most common among residents' addresses; six, so that they leave room for every key on the smallest screen. */
export const emailDomains = [
  '@gmail.com',
  '@yahoo.co.jp',
  '@icloud.com',
  '@docomo.ne.jp',
  '@ezweb.ne.jp',
  '@softbank.ne.jp',
] as const;

export type TypedKey = { readonly char: string } | 'erase' | 'clear' | 'submit' | null;

/** The parts of a `KeyboardEvent` that count here. */
export interface PhysicalKey {
  readonly key: string;
  readonly code: string;
  readonly repeat: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/**
 * What a physical key means where digits or capitals are typed: a character of the alphabet, one of the three actions, or
 * nothing. Small letters count as capitals, full-width ones as half-width; an input method in the way
 * (`Process`) and a number pad without its lock are passed by looking at the place of the key. A key that is held down counts once.
 */
export function typedKey(event: PhysicalKey, alphabet: 'digits' | 'capitals'): TypedKey {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return null;
  switch (event.key) {
    case 'Backspace':
      return 'erase';
    case 'Delete':
      return 'clear';
    case 'Enter':
      return 'submit';
  }
  const place = /^(?:Digit|Key|Numpad)(.)$/u.exec(event.code)?.[1] ?? '';
  const byPlace = event.key === 'Process' || event.code === `Numpad${place}`;
  const key = byPlace ? place : event.key;
  const char = key.normalize('NFKC').toUpperCase();
  const allowed = alphabet === 'digits' ? /^[0-9]$/u : /^[0-9A-Z]$/u;
  return allowed.test(char) ? { char } : null;
}

const addressMarks: Readonly<Record<string, string>> = { Period: '.', Minus: '-' };

/**
 * What a physical key means in an address while an input method is in the way (`Process`): the small letter, digit, dot or
 * hyphen at its place. Null for every other key; the browser itself types those.
 */
export function addressKey(event: PhysicalKey): string | null {
  if (event.key !== 'Process' || event.ctrlKey || event.altKey || event.metaKey) return null;
  const place = /^(?:Digit|Key|Numpad)([0-9A-Z])$/u.exec(event.code)?.[1];
  return place?.toLowerCase() ?? addressMarks[event.code] ?? null;
}

/** Half-width what was typed full-width, without what no address and no number can have: spaces, kana, kanji. */
export const asciiOnly = (text: string): string => text.normalize('NFKC').replace(/[^!-~]/gu, '');
