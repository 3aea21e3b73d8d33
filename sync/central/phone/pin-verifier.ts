// Account PINs are kept as verifiers only (scrypt, RFC 7914), as the terminal makes them: same form, same cost.
import { randomBytes, scrypt } from 'node:crypto';

/** RFC 7914 section 2; OWASP's figures for interactive use: N = 2^15, r = 8, p = 1 (32 MiB). */
const LOG2_N = 15;
const R = 8;
const P = 1;
const MAX_MEMORY = 64 * 1024 * 1024;

/** `scrypt$15$8$1$<salt>$<hash>`, both base64url (`PinVerifier` in sync/contract/record.ts). */
export function pinVerifier(pin: string): Promise<string> {
  const bytes = Buffer.from(pin, 'ascii');
  const salt = randomBytes(16);
  return new Promise((resolve, reject) => {
    scrypt(bytes, salt, 32, { N: 2 ** LOG2_N, r: R, p: P, maxmem: MAX_MEMORY }, (error, hash) => {
      bytes.fill(0);
      if (error) reject(error);
      else
        resolve(['scrypt', LOG2_N, R, P, salt.toString('base64url'), hash.toString('base64url')].join('$'));
    });
  });
}
