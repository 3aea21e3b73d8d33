// Counts of what may happen only so often, kept in the database: the same limits however many nodes there are, and a new code or
// another terminal does not lift a pause. The rows of an attempt are locked until its transaction ends, so that parallel ones queue.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Trx } from '../db/open.ts';
import type { CodeMetersTable } from '../db/tables.ts';
import type { Parts } from '../parts.ts';

/** `max` within `windowMs`; then a pause of `pauseMs`. */
export interface Meter {
  /** What is counted and whose it is; stored as a hash. */
  readonly of: readonly string[];
  readonly max: number;
  readonly windowMs: number;
  readonly pauseMs: number;
}

export interface Reading {
  /** Null: nothing stands against another one. */
  readonly pausedUntil: Date | null;
  /** How many more until the pause. */
  readonly left: number;
}

export interface OpenMeters {
  readonly reading: Reading;
  /** Counts one; the reading after it. */
  count(): Promise<Reading>;
}

type Row = Selectable<CodeMetersTable>;

/** Reads and locks meters. */
export async function openMeters(trx: Trx, meters: readonly Meter[], parts: Parts): Promise<OpenMeters> {
  const now = parts.now();
  const byScope = new Map(meters.map((meter) => [scopeOf(meter, parts), meter]));
  // In one order everywhere, so that attempts wait for one another and never in a ring.
  const scopes = [...byScope.keys()].sort();
  const rows = await trx
    .insertInto('code_meters')
    .values(scopes.map((scope) => ({ scope, since: now, count: 0 })))
    .onConflict((conflict) => conflict.column('scope').doUpdateSet({ scope: sql.ref('excluded.scope') }))
    .returningAll()
    .execute();
  const read = rows.flatMap((row) => {
    const meter = byScope.get(row.scope);
    return meter === undefined ? [] : [{ meter, row: afresh(row, meter, now) }];
  });
  return {
    reading: readingOf(read, now),
    async count() {
      const counted = read.map(({ meter, row }) => ({ meter, row: countedOnce(row, meter, now) }));
      await trx
        .insertInto('code_meters')
        .values(counted.map(({ row }) => row))
        .onConflict((conflict) =>
          conflict.column('scope').doUpdateSet({
            since: sql.ref('excluded.since'),
            count: sql.ref('excluded.count'),
            paused_until: sql.ref('excluded.paused_until'),
          }),
        )
        .execute();
      return readingOf(counted, now);
    },
  };
}

/** Forgets what was counted, pauses included. */
export async function clearMeters(trx: Trx, meters: readonly Meter[], parts: Parts): Promise<void> {
  const scopes = meters.map((meter) => scopeOf(meter, parts)).sort();
  await trx.deleteFrom('code_meters').where('scope', 'in', scopes).execute();
}

/** What stands in a meter, without locking it; null when nothing was ever counted. */
export async function readMeter(trx: Trx, meter: Meter, parts: Parts): Promise<Reading | null> {
  const scope = scopeOf(meter, parts);
  const row = await trx.selectFrom('code_meters').selectAll().where('scope', '=', scope).executeTakeFirst();
  const now = parts.now();
  return row === undefined ? null : readingOf([{ meter, row: afresh(row, meter, now) }], now);
}

/** The database need not know addresses. */
const scopeOf = ({ of }: Meter, { secret }: Parts): string =>
  secret.hmac('code meter', of.join('\n')).toString('base64url');

const afresh = (row: Row, { windowMs }: Meter, now: Date): Row =>
  now.getTime() - row.since.getTime() < windowMs ? row : { ...row, since: now, count: 0 };

function countedOnce(row: Row, { max, pauseMs }: Meter, now: Date): Row {
  const count = row.count + 1;
  if (count < max) return { ...row, count };
  return { ...row, count: 0, since: now, paused_until: new Date(now.getTime() + pauseMs) };
}

function readingOf(read: readonly { meter: Meter; row: Row }[], now: Date): Reading {
  const pauses = read.flatMap(({ row }) =>
    row.paused_until !== null && row.paused_until > now ? [row.paused_until.getTime()] : [],
  );
  return {
    pausedUntil: pauses.length === 0 ? null : new Date(Math.max(...pauses)),
    left: Math.min(...read.map(({ meter, row }) => meter.max - row.count)),
  };
}
