// The stage that every trial plays on: PostgreSQL, two nodes of the central API over it, and a crew of terminals, each on its own
// bad line. After a trial everything is brought up, the outboxes run empty, and what residents were told is held against what the
// central API has.
import { webcrypto } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSecretFile } from '../../../sync/central/keys/secret.ts';
import { issueCertificate, makeKeyPair, toPem } from '../../../sync/central/pki/issue.ts';
import { seeded } from '../../fixtures/mutate.ts';
import { PostgresCluster } from '../../fixtures/postgres-cluster.ts';
import { CentralNode } from './central-node.ts';
import { Member } from './crew.ts';
import { nobody } from './nobody.ts';
import { tracesInFiles, tracesInLog } from './traces.ts';

export interface Count {
  readonly confirmed: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** What does not add up between a terminal and the central API. */
  readonly unbalanced: readonly string[];
  readonly personal: readonly string[];
  /** Records that needed a person's button to go on. */
  readonly pressed: number;
}

const drainWithinMs = 120_000;

export class Stage {
  readonly folder: string;
  readonly seed: number;
  readonly postgres: PostgresCluster;
  readonly nodes: CentralNode[] = [];
  readonly crew: Member[] = [];
  #turn = 0;
  #counted = 0;

  private constructor(folder: string, seed: number) {
    this.folder = folder;
    this.seed = seed;
    this.postgres = new PostgresCluster();
  }

  static async open(seed: number, size: { readonly nodes: number; readonly crew: number }): Promise<Stage> {
    const stage = new Stage(mkdtempSync(join(tmpdir(), 'madoguchi-faults-')), seed);
    await stage.postgres.start();
    const settings = { DATABASE_URL: stage.postgres.url, DATA_DIR: join(stage.folder, 'central') };
    mkdirSync(settings.DATA_DIR, { mode: 0o700 });
    for (let left = size.nodes; left > 0; left -= 1) {
      const node = await CentralNode.make(settings);
      if (!(await node.start())) throw new Error(`the central API did not start:\n${node.log()}`);
      stage.nodes.push(node);
    }
    for (let left = size.crew; left > 0; left -= 1) await stage.hire();
    return stage;
  }

  /** Any node in turn, whether it stands or lies: a terminal does not know either. */
  readonly anyNode = () => {
    this.#turn += 1;
    const node = this.nodes[this.#turn % this.nodes.length];
    if (node === undefined) throw new Error('a stage without nodes');
    return node.target;
  };

  /** Sends every terminal to this node, and to no other, for as long as `work` lasts. */
  async instead<T>(node: CentralNode, work: () => Promise<T>): Promise<T> {
    const usual = this.nodes.splice(0, this.nodes.length, node);
    try {
      return await work();
    } finally {
      this.nodes.splice(0, this.nodes.length, ...usual);
    }
  }

  get node(): CentralNode {
    const [node] = this.nodes;
    if (node === undefined) throw new Error('a stage without nodes');
    return node;
  }

  /** One more terminal, enrolled. */
  async hire(): Promise<Member> {
    const code = await this.node.run(
      'enrol',
      '--name',
      'fault counter',
      '--municipality',
      nobody.municipality,
    );
    const member = await Member.join({
      dir: join(this.folder, `terminal-${String(this.crew.length)}`),
      random: seeded(this.seed + this.crew.length),
      node: this.anyNode,
      trust: this.node.trust,
      server: await this.serverIdentity(),
      code,
    });
    this.crew.push(member);
    return member;
  }

  /** A server's certificate of the central API's own authority: whoever has it may answer in its name. */
  async serverIdentity(): Promise<{ certificate: string; privateKey: string }> {
    const [row] = await this.postgres.query<{ kid: string; public: string; wrapped: Buffer }>(
      "select kid, public, wrapped from keys where purpose = 'authority' order by created_at desc limit 1",
    );
    if (row === undefined) throw new Error('the central API has no authority');
    const secret = readSecretFile(join(this.folder, 'central', 'secret.key'));
    const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;
    const pkcs8 = new Uint8Array(secret.unwrap(row.wrapped, row.kid));
    const privateKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, ecdsa, false, ['sign']);
    const pair = await makeKeyPair();
    const day = 24 * 3_600_000;
    const [notBefore, notAfter] = [new Date(Date.now() - day), new Date(Date.now() + day)];
    const certificate = await issueCertificate(
      {
        commonName: '127.0.0.1',
        notBefore,
        notAfter,
        use: 'server',
        dns: ['127.0.0.1', 'localhost'],
        uris: [],
      },
      pair.publicKey,
      { certificatePem: row.public, privateKey },
    );
    const own = new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey));
    return { certificate, privateKey: toPem('PRIVATE KEY', own) };
  }

  /** Ends every fault and brings up whatever lies. */
  async calm(): Promise<void> {
    for (const { wire, answering } of this.crew) {
      wire.plan = { kinds: [], share: 0 };
      wire.tearAt = null;
      answering.plan = { kinds: [], share: 0 };
    }
    await this.postgres.ready().catch(() => this.postgres.start());
    for (const node of this.nodes)
      if (!node.alive && !(await node.start()))
        throw new Error(`the central API does not come back:\n${node.log().slice(-3000)}`);
    for (const member of this.crew) {
      if (member.alive) continue;
      const refused = await member.start();
      if (refused !== null) throw new Error(`a terminal does not come back: ${refused}`);
    }
  }

  /** Brings all up, lets the outboxes run empty, and counts what was promised since the last count. */
  async count(): Promise<Count> {
    await this.calm();
    const unbalanced: string[] = [];
    for (const node of this.nodes) {
      if (node.endedByItself > 0)
        unbalanced.push(`the central API ended by itself: ${node.log().slice(-600)}`);
      node.endedByItself = 0;
    }
    let pressed = 0;
    for (const member of this.crew) await member.ask({ do: 'halt' }, 'halted');
    for (const member of this.crew) {
      const drained = await member.drain(drainWithinMs);
      pressed += drained.pressed;
      if (!drained.drained)
        unbalanced.push(`${String(drained.left)} still wait: ${drained.failed ?? 'no reason'}`);
      if (drained.balanced === member.putBack)
        unbalanced.push(member.putBack ? 'the balance does not tell of the surplus' : 'the balance differs');
      if (member.putBack) continue;
      const [held] = await this.postgres.query<{ n: string }>(
        'select count(*) n from registrations where terminal_id = $1',
        [member.terminalId],
      );
      if (Number(held?.n) !== drained.accepted)
        unbalanced.push(
          `terminal has ${String(drained.accepted)} receipts, central API ${String(held?.n)} registrations`,
        );
    }
    const promised = this.crew.flatMap((member) => [...member.promised]);
    const rows = await this.postgres.query<{ id: string; accounts: string; consents: string }>(
      `select r.id, count(distinct a.id) accounts, count(c.*) consents from registrations r
       left join accounts a on a.registration_id = r.id left join consents c on c.account_id = a.id group by r.id`,
    );
    const there = new Map(rows.map((row) => [row.id, row]));
    const lost = promised.filter((id) => !there.has(id));
    const doubled = promised.filter((id) => {
      const row = there.get(id);
      return row !== undefined && (row.accounts !== '1' || row.consents !== '2');
    });
    const confirmed = promised.length - this.#counted;
    this.#counted = promised.length;
    const personal = [
      ...this.crew.flatMap(({ dir }) => tracesInFiles(dir)),
      ...[...this.crew, ...this.nodes].flatMap((part) => tracesInLog(part.log())),
    ];
    return { confirmed, lost, doubled, unbalanced, personal, pressed };
  }

  async close(): Promise<void> {
    for (const member of this.crew) await member.leave();
    for (const node of this.nodes) await node.kill();
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
