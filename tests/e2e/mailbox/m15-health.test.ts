// M15: the mailbox's health, as anybody asks for it over HTTP and as the documentation says that it is answered.
import { afterAll, beforeAll, expect, test } from 'vitest';
import openapi from '../../../docs/openapi.json' with { type: 'json' };
import { MailboxHealth } from '../../../sync/contract/mailbox-view.ts';
import { openStage, type Stage } from './stage.ts';

const minuteMs = 60_000;
const clock = { aheadMs: 0 };
let stage: Stage;

beforeAll(async () => {
  // A mail server that is away: nothing listens there.
  stage = await openStage({
    config: { smtpUrl: 'smtp://127.0.0.1:9' },
    now: () => new Date(Date.now() + clock.aheadMs),
  });
});
afterAll(() => stage.close());

async function asked(): Promise<{ readonly status: number; readonly health: MailboxHealth }> {
  const answer = await fetch(`${stage.publicUrl}/health/mailbox`);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  return { status: answer.status, health: MailboxHealth.parse(await answer.json()) };
}
/** Signs are up to five seconds old. */
const told = (health: object, status = 200) =>
  expect.poll(asked, { timeout: 20_000 }).toMatchObject({ status, health });

test('M15 the health endpoint answers anybody as it is documented: each part, and since when', async () => {
  const { status, health } = await asked();
  expect(status).toBe(200);
  expect(health.status).toBe('ok');
  for (const { state, since } of Object.values(health.parts)) {
    expect(state).toBe('ok');
    expect(Date.parse(since)).toBeLessThanOrEqual(Date.parse(health.at));
  }
  const documented = JSON.stringify(openapi.paths['/health/mailbox']);
  for (const word of ['receive', 'announce', 'read', 'since', 'degraded', 'failing'])
    expect(documented).toContain(word);
});

test('M15 mails that go nowhere are told there by their part, first as a trouble, then as a failure; receiving and reading go on', async () => {
  await stage.registered('hanako');
  for (let n = 1; n <= 20; n += 1) await stage.post({ title: `お知らせ ${String(n)}`, body: '本文です。' });
  const waiting = () => stage.db.selectFrom('announcements').select('sent_at').execute();
  await expect.poll(async () => (await waiting()).length, { timeout: 20_000 }).toBe(20);

  const well = { receive: { state: 'ok' }, read: { state: 'ok' } };
  clock.aheadMs = 40 * minuteMs;
  await told({ status: 'degraded', parts: { ...well, announce: { state: 'degraded' } } });
  const { health } = await asked();
  expect(Date.parse(health.parts.announce.since)).toBeGreaterThan(Date.parse(health.parts.read.since));
  clock.aheadMs = 200 * minuteMs;
  await told({ status: 'failing', parts: { ...well, announce: { state: 'failing' } } }, 503);
});
