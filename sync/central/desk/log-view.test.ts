import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { atDesk } from '../../../tests/fixtures/desk.ts';
import { madeUp } from '../../../tests/fixtures/registration.ts';
import { makeResidents } from '../../../tests/fixtures/residents.ts';
import { DeskLog } from '../../contract/desk-log.ts';
import type { DeskAct } from '../../contract/desk-log.ts';
import { logDesk } from './log.ts';

const city = madeUp.municipality;
let central: TestCentral;
beforeAll(async () => {
  central = await startTestCentral({ carries: false });
}, 60_000);
afterAll(() => central.stop(), 60_000);

const read = async (before: number | null = null): Promise<DeskLog> => {
  const headers = await atDesk(central.central, 'reader', ['registry'], city);
  const older = before === null ? '' : `&before=${String(before)}`;
  const answer = await central.public.inject({ url: `/v1/desk/log?municipality=${city}${older}`, headers });
  return DeskLog.parse(answer.json());
};
const write = (what: DeskAct, subject: string, municipality: string = city): Promise<void> => {
  const actor = { kind: 'person', id: 'writer', label: '見本 花子' } as const;
  return logDesk(central.central.parts.db, { municipality, actor, what, subject }, new Date());
};

it('is read page by page, newest first, each line once, of this municipality alone', async () => {
  const subjects = Array.from({ length: 101 }, () => randomUUID());
  for (const subject of subjects) await write('exemption-reviewed', subject);
  await write('exemption-reviewed', randomUUID(), '992020');
  const first = await read();
  const second = await read(first.next);
  expect(second.next).toBeNull();
  expect([...first.lines, ...second.lines].map(({ subject }) => subject)).toEqual(subjects.toReversed());
});

it('says which message a line is about, as long as there is one', async () => {
  const { terminalId } = await central.enrol();
  await makeResidents(central.central.parts.db, { count: 1, terminalId });
  const id = randomUUID();
  const answer = await central.public.inject({
    method: 'POST',
    url: `/v1/municipalities/${city}/messages`,
    headers: await atDesk(central.central, '見本 太郎', ['compose'], city),
    payload: { id, texts: { ja: { title: '断水のお知らせ', body: '本文' } }, audience: {} },
  });
  expect(answer.statusCode).toBe(200);
  await write('message-stopped', randomUUID());
  expect((await read()).lines.slice(0, 2)).toMatchObject([
    { what: 'message-stopped', title: null, actor: '見本 花子' },
    { what: 'message-posted', title: '断水のお知らせ', actor: '見本 太郎', subject: id, count: 1 },
  ]);
});
