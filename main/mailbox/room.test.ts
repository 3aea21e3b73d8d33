// A mailbox at the counter, live and kept, over a real store: who sees what, what is laid over it, and what a stolen disk shows.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { content, keptEntries, mailboxView, mailId, snapshot } from '../../tests/fixtures/kept-mailbox.ts';
import type { MailboxSnapshot } from '../../sync/contract/mailbox-view.ts';
import type { MessageContent } from '../../sync/contract/message.ts';
import { err, ok } from '../../sync/contract/result.ts';
import { seal } from '../../sync/contract/sealed.ts';
import {
  freshDirectory,
  handClock,
  madeUpId,
  madeUpSealed,
  openWithDatabase,
} from '../store/testing/fixtures.ts';
import { MailboxKeys } from './keys.ts';
import type { PendingAction } from './pending.ts';
import { mailboxRoom, type MailboxLine } from './room.ts';

const mine = new Uint8Array(1500).fill(7);
const other = new Uint8Array(1500).fill(8);
const session = '0'.repeat(32);

interface World {
  sight: MailboxSnapshot | 'none' | 'cut';
  messages: readonly MessageContent[];
}

function counter() {
  const path = join(freshDirectory(), 'terminal.db');
  const { store, db } = openWithDatabase(handClock(), path);
  const keys = new MailboxKeys(mine);
  const world: World = { sight: 'cut', messages: [content(1)] };
  const asked: string[] = [];
  const cut = err({ kind: 'offline', cause: 'cut' } as const);
  const line: MailboxLine = {
    online: () => world.sight !== 'cut',
    async open({ mailbox }) {
      asked.push(mailbox);
      const { sight } = world;
      if (sight === 'cut') return cut;
      if (sight === 'none') return ok({ state: 'none' });
      return ok({ state: 'open', sealed: await seal(sight, new MailboxKeys(mine).key) });
    },
    async message({ message }) {
      if (world.sight === 'cut') return cut;
      const found = world.messages.find(({ id }) => id === message);
      return ok({ sealed: found === undefined ? null : await seal(found, new MailboxKeys(mine).key) });
    },
  };
  const room = mailboxRoom(store, line, () => undefined);
  const keep = async (sight = snapshot()) => {
    const { address, key } = new MailboxKeys(mine);
    store.applyFeed({ entries: await keptEntries(address, key, { sight }), cursor: 'c', more: false }, null);
  };
  const press = async (n: number, pending: Partial<PendingAction> & Pick<PendingAction, 'action'>) => {
    const whole: PendingAction = {
      receiptNumber: `CCCC-000${String(n)}`,
      at: '2026-11-21T03:00:00.000Z',
      subject: {},
      ...pending,
    };
    const sealed = await seal(whole, keys.key);
    store.commitCommand({
      ...{ id: madeUpId(n), sealed: madeUpSealed(), receiptNumber: whole.receiptNumber, audit: {} },
      pending: { recipient: keys.address, sealed },
    });
  };
  return { store, db, path, keys, world, asked, room, keep, press };
}

test('live when there is a line, kept when there is none, and nothing where nothing is kept', async () => {
  const { keys, world, room, keep } = counter();
  expect(await room.open(keys, session)).toEqual({ state: 'offline', waiting: [], face: 'mailbox.offline' });
  await keep();
  expect(await room.open(keys, session)).toMatchObject({
    ...{ state: 'open', source: 'kept', asOf: '2026-11-20T12:00:00.000Z' },
    kept: [mailId(1)],
  });
  world.sight = snapshot({ at: '2026-11-21T03:00:00.000Z', view: mailboxView({ messages: [], total: 0 }) });
  expect(await room.open(keys, session)).toMatchObject({ source: 'live', view: { total: 0 } });
  world.sight = 'none';
  expect(await room.open(keys, session)).toEqual({ state: 'none', waiting: [], face: null });
});

test('another card finds nothing of it, and opens nothing of it', async () => {
  const { keys, room, keep, world, store } = counter();
  await keep();
  const stranger = new MailboxKeys(other);
  expect(await room.open(stranger, session)).toMatchObject({ state: 'offline' });
  // Not even what was put under their address by mistake.
  const misplaced = await keptEntries(stranger.address, keys.key);
  store.applyFeed({ entries: misplaced, cursor: 'd', more: false }, 'c');
  expect(await room.open(stranger, session)).toMatchObject({ state: 'offline' });
  world.sight = snapshot();
  expect(await room.open(stranger, session)).toMatchObject({ state: 'offline' });
  const query = { sessionId: session, message: mailId(1) };
  expect(await room.message(stranger, query, false)).toEqual(err('mailbox.message-not-here'));
});

test('what was pressed without a line is seen and told as waiting, until a newer sight shows it', async () => {
  const { keys, room, keep, press, store, world } = counter();
  await keep();
  await press(1, {
    action: { kind: 'delete', message: mailId(1) },
    subject: { title: { ja: 'お知らせ 1' } },
  });
  await press(2, { action: { kind: 'read', message: mailId(2) } });
  const opened = await room.open(keys, session);
  expect(opened).toMatchObject({ view: { total: 1, messages: [{ id: mailId(2) }] } });
  // A reading is laid over the list and told to nobody.
  expect(opened.waiting).toEqual([
    {
      ...{ receiptNumber: 'CCCC-0001', what: 'delete', state: 'waiting', at: '2026-11-21T03:00:00.000Z' },
      subject: { title: { ja: 'お知らせ 1' } },
    },
  ]);
  const at = '2026-11-21T04:00:00.000Z';
  const verifiedReceipt = (n: number) => {
    const receipt = { id: madeUpId(n), sealedSha256: '0'.repeat(64), at };
    return `h.${Buffer.from(JSON.stringify(receipt)).toString('base64url')}.s`;
  };
  store.answer([
    { id: madeUpId(1), outcome: 'accepted', verifiedReceipt: verifiedReceipt(1) },
    { id: madeUpId(2), outcome: 'needs-attention', code: 'malformed' },
  ]);
  // Taken in, and not in the kept sight yet: it is not there any more, and nothing waits.
  expect(await room.open(keys, session)).toMatchObject({ waiting: [], view: { total: 1 } });
  world.sight = snapshot({ at: '2026-11-21T04:00:01.000Z', view: mailboxView({ total: 7 }) });
  expect(await room.open(keys, session)).toMatchObject({ view: { total: 7 } });
  expect(store.actionsFor(keys.address).map(({ id }) => id)).toEqual([madeUpId(2)]);
});

test('a message that was deleted elsewhere is gone here, though it is still kept', async () => {
  const { keys, room, keep, world } = counter();
  await keep();
  const query = { sessionId: session, message: mailId(1) };
  expect(await room.message(keys, query, false)).toEqual(ok(content(1)));
  world.sight = snapshot();
  world.messages = [];
  expect(await room.message(keys, query, true)).toEqual(err('mailbox.message-gone'));
  // The line goes in between: what is kept is read.
  world.sight = 'cut';
  expect(await room.message(keys, query, true)).toEqual(ok(content(1)));
});

test('a line that is known to be cut is not waited for where there is something to show', async () => {
  const { keys, room, keep, asked } = counter();
  await keep();
  await room.open(keys, session);
  expect(asked).toEqual([]);
});

test('the files of a stolen terminal show neither texts nor titles nor names of what is kept on it', async () => {
  const { db, path, keys, keep, press, room } = counter();
  const secrets = [
    'お知らせ',
    '{水|みず}が',
    'みほん市',
    '見本',
    '花子',
    'Hanako',
    'ABCD-1234',
    'BBBB-2222',
    'h•••o',
  ];
  const view = mailboxView();
  await keep(snapshot({ view }));
  await press(1, { action: { kind: 'exempt', reason: 'other', reviewOn: '2027-11-21', facts: view.facts } });
  await room.open(keys, session);
  keys.wipe();
  const holds = (needle: Buffer): boolean =>
    readdirSync(dirname(path)).some((name) => readFileSync(join(dirname(path), name)).includes(needle));
  // The search finds what is there: the address of the mailbox, a hash.
  expect(holds(Buffer.from(new MailboxKeys(mine).address))).toBe(true);
  const wanted = [...secrets, ...Object.values(view.facts).filter((fact) => fact.length > 4)];
  for (const text of wanted)
    for (const needle of [Buffer.from(text), Buffer.from(Buffer.from(text).toString('base64url'))])
      expect([text, holds(needle)]).toEqual([text, false]);
  db.pragma('wal_checkpoint(TRUNCATE)');
  for (const text of wanted) expect([text, holds(Buffer.from(text))]).toEqual([text, false]);
  expect(holds(Buffer.from(mine)) || holds(Buffer.from(new MailboxKeys(mine).key))).toBe(false);
});
