// Dates as residents write them: the Gregorian year beside the Japanese era (元号), and times in Japan's only zone.
import type { UiLanguage } from './languages/index.ts';

/** First day of each era, newest first (明治 counted from 1868-01-25, its first day by the law's retroactive start). */
const eras = [
  { ja: '令和', en: 'Reiwa', from: '20190501' },
  { ja: '平成', en: 'Heisei', from: '19890108' },
  { ja: '昭和', en: 'Showa', from: '19261225' },
  { ja: '大正', en: 'Taisho', from: '19120730' },
  { ja: '明治', en: 'Meiji', from: '18680125' },
] as const;
type Era = (typeof eras)[number];

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
] as const;

export interface BirthDate {
  /** Null when not even the year is known. */
  readonly gregorian: string | null;
  /** Era and year; two joined by "or" when the unknown parts leave it open. Null before 1868-01-25. */
  readonly era: string | null;
}

/**
 * Writes a birth date from the card, `YYYYMMDD` with zeros for unknown parts, in both calendars.
 * Anything else than eight digits gives nulls.
 */
export function formatBirthDate(date: string, language: UiLanguage): BirthDate {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(date);
  const year = Number(parts?.[1] ?? 0);
  if (parts === null || year === 0) return { gregorian: null, era: null };
  const month = Number(parts[2]);
  const day = month === 0 ? 0 : Number(parts[3]);
  return { gregorian: gregorian(year, month, day, language), era: eraNames(year, month, day, language) };
}

function gregorian(year: number, month: number, day: number, language: UiLanguage): string {
  if (language === 'en') return [day || '', months[month - 1] ?? '', year].filter(Boolean).join(' ');
  return `${year}年${month ? `${month}月` : ''}${day ? `${day}日` : ''}`;
}

/** The eras of the first and the last day that the date can mean: the same one, unless an unknown part spans a change. */
function eraNames(year: number, month: number, day: number, language: UiLanguage): string | null {
  const key = (m: number, d: number) => String(year * 10_000 + m * 100 + d).padStart(8, '0');
  const first = eraOf(key(month || 1, day || 1));
  const last = eraOf(key(month || 12, day || 31));
  const names = [...new Set([first, last])].flatMap((era) => (era ? [eraYear(era, year, language)] : []));
  return names.length === 0 ? null : names.join(language === 'ja' ? 'または' : ' or ');
}

function eraOf(date: string): Era | undefined {
  return eras.find((era) => date >= era.from);
}

function eraYear(era: Era, year: number, language: UiLanguage): string {
  const count = year - Number(era.from.slice(0, 4)) + 1;
  if (language === 'en') return `${era.en} ${count}`;
  return `${era.ja}${count === 1 ? '元' : count}年`;
}

const locale = { ja: 'ja-JP', en: 'en-GB' } as const;
const zone = 'Asia/Tokyo';

/** `14:05`, Japan time, from ISO 8601. An unreadable instant is shown as given. */
export function formatTime(instant: string, language: UiLanguage): string {
  return format(instant, language, { hour: '2-digit', minute: '2-digit', hour12: false });
}

/** Day and time, Japan time, from ISO 8601. An unreadable instant is shown as given. */
export function formatDateTime(instant: string, language: UiLanguage): string {
  return format(instant, language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
}

/** Day, Japan time, from an ISO 8601 date or instant. An unreadable one is shown as given. */
export function formatDate(instant: string, language: UiLanguage): string {
  return format(instant, language, { year: 'numeric', month: 'long', day: 'numeric' });
}

function format(instant: string, language: UiLanguage, options: Intl.DateTimeFormatOptions): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) return instant;
  return new Intl.DateTimeFormat(locale[language], { ...options, timeZone: zone }).format(time);
}
