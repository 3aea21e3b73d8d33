// Reads the feed, page after page, and long-polls at its end. Knows nothing of the push: either works while the other fails.
import type { Log } from '../store/log.ts';
import type { Store } from '../store/store.ts';
import { askedWaitMs, faultCode, type Caller, type LinkFault } from './call.ts';
import { Gate } from './gate.ts';
import type { Timers } from './timers.ts';

export interface PullParts {
  readonly store: Store;
  readonly call: Caller;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: Log;
  /** After entries were applied; `more` are to come. */
  readonly onApplied: (more: boolean) => void;
}

export type Pulled =
  | { readonly kind: 'applied'; readonly entries: number; readonly more: boolean }
  | { readonly kind: 'failed'; readonly error: LinkFault };

/** The longest poll that the contract allows, seconds; and how much longer its answer may take. */
const longPollS = 25;
const pullDeadlineMs = 15_000;
const backoff = { baseMs: 1000, capMs: 2 * 60_000 };
/** A server that does not hold an empty answer back is asked no more often. */
const emptyAtLeastMs = 2000;

export class Puller {
  readonly #parts: PullParts;
  readonly #gate: Gate;

  constructor(parts: PullParts) {
    this.#parts = parts;
    this.#gate = new Gate(parts, 'pull.gate', backoff);
  }

  /** One page. Waits up to `waitS` seconds for news when there are none. */
  async page(waitS: number): Promise<Pulled> {
    const { store, call, log, onApplied } = this.#parts;
    const cursor = store.cursor();
    const answer = await call('pull', { cursor, waitS }, waitS * 1000 + pullDeadlineMs);
    if (!answer.ok) {
      if (cursor !== null && faultCode(answer.error) === 'cursor-unknown')
        store.restartFeed('cursor-unknown');
      return { kind: 'failed', error: answer.error };
    }
    const { entries, more } = answer.value;
    // Nothing new, nowhere new: nothing to write down.
    if (entries.length === 0 && answer.value.cursor === cursor && store.lastApplied() !== null)
      return { kind: 'applied', entries: 0, more };
    const applied = store.applyFeed(answer.value, cursor);
    if (!applied.ok) return { kind: 'failed', error: applied.error };
    if (applied.value.entries > 0) {
      log('feed.applied', { entries: applied.value.entries });
      onApplied(more);
    }
    // Another pull was faster: this page says nothing of what may follow the place where we stand now.
    return { kind: 'applied', entries: applied.value.entries, more: more || !applied.value.applied };
  }

  /** One turn of the loop; gives how long to pause before the next. `now: true` passes our own back-off. */
  async turn({ now: impatient }: { readonly now: boolean } = { now: false }): Promise<number> {
    const { timers, log } = this.#parts;
    const leftMs = this.#gate.leftMs(impatient);
    if (leftMs > 0) return leftMs;
    const startedAt = timers.now();
    const pulled = await this.page(longPollS);
    if (pulled.kind === 'failed') {
      const waitMs = this.#gate.close(askedWaitMs(pulled.error));
      log('pull.failed', { code: faultCode(pulled.error), waitMs });
      return waitMs;
    }
    this.#gate.open();
    if (pulled.more || pulled.entries > 0) return 0;
    return Math.max(0, emptyAtLeastMs - (timers.now() - startedAt));
  }
}
