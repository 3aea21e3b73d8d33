// A large sending on two nodes of the central API and one PostgreSQL, one node killed (-9) in the middle: nobody receives twice, nobody is
// left out, each is told once in each way.
import { createECDH, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliverPart } from '../../sync/central/messages/deliver.ts';
import { announcePart } from '../../sync/central/messages/announce.ts';
import { startTestCentral, writeCity } from '../fixtures/central.ts';
import type { TestCentral } from '../fixtures/central.ts';
import { PostgresCluster } from '../fixtures/postgres-cluster.ts';
import { residentStatements } from '../fixtures/residents.ts';
import { signInStaff } from '../fixtures/staff.ts';
import { CentralNode } from './parts/central-node.ts';

const residents = 25_000;
let folder: string;
let postgres: PostgresCluster;
let desk: TestCentral;
let nodes: CentralNode[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'madoguchi-sending-'));
  postgres = new PostgresCluster({ fsync: 'off' });
  await postgres.start();
  const secretFile = join(folder, 'secret.key');
  const config = { databaseUrl: postgres.url, secretFile, cityDir: writeCity(folder) };
  // Takes the message and leaves it to the others.
  desk = await startTestCentral({ config, carries: false });
  const { terminalId } = await desk.enrol();
  for (const statement of residentStatements({ count: residents, terminalId, push: true }))
    await postgres.query(statement);
  // Every twentieth has a browser; nobody is there to take its pushes, nor anybody's mails: jobs and browsers stay.
  const keys = createECDH('prime256v1');
  await postgres.query(
    `insert into push_subscriptions (id, account_id, session, endpoint, p256dh, auth, created_at)
     select gen_random_uuid(), id, 'made up', 'https://push.example.invalid/' || id, $1, $2, now()
     from accounts where abs(hashtext(id::text)) % 20 = 0`,
    [keys.generateKeys('base64url'), randomBytes(16).toString('base64url')],
  );
  await postgres.query('analyze');
  const settings = {
    DATABASE_URL: postgres.url,
    DATA_DIR: folder,
    CITY_DIR: folder,
    CENTRAL_SECRET_FILE: secretFile,
    SMTP_URL: 'smtp://127.0.0.1:9',
  };
  nodes = await Promise.all([CentralNode.make(settings), CentralNode.make(settings)]);
}, 240_000);
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.kill()));
  await desk.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const number = async (text: string, values: readonly unknown[]): Promise<number> => {
  const [row] = await postgres.query<{ n: string }>(text, values);
  return Number(row?.n);
};
const delivered = (id: string) => number('select count(*) as n from deliveries where message_id = $1', [id]);
const announced = (id: string) =>
  number('select count(*) as n from announcements where message_id = $1', [id]);
async function post(): Promise<string> {
  const author = await signInStaff(desk, 'author', ['compose']);
  const releaser = await signInStaff(desk, 'releaser', ['release']);
  const id = randomUUID();
  const texts = { ja: { title: 'お知らせ', body: '本文' } };
  const posted = await author.post('messages', { id, texts, audience: {} });
  expect(posted.json()).toMatchObject({ state: 'waiting-release', recipients: residents });
  const released = await releaser.post(`messages/${id}/release`, { recipients: residents });
  expect(released.json()).toMatchObject({ state: 'scheduled' });
  return id;
}
/** Everybody has it once (the key sees to that) and is told once in each way that is theirs, whoever did it. */
async function expectWhole(id: string): Promise<void> {
  expect(await delivered(id)).toBe(residents);
  const leftOut = `select count(*) as n from memberships m where not exists
    (select from deliveries d where d.message_id = $1 and d.account_id = m.account_id)`;
  expect(await number(leftOut, [id])).toBe(0);
  const wrong = `select count(*) as n from accounts a where
    (select count(*) from announcements n where n.message_id = $1 and n.account_id = a.id and way = 'mail') <> 1
    or (select count(*) from announcements n where n.message_id = $1 and n.account_id = a.id and way = 'push')
      <> (select count(*) from push_subscriptions s where s.account_id = a.id)`;
  expect(await number(wrong, [id])).toBe(0);
  // Compared here: PostgreSQL knows nothing of what lies inside a job's data, and would try each with each.
  const mails = await postgres.query<{ id: string }>(
    `select id from announcements where message_id = $1 and way = 'mail'`,
    [id],
  );
  const jobs = await postgres.query<{ id: string }>(
    `select data->>'announcementId' as id from jobs.job where name = 'announcement-mails'`,
  );
  const queued = jobs.map((job) => job.id);
  const inQueue = new Set(queued);
  expect(queued).toHaveLength(inQueue.size);
  expect(mails.filter((mail) => inQueue.has(mail.id))).toHaveLength(residents);
}
/** Waits for something in the database; the event is a row of somebody else's. */
const until = (look: () => Promise<boolean>): Promise<void> =>
  expect.poll(look, { timeout: 100_000, interval: 20 }).toBe(true);

describe('a large sending', () => {
  it('that a node was killed in the middle of, delivering and telling, is finished by the other', async () => {
    const [first, second] = nodes;
    if (first === undefined || second === undefined) throw new Error('two nodes');
    const id = await post();
    expect(await first.start()).toBe(true);
    await until(async () => (await delivered(id)) > 0);
    await first.kill('SIGKILL');
    const had = await delivered(id);
    expect(had).toBeGreaterThan(0);
    expect(await announced(id)).toBeLessThan(residents);
    expect(await second.start()).toBe(true);
    await until(async () => (await announced(id)) > 0);
    await second.kill('SIGKILL');
    expect(await first.start()).toBe(true);
    await until(
      async () =>
        (await number('select count(*) as n from messages where id = $1 and announced_at is not null', [
          id,
        ])) === 1,
    );
    await expectWhole(id);
  }, 240_000);

  it('is done once by many that are at it together', async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    const id = await post();
    const { parts } = desk.central;
    const carry = async (): Promise<void> => {
      for (let idle = 0; idle < 3;) {
        const did = (await deliverPart(parts, 1_000)) || (await announcePart(parts, 1_000));
        idle = did ? 0 : idle + 1;
        // The others have it in hand: let them.
        if (!did) await new Promise((next) => setImmediate(next));
      }
    };
    await Promise.all([carry(), carry(), carry()]);
    await until(async () => !(await deliverPart(parts)) && !(await announcePart(parts)));
    await expectWhole(id);
  }, 240_000);
});
