// What an answer of the central API means for one record of the outbox.
import type { PushResult } from '../../sync/contract/api.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import type { Answer, Claimed } from '../store/outbox.ts';
import { faultCode, isPassing } from './call.ts';
import { verifyReceipt, type ReceiptKeys } from './receipt.ts';
import { fullJitterMs, type BackoffLimits, type Timers } from './timers.ts';

export interface JudgeParts {
  readonly receiptKeys: ReceiptKeys;
  readonly timers: Timers;
  readonly random: () => number;
}

/** Receipts that do not verify: after so many tries a person must look. */
const triesWithoutReceipt = 5;

export class Judge {
  readonly #parts: JudgeParts;
  readonly #backoff: BackoffLimits;

  constructor(parts: JudgeParts, backoff: BackoffLimits) {
    this.#parts = parts;
    this.#backoff = backoff;
  }

  /** One item's own answer; undefined: there was none. */
  async of(item: Claimed, result: PushResult | undefined): Promise<Answer> {
    const { id, attempts } = item;
    if (result === undefined) return this.later(item, 'unanswered');
    if (result.outcome === 'refused') {
      const { code } = result.problem;
      return isPassing(code) ? this.later(item, code) : { id, outcome: 'needs-attention', code };
    }
    if (await verifyReceipt(result.receipt, item, this.#parts.receiptKeys))
      return { id, outcome: 'accepted', verifiedReceipt: result.receipt };
    const code = 'receipt-invalid';
    return attempts < triesWithoutReceipt ? this.later(item, code) : { id, outcome: 'needs-attention', code };
  }

  /** The one record in a call that the central API could not read. */
  blamed(item: Claimed, error: CallError): Answer {
    const code = faultCode(error);
    if (error.kind === 'refused') return { id: item.id, outcome: 'needs-attention', code };
    return this.later(item, code);
  }

  later({ id, attempts }: Claimed, code: string): Answer {
    const { timers, random } = this.#parts;
    const nextTryAt = timers.now() + fullJitterMs(attempts, random, this.#backoff);
    return { id, outcome: 'later', code, nextTryAt };
  }
}
