// Account PINs leave the terminal only as verifiers (scrypt, RFC 7914), and those only inside the sealed record.
import { randomBytes, scrypt } from 'node:crypto';

/** RFC 7914 section 2; OWASP's figures for interactive use: N = 2^15, r = 8, p = 1 (32 MiB). */
const LOG2_N = 15;
const R = 8;
const P = 1;
const MAX_MEMORY = 64 * 1024 * 1024;

/** `scrypt$15$8$1$<salt>$<hash>`, both base64url. The caller wipes `pin`. */
export function pinVerifier(pin: Uint8Array, salt: Uint8Array = randomBytes(16)): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, 32, { N: 2 ** LOG2_N, r: R, p: P, maxmem: MAX_MEMORY }, (error, hash) => {
      if (error) reject(error);
      else
        resolve(
          ['scrypt', LOG2_N, R, P, Buffer.from(salt).toString('base64url'), hash.toString('base64url')].join(
            '$',
          ),
        );
    });
  });
}
