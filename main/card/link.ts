// One conversation with a card: typed commands in, typed answers out. Here live the manners of ISO 7816 that nobody above wants
// to know: 61xx, 6Cxx, a card that fumbles its very first command, deadlines, and the masked trace.
import { err, ok } from '../../sync/contract/result.ts';
import type { Result } from '../../sync/contract/result.ts';
import type { GuardError, GuardedTransport } from './allow-list.ts';
import { INS, SW, encode, getResponse, parseAnswer } from './apdu.ts';
import type { Answer, Command } from './apdu.ts';
import { concat, wipe } from './bytes.ts';
import { traceLine } from './trace.ts';
import type { TraceHook } from './trace.ts';

export type LinkError = GuardError | { readonly kind: 'garbage' };

export interface LinkOptions {
  /** Longest wait for one answer. */
  readonly commandMs: number;
  /** Longest life of the whole conversation: a card that drips cannot hold the kiosk. */
  readonly totalMs: number;
  readonly trace: TraceHook;
}

/** What 61xx may add up to before it is called garbage: no file of these cards is longer than 4 KiB. */
const LONGEST_ANSWER = 16_384;

export class Link {
  readonly #wire: GuardedTransport;
  readonly #options: LinkOptions;
  readonly #startedAt = performance.now();
  #first = true;

  constructor(wire: GuardedTransport, options: LinkOptions) {
    this.#wire = wire;
    this.#options = options;
  }

  /** One command and its whole answer. VERIFY is sent exactly once, whatever comes back. */
  async send(command: Command): Promise<Result<Answer, LinkError>> {
    const first = this.#first;
    this.#first = false;
    let answer = await this.#exchange(command);
    if (first && answer.ok && answer.value.sw === SW.internal && command.ins === INS.select) {
      // Seen on a measured card after power-up (mynumber-card.md 7.1). A SELECT spends nothing, so it may be repeated.
      answer = await this.#exchange(command);
    }
    if (!answer.ok || command.ins === INS.verify) return answer;
    const right = answer.value.sw;
    if (right >> 8 === 0x6c && command.le !== undefined) {
      answer = await this.#exchange({ ...command, le: right & 0xff || 256 });
    }
    return answer.ok && answer.value.sw >> 8 === 0x61 ? this.#collect(answer.value) : answer;
  }

  /** GET RESPONSE until nothing is left (T=0 bridges; the cards themselves speak T=1). */
  async #collect(start: Answer): Promise<Result<Answer, LinkError>> {
    let whole = start;
    while (whole.sw >> 8 === 0x61) {
      const more = await this.#exchange(getResponse(whole.sw & 0xff || 256));
      if (!more.ok) return more;
      const data = concat(whole.data, more.value.data);
      const stuck = more.value.data.length === 0 && more.value.sw >> 8 === 0x61;
      if (stuck || data.length > LONGEST_ANSWER) return err({ kind: 'garbage' });
      whole = { data, sw: more.value.sw };
    }
    return ok(whole);
  }

  async #exchange(command: Command): Promise<Result<Answer, LinkError>> {
    const left = this.#options.totalMs - (performance.now() - this.#startedAt);
    if (left <= 0) return err({ kind: 'timeout' });
    const bytes = encode(command);
    const before = performance.now();
    const answer = await this.#wire.transmit(bytes, Math.min(left, this.#options.commandMs));
    const failure = answer.ok ? null : answer.error.kind;
    this.#options.trace(
      traceLine(bytes, answer.ok ? answer.value : null, failure, performance.now() - before),
    );
    // The bytes of a VERIFY are the PIN.
    wipe(bytes);
    if (!answer.ok) return answer;
    // Less than a status word is no answer: some drivers report a card in motion like that, without an error.
    const parsed = parseAnswer(answer.value);
    if (!parsed.ok) return err({ kind: 'lost' });
    // Status words begin with 6 or 9 (ISO 7816-4, 5.6). Anything else is noise, and says nothing about which card this is.
    const kind = parsed.value.sw >> 12;
    return kind === 6 || kind === 9 ? parsed : err({ kind: 'garbage' });
  }
}
