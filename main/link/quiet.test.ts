import { expect, test } from 'vitest';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { CallError, WorkerCallName } from '../../sync/contract/worker.ts';
import { openTestStore } from '../store/testing/fixtures.ts';
import type { Caller } from './call.ts';
import { quietly } from './quiet.ts';
import { handTimers } from './testing/hand-timers.ts';

const refusal = (code: 'unavailable' | 'rate-limited' | 'mail-failed', retryAfterMs: number | null) =>
  err<CallError>({
    kind: 'refused',
    problem: { type: 'about:blank', title: code, status: 503, code },
    retryAfterMs,
  });

function world() {
  const [store, timers] = [openTestStore(), handTimers()];
  const made: WorkerCallName[] = [];
  const line = { answer: ok(null) as Result<unknown, CallError> };
  // The calls of these tests look at nothing of an answer but whether there is one.
  const raw = ((name: WorkerCallName) => {
    made.push(name);
    return Promise.resolve(line.answer);
  }) as Caller;
  const caller = () =>
    quietly(raw, { store, timers, random: () => 0.5 }) as (
      name: WorkerCallName,
    ) => Promise<Result<unknown, CallError>>;
  return { store, timers, made, line, caller };
}

test.each(['push', 'pull', 'report'] as const)(
  'asked for quiet at a %s, every call is silent until then, after a restart as well',
  async (name) => {
    const { timers, made, line, caller } = world();
    line.answer = refusal('unavailable', 90_000);
    const call = caller();
    await call(name);
    line.answer = ok(null);
    timers.advance(89_000);
    for (const other of ['push', 'pull', 'report', 'sendCode', 'renew'] as const)
      for (const one of [call, caller()])
        expect(await one(other)).toMatchObject({ error: { kind: 'refused', retryAfterMs: 1000 } });
    expect(made).toEqual([name]);
    expect((await call('configure')).ok).toBe(true);
    timers.advance(1000);
    expect((await call('pull')).ok).toBe(true);
    expect((await caller()('push')).ok).toBe(true);
  },
);

test('"too many codes for this resident" says nothing of the line, and no wait means no wait', async () => {
  const { made, line, caller } = world();
  const call = caller();
  line.answer = refusal('rate-limited', 60_000);
  await call('sendCode');
  line.answer = refusal('mail-failed', 60_000);
  await call('sendCode');
  line.answer = refusal('unavailable', null);
  await call('push');
  line.answer = ok(null);
  expect((await call('push')).ok).toBe(true);
  expect(made).toHaveLength(4);
  line.answer = refusal('rate-limited', 60_000);
  await call('pull');
  expect((await call('push')).ok).toBe(false);
});

test('what the disk has spoilt of it asks for no quiet', async () => {
  const { store, made, caller } = world();
  store.setSetting('link.quiet', '{"untilMs":99');
  await caller()('pull');
  expect(made).toEqual(['pull']);
});
