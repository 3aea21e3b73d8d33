// PIN1 held against its verifier (scrypt, RFC 7914). Five wrong ones, wherever they were typed, and for an hour none is compared.
import { scrypt, timingSafeEqual } from 'node:crypto';
import type { Trx } from '../db/open.ts';
import { lockAccount } from './account.ts';

export const pin1Tries = 5;
export const pin1PauseMs = 3_600_000;
const maxMemory = 64 * 1024 * 1024;

export type Pin1Verdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'paused'; readonly until: Date };

/** Whether a PIN1 as typed is that of a verifier (`scrypt$<log2 N>$<r>$<p>$<salt>$<hash>`). Takes about 80 ms and 32 MiB. */
export function pin1Matches(verifier: string | null, pin: string): Promise<boolean> {
  const [, log2N, r, p, salt, hash] = verifier?.split('$') ?? [];
  if (salt === undefined || hash === undefined) return Promise.resolve(false);
  const bytes = Buffer.from(pin, 'ascii');
  const cost = { N: 2 ** Number(log2N), r: Number(r), p: Number(p), maxmem: maxMemory };
  return new Promise((resolve, reject) => {
    scrypt(bytes, Buffer.from(salt, 'base64url'), 32, cost, (error, derived) => {
      bytes.fill(0);
      if (error) reject(error);
      else resolve(same(derived, hash));
    });
  });
}

/** Whether a terminal's proof is the verifier's own hash: it ran scrypt with the verifier's salt and cost. */
export function proofMatches(verifier: string | null, proof: string): boolean {
  const hash = verifier?.split('$')[5];
  return hash !== undefined && same(Buffer.from(proof, 'base64url'), hash);
}

function same(derived: Buffer, hash: string): boolean {
  const own = Buffer.from(hash, 'base64url');
  return own.length === derived.length && timingSafeEqual(own, derived);
}

/**
 * Counts one try under the account's lock; any number of parallel tries gets no more than five. Null: the account is gone.
 * `verifier`: the one that was compared; when it is not the account's any more, the try was wrong.
 */
export async function countPin1(
  trx: Trx,
  accountId: string,
  tried: { readonly verifier: string | null; readonly matches: boolean },
  now: Date,
): Promise<Pin1Verdict | null> {
  const account = await lockAccount(trx, accountId);
  if (account === null) return null;
  const { pin1PausedUntil } = account;
  if (pin1PausedUntil !== null && pin1PausedUntil > now) return { kind: 'paused', until: pin1PausedUntil };
  const note = (pin1_misses: number, pin1_paused_until: Date | null): Promise<unknown> =>
    trx.updateTable('accounts').set({ pin1_misses, pin1_paused_until }).where('id', '=', accountId).execute();
  if (tried.matches && tried.verifier === account.pin1) {
    await note(0, null);
    return { kind: 'right' };
  }
  const misses = account.pin1Misses + 1;
  if (misses < pin1Tries) {
    await note(misses, null);
    return { kind: 'wrong', triesLeft: pin1Tries - misses };
  }
  const until = new Date(now.getTime() + pin1PauseMs);
  await note(0, until);
  return { kind: 'paused', until };
}
