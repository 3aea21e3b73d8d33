import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Rush } from './rush.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whether it resolves without any time passing. */
const isOver = async (rush: Rush): Promise<boolean> => {
  const turn = new Promise<false>((done) => setImmediate(() => done(false)));
  return Promise.race([rush.over().then(() => true as const), turn]);
};

it('there is none while a counter brings what it has just saved', async () => {
  const rush = new Rush();
  await rush.during(10, async () => expect(await isOver(rush)).toBe(true));
  expect(await isOver(rush)).toBe(true);
});

it('lasts while a large batch is taken in, and for a moment after it', async () => {
  const rush = new Rush();
  await rush.during(11, async () => expect(await isOver(rush)).toBe(false));
  expect(await isOver(rush)).toBe(false);
  vi.advanceTimersByTime(600);
  expect(await isOver(rush)).toBe(true);
});

it('ends also with a batch that could not be taken in', async () => {
  const rush = new Rush();
  await expect(rush.during(50, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  vi.advanceTimersByTime(600);
  expect(await isOver(rush)).toBe(true);
});

it('holds nothing back for ever', async () => {
  const rush = new Rush();
  const taking = Promise.withResolvers<null>();
  const taken = rush.during(50, () => taking.promise);
  const over = rush.over();
  vi.advanceTimersByTime(3_100);
  await over;
  expect(await isOver(rush)).toBe(false);
  taking.resolve(null);
  await taken;
});
