// SQLite checks its pages, not what stands in them. A byte that flipped inside a text must neither be believed nor stop the terminal.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedEntry, FeedPage } from '../../../sync/contract/feed.ts';
import { openStore, type Store } from '../store.ts';
import {
  claimAll,
  freshDirectory,
  handClock,
  madeUpId,
  madeUpRegistration,
  madeUpSealed,
  openWithDatabase,
  sha256Hex,
} from '../testing/fixtures.ts';
import { openOrSalvage } from './salvage.ts';

const log = () => undefined;
const clock = handClock();
const owner = sha256Hex('a made-up owner');
const text = '# 規約\n\n' + '窓口の端末で読みます。'.repeat(40);
const local = (ja: string) => ({ ja, en: ja });
const item = (id: string) => ({ id, label: local(id), description: local(id) });
const jwk = { kty: 'EC', crv: 'P-256', x: 'made-up-x', y: 'made-up-y' };
const bodies = [
  { kind: 'interests', items: [item('events'), item('waste')] },
  { kind: 'services', items: [] },
  { kind: 'municipalities', items: [] },
  { kind: 'sealing-key', kid: 'k1', jwk },
  { kind: 'receipt-key', kid: 'r1', jwk },
  { kind: 'trust', certificates: ['made-up certificate'.repeat(40)], retired: [] },
  { kind: 'slip-keys', keys: [{ id: '00112233', municipality: '990001', jwk }] },
  ...['terms', 'privacy'].map((document) => ({
    ...{ kind: 'legal', document, version: '1', language: 'ja', title: '規約', text },
    ...{ sha256: sha256Hex(text), effective: '2026-04-01' },
  })),
  { kind: 'legal-summary', document: 'terms', version: '1', language: 'vi', text: 'tóm tắt' },
  { kind: 'mailbox', recipient: owner, at: '2026-11-21T00:00:00.000Z', sealed: madeUpSealed(2000) },
  ...[1, 2].map((n) => ({
    ...{ kind: 'message', id: madeUpId(900 + n), recipient: owner, municipality: '990001' },
    ...{ sentAt: `2026-11-20T00:00:0${String(n)}.000Z`, sealed: madeUpSealed(700) },
  })),
  { kind: 'of-a-later-version', what: 'unknown' },
];
const entries: FeedEntry[] = bodies.map((body, at) => ({ seq: at + 1, ...body }));
const page: FeedPage = { cursor: 'c1', entries, more: false };

/** All that the feed brought, as the rest of the program reads it. */
const views = (store: Store) => ({
  ...store.catalogue(),
  terms: store.legal('terms', 'ja'),
  privacy: store.legal('privacy', 'ja'),
  summary: store.legalSummary('terms', 'vi'),
  sealingKey: store.sealingKey(),
  receiptKey: store.receiptKey('r1'),
  trust: store.trust(),
  slipKeys: store.slipKeys(),
  mailbox: store.mailboxAt(owner),
  first: store.messageAt(owner, madeUpId(901)),
  second: store.messageAt(owner, madeUpId(902)),
});
const empty: Partial<Record<string, unknown>> = {
  interests: [],
  services: [],
  municipalities: [],
  slipKeys: [],
};

/** What else the program asks of a store in its life: none of it may throw. */
function liveWith(store: Store): void {
  store.promisedButGone(0);
  store.balancePage(null, 0);
  store.auditEntries(1000);
  store.lastAudit('registration.saved');
  store.slipNotices(100);
  store.attention();
  store.counts();
  store.actionsFor(owner);
  store.pin1Misses(owner);
  store.firstBrokenAudit();
  claimAll(store, clock() + 1);
}

const original = (() => {
  const home = mkdtempSync(join(tmpdir(), 'madoguchi-flips-'));
  const path = join(home, 'queue.sqlite');
  const opened = openStore({ path, now: clock, log });
  if (!opened.ok) throw new Error(opened.error.kind);
  const store = opened.value;
  store.applyFeed(page, null);
  for (let n = 1; n <= 12; n += 1) {
    const slip = { sha256: sha256Hex(`slip ${String(n)}`), expiresAt: '2026-12-22T14:59:59.000Z' };
    store.commitRegistration({ ...madeUpRegistration(n, madeUpSealed(200)), slip });
    if (n % 3 === 0) store.cancelSlip(slip.sha256);
  }
  store.pin1Missed(owner);
  store.setSetting('link.quiet', '{"untilMs":0,"asked":false,"failures":1}');
  const seen = views(store);
  store.close();
  const bytes = readFileSync(path);
  rmSync(home, { recursive: true });
  return { seen, bytes };
})();

/** A copy of its own. */
function staged(bytes = original.bytes): string {
  const path = join(freshDirectory(), 'queue.sqlite');
  writeFileSync(path, bytes);
  return path;
}

test(
  'a byte flipped anywhere: the feed is read as it was written, or not at all, and comes again',
  { timeout: 120_000 },
  () => {
    fc.assert(
      fc.property(fc.nat({ max: original.bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, xor) => {
        const bytes = Buffer.from(original.bytes);
        bytes[at] = (bytes[at] ?? 0) ^ xor;
        const path = staged(bytes);
        const opened = openOrSalvage({ path, backup: null, now: clock, log });
        if (!opened.ok) throw new Error(`did not open: ${opened.error.kind}`);
        const store = opened.value;
        try {
          for (const [name, value] of Object.entries(views(store)))
            expect([name, [original.seen[name as keyof typeof original.seen], empty[name] ?? null]]).toEqual([
              name,
              expect.arrayContaining([value]),
            ]);
          liveWith(store);
          if (store.cursor() === null) store.applyFeed(page, null);
          expect(views(store)).toEqual(original.seen);
        } finally {
          store.close();
        }
      }),
      { numRuns: 120 },
    );
  },
);

test('a damaged row of the feed is dropped at the start, and the feed is read from its beginning', () => {
  for (const damage of [
    `UPDATE catalogue SET body = replace(body, 'made-up-x', 'made-up-q') WHERE kind = 'sealing-key'`,
    `UPDATE legal SET effective = '2026-04-09' WHERE document = 'terms'`,
    `UPDATE message SET epoch = 9`,
    `UPDATE feed SET cursor = 'c7'`,
    `UPDATE kept SET body = 'no json'`,
  ]) {
    const path = staged();
    const before = openWithDatabase(clock, path);
    before.db.exec(damage);
    before.db.close();
    const { store } = openWithDatabase(clock, path);
    expect([damage, store.cursor()]).toEqual([damage, null]);
    expect(store.lastAudit('feed.restarted')?.fields.code).toBe('damaged');
    store.applyFeed(page, null);
    expect(views(store)).toEqual(original.seen);
  }
});

test('a damaged outbox row is found at the start when the audit trail knows better', () => {
  const path = staged();
  const before = openWithDatabase(clock, path);
  before.db.exec(
    `UPDATE outbox SET receipt_number = 'ZZZZ-0001', state = 'needs-attention', problem_code = 'x' WHERE id = '${madeUpId(1)}'`,
  );
  before.db.close();
  const opened = openOrSalvage({ path, backup: null, now: clock, log });
  if (!opened.ok) throw new Error(opened.error.kind);
  expect(opened.value.attention().map(({ receiptNumber }) => receiptNumber)).toEqual(['AAAA-0001']);
  opened.value.close();
});

test('an audit entry that is no JSON any more stops no start', () => {
  const path = staged();
  const before = openWithDatabase(clock, path);
  const trigger = before.db
    .prepare("SELECT sql FROM sqlite_schema WHERE name = 'audit_no_update'")
    .pluck()
    .get() as string; // a column of text
  before.db.exec(`DROP TRIGGER audit_no_update; UPDATE audit SET fields = substr(fields, 2); ${trigger}`);
  before.db.close();
  const { store } = openWithDatabase(clock, path);
  expect(new Set(store.auditEntries(100).map(({ kind }) => kind))).toEqual(new Set(['audit.damaged']));
  liveWith(store);
});

test('a notice of a slip that cannot be read is written off, and every slip is told anew', () => {
  const path = staged();
  const before = openWithDatabase(clock, path);
  before.db.exec(`UPDATE slip_notice SET body = replace(body, 'cancelled', 'canceIled') WHERE seq = 1`);
  before.db.close();
  const { store } = openWithDatabase(clock, path);
  const cancelled = store.slipNotices(100).filter(({ kind }) => kind === 'cancelled');
  const ended = [3, 6, 9, 12].map((n) => sha256Hex(`slip ${String(n)}`));
  expect(new Set(cancelled.map(({ sha256 }) => sha256))).toEqual(new Set(ended));
  expect(store.slipNotices(100).filter(({ kind }) => kind === 'printed')).toHaveLength(8);
  store.close();
  expect(openWithDatabase(clock, path).store.slipNotices(100)).toHaveLength(cancelled.length + 8);
});
