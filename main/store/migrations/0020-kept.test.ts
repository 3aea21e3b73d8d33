import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { first } from './0010-first.ts';
import { kept } from './0020-kept.ts';

const before = () => {
  const db = new Database(':memory:');
  first.up(db);
  const row = db.prepare(
    `INSERT INTO outbox VALUES (:seq, :id, 'AAAA-0001', 1, :state, 5, 0, 1, NULL, 1, 'hash', :receipt)`,
  );
  row.run({ seq: 1, id: 'waiting', state: 'saved', receipt: null });
  row.run({ seq: 2, id: 'done', state: 'accepted', receipt: 'r' });
  db.exec(`INSERT INTO payload VALUES (1, 'sealed')`);
  return db;
};

test('what was erased on its receipt before is known to be erased; what waits is not', () => {
  const db = before();
  kept.up(db);
  const rows = db.prepare('SELECT id, erased_at, confirmed_at FROM outbox ORDER BY seq').all();
  expect(rows).toEqual([
    { id: 'waiting', erased_at: null, confirmed_at: null },
    { id: 'done', erased_at: 5, confirmed_at: null },
  ]);
});

test('a receipt alone erases nothing any more; receipt and balance together do', () => {
  const db = before();
  kept.up(db);
  const erase = () => db.prepare('DELETE FROM payload').run().changes;
  expect(erase).toThrow(/balance/);
  db.exec(`UPDATE outbox SET state = 'accepted', receipt = 'r' WHERE seq = 1`);
  expect(erase).toThrow(/balance/);
  db.exec('UPDATE outbox SET confirmed_at = 9 WHERE seq = 1');
  expect(erase()).toBe(1);
});
