import { expect, test } from 'vitest';
import { err, ok } from '../../sync/contract/result.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import { madeUpId, madeUpRegistration } from '../store/testing/fixtures.ts';
import {
  accept,
  acceptAll,
  now,
  offline,
  patient,
  problem,
  receipt,
  refusal,
  world,
  type Items,
} from './testing/push-world.ts';

test('a batch is answered item by item', async () => {
  const { store, pusher, answered } = world(async (items) => {
    const [good, bad, , slow] = items as [Items[number], Items[number], Items[number], Items[number]];
    return ok([
      { id: bad.id, outcome: 'refused', problem: problem('device-signature-invalid') },
      { id: slow.id, outcome: 'refused', problem: problem('unavailable') },
      await accept(good),
    ]);
  }, 4);
  expect(await pusher().round(patient)).toEqual({ kind: 'pushed' });
  expect([1, 2, 3, 4].map((n) => store.stateOf(madeUpId(n)))).toEqual([
    'accepted',
    'needs-attention',
    'saved',
    'saved',
  ]);
  expect(store.attention()).toMatchObject([{ id: madeUpId(2), code: 'device-signature-invalid' }]);
  expect(answered).toEqual([madeUpId(1)]);
});

test('a receipt that does not verify keeps the record, and in the end asks for a person', async () => {
  const { store, pusher, timers } = world(
    async (items) =>
      ok(
        await Promise.all(
          items.map(async ({ id }) => ({
            id,
            outcome: 'duplicate' as const,
            receipt: await receipt(id, 'x'),
          })),
        ),
      ),
    1,
  );
  const push = pusher();
  for (let attempt = 1; attempt < 5; attempt += 1) {
    await push.round(patient);
    expect(store.stateOf(madeUpId(1))).toBe('saved');
    timers.advance(600_000);
  }
  await push.round(patient);
  expect(store.attention()).toMatchObject([{ code: 'receipt-invalid', attempts: 5 }]);
});

test('without a line everything waits, longer each time, and nothing is lost', async () => {
  const { store, pusher, timers, calls, line, answered } = world(() => offline, 3);
  const push = pusher();
  const waits: number[] = [];
  for (let failure = 1; failure <= 12; failure += 1) {
    expect(await push.round(patient)).toMatchObject({ kind: 'failed', error: { kind: 'offline' } });
    const gate = await push.round(patient);
    if (gate.kind !== 'waiting') throw new Error(gate.kind);
    waits.push(gate.untilMs - timers.now());
    timers.advance(waits.at(-1)!);
  }
  expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
  expect(Math.max(...waits)).toBe(150_000);
  expect(calls).toHaveLength(12);
  line.central = acceptAll;
  await push.round(patient);
  expect(answered).toHaveLength(3);
  expect(store.counts()).toEqual({ saved: 0, sent: 0, accepted: 3, needsAttention: 0 });
});

test('a new record passes our own back-off, and what waits for the line goes right after it', async () => {
  const { store, pusher, line, answered } = world(() => offline, 1);
  const push = pusher();
  for (let failure = 1; failure <= 8; failure += 1) {
    store.makeDue();
    await push.round(now);
  }
  line.central = acceptAll;
  store.commitRegistration(madeUpRegistration(2));
  expect(await push.round(now)).toEqual({ kind: 'pushed' });
  expect(answered).toEqual([madeUpId(2)]);
  expect(await push.round(patient)).toEqual({ kind: 'pushed' });
  expect(answered).toEqual([madeUpId(2), madeUpId(1)]);
});

test('a wait that the central API asked for holds, for impatient people and after a restart', async () => {
  const { pusher, timers, calls, line } = world(() => refusal('rate-limited', 90_000), 1);
  const push = pusher();
  await push.round(patient);
  line.central = acceptAll;
  timers.advance(89_000);
  for (const each of [push, pusher()])
    expect(await each.round(now)).toEqual({ kind: 'waiting', untilMs: timers.now() + 1000 });
  timers.advance(1000);
  expect(await pusher().round(patient)).toEqual({ kind: 'pushed' });
  expect(calls).toHaveLength(2);
});

test('a gate that was closed before the clock was set back opens', async () => {
  const { store, pusher, timers } = world(acceptAll, 1);
  const gate = { untilMs: timers.now() + 48 * 3_600_000, asked: true, failures: 1 };
  store.setSetting('push.gate', JSON.stringify(gate));
  expect(await pusher().round(patient)).toEqual({ kind: 'pushed' });
});

test('a record that spoils its batch ends alone, and all others go', async () => {
  const poisoned = madeUpId(37);
  const { store, pusher, calls, answered } = world(
    (items) => (items.some(({ id }) => id === poisoned) ? refusal('malformed') : acceptAll(items)),
    64,
  );
  const push = pusher();
  while ((await push.round(patient)).kind === 'pushed');
  expect(answered).toHaveLength(63);
  expect(store.attention()).toMatchObject([{ id: poisoned, code: 'malformed' }]);
  expect(calls.length).toBeLessThanOrEqual(2 * Math.log2(64) + 6);
});

test('a refusal of the terminal itself blames no record', async () => {
  const { store, pusher } = world(() => refusal('terminal-revoked'), 3);
  expect(await pusher().round(patient)).toMatchObject({ kind: 'failed' });
  expect(store.counts()).toEqual({ saved: 3, sent: 0, accepted: 0, needsAttention: 0 });
});

test('after a time-out the next batch is smaller, and grows again with success', async () => {
  const { pusher, timers, calls, line } = world(() => err<CallError>({ kind: 'timeout' }), 250);
  const push = pusher();
  for (let failure = 0; failure < 2; failure += 1) {
    await push.round(patient);
    timers.advance(300_000);
  }
  line.central = acceptAll;
  for (let round = 0; round < 2; round += 1) await push.round(patient);
  const sizes = calls.map((ids) => ids.length);
  // From then on two at a time.
  expect(sizes.slice(0, 7)).toEqual([8, 4, 2, 4, 4, 8, 8]);
  expect(Math.max(...sizes)).toBe(64);
});

test('an answer for a record that was not in the batch is nothing to us', async () => {
  const { store, pusher } = world(async (items) => {
    const stranger = await accept({ id: madeUpId(99), sealed: 'x' });
    return ok([stranger, ...(await Promise.all(items.map(accept)))]);
  }, 1);
  await pusher().round(patient);
  expect(store.counts()).toEqual({ saved: 0, sent: 0, accepted: 1, needsAttention: 0 });
});

const internal = refusal('internal');

test('a record over which the central API falls is put off alone, at once and each time, until a person must look', async () => {
  const poisoned = madeUpId(5);
  const { store, pusher, answered, timers, calls } = world(
    async (items) => (items.some(({ id }) => id === poisoned) ? internal : acceptAll(items)),
    40,
  );
  const push = pusher();
  while ((await push.round(patient)).kind === 'pushed');
  expect(answered).toHaveLength(39);
  expect(store.counts()).toMatchObject({ saved: 1, needsAttention: 0 });
  expect(calls.length).toBeLessThanOrEqual(20);
  // Those that come later are not held up, and the poisoned one is tried again after them, alone.
  for (let n = 100; store.attention().length === 0 && n < 200; n += 1) {
    timers.advance(600_000);
    store.commitRegistration(madeUpRegistration(n));
    const before = calls.length;
    await push.round(patient);
    expect(store.stateOf(madeUpId(n))).toBe('accepted');
    expect(calls.slice(before).filter((ids) => ids.includes(poisoned))).toEqual([[poisoned]]);
  }
  expect(store.attention()).toMatchObject([{ id: poisoned, code: 'internal' }]);
});

test('a central API that falls over everything is an outage: a handful of calls, then all wait and none is blamed', async () => {
  const { store, pusher, calls, timers, line, answered } = world(() => internal, 50);
  const push = pusher();
  for (let round = 1; round <= 20; round += 1) {
    const before = calls.length;
    expect(await push.round(patient)).toMatchObject({ kind: 'failed' });
    expect(calls.length - before).toBeLessThanOrEqual(round === 1 ? 5 : 2);
    timers.advance(300_000);
  }
  expect(store.attention()).toEqual([]);
  line.central = acceptAll;
  while ((await push.round(patient)).kind === 'pushed');
  expect(answered).toHaveLength(50);
});

test('a record to which no answer ever comes holds up nobody', async () => {
  const silent = madeUpId(1);
  const { pusher, answered, timers, store } = world(
    async (items) =>
      items.some(({ id }) => id === silent) ? err<CallError>({ kind: 'timeout' }) : acceptAll(items),
    30,
  );
  const push = pusher();
  for (let round = 0; round < 30 && answered.length < 29; round += 1) {
    await push.round(patient);
    timers.advance(300_000);
  }
  expect(answered).toHaveLength(29);
  expect(store.stateOf(silent)).toBe('saved');
});

test('a body that is too large for something on the way is made smaller; one record that is too large waits for a person', async () => {
  const huge = madeUpId(3);
  const { pusher, answered, store } = world(
    async (items) =>
      items.length > 5 || items.some(({ id }) => id === huge) ? refusal('too-large') : acceptAll(items),
    30,
  );
  const push = pusher();
  while ((await push.round(patient)).kind === 'pushed');
  expect(answered).toHaveLength(29);
  expect(store.attention()).toMatchObject([{ id: huge, code: 'too-large' }]);
});

test('the back-off survives a restart: a terminal that reboots does not hammer', async () => {
  const { pusher, calls, timers } = world(() => offline, 3);
  for (let start = 0; start < 50; start += 1) {
    await pusher().round(patient);
    timers.advance(1000);
  }
  // Fifty starts within fifty seconds; waits of 1, 2, 4, 8, 16 and 32 seconds at half jitter.
  expect(calls.length).toBeLessThanOrEqual(7);
});
