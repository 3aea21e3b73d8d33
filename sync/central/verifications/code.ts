// Verification codes are computed, not stored: six digits from an HMAC of the verification's random id under a key that is
// not in the database. Whoever reads the tables, the job queue or a backup finds no code there.
import { timingSafeEqual } from 'node:crypto';
import type { Secret } from '../keys/secret.ts';

/** The six digits of a verification. 2^48 modulo 10^6 leaves a bias below 10^-8. */
export function codeFor(secret: Secret, verificationId: string): string {
  const number = secret.hmac('verification code', verificationId).readUIntBE(0, 6);
  return String(number % 1_000_000).padStart(6, '0');
}

/** Compares in constant time. */
export function sameCode(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}
