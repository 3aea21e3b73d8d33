// The reader rig: the system's own pcscd with vsmartcard's virtual reader, and our software card on its socket. One pcscd per
// machine: one that is already running is used and left alone.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { NetConnectOpts, Server } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { PcscMonitor } from '../../main/card/pcsc-monitor.ts';

export const VPCD_PORT = 35963;
/** What the virtual reader calls itself (its first slot). */
export const VPCD_READER = 'Virtual PCD 00 00';
const PCSCD_SOCKET = '/run/pcscd/pcscd.comm';
const STARTS_WITHIN_MS = 15_000;
/** Abstract socket (Linux). */
const RIG_LOCK = '\0madoguchi-reader-rig';
const RIG_WITHIN_MS = 170_000;

export interface Pcscd {
  /** False when it was running before and stays running after. */
  readonly ours: boolean;
  /** Stops the daemon and lets others have the rig. */
  stop(): Promise<void>;
  /** Stops the daemon only; it must be ours. */
  halt(): Promise<void>;
  /** Starts it again after `halt`. */
  resume(): Promise<void>;
}

/** Takes the rig, starts pcscd and resolves when it takes clients and the virtual reader takes a card. While another process
 *  of this machine has the rig, waits for it. */
export async function startPcscd(): Promise<Pcscd> {
  const lock = await takeRig();
  try {
    if (await answers({ path: PCSCD_SOCKET })) {
      const notOurs = () =>
        Promise.reject(new Error("this test needs a pcscd of its own: stop the system's first"));
      return { ours: false, stop: () => letGo(lock), halt: notOurs, resume: notOurs };
    }
    let child = await launch();
    return {
      ours: true,
      async stop() {
        await end(child);
        await letGo(lock);
      },
      halt: () => end(child),
      async resume() {
        child = await launch();
      },
    };
  } catch (cause) {
    await letGo(lock);
    throw cause;
  }
}

async function launch(): Promise<ChildProcess> {
  const child = spawn('pcscd', ['--foreground'], { stdio: 'ignore' });
  const failed = once(child, 'error').then(([cause]) => {
    throw new Error('pcscd cannot be started: is it installed, and are we root?', { cause });
  });
  failed.catch(() => undefined);
  const until = Date.now() + STARTS_WITHIN_MS;
  const ready = async () => {
    while (!(await answers({ path: PCSCD_SOCKET })) || !(await listening(VPCD_PORT))) {
      if (child.exitCode !== null) throw new Error(`pcscd ended with ${child.exitCode}`);
      if (Date.now() > until)
        throw new Error('pcscd does not answer, or has no virtual reader (vsmartcard-vpcd)');
      await delay(20);
    }
  };
  await Promise.race([ready(), failed]);
  return child;
}

/** One process at a time: there is one pcscd and one virtual reader. The lock is a socket name, which ends with its holder. */
async function takeRig(): Promise<Server> {
  const until = Date.now() + RIG_WITHIN_MS;
  for (;;) {
    const server = createServer((socket) => socket.destroy());
    try {
      server.listen(RIG_LOCK);
      await once(server, 'listening');
      return server;
    } catch (cause) {
      if (Date.now() > until) throw new Error('another process keeps the reader rig', { cause });
      await delay(100);
    }
  }
}

async function letGo(lock: Server): Promise<void> {
  if (!lock.listening) return;
  lock.close();
  await once(lock, 'close');
}

export interface CardProcess {
  /** Lines that it has printed so far. */
  readonly lines: readonly unknown[];
  stop(): Promise<void>;
}

export interface CardOptions {
  readonly pki: string;
  readonly latencyMs?: number;
  readonly log?: string;
  /** Where the virtual reader listens, when not at the usual address. */
  readonly reader?: string;
}

/** `npm run card` as a child: resolves when the card lies on the virtual reader. */
export async function startCard(
  profile: string,
  { pki, latencyMs, log, reader }: CardOptions,
): Promise<CardProcess> {
  const cli = resolve(import.meta.dirname, '../../main/card/virtual/cli.ts');
  const args = [cli, '--profile', profile, '--pki', pki];
  if (latencyMs !== undefined) args.push('--latency-ms', String(latencyMs));
  if (log !== undefined) args.push('--log', log);
  if (reader !== undefined) args.push('--reader', reader);
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: unknown[] = [];
  const ready = new Promise<void>((done, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told: unknown = JSON.parse(line);
      lines.push(told);
      if (typeof told === 'object' && told !== null && 'event' in told && told.event === 'ready') done();
    });
    child.once('exit', (code) => {
      fail(new Error(`the card process ended with ${code}`));
    });
  });
  await ready;
  return { lines, stop: () => end(child) };
}

/** Resolves when pcscd has noticed the card on the virtual reader, or its absence; it looks a few times a second. */
export async function cardSeen(wanted = true): Promise<void> {
  let seen: () => void = () => undefined;
  const present = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const monitor: PcscMonitor = new PcscMonitor({
    onChange: () => {
      if (monitor.readers.get(VPCD_READER)?.present === wanted) seen();
    },
    log: () => undefined,
  });
  await monitor.start();
  await present;
  await monitor.stop();
}

/** Runs a program to its end. */
export async function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(program, args, { stdio: 'pipe', env: { ...process.env, ...env } });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.end();
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

async function answers(where: NetConnectOpts): Promise<boolean> {
  const socket = connect(where);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Whether something listens, without connecting: to the virtual reader a connection is a card. */
async function listening(port: number): Promise<boolean> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  return tables.some((table) => table.split('\n').some((line) => line.includes(wanted) && / 0A /.test(line)));
}
