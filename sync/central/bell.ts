// Wakes those who wait for something to change in the database, on whichever node it changed: LISTEN/NOTIFY with a topic
// as payload. A ring is only a hint to look again; whoever waits also looks by itself at the end of its wait.
import { sql } from 'kysely';
import type { Database, Db, Trx } from './db/open.ts';

const channel = 'madoguchi';

export interface Bell {
  /** Starts listening for a topic at once. `rung` settles on the next ring, after `timeoutMs`, on abort, or on close. */
  wait(
    topic: string,
    timeoutMs: number,
    abort?: AbortSignal,
  ): { readonly rung: Promise<void>; cancel(): void };
  /** Whether rings of other nodes are heard now. */
  hears(): boolean;
  close(): Promise<void>;
}

/** Rings for topics; inside a transaction it is heard when that commits. */
export async function ring(db: Db | Trx, ...topics: readonly string[]): Promise<void> {
  await sql`select pg_notify(${channel}, topic) from unnest(${topics}::text[]) as topic`.execute(db);
}

/** Hangs the bell on a database. */
export async function hangBell(database: Database): Promise<Bell> {
  const waiting = new Set<{ topic: string; wake: () => void }>();
  const heard = (topic: string): void => {
    // An empty payload means that rings may have been missed.
    for (const one of waiting) if (topic === '' || one.topic === topic) one.wake();
  };
  const listening = await database.listen(channel, heard);
  return {
    wait(topic, timeoutMs, abort) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = (): void => {
        clearTimeout(timer);
        abort?.removeEventListener('abort', wake);
        waiting.delete(entry);
        resolve();
      };
      const entry = { topic, wake };
      const timer = setTimeout(wake, timeoutMs);
      abort?.addEventListener('abort', wake);
      waiting.add(entry);
      if (abort?.aborted === true) wake();
      return { rung: promise, cancel: wake };
    },
    hears: () => listening.hears(),
    async close() {
      heard('');
      await listening.stop();
    },
  };
}
