import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AuditFields } from './context.ts';
import { openFile } from './open.ts';
import { buildStore } from './store.ts';
import {
  freshDirectory,
  handClock,
  madeUpId,
  madeUpRegistration,
  openTestStore,
  openWithDatabase,
} from './testing/fixtures.ts';

const quiet = () => undefined;

test('entries are chained, and a changed or missing one shows', () => {
  const path = join(freshDirectory(), 'terminal.db');
  const opened = openFile(path, quiet);
  if (!opened.ok) throw new Error(opened.error.kind);
  const store = buildStore(opened.value, { path, now: handClock(), log: quiet });
  for (let n = 1; n <= 5; n += 1) store.audit('slip.printed', { id: madeUpId(n), count: n });
  expect(store.firstBrokenAudit()).toBeNull();
  opened.value.exec('DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete');
  opened.value.exec(`UPDATE audit SET fields = '{"count":9}' WHERE seq = 3`);
  expect(store.firstBrokenAudit()).toBe(3);
  opened.value.exec('DELETE FROM audit WHERE seq = 2');
  expect(store.firstBrokenAudit()).toBe(2);
  store.close();
});

test('an entry that is not what was written is called damaged, and nothing stumbles over it', () => {
  const { db, store } = openWithDatabase();
  store.commitRegistration(madeUpRegistration(1));
  store.commitRegistration(madeUpRegistration(2));
  db.exec(`DROP TRIGGER audit_no_update; UPDATE audit SET fields = '{"id' WHERE seq = 1`);
  expect(store.auditEntries(10).map(({ kind }) => kind)).toEqual(['registration.saved', 'audit.damaged']);
  expect(store.promisedButGone(0)).toEqual({ gone: [], last: 2, more: false });
});

test.each<[string, unknown]>([
  ['an email address', { code: 'hanako@example.jp' }],
  ['a name', { code: '見本 花子' }],
  ['a text with spaces', { outcome: 'called the office' }],
  ['a field that is not on the list', { name: 'x' }],
  ['a phone number as an id', { id: '+819012345678' }],
])('%s has no way into the audit trail', (_what, fields) => {
  const store = openTestStore();
  // The compiler refuses most of these already; the cast stands for a caller that got round it.
  expect(() => store.audit('session.ended', fields as AuditFields)).toThrow();
  expect(store.auditEntries(10)).toEqual([]);
});
