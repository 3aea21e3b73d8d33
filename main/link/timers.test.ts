import fc from 'fast-check';
import { expect, test } from 'vitest';
import { handTimers } from './testing/hand-timers.ts';
import { Alarm, fullJitterMs } from './timers.ts';

const limits = { baseMs: 1000, capMs: 300_000 };

test('the wait is spread over everything up to base·2ⁿ, and never beyond the cap', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      // Millionths: `fc.double` draws bit patterns, nearly all of them next to nothing.
      fc.nat({ max: 999_999 }),
      (n, r) => {
        const wait = fullJitterMs(n, () => r / 1_000_000, limits);
        expect(wait).toBeGreaterThanOrEqual(50);
        expect(wait).toBeLessThanOrEqual(Math.min(300_000, 1000 * 2 ** n));
      },
    ),
  );
  const halves = [1, 2, 3, 8, 9, 100].map((n) => fullJitterMs(n, () => 0.5, limits));
  expect(halves).toEqual([1000, 2000, 4000, 128_000, 150_000, 150_000]);
});

test('an alarm ends a wait by time or by news, and keeps news that came while nobody waited', async () => {
  const timers = handTimers();
  const alarm = new Alarm(timers);
  const byTime = alarm.wait(100);
  timers.advance(100);
  await byTime;
  const byNews = alarm.wait(null);
  alarm.ring();
  await byNews;
  alarm.ring();
  await alarm.wait(null);
  const again = alarm.wait(5000);
  expect(timers.waits()).toEqual([5000]);
  alarm.ring();
  await again;
  expect(timers.waits()).toEqual([]);
});
