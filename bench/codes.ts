// How long a resident waits for the mail with the code: until it has been handed to a real SMTP server, while registrations come in
// at fifty a second. Once for codes that are asked for at counters, once for those of registrations that were made without network.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startMailServer, type MailServer } from '../tests/fixtures/mail-server.ts';
import { addressOf, call, type Identity, type Item } from './parts/call.ts';
import { openCityHall, type CityHall } from './parts/city-hall.ts';
import { section } from './parts/section.ts';
import { quantile, writeSection, type Bench, type Figure } from './report.ts';

const aSecond = 50;
const seconds = Number(process.env['BENCH_CODES'] ?? 20);
const withinMs = 2_000;

export async function run(): Promise<Bench> {
  const mail = await startMailServer();
  const hall = await openCityHall(1, { SMTP_URL: mail.url });
  try {
    const { items, identity } = await registrations(hall, aSecond * seconds);
    const agent = new Agent({ ...identity, keepAlive: true, maxSockets: 64 });
    const target = hall.nodes[0]?.target ?? { host: '', port: 0 };
    const bySlip = await measure(
      mail,
      items.map(({ id }) => addressOf(id)),
      (index) => call(agent, target, '/v1/registrations', { items: [items[index]] }),
    );
    const atCounters = await measure(
      mail,
      items.map(({ id }) => `counter.${addressOf(id)}`),
      (_, address) =>
        call(agent, target, '/v1/verifications', {
          ...{ sessionId: randomBytes(16).toString('hex'), channel: 'email', address, language: 'ja' },
        }),
    );
    agent.destroy();
    const bench = {
      name: `Mails with codes, from the call that asks for one to the SMTP server that has it, ${String(aSecond)} a second for ${String(seconds)} s`,
      figures: [
        ...figuresOf('registered without network', bySlip),
        ...figuresOf('at the counter', atCounters),
      ],
    };
    writeSection('codes', section('Codes', bench, []));
    return bench;
  } finally {
    await hall.close();
    await mail.stop();
  }
}

async function registrations(
  hall: CityHall,
  count: number,
): Promise<{ readonly items: readonly Item[]; readonly identity: Identity }> {
  const terminal = await hall.terminal('codes');
  const file = join(hall.folder, 'items.json');
  const told = await terminal.ask({ do: 'export', count, to: file }, 'exported');
  await terminal.end();
  return {
    items: JSON.parse(readFileSync(file, 'utf8')) as Item[], // what it exported
    identity: {
      cert: String(told['certificate']),
      key: String(told['privateKey']),
      ca: hall.nodes[0]?.trust ?? '',
    },
  };
}

/** Milliseconds from each call to its mail. Calls are made at their times, whatever became of those before. */
async function measure(
  mail: MailServer,
  addresses: readonly string[],
  ask: (index: number, address: string) => Promise<string>,
): Promise<readonly number[]> {
  const from = performance.now();
  const each = addresses.map(async (address, index) => {
    await delay((index * 1000) / aSecond);
    const asked = performance.now();
    const answered = ask(index, address);
    await mail.code(address);
    const took = performance.now() - asked;
    const answer = await answered;
    if (!/"(accepted|number)"/.test(answer)) throw new Error(`refused: ${answer.slice(0, 200)}`);
    return took;
  });
  const times = await Promise.all(each);
  const pace = addresses.length / ((performance.now() - from) / 1000);
  if (pace < aSecond * 0.8) throw new Error(`the pace was not kept: ${pace.toFixed(1)} a second`);
  return times;
}

const figuresOf = (who: string, times: readonly number[]): Figure[] => [
  { what: `${who}: p50`, value: quantile(times, 0.5), unit: 'ms' },
  { what: `${who}: p99`, value: quantile(times, 0.99), unit: 'ms' },
  { what: `${who}: the slowest`, value: Math.max(...times), unit: 'ms', atMost: withinMs },
];
