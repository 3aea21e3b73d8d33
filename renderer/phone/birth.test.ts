// A birth date is typed under stress, in either calendar: what can be understood is, and what cannot costs no try.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBirthDate } from '../ui/dates.ts';
import { birthDateOf } from './birth.ts';

const date = (digits: string) => ({ kind: 'date', date: digits });

describe('a birth date', () => {
  it.each([
    ['western', '1958', '4', '3', '19580403'],
    ['western', '２００１', '１２', '３１', '20011231'],
    ['showa', '33', '4', '3', '19580403'],
    ['showa', '64', '1', '7', '19890107'],
    ['heisei', '元', '1', '8', '19890108'],
    ['reiwa', '1', '5', '1', '20190501'],
    ['taisho', '15', '12', '24', '19261224'],
    ['showa', '1', '12', '25', '19261225'],
    ['western', '1930', '0', '0', '19300000'],
    ['showa', '5', '3', '0', '19300300'],
    ['western', '2000', '2', '29', '20000229'],
  ] as const)('%s %s-%s-%s is %s', (calendar, year, month, day, expected) => {
    expect(birthDateOf(calendar, year, month, day)).toEqual(date(expected));
  });

  it.each([
    ['western', '1900', '2', '29'],
    ['western', '1999', '13', '1'],
    ['western', '1999', '4', '31'],
    ['western', '1999', '0', '4'],
    ['western', '2999', '1', '1'],
    ['western', '0033', '1', '1'],
    ['showa', '64', '1', '8'],
    ['heisei', '1', '1', '7'],
    ['heisei', '31', '5', '1'],
    ['reiwa', '1', '4', '30'],
    ['showa', '0', '4', '3'],
  ] as const)('%s %s-%s-%s does not exist', (calendar, year, month, day) => {
    expect(birthDateOf(calendar, year, month, day)).toEqual({ kind: 'none' });
  });

  it.each([
    ['western', '58', '4', '3'],
    ['western', '', '4', '3'],
    ['western', '1958', '', '3'],
    ['showa', '1958', '4', '3'],
    ['western', '1958', 'May', '3'],
  ] as const)('%s %s-%s-%s is not complete', (calendar, year, month, day) => {
    expect(birthDateOf(calendar, year, month, day)).toEqual({ kind: 'incomplete' });
  });

  it('of every day since 大正 is the same in both calendars', () => {
    const calendars = { Taisho: 'taisho', Showa: 'showa', Heisei: 'heisei', Reiwa: 'reiwa' } as const;
    const days = fc.integer({
      min: Date.UTC(1912, 6, 30) / 86_400_000,
      max: Math.floor(Date.now() / 86_400_000) - 1,
    });
    fc.assert(
      fc.property(days, (count) => {
        const digits = new Date(count * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
        const [era = '', year = ''] = formatBirthDate(digits, 'en').era?.split(' ') ?? [];
        const calendar = calendars[era as keyof typeof calendars]; // one of ours, or the test fails
        expect(birthDateOf(calendar, year, digits.slice(4, 6), digits.slice(6))).toEqual(date(digits));
      }),
    );
  });
});
