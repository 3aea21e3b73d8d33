// Small values that outlive a restart, read with the suspicion that a disk deserves.
import type { z } from 'zod';
import type { Store } from './store.ts';

/** A setting that was written as JSON; null when it was never set and when it is damaged (SQLite notices no flipped byte in a text). */
export function settingAs<T>(store: Pick<Store, 'setting'>, key: string, schema: z.ZodType<T>): T | null {
  const text = store.setting(key);
  const value = text === null ? undefined : schema.safeParse(parseJson(text));
  return value?.success === true ? value.data : null;
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
