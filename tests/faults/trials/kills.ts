// kill -9 at random instants: of a terminal, of its worker, of the central API, of PostgreSQL, and of all of them under a bad line.
import { setTimeout as delay } from 'node:timers/promises';
import { seeded } from '../../fixtures/mutate.ts';
import { byteFaults } from '../parts/byte-proxy.ts';
import type { Member } from '../parts/crew.ts';
import type { Stage } from '../parts/stage.ts';
import { below, pauses, type Order, type Told, type Trial } from './trial.ts';

/** A terminal needs about so long to stand; some are killed on the way. */
const startMsAtMost = 900;
/** The client starts a dead worker again five times in ten minutes. */
const workerLives = 4;

/** Each member of the crew at the same time, until so many kills were made together. */
async function eachMember(
  { stage, amount, untilMs, random }: Order,
  kill: (member: Member, own: () => number) => Promise<number>,
): Promise<Told> {
  let struck = 0;
  await Promise.all(
    stage.crew.map(async (member) => {
      const own = seeded(below(random, 2 ** 31));
      while (struck < amount && performance.now() < untilMs) struck += await kill(member, own);
    }),
  );
  return { struck };
}

/** Starts the terminal if it lies, and pulls the plug: on the way up, or while it commits. */
async function killTerminal(member: Member, random: () => number): Promise<number> {
  const early = random() < 0.2;
  if (!member.alive) {
    const running = member.launch();
    if (early) await delay(below(random, startMsAtMost));
    else if ((await running.next((line) => 'ready' in line || 'refused' in line)) === null) return 0;
  }
  member.order({ do: 'go', pauses: pauses(random, 25) });
  await delay(below(random, 220));
  await member.kill();
  return 1;
}

async function killWorker(member: Member, random: () => number): Promise<number> {
  if (!member.alive) await member.start();
  member.order({ do: 'go', pauses: pauses(random, 60) });
  let struck = 0;
  for (let left = workerLives; left > 0; left -= 1) {
    await delay(20 + below(random, 250));
    if ((await member.ask({ do: 'kill-worker' }, 'workers')) !== null) struck += 1;
  }
  await member.kill();
  return struck;
}

/** The crew commits all the while. */
async function underLoad(
  { stage, amount, untilMs, random }: Order,
  kill: () => Promise<number>,
  pause = 60,
): Promise<Told> {
  for (const member of stage.crew) member.order({ do: 'go', pauses: pauses(random, pause) });
  let struck = 0;
  while (struck < amount && performance.now() < untilMs) struck += await kill();
  return { struck };
}

async function killCentral(stage: Stage, random: () => number): Promise<number> {
  const victims =
    random() < 0.25 ? stage.nodes : stage.nodes.slice(below(random, stage.nodes.length)).slice(0, 1);
  await delay(below(random, 300));
  await Promise.all(victims.map((node) => node.kill()));
  await delay(below(random, 200));
  await Promise.all(victims.map((node) => node.start()));
  return victims.length;
}

async function killBackend(stage: Stage, random: () => number): Promise<number> {
  await delay(below(random, 250));
  const killed = await stage.postgres.killBackend((pids) => pids[below(random, pids.length)]);
  if (killed) await stage.postgres.ready();
  return killed ? 1 : 0;
}

async function killPostmaster(stage: Stage, random: () => number): Promise<number> {
  await delay(below(random, 400));
  await stage.postgres.kill();
  await delay(below(random, 300));
  await stage.postgres.start();
  return 1;
}

/** Everything that can be killed, one after another and sometimes together, while the line misbehaves. */
async function killAnything(order: Order): Promise<Told> {
  const { stage, amount, untilMs, random } = order;
  for (const { wire } of stage.crew) wire.plan = { kinds: byteFaults, share: 0.4 };
  let struck = 0;
  const one = async (): Promise<number> => {
    const kind = random();
    const member = stage.crew[below(random, stage.crew.length)];
    if (kind < 0.6 && member !== undefined) return killTerminal(member, random);
    if (kind < 0.9) return killBackend(stage, random);
    return kind < 0.95 ? killPostmaster(stage, random) : killCentral(stage, random);
  };
  while (struck < amount && performance.now() < untilMs) {
    for (const member of stage.crew) member.order({ do: 'go', pauses: pauses(random, 60) });
    struck += await one();
  }
  return { struck };
}

export const kills: readonly Trial[] = [
  {
    fault: 'kill -9 of a terminal (store and link)',
    kind: 'kill',
    weight: 0.25,
    short: 4,
    run: (order) => eachMember(order, killTerminal),
  },
  {
    fault: 'end of the sync worker at any instant',
    kind: 'kill',
    weight: 0.37,
    short: 4,
    run: (order) => eachMember(order, killWorker),
  },
  {
    fault: 'kill -9 of the central API (one node, or all)',
    kind: 'kill',
    weight: 0.02,
    short: 1,
    run: (order) => underLoad(order, () => killCentral(order.stage, order.random)),
  },
  {
    fault: 'kill -9 of a PostgreSQL backend',
    kind: 'kill',
    weight: 0.25,
    short: 2,
    run: (order) => underLoad(order, () => killBackend(order.stage, order.random)),
  },
  {
    fault: 'kill -9 of the PostgreSQL server',
    kind: 'kill',
    weight: 0.05,
    short: 1,
    run: (order) => underLoad(order, () => killPostmaster(order.stage, order.random)),
  },
  { fault: 'kill -9 of anything, on a bad line', kind: 'kill', weight: 0.04, short: 4, run: killAnything },
];
