// The end of an outage: terminals push what has been waiting, batch after batch. Taking that in goes first, for only then is it safe; the
// mails that it gives rise to can wait some seconds, and nobody is standing at a counter for them.
import { setTimeout as delay } from 'node:timers/promises';

/** More than a counter brings in a moment. */
const many = 10;
/** A terminal looks at its receipts between two batches. */
const quietAfterMs = 500;
const lookAgainMs = 100;
/** However long it lasts, what waits is done bit by bit. */
const waitAtMostMs = 3_000;

export class Rush {
  #underWay = 0;
  #lastMs = -Infinity;

  /** Takes in a batch of so many. */
  async during<T>(count: number, takeIn: () => Promise<T>): Promise<T> {
    if (count <= many) return takeIn();
    this.#underWay += 1;
    try {
      return await takeIn();
    } finally {
      this.#underWay -= 1;
      this.#lastMs = performance.now();
    }
  }

  /** Resolves when no large batch has come for a moment, or after a few seconds. */
  async over(): Promise<void> {
    const untilMs = performance.now() + waitAtMostMs;
    while (this.#lasts() && performance.now() < untilMs) await delay(lookAgainMs);
  }

  #lasts(): boolean {
    return this.#underWay > 0 || performance.now() - this.#lastMs < quietAfterMs;
  }
}
