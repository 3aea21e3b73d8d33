// The browser as the pages need it.
import type { Store } from './look.svelte.ts';
import type { Surroundings } from './wire.ts';

export const browserSurroundings: Surroundings = {
  fetch: (path, init) => fetch(path, init),
  hidden: () => document.hidden,
  onVisible: (listener) => {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) listener();
    });
  },
  random: Math.random,
  now: Date.now,
};

/** Where a browser forbids its storage, what is written lasts as long as the page. */
const memory = new Map<string, string>();
export const browserStore: Store = {
  read(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return memory.get(key) ?? null;
    }
  },
  write(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      if (value === null) memory.delete(key);
      else memory.set(key, value);
    }
  },
};
