import { expect, test } from 'vitest';
import type { FeedPage } from '../../sync/contract/feed.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import { openTestStore } from '../store/testing/fixtures.ts';
import type { Caller } from './call.ts';
import { Puller } from './pull.ts';
import { handTimers } from './testing/hand-timers.ts';

type Answer = Result<FeedPage, CallError>;
const interests = (seq: number) => ({ seq, kind: 'interests', items: [] });
const page = (cursor: string, entries: FeedPage['entries'] = [], more = false): Answer =>
  ok({ cursor, entries, more });
const refusal = (code: 'cursor-unknown' | 'unavailable', retryAfterMs: number | null = null): Answer =>
  err({ kind: 'refused', problem: { type: 't', title: 't', status: 503, code }, retryAfterMs });

function world(...answers: Answer[]) {
  const store = openTestStore();
  const timers = handTimers();
  const asked: (string | null)[] = [];
  let applied = 0;
  // Only `pull` is ever called here.
  const call = ((_name: 'pull', { cursor }: { cursor: string | null }) => {
    asked.push(cursor);
    return Promise.resolve(answers.shift() ?? err({ kind: 'timeout' }));
  }) as Caller;
  const onApplied = () => (applied += 1);
  const puller = new Puller({ store, call, timers, random: () => 0.5, log: () => undefined, onApplied });
  return { store, puller, timers, asked, applied: () => applied };
}

test('page after page is applied without a pause, each from the cursor before', async () => {
  const { puller, asked, applied, store } = world(
    page('c1', [interests(1)], true),
    page('c2', [interests(2)]),
  );
  expect([await puller.turn(), await puller.turn()]).toEqual([0, 0]);
  expect([asked, applied(), store.cursor()]).toEqual([[null, 'c1'], 2, 'c2']);
});

test('a page that another pull has overtaken does not say that the feed is read to its end', async () => {
  const { puller, store } = world(page('c1', [interests(1)], true), page('c9', [interests(1)]));
  const both = await Promise.all([puller.page(0), puller.page(0)]);
  expect(both).toMatchObject([{ more: true }, { entries: 0, more: true }]);
  expect(store.cursor()).toBe('c1');
});

test('a server that answers at once with nothing is not asked without end', async () => {
  const { puller, applied } = world(page('c1'), page('c1'));
  expect([await puller.turn(), await puller.turn()]).toEqual([2000, 2000]);
  expect(applied()).toBe(0);
});

test('a cursor that the server does not know leads to a new reading from the beginning', async () => {
  const { puller, asked, store, timers } = world(
    page('old', [interests(7)]),
    refusal('cursor-unknown'),
    page('new', [interests(1)]),
  );
  await puller.turn();
  expect(await puller.turn()).toBeGreaterThan(0);
  expect(store.cursor()).toBeNull();
  timers.advance(60_000);
  await puller.turn();
  expect([asked, store.cursor()]).toEqual([[null, 'old', null], 'new']);
});

test('failures are repeated later and later, and Retry-After is obeyed', async () => {
  const timeout = err<CallError>({ kind: 'timeout' });
  const { puller, timers } = world(
    timeout,
    timeout,
    refusal('unavailable', 45_000),
    page('c1', [interests(1)]),
    timeout,
  );
  const waits = [];
  for (let turn = 0; turn < 5; turn += 1) {
    waits.push(await puller.turn());
    timers.advance(waits.at(-1)!);
  }
  expect(waits).toEqual([1000, 2000, 45_000, 0, 1000]);
});
