import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { first } from './0010-first.ts';
import { kept } from './0020-kept.ts';
import { slips } from './0030-slips.ts';

const opened = () => {
  const db = new Database(':memory:');
  for (const step of [first, kept, slips]) step.up(db);
  return db;
};

test('a slip has one of three states', () => {
  const slip = (state: string) =>
    opened().prepare(`INSERT INTO slip VALUES ('hash', NULL, NULL, ?, 1)`).run(state).changes;
  expect(['out', 'replaced', 'cancelled'].map(slip)).toEqual([1, 1, 1]);
  expect(() => slip('lost')).toThrow(/CHECK/);
});

test('a notice that nobody has taken cannot be forgotten', () => {
  const db = opened();
  db.exec(`INSERT INTO slip_notice VALUES (1, 'waits', '{}', NULL), (2, 'taken', '{}', 5)`);
  expect(() => db.exec('DELETE FROM slip_notice WHERE seq = 1')).toThrow(/taken only/);
  expect(db.prepare('DELETE FROM slip_notice WHERE seq = 2').run().changes).toBe(1);
});
