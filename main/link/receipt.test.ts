import { CompactSign, exportJWK, generateKeyPair, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { madeUpId, sha256Hex } from '../store/testing/fixtures.ts';
import { receiptKeysOf, verifyReceipt, type ReceiptKey } from './receipt.ts';

const expected = { id: madeUpId(1), sealedSha256: sha256Hex('sealed') };
const payload = { ...expected, at: '2026-11-21T03:00:00.000Z' };

async function signer(alg: 'ES256' | 'Ed25519') {
  const pair = await generateKeyPair(alg, { extractable: true });
  const key: ReceiptKey = { kid: 'k', jwk: (await exportJWK(pair.publicKey)) as Record<string, string> };
  const sign = (what: unknown, header = { alg, kid: 'k' }) =>
    new CompactSign(Buffer.from(JSON.stringify(what))).setProtectedHeader(header).sign(pair.privateKey);
  return { key: (kid: string) => (kid === key.kid ? key.jwk : null), sign };
}

test.each(['ES256', 'Ed25519'] as const)(
  'a receipt signed with %s holds for its id and its bytes',
  async (alg) => {
    const { key, sign } = await signer(alg);
    expect(await verifyReceipt(await sign(payload), expected, key)).toBe(true);
  },
);

test.each([
  ['another id', { ...payload, id: madeUpId(2) }],
  ['other bytes', { ...payload, sealedSha256: sha256Hex('other') }],
  ['a missing time', expected],
  ['something more', { ...payload, more: 1 }],
])('a receipt with %s does not hold', async (_what, said) => {
  const { key, sign } = await signer('ES256');
  expect(await verifyReceipt(await sign(said), expected, key)).toBe(false);
});

test('a receipt of another key, without a key, changed or in no form at all does not hold', async () => {
  const [mine, other] = [await signer('ES256'), await signer('ES256')];
  const good = await mine.sign(payload);
  const [head, body] = good.split('.');
  const bad = [
    await other.sign(payload),
    new UnsecuredJWT(payload).encode(),
    `${head!}.${body!}.AAAA`,
    `${head!}.${Buffer.from('{}').toString('base64url')}.${good.split('.')[2]!}`,
    `${good}.`,
    `${head!}.${body!}.${good.split('.')[2]!}=`,
    'not a receipt',
    '',
  ];
  for (const receipt of bad) expect(await verifyReceipt(receipt, expected, mine.key)).toBe(false);
});

test('a header that wants something understood, or another kind of signature than the key is for, does not hold', async () => {
  const [ec, ed] = [await signer('ES256'), await signer('Ed25519')];
  const [head, body, signature] = (await ec.sign(payload)).split('.');
  const headed = (header: object): string =>
    `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${body!}.${signature!}`;
  expect(JSON.parse(Buffer.from(head!, 'base64url').toString())).toEqual({ alg: 'ES256', kid: 'k' });
  for (const header of [{ alg: 'ES256', kid: 'k', crit: ['x'], x: 1 }, { alg: 'none', kid: 'k' }, {}])
    expect(await verifyReceipt(headed(header), expected, ec.key)).toBe(false);
  expect(await verifyReceipt(await ec.sign(payload), expected, ed.key)).toBe(false);
  expect(await verifyReceipt(await ed.sign(payload), expected, ec.key)).toBe(false);
});

test('the key is looked for by its name: in the feed, and in the enrolment', async () => {
  const [first, later] = [await signer('ES256'), await signer('ES256')];
  const fed = { receiptKey: (kid: string) => (kid === 'later' ? later.key('k') : null) };
  const keys = receiptKeysOf(fed, () => ({ receiptKey: { kid: 'k', jwk: first.key('k') ?? {} } }));
  expect(await verifyReceipt(await first.sign(payload), expected, keys)).toBe(true);
  const named = await later.sign(payload, { alg: 'ES256', kid: 'later' });
  expect(await verifyReceipt(named, expected, keys)).toBe(true);
  expect(await verifyReceipt(await later.sign(payload, { alg: 'ES256', kid: 'x' }), expected, keys)).toBe(
    false,
  );
  expect(
    await verifyReceipt(
      named,
      expected,
      receiptKeysOf(fed, () => null),
    ),
  ).toBe(true);
});
