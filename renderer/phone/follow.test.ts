// The page must keep asking without becoming a burden, and never say more of a slip than the server said.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SlipStatus } from '../../sync/contract/slips.ts';
import { Follow } from './follow.svelte.ts';
import type { Surroundings } from './wire.ts';

const slip = '123412341234123412341234';
const expiresAt = '2026-12-21T09:05:00.000Z';
const notArrived: SlipStatus = { state: 'valid', arrived: false, expiresAt };
const unknown: SlipStatus = { state: 'unknown', arrived: false, expiresAt: null };
const arrived: SlipStatus = { state: 'valid', arrived: true, expiresAt };

const json = (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  Promise.resolve(new Response(JSON.stringify(value), { status, headers }));

function setUp(answer: (path: string, init?: RequestInit) => Promise<Response>) {
  const fetch = vi.fn(answer);
  const page = { hidden: false, seen: () => undefined as void };
  const around: Surroundings = {
    fetch,
    hidden: () => page.hidden,
    onVisible: (listener) => {
      page.seen = listener;
    },
    random: () => 0.5,
    now: Date.now,
  };
  return { fetch, page, follow: new Follow(slip, around) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('asking how far it is', () => {
  it('goes on while it has not arrived, less and less often', async () => {
    const { fetch, follow } = setUp(() => json(notArrived));
    await follow.ask();
    const gaps: number[] = [];
    for (let turn = 0; turn < 6; turn++) {
      const [before, calls] = [Date.now(), fetch.mock.calls.length];
      while (fetch.mock.calls.length === calls) await vi.advanceTimersByTimeAsync(1000);
      gaps.push(Math.round((Date.now() - before) / 1000));
    }
    expect(gaps).toEqual([5, 10, 20, 40, 60, 60]);
    expect(fetch.mock.calls[0]?.[0]).toBe(`../v1/slips/${slip}`);
  });

  it('asks soon again after something has happened', async () => {
    const answers = [unknown, unknown, unknown, notArrived];
    const { fetch, follow } = setUp(() => json(answers.shift() ?? notArrived));
    await follow.ask();
    await vi.advanceTimersByTimeAsync(35_000);
    expect(follow.status).toEqual(notArrived);
    const calls = fetch.mock.calls.length;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(fetch.mock.calls.length).toBe(calls + 1);
  });

  it.each([arrived, ...(['used', 'expired', 'cancelled', 'forged', 'elsewhere'] as const)])(
    'ends when there is nothing to wait for: %o',
    async (end) => {
      const status = typeof end === 'string' ? { ...arrived, state: end } : end;
      const { fetch, follow } = setUp(() => json(status));
      await follow.ask();
      expect(follow.settled).toBe(true);
      await vi.advanceTimersByTimeAsync(600_000);
      expect(fetch).toHaveBeenCalledTimes(1);
    },
  );

  it('takes the answer to the question that the page asked before its code was there', async () => {
    const fetch = vi.fn(() => json(notArrived));
    const around = {
      fetch,
      hidden: () => false,
      onVisible: () => undefined,
      random: () => 0.5,
      now: Date.now,
    };
    const follow = new Follow(slip, around, json(arrived));
    await follow.ask();
    expect(follow.status).toEqual(arrived);
    expect(fetch).not.toHaveBeenCalled();
    const failing = new Follow(slip, around, Promise.reject(new TypeError()));
    await failing.ask();
    expect(failing.unreachable).toBe(true);
    await failing.ask();
    expect(failing.status).toEqual(notArrived);
    failing.stop();
  });

  it('asks nothing more once it is stopped', async () => {
    const { fetch, page, follow } = setUp(() => json(notArrived));
    await follow.ask();
    follow.stop();
    page.seen();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('asks nothing while nobody looks, and at once when somebody does again', async () => {
    const { fetch, page, follow } = setUp(() => json(notArrived));
    await follow.ask();
    page.hidden = true;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(fetch).toHaveBeenCalledTimes(1);
    page.hidden = false;
    page.seen();
    await vi.advanceTimersByTimeAsync(0);
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('waits as long as the server says', async () => {
    const { fetch, follow } = setUp(() => json({}, 429, { 'Retry-After': '300' }));
    await follow.ask();
    expect(follow.unreachable).toBe(true);
    await vi.advanceTimersByTimeAsync(299_000);
    expect(fetch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('keeps what it knows when an answer fails, is malformed or does not come', async () => {
    const answers = [
      () => json(notArrived),
      () => json({}, 500),
      () => json({ state: 'gone' }),
      () => Promise.reject(new TypeError()),
    ];
    const { follow } = setUp(() => (answers.shift() ?? (() => json(arrived)))());
    await follow.ask();
    for (let turn = 0; turn < 3; turn++) {
      await follow.ask();
      expect(follow).toMatchObject({ unreachable: true, status: notArrived });
    }
    await follow.ask();
    expect(follow).toMatchObject({ unreachable: false, status: arrived });
  });
});
