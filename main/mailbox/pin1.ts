// PIN1 as its owner proves it at a counter: compared here with the account's own verifier, and told to the central API as the same
// derivation (scrypt, RFC 7914), never as digits.
import { scrypt, timingSafeEqual } from 'node:crypto';

export interface Pin1Tried {
  readonly right: boolean;
  /** 32 bytes, base64url: Pin1Proof of the wire. */
  readonly proof: string;
}

/** N·r of 2^20 at most (128 MiB): a verifier that asks for more is none of ours. */
const costAtMost = 2 ** 20;

/** Derives what was typed with the verifier's salt and cost; null: nothing can be compared with that verifier. The caller wipes `pin`. */
export function tryPin1(pin: Uint8Array, verifier: string): Promise<Pin1Tried | null> {
  const [, log2N = '', r = '', p = '', salt = '', hash = ''] = verifier.split('$');
  const cost = { N: 2 ** Number(log2N), r: Number(r), p: Number(p) };
  if (!(cost.N * cost.r * cost.p <= costAtMost)) return Promise.resolve(null);
  const wanted = Buffer.from(hash, 'base64url');
  const options = { ...cost, maxmem: 256 * cost.N * cost.r };
  return new Promise((resolve) => {
    scrypt(pin, Buffer.from(salt, 'base64url'), 32, options, (error, derived) => {
      if (error !== null || wanted.length !== derived.length) resolve(null);
      else resolve({ right: timingSafeEqual(derived, wanted), proof: derived.toString('base64url') });
    });
  });
}
