// Tells the central API what became of slips (which was replaced, which was cancelled) until it has taken each notice. A loop of its
// own: pushing registrations waits for nothing here.
import type { Log } from '../store/log.ts';
import type { Store } from '../store/store.ts';
import { askedWaitMs, faultCode, type Caller } from './call.ts';
import { Gate } from './gate.ts';
import type { Timers } from './timers.ts';

export interface TellerParts {
  readonly store: Pick<Store, 'slipNotices' | 'slipNoticesTold' | 'forgetSlips' | 'setting' | 'setSetting'>;
  readonly call: Caller;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: Log;
}

const atOnce = 100;
const deadlineMs = 15_000;
const backoff = { baseMs: 2000, capMs: 10 * 60_000 };
/** Without news the loop tidies up this often. */
const restMs = 3_600_000;

export class SlipTeller {
  readonly #parts: TellerParts;
  readonly #gate: Gate;

  constructor(parts: TellerParts) {
    this.#parts = parts;
    this.#gate = new Gate(parts, 'slips.gate', backoff);
  }

  /** One turn of the loop; gives how long to pause before the next. `now: true` passes our own back-off. */
  async turn({ now: impatient }: { readonly now: boolean } = { now: false }): Promise<number> {
    const { store, call, log } = this.#parts;
    const notices = store.slipNotices(atOnce);
    if (notices.length === 0) {
      store.forgetSlips();
      return restMs;
    }
    const leftMs = this.#gate.leftMs(impatient);
    if (leftMs > 0) return leftMs;
    const answer = await call('tellSlips', { notices: [...notices] }, deadlineMs);
    const told = answer.ok ? answer.value.results.map(({ id }) => id) : [];
    const written = store.slipNoticesTold(told);
    // An answer that names none of them is no answer, and a notice that cannot be noted as told is told again.
    if (!answer.ok || !written.ok || told.length === 0) {
      const waitMs = this.#gate.close(answer.ok ? null : askedWaitMs(answer.error));
      const code = answer.ok ? (written.ok ? 'unanswered' : written.error.kind) : faultCode(answer.error);
      log('slips.not-told', { code, waitMs });
      return waitMs;
    }
    this.#gate.open();
    log('slips.told', { items: told.length });
    return 0;
  }
}
