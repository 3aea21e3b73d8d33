// ECDSA over a digest that is already there, as a card computes it: node:crypto always hashes by itself. For the software card
// of the next generation only; nothing here is hardened against anyone who measures.
import { Buffer } from 'node:buffer';
import { createECDH, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';

/** Order of the group of P-384 (FIPS 186-5 and SP 800-186, 3.2.1.4). */
const N = BigInt(
  '0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
);
const BYTES = 48;

/** r and s in 48 bytes each (FIPS 186-5, 6.4.1) over a digest of 48 bytes. */
export function ecdsaP384(key: KeyObject, digest: Uint8Array): Uint8Array {
  const { d } = z.object({ d: z.string() }).parse(key.export({ format: 'jwk' }));
  const secret = number(Buffer.from(d, 'base64url'));
  for (;;) {
    const nonce = (number(randomBytes(BYTES + 8)) % (N - 1n)) + 1n;
    const r = abscissa(nonce) % N;
    const s = (power(nonce, N - 2n) * ((number(digest) + r * secret) % N)) % N;
    if (r !== 0n && s !== 0n) return Buffer.concat([bytes(r), bytes(s)]);
  }
}

/** x of nonce times the base point. */
function abscissa(nonce: bigint): bigint {
  const multiplier = createECDH('secp384r1');
  multiplier.setPrivateKey(bytes(nonce));
  return number(multiplier.getPublicKey().subarray(1, 1 + BYTES));
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

const number = (from: Uint8Array): bigint => BigInt(`0x${Buffer.from(from).toString('hex')}`);
const bytes = (of: bigint): Buffer => Buffer.from(of.toString(16).padStart(2 * BYTES, '0'), 'hex');
