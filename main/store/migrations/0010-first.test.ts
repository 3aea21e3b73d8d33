import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { first } from './0010-first.ts';

const opened = () => {
  const db = new Database(':memory:');
  first.up(db);
  return db;
};
const row = (db: Database.Database, state: string, receipt: string | null) =>
  db
    .prepare(`INSERT INTO outbox VALUES (1, 'id', 'AAAA-0001', 1, ?, 1, 0, 1, NULL, 1, 'hash', ?)`)
    .run(state, receipt);

test('an accepted registration has its receipt, and only an accepted one has', () => {
  expect(() => row(opened(), 'accepted', null)).toThrow(/CHECK/);
  expect(() => row(opened(), 'saved', 'receipt')).toThrow(/CHECK/);
  expect(() => row(opened(), 'lost', null)).toThrow(/CHECK/);
  expect(row(opened(), 'accepted', 'receipt').changes).toBe(1);
});

test('a sealed record without a receipt cannot be erased', () => {
  const db = opened();
  row(db, 'saved', null);
  db.exec(`INSERT INTO payload VALUES (1, 'sealed')`);
  expect(() => db.exec('DELETE FROM payload')).toThrow(/receipt/);
  db.exec(`UPDATE outbox SET state = 'accepted', receipt = 'r'`);
  expect(db.prepare('DELETE FROM payload').run().changes).toBe(1);
});

test('the outbox and the audit trail forget nothing', () => {
  const db = opened();
  row(db, 'accepted', 'r');
  db.exec(`INSERT INTO audit VALUES (1, 1, 'a.b', '{}', '', '')`);
  expect(() => db.exec('DELETE FROM outbox')).toThrow(/forgets nothing/);
  expect(() => db.exec('DELETE FROM audit')).toThrow(/only grows/);
  expect(() => db.exec(`UPDATE audit SET kind = 'c.d'`)).toThrow(/only grows/);
});
