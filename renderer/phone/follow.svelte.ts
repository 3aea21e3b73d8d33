// Follows one slip until it is known where it stands: asks again and again, but politely.
import type { SlipStatus } from '../../sync/contract/slips.ts';
import { readStatus } from './answers.ts';
import { call, type Reply, type Surroundings, understand } from './wire.ts';

const FIRST_MS = 5_000;
const MOST_MS = 60_000;

export class Follow {
  status = $state.raw<SlipStatus | null>(null);
  /** The last question got no usable answer. */
  unreachable = $state(false);
  asking = $state(false);
  /** When the last answer came, milliseconds since the epoch. */
  answeredAt = $state<number | null>(null);

  readonly #slip: string;
  readonly #around: Surroundings;
  /** The question that index.html asked before this code was there. */
  #early: Promise<Response> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waits = 0;
  #dueWhileHidden = false;
  #stopped = false;

  constructor(slip: string, around: Surroundings, early?: Promise<Response>) {
    this.#slip = slip;
    this.#around = around;
    this.#early = early;
    around.onVisible(() => {
      if (this.#dueWhileHidden && !this.#stopped) void this.ask();
    });
  }

  /** What comes next is the resident's turn, or nothing: no need to ask by ourselves. */
  get settled(): boolean {
    if (this.status === null) return false;
    return this.status.state === 'valid' ? this.status.arrived : this.status.state !== 'unknown';
  }

  /** Asks now, and plans the next question. Never throws. */
  async ask(): Promise<void> {
    if (this.asking) return;
    clearTimeout(this.#timer);
    this.#dueWhileHidden = false;
    this.asking = true;
    const reply = await this.#reply();
    const status = reply.ok ? readStatus(reply.body) : null;
    this.unreachable = status === null;
    if (status !== null) {
      if (status.state !== this.status?.state) this.#waits = 0;
      this.status = status;
      this.answeredAt = this.#around.now();
    }
    this.asking = false;
    this.#plan(!reply.ok && reply.trouble.kind === 'busy' ? reply.trouble.waitMs : 0);
  }

  async #reply(): Promise<Reply> {
    const early = this.#early;
    this.#early = undefined;
    if (early === undefined) return call(this.#around, `slips/${this.#slip}`);
    return early.then(understand, () => ({ ok: false, trouble: { kind: 'offline' } }));
  }

  /** Doubles up to a minute, with a fifth of chance so that slips printed together do not ask together. */
  #plan(atLeast: number): void {
    if (this.settled || this.#stopped) return;
    const wait = Math.min(MOST_MS, FIRST_MS * 2 ** this.#waits) * (0.9 + 0.2 * this.#around.random());
    this.#waits += 1;
    this.#timer = setTimeout(
      () => {
        if (this.#around.hidden()) this.#dueWhileHidden = true;
        else void this.ask();
      },
      Math.max(wait, atLeast),
    );
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
