import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { atDesk } from '../../../tests/fixtures/desk.ts';
import { commandFor, makeMailboxCard, pushAll, registerResident } from '../../../tests/fixtures/mailbox.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { DeathReport, DeathReports, Exemptions } from '../../contract/desk.ts';
import { DeskLog } from '../../contract/desk-log.ts';
import { makeToken } from '../tokens.ts';

const city = madeUp.municipality;
const dayMs = 86_400_000;
let central: TestCentral;
let terminal: Sender;
let clockMs = 0;
const now = () => new Date(Date.now() + clockMs);
beforeAll(async () => {
  central = await startTestCentral({ now });
  terminal = await central.enrol();
}, 60_000);
afterAll(() => central.stop(), 60_000);

type Who = Record<string, string>;
const keeper = (who: string, municipality: string = city): Promise<Who> =>
  atDesk(central.central, who, ['registry'], municipality);
const get = (path: string, who: Who) => central.public.inject({ url: path, headers: who });
const post = (path: string, who: Who, payload: object = {}) =>
  central.public.inject({ method: 'POST', url: path, headers: who, payload });
const at = (path: string, municipality: string = city): string =>
  `/v1/municipalities/${municipality}/${path}`;
const account = (id: string) =>
  central.central.parts.db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const log = async (who: Who): Promise<string[]> => {
  const answer = await get(`/v1/desk/log?municipality=${city}`, who);
  return DeskLog.parse(answer.json()).lines.map(({ what, actor }) => `${what} ${actor}`);
};

describe('a death', () => {
  it('is reported by one person and confirmed by another; then the mailbox is closed and paper takes over', async () => {
    const { id, record } = await registerResident(central, terminal);
    const [one, two] = [await keeper('one'), await keeper('two')];
    const reported = await post(at('deaths'), one, { receiptNumber: record.receiptNumber.toLowerCase() });
    const report = DeathReport.parse(reported.json());
    expect(report).toMatchObject({ name: madeUp.name, own: true, source: 'desk', confirmedAt: null });
    const again = DeathReport.parse(
      (await post(at('deaths'), two, { receiptNumber: record.receiptNumber })).json(),
    );
    expect(again).toMatchObject({ id: report.id, own: false, reportedBy: 'one' });
    expect((await account(id)).closed_at).toBeNull();

    const confirm = (who: Who) => post(at(`deaths/${report.id}/confirmation`), who);
    expect((await confirm(one)).json()).toMatchObject({ code: 'second-person-needed' });
    expect((await account(id)).closed_at).toBeNull();
    expect((await confirm(two)).json()).toMatchObject({ confirmedBy: 'two', own: false });
    expect(await account(id)).toMatchObject({ closed_reason: 'death', name: '' });
    const memberships = await central.central.parts.db
      .selectFrom('memberships')
      .select(['state', 'reason'])
      .where('account_id', '=', id)
      .execute();
    expect(memberships).toEqual([{ state: 'left', reason: 'death' }]);
    // Once more is the same, and it cannot be taken back.
    expect((await confirm(two)).statusCode).toBe(200);
    expect((await post(at(`deaths/${report.id}/withdrawal`), one)).statusCode).toBe(404);
    const { reports } = DeathReports.parse((await get(at('deaths'), one)).json());
    expect(reports.map(({ name, confirmedBy }) => [name, confirmedBy])).toEqual([[madeUp.name, 'two']]);
    const lines = await log(one);
    expect(lines).toEqual(expect.arrayContaining(['death-confirmed two', 'death-reported one']));
    expect(lines.join()).not.toContain(madeUp.name);
  });

  it('is taken back before it is confirmed, and nothing has happened', async () => {
    const { id, record } = await registerResident(central, terminal);
    const one = await keeper('one');
    const report = DeathReport.parse(
      (await post(at('deaths'), one, { receiptNumber: record.receiptNumber })).json(),
    );
    expect((await post(at(`deaths/${report.id}/withdrawal`), one)).statusCode).toBe(204);
    expect((await post(at(`deaths/${report.id}/confirmation`), await keeper('two'))).statusCode).toBe(404);
    expect((await account(id)).closed_at).toBeNull();
    const fresh = DeathReport.parse(
      (await post(at('deaths'), one, { receiptNumber: record.receiptNumber })).json(),
    );
    expect(fresh.id).not.toBe(report.id);
  });

  it('is nobody else’s to see: other municipalities, other roles, tokens, other sites', async () => {
    const { record } = await registerResident(central, terminal);
    const payload = { receiptNumber: record.receiptNumber };
    const elsewhere = await keeper('elsewhere', '992020');
    expect((await post(at('deaths'), elsewhere, payload)).statusCode).toBe(403);
    expect((await post(at('deaths', '992020'), elsewhere, payload)).statusCode).toBe(404);
    expect((await get(at('deaths'), elsewhere)).statusCode).toBe(403);
    const others = await atDesk(central.central, 'others', ['compose', 'release', 'recipients']);
    expect((await get(at('deaths'), others)).statusCode).toBe(403);
    const { db } = central.central.parts;
    const token = { authorization: `Bearer ${await makeToken(db, city, now(), 'a system')}` };
    expect((await get(at('deaths'), token)).statusCode).toBe(403);
    expect((await get('/v1/desk/session', token)).statusCode).toBe(403);
    const foreign = { ...(await keeper('one')), origin: 'https://elsewhere.example' };
    expect((await post(at('deaths'), foreign, payload)).statusCode).toBe(403);
    expect((await get(at('deaths'), {})).statusCode).toBe(401);
  });
});

describe('an exemption', () => {
  it('is listed with the day on which staff ask again, put off, and ended', async () => {
    const card = makeMailboxCard();
    const facts = { name: '架空 紙子', birthDate: '19400101', sex: '2', address: madeUp.address } as const;
    const due = new Date(now().getTime() + 30 * dayMs).toISOString().slice(0, 10);
    const action = { kind: 'exempt', reason: 'no-device', reviewOn: due, facts } as const;
    await pushAll(central, terminal, [commandFor(card, terminal, action, { at: now() })]);
    const list = async () =>
      Exemptions.parse((await get(at('exemptions'), await keeper('one'))).json()).exemptions;
    const [first] = await list();
    expect(first).toMatchObject({ name: facts.name, reason: 'no-device', reviewOn: due, due: false });
    clockMs = 31 * dayMs;
    expect((await list())[0]).toMatchObject({ due: true });
    const id = first?.id ?? '';
    const review = async (reviewOn: string) =>
      post(at(`exemptions/${id}/review`), await keeper('one'), { reviewOn });
    expect((await review(due)).json()).toMatchObject({ code: 'malformed' });
    const later = new Date(now().getTime() + 365 * dayMs).toISOString().slice(0, 10);
    expect((await review(later)).json()).toMatchObject({ reviewOn: later, due: false });
    const elsewhere = await keeper('elsewhere', '992020');
    expect((await post(at(`exemptions/${id}/end`, '992020'), elsewhere)).statusCode).toBe(404);
    expect((await post(at(`exemptions/${id}/end`), await keeper('one'))).statusCode).toBe(204);
    expect(await list()).toEqual([]);
    expect((await review(later)).statusCode).toBe(404);
    expect((await post(at(`exemptions/${randomUUID()}/end`), await keeper('one'))).statusCode).toBe(404);
    clockMs = 0;
  });
});
