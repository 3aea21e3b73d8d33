import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromAsn1, toAsn1 } from './ecdsa.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('what node:crypto signs in one form verifies in the other, both ways', () => {
  for (let turn = 0; turn < 300; turn += 1) {
    const data = Buffer.from(String(turn));
    const asn1 = sign('sha256', data, privateKey);
    const jose = fromAsn1(asn1);
    expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, jose)).toBe(true);
    expect(toAsn1(jose)).toEqual(asn1);
  }
});

test('any two numbers come back as they were, leading zeros too', () => {
  const number = fc
    .tuple(fc.nat({ max: 32 }), fc.uint8Array({ minLength: 32, maxLength: 32 }))
    .map(([zeros, bytes]) => bytes.fill(0, 0, zeros));
  fc.assert(
    fc.property(number, number, (r, s) => {
      const jose = Buffer.concat([r, s]);
      const asn1 = toAsn1(jose);
      expect(asn1 && fromAsn1(asn1)).toEqual(jose);
    }),
  );
});

test('other lengths are no signature, and no bytes at all are taken for one', () => {
  for (const length of [0, 63, 65, 128]) expect(toAsn1(new Uint8Array(length))).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      try {
        expect(fromAsn1(bytes)).toHaveLength(64);
      } catch (error) {
        expect(error).toHaveProperty('message', 'not a signature over P-256');
      }
    }),
  );
});
