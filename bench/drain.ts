// An outage ends: ten thousand registrations wait at a terminal. How fast do they come to be accepted at the central API, against
// what opening and verifying them costs at the least on the same cores, and against PouchDB with the same documents? What was asked for,
// what arithmetic leaves of it and what is held instead: decision 0011.
import type { JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { secretFrom } from '../sync/central/keys/secret.ts';
import { openCityHall, type CityHall, type QueueTerminal } from './parts/city-hall.ts';
import { cpuSeconds } from './parts/cpu.ts';
import type { CryptoWork } from './parts/crypto-worker.ts';
import { replicateWithPouch, type PeerFigures } from './parts/pouchdb.ts';
import { section } from './parts/section.ts';
import { writeSection, type Bench, type Figure } from './report.ts';

/** BENCH_DRAIN=500 for a small run, which is for looking and leaves the page as it is. */
const full = 10_000;
const queued = Number(process.env['BENCH_DRAIN'] ?? full);
/** Enough for the cryptography alone to settle. */
const sample = Math.min(2000, queued);
const cores = availableParallelism();

/** Decision 0011. */
const asked = { share: 0.6, pouch: 10 };
const held = { share: { atLeast: 0.2 }, work: { atMost: 4 }, againstPouch: { atLeast: 0.5 } };

export async function run(): Promise<Bench> {
  const hall = await openCityHall(1);
  try {
    const terminal = await hall.terminal('drain');
    const file = join(hall.folder, 'items.json');
    const told = await terminal.ask({ do: 'export', count: sample, to: file }, 'exported');
    const items = JSON.parse(readFileSync(file, 'utf8')) as CryptoWork['items']; // what it exported
    const work = { items, certificate: String(told['certificate']), sealingJwk: await openingKey(hall) };
    await terminal.ask({ do: 'fill', count: queued }, 'filled');
    const before = await bounds(work);
    const drained = await drain(hall, terminal);
    const bound = between(before, await bounds(work));
    const peer = await replicateWithPouch(items, hall.folder);
    const figures = figuresOf(drained, bound);
    if (peer.ok)
      figures.push(
        { what: 'PouchDB replicating the same documents', value: peer.perSecond, unit: 'per s' },
        {
          what: 'against PouchDB',
          value: drained.perSecond / peer.perSecond,
          unit: 'times',
          ...held.againstPouch,
        },
        {
          what: 'against PouchDB, were there nothing but the cryptography',
          value: bound.allCores / peer.perSecond,
          unit: 'times',
        },
      );
    const bench = {
      name: `Drain of ${String(queued)} queued registrations, signed by a card, through link and worker into PostgreSQL`,
      figures,
    };
    const written = section('After an outage', bench, remarks(drained, bound, peer));
    if (queued >= full) writeSection('drain', written);
    return bench;
  } finally {
    await hall.close();
  }
}

/** Milliseconds of processor time for a registration, by who spent them. */
interface Spent {
  readonly central: number;
  readonly database: number;
  readonly terminal: number;
}
interface Drained {
  readonly perSecond: number;
  /** Until the last was accepted. */
  readonly spent: Spent;
  /** And until the last code was mailed. */
  readonly spentWithMails: Spent;
  readonly mailsAfterMs: number;
}

async function drain(hall: CityHall, terminal: QueueTerminal): Promise<Drained> {
  const used = (): readonly number[] => [
    cpuSeconds([hall.nodes[0]?.pid ?? 0]),
    cpuSeconds([hall.postgres.pid ?? 0], true),
    cpuSeconds([terminal.pid]),
  ];
  const before = used();
  const since = (): Spent => {
    const [central = NaN, database = NaN, sender = NaN] = used().map(
      (seconds, index) => ((seconds - (before[index] ?? 0)) * 1000) / queued,
    );
    return { central, database, terminal: sender };
  };
  const told = await terminal.ask({ do: 'drain' }, 'drained');
  const from = performance.now();
  const spent = since();
  const perSecond = Number(told['drained']) / (Number(told['ms']) / 1000);
  while ((await unmailed(hall)) > 0) await delay(500);
  return { perSecond, spent, spentWithMails: since(), mailsAfterMs: performance.now() - from };
}

async function unmailed({ postgres }: CityHall): Promise<number> {
  const [row] = await postgres.query<{ count: number }>(
    "select count(*)::integer as count from verifications where delivery = 'queued'",
  );
  return row?.count ?? 0;
}

interface Bound {
  readonly oneThread: number;
  readonly allCores: number;
  /** Milliseconds of processor time for a registration. */
  readonly spent: number;
}

async function bounds(work: CryptoWork): Promise<Bound> {
  const [oneThread, spent] = await cryptoAlone(work, 1);
  const [allCores] = await cryptoAlone(work, cores);
  return { oneThread, allCores, spent: spent * 1000 };
}

/** Measured before and after: the machine may have been slowed down meanwhile. */
const between = (a: Bound, b: Bound): Bound => ({
  oneThread: (a.oneThread + b.oneThread) / 2,
  allCores: (a.allCores + b.allCores) / 2,
  spent: (a.spent + b.spent) / 2,
});

function figuresOf({ perSecond, spent, spentWithMails, mailsAfterMs }: Drained, bound: Bound): Figure[] {
  const alone = 'open and verify two signatures alone';
  const time = (what: string, value: number): Figure => ({
    what: `processor time of a registration: ${what}`,
    value,
    unit: 'ms',
  });
  return [
    { what: 'registrations accepted', value: perSecond, unit: 'per s' },
    { what: `${alone}, on one thread, as in the central API`, value: bound.oneThread, unit: 'per s' },
    { what: 'share of that', value: perSecond / bound.oneThread, unit: 'times' },
    { what: `${alone}, on all ${String(cores)} cores`, value: bound.allCores, unit: 'per s' },
    {
      what: 'share of what the cryptography allows on all cores',
      value: perSecond / bound.allCores,
      unit: 'times',
      ...held.share,
    },
    {
      what: 'processor time of a registration, all programs, against the cryptography',
      value: whole(spent) / bound.spent,
      unit: 'times',
      ...held.work,
    },
    time('cryptography alone', bound.spent),
    time('central API until accepted', spent.central),
    time('central API with its mail and the mail server in it', spentWithMails.central),
    time('PostgreSQL until accepted', spent.database),
    time('terminal and worker', spent.terminal),
    { what: 'last code mailed after the last acceptance', value: mailsAfterMs, unit: 'ms' },
  ];
}

const whole = ({ central, database, terminal }: Spent): number => central + database + terminal;

function remarks({ spent }: Drained, bound: Bound, peer: PeerFigures): string[] {
  const all = whole(spent);
  const most = (cores * 1000) / all;
  const room = bound.spent * (1 / asked.share - 1);
  const lines = [
    'Terminal, worker, central API and PostgreSQL (fsync on) share the cores; the cryptography alone has them to itself.',
    `What limits: a registration takes ${all.toFixed(2)} ms of the processors, ${bound.spent.toFixed(2)} ms of it the cryptography, so that`,
    `${most.toFixed(0)} per s would keep ${String(cores)} cores busy. ${String(asked.share * 100)} % of the cryptography's rate, which was asked for, leaves ${room.toFixed(2)} ms`,
    `for everything else; PostgreSQL takes ${spent.database.toFixed(2)} ms, terminal and worker ${spent.terminal.toFixed(2)} ms (decision 0011).`,
  ];
  if (!peer.ok) return [...lines, `PouchDB was not measured: ${peer.why}.`];
  lines.push(
    `PouchDB: ${peer.versions}, both ends on LevelDB that flushes every batch, plain HTTP, ${String(sample)} documents of the same run.`,
  );
  if (bound.allCores < asked.pouch * peer.perSecond)
    lines.push(
      `${String(asked.pouch)} times PouchDB, which was asked for, cannot be had on this machine: it opens and verifies nothing, and were there`,
      `nothing but the cryptography, we would stand at ${(bound.allCores / peer.perSecond).toFixed(1)} times.`,
    );
  return lines;
}

/** Records a second on so many threads, nothing else running; and seconds of processor time for each. */
async function cryptoAlone(work: CryptoWork, threads: number): Promise<readonly [number, number]> {
  const share = Math.ceil(work.items.length / threads);
  const workers = Array.from({ length: threads }, (_, index) => {
    const workerData: CryptoWork = { ...work, items: work.items.slice(index * share, (index + 1) * share) };
    return new Worker(join(import.meta.dirname, 'parts/crypto-worker.ts'), { workerData });
  });
  const says = (worker: Worker): Promise<unknown> =>
    new Promise((heard, failed) => worker.once('message', heard).once('error', failed));
  await Promise.all(workers.map(says));
  const from = performance.now();
  const before = cpuSeconds([process.pid]);
  await Promise.all(
    workers.map((worker) => {
      const done = says(worker);
      worker.postMessage('go');
      return done;
    }),
  );
  const seconds = (performance.now() - from) / 1000;
  const used = cpuSeconds([process.pid]) - before;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return [work.items.length / seconds, used / work.items.length];
}

/** The private half of the sealing key, as the central API keeps it. */
async function openingKey({ postgres, folder }: CityHall): Promise<JsonWebKey> {
  const [row] = await postgres.query<{ kid: string; wrapped: Buffer }>(
    "select kid, wrapped from keys where purpose = 'sealing' order by created_at desc limit 1",
  );
  if (row === undefined) throw new Error('no sealing key');
  const secret = secretFrom(readFileSync(join(folder, 'central', 'secret.key')));
  return JSON.parse(secret.unwrap(row.wrapped, row.kid).toString('utf8')) as JsonWebKey; // what the keyring wrapped
}
