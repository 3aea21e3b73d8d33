// The terminal's disk: full, read-only, put back to yesterday. Needs a small file system of its own, and so root.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Member } from '../parts/crew.ts';
import type { Stage } from '../parts/stage.ts';
import { below, pauses, type Order, type Told, type Trial } from './trial.ts';

const root = process.getuid?.() === 0;
const needsRoot = 'a file system of its own can only be mounted by root';
const fillsWithinMs = 20_000;

const mount = (...args: readonly string[]): void => void execFileSync('mount', args, { stdio: 'ignore' });

/** The member's directory on a small file system of its own for as long as `work` lasts; afterwards it is back on the disk. */
async function onSmallDisk(member: Member, size: string, work: () => Promise<void>): Promise<void> {
  const aside = `${member.dir}-aside`;
  await member.kill();
  cpSync(member.dir, aside, { recursive: true, preserveTimestamps: true });
  mount('-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', member.dir);
  try {
    cpSync(aside, member.dir, { recursive: true, preserveTimestamps: true });
    await work();
  } finally {
    await member.kill();
    mount('-o', 'remount,rw,size=512m', member.dir);
    rmSync(aside, { recursive: true, force: true });
    cpSync(member.dir, aside, { recursive: true, preserveTimestamps: true });
    execFileSync('umount', [member.dir]);
    rmSync(member.dir, { recursive: true, force: true });
    execFileSync('mv', [aside, member.dir]);
  }
}

const oneOf = (stage: Stage): Member => {
  const [member] = stage.crew;
  if (member === undefined) throw new Error('a stage without a crew');
  return member;
};

/** The disk fills up while residents register; then the plug is pulled, and room is made. */
async function fullDisk({ stage, amount, random }: Order): Promise<Told> {
  if (!root) return { struck: 0, impossible: needsRoot };
  const member = oneOf(stage);
  const wrong: string[] = [];
  let struck = 0;
  const used = Number(execFileSync('du', ['-sm', member.dir], { encoding: 'utf8' }).split('\t')[0]);
  for (; struck < amount; struck += 1) {
    // Behind a torn line nothing leaves, so that it fills.
    member.wire.plan = { kinds: ['refuse'], share: 1 };
    await onSmallDisk(member, `${String(used + 3 + struck)}m`, async () => {
      const refused = await member.start();
      if (refused !== null) return void wrong.push(`does not start on a small disk: ${refused}`);
      const before = member.refusedCommits['disk-full'] ?? 0;
      member.order({ do: 'go', pauses: [0] });
      const until = performance.now() + fillsWithinMs;
      while ((member.refusedCommits['disk-full'] ?? 0) === before && performance.now() < until)
        await delay(10);
      if ((member.refusedCommits['disk-full'] ?? 0) === before) wrong.push('the disk did not fill');
      await delay(below(random, 100));
      await member.kill();
      // It starts on a full disk as well; should it not, nothing may be lost by it.
      const again = await member.start();
      if (again !== null && again !== 'disk-full') wrong.push(`refuses a full disk as ${again}`);
    });
    member.wire.plan = { kinds: [], share: 0 };
  }
  return {
    struck,
    wrong,
    note: `${String(member.refusedCommits['disk-full'] ?? 0)} commits said "disk full", and nobody was told "saved"`,
  };
}

/** The file system turns read-only (a failing disk's last mercy). */
async function readOnly({ stage, amount }: Order): Promise<Told> {
  if (!root) return { struck: 0, impossible: needsRoot };
  const member = oneOf(stage);
  const wrong: string[] = [];
  const said = new Set<string>();
  let struck = 0;
  for (; struck < amount; struck += 1) {
    member.wire.plan = { kinds: ['refuse'], share: 1 };
    if (!member.alive) await member.start();
    await member.ask({ do: 'commit', count: 5 }, 'committed');
    await onSmallDisk(member, '512m', async () => {
      mount('-o', 'remount,ro', member.dir);
      const refused = await member.start();
      if (refused === null || refused.startsWith('ended'))
        wrong.push(`starts on it, or falls: ${String(refused)}`);
      else said.add(refused);
    });
    member.wire.plan = { kinds: [], share: 0 };
  }
  return {
    struck,
    wrong,
    note: `the start is refused (${[...said].join(', ')}); writable again, everything is there`,
  };
}

/** The queue is put back to an earlier copy: what was accepted meanwhile is offered again and answered with its first receipt. */
async function restoredTerminal({ stage, amount, random }: Order): Promise<Told> {
  const member = oneOf(stage);
  const wrong: string[] = [];
  let struck = 0;
  for (; struck < amount; struck += 1) {
    const copy = join(stage.folder, 'yesterday.sqlite');
    rmSync(copy, { force: true });
    member.wire.plan = { kinds: ['refuse'], share: 1 };
    await member.ask({ do: 'commit', count: 2 + below(random, 8) }, 'committed');
    await member.ask({ do: 'backup', to: copy }, 'backup');
    await member.ask({ do: 'commit', count: 1 + below(random, 4) }, 'committed');
    member.wire.plan = { kinds: [], share: 0 };
    const drained = await member.drain(60_000);
    if (!drained.drained) wrong.push('did not drain before the copy was put back');
    await member.kill();
    const queue = join(member.dir, 'queue', 'queue.sqlite');
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(queue + suffix)) rmSync(queue + suffix);
    cpSync(copy, queue);
    member.putBack = true;
    const refused = await member.start();
    if (refused !== null) wrong.push(`does not start from its copy: ${refused}`);
    if (!(await member.drain(60_000)).drained) wrong.push('did not drain from its copy');
    await member.kill();
    wrong.push(...(await otherReceipts(stage, queue)));
    await member.start();
  }
  return { struck, wrong, note: 'every repetition was answered with its first receipt' };
}

/** Receipts that are not the one that the central API gave first. */
async function otherReceipts(stage: Stage, queue: string): Promise<readonly string[]> {
  const file = new Database(queue, { readonly: true });
  const here = file.prepare("SELECT id, receipt FROM outbox WHERE state = 'accepted'").all() as {
    id: string;
    receipt: string;
  }[]; // two text columns
  file.close();
  const there = await stage.postgres.query<{ id: string; receipt: string }>(
    'select id, receipt from registrations where id = any($1)',
    [here.map(({ id }) => id)],
  );
  const first = new Map(there.map(({ id, receipt }) => [id, receipt]));
  return here
    .filter(({ id, receipt }) => first.get(id) !== receipt)
    .map(({ id }) => `another receipt for ${id}`);
}

/** Bytes of the queue turn bad after the plug was pulled; a good copy lies on the second path. */
async function flippedBytes({ stage, amount, random }: Order): Promise<Told> {
  // A newcomer: in a large old queue a flipped byte meets records that are settled long since, and each repair takes longer.
  const member = await stage.hire();
  const wrong: string[] = [];
  let struck = 0;
  let salvaged = 0;
  for (; struck < amount; struck += 1) {
    member.wire.plan = { kinds: ['refuse'], share: 1 };
    await member.ask({ do: 'commit', count: 3 + below(random, 12) }, 'committed');
    await member.ask({ do: 'backup', to: null }, 'backup');
    await member.kill();
    for (const name of ['queue.sqlite', 'queue.sqlite-wal']) flip(join(member.dir, 'queue', name), random);
    const refused = await member.start();
    if (refused !== null) {
      wrong.push(`is not brought back: ${refused}`);
      break;
    }
    member.wire.plan = { kinds: [], share: 0 };
    const drained = await member.drain(60_000);
    if (!drained.drained) wrong.push(`${String(drained.left)} still wait after flipped bytes`);
    salvaged = readdirSync(join(member.dir, 'queue')).filter(
      (name) => name.includes('.damaged-') && !name.endsWith('-wal'),
    ).length;
  }
  return { struck, wrong, note: `${String(salvaged)} of them found at the start and the queue brought back` };
}

/** A few bits, or a page of nothing. */
function flip(file: string, random: () => number): void {
  if (!existsSync(file)) return;
  const bytes = readFileSync(file);
  if (bytes.length === 0) return;
  if (random() < 0.3) bytes.fill(0, below(random, bytes.length), undefined);
  else
    for (let left = 1 + below(random, 8); left > 0; left -= 1) {
      const at = below(random, bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
    }
  writeFileSync(file, bytes);
}

/** The central API's database is put back to last night: what it had accepted since comes again by itself. */
async function restoredCentral({ stage, amount, random }: Order): Promise<Told> {
  const wrong: string[] = [];
  let struck = 0;
  for (; struck < amount; struck += 1) {
    const night = join(stage.folder, 'last-night');
    rmSync(night, { recursive: true, force: true });
    await stage.postgres.backup(night);
    await stage.calm();
    for (const member of stage.crew) {
      await member.ask({ do: 'commit', count: 2 + below(random, 6) }, 'committed');
      if (!(await member.drain(60_000)).drained) wrong.push('did not drain before the database was put back');
    }
    await stage.postgres.restore(night);
  }
  return {
    struck,
    wrong,
    note: 'accepted after the backup, gone from the database, offered again by the balance',
  };
}

/** The terminal's clock jumps by up to a year, either way, while it works. */
async function clockJumps({ stage, amount, random }: Order): Promise<Told> {
  const member = oneOf(stage);
  member.order({ do: 'go', pauses: pauses(random, 30) });
  let struck = 0;
  for (; struck < amount; struck += 1) {
    const days = (random() - 0.5) * 2 * (random() < 0.3 ? 365 : 0.2);
    await member.ask({ do: 'clock', offsetMs: Math.round(days * 86_400_000) }, 'clock');
    await delay(60 + below(random, 200));
    if (random() < 0.2) {
      await member.kill();
      await member.start();
      member.order({ do: 'go', pauses: pauses(random, 30) });
    }
  }
  return { struck };
}

export const disk: readonly Trial[] = [
  { fault: 'full disk', kind: 'rest', weight: 10, short: 1, run: fullDisk },
  { fault: 'read-only disk', kind: 'rest', weight: 10, short: 1, run: readOnly },
  {
    fault: "terminal's queue put back to an earlier copy",
    kind: 'rest',
    weight: 15,
    short: 1,
    run: restoredTerminal,
  },
  {
    fault: 'flipped bytes in the queue, a copy on a second path',
    kind: 'rest',
    weight: 25,
    short: 1,
    run: flippedBytes,
  },
  {
    fault: "central API's database put back to a backup",
    kind: 'rest',
    weight: 6,
    short: 1,
    run: restoredCentral,
  },
  { fault: "jumps of the terminal's clock", kind: 'rest', weight: 150, short: 8, run: clockJumps },
];
