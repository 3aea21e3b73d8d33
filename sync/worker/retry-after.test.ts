import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const date = 'Sat, 21 Nov 2026 03:00:00 GMT';
const localMs = Date.parse('2020-01-01T00:00:00Z');

test.each<[string | null, string | null, number | null]>([
  [null, date, null],
  ['0', date, 0],
  ['120', date, 120_000],
  [' 7 ', date, 7000],
  ['99999999', date, 24 * 3_600_000],
  ['Sat, 21 Nov 2026 03:01:30 GMT', date, 90_000],
  ['Sat, 21 Nov 2026 02:00:00 GMT', date, 0],
  ['Wed, 01 Jan 2020 00:00:10 GMT', null, 10_000],
  ['soon', date, null],
  ['-5', date, null],
])(
  'Retry-After %s beside Date %s waits %s ms, whatever the terminal believes',
  (header, beside, expected) => {
    expect(retryAfterMs(header, beside, localMs)).toBe(expected);
  },
);

test('no header makes a wait that is negative or longer than a day', () => {
  fc.assert(
    fc.property(fc.string(), fc.option(fc.string()), (header, beside) => {
      const wait = retryAfterMs(header, beside, localMs);
      if (wait !== null) expect(wait).toSatisfy((ms: number) => ms >= 0 && ms <= 24 * 3_600_000);
    }),
  );
});
