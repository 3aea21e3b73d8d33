// Counts birth dates tried behind one slip. A try is counted, or refused, by one statement before anything is compared: parallel
// requests and further nodes get no more tries between them.
import { sql } from 'kysely';
import type { Trx } from '../db/open.ts';
import { pauseMs, pausesAtMost, triesAtOnce } from './limits.ts';

export type Try =
  | {
      readonly kind: 'counted';
      readonly triesLeft: number;
      readonly pausedUntil: Date | null;
      readonly last: boolean;
    }
  | { readonly kind: 'paused'; readonly until: Date }
  /** Every try has been used up: nothing is ever compared again. */
  | { readonly kind: 'spent' };

/** Counts a try behind a slip (SHA-256 of its number), or says why there is none. */
export async function countTry(trx: Trx, slip: string, expiresAt: Date, now: Date): Promise<Try> {
  const pause = new Date(now.getTime() + pauseMs);
  const { rows } = await sql<{ tries: number; pauses: number; paused_until: Date | null }>`
    insert into slip_tries as known (slip, tries, pauses, paused_until, expires_at)
    values (${slip}, 1, 0, null, ${expiresAt})
    on conflict (slip) do update set
      tries = case when known.tries >= ${triesAtOnce} then 1 else known.tries + 1 end,
      pauses = known.pauses + case when known.tries = ${triesAtOnce - 1} then 1 else 0 end,
      paused_until = case when known.tries = ${triesAtOnce - 1} then ${pause}::timestamptz end
    where known.pauses < ${pausesAtMost} and (known.paused_until is null or known.paused_until <= ${now})
    returning tries, pauses, paused_until`.execute(trx);
  const [row] = rows;
  if (row !== undefined)
    return {
      kind: 'counted',
      triesLeft: triesAtOnce - row.tries,
      pausedUntil: row.paused_until,
      last: row.pauses >= pausesAtMost,
    };
  const stands = await trx
    .selectFrom('slip_tries')
    .select(['pauses', 'paused_until'])
    .where('slip', '=', slip)
    .executeTakeFirstOrThrow();
  return stands.pauses >= pausesAtMost || stands.paused_until === null
    ? { kind: 'spent' }
    : { kind: 'paused', until: stands.paused_until };
}

/** After a right one: three tries again. Pauses that were made stay counted. */
export async function forgiveTries(trx: Trx, slip: string): Promise<void> {
  await trx
    .updateTable('slip_tries')
    .set(({ eb, ref }) => ({
      tries: 0,
      paused_until: null,
      // The pause that this very try began.
      pauses: eb(ref('pauses'), '-', sql<number>`case when tries = ${triesAtOnce} then 1 else 0 end`),
    }))
    .where('slip', '=', slip)
    .execute();
}
