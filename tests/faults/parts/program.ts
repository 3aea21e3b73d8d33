// A program of ours in its own process, which tells in JSON lines how it is and can be killed at any instant.
import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A program that is started thousands of times need not be compiled thousands of times. */
export const compiled = join(tmpdir(), 'madoguchi-compiled');

export type Line = Readonly<Record<string, unknown>>;

export class Program {
  readonly #child: ChildProcess;
  readonly #waiting = new Set<{
    readonly fits: (line: Line) => boolean;
    readonly found: (line: Line | null) => void;
  }>();
  /** Standard error, and with it everything that it logged. */
  log = '';
  /** The exit code, or null after a signal; resolves when every line has been read. */
  readonly ended: Promise<number | null>;
  gone = false;

  constructor(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    onLine: (line: Line) => void = () => undefined,
  ) {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, NODE_COMPILE_CACHE: compiled, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.log += text));
    child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (text) => {
      const line = parsed(text);
      if (line === null) return;
      onLine(line);
      for (const wait of [...this.#waiting]) if (wait.fits(line)) this.#settle(wait, line);
    });
    const read = new Promise<void>((done) => lines.once('close', done));
    const exited = new Promise<number | null>((done) => child.once('exit', done));
    this.ended = Promise.all([exited, read]).then(([code]) => {
      this.gone = true;
      for (const wait of [...this.#waiting]) this.#settle(wait, null);
      return code;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  order(line: object): void {
    if (!this.gone) this.#child.stdin?.write(`${JSON.stringify(line)}\n`);
  }

  /** The next line that fits; null when it ends before. */
  next(fits: (line: Line) => boolean): Promise<Line | null> {
    if (this.gone) return Promise.resolve(null);
    return new Promise((found) => this.#waiting.add({ fits, found }));
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    if (!this.gone) this.#child.kill(signal);
    return this.ended;
  }

  #settle(wait: { readonly found: (line: Line | null) => void }, line: Line | null): void {
    for (const one of this.#waiting) if (one.found === wait.found) this.#waiting.delete(one);
    wait.found(line);
  }
}

/** Null for a line that the kill cut in two. */
function parsed(text: string): Line | null {
  try {
    return JSON.parse(text) as Line; // our own programs print objects
  } catch {
    return null;
  }
}
