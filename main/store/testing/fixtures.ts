// What the store's tests and the link's tests begin with: a fresh private directory, a clock under control, made-up records.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openFile } from '../open.ts';
import { buildStore, openStore, type Store } from '../store.ts';

/** A directory that goes away with the test. */
export function freshDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'madoguchi-store-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A clock that moves only when it is told to. */
export function handClock(start = Date.parse('2026-11-21T03:00:00.000Z')) {
  let time = start;
  const now = (): number => time;
  return Object.assign(now, { advance: (ms: number) => (time += ms) });
}

/** Opens a store that must open; closed with the test. */
export function openTestStore(
  path = join(freshDirectory(), 'terminal.db'),
  now: () => number = handClock(),
): Store {
  const opened = openStore({ path, now, log: () => undefined });
  if (!opened.ok) throw new Error(`store did not open: ${opened.error.kind}`);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

/** The same with the database under it at hand. */
export function openWithDatabase(
  now: () => number = handClock(),
  path = join(freshDirectory(), 'terminal.db'),
) {
  const opened = openFile(path, () => undefined);
  if (!opened.ok) throw new Error(opened.error.kind);
  onTestFinished(() => void opened.value.close());
  return { path, db: opened.value, store: buildStore(opened.value, { path, now, log: () => undefined }) };
}

/** A value shaped like a sealed record (compact JWE), unreadable by nature. */
export const madeUpSealed = (bytes = 1200): string =>
  ['header', '', 'iv', randomBytes(bytes).toString('base64url'), 'tag'].join('.');

/** UUIDv7-shaped id number `n`. */
export const madeUpId = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** A registration to commit. */
export const madeUpRegistration = (n: number, sealed = madeUpSealed()) => ({
  id: madeUpId(n),
  sealed,
  receiptNumber: `AAAA-${n.toString().padStart(4, '0')}`,
  audit: {},
});

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Everything due, claimed without a limit that matters. */
export const claimAll = (store: Store, now: number) => {
  const claimed = store.claim({ limit: 100, maxBytes: 100 << 20, now, until: now + 60_000 });
  if (!claimed.ok) throw new Error('claim failed');
  return claimed.value;
};
