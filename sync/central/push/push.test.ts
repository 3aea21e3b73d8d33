import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { startPushService } from '../../../tests/fixtures/push-service.ts';
import type { PushService } from '../../../tests/fixtures/push-service.ts';
import { makeRecord, sealRecord } from '../../../tests/fixtures/registration.ts';
import type { PushSubscription } from '../../contract/phone.ts';
import { isPublicAddress, isSound } from './endpoints.ts';
import { makePusher, retryAfterS } from './pusher.ts';
import { tellByPush } from './tell.ts';

let service: PushService;
let central: TestCentral;
beforeAll(async () => {
  service = await startPushService();
  central = await startTestCentral({ config: { pushLocalAuthority: service.authority } });
}, 60_000);
afterAll(async () => {
  await central.stop();
  await service.stop();
}, 60_000);

/** An account that wants to be told by push, with these browsers. */
async function account(...browsers: PushSubscription[]): Promise<string> {
  const terminal = await central.enrol();
  const record = makeRecord(terminal.terminalId, { notify: { push: true, email: true } });
  await central.as(terminal, 'POST', '/v1/registrations', {
    items: [await sealRecord(record, terminal, record.id)],
  });
  const { db } = central.central.parts;
  const { id } = await db
    .selectFrom('accounts')
    .select('id')
    .where('registration_id', '=', record.id)
    .executeTakeFirstOrThrow();
  for (const { endpoint, keys } of browsers)
    await db
      .insertInto('push_subscriptions')
      .values({
        ...{ id: crypto.randomUUID(), account_id: id, session: 'made up', endpoint, ...keys },
        created_at: new Date(),
      })
      .execute();
  return id;
}

const tell = (accountId: string, title: string): Promise<number> => {
  const { db } = central.central.parts;
  return db.transaction().execute((trx) => tellByPush(accountId, title, trx, central.central.parts));
};
const devices = async (accountId: string): Promise<number> => {
  const { db } = central.central.parts;
  const rows = await db.selectFrom('push_subscriptions').where('account_id', '=', accountId).execute();
  return rows.length;
};
/** Waits until the central API has written down what came of every push. */
const settled = (): Promise<void> =>
  expect
    .poll(async () => {
      const { db } = central.central.parts;
      return (await db.selectFrom('push_messages').selectAll().execute()).length;
    })
    .toBe(0);

describe('a push', () => {
  it('reaches every browser of its account and no other, signed as ours, readable there alone', async () => {
    const [one, two, other] = [service.subscribe(), service.subscribe(), service.subscribe()];
    const mine = await account(one, two);
    await account(other);
    const before = service.received.length;
    expect(await tell(mine, '新しいお知らせがあります')).toBe(2);
    await service.seen(before + 2);
    const came = service.received.slice(before);
    expect(came.map(({ browser }) => browser).sort()).toEqual(
      [one, two].map(({ endpoint }) => endpoint.split('/').at(-1)).sort(),
    );
    for (const { text, subject, key, body, ttlS } of came) {
      expect(JSON.parse(text)).toEqual({ title: '新しいお知らせがあります' });
      expect(subject).toBe('mailto:no-reply@example.jp');
      expect(key).toBe(central.central.parts.keys.push.publicKey);
      expect(body.includes(Buffer.from('お知らせ'))).toBe(false);
      expect(ttlS).toBe(86_400);
    }
    await settled();
  });

  it('is not sent when its transaction comes to nothing, nor to who does not want to be told so', async () => {
    const mine = await account(service.subscribe());
    const { db } = central.central.parts;
    const before = service.received.length;
    await expect(
      db.transaction().execute(async (trx) => {
        await tellByPush(mine, 'never', trx, central.central.parts);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    await db.updateTable('accounts').set({ notify_push: false }).where('id', '=', mine).execute();
    expect(await tell(mine, 'never')).toBe(0);
    const witness = await account(service.subscribe());
    await tell(witness, 'after it');
    await service.seen(before + 1);
    expect(service.received.slice(before).map(({ text }) => text)).toEqual(['{"title":"after it"}']);
  });

  it.each([404, 410])('that is answered with %i makes us forget the browser', async (status) => {
    const browser = service.subscribe();
    const mine = await account(browser);
    service.answerNext(browser, { status });
    await tell(mine, 'to nobody');
    await expect.poll(() => devices(mine)).toBe(0);
    await settled();
  });

  it('that is put off comes again when the service said, and the browser is kept', async () => {
    const browser = service.subscribe();
    const mine = await account(browser);
    service.answerNext(browser, { status: 429, retryAfter: '1' }, { status: 503, retryAfter: '0' });
    const before = service.received.length;
    const away = service.turnedAway.length;
    await tell(mine, 'later');
    await service.seen(before + 1, away + 2);
    expect(service.received.at(-1)?.text).toBe('{"title":"later"}');
    expect(await devices(mine)).toBe(1);
    await settled();
  });

  it('that is refused for good is given up without an end to the others', async () => {
    const browser = service.subscribe();
    const mine = await account(browser);
    service.answerNext(browser, { status: 413 });
    await tell(mine, 'too large');
    await settled();
    expect(await devices(mine)).toBe(1);
    expect(central.logged()).toContain('"code":"413"');
  });

  it('leaves no title and no address in the log or in the job queue', async () => {
    const browser = service.subscribe();
    const mine = await account(browser);
    const before = service.received.length;
    await tell(mine, 'a most secret title');
    await service.seen(before + 1);
    await settled();
    const { boss } = central.central.parts;
    const { rows } = await boss.getDb().executeSql("select data, output from jobs.job where name = 'push'");
    expect(rows.length).toBeGreaterThan(0);
    for (const { data } of rows as { data: object }[]) expect(Object.keys(data)).toEqual(['pushId']);
    for (const text of [JSON.stringify(rows), central.logged()]) {
      expect(text).not.toContain('secret');
      expect(text).not.toContain(browser.endpoint);
    }
  });
});

describe('the key that push services know us by', () => {
  it('is one for good, wrapped in the database', async () => {
    const { db, keys } = central.central.parts;
    const rows = await db.selectFrom('keys').selectAll().where('purpose', '=', 'push').execute();
    expect(rows).toHaveLength(1);
    const before = keys.push;
    await keys.reload(db);
    expect(keys.push).toEqual(before);
    expect(Buffer.from(before.publicKey, 'base64url')).toHaveLength(65);
    expect(Buffer.from(rows[0]?.wrapped ?? []).includes(Buffer.from(before.privateKey))).toBe(false);
  });
});

describe('where a push may go', () => {
  const p256dh = (): string => service.subscribe().keys.p256dh;
  const to = (endpoint: string, change: Partial<PushSubscription['keys']> = {}): PushSubscription => ({
    endpoint,
    keys: { p256dh: p256dh(), auth: 'a'.repeat(22), ...change },
  });

  it.each([
    ['8.8.8.8', true],
    ['2606:4700::1111', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.31.255.255', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::1', false],
    ['::', false],
    ['fe80::1', false],
    ['fd00::1', false],
    ['ff02::1', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['2001:db8::1', false],
    ['no address', false],
  ])('%s: public %s', (address, open) => {
    expect(isPublicAddress(address)).toBe(open);
  });

  it.each([
    'http://push.example.jp/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://localhost/x',
    'https://intranet/x',
    'https://push.example.jp:5432/x',
    'https://user:secret@push.example.jp/x',
  ])('%s is not taken', (endpoint) => {
    expect(isSound(to(endpoint), false)).toBe(false);
  });

  it('takes a public address, and a key only when it is a point of the curve', () => {
    expect(isSound(to('https://push.example.jp/x'), false)).toBe(true);
    const off = Buffer.alloc(65, 1);
    off[0] = 4;
    expect(isSound(to('https://push.example.jp/x', { p256dh: off.toString('base64url') }), false)).toBe(
      false,
    );
    expect(isSound(to('https://push.example.jp/x', { p256dh: 'A'.repeat(87) }), false)).toBe(false);
  });

  it('is looked at again when a name was resolved: one that leads inside is never called', async () => {
    const inside = service.subscribe();
    const pusher = makePusher({
      subject: 'mailto:no-reply@example.jp',
      key: () => central.central.parts.keys.push,
      localAuthority: null,
      now: () => new Date(),
    });
    const calls = service.received.length + service.turnedAway.length;
    for (const host of ['127.0.0.1', 'localhost']) {
      const endpoint = inside.endpoint.replace('127.0.0.1', host);
      expect(await pusher.push({ ...inside, endpoint }, { title: 'x' })).toEqual({ kind: 'gone' });
    }
    expect(service.received.length + service.turnedAway.length).toBe(calls);
    pusher.close();
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  it.each([
    ['120', 120],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60],
    ['Thu, 01 Jan 2026 00:00:00 GMT', 0],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', null],
    [undefined, null],
  ])('%s: %s seconds', (value, seconds) => {
    expect(retryAfterS(value, now)).toBe(seconds);
  });
});
