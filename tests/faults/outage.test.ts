// PostgreSQL goes away under load, hard, and comes back: callers are told to come again, nothing is lost or doubled, no node ends,
// and everything that holds a connection of its own (pool, job queue, bell) finds its way back by itself.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PushAnswer, Readiness } from '../../sync/contract/api.ts';
import { FeedPage } from '../../sync/contract/feed.ts';
import type { SealedRegistration } from '../../sync/contract/record.ts';
import { appendToFeed } from '../../sync/central/feed/append.ts';
import { newestCode, startTestCentral, writeCity } from '../fixtures/central.ts';
import type { TestCentral } from '../fixtures/central.ts';
import { PostgresCluster } from '../fixtures/postgres-cluster.ts';
import { makeRecord, sealRecord } from '../fixtures/registration.ts';
import type { Sender } from '../fixtures/registration.ts';

let folder: string;
let postgres: PostgresCluster;
let nodes: [TestCentral, TestCentral];
let terminal: Sender;
let addresses = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'madoguchi-outage-'));
  // Durable: what was answered must be there after kill -9.
  postgres = new PostgresCluster();
  await postgres.start();
  const config = {
    databaseUrl: postgres.url,
    secretFile: join(folder, 'secret.key'),
    cityDir: writeCity(folder),
  };
  nodes = [await startTestCentral({ config }), await startTestCentral({ config })];
  terminal = await nodes[0].enrol();
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function makeItem(): Promise<{ item: SealedRegistration; email: string }> {
  const email = `resident-${(addresses += 1)}@example.jp`;
  const contact = { email, emailVerification: null, phone: null, phoneVerification: null };
  const record = makeRecord(terminal.terminalId, { contact });
  return { item: await sealRecord(record, terminal, record.id), email };
}
const push = (index: 0 | 1, items: readonly SealedRegistration[]) =>
  nodes[index].as(terminal, 'POST', '/v1/registrations', { items });
const readiness = async (index: 0 | 1) => {
  const { statusCode, json } = await nodes[index].public.inject({ url: '/readyz' });
  return { statusCode, ...Readiness.parse(json()) };
};
const ready = (): Promise<void> =>
  vi.waitFor(async () => {
    for (const index of [0, 1] as const)
      expect(await readiness(index)).toMatchObject({
        statusCode: 200,
        parts: { database: 'ok', bell: 'ok' },
      });
  }, 15_000);

describe('PostgreSQL, killed under load and started again', () => {
  it('has callers told to come again; afterwards each confirmed record is there once, and nothing else is', async () => {
    let [going, refused] = [true, 0];
    const confirmed: string[] = [];
    /** A terminal as it should be: offers the same items until they are answered. */
    const offer = async (index: 0 | 1): Promise<void> => {
      while (going) {
        const items = await Promise.all(Array.from({ length: 10 }, async () => (await makeItem()).item));
        for (let answered = false; !answered;) {
          const response = await push(index, items);
          answered = response.statusCode === 200;
          if (answered) {
            const { results } = PushAnswer.parse(response.json());
            confirmed.push(...results.flatMap(({ id, outcome }) => (outcome === 'refused' ? [] : [id])));
            expect(results.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
          } else {
            refused += 1;
            expect([response.statusCode, Number(response.headers['retry-after']) > 0]).toEqual([503, true]);
            expect(response.json()).toMatchObject({ code: 'unavailable' });
            // As a terminal waits, only shorter: until something may have changed.
            await postgres.ready().catch(() => undefined);
          }
        }
      }
    };
    const load = [offer(0), offer(1), offer(0), offer(1)];
    const grown = async (by: number): Promise<void> => {
      const from = confirmed.length;
      await vi.waitFor(() => {
        expect(confirmed.length).toBeGreaterThan(from + by);
      }, 15_000);
    };
    for (let round = 0; round < 3; round += 1) {
      await grown(20);
      await postgres.kill();
      const alive = await nodes[0].public.inject({ url: '/healthz' });
      expect(alive.statusCode).toBe(200);
      // Its backends outlive it for a moment.
      await vi.waitFor(async () => {
        expect(await readiness(0)).toMatchObject({ statusCode: 503, parts: { database: 'failing' } });
      }, 5_000);
      await postgres.start();
    }
    await grown(20);
    going = false;
    await Promise.all(load);
    expect(refused).toBeGreaterThan(0);
    const rows = await postgres.query<{ id: string }>(
      'select registrations.id from registrations join accounts on accounts.registration_id = registrations.id',
    );
    expect(rows.map(({ id }) => id).toSorted()).toEqual(confirmed.toSorted());
  });

  it('is heard again by every bell, and jobs are worked again', async () => {
    await ready();
    let { cursor, more } = FeedPage.parse((await nodes[0].as(terminal, 'GET', '/v1/changes')).json());
    while (more)
      ({ cursor, more } = FeedPage.parse(
        (await nodes[0].as(terminal, 'GET', `/v1/changes?cursor=${cursor}`)).json(),
      ));
    await postgres.kill();
    await postgres.start();
    await ready();
    const started = performance.now();
    const waiting = nodes[0].as(terminal, 'GET', `/v1/changes?cursor=${cursor}&wait=25`);
    await nodes[1].central.parts.db
      .transaction()
      .execute((trx) =>
        appendToFeed(
          trx,
          [{ scopes: null, entry: { kind: 'message-deleted', id: crypto.randomUUID() } }],
          new Date(),
        ),
      );
    expect(FeedPage.parse((await waiting).json()).entries).toHaveLength(1);
    // The bell, not the five-second look.
    expect(performance.now() - started).toBeLessThan(4_000);
    const { item, email } = await makeItem();
    expect((await push(0, [item])).statusCode).toBe(200);
    // Either node may have taken the job.
    const mailed = () => Promise.any(nodes.map(({ central }) => newestCode(central, email)));
    await vi.waitFor(async () => expect(await mailed()).toMatch(/^\d{6}$/), 15_000);
  });

  it('survives the crash of one backend, which takes all the others with it', async () => {
    await ready();
    expect(await postgres.killBackend(([pid]) => pid)).toBe(true);
    await postgres.ready();
    await ready();
    const { item } = await makeItem();
    expect((await push(1, [item])).statusCode).toBe(200);
  });
});
