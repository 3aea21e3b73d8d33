// What was held against PIN1's verifier (sync/contract/pin.ts), counted. Five wrong ones, wherever they were typed, and for an hour none is
// compared.
import type { Trx } from '../db/open.ts';
import { lockAccount } from './account.ts';

export const pin1Tries = 5;
export const pin1PauseMs = 3_600_000;

export type Pin1Verdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'paused'; readonly until: Date };

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
