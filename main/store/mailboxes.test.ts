// What rests of mailboxes: found by address, forgotten in time, misses of PIN1 counted on disk, commands kept like registrations.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openOrSalvage } from './salvage/salvage.ts';
import {
  claimAll,
  freshDirectory,
  handClock,
  madeUpId,
  madeUpSealed,
  openTestStore,
  openWithDatabase,
  sha256Hex,
} from './testing/fixtures.ts';

const owner = sha256Hex('a made-up owner');
const other = sha256Hex('somebody else');
const command = (n: number, recipient = owner) => ({
  id: madeUpId(n),
  sealed: madeUpSealed(),
  receiptNumber: `CCCC-${n.toString().padStart(4, '0')}`,
  pending: { recipient, sealed: `a..b.${String(n)}.d` },
  audit: {},
});
/** Shaped like a receipt; who verifies it does so before the store sees it. */
const receipt = (id: string, at: string): string =>
  [
    'h',
    Buffer.from(JSON.stringify({ id, sealedSha256: '0'.repeat(64), at })).toString('base64url'),
    's',
  ].join('.');

test('a command waits in the outbox like a registration, and its owner finds it until the mailbox shows it', () => {
  const clock = handClock();
  const store = openTestStore(undefined, clock);
  expect(store.commitCommand(command(1))).toEqual({ ok: true, value: null });
  store.commitCommand(command(2, other));
  expect(store.counts().saved).toBe(2);
  expect(store.auditEntries(2).map(({ kind }) => kind)).toEqual(['command.saved', 'command.saved']);
  expect(store.actionsFor(owner)).toEqual([
    { id: madeUpId(1), sealed: 'a..b.1.d', state: 'waiting', acceptedAt: null },
  ]);
  expect(claimAll(store, clock()).map(({ id }) => id)).toEqual([madeUpId(1), madeUpId(2)]);
  const at = '2026-11-21T03:00:05.000Z';
  store.answer([
    { id: madeUpId(1), outcome: 'accepted', verifiedReceipt: receipt(madeUpId(1), at) },
    { id: madeUpId(2), outcome: 'needs-attention', code: 'malformed' },
  ]);
  expect(store.actionsFor(owner)).toMatchObject([{ state: 'accepted', acceptedAt: at }]);
  expect(store.actionsFor(other)).toMatchObject([{ state: 'needs-attention', acceptedAt: null }]);
  store.actionsSeen([madeUpId(1)]);
  expect(store.actionsFor(owner)).toEqual([]);
  // The outbox itself forgets nothing.
  expect(store.stateOf(madeUpId(1))).toBe('accepted');
});

test('the same command twice is saved once, and another under its id is refused', () => {
  const store = openTestStore();
  const first = command(1);
  store.commitCommand(first);
  expect(store.commitCommand(first).ok).toBe(true);
  expect(store.commitCommand({ ...command(2), id: first.id }).ok).toBe(false);
  expect([store.counts().saved, store.actionsFor(owner).length]).toEqual([1, 1]);
});

test('a promised command whose row is gone is told as gone', () => {
  const { db, store } = openWithDatabase();
  store.commitCommand(command(1));
  expect(store.promisedButGone(0).gone).toEqual([]);
  db.pragma('foreign_keys = OFF');
  db.exec('DROP TRIGGER outbox_stays; DELETE FROM outbox');
  expect(store.promisedButGone(0).gone).toEqual([madeUpId(1)]);
});

test('five wrong PIN1 pause it for an hour, through a restart and a clock that was set back', () => {
  const clock = handClock();
  const path = join(freshDirectory(), 'terminal.db');
  const before = openWithDatabase(clock, path);
  const lefts = Array.from({ length: 5 }, () => {
    const missed = before.store.pin1Missed(owner);
    return missed.ok ? missed.value.left : -1;
  });
  expect(lefts).toEqual([4, 3, 2, 1, 0]);
  before.db.close();
  const { store } = openWithDatabase(clock, path);
  expect(store.pin1Misses(owner)).toEqual({ left: 0, pausedUntil: clock() + 3_600_000 });
  expect(store.pin1Misses(other)).toEqual({ left: 5, pausedUntil: null });
  clock.advance(-86_400_000);
  expect(store.pin1Misses(owner).pausedUntil).toBe(clock() + 3_600_000);
  clock.advance(3_599_999);
  expect(store.pin1Misses(owner).pausedUntil).toBe(clock() + 1);
  clock.advance(1);
  expect(store.pin1Misses(owner)).toEqual({ left: 5, pausedUntil: null });
  expect(store.pin1Missed(owner)).toMatchObject({ value: { left: 4, pausedUntil: null } });
  store.pin1Right(owner);
  expect(store.pin1Misses(owner).left).toBe(5);
  expect(store.auditEntries(10).filter(({ kind }) => kind === 'pin.paused')).toHaveLength(1);
});

test('what is kept of a mailbox goes when its time is up; what waits to be sent does not', () => {
  const clock = handClock(Date.parse('2026-11-21T00:00:00.000Z'));
  const store = openTestStore(undefined, clock);
  const entries = [
    { seq: 1, kind: 'mailbox', recipient: owner, at: '2026-11-20T00:00:00.000Z', sealed: 'a..b.c.d' },
    ...[1, 2].map((n) => ({
      ...{ seq: n + 1, kind: 'message', id: madeUpId(n), recipient: owner, municipality: '992011' },
      ...{ sentAt: `2026-11-${String(n * 10)}T00:00:00.000Z`, sealed: 'a..b.c.d' },
    })),
  ];
  store.applyFeed({ entries, cursor: 'c', more: false }, null);
  store.commitCommand(command(1));
  clock.advance(5 * 86_400_000);
  expect(store.forgetMailboxes(10)).toEqual({ ok: true, value: 1 });
  expect([store.messagesAt(owner), store.mailboxAt(owner) === null]).toEqual([[madeUpId(2)], false]);
  clock.advance(90 * 86_400_000);
  store.forgetMailboxes(10);
  expect([store.messagesAt(owner), store.mailboxAt(owner)]).toEqual([[], null]);
  expect(store.actionsFor(owner)).toHaveLength(1);
});

test('a broken file gives back commands, what their owners are shown of them, and misses of PIN1', () => {
  const directory = freshDirectory();
  const clock = handClock();
  const path = join(directory, 'terminal.db');
  const { db, store } = openWithDatabase(clock, path);
  store.commitCommand(command(1));
  store.pin1Missed(owner);
  db.pragma('wal_checkpoint(TRUNCATE)');
  const broken = join(directory, 'broken', 'terminal.db');
  const bytes = readFileSync(path);
  bytes.fill(0xff, 100, 400);
  const into = openTestStore(broken);
  into.close();
  copyFileSync(path, broken);
  writeFileSync(broken, bytes);
  const saved = openOrSalvage({ path: broken, backup: null, now: clock, log: () => undefined });
  if (!saved.ok) throw new Error(saved.error.kind);
  expect(saved.value.stateOf(madeUpId(1))).toBe('saved');
  expect(saved.value.actionsFor(owner)).toMatchObject([{ id: madeUpId(1), sealed: 'a..b.1.d' }]);
  expect(saved.value.pin1Misses(owner).left).toBe(4);
  expect(saved.value.promisedButGone(0).gone).toEqual([]);
  saved.value.close();
});
