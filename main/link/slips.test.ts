// A notice about a slip is told until the central API has taken it: days later, twice, and only as often as is polite.
import { describe, expect, it } from 'vitest';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { SlipNoticesAnswer } from '../../sync/contract/slips.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import { openTestStore } from '../store/testing/fixtures.ts';
import type { Caller } from './call.ts';
import { SlipTeller } from './slips.ts';
import { handTimers } from './testing/hand-timers.ts';

type Told = Result<SlipNoticesAnswer, CallError>;
const offline: Told = err({ kind: 'offline', cause: 'cut' });

function setUp(answer: (ids: readonly string[]) => Told) {
  const timers = handTimers();
  const store = openTestStore(undefined, timers.now);
  const asked: string[][] = [];
  const now = { answer };
  // Only this call is made here, so its answer is the one of the signature.
  const call = ((_name: string, { notices }: { notices: { id: string }[] }) => {
    const ids = notices.map(({ id }) => id);
    asked.push(ids);
    return Promise.resolve(now.answer(ids));
  }) as unknown as Caller;
  const teller = new SlipTeller({ store, call, timers, random: () => 0.5, log: () => undefined });
  for (const digit of ['a', 'b', 'c']) store.cancelSlip(digit.repeat(64));
  return { timers, store, asked, now, teller };
}
const taken = (ids: readonly string[]): Told =>
  ok({ results: ids.map((id) => ({ id, outcome: 'taken' as const })) });

describe('telling what became of slips', () => {
  it('is done once for each notice', async () => {
    const { teller, store, asked } = setUp(taken);
    expect(await teller.turn()).toBe(0);
    await teller.turn();
    expect(asked).toHaveLength(1);
    expect(store.slipNotices(10)).toEqual([]);
  });

  it('goes on days later, with the same ids, when there was no network', async () => {
    const { teller, timers, asked, now, store } = setUp(() => offline);
    const waitMs = await teller.turn();
    expect(waitMs).toBeGreaterThan(0);
    expect(await teller.turn()).toBe(waitMs);
    expect(asked).toHaveLength(1);
    timers.advance(5 * 86_400_000);
    now.answer = taken;
    expect(await teller.turn()).toBe(0);
    expect(asked[1]).toEqual(asked[0]);
    expect(store.slipNotices(10)).toEqual([]);
  });

  it('passes its own back-off when the network is back, and no wait that was asked for', async () => {
    const { teller, asked, now } = setUp(() => offline);
    await teller.turn();
    await teller.turn({ now: true });
    expect(asked).toHaveLength(2);
    now.answer = () =>
      err({
        kind: 'refused',
        problem: { type: 't', title: 't', status: 503, code: 'unavailable' },
        retryAfterMs: 60_000,
      });
    expect(await teller.turn({ now: true })).toBe(60_000);
    expect(await teller.turn({ now: true })).toBe(60_000);
    expect(asked).toHaveLength(3);
  });

  it('repeats what was not answered for, and nothing else', async () => {
    const { teller, asked, now } = setUp((ids) => taken(ids.slice(0, 1)));
    expect(await teller.turn()).toBe(0);
    now.answer = taken;
    await teller.turn();
    expect(asked[1]).toEqual(asked[0]?.slice(1));
  });

  it('does not repeat what was refused, and waits after an answer about nothing', async () => {
    const { teller, asked, now, store } = setUp(() => ok({ results: [] }));
    expect(await teller.turn()).toBeGreaterThan(0);
    now.answer = (ids) => ok({ results: ids.map((id) => ({ id, outcome: 'refused' as const })) });
    expect(await teller.turn({ now: true })).toBe(0);
    expect([asked.length, store.slipNotices(10).length]).toEqual([2, 0]);
  });
});
