import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { first } from './0010-first.ts';
import { kept } from './0020-kept.ts';
import { slips } from './0030-slips.ts';
import { mailbox } from './0040-mailbox.ts';

test('messages that were kept unasked go, and each of its owners has a message of their own', () => {
  const db = new Database(':memory:');
  for (const step of [first, kept, slips]) step.up(db);
  db.exec(
    `INSERT INTO message VALUES ('m', 1, 1, 'somebody', '992011', '2026-11-01T00:00:00.000Z', 'sealed', NULL)`,
  );
  mailbox.up(db);
  expect(db.prepare('SELECT count(*) FROM message').pluck().get()).toBe(0);
  const put = (recipient: string): number =>
    db
      .prepare(`INSERT INTO message VALUES (?, 'm', 1, 1, '992011', '2026-11-01T00:00:00.000Z', 5, 'sealed')`)
      .run(recipient).changes;
  expect([put('a'), put('b')]).toEqual([1, 1]);
  expect(() => put('a')).toThrow(/UNIQUE/);
});
