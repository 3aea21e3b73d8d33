import { describe, expect, test } from 'vitest';
import {
  type BirthDate,
  formatBirthDate as birthDateWithReadings,
  formatDate,
  formatDateTime,
  formatTime,
} from './dates.ts';
import type { Language } from './languages/greetings.ts';
import { kana, plain } from './markup.ts';

/** As it is seen. */
function formatBirthDate(date: string, language: Language): BirthDate {
  const { gregorian, era } = birthDateWithReadings(date, language);
  return { gregorian: gregorian && plain(gregorian), era: era && plain(era) };
}

describe('birth dates in both calendars', () => {
  test.each([
    ['19890107', '1989年1月7日', '昭和64年'],
    ['19890108', '1989年1月8日', '平成元年'],
    ['20190430', '2019年4月30日', '平成31年'],
    ['20190501', '2019年5月1日', '令和元年'],
    ['19120729', '1912年7月29日', '明治45年'],
    ['19120730', '1912年7月30日', '大正元年'],
    ['19261224', '1926年12月24日', '大正15年'],
    ['19261225', '1926年12月25日', '昭和元年'],
    ['18680125', '1868年1月25日', '明治元年'],
  ])('%s is %s, %s', (date, gregorian, era) => {
    expect(formatBirthDate(date, 'ja')).toEqual({ gregorian, era });
  });

  test('an unknown day is left out', () => {
    expect(formatBirthDate('19550300', 'ja')).toEqual({ gregorian: '1955年3月', era: '昭和30年' });
    expect(formatBirthDate('19550300', 'en')).toEqual({ gregorian: 'March 1955', era: 'Showa 30' });
  });

  test('an unknown part that spans a change of era names both eras', () => {
    expect(formatBirthDate('19890000', 'ja').era).toBe('昭和64年または平成元年');
    expect(formatBirthDate('19890100', 'en').era).toBe('Showa 64 or Heisei 1');
    expect(formatBirthDate('19890200', 'ja').era).toBe('平成元年');
  });

  test('a day without its month is not shown', () => {
    expect(formatBirthDate('19550015', 'ja')).toEqual({ gregorian: '1955年', era: '昭和30年' });
  });

  test('an unknown year, and what is not a date, give nothing', () => {
    for (const date of ['00000000', '00000312', '', '1955', '1955031x'])
      expect(formatBirthDate(date, 'ja')).toEqual({ gregorian: null, era: null });
  });

  test('before Meiji there is no era', () => {
    expect(formatBirthDate('18680124', 'ja')).toEqual({ gregorian: '1868年1月24日', era: null });
  });
});

describe('birth dates in eight languages', () => {
  test.each([
    ['ja', '1989年1月8日', '平成元年'],
    ['easy', '1989年1月8日', '平成元年'],
    ['en', '8 January 1989', 'Heisei 1'],
    ['zh', '1989年1月8日', '平成元年'],
    ['ko', '1989년 1월 8일', '헤이세이 1년'],
    ['vi', 'ngày 8 tháng 1 năm 1989', 'Heisei 1'],
    ['pt', '8 de janeiro de 1989', 'Heisei 1'],
    ['tl', 'Enero 8, 1989', 'Heisei 1'],
  ] as const)('%s: %s, %s', (language, gregorian, era) => {
    expect(formatBirthDate('19890108', language)).toEqual({ gregorian, era });
  });

  test.each([
    ['zh', '1989年1月', '1989年', '昭和64年或平成元年'],
    ['ko', '1989년 1월', '1989년', '쇼와 64년 또는 헤이세이 1년'],
    ['vi', 'tháng 1 năm 1989', '1989', 'Showa 64 hoặc Heisei 1'],
    ['pt', 'janeiro de 1989', '1989', 'Showa 64 ou Heisei 1'],
    ['tl', 'Enero 1989', '1989', 'Showa 64 o Heisei 1'],
  ] as const)('%s leaves out what is not known', (language, month, year, eras) => {
    expect(formatBirthDate('19890100', language)).toEqual({ gregorian: month, era: eras });
    expect(formatBirthDate('19890000', language)).toEqual({ gregorian: year, era: eras });
  });
});

describe('instants', () => {
  test('are told in Japan time', () => {
    expect(formatTime('2026-04-01T05:06:07.000Z')).toBe('14:06');
    expect(formatTime('2026-04-01T15:00:00.000Z')).toBe('00:00');
    expect(plain(formatDateTime('2026-04-01T15:30:00.000Z', 'ja'))).toBe('2026年4月2日 00:30');
    expect(plain(formatDate('2026-04-01', 'ja'))).toBe('2026年4月1日');
    expect(formatDate('2026-04-01', 'en')).toBe('1 April 2026');
  });

  test('of birth are read aloud as they are said', () => {
    const { gregorian, era } = birthDateWithReadings('19890108', 'ja');
    expect([kana(gregorian!), kana(era!)]).toEqual([
      'せんきゅうひゃくはちじゅうきゅうねんいちがつようか',
      'へいせいがんねん',
    ]);
  });

  test('are read aloud as they are said', () => {
    expect(kana(formatDate('2025-10-01', 'ja'))).toBe('にせんにじゅうごねんじゅうがつついたち');
    expect(kana(formatDateTime('2026-04-20T00:00:00.000Z', 'ja'))).toBe(
      'にせんにじゅうろくねんしがつはつか くじ',
    );
  });

  test.each([
    ['en', '2 April 2026, 00:30'],
    ['zh', '2026年4月2日 00:30'],
    ['ko', '2026년 4월 2일 00:30'],
    ['vi', 'ngày 2 tháng 4 năm 2026, 00:30'],
    ['pt', '2 de abril de 2026, 00:30'],
    ['tl', 'Abril 2, 2026, 00:30'],
  ] as const)('in %s: %s', (language, told) => {
    expect(formatDateTime('2026-04-01T15:30:00.000Z', language)).toBe(told);
  });

  test('that cannot be read are shown as they are', () => {
    expect(formatDate('令和8年4月1日', 'ja')).toBe('令和8年4月1日');
  });
});
