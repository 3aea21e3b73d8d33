// The n-th call fails, for every n until none is left to fail: calls of the terminal to its database, of the central API to its
// database, and chunks on the line.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openFile } from '../../../main/store/open.ts';
import { buildStore, type Store } from '../../../main/store/store.ts';
import { CentralNode } from '../parts/central-node.ts';
import type { Stage } from '../parts/stage.ts';
import { madeUpRegistration } from './nth-records.ts';
import type { Order, Told, Trial } from './trial.ts';

const atMost = 400;

/** A line that is torn at its n-th chunk, three registrations behind it. */
async function nthChunk({ stage, untilMs }: Order): Promise<Told> {
  const [member] = stage.crew;
  if (member === undefined) throw new Error('a stage without a crew');
  const wrong: string[] = [];
  let n = 1;
  for (; n <= atMost && performance.now() < untilMs; n += 1) {
    await member.ask({ do: 'halt' }, 'halted');
    member.wire.tearAll();
    member.wire.plan = { kinds: ['refuse'], share: 1 };
    await member.ask({ do: 'commit', count: 3 }, 'committed');
    member.wire.plan = { kinds: [], share: 0 };
    member.wire.countFrom();
    member.wire.tearAt = n;
    const drained = await member.drain(60_000);
    if (!drained.drained) wrong.push(`chunk ${String(n)}: ${String(drained.left)} still wait`);
    const hit = member.wire.tore;
    member.wire.tearAt = null;
    if (!hit) break;
  }
  return { struck: n - 1, wrong, note: 'every chunk of a push of three, handshake included' };
}

/** Between the central API and PostgreSQL: cuts the connection at the n-th message that the central API sends, counted in all. */
class Tap {
  #left = Infinity;
  hit = false;
  readonly #server: Server;

  constructor({ listen, to }: { readonly listen: string; readonly to: string }) {
    this.#server = createServer((near) => {
      const far = connect(to);
      near.on('data', (chunk) => {
        this.#left -= 1;
        if (this.#left === 0) {
          this.hit = true;
          near.destroy();
          far.destroy();
        } else far.write(chunk);
      });
      far.on('data', (chunk) => near.write(chunk));
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        one.on('error', () => other.destroy());
        one.once('close', () => other.destroy());
      }
    }).listen(listen);
  }

  failAt(n: number): void {
    this.hit = false;
    this.#left = n;
  }

  async stop(): Promise<void> {
    await new Promise<void>((closed) => this.#server.close(() => closed()));
  }
}

async function nthCentralCall(order: Order): Promise<Told> {
  const { stage, untilMs } = order;
  const folder = mkdtempSync(join(stage.folder, 'tap-'));
  const tap = new Tap({
    listen: join(folder, '.s.PGSQL.5432'),
    to: join(stage.postgres.folder, '.s.PGSQL.5432'),
  });
  const settings = {
    DATABASE_URL: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    DATA_DIR: join(stage.folder, 'central'),
  };
  const node = await CentralNode.make(settings);
  try {
    if (!(await node.start())) return { struck: 0, wrong: ['does not start behind the tap'] };
    return await stage.instead(node, () => failEvery(stage, node, tap, untilMs));
  } finally {
    await node.kill();
    await tap.stop();
  }
}

async function failEvery(stage: Stage, node: CentralNode, tap: Tap, untilMs: number): Promise<Told> {
  const [member] = stage.crew;
  if (member === undefined) throw new Error('a stage without a crew');
  const wrong: string[] = [];
  let n = 1;
  for (; n <= atMost && performance.now() < untilMs; n += 1) {
    member.wire.plan = { kinds: ['refuse'], share: 1 };
    member.wire.tearAll();
    await member.ask({ do: 'commit', count: 2 }, 'committed');
    member.wire.plan = { kinds: [], share: 0 };
    tap.failAt(n);
    const drained = await member.drain(60_000);
    if (!drained.drained)
      wrong.push(`call ${String(n)}: ${String(drained.left)} still wait (${drained.failed ?? ''})`);
    if (!node.alive) {
      wrong.push(`the central API ended at its call ${String(n)}: ${node.log().slice(-400)}`);
      break;
    }
    if (!tap.hit) break;
  }
  return {
    struck: n - 1,
    wrong,
    note: 'every message of the central API to PostgreSQL while two registrations arrive',
  };
}

/** Commits, claims, answers with the n-th call of the store to SQLite failing; afterwards the file is opened without faults. */
function nthStoreCall({ stage }: Order): Promise<Told> {
  const wrong: string[] = [];
  let n = 1;
  for (; n <= atMost; n += 1) {
    const dir = join(stage.folder, `nth-${String(n)}`);
    mkdirSync(dir);
    const hit = oneStoreLife(join(dir, 'queue.sqlite'), n, wrong);
    rmSync(dir, { recursive: true, force: true });
    if (!hit) break;
  }
  return Promise.resolve({
    struck: n - 1,
    wrong,
    note: 'every call to SQLite over commit, claim, answer, retry and settings',
  });
}

/** True when the n-th call came. */
function oneStoreLife(path: string, n: number, wrong: string[]): boolean {
  const quiet = (): void => undefined;
  const options = { path, now: Date.now, log: quiet };
  const opened = openFile(path, quiet);
  if (!opened.ok) throw new Error(opened.error.kind);
  const fuse = { left: n };
  const promised: string[] = [];
  try {
    work(buildStore(failing(opened.value, fuse), options), promised);
  } catch (error) {
    // A read that fails is an exception and a restart by design; nothing else is.
    if (!(error instanceof Database.SqliteError)) wrong.push(`call ${String(n)}: ${String(error)}`);
  }
  opened.value.close();
  const again = openFile(path, quiet);
  if (!again.ok) {
    wrong.push(`call ${String(n)}: does not open again: ${again.error.kind}`);
    return fuse.left <= 0;
  }
  const store = buildStore(again.value, options);
  const lost = promised.filter((id) => store.stateOf(id) === null);
  if (lost.length > 0) wrong.push(`call ${String(n)}: ${String(lost.length)} promised and gone`);
  if (store.firstBrokenAudit() !== null) wrong.push(`call ${String(n)}: the audit trail is broken`);
  store.close();
  return fuse.left <= 0;
}

function work(store: Store, promised: string[]): void {
  for (let index = 1; index <= 4; index += 1) {
    const registration = madeUpRegistration(index);
    if (store.commitRegistration(registration).ok) promised.push(registration.id);
  }
  const now = Date.now();
  const claimed = store.claim({ limit: 3, maxBytes: 1 << 20, now, until: now + 1000 });
  const [first, second, third] = claimed.ok ? claimed.value : [];
  if (first !== undefined) store.answer([{ id: first.id, outcome: 'accepted', verifiedReceipt: 'a.b.c' }]);
  if (second !== undefined)
    store.answer([{ id: second.id, outcome: 'needs-attention', code: 'record-malformed' }]);
  if (third !== undefined) store.deferAll([third.id], now + 1000, 'offline');
  for (const { receiptNumber } of store.attention()) store.retry(receiptNumber);
  store.setSetting('nth', '1');
  store.makeDue();
  store.counts();
}

const ioError = (): never => {
  throw new Database.SqliteError('disk I/O error', 'SQLITE_IOERR');
};

/** The database with a fuse: the n-th run, get or all of its statements fails as a disk does. */
function failing(db: Database.Database, fuse: { left: number }): Database.Database {
  const blow = (): void => {
    fuse.left -= 1;
    if (fuse.left === 0) ioError();
  };
  const statement = (real: Database.Statement): Database.Statement =>
    new Proxy(real, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          if (name === 'run' || name === 'get' || name === 'all') blow();
          const given: unknown = Reflect.apply(value, target, args);
          return given === target ? statement(target) : given;
        };
      },
    });
  return new Proxy(db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        const given: unknown = Reflect.apply(value, target, args);
        // Only `prepare` gives a statement.
        return name === 'prepare' ? statement(given as Database.Statement) : given;
      };
    },
  });
}

export const nth: readonly Trial[] = [
  {
    fault: 'terminal: the n-th call to its database, every n',
    kind: 'rest',
    weight: 1,
    short: 1,
    run: nthStoreCall,
  },
  {
    fault: 'central API: the n-th call to its database, every n',
    kind: 'rest',
    weight: 1,
    short: 0,
    run: nthCentralCall,
  },
  { fault: 'line: torn at the n-th chunk, every n', kind: 'rest', weight: 1, short: 0, run: nthChunk },
];
