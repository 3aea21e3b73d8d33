// Does the signature certificate speak of the person whose basic four the card gave? The two are written by different systems:
// certificates hold fewer characters, another code for sex, and hyphens and widths vary (mynumber-card.md 5.3 and 6). What is
// evened out here is evened out for this comparison only.
import type { BasicFour } from '../../sync/contract/record.ts';
import type { CertificateFacts } from './jpki-profile.ts';

/** Names of fields only, never what is in them. */
export type Comparison =
  | { readonly result: 'match' }
  | { readonly result: 'differs'; readonly fields: readonly (keyof BasicFour)[] };

/** Compares a certificate's facts with the card's. */
export function compareFacts(certificate: CertificateFacts, card: BasicFour): Comparison {
  const same: Readonly<Record<keyof BasicFour, boolean>> = {
    name: sameText(certificate.name, certificate.nameFlags, card.name),
    birthDate: sameBirth(certificate.birthDate, card.birthDate),
    sex: certificate.sex === SEX_IN_CERTIFICATE[card.sex],
    address: sameText(certificate.address, certificate.addressFlags, card.address, LONGEST_ADDRESS),
  };
  const fields = (['name', 'birthDate', 'sex', 'address'] as const).filter((field) => !same[field]);
  return fields.length === 0 ? { result: 'match' } : { result: 'differs', fields };
}

/** The card follows ISO 5218 (9 not applicable, 0 unknown; 3 is seen, too); certificates know 1, 2, and 3 for the rest. */
const SEX_IN_CERTIFICATE: Readonly<Record<string, string>> = { 1: '1', 2: '2', 0: '3', 3: '3', 9: '3' };
/** Characters of the address in a certificate. */
const LONGEST_ADDRESS = 200;

/** First and last day of each era by its digit. The day of a change belonged to both until Showa. */
const ERAS: Readonly<Record<string, readonly [first: string, last: string]>> = {
  1: ['18680125', '19120730'],
  2: ['19120730', '19261225'],
  3: ['19261225', '19890107'],
  4: ['19890108', '20190430'],
  5: ['20190501', '99999999'],
};

function sameBirth(certificate: string, card: string): boolean {
  if (certificate.slice(1) !== card) return false;
  const era = ERAS[certificate.slice(0, 1)];
  // 0: era unknown. Year unknown: nothing to hold the era against.
  if (era === undefined || card.startsWith('0000')) return true;
  // Unknown month or day: any of that time counts.
  const earliest = card;
  const latest = `${card.slice(0, 4)}${card.slice(4, 6) === '00' ? '99' : card.slice(4, 6)}${
    card.slice(6) === '00' ? '99' : card.slice(6)
  }`;
  return latest >= era[0] && earliest <= era[1];
}

/** Stands for any one character. A noncharacter of Unicode, which no text holds and no normalisation changes. */
const ANY = '\u{FFFF}';

function sameText(certificate: string, flags: string, card: string, longest = Infinity): boolean {
  const written = [...certificate];
  // Flags that do not fit the text tell nothing about its characters.
  const fits = flags.length === written.length;
  const shape = characters(written.map((each, at) => (fits && flags[at] === '1' ? ANY : each)).join(''));
  const text = characters(card);
  const whole = written.length >= longest ? text.slice(0, shape.length) : text;
  return shape.length === whole.length && shape.every((each, at) => each === ANY || each === whole[at]);
}

/** Characters with hyphens and widths evened out and without variation selectors, which certificates do not hold. */
function characters(text: string): readonly string[] {
  const even = text
    .replaceAll(/[\u{E0100}-\u{E01EF}\uFE00-\uFE0F]/gu, '')
    // Only what is wide or narrow: whole-text compatibility forms would make one ideograph out of two.
    .replaceAll(/[\u3000\uFF01-\uFF5E\uFFE0-\uFFE6]|[\uFF61-\uFF9F]+/g, (part) => part.normalize('NFKC'))
    .replaceAll(/[\u2010-\u2015\u2212\u30FC\u301C~]/g, '-');
  return [...even];
}
