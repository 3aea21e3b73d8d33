import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FeedEntry, FeedPage } from '../../sync/contract/feed.ts';
import { openFile } from './open.ts';
import { hashRows } from './row-hash.ts';
import { buildStore, type Store } from './store.ts';
import { freshDirectory, handClock, madeUpId, openTestStore, sha256Hex } from './testing/fixtures.ts';

const page = (cursor: string, entries: FeedEntry[], more = false): FeedPage => ({ cursor, entries, more });
const interests = (seq: number, ...ids: string[]): FeedEntry => ({
  seq,
  kind: 'interests',
  items: ids.map((id) => ({ id, label: { ja: id, en: id }, description: { ja: id, en: id } })),
});
const recipient = sha256Hex('a made-up owner');
const message = (seq: number, n: number): FeedEntry => ({
  seq,
  kind: 'message',
  id: madeUpId(n),
  recipient,
  municipality: '990001',
  sentAt: `2026-11-21T00:00:0${String(n)}.000Z`,
  sealed: 'a..b.c.d',
});
const terms = (seq: number, version: string, effective: string): FeedEntry => ({
  seq,
  kind: 'legal',
  document: 'terms',
  version,
  language: 'ja',
  title: '規約',
  text: version,
  sha256: sha256Hex(version),
  effective,
});
const interestIds = (store: Store) => store.catalogue().interests.map(({ id }) => id);
const messageIds = (store: Store) => [...store.messagesAt(recipient)].toSorted();

test('entries and cursor move together', () => {
  const store = openTestStore();
  expect(store.cursor()).toBeNull();
  expect(store.catalogue()).toEqual({ interests: [], services: [], municipalities: [] });
  const applied = store.applyFeed(
    page('c2', [interests(1, 'events'), interests(2, 'events', 'waste')]),
    null,
  );
  expect(applied).toEqual({ ok: true, value: { applied: true, entries: 2 } });
  expect(interestIds(store)).toEqual(['events', 'waste']);
  expect(store.cursor()).toBe('c2');
});

test('a page that does not continue where we stand is not applied', () => {
  const store = openTestStore();
  store.applyFeed(page('c1', [interests(1, 'events')]), null);
  expect(store.applyFeed(page('c9', [interests(9, 'waste')]), null)).toMatchObject({
    value: { applied: false },
  });
  expect([interestIds(store), store.cursor()]).toEqual([['events'], 'c1']);
});

test('an entry of an unknown kind is kept, and read by the version that knows it', () => {
  const path = join(freshDirectory(), 'terminal.db');
  const opened = openFile(path, () => undefined);
  if (!opened.ok) throw new Error(opened.error.kind);
  const db = opened.value;
  const options = { path, now: handClock(), log: () => undefined };
  buildStore(db, options).applyFeed(page('c1', [{ seq: 1, kind: 'opening-hours', days: 5 }]), null);
  expect(db.prepare('SELECT kind, body FROM kept').all()).toEqual([
    { kind: 'opening-hours', body: '{"seq":1,"kind":"opening-hours","days":5}' },
  ]);
  // As if this version had learnt the kind: the body is one that it can read.
  db.prepare('UPDATE kept SET body = ?').run(JSON.stringify(interests(1, 'events')));
  hashRows(db);
  expect(interestIds(buildStore(db, options))).toEqual(['events']);
  expect(db.prepare('SELECT count(*) FROM kept').pluck().get()).toBe(0);
  db.close();
});

test('the text in force today is given, not the one of next month', () => {
  const clock = handClock(Date.parse('2026-11-30T14:59:59.000Z'));
  const store = openTestStore(undefined, clock);
  store.applyFeed(page('c', [terms(1, '1.0', '2026-04-01'), terms(2, '2.0', '2026-12-01')]), null);
  expect(store.legal('terms', 'ja')).toMatchObject({ version: '1.0', text: '1.0' });
  clock.advance(1000); // midnight in Japan
  expect(store.legal('terms', 'ja')).toMatchObject({ version: '2.0' });
  expect(store.legal('privacy', 'ja')).toBeNull();
});

test('messages are found by address and deleted by the feed, for one of their owners or for all', () => {
  const store = openTestStore();
  store.applyFeed(
    page('c', [message(1, 1), message(2, 2), { seq: 3, kind: 'message-deleted', id: madeUpId(1) }]),
    null,
  );
  expect(messageIds(store)).toEqual([madeUpId(2)]);
  const other = sha256Hex('somebody else');
  expect(store.messagesAt(other)).toEqual([]);
  store.applyFeed(page('d', [{ ...message(4, 2), recipient: other }]), 'c');
  store.applyFeed(page('e', [{ seq: 5, kind: 'message-deleted', id: madeUpId(2), recipient }]), 'd');
  expect([store.messagesAt(recipient), store.messagesAt(other)]).toEqual([[], [madeUpId(2)]]);
  store.applyFeed(page('f', [message(6, 2), { seq: 7, kind: 'message-deleted', id: madeUpId(2) }]), 'e');
  expect([store.messagesAt(recipient), store.messagesAt(other)]).toEqual([[], []]);
});

test('of a mailbox the newest sight is kept, and nothing at all once its owner wants it so', () => {
  const store = openTestStore();
  const sight = (seq: number, day: number): FeedEntry => ({
    seq,
    kind: 'mailbox',
    recipient,
    at: `2026-11-0${String(day)}T00:00:00.000Z`,
    sealed: `a..b.${String(day)}.d`,
  });
  store.applyFeed(page('c', [sight(1, 1), sight(2, 2), message(3, 1)]), null);
  expect(store.mailboxAt(recipient)).toEqual({ at: '2026-11-02T00:00:00.000Z', sealed: 'a..b.2.d' });
  expect(store.messageAt(recipient, madeUpId(1))).toBe('a..b.c.d');
  store.restartFeed('cursor-unknown');
  store.applyFeed(page('d', [sight(1, 3)], true), null);
  expect(store.mailboxAt(recipient)?.sealed).toBe('a..b.3.d');
  store.applyFeed(page('e', [{ seq: 2, kind: 'mailbox-gone', recipient }]), 'd');
  expect([store.mailboxAt(recipient), store.messagesAt(recipient)]).toEqual([null, []]);
});

test('a new reading of the feed replaces the old one once it has caught up, whatever its numbers are', () => {
  const store = openTestStore();
  store.applyFeed(page('old', [interests(50, 'events'), message(51, 1), message(52, 2)]), null);
  store.restartFeed('cursor-unknown');
  expect(store.cursor()).toBeNull();
  expect(interestIds(store)).toEqual(['events']);
  store.applyFeed(page('new1', [interests(1, 'waste'), message(2, 2)], true), null);
  expect(messageIds(store)).toEqual([madeUpId(1), madeUpId(2)]);
  store.applyFeed(page('new2', [message(3, 3)]), 'new1');
  expect(interestIds(store)).toEqual(['waste']);
  expect(messageIds(store)).toEqual([madeUpId(2), madeUpId(3)]);
});

test('the sealing key of the enrolment holds until the feed rotates it', () => {
  const store = openTestStore();
  expect(store.sealingKey()).toBeNull();
  const key = { kid: 'k1', jwk: { kty: 'EC' } };
  store.adoptCentral(key, madeUpId(1));
  expect(store.sealingKey()).toEqual(key);
  store.applyFeed(page('c', [{ seq: 1, kind: 'sealing-key', kid: 'k2', jwk: { kty: 'EC' } }]), null);
  expect(store.sealingKey()?.kid).toBe('k2');
  store.adoptCentral({ ...key, kid: 'k3' }, madeUpId(2));
  expect(store.sealingKey()?.kid).toBe('k3');
});
