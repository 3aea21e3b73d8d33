import { expect, test } from 'vitest';
import { BalanceRequest, compare } from '../../sync/contract/balance.ts';
import { err, ok } from '../../sync/contract/result.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import { buildStore } from '../store/store.ts';
import {
  claimAll,
  handClock,
  madeUpId,
  madeUpRegistration,
  openWithDatabase,
} from '../store/testing/fixtures.ts';
import { agrees, Balancer } from './balance.ts';
import type { Caller } from './call.ts';
import { handTimers } from './testing/hand-timers.ts';

const day = 86_400_000;

/** A terminal, and a central API that is a map from id to hash. */
function world(records: number, keepDays = 7) {
  const timers = handTimers();
  const { store, db, path } = openWithDatabase(handClockOf(timers));
  const held = new Map<string, string>();
  const line = { cut: false, calls: 0, clockErrorMs: 0 };
  const call = (async (_name: 'balance', raw: BalanceRequest) => {
    line.calls += 1;
    await Promise.resolve();
    if (line.cut) return err<CallError>({ kind: 'offline', cause: 'cut' });
    const { after, upTo, records: listed } = BalanceRequest.parse(raw);
    const inWindow = [...held.keys()].filter((id) => id > (after ?? '') && (upTo === null || id <= upTo));
    const found = compare(listed, { hashOf: (id) => held.get(id), inWindow });
    return ok({ ...found, accepted: held.size });
    // Only `balance` is ever called here.
  }) as unknown as Caller;
  const reoffers = { count: 0 };
  const balancer = new Balancer({
    store,
    call,
    timers,
    random: () => 0.5,
    log: () => undefined,
    keepDays,
    clockErrorMs: () => line.clockErrorMs,
    onReoffered: () => (reoffers.count += 1),
  });
  const push = () => {
    for (const { id, sealedSha256 } of claimAll(store, timers.now())) {
      held.set(id, sealedSha256);
      store.answer([{ id, outcome: 'accepted', verifiedReceipt: `r.${id}.r` }]);
    }
  };
  for (let n = 1; n <= records; n += 1) store.commitRegistration(madeUpRegistration(n));
  const payloads = () => Number(db.prepare('SELECT count(*) FROM payload').pluck().get());
  return { timers, store, db, path, held, line, balancer, reoffers, push, payloads };
}
const handClockOf = (timers: ReturnType<typeof handTimers>) => Object.assign(() => timers.now(), handClock());

test('two sides that agree say so; a second balance asks for the open ones only', async () => {
  const { balancer, push, timers, line } = world(3);
  push();
  const first = await balancer.run('daily');
  expect(first).toMatchObject({ ok: true, value: { full: true, confirmed: 3, here: 3, there: 3 } });
  timers.advance(day);
  expect(await balancer.run('daily')).toMatchObject({ ok: true, value: { full: false } });
  expect(line.calls).toBe(2);
});

test('a sealed record is erased after the balance and the days, not before, and its receipt stays', async () => {
  const { balancer, push, timers, db, payloads, line } = world(2);
  push();
  timers.advance(8 * day);
  line.cut = true;
  await balancer.run('daily');
  expect(payloads()).toBe(2);
  line.cut = false;
  await balancer.run('daily');
  expect(payloads()).toBe(0);
  expect(db.prepare('SELECT count(receipt) FROM outbox').pluck().get()).toBe(2);
});

test('nothing is erased within the days, nor while the clock cannot be trusted', async () => {
  const { balancer, push, timers, payloads, line } = world(1);
  push();
  await balancer.run('daily');
  timers.advance(6 * day);
  await balancer.run('daily');
  line.clockErrorMs = 400 * day;
  timers.advance(400 * day);
  await balancer.run('daily');
  expect(payloads()).toBe(1);
  line.clockErrorMs = 0;
  await balancer.run('daily');
  expect(payloads()).toBe(0);
});

test('what a restored central API no longer has is offered again, and accepted again', async () => {
  const { balancer, push, held, store, reoffers } = world(4);
  push();
  await balancer.run('daily');
  held.delete(madeUpId(2));
  held.set(madeUpId(3), 'f'.repeat(64));
  store.restartFeed('cursor-unknown');
  const ran = await balancer.run('feed-restarted');
  expect(ran).toMatchObject({ ok: true, value: { full: true, reoffered: 2, confirmed: 2, lost: 0 } });
  expect(reoffers.count).toBe(1);
  expect(
    store
      .overview('saved')
      .reasons.map(({ code }) => code)
      .toSorted(),
  ).toEqual(['balance-different', 'balance-unknown']);
  expect(balancer.asked()).toBe(false);
  push();
  expect(await balancer.run('daily')).toMatchObject({ ok: true, value: { reoffered: 0, here: 4, there: 4 } });
});

test('sums that differ lead to a look at every record, once', async () => {
  const { balancer, push, held, store, timers, line } = world(2, 0);
  push();
  timers.advance(1000);
  await balancer.run('daily');
  held.delete(madeUpId(1));
  const ran = await balancer.run('daily');
  expect(ran).toMatchObject({ ok: true, value: { full: true, lost: 1 } });
  if (ran.ok) expect(agrees(ran.value)).toBe(false);
  expect(store.attention()).toMatchObject([{ id: madeUpId(1), code: 'balance-unknown', retryable: false }]);
  expect(store.retry('AAAA-0001')).toEqual({ ok: true, value: 0 });
  const calls = line.calls;
  expect(await balancer.run('daily')).toMatchObject({ ok: true, value: { full: false } });
  expect(line.calls).toBe(calls + 1);
  // The backup was the wrong one, and a better one is brought back: the earlier receipt counts again.
  held.set(madeUpId(1), String(store.balancePage(null, 0).request.records[0]?.sealedSha256));
  await balancer.run('daily');
  expect(store.stateOf(madeUpId(1))).toBe('accepted');
});

test('what only the central API knows is listed by id', async () => {
  const { balancer, held, store } = world(0);
  held.set(madeUpId(77), 'a'.repeat(64));
  expect(await balancer.run('daily')).toMatchObject({ ok: true, value: { surplus: 1, here: 0, there: 1 } });
  const listed = store.auditEntries(10).find(({ kind }) => kind === 'balance.surplus');
  expect(listed?.fields).toEqual({ id: madeUpId(77) });
});

test('a record whose receipt got lost on the way is asked for at once', async () => {
  const { balancer, held, store, timers } = world(1);
  const [claimed] = claimAll(store, timers.now());
  store.deferAll([claimed!.id], timers.now() + 600_000, 'timeout');
  held.set(claimed!.id, claimed!.sealedSha256);
  await balancer.run('daily');
  expect(store.nextDueAt()).toBe(timers.now());
});

test('a promise of the audit trail without its row is told by id', async () => {
  const { balancer, store, db, path, timers } = world(3);
  db.exec(
    `PRAGMA foreign_keys = OFF; DROP TRIGGER outbox_stays; DELETE FROM outbox WHERE id = '${madeUpId(2)}'`,
  );
  expect(await balancer.run('daily')).toMatchObject({ ok: true, value: { gone: 1 } });
  expect(store.auditEntries(5).find(({ kind }) => kind === 'balance.gone')?.fields).toEqual({
    id: madeUpId(2),
  });
  const reopened = buildStore(db, { path, now: () => timers.now(), log: () => undefined });
  expect(reopened.balancePage(null, 1).request.counts).toEqual({
    ...{ saved: 3, outbox: 2 },
    ...{ accepted: 0, needsAttention: 0 },
  });
  expect(await balancer.run('daily')).toMatchObject({ ok: true, value: { gone: 1 } });
});

test('the loop balances once a day, after a cut, and tries again after a failure', async () => {
  const { balancer, timers, line } = world(0);
  expect(await balancer.turn()).toBe(day);
  expect(await balancer.turn()).toBe(day);
  expect(line.calls).toBe(1);
  balancer.reconnected();
  timers.advance(60_000);
  await balancer.turn();
  expect(line.calls).toBe(1);
  timers.advance(600_000);
  await balancer.turn();
  expect(line.calls).toBe(2);
  line.cut = true;
  timers.advance(day);
  expect(await balancer.turn()).toBe(5000);
  expect(await balancer.turn()).toBe(10_000);
  // A clock that was set back two years does not put the next balance off.
  line.cut = false;
  timers.advance(-2 * 365 * day);
  expect(await balancer.turn()).toBe(day);
});

test('many records go page by page, each once', async () => {
  const { balancer, store, held, line, timers } = world(2100);
  for (let left = 21; left > 0; left -= 1)
    for (const { id, sealedSha256 } of claimAll(store, timers.now())) held.set(id, sealedSha256);
  expect(await balancer.run('daily')).toMatchObject({ ok: true, value: { there: 2100, surplus: 0 } });
  expect(line.calls).toBe(3);
});
