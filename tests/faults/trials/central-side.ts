// What strikes the central API's own ground: PostgreSQL's disk is full, its clock jumps.
import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { CentralNode } from '../parts/central-node.ts';
import { house } from '../parts/house.ts';
import type { Stage } from '../parts/stage.ts';
import { below, pauses, type Order, type Told, type Trial } from './trial.ts';

const spareMb = 48;
const fullWithinMs = 40_000;
/** What is left at most when the filling begins, and what counts as nothing: tables grow by pages of 8 KB. */
const leftAtMost = 768 << 10;
const nearlyNothing = 192 << 10;
const roomOf = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

/** PostgreSQL lives on a small file system of its own for as long as `work` lasts. */
async function onSmallDisk({ postgres }: Stage, work: (data: string) => Promise<void>): Promise<void> {
  const { data } = postgres;
  const aside = `${data}-aside`;
  const run = (command: string, ...args: readonly string[]): void =>
    void execFileSync(command, args, { stdio: 'ignore' });
  await postgres.halt();
  const usedMb = Number(execFileSync('du', ['-sm', data], { encoding: 'utf8' }).split('\t')[0]);
  run('cp', '-a', data, aside);
  run('mount', '-t', 'tmpfs', '-o', `size=${String(usedMb + spareMb)}m`, 'tmpfs', data);
  try {
    run('cp', '-aT', aside, data);
    await postgres.start();
    await work(data);
  } finally {
    await postgres.halt();
    rmSync(aside, { recursive: true, force: true });
    run('cp', '-a', data, aside);
    run('umount', data);
    rmSync(data, { recursive: true, force: true });
    run('mv', aside, data);
    await postgres.start();
  }
}

/** The disk under PostgreSQL fills up while registrations arrive; sometimes the plug is pulled on top of it; then room is made. */
async function fullDatabase({ stage, amount, random }: Order): Promise<Told> {
  if (process.getuid?.() !== 0)
    return { struck: 0, impossible: 'a file system of its own can only be mounted by root' };
  const wrong: string[] = [];
  let struck = 0;
  await onSmallDisk(stage, async (data) => {
    for (; struck < amount; struck += 1) {
      const filler = join(data, 'somebody-else');
      const left = below(random, leftAtMost);
      writeFileSync(filler, Buffer.alloc(Math.max(0, roomOf(data) - left)));
      for (const member of stage.crew) member.order({ do: 'go', pauses: pauses(random, 20) });
      const until = performance.now() + fullWithinMs;
      while (roomOf(data) > nearlyNothing && performance.now() < until) await delay(20);
      if (roomOf(data) > nearlyNothing) wrong.push('the disk did not fill');
      await delay(below(random, 1500));
      if (random() < 0.3) await stage.postgres.kill();
      rmSync(filler);
      // It may have ended by itself when there was no room for its log.
      await stage.postgres.ready().catch(() => stage.postgres.start());
      for (const member of stage.crew) await member.ask({ do: 'halt' }, 'halted');
    }
  });
  return { struck, wrong, note: 'nothing is answered "accepted" that is not on the disk' };
}

const dayMs = 86_400_000;

/** The central API's clock jumps by hours and weeks, either way, while terminals bring their records. */
async function centralClockJumps({ stage, amount, random }: Order): Promise<Told> {
  const file = join(stage.folder, 'central-clock');
  writeFileSync(file, '0');
  const node = await CentralNode.make({
    DATABASE_URL: stage.postgres.url,
    DATA_DIR: join(stage.folder, 'central'),
    SHIFTED_CLOCK: file,
    NODE_OPTIONS: `--import=${pathToFileURL(join(house, 'tests/faults/parts/shifted-clock.ts')).href}`,
  });
  const wrong: string[] = [];
  let struck = 0;
  try {
    if (!(await node.start())) return { struck, wrong: ['does not start on a clock of its own'] };
    await stage.instead(node, async () => {
      for (const member of stage.crew) {
        member.wire.tearAll();
        member.order({ do: 'go', pauses: pauses(random, 60) });
      }
      for (; struck < amount; struck += 1) {
        const days = (random() - 0.5) * 2 * (random() < 0.3 ? 20 : 0.3);
        writeFileSync(file, String(Math.round(days * dayMs)));
        await delay(60 + below(random, 200));
      }
      writeFileSync(file, '0');
      if (!node.alive) wrong.push(`the central API ended: ${node.log().slice(-400)}`);
    });
  } finally {
    await node.kill();
    for (const member of stage.crew) member.wire.tearAll();
  }
  return { struck, wrong };
}

export const centralSide: readonly Trial[] = [
  { fault: 'full disk under PostgreSQL', kind: 'rest', weight: 8, short: 1, run: fullDatabase },
  { fault: "jumps of the central API's clock", kind: 'rest', weight: 100, short: 6, run: centralClockJumps },
];
