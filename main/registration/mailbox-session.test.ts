// The mailbox through the real session over the software card: PIN1 proved once and never seen, commands as the central API reads them,
// and nothing of a mailbox left when its card is gone.
import { expect, test, vi } from 'vitest';
import { content, head, mailboxView, mailId, snapshot } from '../../tests/fixtures/kept-mailbox.ts';
import { times } from '../../tests/fixtures/catalogue.ts';
import { openCounter, type CounterOptions } from '../../tests/fixtures/counter.ts';
import { pinProof, pinVerifier } from '../../sync/contract/pin.ts';
import { err, ok } from '../../sync/contract/result.ts';
import type { MailboxView } from '../../sync/contract/mailbox-view.ts';
import type { FaceCode } from '../../preload/contract/faces.ts';
import type { KioskEvent } from '../../preload/contract/events.ts';
import type { MailboxKeys } from '../mailbox/keys.ts';
import type { Opened } from '../mailbox/room.ts';
import type { Pin1Counter } from './ports.ts';

const PIN = '1234';
const PIN1 = '86420';
const verifierOnce = pinVerifier(PIN1);

interface MailboxCounter extends CounterOptions {
  readonly delegated?: Extract<Opened, { state: 'open' }>['delegated'];
  readonly view?: MailboxView;
  readonly pausedUntil?: string | null;
  readonly aim?: 'read' | 'settings';
}

/** A resident with an open mailbox, their card read. */
async function atMailbox({
  view = mailboxView(),
  pausedUntil = null,
  aim = 'read',
  ports = {},
  delegated = [],
}: MailboxCounter = {}) {
  const verifier = await verifierOnce;
  const keysSeen: MailboxKeys[] = [];
  const misses = countedMisses();
  const counter = await openCounter({
    ports: {
      pin1: misses,
      mailbox: {
        open(keys) {
          keysSeen.push(keys);
          keys.verifier = verifier;
          keys.pausedUntil = pausedUntil;
          const { at: asOf } = snapshot();
          const opened: Opened = {
            state: 'open',
            source: 'live',
            asOf,
            view,
            pin1: true,
            waiting: [],
            delegated,
            kept: [],
          };
          return Promise.resolve(opened);
        },
        message: (_keys, { message }) =>
          Promise.resolve(message === mailId(1) ? ok(content(1)) : err<FaceCode>('mailbox.message-gone')),
      },
      ...ports,
    },
  });
  counter.room.insert('hanako');
  counter.send({ type: 'start', purpose: 'mailbox', aim });
  await counter.sees('secret');
  counter.type(PIN);
  await counter.until(({ screen }) => screen.name === 'mailbox' || screen.name === 'mailbox-menu');
  return { ...counter, keysSeen, misses };
}

function countedMisses(): Pin1Counter & { count: number } {
  const counted = {
    count: 0,
    misses: () => ({ left: 5 - counted.count, pausedUntil: null }),
    missed: () => ({ left: 5 - (counted.count += 1), pausedUntil: null }),
    right: () => void (counted.count = 0),
  };
  return counted;
}

const pause: KioskEvent = { type: 'mailbox.act', act: { what: 'pause', municipality: '992011' } };

test('change my settings leads to the menu first, and from there to the messages', async () => {
  const counter = await atMailbox({ aim: 'settings' });
  expect(counter.screen().name).toBe('mailbox-menu');
  counter.send({ type: 'mailbox.go', to: 'messages' });
  expect(counter.screen()).toMatchObject({ name: 'mailbox', unread: 1, source: 'live' });
  counter.send('back');
  expect(counter.screen().name).toBe('mailbox-menu');
});

test('pausing: asked once more, PIN1 wrong, PIN1 right, then a command with the proof and not the digits', async () => {
  const counter = await atMailbox();
  counter.send({ type: 'mailbox.go', to: 'municipalities' }, pause);
  expect(counter.screen()).toMatchObject({ name: 'mailbox-sure', what: 'pause', typed: null, pin1: true });
  counter.send({ type: 'mailbox.sure', yes: true });
  expect(counter.screen()).toMatchObject({
    name: 'secret',
    secret: 'accountPin1',
    purpose: 'mailbox',
    typed: 0,
  });
  counter.type('11111');
  await counter.face('pin1.wrong');
  expect(counter.view().notice).toEqual({ code: 'pin1.wrong', left: 4 });
  expect(counter.screen()).toMatchObject({ name: 'secret', typed: 0 });
  expect(counter.commands).toEqual([]);
  counter.type(PIN1);
  const { screen } = await counter.sees('mailbox-done');
  const [command] = await counter.opened();
  expect(command).toMatchObject({
    ...{ action: { kind: 'pause', municipality: '992011' }, municipality: '992011', language: 'ja' },
    mailbox: counter.keysSeen[0]!.address,
    pin1: await pinProof(PIN1, await verifierOnce),
  });
  expect(screen).toMatchObject({ what: 'pause', state: 'waiting', receiptNumber: command!.receiptNumber });
  expect(counter.misses.count).toBe(0);
  counter.session.progress('0198c0de-0000-7000-8000-000000000001', true, true);
  expect(counter.screen()).toMatchObject({ state: 'waiting' });
  counter.session.progress(command!.id, true, true);
  expect(counter.screen()).toMatchObject({ state: 'sent' });
  counter.send('mailbox.done');
  await counter.sees('mailbox-municipalities');
  // In no state that was shown, in nothing that was logged, in nothing that was committed.
  const everywhere = JSON.stringify([counter.views, counter.logged, counter.commands]);
  expect(everywhere).not.toContain(PIN1);
  expect(everywhere).not.toContain(command!.pin1);
});

test('a fifth wrong PIN1 is told as a pause, and the central API’s pause counts here too', async () => {
  const counter = await atMailbox();
  counter.misses.count = 4;
  counter.send({ type: 'mailbox.go', to: 'municipalities' }, pause, { type: 'mailbox.sure', yes: true });
  counter.type('11111');
  await counter.face('pin1.paused');
  expect(counter.screen().name).toBe('mailbox-municipalities');

  const paused = await atMailbox({ pausedUntil: '2026-11-21T01:30:00.000Z' });
  paused.send({ type: 'mailbox.go', to: 'municipalities' }, pause, { type: 'mailbox.sure', yes: true });
  paused.type(PIN1);
  await paused.face('pin1.paused');
  expect(paused.view().notice).toEqual({ code: 'pin1.paused', left: 30 });
  expect([paused.misses.count, paused.commands]).toEqual([0, []]);
});

test('a reset asks for the digits on the screen before it asks for PIN1', async () => {
  const counter = await atMailbox();
  counter.send({ type: 'mailbox.go', to: 'menu' }, { type: 'mailbox.act', act: { what: 'reset' } });
  const screen = counter.screen();
  const digits = screen.name === 'mailbox-sure' ? (screen.typed ?? '') : '';
  expect(digits).toMatch(/^\d{4}$/);
  const wrong = digits === '0000' ? '1111' : '0000';
  counter.send({ type: 'mailbox.sure', yes: true, typed: wrong }, { type: 'mailbox.sure', yes: true });
  expect(counter.view()).toMatchObject({
    screen: { name: 'mailbox-sure' },
    notice: { code: 'typed-number.wrong' },
  });
  counter.send({ type: 'mailbox.sure', yes: true, typed: digits });
  expect(counter.screen().name).toBe('secret');
  counter.send('back');
  expect([counter.screen().name, counter.commands]).toEqual(['mailbox-menu', []]);
});

test('reading an unread message sends word of it, reading it again does not; one that is gone is told', async () => {
  const counter = await atMailbox();
  counter.send({ type: 'message.open', id: mailId(1) });
  await counter.sees('message');
  expect((await counter.opened()).map(({ action, pin1 }) => [action, pin1])).toEqual([
    [{ kind: 'read', message: mailId(1) }, null],
  ]);
  counter.send('message.close');
  await counter.sees('mailbox');
  counter.send({ type: 'message.open', id: mailId(2) });
  await counter.face('mailbox.message-gone');
  await counter.sees('mailbox');
  expect(counter.commands).toHaveLength(1);
});

test('a message that is deleted on the phone while it is open here is told as changed when it is closed', async () => {
  const messages = [head(1), head(2)];
  const view: { -readonly [K in keyof MailboxView]: MailboxView[K] } = mailboxView({ messages });
  const counter = await atMailbox({ view });
  counter.send({ type: 'message.open', id: mailId(1) });
  await counter.sees('message');
  view.messages = [head(2)];
  counter.send('message.close');
  await counter.face('mailbox.changed-elsewhere');
  expect(counter.screen()).toMatchObject({ name: 'mailbox', messages: [{ id: mailId(2) }] });
});

test('a card that gives another address offers the move: new body on, old body off with PIN1', async () => {
  const facts = { ...mailboxView().facts, address: '別県べつの市9' };
  const member = mailboxView().memberships[1]!;
  const old = { ...member, municipality: '465011', name: { ja: '別市', en: 'Betsu City' } };
  const counter = await atMailbox({ view: mailboxView({ facts, memberships: [old] }) });
  expect(counter.screen()).toMatchObject({ addressChanged: true });
  counter.send({ type: 'mailbox.go', to: 'move' });
  const screen = counter.screen();
  expect(screen).toMatchObject({
    name: 'mailbox-move',
    state: 'changed',
    off: [{ code: '465011', off: true }],
  });
  const on = screen.name === 'mailbox-move' ? screen.on : [];
  expect(on.length).toBeGreaterThan(0);
  counter.send({ type: 'mailbox.save' });
  expect(counter.screen().name).toBe('secret');
  counter.type(PIN1);
  await counter.sees('mailbox-done');
  const [command] = await counter.opened();
  expect(command?.action).toMatchObject({ kind: 'move', on: on.map(({ code }) => code), off: ['465011'] });
  expect(command?.action.kind === 'move' && command.action.facts.address).not.toBe(facts.address);
  expect(command?.pin1).not.toBeNull();
});

test('with the card’s end nothing is left: keys, verifier and what was seen', async () => {
  const counter = await atMailbox();
  counter.room.remove();
  expect(counter.view().overlay?.name).toBe('card-missing');
  counter.timers.advance(times.cardGrace);
  expect(counter.screen()).toMatchObject({ name: 'ended', face: 'session.card-gone' });
  expect(counter.keysSeen.map(({ blank }) => blank)).toEqual([true]);
  expect(JSON.stringify(counter.view())).not.toContain('お知らせ');
  expect(counter.logged).toContainEqual({ event: 'session.wiped', clean: true });
});

test('a full disk is told where it was pressed, and nothing is said to be done', async () => {
  const counter = await atMailbox({ ports: { commitCommand: () => err<FaceCode>('disk.full') } });
  counter.send({ type: 'mailbox.go', to: 'interests' }, { type: 'interest.set', id: 'kosodate', on: true });
  counter.send('mailbox.save');
  await counter.face('disk.full');
  expect(counter.screen()).toMatchObject({ name: 'mailbox-interests', changed: true });
});

test('paper, please, without an account: finished there and then', async () => {
  const counter = await openCounter();
  counter.room.insert('hanako');
  counter.send({ type: 'start', purpose: 'mailbox' });
  counter.type(PIN);
  await counter.sees('mailbox-none');
  counter.send({ type: 'mailbox.go', to: 'exempt' });
  const screen = counter.screen();
  const reviewOn = screen.name === 'mailbox-exempt' ? (screen.reviewChoices[0] ?? '') : '';
  expect(reviewOn).toBe('2027-11-21');
  counter.send(
    { type: 'mailbox.exempt', reason: 'no-device', reviewOn },
    { type: 'mailbox.sure', yes: true },
  );
  await counter.sees('mailbox-done');
  expect(counter.screen()).toMatchObject({ what: 'exempt', last: true });
  expect((await counter.opened())[0]?.action).toMatchObject({
    kind: 'exempt',
    reason: 'no-device',
    reviewOn,
  });
  counter.send('mailbox.done');
  await vi.waitFor(() => expect(counter.screen().name).toBe('card-left'));
});

test('what is done elsewhere while a mailbox stands open is seen without a touch, also while a message is read', async () => {
  let known = mailboxView();
  const asked: string[] = [];
  const counter = await atMailbox({
    ports: {
      mailbox: {
        open() {
          asked.push(known.version);
          return Promise.resolve<Opened>({
            ...{ state: 'open', source: 'live', asOf: snapshot().at, view: known, pin1: true },
            ...{ waiting: [], kept: [], delegated: [] },
          });
        },
        message: () => Promise.resolve(ok(content(1))),
      },
    },
  });
  const looksAgain = async (): Promise<void> => {
    const before = asked.length;
    counter.timers.advance(4_000);
    await vi.waitFor(() => expect(asked).toHaveLength(before + 1));
    // The next look is on its way when this one has been taken in: beside it runs the timer of who stands there.
    await vi.waitFor(() => expect(counter.timers.running()).toBe(2));
  };
  const views = counter.views.length;
  await looksAgain();
  expect(counter.views).toHaveLength(views);
  known = mailboxView({ version: 'v2', messages: [head(1)], total: 1 });
  await looksAgain();
  expect(counter.screen()).toMatchObject({ name: 'mailbox', messages: [{ id: mailId(1) }] });
  counter.send({ type: 'message.open', id: mailId(1) });
  await counter.sees('message');
  await looksAgain();
  expect(counter.screen()).toMatchObject({ name: 'message' });
  known = mailboxView({ version: 'v3', messages: [], total: 0 });
  await looksAgain();
  expect(counter.view().notice).toEqual({ code: 'mailbox.changed-elsewhere' });
  expect(counter.screen()).toMatchObject({ name: 'mailbox', messages: [] });
  const looked = asked.length;
  counter.send('finish');
  expect(counter.screen().name).toBe('card-left');
  counter.timers.advance(60_000);
  expect(asked).toHaveLength(looked);
});

test('a relative’s message is read live; nobody is told, and it cannot be deleted', async () => {
  const [id, receiptNumber] = [mailId(0x92), 'DDDD-4444'];
  const since = '2026-11-02T00:00:00.000Z';
  const received = [{ id, receiptNumber, municipality: null, since, until: null }];
  const view = mailboxView({ messages: [], total: 0, delegations: { given: [], received } });
  const delegated = [{ delegation: id, messages: [head(1, { openedTold: true })], total: 1 }];
  const counter = await atMailbox({ view, delegated });
  expect(counter.screen()).toMatchObject({
    ...{ name: 'mailbox', messages: [], unread: 0 },
    delegated: [
      { receiptNumber, messages: [{ id: mailId(1), openedTold: false, readable: true }], total: 1 },
    ],
  });
  counter.send({ type: 'message.open', id: mailId(1) });
  expect((await counter.sees('message')).screen).toMatchObject({ name: 'message', deletable: false });
  counter.send({ type: 'mailbox.act', act: { what: 'delete', message: mailId(1) } });
  expect(counter.screen().name).toBe('message');
  expect(counter.commands).toEqual([]);
  counter.send('back');
  await counter.sees('mailbox');
  expect(counter.view().notice).toBeNull();
});
