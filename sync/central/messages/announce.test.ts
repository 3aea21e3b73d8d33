import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bounceMail, deliverBack } from '../../../tests/fixtures/bounce.ts';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { startPushService } from '../../../tests/fixtures/push-service.ts';
import type { PushService } from '../../../tests/fixtures/push-service.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import { makeResidents, residentId } from '../../../tests/fixtures/residents.ts';
import { signInStaff } from '../../../tests/fixtures/staff.ts';
import type { Staff } from '../../../tests/fixtures/staff.ts';
import { languages } from '../../contract/words.ts';
import { bounceAddress } from '../bounces/address.ts';
import { announceMail } from '../mail/announce-texts.ts';
import { announcePart } from './announce.ts';
import { deliverPart } from './deliver.ts';
import { isQuiet } from './quiet.ts';
import { forgetAnnouncements, noteTold } from './told.ts';

let central: TestCentral;
let service: PushService;
let author: Staff;
const noon = new Date('2026-06-15T03:00:00.000Z');
let clock = noon;

beforeAll(async () => {
  service = await startPushService();
  central = await startTestCentral({
    carries: false,
    now: () => clock,
    config: {
      pushLocalAuthority: service.authority,
      quietHours: { from: 21, until: 8 },
      bounces: { host: '127.0.0.1', port: 0, domain: 'bounce.example.jp' },
    },
  });
  const { terminalId } = await central.enrol();
  await makeResidents(central.central.parts.db, { count: 8, terminalId });
  author = await signInStaff(central, 'author', ['compose']);
}, 60_000);
afterAll(async () => {
  await central.stop();
  await service.stop();
}, 60_000);

const parts = () => central.central.parts;
beforeEach(async () => {
  clock = noon;
  await parts().db.updateTable('accounts').set({ notify_push: false, notify_email: false }).execute();
  await parts().db.deleteFrom('push_subscriptions').execute();
});

const wants = (i: number, push: boolean, email: boolean): Promise<unknown> =>
  parts()
    .db.updateTable('accounts')
    .set({ notify_push: push, notify_email: email })
    .where('id', '=', residentId(i))
    .execute();
async function browserOf(i: number): Promise<ReturnType<PushService['subscribe']>> {
  const subscription = service.subscribe();
  const { endpoint, keys } = subscription;
  await parts()
    .db.insertInto('push_subscriptions')
    .values({
      ...{ id: randomUUID(), account_id: residentId(i), session: 'made up', endpoint, ...keys },
      created_at: noon,
    })
    .execute();
  return subscription;
}
/** Sends to everybody and tells as many parts as there are. */
async function send(change: object = {}): Promise<string> {
  const id = randomUUID();
  const texts = { ja: { title: '{水道|すいどう}のお知らせ', body: '本文' } };
  const answer = await author.post('messages', { id, texts, audience: {}, ...change });
  expect(answer.json()).toMatchObject({ state: 'scheduled' });
  while (await deliverPart(parts()));
  while (await announcePart(parts(), 3));
  return id;
}
const delivery = (message: string, i: number) =>
  parts()
    .db.selectFrom('deliveries')
    .select(['announced_at', 'announce_failed'])
    .where('message_id', '=', message)
    .where('account_id', '=', residentId(i))
    .executeTakeFirstOrThrow();
const becomes = (message: string, i: number, told: object): Promise<unknown> =>
  expect.poll(() => delivery(message, i), { timeout: 15_000 }).toMatchObject(told);
const announcements = (message: string) =>
  parts().db.selectFrom('announcements').selectAll().where('message_id', '=', message).execute();
const mails = async (): Promise<{ to: string; subject: string; text: string }[]> => {
  const answer = await fetch(`${central.central.mailUrl ?? ''}.json`);
  // The sink's own form; a wrong one fails right below.
  return ((await answer.json()) as { items: { to: string; subject: string; text: string }[] }).items;
};
const told = { announced_at: noon, announce_failed: null };
const failed = (announce_failed: string): object => ({ announced_at: null, announce_failed });

describe('a resident is told of a message', () => {
  it('by push with its title and by mail with neither sender nor matter, as they want, each once', async () => {
    await wants(1, true, false);
    await wants(2, false, true);
    await wants(3, true, true);
    await browserOf(1);
    await browserOf(3);
    const pushed = service.received.length;
    const id = await send();
    await service.seen(pushed + 2);
    expect(new Set(service.received.slice(pushed).map(({ text }) => text))).toEqual(
      new Set([JSON.stringify({ title: '水道のお知らせ' })]),
    );
    for (const i of [1, 2, 3]) await becomes(id, i, told);
    await becomes(id, 4, failed('not-wanted'));
    expect((await announcements(id)).length).toBe(4);
    const toThem = async () =>
      (await mails()).filter(({ to }) => ['resident-a-2@example.jp', 'resident-a-3@example.jp'].includes(to));
    // Who was told by push has their mail on its way still.
    await expect.poll(async () => (await toThem()).length, { timeout: 15_000 }).toBe(2);
    const own = await toThem();
    for (const { subject, text } of own) {
      expect(`${subject} ${text}`).not.toMatch(/水道|みほん|市/);
      expect(text).toContain(`${central.central.publicUrl}/m\n`);
    }
    expect(await announcePart(parts())).toBe(false);
  });

  it('not in quiet hours, unless it is an emergency', async () => {
    await wants(1, false, true);
    clock = new Date('2026-06-15T12:00:00.000Z');
    await parts()
      .db.updateTable('desk_sessions')
      .set({ used_at: clock, expires_at: new Date(clock.getTime() + 9e6) })
      .execute();
    const id = await send();
    expect(await announcements(id)).toEqual([]);
    const emergency = await send({ emergency: true });
    expect((await announcements(emergency)).length).toBe(1);
    clock = new Date('2026-06-15T23:00:00.000Z');
    while (await announcePart(parts()));
    expect((await announcements(id)).length).toBe(1);
    await parts()
      .db.updateTable('desk_sessions')
      .set({ used_at: noon, expires_at: new Date('2027-01-01') })
      .execute();
  });

  it('and the sender hears when every way has failed: browser gone, nothing behind the switches', async () => {
    await wants(1, true, false);
    await wants(2, true, true);
    await wants(3, true, false);
    service.answerNext(await browserOf(1), { status: 410 });
    service.answerNext(await browserOf(2), { status: 410 });
    const id = await send();
    await becomes(id, 1, failed('push-gone'));
    await becomes(id, 2, told);
    await becomes(id, 3, failed('no-address'));
    // Counts of a moment ago are told as they were.
    clock = new Date(noon.getTime() + 10_000);
    const answer = await author.get(`messages/${id}`);
    expect(answer.json()).toMatchObject({ receipts: { delivered: 8, announced: 1, announcementFailed: 7 } });
  });

  it('not by a push whose browser goes away before it is sent; one that went away later has shown it', async () => {
    await wants(1, true, false);
    await browserOf(1);
    const id = await send();
    await becomes(id, 1, told);
    const [one] = await announcements(id);
    // Told already: that the browser goes away later changes nothing.
    expect(await noteTold(one?.id ?? '', 'push-gone', parts().db, clock)).toBe(true);
    await becomes(id, 1, told);
    await parts().db.updateTable('announcements').set({ sent_at: null }).execute();
    await noteTold(one?.id ?? '', 'push-gone', parts().db, clock);
    await becomes(id, 1, failed('push-gone'));
  });

  it('by a mail that comes back days later: then they were not told', async () => {
    await wants(1, false, true);
    const id = await send();
    await becomes(id, 1, told);
    const [one] = await announcements(id);
    const to = bounceAddress(parts().secret, one?.id ?? '', 'bounce.example.jp');
    await deliverBack(central.central.bouncePort ?? 0, to, bounceMail(to, 'failed', '5.1.1'));
    await becomes(id, 1, failed('mail-bounced'));
    await forgetAnnouncements(parts().db, new Date(noon.getTime() + 31 * 86_400_000));
    expect(await announcements(id)).toEqual([]);
    await becomes(id, 1, failed('mail-bounced'));
  });

  it('in the language in which they registered, in neutral words in every language', () => {
    for (const language of languages) {
      const { subject, text } = announceMail(language, 'https://central.example.jp/m');
      expect(subject.length).toBeGreaterThan(4);
      expect(text).toContain('\nhttps://central.example.jp/m\n');
      expect(text).not.toContain(madeUp.municipality);
    }
  });
});

describe('quiet hours', () => {
  it.each([
    [21, 8, '2026-06-15T11:59:00Z', false],
    [21, 8, '2026-06-15T12:00:00Z', true],
    [21, 8, '2026-06-15T22:59:00Z', true],
    [21, 8, '2026-06-15T23:00:00Z', false],
    [1, 5, '2026-06-15T17:00:00Z', true],
    [0, 0, '2026-06-15T15:00:00Z', false],
  ])('from %i to %i are by the clock in Japan: %s', (from, until, at, quiet) => {
    expect(isQuiet({ from, until }, new Date(at))).toBe(quiet);
  });
});
