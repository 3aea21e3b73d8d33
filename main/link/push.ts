// Sends what the outbox holds. One round claims a batch, pushes it and writes down every answer; a record is let go only
// against its verified receipt. One bad record never holds up the others: a batch that the central API cannot read, or falls over, is
// halved until the bad one stands alone, and that one only is put off. While full batches come back well, as after an outage, two of
// them are under way side by side, so that neither end waits for the other.
import type { PushResult } from '../../sync/contract/api.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import type { WriteError } from '../store/errors.ts';
import type { Log } from '../store/log.ts';
import type { Answer, Claimed } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { afterAnswer, afterTrouble, firstBatch, largest, pushDeadlineMs, type BatchSize } from './batch.ts';
import { askedWaitMs, blamesContent, faultCode, fellOver, type Caller, type LinkFault } from './call.ts';
import { Gate } from './gate.ts';
import type { ReceiptKeys } from './receipt.ts';
import type { Timers } from './timers.ts';
import { Judge } from './verdict.ts';

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
/** While all goes well: so many batches under way at a time, and so many one after another before others have their turn. */
const lanes = 2;
const batchesInARow = 20;
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
  readonly #judge: Judge;
  #size: BatchSize = firstBatch;
  /** The last batch was full, and all of it was answered. */
  #flows = false;

  constructor(parts: PushParts) {
    this.#parts = parts;
    this.#judge = new Judge(parts, backoff);
    this.#gate = new Gate(parts, 'push.gate', backoff);
  }

  /** One claim and one push, or several. `now: true` passes our own back-off, but never a wait that the central API asked for. */
  async round({ now: impatient }: { readonly now: boolean }): Promise<Round> {
    if (this.#gate.leftMs(impatient) > 0) return { kind: 'waiting', untilMs: this.#gate.untilMs };
    if (!this.#flows) return this.#one();
    const rounds = await Promise.all(Array.from({ length: lanes }, () => this.#lane()));
    const by = (kind: Round['kind']): Round | undefined => rounds.find((round) => round.kind === kind);
    return by('failed') ?? by('pushed') ?? { kind: 'idle' };
  }

  /** Batch after batch, beside another lane, as long as all goes well in both. */
  async #lane(): Promise<Round> {
    let round = await this.#one();
    for (let left = batchesInARow - 1; left > 0 && round.kind === 'pushed' && this.#flows; left -= 1)
      round = await this.#one();
    return round;
  }

  async #one(): Promise<Round> {
    const limit = Math.min(largest.items, this.#size.items + this.#suspects.size);
    const claimed = this.#claim(limit);
    if (!claimed.ok) return this.#storeFailed(claimed.error);
    const full = claimed.value.length === limit && limit > 1;
    if (!full) this.#flows = false;
    if (claimed.value.length === 0) return { kind: 'idle' };
    const plain = claimed.value.filter(({ id }) => !this.#suspects.has(id));
    const alone = claimed.value.filter(({ id }) => this.#suspects.has(id)).map((item) => [item]);
    const closings = this.#gate.closings;
    const round = await this.#deliver([...inBatches(plain, this.#size.items), ...alone]);
    // The other lane may have met with trouble meanwhile.
    const well = round.kind === 'pushed' && closings === this.#gate.closings;
    this.#flows = full && well && this.#suspects.size === 0;
    return round;
  }

  /** A batch, and room for the suspects, so that they never take the place of others. A claim outlives its call. */
  #claim(limit: number): ReturnType<Store['claim']> {
    const now = this.#parts.timers.now();
    const suspectBytes = [...this.#suspects.values()].reduce((sum, { bytes }) => sum + bytes, 0);
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
      const closings = this.#gate.closings;
      const answer = await this.#push(batch);
      if (answer.ok) {
        const written = await this.#settle(batch, answer.value.results, { fallen, closings });
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
        const written = this.#answer(batch.map((item) => this.#judge.blamed(item, answer.error)));
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
      return this.#lineFailed([...(fallen ? [[fallen]] : []), batch, ...queue], answer.error, closings);
    }
    if (fallen === null || fault === null) return { kind: 'pushed' };
    return this.#lineFailed([[fallen]], fault, this.#gate.closings);
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
    { fallen, closings }: { readonly fallen: Claimed | null; readonly closings: number },
  ): Promise<WriteError | null> {
    const byId = new Map(results.map((result) => [result.id, result]));
    const answers = await Promise.all(items.map((item) => this.#judge.of(item, byId.get(item.id))));
    // The central API works: it was the record.
    if (fallen !== null) answers.push(this.#fell(fallen));
    const written = this.#parts.store.answer(answers);
    if (!written.ok) return written.error;
    for (const { id } of items) this.#suspects.delete(id);
    this.#opened(closings);
    const confirmed = answers.filter(({ outcome }) => outcome === 'accepted').map(({ id }) => id);
    this.#parts.log('push.answered', { items: items.length, confirmed: confirmed.length });
    this.#parts.onAnswered({ confirmed });
    return null;
  }

  /** What waits for the line's sake does not wait on for a back-off of minutes, now that others get through. */
  #opened(closings: number): void {
    const failed = this.#gate.failures > 0;
    this.#gate.open(closings);
    if (!failed || this.#gate.failures > 0) return;
    const due = this.#parts.store.lineWorks();
    if (!due.ok) this.#parts.log('push.store-failed', { code: due.error.kind });
  }

  #fell(item: Claimed): Answer {
    const falls = (this.#suspects.get(item.id)?.falls ?? 0) + 1;
    this.#suspects.set(item.id, { bytes: bytesOf([item]), falls });
    if (falls < fallsAtMost) return this.#judge.later(item, 'internal');
    this.#suspects.delete(item.id);
    return { id: item.id, outcome: 'needs-attention', code: 'internal' };
  }

  #answer(answers: readonly Answer[]): WriteError | null {
    const written = this.#parts.store.answer(answers);
    if (!written.ok) return written.error;
    this.#parts.onAnswered({ confirmed: [] });
    return null;
  }

  /** The line, or the central API as a whole: everything waits. What was alone when it failed goes alone, after the others. */
  #lineFailed(batches: readonly (readonly Claimed[])[], error: CallError, closings: number): Round {
    const asked = askedWaitMs(error);
    // The other lane may have told of the same failure already.
    const again = asked !== null || closings === this.#gate.closings;
    const waitMs = again ? this.#gate.close(asked) : this.#gate.leftMs();
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
