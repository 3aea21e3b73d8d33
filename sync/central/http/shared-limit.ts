// Counts what one address asks of the open calls, in the database, so that a limit is the same limit however many nodes there are.
// An address that is over its limit is turned away from memory until its minute is over: a flood costs the database nothing.
import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import { sql } from 'kysely';
import type { Parts } from '../parts.ts';

type Answer = Parameters<FastifyRateLimitStore['incr']>[1];

/** A store for @fastify/rate-limit; it wants a class. */
export function sharedLimit({ db, secret }: Parts): FastifyRateLimitStoreCtor {
  const over = new Map<string, number>();
  const count = async (caller: string, windowMs: number): Promise<{ current: number; ttl: number }> => {
    const { rows } = await sql<{ count: number; left_ms: number }>`
      insert into calls as known (caller, since, count) values (${caller}, now(), 1)
      on conflict (caller) do update set
        count = case when known.since < now() - ${windowMs} * interval '1 millisecond' then 1 else known.count + 1 end,
        since = case when known.since < now() - ${windowMs} * interval '1 millisecond' then now() else known.since end
      returning count, (${windowMs}::integer - extract(epoch from now() - since) * 1000)::integer as left_ms`.execute(
      db,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('a call was not counted');
    return { current: row.count, ttl: Math.max(0, row.left_ms) };
  };
  const ask = async (
    address: string,
    windowMs: number,
    max: number,
  ): Promise<{ current: number; ttl: number }> => {
    // The database need not know addresses.
    const caller = secret.hmac('caller', address).toString('base64url');
    const leftMs = (over.get(caller) ?? 0) - performance.now();
    if (leftMs > 0) return { current: max + 1, ttl: Math.ceil(leftMs) };
    const counted = await count(caller, windowMs);
    if (counted.current > max) {
      if (over.size > rememberedAtMost) over.clear();
      over.set(caller, performance.now() + counted.ttl);
    } else over.delete(caller);
    return counted;
  };
  return class SharedStore implements FastifyRateLimitStore {
    incr(key: string, answer: Answer, windowMs: number, max: number): void {
      ask(key, windowMs, max).then(
        (counted) => {
          answer(null, counted);
        },
        (cause: unknown) => {
          answer(cause instanceof Error ? cause : new Error('not counted', { cause }));
        },
      );
    }
    // One budget for all calls that are open.
    child(): this {
      return this;
    }
  };
}

const rememberedAtMost = 10_000;
