// A terminal that was cut off for very long: a hundred thousand registrations wait. Does it grow, and does the next resident wait
// longer for a commit? Two terminals take turns, one with nothing waiting and one with everything.
import { openCityHall, type QueueTerminal } from './parts/city-hall.ts';
import { section } from './parts/section.ts';
import { quantile, writeSection, type Bench, type Figure } from './report.ts';

const waiting = Number(process.env['BENCH_BACKLOG'] ?? 100_000);
const rounds = 15;
const perRound = 100;
const warmUpRounds = 1;

export async function run(): Promise<Bench> {
  const hall = await openCityHall(1);
  try {
    const long = await hall.terminal('long');
    await long.ask({ do: 'pad', count: waiting }, 'padded');
    await long.end();
    // Started anew, as after a power cut: what filling it has left behind in memory is not the queue's.
    const [none, all] = [await hall.terminal('none'), await hall.again('long')];
    const times: { none: number[]; all: number[] } = { none: [], all: [] };
    for (let round = -warmUpRounds; round < rounds; round += 1) {
      const [quick, slow] = [await commits(none), await commits(all)];
      if (round < 0) continue;
      times.none.push(...quick);
      times.all.push(...slow);
    }
    const [small, large] = [await memory(none), await memory(all)];
    const figures: Figure[] = [
      { what: 'memory (RSS), nothing waiting', value: small, unit: 'MB' },
      { what: `memory (RSS), ${String(waiting)} waiting`, value: large, unit: 'MB' },
      { what: 'growth', value: large - small, unit: 'MB', atMost: 30 },
      { what: 'commit with nothing waiting, p50', value: quantile(times.none, 0.5), unit: 'ms' },
      { what: `commit with ${String(waiting)} waiting, p50`, value: quantile(times.all, 0.5), unit: 'ms' },
      { what: 'commit with nothing waiting, p99', value: quantile(times.none, 0.99), unit: 'ms' },
      { what: `commit with ${String(waiting)} waiting, p99`, value: quantile(times.all, 0.99), unit: 'ms' },
      {
        what: 'p50 of a commit against the one with nothing waiting',
        value: quantile(times.all, 0.5) / quantile(times.none, 0.5),
        unit: 'times',
        atMost: 1.1,
      },
    ];
    const bench = {
      name: `A terminal with ${String(waiting)} sealed records of 9000 bytes waiting behind a cut line`,
      figures,
    };
    writeSection(
      'backlog',
      section('A long outage', bench, [
        'Both terminals take turns, a hundred commits each, on the same disk; the link tries to send after every tenth, as it would. "No slower"',
        'is taken as at most a tenth, which is what two runs of the same program differ by.',
      ]),
    );
    return bench;
  } finally {
    await hall.close();
  }
}

async function commits(terminal: QueueTerminal): Promise<readonly number[]> {
  const told = await terminal.ask({ do: 'commits', count: perRound }, 'times');
  return told['times'] as number[]; // what it prints
}

const memory = async (terminal: QueueTerminal): Promise<number> =>
  Number((await terminal.ask({ do: 'memory' }, 'rss'))['rss']) / 2 ** 20;
