// The page must keep asking without becoming a burden, and never tell a code as right that was not taken.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HandoffStatus } from '../../sync/contract/api.ts';
import { Follow, tokenOf, type Surroundings } from './follow.svelte.ts';

const token = '7Q4M0ZKX9ABCDEFGHJKMNPQRST';
const notArrived: HandoffStatus = {
  state: 'not-arrived',
  receivedAt: null,
  contact: 'unknown',
  mailbox: 'unknown',
};
const open: HandoffStatus = {
  state: 'accepted',
  receivedAt: '2026-11-21T09:05:00.000Z',
  contact: 'open',
  mailbox: 'waiting',
};
const done: HandoffStatus = { ...open, contact: 'confirmed', mailbox: 'open' };

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
  };
  return { fetch, page, follow: new Follow(token, around) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the token in the address', () => {
  it('is found under any prefix, with a slash at its end or in small letters', () => {
    expect(tokenOf(`/s/${token}`)).toBe(token);
    expect(tokenOf(`/city/s/${token.toLowerCase()}/`)).toBe(token);
  });

  it('is refused when it is no token', () => {
    for (const path of ['/s/', '/s/hello', `/s/${token}X`, '/']) expect(tokenOf(path)).toBeNull();
  });
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
    expect(fetch.mock.calls[0]?.[0]).toBe(`../v1/handoffs/${token}`);
  });

  it('asks soon again after something has happened', async () => {
    const answers = [notArrived, notArrived, notArrived, open];
    const { fetch, follow } = setUp(() => json(answers.shift() ?? open));
    await follow.ask();
    await vi.advanceTimersByTimeAsync(35_000);
    expect(follow.status).toEqual(open);
    const calls = fetch.mock.calls.length;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(fetch.mock.calls.length).toBe(calls + 1);
  });

  it('ends when nothing is open any more', async () => {
    const { fetch, follow } = setUp(() => json(done));
    await follow.ask();
    expect(follow.settled).toBe(true);
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
      () => json(open),
      () => json({}, 500),
      () => json({ state: 'gone' }),
      () => Promise.reject(new TypeError()),
    ];
    const { follow } = setUp(() => (answers.shift() ?? (() => json(done)))());
    await follow.ask();
    for (let turn = 0; turn < 3; turn++) {
      await follow.ask();
      expect(follow).toMatchObject({ unreachable: true, status: open });
    }
    await follow.ask();
    expect(follow).toMatchObject({ unreachable: false, status: done });
  });
});

describe('the code from the mail', () => {
  const withCode = (answer: unknown, status = 200) =>
    setUp((path) => (path.endsWith('/answers') ? json(answer, status) : json(open)));

  it('is sent as six digits, however they were typed', async () => {
    const { fetch, follow } = withCode({ outcome: 'confirmed' });
    await follow.ask();
    await follow.answer(' １２３-456 ');
    const [path, init] = fetch.mock.calls.find(([, sent]) => sent?.method === 'POST')!;
    expect(path).toBe(`../v1/handoffs/${token}/answers`);
    expect(init?.body).toBe('{"code":"123456"}');
  });

  it('is not sent when it is not six digits', async () => {
    const { fetch, follow } = withCode({ outcome: 'confirmed' });
    await follow.answer('12345');
    expect(follow.codeTrouble).toEqual({ kind: 'malformed' });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('confirms, and asks how far it is now', async () => {
    const { fetch, follow } = withCode({ outcome: 'confirmed' });
    await follow.ask();
    await follow.answer('123456');
    expect(follow.justConfirmed).toBe(true);
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  it.each([
    [{ outcome: 'wrong', triesLeft: 2 }, 200, { kind: 'wrong', triesLeft: 2 }],
    [{ outcome: 'expired' }, 200, { kind: 'expired' }],
    [{ outcome: 'spent' }, 200, { kind: 'spent' }],
    [{ outcome: 'perhaps' }, 200, { kind: 'unreachable' }],
    [{}, 429, { kind: 'busy' }],
    [{}, 503, { kind: 'unreachable' }],
  ])('%o with status %i is told as %o and confirms nothing', async (answer, status, trouble) => {
    const { follow } = withCode(answer, status);
    await follow.ask();
    await follow.answer('123456');
    expect(follow).toMatchObject({
      codeTrouble: trouble,
      justConfirmed: false,
      status: open,
      sending: false,
    });
  });
});
