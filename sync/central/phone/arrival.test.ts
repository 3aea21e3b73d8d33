import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { makeSlip, PhoneBrowser, register } from '../../../tests/fixtures/phone.ts';
import type { MadeSlip } from '../../../tests/fixtures/phone.ts';
import { startPushService } from '../../../tests/fixtures/push-service.ts';
import type { PushService } from '../../../tests/fixtures/push-service.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import type { PushSubscription } from '../../contract/phone.ts';
import { noticesPerSlip, noticesPerSourceAnHour } from './limits.ts';

let central: TestCentral;
let service: PushService;
let terminal: Sender;
beforeAll(async () => {
  service = await startPushService();
  central = await startTestCentral({ config: { pushLocalAuthority: service.authority } });
  terminal = await central.enrol();
}, 60_000);
afterAll(async () => {
  await central.stop();
  await service.stop();
}, 60_000);

let homes = 0;
const ask = async (words: string, subscription: PushSubscription, source?: string): Promise<number> => {
  const browser = new PhoneBrowser(central.public, source ?? `203.0.113.${String((homes += 1) % 250)}`);
  const url = `/v1/slips/${words}/arrival-notices`;
  return (await browser.call('POST', url, { subscription, language: 'en' })).statusCode;
};
const noted = async ({ sha256 }: MadeSlip): Promise<number> => {
  const { db } = central.central.parts;
  return (await db.selectFrom('arrival_notices').select('id').where('slip', '=', sha256).execute()).length;
};
const reprinted = async (recordId: string, slip: MadeSlip): Promise<void> => {
  const { db } = central.central.parts;
  await db
    .insertInto('slips')
    .values({
      ...{ sha256: slip.sha256, record_id: recordId, terminal_id: terminal.terminalId },
      ...{ municipality: madeUp.municipality, expires_at: slip.expiresAt, printed_at: new Date() },
    })
    .execute();
};

describe('whoever scans a slip before its registration has come', () => {
  it('is told once when it has, in their language, and forgotten', async () => {
    const slip = makeSlip(terminal);
    const other = makeSlip(terminal);
    const [mine, theirs] = [service.subscribe(), service.subscribe()];
    expect(await ask(slip.token, mine)).toBe(204);
    expect(await ask(other.token, theirs)).toBe(204);
    const before = service.received.length;
    await register(central, terminal, slip);
    await service.seen(before + 1);
    expect(service.received.slice(before)).toMatchObject([
      { browser: mine.endpoint.split('/').at(-1), text: '{"title":"Your registration has arrived"}' },
    ]);
    expect([await noted(slip), await noted(other)]).toEqual([0, 1]);
    const { db } = central.central.parts;
    await expect.poll(() => db.selectFrom('push_messages').selectAll().execute()).toEqual([]);
    expect(central.logged()).not.toContain(mine.endpoint);
  });

  it('also by a slip that was printed again, told of before the registration', async () => {
    const [first, again] = [makeSlip(terminal), makeSlip(terminal)];
    const browser = service.subscribe();
    expect(await ask(again.token, browser)).toBe(204);
    const before = service.received.length;
    const recordId = '0199a0b0-0000-7000-8000-000000000001';
    await reprinted(recordId, again);
    await register(central, terminal, first, { id: recordId });
    await service.seen(before + 1);
    expect(service.received.at(-1)?.browser).toBe(browser.endpoint.split('/').at(-1));
  });

  it('is noted once, with few others', async () => {
    const slip = makeSlip(terminal);
    const browser = service.subscribe();
    expect(await Promise.all([ask(slip.token, browser), ask(slip.token, browser)])).toEqual([204, 204]);
    expect(await noted(slip)).toBe(1);
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(slip.token, service.subscribe())));
    expect(answers.sort()).toEqual([204, 204, 429, 429, 429, 429]);
    expect(await noted(slip)).toBe(noticesPerSlip);
  });

  it('is not noted for a number alone, for a forged slip, or for one whose registration is here', async () => {
    const slip = makeSlip(terminal);
    const browser = service.subscribe();
    expect(await ask(slip.number, browser)).toBe(404);
    const stranger = await central.enrol();
    const forged = makeSlip({ ...terminal, device: stranger.device });
    expect(await ask(forged.token, browser)).toBe(404);
    const expired = makeSlip(terminal, new Date(Date.now() - 1_000));
    expect(await ask(expired.token, browser)).toBe(404);
    await register(central, terminal, slip);
    expect(await ask(slip.token, browser)).toBe(404);
    for (const one of [slip, forged, expired]) expect(await noted(one)).toBe(0);
  });

  it('must name a browser that can be written to', async () => {
    const slip = makeSlip(terminal);
    const { keys } = service.subscribe();
    expect(await ask(slip.token, { endpoint: 'http://push.example.jp/x', keys })).toBe(400);
    const endpoint = 'https://push.example.jp/x';
    expect(await ask(slip.token, { endpoint, keys: { ...keys, p256dh: 'A'.repeat(87) } })).toBe(400);
  });

  it('from one place is limited, however many slips', async () => {
    const answers = [];
    for (let count = 0; count < noticesPerSourceAnHour + 2; count += 1)
      answers.push(await ask(makeSlip(terminal).token, service.subscribe(), '198.51.100.9'));
    expect(answers.filter((status) => status === 204)).toHaveLength(noticesPerSourceAnHour);
    expect(answers.slice(-2)).toEqual([429, 429]);
  });
});
