// A birth date as it is typed: in the Western calendar or in a Japanese era.

/** First year and first and last day of each era that somebody alive may have been born in. 大正 began in 1912, 昭和 in 1926. */
const eras = {
  reiwa: { first: 2019, from: '20190501', to: '99991231' },
  heisei: { first: 1989, from: '19890108', to: '20190430' },
  showa: { first: 1926, from: '19261225', to: '19890107' },
  taisho: { first: 1912, from: '19120730', to: '19261224' },
} as const;
export const calendars = ['western', 'showa', 'heisei', 'reiwa', 'taisho'] as const;
export type Calendar = (typeof calendars)[number];

export type Typed =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'incomplete' }
  /** There is no such day, or not in that era. */
  | { readonly kind: 'none' };

/** Digits however they were typed: full-width ones too; 元 is a first year. */
const digitsOf = (typed: string): string => typed.normalize('NFKC').trim().replace(/^元$/, '1');
const two = (digits: string): string => `0${digits}`.slice(-2);

/**
 * YYYYMMDD, Gregorian. Month and day may be 0, as on a card that does not know them. The last day of an era and the first of the next
 * are told apart, but a year that spans both is taken in either: 昭和64年 and 平成元年 alike on their own days only.
 */
export function birthDateOf(calendar: Calendar, year: string, month: string, day: string): Typed {
  const [y, m, d] = [digitsOf(year), digitsOf(month), digitsOf(day)];
  const shape = calendar === 'western' ? /^\d{4}$/ : /^\d{1,2}$/;
  if (!shape.test(y) || !/^\d{1,2}$/.test(m) || !/^\d{1,2}$/.test(d)) return { kind: 'incomplete' };
  const era = calendar === 'western' ? null : eras[calendar];
  const full = era === null ? y : String(era.first + Number(y) - 1);
  const date = `${full}${two(m)}${two(d)}`;
  const inEra = era === null || Number(m) === 0 || Number(d) === 0 || (date >= era.from && date <= era.to);
  if (Number(y) === 0 || full < '1868' || !inEra || !exists(Number(full), Number(m), Number(d)))
    return { kind: 'none' };
  return { kind: 'date', date };
}

function exists(year: number, month: number, day: number): boolean {
  if (month > 12 || day > 31 || (month === 0 && day > 0)) return false;
  if (month === 0 || day === 0) return true;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getTime() < Date.now();
}
