// For how long this terminal has not exchanged anything with the central API, and what follows from it: a warning, then no new
// registrations. The clock on the wall is not trusted with that: time is counted while the terminal runs, by a clock that cannot be set;
// time spent switched off counts for a day at most each time. A clock that is a year ahead so costs a day, and the first exchange ends it.
import { z } from 'zod';
import { settingAs } from '../store/setting.ts';
import type { Store } from '../store/store.ts';

export interface Limits {
  readonly warnDays: number;
  readonly freezeDays: number;
  readonly warnCount: number;
  readonly freezeCount: number;
}
export interface LimitState {
  /** Days (not rounded) without an exchange. */
  readonly days: number;
  readonly waiting: number;
  /** What staff are warned of. */
  readonly warnings: readonly ('limits.days' | 'limits.count')[];
  /** True: nobody begins a registration. */
  readonly frozen: boolean;
}

const dayMs = 86_400_000;
const key = 'link.cut-off';
/** How much may be forgotten when the power goes. */
const writeEveryMs = 10 * 60_000;
const Kept = z.strictObject({ ms: z.number().nonnegative(), wallAt: z.number() });

/** What the figures mean under these limits. */
export function judgeLimits(limits: Limits, days: number, waiting: number): LimitState {
  const warnings: LimitState['warnings'][number][] = [];
  if (days >= limits.warnDays) warnings.push('limits.days');
  if (waiting >= limits.warnCount) warnings.push('limits.count');
  return { days, waiting, warnings, frozen: days >= limits.freezeDays || waiting >= limits.freezeCount };
}

/** Days without an exchange as last written down; for the doctor, with the terminal stopped. */
export function daysCutOff(store: Pick<Store, 'setting'>): number {
  return (settingAs(store, key, Kept)?.ms ?? 0) / dayMs;
}

export class CutOff {
  readonly #store: Store;
  readonly #wall: () => number;
  readonly #ticks: () => number;
  #ms: number;
  #at: number;
  #writtenMs: number;

  /** `ticks`: milliseconds of a clock that only runs forwards; `wall`: since the epoch, as the terminal believes. */
  constructor(store: Store, ticks: () => number, wall: () => number) {
    this.#store = store;
    this.#ticks = ticks;
    this.#wall = wall;
    const kept = settingAs(store, key, Kept);
    const offMs = kept === null ? 0 : Math.min(Math.max(0, wall() - kept.wallAt), dayMs);
    this.#ms = (kept?.ms ?? 0) + offMs;
    this.#at = ticks();
    this.#writtenMs = -Infinity;
    this.#write();
  }

  /** Counts the time since the last look; `exchanged`: the central API is there and will have us. Gives the days. */
  look(exchanged: boolean): number {
    const ticks = this.#ticks();
    this.#ms = exchanged ? 0 : this.#ms + (ticks - this.#at);
    this.#at = ticks;
    if (Math.abs(this.#ms - this.#writtenMs) >= writeEveryMs) this.#write();
    return this.#ms / dayMs;
  }

  /** Receipts came by file: that is an exchange as well. */
  exchanged(): void {
    this.look(true);
  }

  #write(): void {
    this.#writtenMs = this.#ms;
    this.#store.setSetting(key, JSON.stringify({ ms: this.#ms, wallAt: this.#wall() }));
  }
}
