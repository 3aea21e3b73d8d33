import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openFile } from './open.ts';
import { buildStore, openStore } from './store.ts';
import { countRows } from './tally.ts';
import {
  claimAll,
  freshDirectory,
  handClock,
  madeUpId,
  madeUpRegistration,
  madeUpSealed,
  openTestStore,
  openWithDatabase,
} from './testing/fixtures.ts';

const none = { saved: 0, sent: 0, accepted: 0, needsAttention: 0 };
const quiet = () => undefined;

test('a commit leaves the record, and an audit entry with its id', () => {
  const store = openTestStore();
  expect(store.commitRegistration(madeUpRegistration(1))).toEqual({ ok: true, value: null });
  expect(store.counts()).toEqual({ ...none, saved: 1 });
  expect(store.auditEntries(1)[0]).toMatchObject({ kind: 'registration.saved', fields: { id: madeUpId(1) } });
});

test('the same record committed twice is saved once; another one under its id is refused', () => {
  const store = openTestStore();
  const registration = madeUpRegistration(1);
  store.commitRegistration(registration);
  expect(store.commitRegistration(registration).ok).toBe(true);
  expect(store.commitRegistration({ ...registration, sealed: madeUpSealed() })).toEqual({
    ok: false,
    error: { kind: 'failed', cause: 'id-reused' },
  });
  expect(store.counts().saved).toBe(1);
  expect(store.auditEntries(10)).toHaveLength(1);
});

test('a claim takes the oldest due ones once, within number and size', () => {
  const clock = handClock();
  const store = openTestStore(undefined, clock);
  for (let n = 1; n <= 5; n += 1) store.commitRegistration(madeUpRegistration(n, 'x'.repeat(100)));
  const claim = (limit: number, maxBytes: number) => {
    const claimed = store.claim({ limit, maxBytes, now: clock(), until: clock() + 1000 });
    return claimed.ok ? claimed.value.map((item) => item.id) : null;
  };
  expect(claim(2, 10_000)).toEqual([madeUpId(1), madeUpId(2)]);
  expect(claim(100, 250)).toEqual([madeUpId(3), madeUpId(4)]);
  expect(claim(100, 1)).toEqual([madeUpId(5)]);
  expect(claim(100, 10_000)).toEqual([]);
  expect(store.counts()).toEqual({ ...none, sent: 5 });
  clock.advance(1001);
  expect(claim(100, 10_000)).toHaveLength(5);
});

test('with a receipt a registration is accepted; its sealed record stays until a balance confirms it', () => {
  const clock = handClock();
  const { store, db } = openWithDatabase(clock);
  store.commitRegistration(madeUpRegistration(1));
  claimAll(store, clock());
  const answered = store.answer([{ id: madeUpId(1), outcome: 'accepted', verifiedReceipt: 'r.r.r' }]);
  expect(answered).toEqual({ ok: true, value: { accepted: 1, needsAttention: 0 } });
  expect(db.prepare('SELECT count(*) FROM payload').pluck().get()).toBe(1);
  expect(db.prepare('SELECT receipt FROM outbox').pluck().get()).toBe('r.r.r');
});

test('the tally is what counting would give, after a rollback and a restart too', () => {
  const clock = handClock();
  const { store, db } = openWithDatabase(clock);
  for (let n = 1; n <= 6; n += 1) store.commitRegistration(madeUpRegistration(n));
  store.claim({ limit: 4, maxBytes: 1e9, now: clock(), until: clock() + 1000 });
  store.answer([
    { id: madeUpId(1), outcome: 'accepted', verifiedReceipt: 'r.r.r' },
    { id: madeUpId(2), outcome: 'needs-attention', code: 'malformed' },
  ]);
  db.exec(`BEGIN; UPDATE outbox SET state = 'sent' WHERE state = 'saved'; ROLLBACK`);
  const expected = { saved: 2, sent: 2, accepted: 1, needsAttention: 1 };
  expect(store.counts()).toEqual(expected);
  expect(countRows(db)).toEqual({ saved: 2, sent: 2, accepted: 1, 'needs-attention': 1 });
});

test('each state tells its age and its reasons', () => {
  const clock = handClock();
  const store = openTestStore(undefined, clock);
  const savedAt = clock();
  for (let n = 1; n <= 3; n += 1) store.commitRegistration(madeUpRegistration(n));
  clock.advance(5000);
  claimAll(store, clock());
  store.answer([
    { id: madeUpId(1), outcome: 'later', code: 'offline', nextTryAt: clock() + 1000 },
    { id: madeUpId(2), outcome: 'later', code: 'offline', nextTryAt: clock() + 1000 },
    { id: madeUpId(3), outcome: 'needs-attention', code: 'malformed' },
  ]);
  expect(store.overview('saved')).toEqual({
    oldestSavedAt: savedAt,
    reasons: [{ code: 'offline', count: 2 }],
  });
  expect(store.overview('needs-attention').reasons).toEqual([{ code: 'malformed', count: 1 }]);
  expect(store.overview('sent')).toEqual({ oldestSavedAt: null, reasons: [] });
});

test('an accepted one stays accepted whatever is answered later', () => {
  const clock = handClock();
  const store = openTestStore(undefined, clock);
  store.commitRegistration(madeUpRegistration(1));
  const id = madeUpId(1);
  store.answer([{ id, outcome: 'accepted', verifiedReceipt: 'r.r.r' }]);
  store.answer([
    { id, outcome: 'accepted', verifiedReceipt: 's.s.s' },
    { id, outcome: 'needs-attention', code: 'internal' },
    { id, outcome: 'later', code: 'internal', nextTryAt: 0 },
  ]);
  expect(store.stateOf(id)).toBe('accepted');
  expect(claimAll(store, clock() + 1e9)).toEqual([]);
  expect(store.auditEntries(10).filter(({ kind }) => kind === 'registration.accepted')).toHaveLength(1);
});

test('what needs attention is not tried again until staff press retry', () => {
  const clock = handClock();
  const store = openTestStore(undefined, clock);
  store.commitRegistration(madeUpRegistration(7));
  claimAll(store, clock());
  store.answer([{ id: madeUpId(7), outcome: 'needs-attention', code: 'record-malformed' }]);
  expect(claimAll(store, clock() + 1e9)).toEqual([]);
  expect(store.attention()).toMatchObject([
    { receiptNumber: 'AAAA-0007', code: 'record-malformed', since: clock(), attempts: 1 },
  ]);
  expect(store.retry('AAAA-0007')).toEqual({ ok: true, value: 1 });
  expect(store.attention()).toEqual([]);
  expect(claimAll(store, clock())).toHaveLength(1);
});

test('a deferred batch waits for its time, and can be made due at once', () => {
  const clock = handClock();
  const store = openTestStore(undefined, clock);
  store.commitRegistration(madeUpRegistration(1));
  store.deferAll([claimAll(store, clock())[0]!.id], clock() + 5000, 'offline');
  expect(store.counts()).toEqual({ ...none, saved: 1 });
  expect(store.nextDueAt()).toBe(clock() + 5000);
  expect(claimAll(store, clock())).toEqual([]);
  expect(store.makeDue()).toEqual({ ok: true, value: 1 });
  expect(claimAll(store, clock())[0]).toMatchObject({ attempts: 2 });
});

test('a clock that was set back a year does not hold anything back', () => {
  const clock = handClock();
  const store = openTestStore(undefined, clock);
  store.commitRegistration(madeUpRegistration(1));
  expect(claimAll(store, clock() - 365 * 86_400_000)).toHaveLength(1);
});

test('what was on its way when the process ended is offered again at once', () => {
  const path = join(freshDirectory(), 'terminal.db');
  const clock = handClock();
  const before = openStore({ path, now: clock, log: quiet });
  if (!before.ok) throw new Error(before.error.kind);
  before.value.commitRegistration(madeUpRegistration(1));
  claimAll(before.value, clock());
  before.value.close();
  expect(claimAll(openTestStore(path, clock), clock())).toHaveLength(1);
});

test('a full disk is told as such, leaves nothing half-written, and heals', () => {
  const path = join(freshDirectory(), 'terminal.db');
  const opened = openFile(path, quiet);
  if (!opened.ok) throw new Error(opened.error.kind);
  const db = opened.value;
  const store = buildStore(db, { path, now: handClock(), log: quiet });
  const pages = Number(db.pragma('page_count', { simple: true }));
  db.pragma(`max_page_count = ${String(pages + 20)}`);
  let saved = 0;
  const full = (() => {
    for (;;) {
      const result = store.commitRegistration(madeUpRegistration(saved + 1, madeUpSealed(9000)));
      if (!result.ok) return result.error;
      saved += 1;
    }
  })();
  expect(full).toEqual({ kind: 'disk-full' });
  expect(saved).toBeGreaterThan(0);
  expect(store.counts().saved).toBe(saved);
  expect(store.auditEntries(1000)).toHaveLength(saved);
  expect(db.prepare('SELECT count(*) FROM payload').pluck().get()).toBe(saved);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.pragma(`max_page_count = ${String(pages + 2000)}`);
  expect(store.commitRegistration(madeUpRegistration(saved + 1)).ok).toBe(true);
  store.close();
});

test('a commit into a file that was deleted or swapped under us is refused', () => {
  const path = join(freshDirectory(), 'terminal.db');
  const store = openTestStore(path);
  rmSync(path);
  const replaced = { ok: false, error: { kind: 'failed', cause: 'file-replaced' } };
  expect(store.commitRegistration(madeUpRegistration(1))).toEqual(replaced);
  writeFileSync(path, '');
  expect(store.commitRegistration(madeUpRegistration(1))).toEqual(replaced);
});

test('a backup is complete, private and taken while the store is in use', async () => {
  const directory = freshDirectory();
  const store = openTestStore(join(directory, 'terminal.db'));
  for (let n = 1; n <= 300; n += 1) store.commitRegistration(madeUpRegistration(n));
  const running = store.backup(join(directory, 'copy.db'));
  store.commitRegistration(madeUpRegistration(301));
  expect(await running).toMatchObject({ ok: true, value: { seq: 301 } });
  expect(existsSync(join(directory, 'copy.db.part'))).toBe(false);
  expect(statSync(join(directory, 'copy.db')).mode & 0o777).toBe(0o600);
  const copy = new Database(join(directory, 'copy.db'), { readonly: true });
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(copy.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(301);
  copy.close();
});

test('settings outlive the process', () => {
  const path = join(freshDirectory(), 'terminal.db');
  const before = openStore({ path, now: handClock(), log: quiet });
  if (!before.ok) throw new Error(before.error.kind);
  before.value.setSetting('a', '1');
  before.value.setSetting('a', '2');
  before.value.close();
  const store = openTestStore(path);
  expect([store.setting('a'), store.setting('b')]).toEqual(['2', null]);
});

test('room is told as too little before a commit, its log and the next copy could fail', () => {
  const directory = freshDirectory();
  const path = join(directory, 'queue.sqlite');
  const free = { bytes: 0 };
  const storeWith = (backup: string | null) =>
    openStore({
      path,
      now: handClock(),
      log: quiet,
      backup,
      neededBytes: 100 << 20,
      freeBytes: () => free.bytes,
    });
  const opened = storeWith(join(directory, 'backup', 'queue.sqlite'));
  if (!opened.ok) throw new Error(opened.error.kind);
  free.bytes = 100 << 20;
  expect(opened.value.room().enough).toBe(false);
  free.bytes += statSync(path).size;
  expect(opened.value.room().enough).toBe(true);
  opened.value.close();
  const elsewhere = storeWith('/proc/made-up/queue.sqlite');
  if (!elsewhere.ok) throw new Error(elsewhere.error.kind);
  expect(elsewhere.value.room().neededBytes).toBe(100 << 20);
  elsewhere.value.close();
});
