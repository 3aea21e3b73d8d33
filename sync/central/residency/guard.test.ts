import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { atDesk } from '../../../tests/fixtures/desk.ts';
import { registerResident } from '../../../tests/fixtures/mailbox.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { DeathReports } from '../../contract/desk.ts';
import { err, ok } from '../../contract/result.ts';
import { checkSoon, guardOnce } from './guard.ts';
import { httpResidency } from './http.ts';
import { startResidencySimulator } from './simulator.ts';
import type { ResidencySimulator } from './simulator.ts';

const dayMs = 86_400_000;
let central: TestCentral;
let terminal: Sender;
let simulator: ResidencySimulator;
const clock = { at: Date.now() };
beforeAll(async () => {
  central = await startTestCentral({ now: () => new Date(clock.at) });
  terminal = await central.enrol();
  simulator = await startResidencySimulator('127.0.0.1', 0, 'a made-up token');
}, 60_000);
afterAll(async () => {
  await simulator.close();
  await central.stop();
}, 60_000);
beforeEach(() => {
  clock.at += dayMs;
});

const parts = () => central.central.parts;
const register = () => httpResidency({ url: simulator.url, token: 'a made-up token' });
const guard = (provider = register(), abort = new AbortController().signal): Promise<number> =>
  guardOnce(parts(), { provider, aMinute: 6_000 }, abort);
const { municipality, ...card } = madeUp;
const resident = async (name: string): Promise<string> => {
  const { birthDate, sex, address } = card;
  const { id } = await registerResident(central, terminal, { basicFour: { name, birthDate, sex, address } });
  return id;
};
const account = (id: string) =>
  parts().db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const notices = async (id: string): Promise<string[]> => {
  const rows = await parts()
    .db.selectFrom('mailbox_notices')
    .select('code')
    .where('account_id', '=', id)
    .execute();
  return rows.map(({ code }) => code);
};
const states = async (id: string): Promise<string[]> => {
  const rows = await parts()
    .db.selectFrom('memberships')
    .select('state')
    .where('account_id', '=', id)
    .execute();
  return rows.map(({ state }) => state);
};

describe('the moved-out guard', () => {
  it('tells who moved once, however often it runs, and switches nothing off', async () => {
    const id = await resident('架空 転出子');
    expect(await guard()).toBeGreaterThan(0);
    expect(await account(id)).toMatchObject({
      moved_since: new Date(clock.at),
      moved_told_at: new Date(clock.at),
    });
    clock.at += dayMs;
    const told = new Date(clock.at);
    expect(await guard()).toBeGreaterThan(0);
    expect((await account(id)).checked_at).toEqual(told);
    expect(await notices(id)).toEqual(['moved']);
    expect(await states(id)).toEqual(['receiving']);
  });

  it('asks about each open account once a day, and soon again when a card was seen', async () => {
    const id = await resident('架空 今子');
    await guard();
    const { calls } = simulator.asked();
    expect(await guard()).toBe(0);
    expect(simulator.asked().calls).toBe(calls);
    await checkSoon(parts().db, id, new Date(clock.at));
    expect(await guard()).toBe(0);
    clock.at += 61 * 60_000;
    await checkSoon(parts().db, id, new Date(clock.at));
    expect(await guard()).toBe(1);
  });

  it('never tells the register whose account it is, and believes a day that it names', async () => {
    const id = await resident('架空 失効子');
    simulator.set('架空 失効子', 'revoked', '2026-04-01');
    const asked: string[] = [];
    await guard({
      check(residents) {
        asked.push(...residents.map((one) => one.id));
        return register().check(residents);
      },
    });
    expect(asked).not.toContain(id);
    expect((await account(id)).moved_since).toEqual(new Date('2026-03-31T15:00:00Z'));
  });

  it('makes a report of a death that a person confirms, once; taken back, it rests', async () => {
    const id = await resident('架空 死亡男');
    await guard();
    expect((await account(id)).closed_at).toBeNull();
    expect(await states(id)).toEqual(['receiving']);
    const url = `/v1/municipalities/${municipality}/deaths`;
    // Sessions do not last from one day to the next.
    const keeper = async () => ({
      ...(await atDesk(central.central, 'keeper', ['registry'], municipality)),
      'sec-fetch-site': 'same-origin',
    });
    const list = async () => {
      const answer = await central.public.inject({ url, headers: await keeper() });
      return DeathReports.parse(answer.json()).reports.filter(({ name }) => name === '架空 死亡男');
    };
    const [report] = await list();
    expect(report).toMatchObject({ source: 'register', own: false, reportedBy: '', confirmedAt: null });
    clock.at += dayMs;
    await guard();
    expect(await list()).toHaveLength(1);
    const taken = await central.public.inject({
      ...{ method: 'POST', url: `${url}/${report?.id ?? ''}/withdrawal`, payload: {} },
      headers: await keeper(),
    });
    expect(taken.statusCode).toBe(204);
    clock.at += dayMs;
    await guard();
    expect(await list()).toHaveLength(0);
  });

  it('tries a register that is away three times, loses nobody, and takes the part up again', async () => {
    const id = await resident('架空 再子');
    simulator.down(true);
    const { calls } = simulator.asked();
    expect(await guard()).toBe(0);
    expect(simulator.asked().calls).toBe(calls + 3);
    expect(central.logged()).toContain('residency-trouble');
    expect(central.logged()).not.toContain('再子');
    simulator.down(false);
    expect(await guard()).toBe(0);
    clock.at += 16 * 60_000;
    expect(await guard()).toBeGreaterThan(0);
    expect((await account(id)).checked_at).toEqual(new Date(clock.at));
  });

  it('takes who is missing in an answer for unknown, and stops at an answer of another form', async () => {
    const id = await resident('架空 無子');
    expect(
      await guard({ check: () => Promise.resolve(ok([{ id: randomUUID(), state: 'dead' }])) }),
    ).toBeGreaterThan(0);
    expect(await account(id)).toMatchObject({ moved_since: null, closed_at: null });
    clock.at += dayMs;
    let tries = 0;
    const strange = () => {
      tries += 1;
      return Promise.resolve(err('answer-wrong' as const));
    };
    expect(await guard({ check: strange })).toBe(0);
    expect(tries).toBe(1);
    const refused = httpResidency({ url: simulator.url, token: null });
    expect(await refused.check([])).toEqual({ ok: false, error: 'refused' });
    const nobody = httpResidency({ url: 'http://127.0.0.1:9', token: null });
    expect(await nobody.check([])).toEqual({ ok: false, error: 'unreachable' });
  });
});
