// Two nodes of the central API on one real PostgreSQL, with what a test of residents' mailboxes asks of them: pushes that are repeated
// when the answer is "try again", as a terminal repeats them; messages that are let go; what lies on a terminal at rest.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { PushAnswer } from '../../../sync/contract/api.ts';
import type { PushResult } from '../../../sync/contract/api.ts';
import { FeedPage, KnownFeedEntry } from '../../../sync/contract/feed.ts';
import type { SealedRegistration } from '../../../sync/contract/record.ts';
import { carryPart } from '../../../sync/central/messages/courier.ts';
import type { Parts } from '../../../sync/central/parts.ts';
import { startTestCentral, writeCity } from '../../fixtures/central.ts';
import type { TestCentral } from '../../fixtures/central.ts';
import { PostgresCluster } from '../../fixtures/postgres-cluster.ts';
import { madeUp, sealRecord } from '../../fixtures/registration.ts';
import type { Sender } from '../../fixtures/registration.ts';

export type NodeIndex = 0 | 1;

/** Long enough for a test to close a ring of locks on purpose before somebody looks for one. */
const deadlockTimeout = '3s';

/** What a terminal of the city has of one mailbox at rest. */
export interface AtRest {
  snapshot: string | null;
  readonly messages: Set<string>;
}

export class TwoNodes {
  readonly postgres: PostgresCluster;
  readonly nodes: readonly [TestCentral, TestCentral];
  readonly terminal: Sender;
  /** Pushes that were answered with "try again". */
  triedAgain = 0;
  readonly #folder: string;
  readonly #atRest = new Map<string, AtRest>();
  #cursor = '';

  private constructor(
    folder: string,
    postgres: PostgresCluster,
    nodes: readonly [TestCentral, TestCentral],
    terminal: Sender,
  ) {
    this.#folder = folder;
    this.postgres = postgres;
    this.nodes = nodes;
    this.terminal = terminal;
  }

  /** Nothing is carried by itself there: tests deliver and tell part by part. */
  static async start(): Promise<TwoNodes> {
    const folder = mkdtempSync(join(tmpdir(), 'madoguchi-two-nodes-'));
    const postgres = new PostgresCluster({ fsync: 'off', deadlock_timeout: deadlockTimeout });
    await postgres.start();
    const secretFile = join(folder, 'secret.key');
    const config = { databaseUrl: postgres.url, secretFile, cityDir: writeCity(folder) };
    const start = () => startTestCentral({ config, carries: false });
    const nodes = await Promise.all([start(), start()]);
    return new TwoNodes(folder, postgres, nodes, await nodes[0].enrol());
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.postgres.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  partsOf(index: NodeIndex): Parts {
    return this.nodes[index].central.parts;
  }

  /** Sealed once: what is pushed twice is the same. */
  seal(item: { readonly id: string }): Promise<SealedRegistration> {
    return sealRecord(item, this.terminal, item.id);
  }

  /** Once. */
  offer(index: NodeIndex, items: readonly SealedRegistration[]) {
    return this.nodes[index].as(this.terminal, 'POST', '/v1/registrations', { items });
  }

  /** Until it is answered; anything but an answer or "try again" is a fault. */
  async push(index: NodeIndex, items: readonly SealedRegistration[]): Promise<PushResult[]> {
    for (;;) {
      const response = await this.offer(index, items);
      if (response.statusCode === 200) return PushAnswer.parse(response.json()).results;
      expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '5']);
      this.triedAgain += 1;
    }
  }

  async count(text: string, values: readonly unknown[] = []): Promise<number> {
    const [row] = await this.postgres.query<{ count: string }>(`select count(*) as count ${text}`, values);
    return Number(row?.count);
  }

  /** Until something waits for a lock, or `work` is done. */
  async untilWaitingOrDone(work: Promise<unknown>): Promise<void> {
    let done = false;
    const end = (): void => void (done = true);
    work.then(end, end);
    const waiting =
      "from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'madoguchi-central'";
    while (!done && (await this.count(waiting)) === 0);
  }

  /** A message to everybody who receives, let go now. */
  async letGo(index: NodeIndex): Promise<string> {
    const { db, now } = this.partsOf(index);
    const id = randomUUID();
    const texts = { ja: { title: 'お知らせ', body: '本文' } };
    const at = now();
    await db
      .insertInto('messages')
      .values({
        ...{ id, municipality: madeUp.municipality, ...texts.ja, texts: JSON.stringify(texts) },
        ...{ audience: JSON.stringify({}), state: 'scheduled', released_at: at, send_at: at, sent_at: at },
        ...{ request_sha256: '', recipients: 0 },
      })
      .execute();
    return id;
  }

  /** Delivers and tells until there is nothing to do. */
  async carryAll(index: NodeIndex): Promise<void> {
    while (await carryPart(this.partsOf(index)));
  }

  /** Whoever received until now does no more, so that each round has its own people. */
  async everybodyLeaves(): Promise<void> {
    await this.postgres.query("update memberships set state = 'left'");
  }

  /** What the city's terminal has of each mailbox, after it has asked for what is new. */
  async pull(index: NodeIndex): Promise<ReadonlyMap<string, AtRest>> {
    for (let more = true; more;) {
      const query = this.#cursor === '' ? '' : `?cursor=${this.#cursor}`;
      const response = await this.nodes[index].as(this.terminal, 'GET', `/v1/changes${query}`);
      const page = FeedPage.parse(response.json());
      for (const entry of page.entries) this.#keep(KnownFeedEntry.parse(entry));
      [this.#cursor, more] = [page.cursor, page.more];
    }
    return this.#atRest;
  }

  #keep(entry: KnownFeedEntry): void {
    const of = (recipient: string): AtRest => {
      const rest = this.#atRest.get(recipient) ?? { snapshot: null, messages: new Set<string>() };
      this.#atRest.set(recipient, rest);
      return rest;
    };
    if (entry.kind === 'mailbox') of(entry.recipient).snapshot = entry.sealed;
    if (entry.kind === 'message') of(entry.recipient).messages.add(entry.id);
    if (entry.kind === 'mailbox-gone') this.#atRest.delete(entry.recipient);
    if (entry.kind === 'message-deleted' && entry.recipient !== undefined)
      of(entry.recipient).messages.delete(entry.id);
  }
}
