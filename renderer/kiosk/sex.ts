// The card tells the sex as a digit (ISO/IEC 5218; 3 has been seen as "other").
import type { Texts } from '../ui/languages/index.ts';

/** The word for the card's digit; anything else means that it is not known. */
export function sexText(texts: Texts, digit: string): string {
  switch (digit) {
    case '1':
      return texts.sex.male;
    case '2':
      return texts.sex.female;
    case '3':
    case '9':
      return texts.sex.none;
    default:
      return texts.sex.unknown;
  }
}
