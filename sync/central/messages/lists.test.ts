import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { makeResidents, residentId } from '../../../tests/fixtures/residents.ts';
import { signInStaff } from '../../../tests/fixtures/staff.ts';
import type { Staff } from '../../../tests/fixtures/staff.ts';
import {
  AudienceCount,
  AudienceList,
  AudienceLists,
  PersonReceipts,
  Recipients,
} from '../../contract/desk.ts';
import { announcePart } from './announce.ts';
import { readCsv } from './csv.ts';
import { deliverPart } from './deliver.ts';
import { forgetLists } from './lists.ts';

let central: TestCentral;
let staff: Staff;
let terminalId: string;
const noon = new Date('2026-06-15T03:00:00.000Z');

beforeAll(async () => {
  central = await startTestCentral({ carries: false, now: () => noon });
  ({ terminalId } = await central.enrol());
  await makeResidents(central.central.parts.db, { count: 12, terminalId });
  staff = await signInStaff(central, 'all', ['compose', 'release', 'recipients']);
}, 60_000);
afterAll(() => central.stop(), 60_000);

const parts = () => central.central.parts;
interface Facts {
  readonly name: string;
  readonly birth_date: string;
  readonly address: string;
}
const facts = (i: number): Promise<Facts> =>
  parts()
    .db.selectFrom('accounts')
    .select(['name', 'birth_date', 'address'])
    .where('id', '=', residentId(i))
    .executeTakeFirstOrThrow();
const setFacts = (i: number, change: Partial<Facts>): Promise<unknown> =>
  parts().db.updateTable('accounts').set(change).where('id', '=', residentId(i)).execute();
const csv = (...lines: readonly (readonly string[])[]): string =>
  ['氏名,生年月日,住所', ...lines.map((line) => line.join(','))].join('\r\n');
const lineOf = ({ name, birth_date, address }: Facts): string[] => [name, birth_date, address];
const upload = async (text: string): Promise<AudienceList> =>
  AudienceList.parse((await staff.post('lists', { name: '名簿', csv: text })).json());
const refusal = async (payload: object): Promise<unknown> => (await staff.post('lists', payload)).json();
const count = async (list: string): Promise<number> =>
  AudienceCount.parse((await staff.post('audience', { list })).json()).recipients;
async function send(audience: object): Promise<string> {
  const id = randomUUID();
  const texts = { ja: { title: 'お知らせ', body: '本文' } };
  const answer = await staff.post('messages', { id, texts, audience, openedReceipts: true });
  expect(answer.json()).toMatchObject({ state: 'scheduled' });
  while (await deliverPart(parts()));
  return id;
}
async function paper(message: string): Promise<string[][]> {
  const file = await staff.get(`messages/${message}/paper`);
  expect(file.headers['content-type']).toBe('text/csv');
  const read = readCsv(file.rawPayload);
  if (!read.ok) throw new Error(read.error);
  return read.value.map(({ cells }) => [...cells]);
}
const heading = ['氏名', '生年月日', '住所', '理由'];

describe('a list', () => {
  it('is matched by name and birth date, however wide, spaced or varied the letters are', async () => {
    const one = await facts(1);
    const list = await upload(
      csv(
        ['見本　１', one.birth_date, ''],
        ['見本 2', '1900-01-01', ''],
        ['だれか', '1990-01-01', '架空県みほん市'],
      ),
    );
    expect(list).toMatchObject({ lines: 3, unreadable: [] });
    expect(await count(list.id)).toBe(1);
    await setFacts(1, { name: '辻\u{E0100} 一郎' });
    const varied = await upload(csv(['辻一郎', one.birth_date, '']));
    expect(await count(varied.id)).toBe(1);
    await setFacts(1, one);
  });

  it('tells two of one name and birth date apart by the address, and otherwise writes to neither', async () => {
    const [one, two] = [await facts(1), await facts(2)];
    await setFacts(2, { name: one.name, birth_date: one.birth_date });
    const address = { ...one, address: '' };
    expect(await count((await upload(csv(lineOf(one)))).id)).toBe(1);
    expect(
      (await staff.post('audience', { list: (await upload(csv(lineOf(address)))).id })).json(),
    ).toMatchObject({
      recipients: 0,
    });
    // A namesake who has paused makes it as uncertain.
    const paused = parts().db.updateTable('memberships').where('account_id', '=', residentId(2));
    await paused.set({ state: 'paused' }).execute();
    expect(await count((await upload(csv(lineOf(address)))).id)).toBe(0);
    await paused.set({ state: 'receiving' }).execute();
    await setFacts(2, two);
    // Two on the list, one with an account: whose line it is, its address says.
    const both = csv(lineOf(one), [one.name, one.birth_date, '架空県ためし市']);
    expect(await count((await upload(both)).id)).toBe(1);
    const neither = csv(['見本 1', one.birth_date, '甲町'], ['見本 1', one.birth_date, '乙町']);
    expect(await count((await upload(neither)).id)).toBe(0);
    const repeated = csv(lineOf(address), lineOf(address));
    expect(await upload(repeated)).toMatchObject({ lines: 2 });
  });

  it('does not tell who has an account: the answer is the same whoever stands on it', async () => {
    const known = await facts(3);
    const { id: a, createdAt: _a, ...mine } = await upload(csv(lineOf(known)));
    const { id: b, createdAt: _b, ...other } = await upload(csv(['だれも', '1990-01-01', '架空県']));
    expect(mine).toEqual(other);
    expect(a).not.toBe(b);
  });

  it('says which lines it could not read, and is refused when there is nothing to read', async () => {
    const list = await upload(
      csv(['見本 1', '1990-02-30', ''], ['', '1990-01-01', ''], ['見本 3'], ['見本 4', '1990-01-01', '']),
    );
    expect(list).toMatchObject({
      lines: 1,
      unreadable: [
        { line: 2, why: 'birth-date' },
        { line: 3, why: 'empty' },
        { line: 4, why: 'columns' },
      ],
    });
    const why = (text: string) => refusal({ name: 'x', csv: text });
    expect(await why('名,日\r\na,b')).toMatchObject({ code: 'list-unreadable', detail: 'heading' });
    expect(await why('氏名,生年月日\r\n')).toMatchObject({ detail: 'empty' });
    expect(await why('氏名,"生')).toMatchObject({ detail: 'quotes' });
    expect(await refusal({ name: 'x', file: Buffer.from([0xff, 0xfe]).toString('base64') })).toMatchObject({
      detail: 'encoding',
    });
    expect(await refusal({ name: 'x' })).toMatchObject({ code: 'malformed' });
    expect(AudienceLists.parse((await staff.get('lists')).json()).lists.length).toBeGreaterThan(3);
  });

  it('of another municipality is not found', async () => {
    const list = await upload(csv(lineOf(await facts(3))));
    const far = await signInStaff(central, 'far', ['compose'], '992020');
    expect((await far.post('audience', { list: list.id })).json()).toMatchObject({ code: 'not-found' });
    expect((await far.get('lists')).json()).toEqual({ lists: [] });
  });

  it('leads to a paper list of who did not receive, with every character as it was, and no word why', async () => {
    const known = await facts(3);
    const paused = await facts(4);
    await parts()
      .db.updateTable('memberships')
      .set({ state: 'paused' })
      .where('account_id', '=', residentId(4))
      .execute();
    const rare = ['𠮷﨑 辻\u{E0100}', '19800101', '=架空県みほん市葛\u{E0101}城'];
    const list = await upload(csv(lineOf(known), lineOf(paused), rare));
    const message = await send({ list: list.id });
    const lines = await paper(message);
    expect(lines).toEqual([heading, [...rare, '電子配信なし'], [...lineOf(paused), '電子配信なし']]);
    expect((await staff.get(`messages/${randomUUID()}/paper`)).statusCode).toBe(404);
    await forgetLists(parts().db, new Date(noon.getTime() + 91 * 86_400_000));
    const left = await parts().db.selectFrom('audience_list_lines').selectAll().execute();
    expect(left).toEqual([]);
  });
});

describe('the paper list of a message to an area', () => {
  it('has who is exempt there and whom nothing could tell', async () => {
    const town = '架空県みほん市東町';
    await parts()
      .db.insertInto('exemptions')
      .values(
        [town, '架空県みほん市西町'].map((area) => ({
          ...{ id: randomUUID(), municipality: '992011', account_id: null, mailbox_address: null },
          ...{ name: `免除 ${area}`, birth_date: '19400101', address: area, reason: 'no-device' as const },
          ...{ since: noon, review_on: '2027-01-01' },
        })),
      )
      .execute();
    await setFacts(5, { address: `${town}5` });
    await parts()
      .db.updateTable('accounts')
      .set({ notify_email: false, notify_push: true })
      .where('id', '=', residentId(5))
      .execute();
    const message = await send({ areas: [town] });
    while (await announcePart(parts()));
    const lines = await paper(message);
    expect(lines[0]).toEqual(heading);
    expect(lines.slice(1).map(([name, , , reason]) => [name, reason])).toEqual([
      [`免除 ${town}`, '紙を希望'],
      ['見本 5', '通知不達'],
    ]);
  });
});

describe('people', () => {
  it('are listed with the reason why someone left, in pages, and see in their own log that somebody looked', async () => {
    const { db } = parts();
    await makeResidents(db, { count: 110, terminalId, tag: 'b' });
    await db
      .updateTable('memberships')
      .set({ state: 'left', reason: 'moved' })
      .where('account_id', '=', residentId(7))
      .execute();
    await db.updateTable('accounts').set({ moved_since: noon }).where('id', '=', residentId(7)).execute();
    const seen: Recipients['recipients'] = [];
    let after: string | null = null;
    do {
      const query: string = after === null ? '' : `?after=${after}`;
      const page = Recipients.parse((await staff.get(`recipients${query}`)).json());
      expect(page.counts).toEqual({ receiving: 120, paused: 1, left: 1 });
      seen.push(...page.recipients);
      after = page.next;
    } while (after !== null);
    const all = await db.selectFrom('accounts').select(['name', 'address']).execute();
    const line = ({ name, address }: { name: string; address: string }): string => `${name} ${address}`;
    expect(seen.map(line).toSorted()).toEqual(all.map(line).toSorted());
    const left = Recipients.parse((await staff.get('recipients?state=left')).json()).recipients;
    expect(Recipients.parse((await staff.get('recipients?reason=moved')).json()).recipients).toEqual(left);
    expect(Recipients.parse((await staff.get('recipients?reason=death')).json()).recipients).toEqual([]);
    expect(left).toMatchObject([
      { name: '見本 7', state: 'left', reason: 'moved', movedSince: noon.toISOString() },
    ]);
    const log = await db
      .selectFrom('access_log')
      .selectAll()
      .where('account_id', '=', residentId(7))
      .execute();
    expect(log).toMatchObject([
      { who: 'municipality', place: 'desk', what: 'recipients-shown', municipality: '992011' },
      ...[{ what: 'recipients-shown' }, { what: 'recipients-shown' }],
    ]);
    expect((await staff.get('recipients?after=x')).json()).toMatchObject({ code: 'malformed' });
  });

  it('have their receipts, and "opened" only where it was asked for', async () => {
    const { db } = parts();
    const message = await send({ receiptNumber: '0008-0CC1' });
    const opened = db.updateTable('deliveries').set({ opened_at: noon }).where('message_id', '=', message);
    await opened.execute();
    const read = async (): Promise<PersonReceipts['people']> =>
      PersonReceipts.parse((await staff.get(`messages/${message}/receipts`)).json()).people;
    expect(await read()).toMatchObject([{ name: '見本 8', openedAt: noon.toISOString(), announcedAt: null }]);
    await db.updateTable('messages').set({ opened_receipts: false }).where('id', '=', message).execute();
    expect(await read()).toMatchObject([{ name: '見本 8', openedAt: null }]);
    const failed = await staff.get(`messages/${message}/receipts?failed=1`);
    expect(PersonReceipts.parse(failed.json()).people).toEqual([]);
  });
});
