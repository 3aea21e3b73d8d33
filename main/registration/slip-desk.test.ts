// What staff are told of a slip, with network and without: by its signature here, by the central API when it answers.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { groupsOf, slipNumber } from '../../sync/contract/slip-number.ts';
import { encodeSlip, slipSha256, slipSigningBytes } from '../../sync/contract/slip-token.ts';
import type { SlipStatus } from '../../sync/contract/slips.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import { openTestStore } from '../store/testing/fixtures.ts';
import { slipDesk } from './slip-desk.ts';

const municipality = '992011';
const now = Date.parse('2026-11-22T03:00:00.000Z');

/** A terminal's key, and the slips that it makes. */
function maker(id: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const make = (days = 30, of = municipality) => {
    const claim = {
      ...{ municipality: of, keyId: id, number: slipNumber(randomBytes) },
      expiresAtS: Math.floor(now / 1000) + days * 86_400,
    };
    const signature = sign('sha256', slipSigningBytes(claim), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const address = `HTTPS://PORTAL.EXAMPLE/S/${encodeSlip(claim, signature)}`;
    return { address, number: claim.number, sha256: slipSha256(claim.number) };
  };
  return { make, key: { id, municipality, jwk: { kty: 'EC', crv: 'P-256', x, y } } };
}
const known = maker('00000001');

function open(answer: Result<SlipStatus, CallError> = err({ kind: 'offline', cause: 'cut' })) {
  const store = openTestStore(undefined, () => now);
  const keys = { seq: 1, kind: 'slip-keys', keys: [known.key] };
  store.applyFeed({ entries: [keys], cursor: '1', more: false }, null);
  const asked: string[] = [];
  let notices = 0;
  const desk = slipDesk({
    ...{ store, days: 30, municipality, now: () => now },
    check: (words) => (asked.push(words), Promise.resolve(answer)),
    onNotice: () => (notices += 1),
  });
  return { desk, store, asked, notices: () => notices };
}

describe('a slip at the counter, without network', () => {
  it('is judged by its signature as soon as it is scanned', async () => {
    const { desk } = open();
    const slip = known.make();
    const seen = desk.look(`${slip.address}\r`);
    expect(seen).toMatchObject({ verdict: 'valid', by: 'signature', asking: true, sha256: slip.sha256 });
    expect(await desk.ask(seen)).toEqual({ ...seen, asking: false });
    expect(desk.look(known.make(-1).address).verdict).toBe('expired');
    expect(desk.look(maker('00000001').make().address).verdict).toBe('forged');
    expect(desk.look(known.make(30, '131016').address).verdict).toBe('elsewhere');
    expect(desk.look(maker('00000002').make().address).verdict).toBe('new-key');
  });

  it('cannot be checked by its number, and a mistyped one is told as such', () => {
    const { desk } = open();
    const { number } = known.make();
    expect(desk.look(groupsOf(number)).verdict).toBe('unchecked');
    const wrong = `${String((Number(number[0]) + 1) % 10)}${number.slice(1)}`;
    expect(desk.look(wrong)).toMatchObject({ verdict: 'mistyped', sha256: null, asking: false });
    expect(desk.look('hello')).toMatchObject({ verdict: 'no-slip', asking: false });
  });

  it('is cancelled when it was cancelled here or the feed has said so, and told to the central API later', () => {
    const { desk, store, notices } = open();
    const slip = known.make();
    expect(desk.cancel(slip.sha256).ok).toBe(true);
    expect(notices()).toBe(1);
    for (const text of [slip.address, slip.number]) expect(desk.look(text).verdict).toBe('cancelled');
    const other = known.make();
    const gone = { seq: 2, kind: 'slip-cancelled', sha256: other.sha256 };
    store.applyFeed({ entries: [gone], cursor: '2', more: false }, '1');
    expect(desk.look(other.address).verdict).toBe('cancelled');
    expect(store.slipNotices(10)).toHaveLength(1);
  });
});

describe('with network', () => {
  const used: SlipStatus = { state: 'used', arrived: true, expiresAt: '2026-12-22T14:59:59.000Z' };

  it('the central API says what a signature cannot: that it is used, or what a number is', async () => {
    const { desk, asked } = open(ok(used));
    const slip = known.make();
    for (const text of [slip.address, slip.number])
      expect(await desk.ask(desk.look(text))).toMatchObject({
        ...{ verdict: 'used', by: 'central', asking: false, arrived: true },
      });
    expect(asked.at(-1)).toBe(slip.number);
  });

  it('a cancellation that the central API has not heard of yet stands', async () => {
    const { desk } = open(ok({ ...used, state: 'valid' }));
    const slip = known.make();
    desk.cancel(slip.sha256);
    expect(await desk.ask(desk.look(slip.address))).toMatchObject({ verdict: 'cancelled', by: 'signature' });
  });
});
