// A slip that was replaced or cancelled is so for good, and the central API hears of it however late; no number rests on the disk.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slipNumber } from '../../sync/contract/slip-number.ts';
import { longestSlipDays, slipSha256 } from '../../sync/contract/slip-token.ts';
import {
  freshDirectory,
  handClock,
  madeUpId,
  madeUpRegistration,
  openTestStore,
  openWithDatabase,
} from './testing/fixtures.ts';

const expiresAt = '2026-12-22T14:59:59.000Z';
const mark = () => {
  const number = slipNumber(randomBytes);
  return { number, sha256: slipSha256(number), expiresAt };
};
const told = (store: ReturnType<typeof openTestStore>) => store.slipNotices(100).map(({ kind }) => kind);

describe('the slips on the disk', () => {
  it('know the first slip from the commit of its registration on', () => {
    const store = openTestStore();
    const { sha256 } = mark();
    expect(store.commitRegistration({ ...madeUpRegistration(1), slip: { sha256, expiresAt } }).ok).toBe(true);
    expect(store.slipState(sha256)).toBe('out');
    expect(told(store)).toEqual([]);
  });

  it('end a slip in the same instant in which the next one is noted, and keep the notice until it is taken', () => {
    const path = join(freshDirectory(), 'terminal.db');
    const [first, second] = [mark(), mark()];
    const before = openTestStore(path);
    before.commitRegistration({ ...madeUpRegistration(1), slip: first });
    const printed = { recordId: madeUpId(1), sha256: second.sha256, expiresAt, replaces: first.sha256 };
    expect(before.slipPrinted(printed).ok).toBe(true);
    before.close();
    const store = openTestStore(path);
    expect([store.slipState(first.sha256), store.slipState(second.sha256)]).toEqual(['replaced', 'out']);
    const [notice] = store.slipNotices(100);
    expect(notice).toMatchObject({ kind: 'printed', ...printed });
    store.slipNoticesTold([notice!.id]);
    expect(told(store)).toEqual([]);
  });

  it('keep the order of the notices, and hand out as many as asked for', () => {
    const store = openTestStore();
    const slips = Array.from({ length: 4 }, mark);
    for (const [at, { sha256 }] of slips.entries())
      store.slipPrinted({
        recordId: madeUpId(1),
        sha256,
        expiresAt,
        replaces: slips[at - 1]?.sha256 ?? mark().sha256,
      });
    const notices = store.slipNotices(3);
    expect(notices.map((notice) => notice.kind === 'printed' && notice.sha256)).toEqual(
      slips.slice(0, 3).map(({ sha256 }) => sha256),
    );
  });

  it('cancel a slip of another terminal, and tell it once however often the button is pressed', () => {
    const store = openTestStore();
    const { sha256 } = mark();
    for (const _press of [1, 2, 3]) expect(store.cancelSlip(sha256).ok).toBe(true);
    expect(store.slipState(sha256)).toBe('cancelled');
    expect(store.slipNotices(100)).toMatchObject([{ kind: 'cancelled', sha256, by: 'staff' }]);
  });

  it('take from the feed which slips were cancelled and which keys slips are signed with', () => {
    const store = openTestStore();
    const { sha256 } = mark();
    const key = (id: string) => ({
      id,
      municipality: '992011',
      jwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
    });
    expect(store.slipKeys()).toEqual([]);
    const entries = [
      { seq: 1, kind: 'slip-keys', keys: [key('00000001')] },
      { seq: 2, kind: 'slip-cancelled', sha256 },
      { seq: 3, kind: 'slip-keys', keys: [key('00000001'), key('00000002')] },
    ];
    store.applyFeed({ entries, cursor: '3', more: false }, null);
    expect(store.slipKeys().map(({ id }) => id)).toEqual(['00000001', '00000002']);
    expect(store.slipState(sha256)).toBe('cancelled');
    // Who was told by the feed has nothing to tell.
    store.cancelSlip(sha256);
    expect(told(store)).toEqual([]);
  });

  it('forget a slip when it has expired whenever it was made, and never a notice that waits', () => {
    const clock = handClock();
    const store = openTestStore(undefined, clock);
    const [old, other] = [mark(), mark()];
    store.cancelSlip(old.sha256);
    clock.advance(longestSlipDays * 86_400_000);
    store.cancelSlip(other.sha256);
    clock.advance(3 * 86_400_000);
    store.forgetSlips();
    expect([store.slipState(old.sha256), store.slipState(other.sha256)]).toEqual([null, 'cancelled']);
    expect(told(store)).toHaveLength(2);
    store.slipNoticesTold(store.slipNotices(100).map(({ id }) => id));
    clock.advance((longestSlipDays + 3) * 86_400_000);
    store.forgetSlips();
    expect(store.slipState(other.sha256)).toBeNull();
  });

  it('hold no number, printed or cancelled', () => {
    const { store, db, path } = openWithDatabase();
    const [first, second] = [mark(), mark()];
    store.commitRegistration({ ...madeUpRegistration(1), slip: first });
    store.slipPrinted({ recordId: madeUpId(1), sha256: second.sha256, expiresAt, replaces: first.sha256 });
    store.cancelSlip(second.sha256);
    db.pragma('wal_checkpoint(TRUNCATE)');
    const file = readFileSync(path).toString('latin1');
    expect(file).toContain(second.sha256);
    for (const { number } of [first, second]) expect(file).not.toContain(number);
  });
});
