// A durable commit of a registration against the least that durability costs: one append of the same bytes to a file, followed by
// fsync, on the same disk in the same run. The two take turns, so that whatever else the disk does falls on both.
import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../main/store/store.ts';
import { section } from './parts/section.ts';
import { quantile, writeSection, type Bench } from './report.ts';

const rounds = 1500;
const warmUp = 100;
/** A sealed record of a usual registration with one linked service. */
const sealedBytes = 9000;

/** p50 and p99 of both, and their ratios. */
export function run(): Promise<Bench> {
  // Beside the project and not in /tmp, which may be memory.
  const base = join(import.meta.dirname, '../.data');
  mkdirSync(base, { recursive: true });
  const directory = mkdtempSync(join(base, 'bench-commit-'));
  try {
    const bench = measure(directory);
    writeSection(
      'commit',
      section('A registration on disk', bench, ['The two take turns on the same disk.']),
    );
    return Promise.resolve(bench);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function measure(directory: string): Bench {
  const opened = openStore({ path: join(directory, 'terminal.db'), now: Date.now, log: () => undefined });
  if (!opened.ok) throw new Error(opened.error.kind);
  const store = opened.value;
  const file = openSync(join(directory, 'append.log'), 'a');
  const sealed = `a..b.${randomBytes((sealedBytes * 3) / 4).toString('base64url')}.c`;
  const commit = () => {
    const saved = store.commitRegistration({
      id: randomUUID(),
      sealed,
      receiptNumber: 'AAAA-0000',
      audit: {},
    });
    if (!saved.ok) throw new Error(saved.error.kind);
  };
  const append = () => {
    writeSync(file, sealed);
    fsyncSync(file);
  };
  const commits: number[] = [];
  const appends: number[] = [];
  for (let round = -warmUp; round < rounds; round += 1) {
    const times = [timed(commit), timed(append)] as const;
    // As at the counter: between two residents the log is moved into the file.
    store.tidy();
    if (round < 0) continue;
    commits.push(times[0]);
    appends.push(times[1]);
  }
  closeSync(file);
  store.close();
  return {
    name: `Durable commit of a ${String(sealedBytes)}-byte sealed record, ${String(rounds)} times`,
    figures: [
      { what: 'commit, p50', value: quantile(commits, 0.5), unit: 'ms' },
      { what: 'fsynced append of the same bytes, p50', value: quantile(appends, 0.5), unit: 'ms' },
      { what: 'commit, p99', value: quantile(commits, 0.99), unit: 'ms' },
      { what: 'fsynced append, p99', value: quantile(appends, 0.99), unit: 'ms' },
      {
        what: 'p50 of a commit against p50 of an append',
        value: quantile(commits, 0.5) / quantile(appends, 0.5),
        unit: 'times',
      },
      {
        what: 'p99 of a commit against p99 of an append',
        value: quantile(commits, 0.99) / quantile(appends, 0.99),
        unit: 'times',
        atMost: 1.5,
      },
    ],
  };
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
