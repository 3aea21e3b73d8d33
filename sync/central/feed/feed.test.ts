import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactDecrypt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral, writeCity } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import {
  madeUp,
  makeCard,
  makeCardAuthority,
  makeRecord,
  sealRecord,
} from '../../../tests/fixtures/registration.ts';
import type { FakeCard, Sender } from '../../../tests/fixtures/registration.ts';
import { MessageAnswer } from '../../contract/api.ts';
import type { MessageRequest } from '../../contract/api.ts';
import { FeedPage, KnownFeedEntry } from '../../contract/feed.ts';
import { mailboxAddress, mailboxKey } from '../../contract/mailbox.ts';
import { MessageContent } from '../../contract/message.ts';
import type { RegistrationRecord } from '../../contract/record.ts';
import { makeToken } from '../tokens.ts';
import { appendToFeed } from './append.ts';
import { readCity } from './city.ts';
import { seedFeed } from './seed.ts';

let central: TestCentral;
let terminal: Sender;
let far: Sender;
beforeAll(async () => {
  central = await startTestCentral();
  terminal = await central.enrol();
  far = await central.enrol('992020');
}, 60_000);
afterAll(() => central.stop(), 60_000);

async function pull(from: Sender, cursor: string | null, wait = 0): Promise<FeedPage> {
  const query = new URLSearchParams({ wait: String(wait), ...(cursor === null ? {} : { cursor }) });
  const response = await central.as(from, 'GET', `/v1/changes?${query}`);
  return FeedPage.parse(response.json());
}
const append = (scopes: string[] | null, times = 1): Promise<number> =>
  central.central.parts.db.transaction().execute((trx) =>
    appendToFeed(
      trx,
      Array.from({ length: times }, () => ({ scopes, entry: { kind: 'message-deleted', id: randomUUID() } })),
      new Date(),
    ),
  );

describe('the feed', () => {
  it('begins with the sealing key, the catalogues and the legal texts, with right hashes', async () => {
    const { entries, more } = await pull(terminal, null);
    const known = entries.map((entry) => KnownFeedEntry.parse(entry));
    expect(known.map(({ kind }) => kind)).toEqual([
      ...['sealing-key', 'receipt-key', 'municipalities', 'interests', 'services'],
      ...['legal', 'legal', 'legal', 'slip-keys'],
    ]);
    expect(more).toBe(false);
    for (const entry of known) {
      if (entry.kind !== 'legal') continue;
      expect(entry.text).toBe(`# ${entry.document}\n\ntext\n`);
      expect(entry.sha256).toBe(createHash('sha256').update(entry.text).digest('hex'));
    }
  });

  it('goes on from a cursor, in pages, without a gap or a repetition', async () => {
    const { cursor } = await pull(terminal, null);
    expect((await pull(terminal, cursor)).entries).toEqual([]);
    await append(null, 1_100);
    const seqs: number[] = [];
    let next = cursor;
    const sizes: number[] = [];
    for (let more = true; more;) {
      const page = await pull(terminal, next);
      seqs.push(...page.entries.map(({ seq }) => seq));
      sizes.push(page.entries.length);
      next = page.cursor;
      more = page.more;
    }
    expect(sizes).toEqual([500, 500, 100]);
    expect(seqs).toEqual(Array.from({ length: 1_100 }, (_, index) => (seqs[0] ?? 0) + index));
  });

  it('shows a municipality its own entries only', async () => {
    const [here, there] = [(await pull(terminal, null)).cursor, (await pull(far, null)).cursor];
    const end = async (from: Sender, cursor: string): Promise<string> => {
      let page = await pull(from, cursor);
      while (page.more) page = await pull(from, page.cursor);
      return page.cursor;
    };
    const [fromHere, fromThere] = [await end(terminal, here), await end(far, there)];
    await append([madeUp.municipality]);
    await append(['992020', madeUp.municipality]);
    expect((await pull(terminal, fromHere)).entries).toHaveLength(2);
    expect((await pull(far, fromThere)).entries).toHaveLength(1);
  });

  it('refuses a cursor of another feed, from the future, or made up', async () => {
    const { cursor } = await pull(terminal, null);
    const [epoch, seq, mark] = cursor.split('.');
    for (const wrong of [
      `${randomUUID()}.${seq}.${mark}`,
      `${epoch}.99999999.${mark}`,
      `${epoch}.${seq}`,
      `${epoch}.${seq}.${randomUUID()}`,
      `${epoch}.1.${mark}`,
      `${epoch}.1.0`,
      'nonsense',
      `${epoch}.-1.${mark}`,
      `${epoch}.1e3.${mark}`,
    ]) {
      const response = await central.as(terminal, 'GET', `/v1/changes?cursor=${wrong}`);
      expect([wrong, response.statusCode, response.json()]).toMatchObject([
        wrong,
        410,
        { code: 'cursor-unknown' },
      ]);
    }
  });

  it('refuses a cursor of what a restored backup has undone, also when the same numbers were written anew', async () => {
    const { db } = central.central.parts;
    const end = async (from: string | null): Promise<FeedPage> => {
      let page = await pull(terminal, from);
      while (page.more) page = await pull(terminal, page.cursor);
      return page;
    };
    const kept = (await end(null)).cursor;
    const head = await db.selectFrom('feed_head').select('seq').executeTakeFirstOrThrow();
    await append(null, 3);
    const undone = (await end(kept)).cursor;
    // As after putting a backup back: what came later is gone.
    await db.deleteFrom('feed').where('seq', '>', head.seq).execute();
    await db.updateTable('feed_head').set(head).execute();
    const status = async (cursor: string): Promise<number> =>
      (await central.as(terminal, 'GET', `/v1/changes?cursor=${cursor}`)).statusCode;
    expect([await status(kept), await status(undone)]).toEqual([200, 410]);
    await append(null, 5);
    expect([await status(kept), await status(undone)]).toEqual([200, 410]);
    expect((await end(kept)).entries).toHaveLength(5);
  });

  it('holds an answer back until something comes, at most 25 seconds', async () => {
    let { cursor, more } = await pull(terminal, null);
    while (more) ({ cursor, more } = await pull(terminal, cursor));
    const started = performance.now();
    const waiting = pull(terminal, cursor, 20);
    await append(null);
    const page = await waiting;
    expect(page.entries).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(15_000);
    const refused = await central.as(terminal, 'GET', '/v1/changes?wait=26');
    expect(refused.json()).toMatchObject({ code: 'malformed', detail: 'query.wait' });
  });

  it('is seeded again only with what changed', async () => {
    const folder = writeCity(mkdtempSync(join(tmpdir(), 'madoguchi-')));
    const { db, keys } = central.central.parts;
    const seed = (): Promise<number> =>
      db.transaction().execute((trx) => seedFeed(trx, readCity(folder), keys, new Date()));
    expect(await seed()).toBe(0);
    const file = join(folder, 'terms.ja.md');
    writeFileSync(file, readFileSync(file, 'utf8').replace('text', 'another text'));
    expect(await seed()).toBe(1);
    expect(await seed()).toBe(0);
  });
});

describe('readCity', () => {
  it('names file and key of what is wrong', () => {
    const folder = writeCity(mkdtempSync(join(tmpdir(), 'madoguchi-')));
    const file = join(folder, 'terms.ja.md');
    writeFileSync(file, '---\ndocument: rules\n---\ntext');
    expect(() => readCity(folder)).toThrow(/terms\.ja\.md is not valid[\s\S]*document/);
    writeFileSync(file, 'no head');
    expect(() => readCity(folder)).toThrow('terms.ja.md: expected a YAML head');
    writeFileSync(join(folder, 'city.yml'), 'municipalities: []\ninterests: []\nservices: [{ id: 1 }]\n');
    expect(() => readCity(folder)).toThrow(/city\.yml is not valid[\s\S]*services\[0\]\.id/);
  });

  it('reads the sample city', () => {
    const city = readCity(join(import.meta.dirname, '../../../resources/sample-city'));
    expect(city.municipalities.length).toBeGreaterThan(0);
    expect(city.legal.map(({ document, language }) => `${document}.${language}`).sort()).toEqual([
      ...['jlis.en', 'jlis.ja', 'privacy.en', 'privacy.ja', 'terms.en', 'terms.ja'],
    ]);
  });
});

describe('a message', () => {
  let card: FakeCard;
  let token: string;
  beforeAll(async () => {
    const root = await makeCardAuthority();
    card = await makeCard(root, root);
    token = await makeToken(central.central.parts.db, madeUp.municipality, new Date());
  }, 60_000);

  async function register(
    withCard: FakeCard,
    change: Partial<RegistrationRecord> = {},
  ): Promise<RegistrationRecord> {
    const record = makeRecord(terminal.terminalId, {
      authCertificate: Buffer.from(withCard.authCertificate).toString('base64'),
      memberships: [madeUp.municipality],
      ...change,
    });
    const payload = { items: [await sealRecord(record, terminal, record.id)] };
    expect((await central.as(terminal, 'POST', '/v1/registrations', payload)).body).toContain('accepted');
    return record;
  }
  const confirm = async (record: RegistrationRecord): Promise<void> => {
    const { db } = central.central.parts;
    const { id } = await db
      .selectFrom('accounts')
      .select('id')
      .where('registration_id', '=', record.id)
      .executeTakeFirstOrThrow();
    await db.updateTable('contacts').set({ confirmed_at: new Date() }).where('account_id', '=', id).execute();
  };
  const makeMessage = (change: Partial<MessageRequest> = {}): MessageRequest => ({
    id: randomUUID(),
    title: 'お知らせ',
    body: '本文',
    audience: { kind: 'everyone' },
    ...change,
  });
  const post = (payload: object, code: string = madeUp.municipality, bearer = token) =>
    central.public.inject({
      method: 'POST',
      url: `/v1/municipalities/${code}/messages`,
      headers: { authorization: `Bearer ${bearer}` },
      payload,
    });
  const recipients = async (message: MessageRequest): Promise<number> =>
    MessageAnswer.parse((await post(message)).json()).recipients;

  it('reaches who receives with a proved address, once a person, and only their card opens it', async () => {
    const record = await register(card, { interests: ['bousai'], receiptNumber: '7777-7777' });
    const message = makeMessage();
    // The address is still open: nobody to write to.
    expect(await recipients(makeMessage())).toBe(0);
    await confirm(record);
    await confirm(await register(card));
    let { cursor, more } = await pull(terminal, null);
    while (more) ({ cursor, more } = await pull(terminal, cursor));
    expect(await recipients(message)).toBe(1);
    const { entries } = await pull(terminal, cursor);
    const entry = KnownFeedEntry.parse(entries[0]);
    if (entry.kind !== 'message') throw new Error('no message came');
    expect(entry).toMatchObject({ id: message.id, recipient: mailboxAddress(card.authCertificate) });
    const { plaintext } = await compactDecrypt(entry.sealed, mailboxKey(card.authCertificate));
    const content = MessageContent.parse(JSON.parse(Buffer.from(plaintext).toString('utf8')));
    expect(content).toMatchObject({
      texts: { ja: { title: message.title, body: message.body } },
      from: { en: 'Mihon City' },
    });
    expect(JSON.stringify(entries)).not.toContain('お知らせ');
    expect((await pull(far, null)).entries.map(({ id }) => id)).not.toContain(message.id);

    expect(await recipients(makeMessage({ audience: { kind: 'interest', interest: 'bousai' } }))).toBe(1);
    expect(await recipients(makeMessage({ audience: { kind: 'interest', interest: 'kosodate' } }))).toBe(0);
    expect(await recipients(makeMessage({ audience: { kind: 'receipt', receiptNumber: '7777-7777' } }))).toBe(
      1,
    );
    expect(await recipients(makeMessage({ audience: { kind: 'receipt', receiptNumber: '0000-0000' } }))).toBe(
      0,
    );
  });

  it('is posted once for an id, and an id is not taken for another message', async () => {
    const message = makeMessage();
    const answers = await Promise.all(Array.from({ length: 4 }, () => post(message)));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    const { db } = central.central.parts;
    const rows = await db.selectFrom('feed').select('seq').where('kind', '=', 'message').execute();
    expect((await post(message)).statusCode).toBe(200);
    expect(await db.selectFrom('feed').select('seq').where('kind', '=', 'message').execute()).toEqual(rows);
    expect((await post({ ...message, title: 'x' })).json()).toMatchObject({ code: 'malformed' });
  });

  it('needs the token of that very municipality', async () => {
    const admin = await makeToken(central.central.parts.db, null, new Date());
    expect((await post(makeMessage(), madeUp.municipality, 'x'.repeat(40))).json()).toMatchObject({
      code: 'unauthenticated',
    });
    expect((await post(makeMessage(), '992020')).json()).toMatchObject({ code: 'forbidden' });
    expect((await post(makeMessage(), madeUp.municipality, admin)).json()).toMatchObject({
      code: 'forbidden',
    });
    expect((await post({ ...makeMessage(), extra: 1 })).json()).toMatchObject({ code: 'malformed' });
  });
});
