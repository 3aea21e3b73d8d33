import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { dropDamagedRows } from '../row-hash.ts';
import { first } from './0010-first.ts';
import { kept } from './0020-kept.ts';
import { slips } from './0030-slips.ts';
import { mailbox } from './0040-mailbox.ts';
import { rowHashes } from './0050-row-hashes.ts';

test('what an earlier version read of the feed stays, and is watched from now on', () => {
  const db = new Database(':memory:');
  for (const step of [first, kept, slips, mailbox]) step.up(db);
  db.exec(`INSERT INTO catalogue VALUES ('interests', 1, 3, '[]'), ('services', 1, 4, '[]');
           UPDATE feed SET cursor = 'c4', applied_at = 5`);
  rowHashes.up(db);
  expect(dropDamagedRows(db)).toBe(0);
  db.exec(`UPDATE catalogue SET body = '[ ' WHERE kind = 'services'`);
  expect(dropDamagedRows(db)).toBe(1);
  expect(db.prepare('SELECT kind FROM catalogue').pluck().all()).toEqual(['interests']);
  expect(db.prepare('SELECT cursor FROM feed').pluck().get()).toBe('c4');
});
