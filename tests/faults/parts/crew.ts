// One terminal of the crew: a data directory that outlives its process, its own line through two proxies, and the list of what its
// residents were told is saved.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AnsweringProxy, type PemPair } from './answering-proxy.ts';
import { ByteProxy, type Target } from './byte-proxy.ts';
import type { CommitterOptions, CommitterOrder } from './committer.ts';
import { house } from './house.ts';
import { Program, type Line } from './program.ts';

const program = join(import.meta.dirname, 'committer.ts');
const workerEntry = join(house, 'sync/worker/worker.ts');

export interface Drained {
  readonly drained: boolean;
  readonly left: number;
  readonly accepted: number;
  /** So many records needed attention, and the button sent them on. */
  readonly pressed: number;
  readonly failed: string | null;
  /** Terminal and central API have compared what they hold, id by id, and agree. */
  readonly balanced: boolean;
}

export interface MemberOptions {
  readonly dir: string;
  readonly random: () => number;
  readonly node: () => Target;
  readonly trust: string;
  readonly server: PemPair;
  readonly code: string;
}

export class Member {
  readonly dir: string;
  readonly promised = new Set<string>();
  readonly wire: ByteProxy;
  /** Between wire and central API while `middle(true)`. */
  readonly answering: AnsweringProxy;
  terminalId = '';
  /** Its queue was put back: the central API then holds more than it knows, and the balance has to say so. */
  putBack = false;
  /** Commits that said no, by kind: nobody was told that they are saved. */
  readonly refusedCommits: Record<string, number> = {};
  #options: CommitterOptions;
  #running: Program | null = null;
  #log = '';

  readonly #between: { on: boolean };

  private constructor(
    options: CommitterOptions,
    wire: ByteProxy,
    answering: AnsweringProxy,
    between: { on: boolean },
  ) {
    this.dir = options.dir;
    this.#options = options;
    this.wire = wire;
    this.answering = answering;
    this.#between = between;
  }

  /** Enrols on a quiet line and stands ready. */
  static async join({ dir, random, node, trust, server, code }: MemberOptions): Promise<Member> {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const between = { on: false };
    const answering = await AnsweringProxy.start({
      random,
      target: node,
      server,
      trust,
      identity: () => identityIn(dir),
    });
    const wire = await ByteProxy.start({ random, target: () => (between.on ? answering.target : node()) });
    const member = new Member({ dir, url: wire.url, trust, code, workerEntry }, wire, answering, between);
    const refused = await member.start();
    if (refused !== null) throw new Error(`a terminal does not start: ${refused}`);
    member.#options = { ...member.#options, code: null };
    return member;
  }

  get alive(): boolean {
    return this.#running !== null && !this.#running.gone;
  }

  get pid(): number {
    return this.#running?.pid ?? 0;
  }

  log(): string {
    return this.#log + (this.#running?.log ?? '');
  }

  /** Begins to start; what it says is heard from now on. */
  launch(): Program {
    const running = new Program([program, JSON.stringify(this.#options)], {}, (line) => this.#hear(line));
    this.#running = running;
    return running;
  }

  /** Starts and waits until it stands ready; says why when it does not. */
  async start(): Promise<string | null> {
    const line = await this.launch().next((told) => 'ready' in told || 'refused' in told);
    if (line === null) return `ended: ${this.log().slice(-500)}`;
    if ('refused' in line) return String(line['refused']);
    return null;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const running = this.#running;
    await running?.kill(signal);
    this.#log += running?.log ?? '';
    if (this.#running === running) this.#running = null;
  }

  order(order: CommitterOrder): void {
    this.#running?.order(order);
  }

  /** Orders and waits for the line that answers. */
  async ask(order: CommitterOrder, answer: string): Promise<Line | null> {
    const answered = this.#running?.next((line) => answer in line) ?? Promise.resolve(null);
    this.order(order);
    return answered;
  }

  /** Everything in its outbox is offered until nothing waits. */
  async drain(withinMs: number): Promise<Drained> {
    const line = await this.ask({ do: 'drain', withinMs }, 'drained');
    if (line === null)
      return {
        drained: false,
        left: NaN,
        accepted: NaN,
        pressed: 0,
        balanced: false,
        failed: `ended: ${this.log().slice(-500)}`,
      };
    return line as unknown as Drained; // the committer prints exactly that
  }

  /** Puts somebody in the middle of every new connection, or takes them out. */
  middle(on: boolean): void {
    this.#between.on = on;
    this.wire.tearAll();
  }

  async leave(): Promise<void> {
    await this.kill('SIGKILL');
    await Promise.all([this.wire.stop(), this.answering.stop()]);
  }

  #hear(line: Line): void {
    if (typeof line['saved'] === 'string') this.promised.add(line['saved']);
    if (typeof line['ready'] === 'string') this.terminalId = line['ready'];
    if (typeof line['failed'] === 'string' && !('drained' in line))
      this.refusedCommits[line['failed']] = (this.refusedCommits[line['failed']] ?? 0) + 1;
  }
}

const identityFile = (dir: string): string => join(dir, 'secrets', 'terminal-identity.json');

/** The terminal's identity file, as its own secret store keeps it. */
function identityIn(dir: string): PemPair {
  const { value } = JSON.parse(readFileSync(identityFile(dir), 'utf8')) as { value: string };
  return JSON.parse(Buffer.from(value, 'base64').toString('utf8')) as PemPair;
}
