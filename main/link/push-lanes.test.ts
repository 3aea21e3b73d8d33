// Two batches side by side: when they are, and that the trouble of one is not hidden by the other's success.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { err, type Result } from '../../sync/contract/result.ts';
import type { PushResult } from '../../sync/contract/api.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import { madeUpId } from '../store/testing/fixtures.ts';
import { acceptAll, offline, patient, refusal, world, type Items } from './testing/push-world.ts';

type Answer = Result<PushResult[], CallError>;

/** A central API that answers when it is told to, oldest call first. */
function slowCentral() {
  const open: { items: Items; answer: (answer: Answer) => void }[] = [];
  let most = 0;
  const central = (items: Items): Promise<Answer> =>
    new Promise((answer) => {
      open.push({ items, answer });
      most = Math.max(most, open.length);
    });
  /** Turns of the event loop, so that what was answered is verified and written down. */
  const settled = async (): Promise<void> => {
    for (let left = 20; left > 0; left -= 1) await new Promise((done) => setImmediate(done));
  };
  return { open, central, settled, most: () => most };
}

/** A pusher whose first batch went well. */
async function flowing(records: number) {
  const made = world(acceptAll, records);
  const push = made.pusher();
  expect(await push.round(patient)).toEqual({ kind: 'pushed' });
  const slow = slowCentral();
  made.line.central = slow.central;
  return { ...made, ...slow, push };
}

test('after a full batch that went well two are under way, and no record is in both', async () => {
  const { push, open, calls, most, settled, store } = await flowing(400);
  const round = push.round(patient);
  while (store.counts().accepted < 400) {
    const call = open.shift();
    if (call !== undefined) call.answer(await acceptAll(call.items));
    await settled();
  }
  await round;
  expect(most()).toBe(2);
  const sent = calls.flat();
  expect(new Set(sent).size).toBe(sent.length);
  expect(sent).toHaveLength(400);
});

test('a wait that was asked for in one lane stands, though the other is answered well after it', async () => {
  const { push, open, timers, settled, calls, store } = await flowing(100);
  const round = push.round(patient);
  await settled();
  const [first, second] = open;
  first?.answer(refusal('unavailable', 90_000));
  await settled();
  second?.answer(await acceptAll(second.items));
  expect(await round).toMatchObject({ kind: 'failed' });
  expect(calls).toHaveLength(3);
  expect(await push.round({ now: true })).toEqual({ kind: 'waiting', untilMs: timers.now() + 90_000 });
  expect(store.counts()).toMatchObject({ accepted: 8 + (second?.items.length ?? 0), sent: 0 });
});

test('a line that breaks under both is one failure, and both batches wait', async () => {
  const { push, open, timers, settled, store } = await flowing(100);
  const round = push.round(patient);
  await settled();
  for (const { answer } of open) answer(offline);
  expect(await round).toMatchObject({ kind: 'failed', error: { kind: 'offline' } });
  // The first wait at half jitter; a second failure would make it two seconds.
  expect(await push.round(patient)).toEqual({ kind: 'waiting', untilMs: timers.now() + 1000 });
  expect(store.counts()).toMatchObject({ accepted: 8, saved: 92, sent: 0 });
});

test('whatever the answers are, each record is accepted once in the end, and only the bad one is blamed', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('well', 'offline', 'timeout', 'internal', 'busy'), { maxLength: 40 }),
      fc.nat({ max: 119 }),
      async (script, at) => {
        const poisoned = madeUpId(at + 1);
        const said = [...script];
        const { store, pusher, timers, answered } = world(async (items) => {
          await new Promise((later) => setImmediate(later));
          const what = said.shift() ?? 'well';
          if (what === 'offline') return offline;
          if (what === 'timeout') return err({ kind: 'timeout' });
          if (what === 'internal') return refusal('internal');
          if (what === 'busy') return refusal('unavailable', 5000);
          return items.some(({ id }) => id === poisoned) ? refusal('malformed') : acceptAll(items);
        }, 120);
        const push = pusher();
        for (let turn = 0; turn < 300 && store.counts().accepted < 119; turn += 1) {
          await push.round(patient);
          timers.advance(700_000);
        }
        expect(new Set(answered).size).toBe(answered.length);
        expect(store.counts()).toEqual({ saved: 0, sent: 0, accepted: 119, needsAttention: 1 });
        expect(store.attention()).toMatchObject([{ id: poisoned }]);
      },
    ),
    { numRuns: 25 },
  ));
