// kill -9 of the whole terminal program in the middle of registrations, at any screen. What the last screen showed is at the central
// API once, and nobody else's registration is.
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seeded } from '../../fixtures/mutate.ts';
import { tracesInFiles, tracesInLog } from '../parts/traces.ts';
import { nobody } from '../parts/nobody.ts';
import { WholeTerminal } from '../parts/whole-terminal.ts';
import { below, type Order, type Told, type Trial } from './trial.ts';

const livesMsAtMost = 5_000;
const arrivesWithinMs = 60_000;

let made = 0;

async function killWhole({ stage, amount, untilMs, random }: Order): Promise<Told> {
  const code = await stage.node.run(
    'enrol',
    '--name',
    'whole terminal',
    '--municipality',
    nobody.municipality,
  );
  const terminal = await WholeTerminal.configure({
    dir: join(stage.folder, `whole-${String((made += 1))}`),
    random: seeded(below(random, 2 ** 31)),
    node: stage.anyNode,
    trust: stage.node.trust,
    code,
  });
  const wrong: string[] = [];
  let struck = 0;
  try {
    while (struck < amount && performance.now() < untilMs) {
      if (!(await terminal.start()))
        wrong.push(`the terminal does not come up: ${terminal.log().slice(-300)}`);
      if (wrong.length > 0) break;
      // Killed before its page was fetched, there is nothing to serve.
      const serving = terminal.serve().catch((error: unknown) => {
        if (!(error instanceof TypeError && error.message === 'fetch failed')) throw error;
      });
      await delay(below(random, livesMsAtMost));
      await terminal.kill();
      await serving;
      struck += 1;
      wrong.push(...tracesInFiles(terminal.dataDir));
    }
    if (wrong.length === 0 && (await terminal.start()))
      wrong.push(...(await missing(stage.postgres, terminal)));
    wrong.push(...tracesInLog(terminal.log()));
    return {
      struck,
      wrong,
      note: `${String(terminal.promised.size)} receipt numbers on the last screen, each at the central API once`,
    };
  } finally {
    await terminal.leave();
  }
}

/** What was promised and has not arrived after a while, or has arrived twice. */
async function missing(
  postgres: Order['stage']['postgres'],
  { promised }: WholeTerminal,
): Promise<readonly string[]> {
  const until = performance.now() + arrivesWithinMs;
  for (;;) {
    const rows = await postgres.query<{ receipt_number: string; n: string }>(
      'select receipt_number, count(*) n from registrations where receipt_number = any($1) group by 1',
      [[...promised]],
    );
    const twice = rows.filter(({ n }) => n !== '1').map(({ receipt_number: number }) => `doubled ${number}`);
    const there = new Set(rows.map(({ receipt_number: number }) => number));
    const lost = [...promised].filter((number) => !there.has(number)).map((number) => `lost ${number}`);
    if (lost.length === 0 || performance.now() > until) return [...twice, ...lost];
    await delay(200);
  }
}

export const whole: readonly Trial[] = [
  {
    fault: 'kill -9 of the whole terminal, at any screen',
    kind: 'kill',
    weight: 0.02,
    short: 1,
    run: killWhole,
  },
];
