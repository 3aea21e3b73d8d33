// An outage ends: ten thousand registrations wait at a terminal. How fast do they come to be accepted at the central API, against
// what opening and verifying them costs at the least on the same cores, and against PouchDB with the same documents?
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
        { what: 'against PouchDB', value: drained.perSecond / peer.perSecond, unit: 'times', atLeast: 10 },
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
      atLeast: 0.6,
    },
    time('cryptography alone', bound.spent),
    time('central API until accepted', spent.central),
    time('central API with its mail and the mail server in it', spentWithMails.central),
    time('PostgreSQL until accepted', spent.database),
    time('terminal and worker', spent.terminal),
    { what: 'last code mailed after the last acceptance', value: mailsAfterMs, unit: 'ms' },
  ];
}

function remarks({ perSecond, spent }: Drained, bound: Bound, peer: PeerFigures): string[] {
  const whole = spent.central + spent.database + spent.terminal;
  const most = (cores * 1000) / whole;
  const lines = [
    'Terminal, worker, central API and PostgreSQL (fsync on) share the cores; the cryptography alone has them to itself.',
    `What limits: a registration takes ${whole.toFixed(1)} ms of the processors, ${bound.spent.toFixed(1)} ms of it the cryptography, so that`,
    `${most.toFixed(0)} per s would keep ${String(cores)} cores busy; the rest is waiting, for a terminal has one batch under way at a time.`,
  ];
  if (!peer.ok) return [...lines, `PouchDB was not measured: ${peer.why}.`];
  lines.push(`PouchDB: ${peer.versions}, both ends on LevelDB, ${String(sample)} documents of the same run.`);
  const wanted = 10 * peer.perSecond;
  if (perSecond < wanted && bound.allCores < wanted)
    lines.push(
      `Ten times PouchDB cannot be had on this machine: it opens and verifies nothing, and the cryptography alone is slower than that.`,
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
