import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Chime, melodies } from './chime.ts';

/** Web Audio as far as a chime needs it. */
function ear(state: 'running' | 'suspended' = 'running') {
  const heard = { started: [] as number[], stopped: 0, resumed: 0, made: 0 };
  const line = {
    setValueAtTime: () => 0,
    linearRampToValueAtTime: () => 0,
    exponentialRampToValueAtTime: () => 0,
  };
  const context = {
    state,
    currentTime: 100,
    destination: {},
    resume: () => {
      heard.resumed += 1;
      return Promise.resolve();
    },
    createGain: () => ({ gain: line, connect: (next: unknown) => next }),
    createOscillator: () => ({
      frequency: { value: 0 },
      type: 'sine',
      connect: (next: unknown) => next,
      start: (at: number) => heard.started.push(at),
      stop: () => (heard.stopped += 1),
    }),
  };
  // Only the members above are used; the rest of an AudioContext needs a sound card.
  const make = () => {
    heard.made += 1;
    return context as unknown as AudioContext;
  };
  return { heard, make };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a sound is played at once, in its rhythm', () => {
  const { heard, make } = ear();
  new Chime(make).ring('ask');
  expect(heard.started).toEqual(melodies.ask.tones.map(({ at }) => 100 + at));
});

test('the alarm goes on until it is over, and leaves nothing sounding', () => {
  const { heard, make } = ear();
  const stop = new Chime(make).ring('alarm');
  vi.advanceTimersByTime(60_000);
  const rounds = 1 + Math.floor(60_000 / melodies.alarm.everyMs);
  expect(heard.started).toHaveLength(rounds * melodies.alarm.tones.length);
  const before = heard.stopped;
  stop();
  expect(heard.stopped - before).toBe(melodies.alarm.tones.length);
  vi.advanceTimersByTime(60_000);
  expect(heard.started).toHaveLength(rounds * melodies.alarm.tones.length);
});

test('nothing of Web Audio is made before the first sound, and only one of it', () => {
  const { heard, make } = ear('suspended');
  const chime = new Chime(make);
  expect(heard.made).toBe(0);
  chime.ring('ask')();
  chime.ring('alarm')();
  expect([heard.made, heard.resumed]).toEqual([1, 2]);
});

test('a round is over before the next begins, and every tone lies where hearing lasts longest', () => {
  for (const { tones, everyMs } of Object.values(melodies)) {
    const ends = Math.max(...tones.map(({ at, lasts }) => at + lasts));
    expect(ends * 1000).toBeLessThan(everyMs);
    for (const { pitch } of tones) {
      expect(pitch).toBeGreaterThanOrEqual(500);
      expect(pitch).toBeLessThanOrEqual(1400);
    }
  }
});
