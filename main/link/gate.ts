// Until when something is not tried again. Kept on disk: a terminal that restarts every minute neither forgets that it was asked to
// wait nor begins to hammer.
import { z } from 'zod';
import { settingAs } from '../store/setting.ts';
import type { Store } from '../store/store.ts';
import { fullJitterMs, type BackoffLimits, type Timers } from './timers.ts';

/** A gate that is closed for longer was closed before the clock was set back. */
const longestAskedMs = 24 * 3_600_000;
const slackMs = 1000;

/** `asked` came from the central API and holds even for new records and impatient people. */
const State = z.strictObject({ untilMs: z.number(), asked: z.boolean(), failures: z.number() });
type State = z.infer<typeof State>;
const open: State = { untilMs: 0, asked: false, failures: 0 };

export interface GateParts {
  readonly store: Pick<Store, 'setting' | 'setSetting'>;
  readonly timers: Timers;
  readonly random: () => number;
}

export class Gate {
  readonly #parts: GateParts;
  readonly #key: string;
  readonly #limits: BackoffLimits;
  #state: State;
  #closings = 0;

  /** `key` names the setting in the store. */
  constructor(parts: GateParts, key: string, limits: BackoffLimits) {
    this.#parts = parts;
    this.#key = key;
    this.#limits = limits;
    this.#state = settingAs(parts.store, key, State) ?? open;
  }

  /** Milliseconds since the epoch; in the past when the gate is open. */
  get untilMs(): number {
    return this.#state.untilMs;
  }
  get failures(): number {
    return this.#state.failures;
  }
  /** How often it was closed since the start: an answer says nothing of a closing that came after its question. */
  get closings(): number {
    return this.#closings;
  }

  /** Milliseconds until it opens; 0 when it is open. An impatient caller passes our own back-off, never a wait that was asked for. */
  leftMs(impatient = false): number {
    const { untilMs, asked } = this.#state;
    if (impatient && !asked) return 0;
    const left = untilMs - this.#parts.timers.now();
    const most = asked ? longestAskedMs : this.#limits.capMs;
    return left > 0 && left <= most + slackMs ? left : 0;
  }

  /** One more failure; `askedMs` is how long the central API asked us to wait, null when it did not. Gives the wait. */
  close(askedMs: number | null): number {
    const { timers, random } = this.#parts;
    this.#closings += 1;
    const failures = this.#state.failures + 1;
    const waitMs = askedMs ?? fullJitterMs(failures, random, this.#limits);
    this.#set({ untilMs: timers.now() + waitMs, asked: askedMs !== null, failures });
    return waitMs;
  }

  /** All is well; as of that many `closings` when several questions were under way: later ones stand. */
  open(closings = this.#closings): void {
    if (closings === this.#closings && this.#state.failures > 0) this.#set(open);
  }

  #set(state: State): void {
    this.#state = state;
    this.#parts.store.setSetting(this.#key, JSON.stringify(state));
  }
}
