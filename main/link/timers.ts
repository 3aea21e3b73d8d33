// Time as the link sees it, so that tests can turn it by hand.

export interface Timers {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets; its zero means nothing. */
  readonly steady: () => number;
  /** Calls `then` once after `ms`; gives how to call it off. */
  readonly after: (ms: number, then: () => void) => () => void;
}

/** The machine's own clock. */
export const systemTimers: Timers = {
  now: Date.now,
  steady: () => performance.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

export interface BackoffLimits {
  readonly baseMs: number;
  readonly capMs: number;
}
const leastMs = 50;

/**
 * Full jitter: anything between nothing and base·2ⁿ, so that hundreds of terminals do not come back in step after an outage
 * (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog 2015). `attempt` counts from 1; `random` gives [0, 1).
 */
export function fullJitterMs(
  attempt: number,
  random: () => number,
  { baseMs, capMs }: BackoffLimits,
): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 40));
  return Math.max(leastMs, Math.floor(random() * ceiling));
}

/** A wait that ends when its time is up or when somebody has news; news that come while nobody waits are not lost. */
export class Alarm {
  readonly #timers: Timers;
  #news = false;
  #ring: (() => void) | null = null;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  ring(): void {
    this.#news = true;
    this.#ring?.();
  }

  /** Resolves after `ms` (null: never), or with news. */
  async wait(ms: number | null): Promise<void> {
    if (!this.#news) {
      let cancel = (): void => undefined;
      await new Promise<void>((resolve) => {
        this.#ring = resolve;
        if (ms !== null) cancel = this.#timers.after(ms, resolve);
      });
      cancel();
      this.#ring = null;
    }
    this.#news = false;
  }
}
