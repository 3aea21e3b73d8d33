// A whole terminal as its owner starts it: the built program in its own process, its own configuration and data directory.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';

const house = resolve(import.meta.dirname, '../..');

export interface Ready {
  readonly shell: string;
  readonly ui: string;
  readonly dock: string | null;
  readonly public: string | null;
  readonly mail: string | null;
  readonly reader: { readonly kind: string; readonly state: string };
  readonly data: string;
}

export interface RunningTerminal {
  readonly ready: Ready;
  readonly dir: string;
  /** Everything that it wrote to standard error so far. */
  log(): string;
  /** Ends it as IT would (SIGTERM) and waits. */
  stop(): Promise<number | null>;
  /** Pulls the plug. */
  kill(): Promise<void>;
}

/** A new data directory with this configuration in it; `start` may be called again after an end. */
export function configure(config: Record<string, unknown>): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'madoguchi-e2e-'));
  writeFileSync(join(dir, 'terminal.yml'), stringify({ shell: 'none', dataDir: 'data', ...config }));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Starts the built terminal and waits for its ready line. Fails with what it said when it ends before. */
export async function startTerminal(dir: string, env: Record<string, string> = {}): Promise<RunningTerminal> {
  const child = spawn(process.execPath, [join(house, 'out/main/node.js')], {
    cwd: house,
    env: { ...process.env, MADOGUCHI_CONFIG: join(dir, 'terminal.yml'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const exited = new Promise<number | null>((settle) => child.once('exit', settle));
  const ready = await readyLine(child, exited, () => log);
  return {
    ready,
    dir,
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function readyLine(
  child: ChildProcess,
  exited: Promise<number | null>,
  log: () => string,
): Promise<Ready> {
  const { promise, resolve: found } = Promise.withResolvers<Ready>();
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const parsed = JSON.parse(line) as Ready & { event: string };
    if (parsed.event === 'ready') found(parsed);
  });
  const ended = exited.then((code) => {
    throw new Error(`the terminal ended with ${String(code)}: ${log()}`);
  });
  return Promise.race([promise, ended]);
}

/** Runs the terminal to its end; for starts that must be refused. */
export async function refusedStart(
  dir: string,
): Promise<{ readonly code: number | null; readonly log: string }> {
  const child = spawn(process.execPath, [join(house, 'out/main/node.js')], {
    cwd: house,
    env: { ...process.env, MADOGUCHI_CONFIG: join(dir, 'terminal.yml') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const code = await new Promise<number | null>((settle) => child.once('exit', settle));
  return { code, log };
}
