// The number of a slip, as it is printed, typed and read out. Without any library, so that the page on the phone can tell a
// mistyped number by itself.

/** Random digits of a number, and their groups for the eye. */
const RANDOM_DIGITS = 23;
const LENGTH = RANDOM_DIGITS + 1;
const GROUP = 4;

/** The check digit of some digits (ISO/IEC 7064, MOD 11,10): finds every single wrong digit, and most neighbours that changed places. */
function checkDigit(digits: string): string {
  let product = 10;
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return String((11 - product) % 10);
}

/**
 * A new number. `random` gives that many bytes from a cryptographic source (`crypto.randomBytes`). Taken are only those in which the
 * check digit finds every two neighbours that change places: it costs less than a bit of the 76.
 */
export function slipNumber(random: (bytes: number) => Uint8Array): string {
  for (;;) {
    const digits = randomDigits(random);
    const number = digits + checkDigit(digits);
    if (!swaps(number).some(isSlipNumber)) return number;
  }
}

function randomDigits(random: (bytes: number) => Uint8Array): string {
  let digits = '';
  while (digits.length < RANDOM_DIGITS)
    // Of 256 values 250 are taken, so that every digit is as likely as the next.
    for (const byte of random(RANDOM_DIGITS)) if (byte < 250) digits += String(byte % 10);
  return digits.slice(0, RANDOM_DIGITS);
}

/** Every number that comes of two neighbours, not equal, changing places. */
const swaps = (number: string): string[] =>
  [...number].flatMap((digit, at) => {
    const next = number[at + 1];
    return next === undefined || next === digit
      ? []
      : [number.slice(0, at) + next + digit + number.slice(at + 2)];
  });

/** Whether these are the 24 digits of a number, check digit included. */
export const isSlipNumber = (digits: string): boolean =>
  /^\d+$/.test(digits) &&
  digits.length === LENGTH &&
  checkDigit(digits.slice(0, RANDOM_DIGITS)) === digits[RANDOM_DIGITS];

/** In groups of four, for the eye. */
export const groupsOf = (number: string): string =>
  Array.from({ length: Math.ceil(number.length / GROUP) }, (_, at) =>
    number.slice(at * GROUP, (at + 1) * GROUP),
  ).join(' ');

/**
 * The digits in what somebody scanned or typed: the whole address of a QR code, its token, or the number with whatever stands between
 * its groups (full-width digits too). Null when there are none that could be a slip's.
 */
export function slipWordsIn(text: string): string | null {
  const path = /\/s\/(\d+)\s*$/i.exec(text)?.[1];
  const digits = path ?? text.normalize('NFKC').replaceAll(/[\s.\-‐-―]/g, '');
  return /^(\d{24}|\d{180,230})$/.test(digits) ? digits : null;
}
