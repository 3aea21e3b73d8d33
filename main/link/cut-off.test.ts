import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../store/store.ts';
import { freshDirectory, handClock, openTestStore } from '../store/testing/fixtures.ts';
import { CutOff, judgeLimits } from './cut-off.ts';

const day = 86_400_000;
const limits = { warnDays: 3, freezeDays: 14, warnCount: 100, freezeCount: 1000 };

test('first a warning, then a freeze; for days and for records', () => {
  expect(judgeLimits(limits, 2.9, 99)).toMatchObject({ warnings: [], frozen: false });
  expect(judgeLimits(limits, 3, 0)).toMatchObject({ warnings: ['limits.days'], frozen: false });
  expect(judgeLimits(limits, 0, 100)).toMatchObject({ warnings: ['limits.count'], frozen: false });
  expect(judgeLimits(limits, 14, 0)).toMatchObject({ frozen: true });
  expect(judgeLimits(limits, 0, 1000)).toMatchObject({ frozen: true });
});

test('days are counted while the line is cut, and end with an exchange', () => {
  const ticks = handClock(0);
  const cutOff = new CutOff(openTestStore(), ticks, handClock());
  ticks.advance(5 * day);
  expect(cutOff.look(false)).toBe(5);
  ticks.advance(day);
  expect(cutOff.look(true)).toBe(0);
  ticks.advance(2 * day);
  expect(cutOff.look(false)).toBe(2);
  cutOff.exchanged();
  expect(cutOff.look(false)).toBe(0);
});

test('a clock that is set forwards or back while the terminal runs counts nothing', () => {
  const wall = handClock();
  const ticks = handClock(0);
  const cutOff = new CutOff(openTestStore(), ticks, wall);
  wall.advance(400 * day);
  expect(cutOff.look(false)).toBe(0);
  wall.advance(-800 * day);
  ticks.advance(day);
  expect(cutOff.look(false)).toBe(1);
});

test('a restart goes on counting; a wrong clock at the start costs a day at most', () => {
  const path = join(freshDirectory(), 'queue.sqlite');
  const wall = handClock();
  const run = (offMs: number, runMs: number): number => {
    wall.advance(offMs);
    const opened = openStore({ path, now: wall, log: () => undefined });
    if (!opened.ok) throw new Error(opened.error.kind);
    const ticks = handClock(Math.random() * 1e6);
    const cutOff = new CutOff(opened.value, ticks, wall);
    wall.advance(runMs);
    ticks.advance(runMs);
    const days = cutOff.look(false);
    opened.value.close();
    return days;
  };
  expect(run(0, 2 * day)).toBe(2);
  expect(run(day / 2, day)).toBe(3.5);
  expect(run(365 * day, 0)).toBe(4.5);
  expect(run(-700 * day, 0)).toBe(4.5);
});

test('a count that the disk has spoilt begins anew, and the terminal starts', () => {
  const store = openTestStore();
  store.setSetting('link.cut-off', '{"ms":86400000,"wal');
  const ticks = handClock(0);
  const cutOff = new CutOff(store, ticks, handClock());
  ticks.advance(day);
  expect(cutOff.look(false)).toBe(1);
});
