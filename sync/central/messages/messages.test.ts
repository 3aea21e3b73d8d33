import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { makePdf } from '../../../tests/fixtures/pdf.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import { makeResidents, residentId } from '../../../tests/fixtures/residents.ts';
import { signInStaff } from '../../../tests/fixtures/staff.ts';
import type { Staff } from '../../../tests/fixtures/staff.ts';
import { AudienceCount, DeskMessage, DeskMessages, MessageAnswer } from '../../contract/desk.ts';
import type { Audience, MessageRequest } from '../../contract/desk.ts';
import { makeToken } from '../tokens.ts';
import { deliverPart } from './deliver.ts';

let central: TestCentral;
let author: Staff;
let releaser: Staff;
const noon = new Date('2026-06-15T03:00:00.000Z');
let clock = noon;

beforeAll(async () => {
  // Tests deliver part by part themselves.
  central = await startTestCentral({ carries: false, now: () => clock });
  const { terminalId } = await central.enrol();
  await makeResidents(central.central.parts.db, { count: 60, terminalId });
  await makeResidents(central.central.parts.db, { count: 5, terminalId, tag: 'far', municipality: '992020' });
  author = await signInStaff(central, 'author', ['compose']);
  releaser = await signInStaff(central, 'releaser', ['release']);
}, 60_000);
afterAll(() => central.stop(), 60_000);
/** Sets the clock; whoever is signed in stays so. */
const setClock = async (to: Date): Promise<void> => {
  clock = to;
  const expires_at = new Date(to.getTime() + 3_600_000);
  await parts().db.updateTable('desk_sessions').set({ used_at: to, expires_at }).execute();
};
beforeEach(() => setClock(noon));

const parts = () => central.central.parts;
const makeMessage = (change: Partial<MessageRequest> = {}): MessageRequest => ({
  id: randomUUID(),
  texts: { ja: { title: 'お知らせ', body: '本文' } },
  audience: {},
  ...change,
});
const deliverAll = async (size?: number): Promise<void> => {
  while (await deliverPart(parts(), size));
};
const post = async (message: MessageRequest): Promise<MessageAnswer> =>
  MessageAnswer.parse((await author.post('messages', message)).json());
const read = async (id: string): Promise<DeskMessage> =>
  DeskMessage.parse((await author.get(`messages/${id}`)).json());
const settled = async (id: string, state: DeskMessage['state']): Promise<DeskMessage> => {
  const message = await read(id);
  expect(message).toMatchObject({ state });
  return message;
};
const receivers = async (id: string): Promise<string[]> => {
  const rows = await parts()
    .db.selectFrom('deliveries')
    .select('account_id')
    .where('message_id', '=', id)
    .execute();
  return rows.map(({ account_id }) => account_id);
};
const count = async (audience: Audience): Promise<number> => {
  const answer = await author.post('audience', audience);
  return AudienceCount.parse(answer.json()).recipients;
};
const lot = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => residentId(from + index));
const membership = (id: string, state: 'receiving' | 'paused', since = noon): Promise<unknown> =>
  parts().db.updateTable('memberships').set({ state, since }).where('account_id', '=', id).execute();

describe('an audience', () => {
  it('is everybody who receives from that municipality with a proved address, and nobody else', async () => {
    expect(await count({})).toBe(60);
    const { db } = parts();
    const own = (id: string) => db.updateTable('contacts').where('account_id', '=', id);
    await own(residentId(1)).set({ confirmed_at: null }).execute();
    await membership(residentId(2), 'paused');
    await db.updateTable('accounts').set({ closed_at: noon }).where('id', '=', residentId(3)).execute();
    expect(await count({})).toBe(57);
    await own(residentId(1)).set({ confirmed_at: noon }).execute();
    await membership(residentId(2), 'receiving', new Date('2026-01-01T00:00:00Z'));
    await db.updateTable('accounts').set({ closed_at: null }).where('id', '=', residentId(3)).execute();
  });

  it('is narrowed by interests, areas, age and one registration, each of them, any of several', async () => {
    expect(await count({ interests: ['bousai'] })).toBe(30);
    expect(await count({ interests: ['bousai', 'kosodate'] })).toBe(30);
    expect(await count({ interests: ['kosodate'] })).toBe(0);
    expect(await count({ interests: [] })).toBe(0);
    expect(await count({ areas: ['架空県みほん市港町'] })).toBe(6);
    expect(await count({ areas: ['架空県みほん市港町', '架空県みほん市丘町'] })).toBe(12);
    expect(await count({ areas: ['架空県みほん市%'] })).toBe(0);
    expect(await count({ receiptNumber: '0007-0CC1' })).toBe(1);
    expect(await count({ receiptNumber: '0007-0000' })).toBe(0);
    expect(await count({ interests: ['bousai'], areas: ['架空県みほん市港町'] })).toBe(0);
  });

  it('counts whole years by the day in Japan', async () => {
    const { db } = parts();
    const born = (birth_date: string) =>
      db.updateTable('accounts').set({ birth_date }).where('id', '=', residentId(1)).execute();
    const before = await count({ age: { from: 20, to: 29 } });
    const isIn = async (): Promise<boolean> => (await count({ age: { from: 20, to: 29 } })) === before + 1;
    await born('20060615');
    expect(await isIn()).toBe(true);
    await born('20060616');
    expect(await isIn()).toBe(false);
    // Still the 15th in Greenwich, already the 16th in Japan.
    await setClock(new Date('2026-06-15T15:00:00.000Z'));
    expect(await isIn()).toBe(true);
    await setClock(noon);
    await born('19960616');
    expect(await isIn()).toBe(true);
    await born('19960615');
    expect(await isIn()).toBe(false);
    // Born on 29 February: a year older on 1 March in other years.
    await born('20040229');
    await setClock(new Date('2026-02-28T03:00:00.000Z'));
    expect(await count({ age: { from: 22, to: 22 } })).toBe(0);
    await setClock(new Date('2026-03-01T03:00:00.000Z'));
    expect(await count({ age: { from: 22, to: 22 } })).toBe(1);
    await born('19300108');
  });

  it('is told with the ways in which it hears', async () => {
    const answer = await author.post('audience', {});
    expect(answer.json()).toEqual({ recipients: 60, needsRelease: true, push: 0, email: 60, neither: 0 });
  });
});

describe('a message', () => {
  it('to few goes by itself, in parts, to each of them once', async () => {
    const message = makeMessage({ audience: { areas: ['架空県みほん市港町'] } });
    expect(await post(message)).toEqual({ id: message.id, state: 'scheduled', recipients: 6 });
    await deliverAll(2);
    expect((await settled(message.id, 'sent')).receipts).toMatchObject({ delivered: 6, opened: null });
    expect((await receivers(message.id)).length).toBe(6);
  });

  it('to nobody is refused and not kept', async () => {
    const message = makeMessage({ audience: { interests: ['kosodate'] } });
    expect((await author.post('messages', message)).json()).toMatchObject({
      status: 422,
      code: 'audience-empty',
    });
    expect((await author.get(`messages/${message.id}`)).statusCode).toBe(404);
  });

  it('is one however often it is posted; another with its id is refused', async () => {
    const message = makeMessage({ audience: { receiptNumber: '0007-0CC1' } });
    const answers = await Promise.all(Array.from({ length: 4 }, () => author.post('messages', message)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    await deliverAll();
    await settled(message.id, 'sent');
    expect(await post({ ...message, clock: noon.toISOString() })).toMatchObject({
      state: 'sent',
      recipients: 1,
    });
    expect(await receivers(message.id)).toEqual([residentId(7)]);
    const other = await author.post('messages', { ...message, emergency: true });
    expect(other.json()).toMatchObject({ status: 409, code: 'id-taken' });
    const elsewhere = await signInStaff(central, 'far', ['compose'], '992020');
    expect((await elsewhere.post('messages', message)).json()).toMatchObject({ code: 'id-taken' });
    expect((await elsewhere.get(`messages/${message.id}`)).statusCode).toBe(404);
  });

  it('to many waits for somebody else with the role', async () => {
    const both = await signInStaff(central, 'both', ['compose', 'release']);
    const message = makeMessage();
    const answer = await both.post('messages', message);
    expect(answer.json()).toEqual({ id: message.id, state: 'waiting-release', recipients: 60 });
    await deliverAll();
    expect(await receivers(message.id)).toEqual([]);
    const release = { recipients: 60 };
    const own = await both.post(`messages/${message.id}/release`, release);
    expect(own.json()).toMatchObject({ status: 403, code: 'second-person-needed' });
    expect((await author.post(`messages/${message.id}/release`, release)).json()).toMatchObject({
      code: 'forbidden',
    });
    const let_go = await releaser.post(`messages/${message.id}/release`, release);
    expect(let_go.json()).toEqual({ id: message.id, state: 'scheduled', recipients: 60 });
    await deliverAll();
    expect(await settled(message.id, 'sent')).toMatchObject({
      ...{ composedBy: '見本 both', releasedBy: '見本 releaser', expected: 60, sendAt: null },
      receipts: { delivered: 60 },
    });
    expect((await releaser.post(`messages/${message.id}/release`, release)).json()).toMatchObject({
      ...{ code: 'message-state', detail: 'sent' },
    });
  });

  it('whose audience has grown by more than a tenth is let go only when the releaser has been told', async () => {
    const message = makeMessage();
    await post(message);
    const release = (recipients: number) => releaser.post(`messages/${message.id}/release`, { recipients });
    expect((await release(54)).json()).toMatchObject({ status: 409, code: 'audience-grown', detail: '60' });
    expect((await release(55)).json()).toMatchObject({ state: 'scheduled', recipients: 60 });
    await releaser.post(`messages/${message.id}/stop`, {});
  });

  it('goes to who received when it went: not to who joined after, nor to who paused before their turn', async () => {
    const message = makeMessage();
    await post(message);
    await membership(residentId(5), 'paused');
    await releaser.post(`messages/${message.id}/release`, { recipients: 60 });
    await setClock(new Date(noon.getTime() + 60_000));
    await membership(residentId(5), 'receiving', clock);
    // Delivered in the order of ids: whoever is last pauses after the first part.
    const [last = ''] = lot(1, 60)
      .toSorted()
      .toReversed()
      .filter((id) => id !== residentId(5));
    expect(await deliverPart(parts(), 10)).toBe(true);
    await membership(last, 'paused', clock);
    await deliverAll(10);
    await settled(message.id, 'sent');
    const got = await receivers(message.id);
    expect(got.length).toBe(58);
    expect(got).not.toContain(residentId(5));
    expect(got).not.toContain(last);
    for (const id of [residentId(5), last])
      await membership(id, 'receiving', new Date('2026-01-01T00:00:00Z'));
  });

  it('waits for its time, and one whose time has passed goes now', async () => {
    const later = new Date(noon.getTime() + 3_600_000).toISOString();
    const message = makeMessage({ audience: { receiptNumber: '0007-0CC1' }, sendAt: later });
    expect(await post(message)).toMatchObject({ state: 'scheduled' });
    expect(await deliverPart(parts())).toBe(false);
    expect(await read(message.id)).toMatchObject({ state: 'scheduled', sendAt: later, sentAt: null });
    await setClock(new Date(later));
    await deliverAll();
    expect(await settled(message.id, 'sent')).toMatchObject({ sentAt: later });
    await setClock(noon);
    const past = makeMessage({
      audience: { receiptNumber: '0007-0CC1' },
      sendAt: new Date(noon.getTime() - 60_000).toISOString(),
    });
    await post(past);
    await deliverAll();
    expect(await settled(past.id, 'sent')).toMatchObject({ sendAt: null });
  });

  it('of a sender whose clock is wrong is refused with the difference', async () => {
    const at = (ms: number): string => new Date(noon.getTime() + ms).toISOString();
    const wrong = async (change: Partial<MessageRequest>): Promise<unknown> =>
      (
        await author.post('messages', makeMessage({ audience: { receiptNumber: '0007-0CC1' }, ...change }))
      ).json();
    expect(await wrong({ sendAt: at(3_600_000), clock: at(-7_200_000) })).toMatchObject({
      ...{ code: 'sender-clock-off', detail: 'clock is 7200 s behind' },
    });
    expect(await wrong({ sendAt: at(-2 * 86_400_000) })).toMatchObject({
      detail: 'sendAt is 172800 s behind',
    });
    expect(await wrong({ sendAt: '2099-01-01T00:00:00.000Z' })).toMatchObject({ code: 'sender-clock-off' });
    // It says no time: its clock does not matter.
    expect(await wrong({ clock: at(-7_200_000) })).toMatchObject({ state: 'scheduled' });
    await deliverAll();
  });

  it('is stopped in the middle: who has it keeps it, nobody else gets it', async () => {
    const message = makeMessage();
    await post(message);
    await releaser.post(`messages/${message.id}/release`, { recipients: 60 });
    expect(await deliverPart(parts(), 10)).toBe(true);
    expect(await read(message.id)).toMatchObject({ state: 'sending', receipts: { delivered: 10 } });
    // Once it goes, its author alone does not call it back.
    expect((await author.post(`messages/${message.id}/stop`, {})).json()).toMatchObject({
      code: 'forbidden',
    });
    expect((await releaser.post(`messages/${message.id}/stop`, {})).json()).toMatchObject({
      state: 'stopped',
    });
    expect((await releaser.post(`messages/${message.id}/stop`, {})).json()).toMatchObject({
      state: 'stopped',
    });
    expect(await deliverPart(parts(), 10)).toBe(false);
    expect((await receivers(message.id)).length).toBe(10);
    const waiting = makeMessage();
    await post(waiting);
    expect((await author.post(`messages/${waiting.id}/stop`, {})).json()).toMatchObject({ state: 'stopped' });
  });

  it('carries attachments that are what they say, and none that lie', async () => {
    const audience = { receiptNumber: '0007-0CC1' };
    const content = makePdf({ pages: ['One', 'Two'] });
    const pdf = { name: '案内.pdf', type: 'application/pdf', content: content.toString('base64') };
    const lie = { ...pdf, content: Buffer.from('MZ a program').toString('base64') };
    const refused = await author.post('messages', makeMessage({ audience, attachments: [pdf, lie] }));
    expect(refused.json()).toMatchObject({ status: 422, code: 'attachment-refused', detail: '2: not-pdf' });
    const message = makeMessage({ audience, attachments: [pdf] });
    await post(message);
    await deliverAll();
    const { attachments } = await settled(message.id, 'sent');
    expect(attachments).toMatchObject([{ name: '案内.pdf', pages: 2, bytes: content.length }]);
    const file = await author.get(`messages/${message.id}/attachments/${attachments[0]?.id ?? ''}`);
    expect(file.rawPayload.equals(content)).toBe(true);
    expect(file.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="__.pdf"; filename*=UTF-8''${encodeURIComponent('案内')}.pdf`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    expect((await author.get(`messages/${message.id}/attachments/${randomUUID()}`)).statusCode).toBe(404);
  });

  it('is taken from a system with the token of that very municipality, which only composes', async () => {
    const { db } = parts();
    const token = await makeToken(db, madeUp.municipality, noon);
    const admin = await makeToken(db, null, noon);
    const send = (bearer: string, code: string, path = '', payload: object = makeMessage()) =>
      central.public.inject({
        ...{ method: 'POST', url: `/v1/municipalities/${code}/messages${path}`, payload },
        headers: { authorization: `Bearer ${bearer}` },
      });
    const message = makeMessage();
    expect((await send(token, madeUp.municipality, '', message)).json()).toMatchObject({
      state: 'waiting-release',
    });
    const release = await send(token, madeUp.municipality, `/${message.id}/release`, { recipients: 60 });
    expect(release.json()).toMatchObject({ code: 'forbidden' });
    expect((await send('x'.repeat(40), madeUp.municipality)).json()).toMatchObject({
      code: 'unauthenticated',
    });
    expect((await send(token, '992020')).json()).toMatchObject({ code: 'forbidden' });
    expect((await send(admin, madeUp.municipality)).json()).toMatchObject({ code: 'forbidden' });
    const odd = await send(token, madeUp.municipality, '', { ...makeMessage(), extra: 1 });
    expect(odd.json()).toMatchObject({ code: 'malformed' });
    await releaser.post(`messages/${message.id}/stop`, {});
  });

  it('needs its role: a session without it counts, posts and lists nothing', async () => {
    const registry = await signInStaff(central, 'registry', ['registry']);
    expect((await registry.post('audience', {})).statusCode).toBe(403);
    expect((await registry.post('messages', makeMessage())).statusCode).toBe(403);
    expect((await registry.get('recipients')).statusCode).toBe(403);
    expect((await author.get('recipients')).statusCode).toBe(403);
    expect((await registry.get('messages')).statusCode).toBe(200);
  });

  it('is listed newest first, in pages, each once', async () => {
    const seen: string[] = [];
    let before: string | null = null;
    do {
      const query: string = before === null ? '' : `?before=${before}`;
      const page = DeskMessages.parse((await author.get(`messages${query}`)).json());
      seen.push(...page.messages.map(({ id }) => id));
      before = page.next;
    } while (before !== null);
    const { db } = parts();
    const rows = await db
      .selectFrom('messages')
      .select('id')
      .where('municipality', '=', madeUp.municipality)
      .execute();
    expect(seen.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
  });

  it('and everything that was done with it stands in the desk log', async () => {
    const rows = await parts().db.selectFrom('desk_log').select(['what', 'actor']).execute();
    expect(new Set(rows.map(({ what }) => what))).toEqual(
      new Set(['message-posted', 'message-released', 'message-stopped']),
    );
    expect(rows.map(({ actor }) => actor)).toContain('見本 releaser');
    expect(central.logged()).not.toContain('お知らせ');
  });
});
