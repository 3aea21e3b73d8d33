import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { makeRecord, sealRecord } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { BalanceAnswer, BalanceList, balancePageAtMost } from '../../contract/balance.ts';
import type { BalanceCounts, BalanceEntry, BalanceRequest } from '../../contract/balance.ts';
import { makeToken } from '../tokens.ts';

let central: TestCentral;
beforeAll(async () => {
  central = await startTestCentral();
}, 60_000);
afterAll(() => central.stop(), 60_000);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const sum = (change: Partial<BalanceCounts> = {}): BalanceCounts => ({
  saved: 0,
  outbox: 0,
  accepted: 0,
  needsAttention: 0,
  ...change,
});

async function ask(from: Sender, request: BalanceRequest): Promise<BalanceAnswer> {
  const response = await central.as(from, 'POST', '/v1/terminals/self/balance', request);
  expect(response.statusCode).toBe(200);
  return BalanceAnswer.parse(response.json());
}
async function bring(from: Sender): Promise<BalanceEntry> {
  const record = makeRecord(from.terminalId);
  const item = await sealRecord(record, from, record.id);
  const response = await central.as(from, 'POST', '/v1/registrations', { items: [item] });
  expect(response.body).toContain('accepted');
  return { id: item.id, sealedSha256: sha256(item.sealed) };
}
const byId = (entries: readonly BalanceEntry[]): BalanceEntry[] =>
  entries.toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe('the balance', () => {
  it('tells confirmed, unknown, different and surplus apart, for that terminal only', async () => {
    const [terminal, other] = [await central.enrol(), await central.enrol()];
    const [kept, changed, forgotten] = [await bring(terminal), await bring(terminal), await bring(terminal)];
    await bring(other);
    const waiting = { id: v7(), sealedSha256: sha256('waiting') };
    const records = byId([kept, { ...changed, sealedSha256: sha256('else') }, waiting]);
    const counts = sum({ saved: 3, outbox: 1, accepted: 2 });
    expect(await ask(terminal, { after: null, upTo: null, records, counts })).toEqual({
      confirmed: [kept.id],
      unknown: [waiting.id],
      different: [changed.id],
      surplus: [forgotten.id],
      surplusCount: 1,
      accepted: 3,
    });
  });

  it('confirms a record that an earlier enrolment brought, by its hash', async () => {
    const [before, now] = [await central.enrol(), await central.enrol()];
    const entry = await bring(before);
    const request = { after: null, upTo: null, records: [entry], counts: sum({ saved: 1, accepted: 1 }) };
    expect(await ask(now, request)).toMatchObject({ confirmed: [entry.id], surplusCount: 0, accepted: 0 });
  });

  it('speaks only of the ids of its page', async () => {
    const terminal = await central.enrol();
    const entries: BalanceEntry[] = [];
    for (let count = 0; count < 4; count += 1) entries.push(await bring(terminal));
    const [first, second, third, fourth] = byId(entries);
    const page = { after: first!.id, upTo: third!.id, records: [second!], counts: sum() };
    expect(await ask(terminal, page)).toMatchObject({
      confirmed: [second!.id],
      surplus: [third!.id],
      surplusCount: 1,
      accepted: 4,
    });
    expect(fourth).toBeDefined();
  });

  it('of ten thousand records goes in pages, finds the one that differs and looks things up by index', async () => {
    const terminal = await central.enrol();
    const { db } = central.central.parts;
    const entries = byId(
      Array.from({ length: 10_000 }, (_, index) => ({ id: v7(), sealedSha256: sha256(String(index)) })),
    );
    for (let from = 0; from < entries.length; from += 1_000) {
      const rows = entries.slice(from, from + 1_000).map(({ id, sealedSha256 }) => ({
        ...{
          id,
          terminal_id: terminal.terminalId,
          municipality: '992011',
          session_id: 's',
          language: 'ja' as const,
        },
        ...{
          receipt_number: '0000-0000',
          assurance: 'read-only',
          committed_at: new Date(),
          received_at: new Date(),
        },
        ...{ sealed_sha256: sealedSha256, handoff_sha256: sha256(id), receipt: 'r', record_jws: 'j' },
      }));
      await db.insertInto('registrations').values(rows).execute();
    }
    await sql`analyze registrations`.execute(db);
    const lost = entries[4_321]!;
    await db.deleteFrom('registrations').where('id', '=', lost.id).execute();
    const counts = sum({ saved: 10_000, accepted: 10_000 });
    const answers: BalanceAnswer[] = [];
    for (let from = 0; from < entries.length; from += balancePageAtMost) {
      const records = entries.slice(from, from + balancePageAtMost);
      const last = from + balancePageAtMost >= entries.length;
      const window = { after: entries[from - 1]?.id ?? null, upTo: last ? null : records.at(-1)!.id };
      answers.push(await ask(terminal, { ...window, records, counts }));
    }
    expect(answers.flatMap(({ confirmed }) => confirmed)).toHaveLength(9_999);
    expect(answers.flatMap(({ unknown }) => unknown)).toEqual([lost.id]);
    expect(answers.map(({ surplusCount }) => surplusCount)).toEqual(Array.from({ length: 10 }, () => 0));
    // A terminal that lost everything: the first thousand, and how many in all.
    const empty = await ask(terminal, { after: null, upTo: null, records: [], counts: sum() });
    expect([empty.surplus.length, empty.surplusCount]).toEqual([1_000, 9_999]);
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select id from registrations
      where terminal_id = ${terminal.terminalId} and id > ${lost.id} order by id limit 1000`.execute(db);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toContain('Seq Scan');
  }, 60_000);
});

describe("IT's list of balances", () => {
  const list = async (query = ''): Promise<BalanceList> => {
    const token = await makeToken(central.central.parts.db, null, new Date());
    const headers = { authorization: `Bearer ${token}` };
    const response = await central.public.inject({ url: `/v1/balances${query}`, headers });
    return BalanceList.parse(response.json());
  };

  it("shows a terminal's own sum beside ours, and what did not agree until it agrees again", async () => {
    const terminal = await central.enrol();
    const [one, two] = byId([await bring(terminal), await bring(terminal)]);
    const of = async () => (await list(`?terminal=${terminal.terminalId}`)).terminals[0];
    expect(await of()).toMatchObject({ toldAt: null, counts: null, agrees: null, accepted: 2 });
    const counts = sum({ saved: 1, accepted: 1 });
    await ask(terminal, { after: null, upTo: null, records: [one!], counts });
    expect(await of()).toMatchObject({
      counts,
      accepted: 2,
      agrees: false,
      surplus: [two!.id],
      surplusCount: 1,
    });
    const all = sum({ saved: 2, accepted: 2 });
    await ask(terminal, { after: null, upTo: null, records: [one!, two!], counts: all });
    expect(await of()).toMatchObject({ counts: all, agrees: true, surplus: [], unknown: [], different: [] });
    // What waits there is rightly unknown here; one more would not be.
    const waiting = { id: v7(), sealedSha256: sha256('x') };
    const records = byId([one!, two!, waiting]);
    await ask(terminal, { after: null, upTo: null, records, counts: { ...all, saved: 3, outbox: 1 } });
    expect(await of()).toMatchObject({ agrees: true, unknown: [waiting.id] });
    await ask(terminal, { after: null, upTo: null, records, counts: { ...all, saved: 3, accepted: 3 } });
    expect(await of()).toMatchObject({ agrees: false, unknown: [waiting.id] });
  });

  it('counts a day in Japan, and is for IT only', async () => {
    const terminal = await central.enrol();
    await bring(terminal);
    const japan = (ms: number): string => new Date(ms + 9 * 3_600_000).toISOString().slice(0, 10);
    const on = async (day: string): Promise<number | undefined> =>
      (await list(`?terminal=${terminal.terminalId}&day=${day}`)).terminals[0]?.acceptedThatDay;
    expect([await on(japan(Date.now())), await on('2020-02-02')]).toEqual([1, 0]);
    const response = await central.public.inject({ url: `/v1/balances?terminal=${randomUUID()}` });
    expect(response.json()).toMatchObject({ code: 'unauthenticated' });
  });
});
