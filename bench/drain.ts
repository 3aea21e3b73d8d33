// An outage ends: ten thousand registrations wait at a terminal. How fast do they come to be accepted at the central API, against
// what opening and verifying them costs at the least on the same cores, and against PouchDB with the same documents?
import type { JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { secretFrom } from '../sync/central/keys/secret.ts';
import { openCityHall, type CityHall } from './parts/city-hall.ts';
import { cpuSeconds } from './parts/cpu.ts';
import type { CryptoWork } from './parts/crypto-worker.ts';
import { replicateWithPouch } from './parts/pouchdb.ts';
import { section } from './parts/section.ts';
import { writeSection, type Bench, type Figure } from './report.ts';

const queued = Number(process.env['BENCH_DRAIN'] ?? 10_000);
/** Enough for the cryptography alone to settle. */
const sample = Math.min(4000, queued);

export async function run(): Promise<Bench> {
  const hall = await openCityHall(1);
  try {
    const terminal = await hall.terminal('drain');
    const file = join(hall.folder, 'items.json');
    const told = await terminal.ask({ do: 'export', count: sample, to: file }, 'exported');
    const certificate = String(told['certificate']);
    const items = JSON.parse(readFileSync(file, 'utf8')) as CryptoWork['items']; // what it exported
    const jwk = await openingKey(hall);
    await terminal.ask({ do: 'fill', count: queued }, 'filled');
    const [bound, boundCpu] = await cryptoAlone({ items, certificate, sealingJwk: jwk });
    const used = (): readonly number[] => [
      cpuSeconds([hall.nodes[0]?.pid ?? 0]),
      cpuSeconds([hall.postgres.pid ?? 0], true),
      cpuSeconds([terminal.pid]),
    ];
    const before = used();
    const drained = await terminal.ask({ do: 'drain' }, 'drained');
    const [central, database, sender] = used().map(
      (seconds, index) => ((seconds - (before[index] ?? 0)) * 1000) / queued,
    );
    const rate = Number(drained['drained']) / (Number(drained['ms']) / 1000);
    const [again, againCpu] = await cryptoAlone({ items, certificate, sealingJwk: jwk });
    const allowed = (bound + again) / 2;
    const peer = await replicateWithPouch(items, hall.folder);
    const spent = (what: string, ms: number | undefined): Figure => ({
      what: `processor time of a registration: ${what}`,
      value: ms ?? NaN,
      unit: 'ms',
    });
    const figures: Figure[] = [
      { what: 'registrations accepted', value: rate, unit: 'per s' },
      {
        what: `open and verify two signatures alone, on all ${String(availableParallelism())} cores`,
        value: allowed,
        unit: 'per s',
      },
      { what: 'share of what the cryptography allows', value: rate / allowed, unit: 'times', atLeast: 0.6 },
    ];
    figures.push(
      spent('cryptography alone', ((boundCpu + againCpu) / 2) * 1000),
      spent('central API, its mails included', central),
      spent('PostgreSQL', database),
      spent('terminal and worker', sender),
    );
    if (peer.ok)
      figures.push(
        { what: 'PouchDB replicating the same documents', value: peer.perSecond, unit: 'per s' },
        { what: 'against PouchDB', value: rate / peer.perSecond, unit: 'times', atLeast: 10 },
      );
    const bench = {
      name: `Drain of ${String(queued)} queued registrations, signed by a card, through link and worker into PostgreSQL`,
      figures,
    };
    writeSection(
      'drain',
      section('After an outage', bench, [
        peer.ok
          ? `PouchDB: ${peer.versions}, both ends on LevelDB, ${String(sample)} documents of the same run.`
          : `PouchDB was not measured: ${peer.why}.`,
        'Terminal, worker, central API and PostgreSQL (fsync on) share the cores; the cryptography alone has them to itself.',
      ]),
    );
    return bench;
  } finally {
    await hall.close();
  }
}

/** Records a second on all cores, nothing else running; and seconds of processor time for each. */
async function cryptoAlone(work: CryptoWork): Promise<readonly [number, number]> {
  const cores = availableParallelism();
  const share = Math.ceil(work.items.length / cores);
  const workers = Array.from({ length: cores }, (_, index) => {
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
