import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BackupKeeper } from './backup-keeper.ts';
import { tailOf } from './backup.ts';
import {
  freshDirectory,
  handClock,
  madeUpRegistration,
  openTestStore,
  openWithDatabase,
} from './testing/fixtures.ts';

function world(makeDirectory = true) {
  const directory = freshDirectory();
  const store = openTestStore(join(directory, 'queue.sqlite'));
  const clock = handClock();
  const path = join(directory, 'backup', 'queue.sqlite');
  const parts = {
    store,
    path,
    makeDirectory,
    everyMs: 60_000,
    ticks: clock,
    now: clock,
    log: () => undefined,
  };
  const keeper = new BackupKeeper(parts);
  const seq = () => tailOf(path)?.seq ?? null;
  return { store, clock, keeper, path, directory, seq };
}

test('a copy is made at the start, and again when something has changed and it is time', async () => {
  const { store, clock, keeper, seq, path, directory } = world();
  store.commitRegistration(madeUpRegistration(1));
  await keeper.turn(false);
  expect([seq(), keeper.state()]).toEqual([1, { at: clock(), failed: null }]);
  store.commitRegistration(madeUpRegistration(2));
  await keeper.turn(false);
  expect(seq()).toBe(1);
  clock.advance(60_000);
  await keeper.turn(true);
  expect(seq()).toBe(1);
  await keeper.turn(false);
  expect(seq()).toBe(2);
  clock.advance(600_000);
  await keeper.turn(false);
  expect(keeper.state().at).toBe(clock() - 600_000);
  expect(readdirSync(join(directory, 'backup'))).toEqual(['queue.sqlite']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a counter that is never empty puts a copy off, but not for ever', async () => {
  const { store, clock, keeper, seq } = world();
  store.commitRegistration(madeUpRegistration(1));
  await keeper.turn(false);
  store.commitRegistration(madeUpRegistration(2));
  clock.advance(180_000);
  await keeper.turn(true);
  expect(seq()).toBe(2);
});

test('a place that is not there is told, and tried again; nothing is made in its stead', async () => {
  const { store, clock, keeper, path, directory } = world(false);
  store.commitRegistration(madeUpRegistration(1));
  await keeper.turn(false);
  expect(keeper.state().failed).not.toBeNull();
  expect(existsSync(join(directory, 'backup'))).toBe(false);
  const made = world();
  made.store.commitRegistration(madeUpRegistration(1));
  await made.keeper.turn(false);
  clock.advance(300_000);
  expect([keeper.state().at, existsSync(path)]).toEqual([null, false]);
});

test('a queue that is damaged while it runs does not replace the last good copy', async () => {
  const { store, db } = openWithDatabase();
  const to = join(freshDirectory(), 'copy.sqlite');
  for (let n = 1; n <= 40; n += 1) store.commitRegistration(madeUpRegistration(n));
  expect((await store.backup(to)).ok).toBe(true);
  const good = readFileSync(to);
  // An index that lacks a row: what a flipped byte would make.
  db.unsafeMode(true);
  db.pragma('writable_schema = ON');
  db.exec(`UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'outbox_state')
           WHERE name = 'outbox_receipt_number'`);
  expect(await store.backup(to)).toMatchObject({ ok: false, error: { kind: 'failed' } });
  expect(readFileSync(to).equals(good)).toBe(true);
});

test("another store's copy is laid aside, not overwritten", async () => {
  const directory = freshDirectory();
  const to = join(directory, 'copy.sqlite');
  const former = openTestStore(undefined, handClock(1));
  former.commitRegistration(madeUpRegistration(1));
  await former.backup(to);
  const store = openTestStore();
  store.commitRegistration(madeUpRegistration(2));
  await store.backup(to);
  expect(readdirSync(directory)).toHaveLength(2);
  copyFileSync(to, `${to}.copy`);
  writeFileSync(to, 'noise');
  expect(tailOf(to)).toBeNull();
  await store.backup(to);
  expect(tailOf(to)).toEqual(tailOf(`${to}.copy`));
});
