import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral, writeCity } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { FeedPage, KnownFeedEntry } from '../../contract/feed.ts';
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
