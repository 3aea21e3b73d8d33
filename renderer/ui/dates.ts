// Dates as residents write them: the Gregorian year beside the Japanese era (元号), and times in Japan's only zone.
import type { Language } from './languages/greetings.ts';

/** First day of each era, newest first (明治 counted from 1868-01-25, its first day by the law's retroactive start). */
const eras = [
  { ja: '{令和|れいわ}', zh: '令和', ko: '레이와', latin: 'Reiwa', from: '20190501' },
  { ja: '{平成|へいせい}', zh: '平成', ko: '헤이세이', latin: 'Heisei', from: '19890108' },
  { ja: '{昭和|しょうわ}', zh: '昭和', ko: '쇼와', latin: 'Showa', from: '19261225' },
  { ja: '{大正|たいしょう}', zh: '大正', ko: '다이쇼', latin: 'Taisho', from: '19120730' },
  { ja: '{明治|めいじ}', zh: '明治', ko: '메이지', latin: 'Meiji', from: '18680125' },
] as const;
type Era = (typeof eras)[number];

const monthNames = {
  en: [
    ...['January', 'February', 'March', 'April', 'May', 'June'],
    ...['July', 'August', 'September', 'October', 'November', 'December'],
  ],
  pt: [
    ...['janeiro', 'fevereiro', 'março', 'abril', 'maio', 'junho'],
    ...['julho', 'agosto', 'setembro', 'outubro', 'novembro', 'dezembro'],
  ],
  tl: [
    ...['Enero', 'Pebrero', 'Marso', 'Abril', 'Mayo', 'Hunyo'],
    ...['Hulyo', 'Agosto', 'Setyembre', 'Oktubre', 'Nobyembre', 'Disyembre'],
  ],
} as const;

/** Month and day are 0 where they are not known; without its month a day is not given. */
type Writer = (year: number, month: number, day: number) => string;
const known = (...parts: readonly (string | false)[]): string =>
  parts.filter((part) => part !== false).join(' ');
const named = (names: readonly string[], month: number): string => names[month - 1] ?? '';

/** With the characters for year, month and day behind their figures. */
const counted =
  (units: readonly [string, string, string], gap: string): Writer =>
  (year, month, day) =>
    [[year, units[0]] as const, [month, units[1]] as const, [day, units[2]] as const]
      .filter(([figure]) => figure > 0)
      .map(([figure, unit]) => `${String(figure)}${unit}`)
      .join(gap);

/** Days that are not read as their figure and にち. */
const days: Readonly<Record<number, string>> = {
  ...{
    1: 'ついたち',
    2: 'ふつか',
    3: 'みっか',
    4: 'よっか',
    5: 'いつか',
    6: 'むいか',
    7: 'なのか',
    8: 'ようか',
  },
  ...{
    9: 'ここのか',
    10: 'とおか',
    14: 'じゅうよっか',
    19: 'じゅうくにち',
    20: 'はつか',
    24: 'にじゅうよっか',
  },
  29: 'にじゅうくにち',
};
const months: Readonly<Record<number, string>> = { 4: 'しがつ', 7: 'しちがつ', 9: 'くがつ' };

/** Year, month and day in Japanese, each with its reading. */
function withReadings(year: number, month: number, day: number): string {
  const part = (figure: number, unit: string, reading: string, own: string | undefined) =>
    own === undefined ? `${String(figure)}{${unit}|${reading}}` : `{${String(figure)}${unit}|${own}}`;
  return [
    part(year, '年', 'ねん', undefined),
    month > 0 && part(month, '月', 'がつ', months[month]),
    day > 0 && part(day, '日', 'にち', days[day]),
  ]
    .filter((each) => each !== false)
    .join('');
}

const writers: Readonly<Record<Language, Writer>> = {
  ja: withReadings,
  easy: withReadings,
  zh: counted(['年', '月', '日'], ''),
  ko: counted(['년', '월', '일'], ' '),
  en: (year, month, day) =>
    known(day > 0 && String(day), month > 0 && named(monthNames.en, month), String(year)),
  vi: (year, month, day) =>
    known(
      day > 0 && `ngày ${String(day)}`,
      month > 0 && `tháng ${String(month)}`,
      month > 0 ? `năm ${String(year)}` : String(year),
    ),
  pt: (year, month, day) =>
    [day > 0 && String(day), month > 0 && named(monthNames.pt, month), String(year)]
      .filter((part) => part !== false)
      .join(' de '),
  tl: (year, month, day) =>
    day > 0
      ? `${named(monthNames.tl, month)} ${String(day)}, ${String(year)}`
      : known(month > 0 && named(monthNames.tl, month), String(year)),
};

/** Between two eras that a date may lie in. */
const or: Readonly<Record<Language, string>> = {
  ja: 'または',
  easy: 'または',
  en: ' or ',
  zh: '或',
  ko: ' 또는 ',
  vi: ' hoặc ',
  pt: ' ou ',
  tl: ' o ',
};

export interface BirthDate {
  /** Null when not even the year is known. */
  readonly gregorian: string | null;
  /** Era and year; two joined by "or" when the unknown parts leave it open. Null before 1868-01-25. */
  readonly era: string | null;
}

/**
 * Writes a birth date from the card, `YYYYMMDD` with zeros for unknown parts, in both calendars; Japanese with readings.
 * Anything else than eight digits gives nulls.
 */
export function formatBirthDate(date: string, language: Language): BirthDate {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(date);
  const year = Number(parts?.[1] ?? 0);
  if (parts === null || year === 0) return { gregorian: null, era: null };
  const month = Number(parts[2]);
  const day = month === 0 ? 0 : Number(parts[3]);
  return { gregorian: writers[language](year, month, day), era: eraNames(year, month, day, language) };
}

/** The eras of the first and the last day that the date can mean: the same one, unless an unknown part spans a change. */
function eraNames(year: number, month: number, day: number, language: Language): string | null {
  const key = (m: number, d: number) => String(year * 10_000 + m * 100 + d).padStart(8, '0');
  const first = eraOf(key(month || 1, day || 1));
  const last = eraOf(key(month || 12, day || 31));
  const names = [...new Set([first, last])].flatMap((era) => (era ? [eraYear(era, year, language)] : []));
  return names.length === 0 ? null : names.join(or[language]);
}

function eraOf(date: string): Era | undefined {
  return eras.find((era) => date >= era.from);
}

/** A first year is 元年 where Chinese characters are read. */
function eraYear(era: Era, year: number, language: Language): string {
  const count = year - Number(era.from.slice(0, 4)) + 1;
  const figure = String(count);
  switch (language) {
    case 'ja':
    case 'easy':
      return count === 1 ? `${era.ja}{元年|がんねん}` : `${era.ja}${figure}{年|ねん}`;
    case 'zh':
      return `${era.zh}${count === 1 ? '元' : figure}年`;
    case 'ko':
      return `${era.ko} ${figure}년`;
    default:
      return `${era.latin} ${figure}`;
  }
}

const inJapan = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Tokyo',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** Between day and time where it is not a comma. */
const gaps: Readonly<Partial<Record<Language, string>>> = { ja: ' ', easy: ' ', zh: ' ', ko: ' ' };

/** `14:05`, Japan time, from ISO 8601. An unreadable instant is shown as given. */
export function formatTime(instant: string): string {
  return at(instant)?.time ?? instant;
}

/** Day and time, Japan time, from ISO 8601; Japanese with readings. An unreadable instant is shown as given. */
export function formatDateTime(instant: string, language: Language): string {
  const when = at(instant);
  if (when === null) return instant;
  return `${writers[language](when.year, when.month, when.day)}${gaps[language] ?? ', '}${when.time}`;
}

/** Day, Japan time, from an ISO 8601 date or instant; Japanese with readings. An unreadable one is shown as given. */
export function formatDate(instant: string, language: Language): string {
  const when = at(instant);
  return when === null ? instant : writers[language](when.year, when.month, when.day);
}

function at(instant: string) {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) return null;
  const parts = new Map(inJapan.formatToParts(time).map(({ type, value }) => [type, value]));
  const figure = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  return {
    year: figure('year'),
    month: figure('month'),
    day: figure('day'),
    time: `${parts.get('hour') ?? ''}:${parts.get('minute') ?? ''}`,
  };
}
