// Sends what the outbox holds. One round claims a batch, pushes it and writes down every answer; a record is let go only
// against its verified receipt. One bad record never holds up the others: a batch that the central API cannot read, or falls over, is
// halved until the bad one stands alone, and that one only is put off.
import type { PushResult } from '../../sync/contract/api.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import type { WriteError } from '../store/errors.ts';
import type { Log } from '../store/log.ts';
import type { Answer, Claimed } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { afterAnswer, afterTrouble, firstBatch, largest, pushDeadlineMs, type BatchSize } from './batch.ts';
import {
  askedWaitMs,
  blamesContent,
  faultCode,
  fellOver,
  isPassing,
  type Caller,
  type LinkFault,
} from './call.ts';
import { Gate } from './gate.ts';
import { verifyReceipt, type ReceiptKeys } from './receipt.ts';
import { fullJitterMs, type Timers } from './timers.ts';

export interface PushParts {
  readonly store: Store;
  readonly call: Caller;
  readonly receiptKeys: ReceiptKeys;
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

const backoff = { baseMs: 1000, capMs: 5 * 60_000 };
/** Receipts that do not verify: after so many tries a person must look. */
const triesWithoutReceipt = 5;
/** A record over which the central API falls, time after time, while it takes others: a person must look. */
const fallsAtMost = 10;

/** A record that was alone when the central API fell over or never answered: it goes alone from now on, after the others. */
interface Suspect {
  readonly bytes: number;
  readonly falls: number;
}

export class Pusher {
  readonly #parts: PushParts;
  readonly #gate: Gate;
  readonly #suspects = new Map<string, Suspect>();
  #size: BatchSize = firstBatch;

  constructor(parts: PushParts) {
    this.#parts = parts;
    this.#gate = new Gate(parts, 'push.gate', backoff);
  }

  /** One claim and one push. `now: true` passes our own back-off, but never a wait that the central API asked for. */
  async round({ now: impatient }: { readonly now: boolean }): Promise<Round> {
    if (this.#gate.leftMs(impatient) > 0) return { kind: 'waiting', untilMs: this.#gate.untilMs };
    const claimed = this.#claim();
    if (!claimed.ok) return this.#storeFailed(claimed.error);
    if (claimed.value.length === 0) return { kind: 'idle' };
    const plain = claimed.value.filter(({ id }) => !this.#suspects.has(id));
    const alone = claimed.value.filter(({ id }) => this.#suspects.has(id)).map((item) => [item]);
    return this.#deliver([...inBatches(plain, this.#size.items), ...alone]);
  }

  /** A batch, and room for the suspects, so that they never take the place of others. A claim outlives its call. */
  #claim(): ReturnType<Store['claim']> {
    const now = this.#parts.timers.now();
    const suspectBytes = [...this.#suspects.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    const limit = Math.min(largest.items, this.#size.items + this.#suspects.size);
    const maxBytes = this.#size.bytes + suspectBytes;
    return this.#parts.store.claim({ limit, maxBytes, now, until: now + 2 * pushDeadlineMs(maxBytes) });
  }

  /** One call after another until every batch is answered, or the line fails. */
  async #deliver(batches: Claimed[][]): Promise<Round> {
    const queue = batches;
    /** Fell over alone; the next answer tells whether it was the record or the central API. */
    let fallen: Claimed | null = null;
    let fault: CallError | null = null;
    /** The last call was answered. */
    let works = false;
    for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
      const answer = await this.#push(batch);
      if (answer.ok) {
        const written = await this.#settle(batch, answer.value.results, fallen);
        if (written !== null) return this.#storeFailed(written);
        [fallen, works] = [null, true];
        continue;
      }
      const splits = blamesContent(answer.error) || fellOver(answer.error);
      if (splits && batch.length > 1) {
        const middle = Math.ceil(batch.length / 2);
        queue.unshift(batch.slice(0, middle), batch.slice(middle));
        continue;
      }
      if (blamesContent(answer.error)) {
        const written = this.#blame(batch, answer.error);
        if (written !== null) return this.#storeFailed(written);
        continue;
      }
      const [single] = batch;
      if (splits && single !== undefined && works) {
        const written = this.#answer([this.#fell(single)]);
        if (written !== null) return this.#storeFailed(written);
        works = false;
        continue;
      }
      if (splits && single !== undefined && fallen === null && queue.length > 0) {
        [fallen, fault] = [single, answer.error];
        continue;
      }
      return this.#lineFailed([...(fallen ? [[fallen]] : []), batch, ...queue], answer.error);
    }
    return fallen === null || fault === null ? { kind: 'pushed' } : this.#lineFailed([[fallen]], fault);
  }

  async #push(batch: readonly Claimed[]) {
    const items = batch.map(({ id, sealed }) => ({ id, sealed }));
    const bytes = bytesOf(batch);
    const { call, timers } = this.#parts;
    const startedAt = timers.now();
    const answer = await call('push', { items }, pushDeadlineMs(bytes));
    const ms = Math.max(0, timers.now() - startedAt);
    if (answer.ok) this.#size = afterAnswer(this.#size, { items: items.length, bytes, ms });
    else if (answer.error.kind !== 'offline') this.#size = afterTrouble({ items: items.length, bytes });
    return answer;
  }

  /** Every item is answered on its own. */
  async #settle(
    items: readonly Claimed[],
    results: readonly PushResult[],
    fallen: Claimed | null,
  ): Promise<WriteError | null> {
    const byId = new Map(results.map((result) => [result.id, result]));
    const answers = await Promise.all(items.map((item) => this.#judge(item, byId.get(item.id))));
    // The central API works: it was the record.
    if (fallen !== null) answers.push(this.#fell(fallen));
    const written = this.#parts.store.answer(answers);
    if (!written.ok) return written.error;
    for (const { id } of items) this.#suspects.delete(id);
    this.#gate.open();
    const confirmed = answers.filter(({ outcome }) => outcome === 'accepted').map(({ id }) => id);
    this.#parts.log('push.answered', { items: items.length, confirmed: confirmed.length });
    this.#parts.onAnswered({ confirmed });
    return null;
  }

  #fell(item: Claimed): Answer {
    const falls = (this.#suspects.get(item.id)?.falls ?? 0) + 1;
    this.#suspects.set(item.id, { bytes: bytesOf([item]), falls });
    if (falls < fallsAtMost) return this.#later(item, 'internal');
    this.#suspects.delete(item.id);
    return { id: item.id, outcome: 'needs-attention', code: 'internal' };
  }

  async #judge(item: Claimed, result: PushResult | undefined): Promise<Answer> {
    const { id, attempts } = item;
    if (result === undefined) return this.#later(item, 'unanswered');
    if (result.outcome === 'refused') {
      const { code } = result.problem;
      return isPassing(code) ? this.#later(item, code) : { id, outcome: 'needs-attention', code };
    }
    if (await verifyReceipt(result.receipt, item, this.#parts.receiptKeys))
      return { id, outcome: 'accepted', verifiedReceipt: result.receipt };
    const code = 'receipt-invalid';
    return attempts < triesWithoutReceipt
      ? this.#later(item, code)
      : { id, outcome: 'needs-attention', code };
  }

  #later({ id, attempts }: Claimed, code: string): Answer {
    const { timers, random } = this.#parts;
    const nextTryAt = timers.now() + fullJitterMs(attempts, random, backoff);
    return { id, outcome: 'later', code, nextTryAt };
  }

  /** The one record in this call is what the central API cannot read. */
  #blame(items: readonly Claimed[], error: CallError): WriteError | null {
    const code = faultCode(error);
    const answers = items.map((item): Answer => {
      if (error.kind === 'refused') return { id: item.id, outcome: 'needs-attention', code };
      return this.#later(item, code);
    });
    return this.#answer(answers);
  }

  #answer(answers: readonly Answer[]): WriteError | null {
    const written = this.#parts.store.answer(answers);
    if (!written.ok) return written.error;
    this.#parts.onAnswered({ confirmed: [] });
    return null;
  }

  /** The line, or the central API as a whole: everything waits. What was alone when it failed goes alone, after the others. */
  #lineFailed(batches: readonly (readonly Claimed[])[], error: CallError): Round {
    const waitMs = this.#gate.close(askedWaitMs(error));
    const code = faultCode(error);
    this.#parts.log('push.failed', { code, waitMs });
    for (const batch of batches) this.#defer(batch, this.#gate.untilMs, code);
    const doubtful = error.kind === 'timeout' || fellOver(error);
    const [first] = batches;
    if (doubtful && first?.length === 1)
      for (const item of first) {
        const falls = this.#suspects.get(item.id)?.falls ?? 0;
        this.#suspects.set(item.id, { bytes: bytesOf([item]), falls });
      }
    this.#parts.onAnswered({ confirmed: [] });
    return { kind: 'failed', error };
  }

  #storeFailed(error: WriteError): Round {
    this.#parts.log('push.store-failed', { code: error.kind });
    this.#gate.close(null);
    return { kind: 'failed', error };
  }

  #defer(items: readonly Claimed[], untilMs: number, code: string): void {
    const ids = items.map(({ id }) => id);
    const deferred = this.#parts.store.deferAll(ids, untilMs, code);
    // Should that fail, the claim lapses by itself.
    if (!deferred.ok) this.#parts.log('push.store-failed', { code: deferred.error.kind });
  }
}

/** As they travel: sealed records are ASCII. */
const bytesOf = (items: readonly Claimed[]): number =>
  items.reduce((sum, { sealed }) => sum + sealed.length, 0);

function inBatches(items: readonly Claimed[], atMost: number): Claimed[][] {
  const batches: Claimed[][] = [];
  for (let from = 0; from < items.length; from += atMost) batches.push(items.slice(from, from + atMost));
  return batches;
}
