import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openStore, type Store } from '../store.ts';
import { claimAll, handClock, madeUpId, madeUpRegistration, madeUpSealed } from '../testing/fixtures.ts';
import { pageBytes } from './raw-file.ts';
import { lastSalvage, openOrSalvage } from './salvage.ts';

const quiet = () => undefined;
const records = 48;
const clock = handClock();
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Shaped like what `sealRecord` makes: the header names the record. */
const sealedOf = (n: number, bytes: number): string =>
  [base64url({ alg: 'made-up', rid: madeUpId(n) }), ...madeUpSealed(bytes).split('.').slice(1)].join('.');
const receiptOf = (id: string, sealedSha256: string): string =>
  ['made-up', base64url({ id, sealedSha256, at: '2026-11-21T03:00:00.000Z' }), 'signature'].join('.');

const home = mkdtempSync(join(tmpdir(), 'madoguchi-salvage-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A queue with waiting, accepted and refused registrations; its log is still there, as after a power cut. */
const original = await (async () => {
  const path = join(home, 'queue.sqlite');
  const opened = openStore({ path, now: clock, log: quiet });
  if (!opened.ok) throw new Error(opened.error.kind);
  const store = opened.value;
  const sealed = new Map<string, string>();
  const commit = (n: number) => {
    const text = sealedOf(n, n % 3 === 0 ? 9000 : n % 3 === 1 ? 300 : 3000);
    sealed.set(madeUpId(n), text);
    if (!store.commitRegistration(madeUpRegistration(n, text)).ok) throw new Error('not committed');
  };
  for (let n = 1; n <= records / 2; n += 1) commit(n);
  const claimed = claimAll(store, clock()).slice(0, 10);
  store.answer(
    claimed.map(({ id, sealedSha256 }, index) =>
      index < 8
        ? { id, outcome: 'accepted', verifiedReceipt: receiptOf(id, sealedSha256) }
        : { id, outcome: 'needs-attention', code: 'record-malformed' },
    ),
  );
  clock.advance(1000);
  for (let n = records / 2 + 1; n <= records; n += 1) commit(n);
  const backedUp = await store.backup(join(home, 'backup.sqlite'));
  if (!backedUp.ok) throw new Error(backedUp.error.kind);
  const crashed = join(home, 'crashed.sqlite');
  copyFileSync(path, crashed);
  copyFileSync(`${path}-wal`, `${crashed}-wal`);
  store.close();
  return { closed: path, crashed, backup: join(home, 'backup.sqlite'), sealed };
})();

/** A place of its own for one damage. */
function stage(from: string, withBackup: boolean) {
  const directory = mkdtempSync(join(home, 'stage-'));
  const path = join(directory, 'queue.sqlite');
  copyFileSync(from, path);
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${path}-wal`);
  const backup = withBackup ? join(directory, 'backup.sqlite') : null;
  if (backup !== null) copyFileSync(original.backup, backup);
  const open = (): Store => {
    const opened = openOrSalvage({ path, backup, now: clock, log: quiet });
    if (!opened.ok) throw new Error(`did not open: ${opened.error.kind}`);
    return opened.value;
  };
  return { directory, path, backup, open, end: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Ids whose sealed record is here as it was committed (all states are put back to be claimed). */
function wholeRecords(store: Store): Set<string> {
  for (const { receiptNumber } of store.attention(1000)) store.retry(receiptNumber);
  store.makeDue();
  const claimed = claimAll(store, clock() + 1);
  return new Set(claimed.filter(({ id, sealed }) => sealed === original.sealed.get(id)).map(({ id }) => id));
}
const allIds = [...original.sealed.keys()];
const accepted = allIds.slice(0, 8);

function expectNothingLost(store: Store): void {
  for (const id of accepted) expect(store.stateOf(id)).toBe('accepted');
  expect([...wholeRecords(store)].toSorted()).toEqual(allIds.slice(8));
  expect(store.firstBrokenAudit()).toBeNull();
  store.close();
}

test('a whole file is opened as it is, after a power cut too', () => {
  for (const from of [original.closed, original.crashed]) {
    const { open, directory } = stage(from, true);
    const store = open();
    expect(lastSalvage(store)).toBeNull();
    expectNothingLost(store);
    expect(readdirSync(directory).some((name) => name.includes('damaged'))).toBe(false);
  }
});

test.each<[string, (path: string) => void]>([
  ['no file at all', (path) => rmSync(path)],
  ['an empty file', (path) => truncateSync(path, 0)],
  ['a file of noise', (path) => writeFileSync(path, 'no pages of a database here.\n'.repeat(500))],
  ['a file cut in the middle of a page', (path) => truncateSync(path, 40 * pageBytes + 77)],
  ['a file without its first page', (path) => overwrite(path, 0, Buffer.alloc(pageBytes))],
  ['another mark in its head', (path) => overwrite(path, 68, Buffer.from('XXXX'))],
  ['another schema number in its head', (path) => overwrite(path, 60, Buffer.from([0, 0, 1, 1]))],
  ['an older schema number in its head', (path) => overwrite(path, 60, Buffer.from([0, 0, 0, 10]))],
])('%s: the backup brings everything back, and the broken file stays', (_what, damage) => {
  const { path, open, directory } = stage(original.closed, true);
  damage(path);
  const store = open();
  expect(lastSalvage(store)).toMatchObject({ kept: records, lost: 0 });
  expect(store.lastAudit('store.salvaged')?.fields).toMatchObject({ count: records, left: 0 });
  expect(store.setting('balance.due')).toBe('salvaged');
  expect(readdirSync(directory)).toContain(lastSalvage(store)?.setAside);
  expectNothingLost(store);
});

test.each<[string, (path: string) => void]>([
  ['without its first page', (path) => overwrite(path, 0, Buffer.alloc(pageBytes))],
  ['with every page above the leaves gone', (path) => wipeInterior(path)],
])('a file %s gives back every record without a backup', (_what, damage) => {
  const { path, open } = stage(original.closed, false);
  damage(path);
  const store = open();
  expect(lastSalvage(store)).toMatchObject({ kept: records, lost: 0 });
  expectNothingLost(store);
});

test('only the log is left: what it holds comes back, and the rest is named', () => {
  const { path, open } = stage(original.crashed, false);
  truncateSync(path, 0);
  expectNothingLost(open());
});

test('the log was taken away: the backup knows better than the file that is left', () => {
  const { path, open } = stage(original.crashed, true);
  rmSync(`${path}-wal`);
  const store = open();
  expect(lastSalvage(store)).toMatchObject({ why: expect.stringMatching(/behind|gone/) as string });
  expectNothingLost(store);
});

test("another store's backup is not mixed in", () => {
  const { path, open } = stage(original.closed, true);
  rmSync(path);
  const fresh = openStore({ path, now: clock, log: quiet });
  if (!fresh.ok) throw new Error(fresh.error.kind);
  fresh.value.commitRegistration(madeUpRegistration(900));
  fresh.value.close();
  const store = open();
  expect([lastSalvage(store), store.counts().saved]).toEqual([null, 1]);
  store.close();
});

test('a salvage that was killed at any step is finished by the next start', () => {
  const files = (directory: string) => readdirSync(directory);
  // As the steps leave it: marked; the log moved; the file moved; rebuilt but the marker still there.
  for (const step of [0, 1, 2, 3]) {
    const { path, open, directory } = stage(original.crashed, true);
    const aside = `${path}.damaged-made-up`;
    overwrite(path, 100, Buffer.alloc(2000));
    writeFileSync(`${path}.salvaging`, JSON.stringify({ setAside: basename(aside), why: 'damaged' }));
    if (step >= 1) rename(`${path}-wal`, `${aside}-wal`);
    if (step >= 2) rename(path, aside);
    if (step >= 2) writeFileSync(`${path}.fresh`, 'half a file');
    if (step >= 3) {
      rmSync(`${path}.fresh`);
      copyFileSync(original.closed, path);
    }
    expectNothingLost(open());
    expect(files(directory)).toContain(basename(aside));
    expect(files(directory).some((name) => /salvaging|fresh/.test(name))).toBe(false);
  }
});

test('nothing left but the promise: the registration is named, and not forgotten', () => {
  const { path, open } = stage(original.closed, false);
  const victim = madeUpId(30);
  const bytes = readFileSync(path);
  for (const page of pagesWith(bytes, original.sealed.get(victim) ?? ''))
    bytes.fill(0xa5, page * pageBytes, (page + 1) * pageBytes);
  // And one page that SQLite itself notices.
  bytes.fill(0, 0, 16);
  writeFileSync(path, bytes);
  const store = open();
  const report = lastSalvage(store);
  expect(report?.lost).toBeGreaterThan(0);
  expect((report?.kept ?? 0) + (report?.lost ?? 0)).toBe(records);
  const told = store.attention(100).find(({ id }) => id === victim);
  expect(told).toMatchObject({ code: 'payload-lost', receiptNumber: 'AAAA-0030', retryable: false });
  store.applyBalance({ ...noAnswer, confirmed: [victim] });
  expect(store.attention(100).find(({ id }) => id === victim)?.code).toBe('payload-lost-held');
  store.close();
});
const noAnswer = { confirmed: [], unknown: [], different: [], surplus: [], surplusCount: 0, accepted: 0 };

const flip = fc.record({
  // Of the file, in millionths. (`fc.double` draws bit patterns: nearly all of them next to nothing.)
  at: fc.nat({ max: 999_999 }),
  xor: fc.integer({ min: 1, max: 255 }),
});
const flips = fc.array(flip, { minLength: 1, maxLength: 24 });

/** Gives the pages (from 0) that were touched. */
function damage(path: string, changes: readonly { at: number; xor: number }[]): Set<number> {
  const bytes = readFileSync(path);
  const touched = new Set<number>();
  for (const { at, xor } of changes) {
    const position = Math.floor((at / 1_000_000) * bytes.length);
    bytes[position] = (bytes[position] ?? 0) ^ xor;
    touched.add(Math.floor(position / pageBytes));
  }
  writeFileSync(path, bytes);
  return touched;
}

test('bytes flipped anywhere: with a backup nothing is lost', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(flips, (changes) => {
      const { path, open, end } = stage(original.closed, true);
      try {
        damage(path, changes);
        const store = open();
        const whole = wholeRecords(store);
        for (const id of allIds.slice(8))
          expect(whole.has(id) || store.stateOf(id) === 'accepted').toBe(true);
        for (const id of accepted) expect(store.stateOf(id)).not.toBeNull();
        store.close();
      } finally {
        end();
      }
    }),
    { numRuns: 40 },
  );
});

test(
  'bytes flipped anywhere: without a backup every record on untouched pages is kept',
  { timeout: 120_000 },
  () => {
    const bytes = readFileSync(original.closed);
    const pages = new Map(allIds.map((id) => [id, pagesWith(bytes, original.sealed.get(id) ?? '')]));
    fc.assert(
      fc.property(flips, (changes) => {
        const { path, open, end } = stage(original.closed, false);
        try {
          const touched = damage(path, changes);
          const store = open();
          const states = new Map(allIds.map((id) => [id, store.stateOf(id)]));
          const whole = wholeRecords(store);
          for (const id of allIds) {
            if ([...(pages.get(id) ?? [])].some((page) => touched.has(page))) continue;
            expect([id, whole.has(id) || states.get(id) === 'accepted']).toEqual([id, true]);
          }
          store.close();
        } finally {
          end();
        }
      }),
      { numRuns: 40 },
    );
  },
);

function overwrite(path: string, at: number, bytes: Buffer): void {
  const all = readFileSync(path);
  bytes.copy(all, at);
  writeFileSync(path, all);
}

/** Every page that points to other pages: interior pages of tables and all pages of indexes. */
function wipeInterior(path: string): void {
  const all = readFileSync(path);
  for (let page = 1; page < all.length / pageBytes; page += 1)
    if ([0x02, 0x05, 0x0a].includes(all.readUInt8(page * pageBytes)))
      all.fill(0, page * pageBytes, (page + 1) * pageBytes);
  writeFileSync(path, all);
}

/** Pages (from 0) on which a part of the text lies. */
function pagesWith(bytes: Buffer, text: string): Set<number> {
  const found = new Set<number>();
  for (let at = 0; at + 24 <= text.length; at += 24) {
    const position = bytes.indexOf(text.slice(at, at + 24));
    if (position >= 0)
      found.add(Math.floor(position / pageBytes)).add(Math.floor((position + 23) / pageBytes));
  }
  return found;
}

function rename(from: string, to: string): void {
  copyFileSync(from, to);
  rmSync(from);
}
