import { scryptSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pin1Proof } from './commands.ts';
import { nobodysVerifier, pinMatches, pinProof, pinVerifier, proofMatches } from './pin.ts';
import { PinVerifier } from './record.ts';

const salt = Buffer.alloc(16, 7);
const withCost = (...cost: readonly (number | string)[]): string =>
  ['scrypt', ...cost, salt.toString('base64url'), Buffer.alloc(32, 9).toString('base64url')].join('$');
const derived = (pin: string, log2N: number, r: number, p: number): string =>
  scryptSync(pin, salt, 32, { N: 2 ** log2N, r, p, maxmem: 2 ** 27 }).toString('base64url');
/** Of the PIN 2468, at a cost for tests. */
const cheap = ['scrypt', 4, 1, 1, salt.toString('base64url'), derived('2468', 4, 1, 1)].join('$');

test('a verifier has the agreed form and cost and a salt of its own, and is scrypt of the digits', async () => {
  const [one, two] = [await pinVerifier('482651'), await pinVerifier(Buffer.from('482651'))];
  expect([one, two].every((made) => PinVerifier.safeParse(made).success)).toBe(true);
  expect(one).not.toBe(two);
  const [, log2N, r, p, made = '', hash] = one.split('$');
  expect([log2N, r, p]).toEqual(['15', '8', '1']);
  const again = scryptSync('482651', Buffer.from(made, 'base64url'), 32, {
    ...{ N: 2 ** 15, r: 8, p: 1 },
    maxmem: 64 * 1024 * 1024,
  });
  expect(again.toString('base64url')).toBe(hash);
});

test('the right PIN matches and its proof does; another one’s, no proof and no verifier do not', async () => {
  const [right, wrong] = [await pinProof('2468', cheap), await pinProof('24680', cheap)];
  expect(proofMatches(cheap, Pin1Proof.parse(right))).toBe(true);
  expect(proofMatches(cheap, Pin1Proof.parse(wrong))).toBe(false);
  expect(proofMatches(cheap, '')).toBe(false);
  expect(proofMatches(null, right ?? '')).toBe(false);
  expect(await pinMatches(cheap, '2468')).toBe(true);
  expect(await pinMatches(cheap, '24680')).toBe(false);
  expect(await pinMatches(null, '2468')).toBe(false);
});

test('bytes are not wiped by it, and may be wiped at once', async () => {
  const pin = Buffer.from('2468');
  const matches = pinMatches(cheap, pin);
  expect(pin.toString()).toBe('2468');
  pin.fill(0);
  expect(await matches).toBe(true);
});

test('nobody’s verifier takes the same cost and matches nothing', async () => {
  expect(nobodysVerifier).toBe(`scrypt$15$8$1$${'A'.repeat(22)}$${'A'.repeat(43)}`);
  expect(await pinMatches(nobodysVerifier, '0000')).toBe(false);
});

test.each([
  ['more than 64 MiB', withCost(16, 8, 1)],
  ['far more', withCost(99, 99, 99)],
  ['a long time', withCost(15, 8, 3)],
  ['N = 1', withCost('00', 8, 1)],
  ['r = 0', withCost(15, 0, 1)],
  ['p = 0', withCost(15, 8, 0)],
  ['N too large for its r', withCost(16, 1, 1)],
  ['no number', withCost('x', 8, 1)],
  ['part of a hash', withCost(4, 1, 1).slice(0, -1)],
  ['nothing', ''],
])('a verifier of a bad form or an absurd cost is compared with nothing: %s', async (_what, verifier) => {
  expect(await pinProof('2468', verifier)).toBeNull();
  expect(await pinMatches(verifier, '2468')).toBe(false);
  expect(proofMatches(verifier, Buffer.alloc(32, 9).toString('base64url'))).toBe(false);
});

test('whatever cost a verifier names, there is an answer: what scrypt derives, or none', async () => {
  const costs = fc.tuple(fc.nat({ max: 8 }), fc.nat({ max: 99 }), fc.nat({ max: 99 }));
  await fc.assert(
    fc.asyncProperty(costs, async (cost) => {
      const [log2N, r, p] = cost;
      const blocks = 2 ** log2N * r * p;
      const proof = await pinProof('2468', withCost(...cost));
      if (proof === null) expect(log2N === 0 || blocks === 0 || blocks > 2 ** 18).toBe(true);
      else expect(proof).toBe(derived('2468', ...cost));
    }),
    { numRuns: 30 },
  );
});
