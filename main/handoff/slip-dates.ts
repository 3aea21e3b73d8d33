// Days and times on the slip: where the counter is, in the resident's own calendar and in Japan's.
import type { Language } from '../../sync/contract/words.ts';

/** BCP 47, for Intl and for `lang`. */
export const tags: Readonly<Record<Language, string>> = {
  ja: 'ja',
  easy: 'ja',
  en: 'en-GB',
  zh: 'zh-Hans',
  ko: 'ko',
  vi: 'vi',
  pt: 'pt-BR',
  tl: 'fil',
};

const inJapan = (locale: string, options: Intl.DateTimeFormatOptions, at: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone: 'Asia/Tokyo', ...options }).format(new Date(at));

/** Days of the month that have a name of their own. */
const days: Readonly<Record<string, string>> = {
  ...{ '1': 'ついたち', '2': 'ふつか', '3': 'みっか', '4': 'よっか', '5': 'いつか', '6': 'むいか' },
  ...{ '7': 'なのか', '8': 'ようか', '9': 'ここのか', '10': 'とおか', '14': 'じゅうよっか' },
  ...{ '20': 'はつか', '24': 'にじゅうよっか' },
};
const months: Readonly<Record<string, string>> = { '4': 'しがつ', '7': 'しちがつ', '9': 'くがつ' };

/** A Japanese date with its readings: 2026年11月1日 → 2026{年|ねん}11{月|がつ}{1日|ついたち}. */
const withReadings = (date: string): string =>
  date
    .replace('令和', '{令和|れいわ}')
    .replace('元年', '{元年|がんねん}')
    .replace(/(\d)年/, '$1{年|ねん}')
    .replace(/(\d+)月/, (_all, month: string) =>
      months[month] === undefined ? `${month}{月|がつ}` : `{${month}月|${months[month]}}`,
    )
    .replace(/(\d+)日/, (_all, day: string) =>
      days[day] === undefined ? `${day}{日|にち}` : `{${day}日|${days[day]}}`,
    );

/** A day in both calendars; Japanese with its readings. `at`: ISO 8601. */
export function day(language: Language, at: string): string {
  const long = { dateStyle: 'long' } as const;
  const era = inJapan('ja-JP-u-ca-japanese', long, at);
  return language === 'ja' || language === 'easy'
    ? `${withReadings(inJapan('ja', long, at))}（${withReadings(era)}）`
    : `${inJapan(tags[language], long, at)} (${era})`;
}

/** A day and the hour. */
export const moment = (language: Language, at: string): string =>
  `${day(language, at)} ${inJapan('ja', { hour: '2-digit', minute: '2-digit', hour12: false }, at)}`;
