// What "Synchronise now" came to, as staff read it: numbers and a code, no ids.
import type { SyncReport } from '../../preload/contract/state.ts';
import type { SyncOutcome } from '../link/options.ts';

/** `atMs`: when it had ended, milliseconds since the epoch. */
export const syncReport = (outcome: SyncOutcome, atMs: number): SyncReport => ({
  at: new Date(atMs).toISOString(),
  offered: outcome.offered,
  confirmed: outcome.confirmed.length,
  waiting: outcome.waiting,
  needsAttention: outcome.needsAttention,
  feedCurrent: outcome.feedCurrent,
  balanced: outcome.balanced,
  failed: outcome.failed,
  askedToWaitUntil:
    outcome.askedToWaitUntil === null ? null : new Date(outcome.askedToWaitUntil).toISOString(),
});
