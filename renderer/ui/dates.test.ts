import { describe, expect, test } from 'vitest';
import { formatBirthDate, formatDate, formatDateTime, formatTime } from './dates.ts';

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

describe('instants', () => {
  test('are told in Japan time', () => {
    expect(formatTime('2026-04-01T05:06:07.000Z')).toBe('14:06');
    expect(formatTime('2026-04-01T15:00:00.000Z')).toBe('00:00');
    expect(formatDateTime('2026-04-01T15:30:00.000Z', 'ja')).toBe('2026年4月2日 00:30');
    expect(formatDate('2026-04-01', 'ja')).toBe('2026年4月1日');
    expect(formatDate('2026-04-01', 'en')).toBe('1 April 2026');
  });

  test('that cannot be read are shown as they are', () => {
    expect(formatDate('令和8年4月1日', 'ja')).toBe('令和8年4月1日');
  });
});
