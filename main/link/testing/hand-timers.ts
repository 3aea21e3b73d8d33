// Timers that a test turns by hand, and a secret store in memory.
import { ok } from '../../../sync/contract/result.ts';
import type { SecretStore } from '../../shell/shell.ts';
import type { Timers } from '../timers.ts';

export interface HandTimers extends Timers {
  /** Sets the clock, as a person would: no time passes. */
  setClock(ms: number): void;
  /** Moves the clock and calls what has become due, in order. */
  advance(ms: number): void;
  /** Waits that are set, shortest first, milliseconds from now. */
  waits(): number[];
}

export function handTimers(start = Date.parse('2026-11-21T03:00:00.000Z')): HandTimers {
  let time = start;
  /** How far the clock was set away from the time that passes. */
  let shift = 0;
  const set = new Set<{ at: number; then: () => void }>();
  const earliest = () => [...set].toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => time + shift,
    steady: () => time,
    setClock: (ms) => (shift = ms - time),
    after: (ms, then) => {
      const timer = { at: time + ms, then };
      set.add(timer);
      return () => set.delete(timer);
    },
    advance: (ms) => {
      const until = time + ms;
      for (let next = earliest(); next !== undefined && next.at <= until; next = earliest()) {
        set.delete(next);
        time = next.at;
        next.then();
      }
      time = until;
    },
    waits: () => [...set].map(({ at }) => at - time).toSorted((a, b) => a - b),
  };
}

/** What the shell would keep in the keyring. */
export function memorySecrets(): SecretStore & { readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return {
    backend: 'memory',
    kept,
    get: (name) => Promise.resolve(ok(kept.get(name) ?? null)),
    set: (name, value) => {
      kept.set(name, value);
      return Promise.resolve(ok(null));
    },
  };
}
