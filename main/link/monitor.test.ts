import { expect, test } from 'vitest';
import { err, ok } from '../../sync/contract/result.ts';
import { openTestStore } from '../store/testing/fixtures.ts';
import { Monitor } from './monitor.ts';
import { handTimers } from './testing/hand-timers.ts';

const week = 7 * 86_400_000;

function world() {
  const [store, timers] = [openTestStore(), handTimers()];
  const start = () => new Monitor(store, timers, { onChange: () => undefined, onOnline: () => undefined });
  const measure = (monitor: Monitor) => {
    monitor.heard(ok(null));
    monitor.measured({ centralMs: timers.now() - 120_500, localMs: timers.now() });
  };
  return { timers, start, measure };
}

test('time is unsure until it was measured, and again when the measurement is a week old', () => {
  const { timers, start, measure } = world();
  const monitor = start();
  expect(monitor.state()).toMatchObject({ clockErrorMs: null, timeUnsure: true });
  measure(monitor);
  expect(monitor.state()).toMatchObject({ clockErrorMs: 120_000, timeUnsure: false });
  timers.advance(week - 1);
  expect(monitor.state().timeUnsure).toBe(false);
  timers.advance(2);
  expect(monitor.state().timeUnsure).toBe(true);
});

test.each([3_600_000, -3_600_000])('a clock that is set by %i ms is noticed, and measured anew', (by) => {
  const { timers, start, measure } = world();
  const monitor = start();
  measure(monitor);
  timers.advance(60_000);
  timers.setClock(timers.now() + by);
  expect(monitor.state().timeUnsure).toBe(true);
  measure(monitor);
  expect(monitor.state().timeUnsure).toBe(false);
});

test('after a start without network the last contact vouches, unless the clock stands before it', () => {
  const { timers, start, measure } = world();
  measure(start());
  timers.advance(86_400_000);
  expect(start().state().timeUnsure).toBe(false);
  timers.setClock(timers.now() - 3 * 86_400_000);
  expect(start().state().timeUnsure).toBe(true);
});

test('a certificate that is not yet valid here is told as a clock that is wrong', () => {
  const { start } = world();
  const monitor = start();
  const troubles = (['clock', 'expired', 'invalid'] as const).map((verdict) => {
    monitor.heard(err({ kind: 'tls', verdict, cause: 'x' }));
    return monitor.state().trouble;
  });
  expect(troubles).toEqual(['clock', 'server-certificate-expired', 'tls']);
  monitor.heard(err({ kind: 'offline', cause: 'proxy-refused' }));
  expect(monitor.state().trouble).toBe('proxy-refused');
  monitor.heard(ok(null));
  expect(monitor.state()).toMatchObject({ network: 'online', trouble: null });
});
