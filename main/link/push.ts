// Sends what the outbox holds. One round claims a batch, pushes it and writes down every answer; a record is let go only
// against its verified receipt. One bad record never holds up the others: a batch that the central API cannot read is halved
// until the bad one stands alone.
import { z } from 'zod';
import type { PushResult } from '../../sync/contract/api.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import type { WriteError } from '../store/errors.ts';
import type { Log } from '../store/log.ts';
import type { Answer, Claimed } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { askedWaitMs, blamesContent, faultCode, isPassing, type Caller, type LinkFault } from './call.ts';
import { verifyReceipt, type ReceiptKey } from './receipt.ts';
import { fullJitterMs, type Timers } from './timers.ts';

export interface PushParts {
  readonly store: Store;
  readonly call: Caller;
  readonly receiptKey: () => ReceiptKey | null;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: Log;
  /** After every change of a record's state. */
  readonly onAnswered: (answered: { readonly confirmed: readonly string[] }) => void;
}

/** What one round came to. */
export type Round =
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting'; readonly untilMs: number }
  | { readonly kind: 'pushed' }
  | { readonly kind: 'failed'; readonly error: LinkFault };

const batchAtMost = 100;
const batchBytesAtMost = 4 << 20;
const pushDeadlineMs = 30_000;
/** A claim outlives its call, so that nobody claims it twice. */
const claimMs = 2 * pushDeadlineMs;
const backoff = { baseMs: 1000, capMs: 5 * 60_000 };
/** Receipts that do not verify: after so many tries a person must look. */
const triesWithoutReceipt = 5;
/** A gate that is closed for longer was closed before the clock was set back. */
const longestAskedMs = 24 * 3_600_000;

/** Until when nothing is pushed. `asked` came from the central API and holds even for new records and impatient people. */
const Gate = z.strictObject({ untilMs: z.number(), asked: z.boolean(), failures: z.number() });
type Gate = z.infer<typeof Gate>;
const open: Gate = { untilMs: 0, asked: false, failures: 0 };
const gateKey = 'push.gate';

export class Pusher {
  readonly #parts: PushParts;
  #gate: Gate;
  #batch = batchAtMost;

  constructor(parts: PushParts) {
    this.#parts = parts;
    this.#gate = storedGate(parts.store);
  }

  /** One claim and one push. `now: true` passes our own back-off, but never a wait that the central API asked for. */
  async round({ now: impatient }: { readonly now: boolean }): Promise<Round> {
    const { store, timers } = this.#parts;
    const now = timers.now();
    if (this.#closed(now) && (this.#gate.asked || !impatient))
      return { kind: 'waiting', untilMs: this.#gate.untilMs };
    const claim = { limit: this.#batch, maxBytes: batchBytesAtMost, now, until: now + claimMs };
    const claimed = store.claim(claim);
    if (!claimed.ok) return this.#storeFailed(claimed.error);
    if (claimed.value.length === 0) return { kind: 'idle' };
    return this.#deliver(claimed.value);
  }

  #closed(now: number): boolean {
    const leftMs = this.#gate.untilMs - now;
    return leftMs > 0 && leftMs <= (this.#gate.asked ? longestAskedMs : backoff.capMs);
  }

  async #deliver(items: readonly Claimed[]): Promise<Round> {
    const sent = items.map(({ id, sealed }) => ({ id, sealed }));
    const answer = await this.#parts.call('push', { items: sent }, pushDeadlineMs);
    if (answer.ok) return this.#settle(items, answer.value.results);
    if (!blamesContent(answer.error)) return this.#lineFailed(items, answer.error);
    if (items.length === 1) return this.#blame(items, answer.error);
    return this.#halve(items);
  }

  async #halve(items: readonly Claimed[]): Promise<Round> {
    const middle = Math.ceil(items.length / 2);
    const first = await this.#deliver(items.slice(0, middle));
    if (first.kind !== 'failed') return this.#deliver(items.slice(middle));
    this.#defer(items.slice(middle), this.#gate.untilMs, faultCode(first.error));
    return first;
  }

  /** Every item is answered on its own. */
  async #settle(items: readonly Claimed[], results: readonly PushResult[]): Promise<Round> {
    const byId = new Map(results.map((result) => [result.id, result]));
    const answers = await Promise.all(items.map((item) => this.#judge(item, byId.get(item.id))));
    const written = this.#parts.store.answer(answers);
    if (!written.ok) return this.#storeFailed(written.error);
    this.#batch = Math.min(batchAtMost, this.#batch * 2);
    this.#setGate(open);
    const confirmed = answers.filter(({ outcome }) => outcome === 'accepted').map(({ id }) => id);
    this.#parts.log('push.answered', { items: items.length, confirmed: confirmed.length });
    this.#parts.onAnswered({ confirmed });
    return { kind: 'pushed' };
  }

  async #judge(item: Claimed, result: PushResult | undefined): Promise<Answer> {
    const { id, attempts } = item;
    const later = (code: string): Answer => ({
      id,
      outcome: 'later',
      code,
      nextTryAt: this.#nextTryAt(attempts),
    });
    if (result === undefined) return later('unanswered');
    if (result.outcome === 'refused') {
      const { code } = result.problem;
      return isPassing(code) ? later(code) : { id, outcome: 'needs-attention', code };
    }
    const key = this.#parts.receiptKey();
    if (key !== null && (await verifyReceipt(result.receipt, item, key)))
      return { id, outcome: 'accepted', verifiedReceipt: result.receipt };
    const code = 'receipt-invalid';
    return attempts < triesWithoutReceipt ? later(code) : { id, outcome: 'needs-attention', code };
  }

  /** The one record in this call is what the central API cannot read. */
  #blame(items: readonly Claimed[], error: CallError): Round {
    const code = faultCode(error);
    const answers = items.map(({ id, attempts }): Answer => {
      if (error.kind === 'refused') return { id, outcome: 'needs-attention', code };
      return { id, outcome: 'later', code, nextTryAt: this.#nextTryAt(attempts) };
    });
    const written = this.#parts.store.answer(answers);
    if (!written.ok) return this.#storeFailed(written.error);
    this.#parts.onAnswered({ confirmed: [] });
    return { kind: 'pushed' };
  }

  /** The line, or the central API as a whole: everything waits. */
  #lineFailed(items: readonly Claimed[], error: CallError): Round {
    const asked = askedWaitMs(error);
    this.#closeGate(asked);
    // Perhaps it was too much at once.
    if (error.kind !== 'offline') this.#batch = Math.max(1, Math.floor(this.#batch / 2));
    this.#parts.log('push.failed', {
      code: faultCode(error),
      waitMs: this.#gate.untilMs - this.#parts.timers.now(),
    });
    this.#defer(items, this.#gate.untilMs, faultCode(error));
    this.#parts.onAnswered({ confirmed: [] });
    return { kind: 'failed', error };
  }

  #storeFailed(error: WriteError): Round {
    this.#parts.log('push.store-failed', { code: error.kind });
    this.#closeGate(null);
    return { kind: 'failed', error };
  }

  #defer(items: readonly Claimed[], untilMs: number, code: string): void {
    const ids = items.map(({ id }) => id);
    const deferred = this.#parts.store.deferAll(ids, untilMs, code);
    // Should that fail, the claim lapses by itself.
    if (!deferred.ok) this.#parts.log('push.store-failed', { code: deferred.error.kind });
  }

  #nextTryAt(attempts: number): number {
    return this.#parts.timers.now() + fullJitterMs(attempts, this.#parts.random, backoff);
  }

  #closeGate(askedMs: number | null): void {
    const failures = this.#gate.failures + 1;
    const waitMs = askedMs ?? fullJitterMs(failures, this.#parts.random, backoff);
    this.#setGate({ untilMs: this.#parts.timers.now() + waitMs, asked: askedMs !== null, failures });
  }

  /** On disk, so that a restart neither forgets a request to wait nor starts hammering. */
  #setGate(gate: Gate): void {
    if (gate.failures === 0 && this.#gate.failures === 0) return;
    this.#gate = gate;
    this.#parts.store.setSetting(gateKey, JSON.stringify(gate));
  }
}

function storedGate(store: Store): Gate {
  const text = store.setting(gateKey);
  return text === null ? open : Gate.parse(JSON.parse(text));
}
