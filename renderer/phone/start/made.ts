// The digits that were given out, kept in this tab until they expire: a phone that needs its memory throws pages away and loads them
// again, on the way to city hall as well. What was chosen and the email address are not kept.
import type { DraftAnswer } from '../../../sync/contract/drafts.ts';
import type { Store } from '../look.svelte.ts';

const KEY = 'draft';

/** Lasts as long as the tab; a browser that forbids it keeps nothing. */
export const tabStore: Store = {
  read(key) {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      if (value === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, value);
    } catch {
      // The page itself still has them.
    }
  },
};

export const keep = (store: Store, made: DraftAnswer | null): void => {
  store.write(KEY, made === null ? null : JSON.stringify(made));
};

/** What is kept and still holds. */
export function kept(store: Store, now: number): DraftAnswer | null {
  let value: unknown = null;
  try {
    value = JSON.parse(store.read(KEY) ?? 'null');
  } catch {
    // Not ours.
  }
  const made = readMade(value);
  return made !== null && Date.parse(made.expiresAt) > now ? made : null;
}

/** The answer of POST /v1/drafts, or null when it is none. */
export function readMade(value: unknown): DraftAnswer | null {
  if (typeof value !== 'object' || value === null) return null;
  const { code, number, qrSvg, expiresAt } = value as Record<string, unknown>; // looked at one by one
  const right =
    typeof code === 'string' &&
    /^\d{6}$/.test(code) &&
    typeof number === 'string' &&
    /^\d{24}$/.test(number) &&
    typeof qrSvg === 'string' &&
    typeof expiresAt === 'string' &&
    !Number.isNaN(Date.parse(expiresAt));
  return right ? { code, number, qrSvg, expiresAt } : null;
}
