import { randomUUID } from 'node:crypto';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { deliverTo, registerResident } from '../../../tests/fixtures/mailbox.ts';
import { MailboxHealth } from '../../contract/mailbox-view.ts';
import type { Tables } from '../db/tables.ts';
import { lookAtMailbox } from './health.ts';

const minute = 60_000;
let central: TestCentral;
let accountId: string;
const clock = { at: Date.now() };
beforeAll(async () => {
  central = await startTestCentral({ now: () => new Date(clock.at) });
  ({ id: accountId } = await registerResident(central, await central.enrol()));
}, 60_000);
afterAll(() => central.stop(), 60_000);
beforeEach(async () => {
  clock.at += 60 * minute;
  await parts().db.deleteFrom('messages').execute();
  await look();
});

const parts = () => central.central.parts;
const look = async (): Promise<MailboxHealth> => MailboxHealth.parse(await lookAtMailbox(parts()));
const ago = (ms: number): Date => new Date(clock.at - ms);

describe('the mailbox’s health', () => {
  it('is public, and fine with since when', async () => {
    const answer = await fetch(`${central.central.publicUrl}/health/mailbox`);
    expect(answer.status).toBe(200);
    const health = MailboxHealth.parse(await answer.json());
    expect(health.status).toBe('ok');
    for (const part of Object.values(health.parts)) expect(part.state).toBe('ok');
  });

  it('worsens with a message that does not go on, keeps since when across looks, and recovers', async () => {
    const id = await deliverTo(central, []);
    const due = ago(6 * minute);
    await parts()
      .db.updateTable('messages')
      .set({ state: 'sending', released_at: due, send_at: null, created_at: due })
      .where('id', '=', id)
      .execute();
    const began = new Date(clock.at).toISOString();
    expect((await look()).parts.receive).toEqual({ state: 'degraded', since: began });
    clock.at += 10 * minute;
    const later = await look();
    expect([later.status, later.parts.receive.since]).toEqual(['degraded', began]);
    clock.at += 20 * minute;
    const failing = new Date(clock.at).toISOString();
    expect(await look()).toMatchObject({
      status: 'failing',
      parts: { receive: { state: 'failing', since: failing }, read: { state: 'ok' } },
    });
    // A part was written: it goes on.
    const row = { message_id: id, account_id: accountId, delivered_at: ago(minute) };
    await parts().db.insertInto('deliveries').values(row).execute();
    await parts().db.updateTable('messages').set({ sent_to: accountId }).where('id', '=', id).execute();
    expect((await look()).parts.receive).toEqual({ state: 'ok', since: failing });
  });

  it('does not count what is not due, nor what waits for a second person', async () => {
    for (const [state, send_at] of [
      ['scheduled', new Date(clock.at + minute)],
      ['waiting-release', ago(60 * minute)],
    ] as const) {
      const id = await deliverTo(central, []);
      const row = { state, send_at, released_at: null, created_at: ago(60 * minute) };
      await parts().db.updateTable('messages').set(row).where('id', '=', id).execute();
    }
    expect((await look()).parts.receive.state).toBe('ok');
  });

  const announced = async (
    count: number,
    more: { sent_at?: Date; failed?: 'mail-failed' | 'push-gone' },
    ageMs: number,
  ) => {
    const id = await deliverTo(central, [accountId]);
    const row = {
      message_id: id,
      account_id: accountId,
      way: 'mail',
      created_at: ago(ageMs),
      ...more,
    } as const;
    const rows = Array.from({ length: count }, () => ({ id: randomUUID(), ...row }));
    await parts().db.insertInto('announcements').values(rows).execute();
  };

  it('worsens when mails fail or wait, but not for browsers that are gone nor for a single one', async () => {
    const state = async () => (await look()).parts.announce.state;
    await announced(40, { failed: 'push-gone' }, minute);
    await announced(1, {}, 120 * minute);
    expect(await state()).toBe('ok');
    await announced(20, { failed: 'mail-failed' }, minute);
    expect(await state()).toBe('degraded');
    await announced(300, { failed: 'mail-failed' }, minute);
    expect(await state()).toBe('failing');
    await parts().db.deleteFrom('messages').execute();
    await announced(20, {}, 31 * minute);
    expect(await state()).toBe('degraded');
    clock.at += 180 * minute;
    expect(await state()).toBe('failing');
  });

  it('says since when it cannot even ask, without a database', async () => {
    const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:9/none' });
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
    const away = { ...parts(), db };
    const first = MailboxHealth.parse(await lookAtMailbox(away));
    expect(first.status).toBe('failing');
    clock.at += minute;
    const second = MailboxHealth.parse(await lookAtMailbox(away));
    expect(second.parts.receive).toEqual({ state: 'failing', since: first.at });
    await db.destroy();
  });
});
