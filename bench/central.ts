// The central API under load: pushes of one fresh registration each over mutual TLS, from more and more callers at once, with one
// node and with two. What it saturates on stands beside: whose processor time the machine had none left of.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { cpuSeconds } from './parts/cpu.ts';
import { call, type Identity, type Item } from './parts/call.ts';
import { openCityHall, type CityHall } from './parts/city-hall.ts';
import { section } from './parts/section.ts';
import { quantile, writeSection, type Bench, type Figure } from './report.ts';

const perCaller = Number(process.env['BENCH_CENTRAL'] ?? 60);
const callers = [1, 4, 16, 32] as const;

interface Load {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Share of all cores: central API, PostgreSQL, the callers. */
  readonly central: number;
  readonly postgres: number;
  readonly ours: number;
}

export async function run(): Promise<Bench> {
  const hall = await openCityHall(2);
  try {
    const terminal = await hall.terminal('callers');
    const wanted = 2 * callers.reduce((sum, count) => sum + count * perCaller, 0);
    const file = join(hall.folder, 'items.json');
    const told = await terminal.ask({ do: 'export', count: wanted, to: file }, 'exported');
    const items = JSON.parse(readFileSync(file, 'utf8')) as Item[]; // what it exported
    await terminal.end();
    const identity = {
      cert: String(told['certificate']),
      key: String(told['privateKey']),
      ca: hall.nodes[0]?.trust ?? '',
    };
    const figures: Figure[] = [];
    const remarks: string[] = [];
    for (const nodes of [1, 2]) {
      for (const count of callers) {
        const load = await underLoad(hall, nodes, items.splice(0, count * perCaller), count, identity);
        const what = `${String(nodes)} node${nodes > 1 ? 's' : ''}, ${String(count)} at once`;
        figures.push(
          { what: `${what}: requests`, value: load.perSecond, unit: 'per s' },
          { what: `${what}: p50`, value: load.p50, unit: 'ms' },
          { what: `${what}: p99`, value: load.p99, unit: 'ms' },
        );
        remarks.push(
          `- ${what}: central API ${percent(load.central)}, PostgreSQL ${percent(load.postgres)}, the callers ${percent(load.ours)} of ${String(availableParallelism())} cores.`,
        );
      }
    }
    const bench = {
      name: 'Pushes of one registration each (signed by a card), mutual TLS, kept-alive connections, PostgreSQL with fsync',
      figures,
    };
    writeSection(
      'central',
      section('The central API', bench, [
        'Processor time meanwhile; the largest share is what it saturates on:',
        '',
        ...remarks,
      ]),
    );
    return bench;
  } finally {
    await hall.close();
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

async function underLoad(
  hall: CityHall,
  nodes: number,
  items: Item[],
  count: number,
  identity: Identity,
): Promise<Load> {
  const targets = hall.nodes.slice(0, nodes);
  const pids = targets.flatMap(({ pid }) => (pid === null ? [] : [pid]));
  const used = () =>
    [cpuSeconds(pids), cpuSeconds([hall.postgres.pid ?? 0], true), cpuSeconds([process.pid])] as const;
  const times: number[] = [];
  const before = used();
  const from = performance.now();
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { host, port } = targets[index % targets.length]?.target ?? { host: '', port: 0 };
      const agent = new Agent({ ...identity, keepAlive: true, maxSockets: 1 });
      for (let item = items.pop(); item !== undefined; item = items.pop())
        times.push(await push(agent, { host, port }, item));
      agent.destroy();
    }),
  );
  const seconds = (performance.now() - from) / 1000;
  const after = used();
  const share = (index: 0 | 1 | 2): number =>
    (after[index] - before[index]) / seconds / availableParallelism();
  return {
    perSecond: times.length / seconds,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    central: share(0),
    postgres: share(1),
    ours: share(2),
  };
}

/** Milliseconds until the answer was read whole; it must accept. */
async function push(agent: Agent, target: { host: string; port: number }, item: Item): Promise<number> {
  const from = performance.now();
  const answer = await call(agent, target, '/v1/registrations', { items: [item] });
  if (!answer.includes('"outcome":"accepted"')) throw new Error(`not accepted: ${answer.slice(0, 200)}`);
  return performance.now() - from;
}
