// What the benches of the line stand on: a durable PostgreSQL, nodes of the central API that trust a made-up card authority, and
// terminals in processes of their own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { webcrypto } from 'node:crypto';
import { writeCity } from '../../tests/fixtures/central.ts';
import { PostgresCluster } from '../../tests/fixtures/postgres-cluster.ts';
import { makeCard, makeCardAuthority, type FakeCard } from '../../tests/fixtures/registration.ts';
import { CentralNode } from '../../tests/faults/parts/central-node.ts';
import { house } from '../../tests/faults/parts/house.ts';
import { Program, type Line } from '../../tests/faults/parts/program.ts';
import type { QueueOrder, QueueTerminalOptions } from './queue-terminal.ts';

export interface CityHall {
  readonly folder: string;
  readonly postgres: PostgresCluster;
  readonly nodes: readonly CentralNode[];
  readonly card: FakeCard;
  /** One more terminal, enrolled, its line cut. */
  terminal(name: string): Promise<QueueTerminal>;
  /** A terminal that has ended, started on what it left. */
  again(name: string): Promise<QueueTerminal>;
  close(): Promise<void>;
}

export class QueueTerminal {
  readonly #program: Program;
  constructor(options: QueueTerminalOptions, flags: readonly string[] = []) {
    this.#program = new Program(
      [...flags, join(import.meta.dirname, 'queue-terminal.ts'), JSON.stringify(options)],
      {},
    );
  }
  /** Orders and waits for the line with `answer` in it. */
  async ask(order: QueueOrder, answer: string): Promise<Line> {
    const waiting = this.#program.next((line) => answer in line);
    this.#program.order(order);
    const line = await waiting;
    if (line === null) throw new Error(`the terminal ended: ${this.#program.log.slice(-800)}`);
    return line;
  }
  async ready(): Promise<void> {
    if ((await this.#program.next((line) => 'ready' in line)) === null)
      throw new Error(this.#program.log.slice(-800));
  }
  get pid(): number {
    return this.#program.pid;
  }
  async end(): Promise<void> {
    await this.#program.kill();
  }
}

/** Opens it beside the project and not in /tmp, which may be memory. `more` goes into the central API's environment. */
export async function openCityHall(
  nodeCount: number,
  more: Readonly<Record<string, string>> = {},
): Promise<CityHall> {
  const base = join(house, '.data');
  mkdirSync(base, { recursive: true });
  const folder = mkdtempSync(join(base, 'bench-line-'));
  const postgres = new PostgresCluster();
  await postgres.start();
  const root = await makeCardAuthority();
  const card = await makeCard(root, root);
  const anchors = join(folder, 'anchors.json');
  writeFileSync(anchors, JSON.stringify({ sign: [root.pem], auth: [root.pem] }));
  const settings = {
    DATABASE_URL: postgres.url,
    DATA_DIR: join(folder, 'central'),
    ANCHORS_FILE: anchors,
    CITY_DIR: writeCity(folder),
    ...more,
  };
  mkdirSync(settings.DATA_DIR);
  const nodes: CentralNode[] = [];
  for (let left = nodeCount; left > 0; left -= 1) {
    const node = await CentralNode.make(settings);
    if (!(await node.start())) throw new Error(node.log());
    nodes.push(node);
  }
  const [first] = nodes;
  if (first === undefined) throw new Error('a city hall without a central API');
  const privateKey = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', card.privateKey)).toString(
    'base64',
  );
  const open: QueueTerminal[] = [];
  const start = async (name: string, code: string | null): Promise<QueueTerminal> => {
    const terminal = new QueueTerminal(
      {
        dir: join(folder, name),
        url: `https://${first.target.host}:${String(first.target.port)}`,
        trust: first.trust,
        code,
        workerEntry: join(house, 'sync/worker/worker.ts'),
        card: { certificate: Buffer.from(card.signCertificate).toString('base64'), privateKey },
      },
      ['--expose-gc'],
    );
    await terminal.ready();
    open.push(terminal);
    return terminal;
  };
  return {
    folder,
    postgres,
    nodes,
    card,
    async terminal(name) {
      mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
      return start(name, await first.run('enrol', '--name', name, '--municipality', '992011'));
    },
    again: (name) => start(name, null),
    async close() {
      for (const terminal of open) await terminal.end();
      for (const node of nodes) await node.kill();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
