// The present as something to derive from: whoever reads `clock.now` in the page is shown again every quarter of a second, and
// nothing ticks while nobody looks.
import { createSubscriber } from 'svelte/reactivity';

const tickMs = 250;

class Clock {
  readonly #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, tickMs);
    return () => {
      clearInterval(timer);
    };
  });

  /** Milliseconds since 1970. */
  get now(): number {
    this.#subscribe();
    return Date.now();
  }

  /** Whole seconds until `instant` (ISO 8601), never below 0. An unreadable instant has passed. */
  secondsUntil(instant: string): number {
    const left = Date.parse(instant) - this.now;
    return Number.isNaN(left) ? 0 : Math.max(0, Math.ceil(left / 1000));
  }
}

export const clock = new Clock();
