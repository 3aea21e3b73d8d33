// Several nodes of the central API on one PostgreSQL: whatever is asked of whichever of them, in whatever order, it is done once.
// And a database that is put back to last night's backup under them: terminals are told, nothing is believed that was undone.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CodeAnswer, PushAnswer, VerificationAnswer } from '../../sync/contract/api.ts';
import type { PushResult } from '../../sync/contract/api.ts';
import { FeedPage } from '../../sync/contract/feed.ts';
import type { SealedRegistration } from '../../sync/contract/record.ts';
import { appendToFeed } from '../../sync/central/feed/append.ts';
import { listKeys, rotateKey } from '../../sync/central/keys/rotate.ts';
import { claimChore } from '../../sync/central/chores.ts';
import { startTestCentral, writeCity } from '../fixtures/central.ts';
import type { TestCentral } from '../fixtures/central.ts';
import { PostgresCluster } from '../fixtures/postgres-cluster.ts';
import { makeRecord, sealRecord } from '../fixtures/registration.ts';
import type { Sender } from '../fixtures/registration.ts';
import { CentralNode } from './parts/central-node.ts';

let folder: string;
let postgres: PostgresCluster;
let nodes: [TestCentral, TestCentral];
let terminal: Sender;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'madoguchi-nodes-'));
  postgres = new PostgresCluster({ fsync: 'off' });
  await postgres.start();
  const config = {
    databaseUrl: postgres.url,
    secretFile: join(folder, 'secret.key'),
    cityDir: writeCity(folder),
  };
  // Together, on an empty database.
  nodes = await Promise.all([startTestCentral({ config }), startTestCentral({ config })]);
  terminal = await nodes[0].enrol();
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

const partsOf = (index: 0 | 1) => nodes[index].central.parts;
const seal = async (count: number): Promise<SealedRegistration[]> =>
  Promise.all(
    Array.from({ length: count }, () => {
      const record = makeRecord(terminal.terminalId);
      return sealRecord(record, terminal, record.id);
    }),
  );
async function push(index: 0 | 1, items: readonly SealedRegistration[]): Promise<PushResult[]> {
  const response = await nodes[index].as(terminal, 'POST', '/v1/registrations', { items });
  return PushAnswer.parse(response.json()).results;
}
const pull = (index: 0 | 1, query: string) => nodes[index].as(terminal, 'GET', `/v1/changes?${query}`);
const count = async (text: string, values: readonly unknown[] = []): Promise<number> => {
  const [row] = await postgres.query<{ count: string }>(text, values);
  return Number(row?.count);
};

describe('two nodes that start together on an empty database', () => {
  it('migrate it once, agree on one set of keys, and seed the feed once', async () => {
    expect(partsOf(0).keys.sealing).toEqual(partsOf(1).keys.sealing);
    expect(nodes[0].central.trust).toBe(nodes[1].central.trust);
    const kinds = await postgres.query<{ kind: string; count: string }>(
      "select kind, count(*) from feed where kind not in ('legal', 'legal-summary') group by kind",
    );
    expect(kinds.map((row) => row.count)).toEqual(kinds.map(() => '1'));
    expect(kinds.map(({ kind }) => kind)).toContain('sealing-key');
    const migrations = await postgres.query('select name from kysely_migration');
    expect(migrations.length).toBe(new Set(migrations.map((row) => row['name'])).size);
  });
});

describe('the same records, pushed to both at once', () => {
  it('are stored exactly once, with one receipt each and one mail job each', async () => {
    const items = await seal(60);
    const turned = items.toReversed();
    // In turned order too, so that the nodes meet in the middle.
    const answers = await Promise.all([push(0, items), push(1, turned), push(0, turned), push(1, items)]);
    const ids = items.map(({ id }) => id);
    expect(await count('select count(*) from accounts where registration_id = any($1)', [ids])).toBe(60);
    for (const { id } of items) {
      const given = answers.flat().filter((one) => one.id === id);
      expect(given.map(({ outcome }) => outcome).toSorted()).toEqual([
        'accepted',
        'duplicate',
        'duplicate',
        'duplicate',
      ]);
      expect(new Set(given.map((one) => ('receipt' in one ? one.receipt : ''))).size).toBe(1);
    }
    const jobless = `select count(*) from verifications where session_id in
      (select session_id from registrations where id = any($1)) and (select count(*) from jobs.job
       where data->>'verificationId' = verifications.id::text) <> 1`;
    expect(await count(jobless, [ids])).toBe(0);
  });

  it('are stored once also where one batch holds the same record twice', async () => {
    const [item] = await seal(1);
    const answers = await Promise.all([push(0, [item!, item!]), push(1, [item!, item!])]);
    expect(
      answers
        .flat()
        .map(({ outcome }) => outcome)
        .toSorted(),
    ).toEqual([...['accepted', 'duplicate', 'duplicate', 'duplicate']]);
  });
});

describe('what is counted', () => {
  it('is counted together: tries of a code', async () => {
    const address = 'together@example.jp';
    const ask = { sessionId: randomBytes(16).toString('hex'), channel: 'email', address, language: 'ja' };
    const asked = await nodes[0].as(terminal, 'POST', '/v1/verifications', ask);
    const { id } = VerificationAnswer.parse(asked.json());
    const tries = await Promise.all(
      Array.from({ length: 9 }, (_, index) =>
        nodes[index % 2 === 0 ? 0 : 1].as(terminal, 'POST', `/v1/verifications/${id}/answers`, {
          code: '000000',
        }),
      ),
    );
    const outcomes = tries.map((answer) => CodeAnswer.parse(answer.json()));
    const left = outcomes.flatMap((one) => (one.outcome === 'wrong' ? [one.triesLeft] : []));
    expect(left.toSorted()).toEqual([1, 2, 3, 4]);
    expect(outcomes.filter(({ outcome }) => outcome === 'paused')).toHaveLength(5);
  });

  it('is done once: a piece of housekeeping whose turn has come', async () => {
    const claim = (at: number) =>
      Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          claimChore(partsOf(index % 2 === 0 ? 0 : 1).db, 'test', 3_600_000, new Date(at)),
        ),
      );
    const now = Date.now();
    expect((await claim(now)).filter(Boolean)).toHaveLength(1);
    expect((await claim(now + 3_599_000)).filter(Boolean)).toHaveLength(0);
    expect((await claim(now + 3_600_000)).filter(Boolean)).toHaveLength(1);
  });
});

describe('a key that one node makes', () => {
  it('is used by the other within moments, and opens there at once', async () => {
    const { db, secret } = partsOf(0);
    const kid = await rotateKey(
      db,
      { secret, secretFile: join(folder, 'secret.key') },
      'sealing',
      new Date(),
    );
    await vi.waitFor(() => {
      expect(partsOf(1).keys.sealing.kid).toBe(kid);
    }, 5_000);
    const { keys } = partsOf(1);
    const record = makeRecord(terminal.terminalId);
    const item = await sealRecord(record, { ...terminal, sealingKey: keys.sealing }, record.id);
    expect(await push(0, [item])).toMatchObject([{ outcome: 'accepted' }]);
    expect((await listKeys(db)).filter(({ purpose }) => purpose === 'sealing')).toHaveLength(2);
  });
});

describe('a node that is killed', () => {
  it('has left no account without its mail job, and no job without its account', async () => {
    const node = await CentralNode.make({
      DATABASE_URL: postgres.url,
      DATA_DIR: folder,
      CITY_DIR: folder,
      // Nobody takes mail there, so jobs stay.
      SMTP_URL: 'smtp://127.0.0.1:9',
    });
    expect(await node.start()).toBe(true);
    const items = await seal(100);
    const ids = items.map(({ id }) => id);
    const stored = () => count('select count(*) from registrations where id = any($1)', [ids]);
    const pushing = pushOverTls(node, items);
    while ((await stored()) === 0) expect(node.alive).toBe(true);
    await node.kill('SIGKILL');
    await pushing;
    expect(await stored()).toBeGreaterThan(0);
    expect(
      await count(
        `select count(*) from accounts join registrations on registrations.id = registration_id
         where registration_id = any($1) and not exists (select 1 from verifications join jobs.job on data->>'verificationId' =
           verifications.id::text where verifications.account_id = accounts.id)`,
        [ids],
      ),
    ).toBe(0);
    expect(
      await count(`select count(*) from jobs.job where name = 'mail' and not exists
        (select 1 from verifications where verifications.id::text = data->>'verificationId')`),
    ).toBe(0);
  });
});

describe('a database that is put back to a backup while nodes run', () => {
  it('has its nodes go on, refuses cursors of what was undone, and takes undone records anew', async () => {
    const backup = join(folder, 'backup');
    await postgres.backup(backup);
    const append = (index: 0 | 1): Promise<number> =>
      vi.waitFor(
        () =>
          partsOf(index)
            .db.transaction()
            .execute((trx) =>
              appendToFeed(
                trx,
                [{ scopes: null, entry: { kind: 'message-deleted', id: crypto.randomUUID() } }],
                new Date(),
              ),
            ),
        10_000,
      );
    const { cursor: kept } = FeedPage.parse((await again(() => pull(0, ''))).json());
    const items = await seal(5);
    expect((await push(0, items)).map(({ outcome }) => outcome)).toEqual(items.map(() => 'accepted'));
    await append(0);
    const { cursor: undone } = FeedPage.parse((await pull(1, `cursor=${kept}`)).json());
    expect(undone).not.toBe(kept);

    await postgres.restore(backup);
    const unknown = await again(() => pull(0, `cursor=${undone}`));
    expect([unknown.statusCode, unknown.json()]).toMatchObject([410, { code: 'cursor-unknown' }]);
    // Other entries under the same numbers.
    await append(1);
    await append(1);
    expect((await again(() => pull(1, `cursor=${undone}`))).statusCode).toBe(410);
    const fresh = FeedPage.parse((await pull(1, `cursor=${kept}`)).json());
    expect(fresh.entries).toHaveLength(2);
    expect((await push(1, items)).map(({ outcome }) => outcome)).toEqual(items.map(() => 'accepted'));
  });
});

/** Until the pool has noticed that its connections are gone. */
async function again<T extends { readonly statusCode: number }>(call: () => Promise<T>): Promise<T> {
  return vi.waitFor(async () => {
    const answer = await call();
    expect(answer.statusCode).not.toBe(503);
    return answer;
  }, 10_000);
}

/** Over the wire, as a terminal; null when the node went away. */
async function pushOverTls(node: CentralNode, items: readonly SealedRegistration[]): Promise<unknown> {
  const agent = new Agent({
    ca: node.trust,
    cert: terminal.certificate,
    key: terminal.device.privateKeyPem,
    keepAlive: false,
  });
  return new Promise((answered) => {
    const sent = request(
      {
        ...node.target,
        path: '/v1/registrations',
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json' },
      },
      (response) => {
        response.resume();
        response.once('close', () => {
          answered(response.statusCode);
        });
      },
    );
    sent.once('error', () => {
      answered(null);
    });
    sent.end(JSON.stringify({ items }));
  });
}
