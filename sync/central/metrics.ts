// What IT's monitoring sees (Prometheus text format). Labels are words from our own tables: no ids, no addresses, nothing of a
// person. Gauges are looked up when somebody asks, and a look-up that fails leaves its gauge out instead of failing the page.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { sql } from 'kysely';
import type { PushResult } from '../contract/api.ts';
import { queues } from './jobs/jobs.ts';
import type { Database } from './db/open.ts';

export interface Metrics {
  /** A call has been answered. `route` is the pattern, not the address as called. */
  called(call: {
    readonly listener: string;
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  /** An item of a push has been answered. */
  pushed(outcome: PushResult['outcome']): void;
  /** The page, and its content type. */
  page(): Promise<{ readonly type: string; readonly text: string }>;
}

const prefix = 'madoguchi_';
/** Seconds. A long poll lasts 25. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Metrics of one running central API; `process`: with those of the process it runs in. */
export function makeMetrics(database: Database, options: { readonly process: boolean }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process) collectDefaultMetrics({ register: registry, prefix });
  const calls = new Histogram({
    name: `${prefix}request_duration_seconds`,
    help: 'Calls by listener, method, route and status',
    labelNames: ['listener', 'method', 'route', 'status'] as const,
    buckets,
    registers,
  });
  const pushed = new Counter({
    name: `${prefix}push_items_total`,
    help: 'Registrations that terminals have pushed, by what was answered',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of ['accepted', 'duplicate', 'refused']) pushed.inc({ outcome }, 0);
  const gauges = [poolGauge, jobsGauge, feedGauge, terminalsGauge].map((make) => make(database, registers));
  return {
    called({ listener, method, route, status, seconds }) {
      calls.observe({ listener, method, route, status: String(status) }, seconds);
    },
    pushed(outcome) {
      pushed.inc({ outcome });
    },
    async page() {
      await Promise.all(gauges.map((look) => look()));
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}

type MakeGauge = (database: Database, registers: Registry[]) => () => Promise<void>;

/** A gauge with its look-up. */
function looked<L extends string>(
  gauge: Gauge<L>,
  look: () => Promise<readonly (readonly [labels: Partial<Record<L, string>>, value: number])[]>,
): () => Promise<void> {
  return async () => {
    gauge.reset();
    try {
      for (const [labels, value] of await look()) gauge.set(labels, value);
    } catch {
      // The database is away: /readyz says so.
    }
  };
}

const poolGauge: MakeGauge = (database, registers) =>
  looked(
    new Gauge({
      name: `${prefix}database_connections`,
      help: 'Connections of the pool, and callers that wait for one',
      labelNames: ['state'] as const,
      registers,
    }),
    () => {
      const { total, idle, waiting } = database.pool();
      const rows = { busy: total - idle, idle, waiting };
      return Promise.resolve(Object.entries(rows).map(([state, count]) => [{ state }, count] as const));
    },
  );

const jobsGauge: MakeGauge = ({ db }, registers) =>
  looked(
    new Gauge({
      name: `${prefix}jobs`,
      help: 'Mails and short messages that wait, are under way or were given up',
      labelNames: ['queue', 'state'] as const,
      registers,
    }),
    async () => {
      const { rows } = await sql<{ queue: string; state: string; count: number }>`
        select name as queue, state::text as state, count(*)::integer as count from jobs.job
        where name in (${sql.join(queues)}) and state in ('created', 'retry', 'active', 'failed') group by 1, 2`.execute(
        db,
      );
      return rows.map(({ queue, state, count }) => [{ queue, state }, count] as const);
    },
  );

const feedGauge: MakeGauge = ({ db }, registers) =>
  looked(
    new Gauge({
      name: `${prefix}feed_lag_entries`,
      help: 'Entries that the terminal furthest behind, and the median one, have not read',
      labelNames: ['of'] as const,
      registers,
    }),
    async () => {
      const { rows } = await sql<{ most: number; median: number }>`
        select coalesce(max(lag), 0)::integer as most,
          coalesce(percentile_disc(0.5) within group (order by lag), 0)::integer as median
        from (select feed_head.seq - coalesce(read_to, 0) as lag from terminals, feed_head where revoked_at is null) as lags`.execute(
        db,
      );
      return rows.flatMap(({ most, median }) => [
        [{ of: 'furthest' }, most] as const,
        [{ of: 'median' }, median] as const,
      ]);
    },
  );

const terminalsGauge: MakeGauge = ({ db }, registers) =>
  looked(
    new Gauge({
      name: `${prefix}terminals`,
      help: 'Terminals: all that are enrolled, seen within ten minutes, with something that needs attention',
      labelNames: ['state'] as const,
      registers,
    }),
    async () => {
      const { rows } = await sql<{ enrolled: number; seen: number; attention: number }>`
        select count(*)::integer as enrolled,
          (count(*) filter (where seen_at > now() - interval '10 minutes'))::integer as seen,
          (count(*) filter (where (report->>'needsAttention')::integer > 0))::integer as attention
        from terminals where revoked_at is null`.execute(db);
      return rows.flatMap((row) => Object.entries(row).map(([state, count]) => [{ state }, count] as const));
    },
  );
