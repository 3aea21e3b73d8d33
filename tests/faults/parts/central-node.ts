// One node of the central API: its own program on a port that stays the same, to be killed and started again.
import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { house } from './house.ts';
import { compiled, Program } from './program.ts';
import type { Target } from './byte-proxy.ts';

const cli = join(house, 'sync/central/cli.ts');

export class CentralNode {
  readonly #env: Readonly<Record<string, string>>;
  readonly target: Target;
  #program: Program | null = null;
  #logs = '';
  trust = '';
  /** How often it ended without having been told to or killed. */
  endedByItself = 0;

  private constructor(env: Readonly<Record<string, string>>, target: Target) {
    this.#env = env;
    this.target = target;
  }

  static async make(settings: Readonly<Record<string, string>>): Promise<CentralNode> {
    const [port, publicPort] = [await freePort(), await freePort()];
    const env = {
      CITY_DIR: join(house, 'resources/sample-city'),
      RENDERER_DIR: join(house, 'out/renderer'),
      // Tests run at any hour.
      QUIET_HOURS: '0-0',
      PORT: String(publicPort),
      TERMINAL_PORT: String(port),
      ...settings,
    };
    return new CentralNode(env, { host: '127.0.0.1', port });
  }

  get alive(): boolean {
    return this.#program !== null && !this.#program.gone;
  }

  get pid(): number | null {
    return this.#program?.pid ?? null;
  }

  get publicUrl(): string {
    return `http://127.0.0.1:${this.#env['PORT'] ?? ''}`;
  }

  /** Starts it and resolves when it is ready; false when it ended before (its database was away). */
  async start(): Promise<boolean> {
    this.#keepLog(this.#program);
    const program = new Program([cli], this.#env);
    this.#program = program;
    const ready = await program.next((line) => line['event'] === 'ready');
    if (ready === null) return false;
    this.trust = String(ready['trust']);
    void program.ended.then(() => {
      if (this.#program === program) this.endedByItself += 1;
    });
    return true;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const program = this.#program;
    this.#program = null;
    await program?.kill(signal);
    this.#keepLog(program);
  }

  #keepLog(program: Program | null): void {
    this.#logs += program?.log ?? '';
  }

  log(): string {
    return this.#logs + (this.#program?.log ?? '');
  }

  /** One of IT's commands; gives what it printed. */
  async run(...args: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [cli, ...args], {
      env: { ...process.env, NODE_COMPILE_CACHE: compiled, ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let log = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    const code = await new Promise<number | null>((done) => child.once('close', done));
    if (code !== 0) throw new Error(`central ${args[0] ?? ''} ended with ${String(code)}: ${log}`);
    return out.trim();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}
