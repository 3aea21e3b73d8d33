// The session over the real software card: whole registrations through events, and everything that can go wrong on the way.
// Whatever happens: no PIN is sent twice, nothing is left behind, and nobody is left waiting.
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  noSlips,
  openCounter,
  refusing,
  rightCode,
  sentCode,
  type Counter,
  type CounterOptions,
  type VisitName,
} from '../../tests/fixtures/counter.ts';
import { times } from '../../tests/fixtures/catalogue.ts';
import type { FaceCode } from '../../preload/contract/faces.ts';
import type { ViewState } from '../../preload/contract/state.ts';
import type { VerificationAnswer } from '../../sync/contract/api.ts';
import type { BasicFour } from '../../sync/contract/record.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { slipSha256 } from '../../sync/contract/slip-token.ts';
import type { CardError } from '../card/card.ts';
import { fromHex } from '../card/bytes.ts';
import { PROFILES, type Faults } from '../card/index.ts';
import { buildStore } from '../store/store.ts';
import { openFile } from '../store/open.ts';
import type { SessionPorts } from './ports.ts';
import type { SlipDesk, SlipSeen } from './slip-desk.ts';
import { freshDirectory, madeUpRegistration } from '../store/testing/fixtures.ts';

const SUPPORT = fromHex('D3921000310001010408');
const JPKI = fromHex('D392F000260100000001');
const hanako = PROFILES.find(({ name }) => name === 'hanako')!;
const PIN = hanako.pins.supportPin!;
const PASSWORD = hanako.pins.signaturePassword!;
const email = 'hanako@example.jp';

const supportTries = (counter: Counter, profile = 'hanako') =>
  counter.room.chip(profile)!.triesLeft(SUPPORT, 0x11);
const passwordTries = (counter: Counter, profile = 'hanako') =>
  counter.room.chip(profile)!.triesLeft(JPKI, 0x1b);
const recognised = ({ terminal }: ViewState): boolean => terminal.card === 'recognised';

/** At the PIN, with that card on the reader, recognised or told. */
async function atPin(profile: string, ...services: string[]): Promise<Counter> {
  const counter = await openCounter();
  counter.room.insert(profile);
  counter.consents(...services);
  await counter.until(({ terminal, screen }) => terminal.card !== 'present' || screen.name === 'ended');
  return counter;
}

async function atConfirm(options: CounterOptions = {}): Promise<Counter> {
  const counter = await openCounter(options);
  counter.room.insert('hanako');
  counter.consents();
  await counter.until(recognised);
  counter.type(PIN);
  await counter.sees('confirm');
  return counter;
}

/** From the facts to the receipt, without mailbox. */
async function toTheEnd(counter: Counter): Promise<ViewState> {
  counter.send('facts.right', { type: 'contact.submit', email, phone: '' });
  await counter.sees('code');
  counter.send({ type: 'code.submit', code: rightCode });
  await counter.sees('mailbox-offer');
  counter.send({ type: 'mailbox.want', yes: false }, 'review.save');
  return await counter.until(({ screen }) => screen.name === 'done' && screen.slip.print !== 'printing');
}

const wipes = (counter: Counter) =>
  counter.logged.filter((line) => JSON.stringify(line).includes('session.wiped'));

describe('a registration', () => {
  test('goes from the welcome screen to the sealed record, and one VERIFY goes out for each PIN typed', async () => {
    const counter = await openCounter();
    counter.room.insert('hanako');
    counter.consents('library', 'sports');
    await counter.until(recognised);
    expect(counter.screen()).toMatchObject({ name: 'secret', secret: 'supportPin', triesLeft: 3 });
    counter.type(PIN);
    expect(counter.screen()).toMatchObject({ secret: 'signaturePassword', triesLeft: 5 });
    counter.type(PASSWORD);
    await counter.sees('confirm');
    counter.send('facts.right', { type: 'contact.submit', email, phone: '' });
    await counter.sees('code');
    counter.send({ type: 'code.submit', code: '000000' });
    expect((await counter.face('code.wrong')).notice).toEqual({ code: 'code.wrong', left: 4 });
    counter.send({ type: 'code.submit', code: rightCode });
    await counter.sees('mailbox-offer');
    counter.send({ type: 'mailbox.want', yes: true });
    for (const pin of ['80462157', '80462157', '97531086', '97531086']) counter.type(pin);
    expect(counter.screen()).toMatchObject({ name: 'memberships', items: [{ on: true }, { on: true }] });
    counter.send('next', 'review.save');
    const done = await counter.until(
      ({ screen }) => screen.name === 'done' && screen.slip.print !== 'printing',
    );
    expect(done.screen).toMatchObject({
      stages: { saved: true, sent: false, contact: 'confirmed', mailbox: 'waiting' },
      slip: { print: 'saved' },
    });
    expect(counter.commits).toHaveLength(1);
    const record = await counter.record();
    expect(record).toMatchObject({
      basicFour: hanako.holder,
      assurance: 'signed',
      sequence: 1,
      timeUnsure: true,
      services: ['library', 'sports'],
      contact: { email, emailVerification: sentCode(0).id },
      memberships: ['990001', '992011'],
    });
    expect(record.consents.map(({ document }) => document).sort()).toEqual(
      ['jlis', 'privacy', 'service:library', 'service:sports', 'terms'].sort(),
    );
    expect(counter.verifies()).toBe(2);
    counter.session.progress(record.id, true, true);
    expect(counter.screen()).toMatchObject({ stages: { accepted: true, mailbox: 'open' } });
    counter.send('finish');
    counter.room.remove();
    expect(counter.screen()).toMatchObject({ name: 'welcome', blockedBy: null });
  });

  test('shows and logs no PIN, no password, and no facts but on the screen that asks about them', async () => {
    const counter = await openCounter();
    counter.room.insert('hanako');
    counter.consents('library');
    await counter.until(recognised);
    counter.type('9876');
    counter.type(PASSWORD);
    await counter.face('pin.wrong');
    counter.type(PIN);
    await counter.sees('confirm');
    const holder = hanako.holder!;
    const before = counter.views.slice(0, -1);
    expect(JSON.stringify(counter.view())).toContain(holder.name);
    counter.send('facts.right', { type: 'contact.submit', email, phone: '' });
    await counter.sees('code');
    counter.send({ type: 'code.submit', code: rightCode });
    await counter.sees('mailbox-offer');
    counter.send({ type: 'mailbox.want', yes: true });
    for (const pin of ['80462157', '80462157', '97531086', '97531086']) counter.type(pin);
    // Up to here every figure in a view is the clock's, which stands still: nothing matches by chance.
    const shown = JSON.stringify(counter.views.map(({ seq: _, ...view }) => view));
    for (const secret of [PIN, '9876', PASSWORD, '80462157', '97531086', rightCode])
      expect(shown).not.toContain(secret);
    counter.send('next', 'review.save');
    await counter.sees('done');
    counter.send('finish');
    counter.room.remove();
    const logged = JSON.stringify(counter.logged);
    for (const secret of [PIN, '9876', PASSWORD, '80462157', '97531086', rightCode, email, holder.name])
      expect(logged).not.toContain(secret);
    expect(JSON.stringify([...before, counter.view()])).not.toContain(holder.name);
    expect(logged).toContain('session.wiped');
  });

  test('overwrites the bytes of a PIN as soon as the card has had it', async () => {
    const counter = await atConfirm();
    expect(counter.lent).toHaveLength(1);
    expect([...counter.lent[0]!]).toEqual([0, 0, 0, 0]);
  });
});

describe('PINs', () => {
  test('a wrong PIN is told with fewer tries each time, and each is sent exactly once', async () => {
    const counter = await atPin('hanako');
    for (const left of [2, 1]) {
      counter.type('0000');
      const told = await counter.until(({ notice }) => notice?.left === left);
      expect(told).toMatchObject({ notice: { code: 'pin.wrong' }, screen: { triesLeft: left, typed: 0 } });
      expect([counter.verifies(), supportTries(counter)]).toEqual([3 - left, left]);
    }
    counter.type(PIN);
    expect(counter.screen()).toEqual({ name: 'last-try', secret: 'supportPin' });
    expect(counter.verifies()).toBe(2);
    counter.send('last-try.yes');
    await counter.sees('confirm');
    expect([counter.verifies(), counter.typedPins(), supportTries(counter)]).toEqual([3, 3, 3]);
  });

  test('a PIN wrong for the last time ends with the face of a blocked one, wiped', async () => {
    const counter = await atPin('lasttry');
    counter.type('0000');
    counter.send('last-try.yes');
    await counter.face('pin.blocked');
    expect(counter.verifies()).toBe(1);
    expect(wipes(counter)).toEqual([{ event: 'session.wiped', clean: true }]);
  });

  test('a wrong signature password costs one try of its own, and the basic four are not read again', async () => {
    const counter = await atPin('hanako', 'library');
    counter.type(PIN);
    counter.type('WRONG1');
    expect((await counter.face('password.wrong')).screen).toMatchObject({
      secret: 'signaturePassword',
      triesLeft: 4,
    });
    counter.type(PASSWORD);
    await counter.sees('confirm');
    expect(counter.verifies()).toBe(3);
    expect([supportTries(counter), passwordTries(counter)]).toEqual([3, 5]);
  });

  test('a blocked PIN is told before anybody types it', async () => {
    const counter = await atPin('blocked');
    expect(counter.screen()).toMatchObject({ name: 'ended', face: 'pin.blocked', takeCard: true });
    expect(counter.verifies()).toBe(0);
  });

  test('the last try is spent only after a yes', async () => {
    const counter = await atPin('lasttry');
    expect(counter.screen()).toMatchObject({ triesLeft: 1 });
    counter.type(PIN);
    counter.send('last-try.no');
    expect(counter.screen()).toMatchObject({ name: 'ended', face: 'session.declined' });
    expect([counter.verifies(), supportTries(counter, 'lasttry')]).toEqual([0, 1]);
  });

  test('three digits are told as too few and never reach the card', async () => {
    const counter = await atPin('hanako');
    counter.type('123');
    expect(counter.view().notice).toEqual({ code: 'pin.length' });
    expect([counter.verifies(), supportTries(counter)]).toEqual([0, 3]);
  });

  test('a card without PINs ends before one is typed', async () => {
    const counter = await atPin('nopin');
    expect(counter.screen()).toMatchObject({ name: 'ended', face: 'pin.tries-unknown' });
    expect(counter.verifies()).toBe(0);
  });
});

describe('a card that cannot sign', () => {
  const register = async (counter: Counter): Promise<void> => {
    expect(counter.view()).toMatchObject({
      screen: { name: 'services' },
      notice: { code: 'card.no-signature-certificate' },
    });
    expect(counter.verifies()).toBe(0);
    counter.send({ type: 'service.set', id: 'library', on: false }, 'next');
    counter.type(PIN);
    await counter.sees('confirm');
    await toTheEnd(counter);
    expect(await counter.record()).toMatchObject({ services: [], assurance: 'genuine' });
  };

  test('already on the reader, is told before a PIN, and registers without linked services', async () => {
    await register(await atPin('young', 'library'));
  });

  test('put down after both PINs were typed, is told, and neither PIN is sent', async () => {
    const counter = await openCounter();
    counter.consents('library');
    counter.type(PIN);
    counter.type(PASSWORD);
    counter.room.insert('young');
    await counter.face('card.no-signature-certificate');
    await register(counter);
  });

  test('put down while the password is being typed, is told', async () => {
    const counter = await openCounter();
    counter.consents('library');
    counter.type(PIN);
    counter.room.insert('young');
    await counter.face('card.no-signature-certificate');
    await register(counter);
  });
});

describe('other cards', () => {
  test.each([
    ['juki', 'card.juki'],
    ['licence', 'card.licence'],
    ['residence', 'card.residence'],
    ['transit', 'card.transit'],
    ['phone', 'card.phone'],
  ] as const)(
    'a %s is told before a PIN, and its place is taken by the right card',
    async (profile, face) => {
      const counter = await atPin(profile);
      expect(counter.view()).toMatchObject({ notice: { code: face }, terminal: { card: 'wrong' } });
      counter.type(PIN);
      expect(counter.view()).toMatchObject({
        screen: { name: 'card', doing: 'waiting' },
        notice: { code: face },
      });
      expect(counter.verifies()).toBe(0);
      counter.room.insert('hanako');
      await counter.sees('confirm');
      expect(counter.verifies()).toBe(1);
    },
  );

  test('a PIN that one card has accepted is never sent to the next', async () => {
    const counter = await atPin('hanako');
    // SELECT, the tries, VERIFY, and then it goes.
    counter.arm({ visit: 'read', faults: { removeAt: 4 } });
    counter.type(PIN);
    await counter.face('card.moved');
    expect(counter.verifies()).toBe(1);
    counter.room.insert('rare');
    await counter.until(recognised);
    expect(counter.screen()).toMatchObject({ name: 'secret', typed: 0 });
    expect([counter.verifies(), supportTries(counter, 'rare')]).toEqual([1, 3]);
  });

  test('another card after the reading ends the session', async () => {
    const counter = await atConfirm();
    counter.room.remove();
    expect(counter.view().overlay).toMatchObject({ name: 'card-missing' });
    counter.room.insert('rare');
    await counter.face('card.other');
    expect(wipes(counter)).toEqual([{ event: 'session.wiped', clean: true }]);
  });
});

/** A patient resident: puts the card back when it is gone, types what is asked for, until the facts are there. */
async function patiently(counter: Counter): Promise<void> {
  const pins = { supportPin: PIN, signaturePassword: PASSWORD };
  for (let acts = 0; acts < 200; acts += 1) {
    const { screen, terminal, overlay, seq } = counter.view();
    if (screen.name === 'confirm' && overlay === null) return;
    if (terminal.card === 'absent') counter.room.insert('hanako');
    else if (screen.name === 'secret' && recognised(counter.view()) && screen.secret in pins)
      counter.type(pins[screen.secret as keyof typeof pins]); // checked by `in`
    else await counter.until((view) => view.seq > seq);
    if (counter.screen().name === 'ended') throw new Error(`ended: ${JSON.stringify(counter.screen())}`);
  }
  throw new Error(`never got there: ${JSON.stringify(counter.view())}`);
}

/** One registration with that fault in one visit. True when the fault struck. */
async function survives(visit: VisitName, faults: Faults): Promise<boolean> {
  const counter = await openCounter();
  let pulled = 0;
  counter.room.watch(({ type }) => (pulled += type === 'removed' ? 1 : 0));
  counter.arm({ visit, faults });
  counter.consents('library');
  counter.room.insert('hanako');
  await patiently(counter);
  await toTheEnd(counter);
  expect(await counter.record()).toMatchObject({ basicFour: hanako.holder, assurance: 'signed' });
  expect(counter.commits).toHaveLength(1);
  // One that the card had accepted before it left may be sent to it once more; no try is spent by that.
  expect(counter.verifies()).toBeLessThanOrEqual(counter.typedPins() + pulled);
  expect(counter.room.chip('hanako')!.verifyCount).toBeLessThanOrEqual(counter.typedPins() + pulled);
  expect([supportTries(counter), passwordTries(counter)]).toEqual([3, 5]);
  return pulled > 0;
}

describe('a card pulled at every exchange', () => {
  test.each([
    ['inspect', 'removeAt', 7],
    ['read', 'removeAt', 4],
    ['sign', 'removeAt', 6],
    ['inspect', 'loseAnswerAt', 7],
    ['read', 'loseAnswerAt', 4],
    ['sign', 'loseAnswerAt', 6],
  ] as const)(
    'of the visit "%s" (%s): the registration ends well, no try is lost',
    async (visit, fault, atLeast) => {
      let struck = 0;
      while (struck < 50 && (await survives(visit, { [fault]: struck + 1 }))) struck += 1;
      expect(struck).toBeLessThan(50);
      expect(struck).toBeGreaterThanOrEqual(atLeast);
    },
  );

  test('and not put back before its PIN was sent: the PIN is forgotten after the grace', async () => {
    const counter = await atPin('hanako');
    counter.arm({ visit: 'read', faults: { removeAt: 1 } });
    counter.type(PIN);
    await counter.face('card.moved');
    counter.timers.advance(times.cardGrace);
    expect(counter.screen()).toMatchObject({ name: 'secret', typed: 0 });
    expect([...counter.lent[0]!]).toEqual([0, 0, 0, 0]);
    counter.room.insert('hanako');
    await counter.until(recognised);
    expect(counter.verifies()).toBe(0);
  });

  test('and not put back after the reading: everything is wiped when the grace is over', async () => {
    const counter = await atConfirm();
    counter.room.remove();
    counter.timers.advance(times.cardGrace - 1);
    expect(counter.screen().name).toBe('confirm');
    counter.timers.advance(1);
    expect(counter.screen()).toMatchObject({ name: 'ended', face: 'session.card-gone' });
    expect(wipes(counter)).toEqual([{ event: 'session.wiped', clean: true }]);
  });

  test('after the reading and put back within the grace: it goes on', async () => {
    const counter = await atConfirm();
    counter.room.remove();
    counter.timers.advance(times.cardGrace - 1);
    counter.room.insert('hanako');
    await counter.until(({ overlay }) => overlay === null);
    await toTheEnd(counter);
    expect(counter.commits).toHaveLength(1);
  });

  test('after the reading and put back upside down first: it is not taken for another card', async () => {
    const counter = await atConfirm();
    counter.room.remove();
    counter.arm({ visit: 'inspect', faults: { mute: true } });
    counter.room.insert('hanako');
    counter.room.remove();
    counter.room.insert('hanako');
    await counter.until(({ overlay }) => overlay === null);
    expect(counter.screen().name).toBe('confirm');
  });
});

describe('a card that does not talk', () => {
  test('mute: told before a PIN, and another try with it put down properly goes on', async () => {
    const counter = await openCounter();
    counter.arm({ visit: 'inspect', faults: { mute: true } });
    counter.room.insert('hanako');
    counter.consents();
    await counter.face('card.unreadable');
    counter.type(PIN);
    expect([counter.screen().name, counter.verifies()]).toEqual(['card', 0]);
    counter.send('next');
    await counter.sees('confirm');
  });

  test.each(['inspect', 'read', 'sign'] as const)(
    'hanging in the visit "%s": told when the time is up, and nobody is left waiting',
    async (visit) => {
      const counter = await openCounter({ commandMs: 25 });
      counter.room.insert('hanako');
      counter.arm({ visit, faults: { hangAt: 1 } });
      counter.consents('library');
      if (visit === 'inspect') {
        await counter.face('card.timeout');
        counter.type(PIN);
        counter.type(PASSWORD);
        expect(counter.view()).toMatchObject({
          screen: { doing: 'waiting' },
          notice: { code: 'card.timeout' },
        });
        counter.room.insert('hanako');
      } else {
        await counter.until(recognised);
        counter.type(PIN);
        counter.type(PASSWORD);
      }
      await counter.sees('confirm');
      expect([counter.verifies(), counter.typedPins()]).toEqual([2, 2]);
    },
  );

  test('an exchange that breaks off while the card lies still is told, and the session still has its timer', async () => {
    const counter = await openCounter();
    counter.room.insert('hanako');
    // What a driver says of a card in a bad field: nothing was heard, and nobody has taken the card away.
    vi.spyOn(counter.room, 'inspect').mockResolvedValueOnce(
      err({ kind: 'card-removed', verify: 'not-sent' }),
    );
    counter.consents();
    await counter.face('card.moved');
    counter.type(PIN);
    expect(counter.screen()).toMatchObject({ name: 'card', doing: 'waiting' });
    expect(counter.timers.running()).toBe(1);
    counter.room.insert('hanako');
    await counter.sees('confirm');
  });

  test('one that sends rubbish is told, and the PIN is typed anew', async () => {
    const counter = await atPin('hanako');
    vi.spyOn(counter.room, 'readBasicFour').mockResolvedValueOnce(
      err({ kind: 'unreadable', cause: 'basicFour-truncated' }),
    );
    counter.type(PIN);
    expect((await counter.face('card.unreadable')).screen).toMatchObject({ name: 'secret', typed: 0 });
    expect([...counter.lent[0]!]).toEqual([0, 0, 0, 0]);
  });
});

describe('the reader', () => {
  test('gone at the PIN is told at once, and its return takes the face down', async () => {
    const counter = await atPin('hanako');
    counter.session.ambient({ reader: 'none' });
    expect(counter.view().notice).toEqual({ code: 'reader.gone' });
    counter.session.ambient({ reader: 'ready' });
    expect(counter.view().notice).toBeNull();
  });

  test('missing at the welcome screen keeps Start off and says why', async () => {
    const counter = await openCounter();
    counter.session.ambient({ reader: 'none', blockedBy: 'reader.none' });
    counter.send({ type: 'start', purpose: 'register' });
    expect(counter.screen()).toEqual({ name: 'welcome', blockedBy: 'reader.none', mailbox: true });
    counter.session.ambient({ reader: 'ready', blockedBy: null });
    counter.send({ type: 'start', purpose: 'register' });
    expect(counter.screen().name).toBe('legal');
  });

  test('busy with somebody else: told, nothing sent, and the typed PIN still counts', async () => {
    const counter = await atPin('hanako');
    vi.spyOn(counter.room, 'readBasicFour').mockResolvedValueOnce(err({ kind: 'reader-busy' }));
    counter.type(PIN);
    await counter.face('reader.busy');
    expect(counter.verifies()).toBe(0);
    counter.send('next');
    await counter.sees('confirm');
    expect([counter.verifies(), counter.typedPins()]).toEqual([1, 1]);
  });
});

describe('contact', () => {
  const atContact = async (ports: CounterOptions['ports']): Promise<Counter> => {
    const counter = await atConfirm({ ports: ports ?? {} });
    counter.send('facts.right');
    return counter;
  };

  test('without a network the code is left open, the registration goes on and says so', async () => {
    const counter = await atContact({ sendCode: refusing('network.offline') });
    counter.send({ type: 'contact.submit', email, phone: '090-1234-5678' });
    await counter.face('network.offline');
    expect(counter.screen().name).toBe('mailbox-offer');
    counter.send({ type: 'mailbox.want', yes: false }, 'review.save');
    const { screen } = await counter.sees('done');
    expect(screen).toMatchObject({ stages: { sent: false, contact: 'open' } });
    expect((await counter.record()).contact).toEqual({
      email,
      emailVerification: null,
      phone: '+819012345678',
      phoneVerification: null,
    });
  });

  test.each(['email.malformed', 'phone.malformed'] as const)(
    '%s is told where the address can be mended',
    async (face) => {
      const counter = await atContact({ sendCode: refusing(face) });
      counter.send({ type: 'contact.submit', email, phone: '' });
      await counter.face(face);
      expect(counter.screen()).toEqual({ name: 'contact', email, phone: '', helper: false, sending: false });
    },
  );

  test.each([
    ['code.too-many', 'code.too-many'],
    ['code.send-failed', 'code.send-failed'],
    ['central.refused', 'code.send-failed'],
  ] as const)(
    'when the central API will not send (%s) the registration goes on all the same, and back leads to another try',
    async (face, told) => {
      const counter = await atContact({ sendCode: refusing(face) });
      counter.send({ type: 'contact.submit', email, phone: '' });
      await counter.face(told);
      expect(counter.view()).toMatchObject({ screen: { name: 'mailbox-offer' }, can: { back: true } });
      counter.send('back');
      expect(counter.screen()).toEqual({ name: 'contact', email, phone: '', helper: false, sending: false });
    },
  );

  test.each([
    [{ outcome: 'expired' }, 'code.expired'],
    [{ outcome: 'spent' }, 'code.spent'],
  ] as const)('a code that is %j has its face, and another can be asked for', async (answer, face) => {
    let sent = 0;
    const counter = await atContact({
      sendCode: () => Promise.resolve(ok(sentCode(counter.timers.now(), (sent += 1)))),
      checkCode: () => Promise.resolve(ok(answer)),
    });
    counter.send({ type: 'contact.submit', email, phone: '' });
    await counter.sees('code');
    counter.send({ type: 'code.submit', code: '123456' });
    await counter.face(face);
    counter.send({ type: 'code.resend' });
    expect(sent).toBe(1);
    counter.timers.advance(30_000);
    counter.send({ type: 'code.resend' });
    expect(await counter.until((v) => v.screen.name === 'code' && v.screen.number === 2)).toBeTruthy();
  });

  test('a mail that comes back is heard of, also after a while without network, and told once', async () => {
    const answers = [
      () => Promise.resolve(err<FaceCode>('network.offline')),
      () => Promise.resolve(ok({ delivery: 'sent' as const })),
      () => Promise.resolve(ok({ delivery: 'bounced' as const })),
    ];
    let asked = 0;
    const counter = await atContact({
      followCode: () => answers[asked++]?.() ?? new Promise(() => undefined),
    });
    counter.send({ type: 'contact.submit', email, phone: '' });
    await counter.sees('code');
    // Each look comes a moment after the last one.
    await vi.waitFor(() => {
      counter.timers.advance(2_000);
      expect(counter.view().notice?.code).toBe('code.bounced');
    });
    counter.timers.advance(60_000);
    expect(asked).toBe(3);
    counter.send({ type: 'back' });
    expect(counter.screen()).toMatchObject({ name: 'contact', email });
  });

  test('times are told by this terminal’s clock, however wrong it is', async () => {
    const until = new Date(Date.parse('2026-11-21T01:00:00.000Z') + 300_000).toISOString();
    const counter = await atContact({
      clockErrorMs: () => 3_600_000,
      checkCode: () => Promise.resolve(ok({ outcome: 'paused', until } as const)),
    });
    counter.send({ type: 'contact.submit', email, phone: '', helper: true });
    const { screen } = await counter.sees('code');
    const { expiresAt } = sentCode(counter.timers.now());
    expect(screen).toMatchObject({
      expiresAt: new Date(Date.parse(expiresAt) + 3_600_000).toISOString(),
      pausedUntil: null,
    });
    counter.send({ type: 'code.submit', code: '123456' });
    await counter.face('code.paused');
    expect(counter.screen()).toMatchObject({
      pausedUntil: new Date(Date.parse(until) + 3_600_000).toISOString(),
    });
  });

  test('a network lost while the code is checked is told, and the code can be sent later', async () => {
    const counter = await atContact({ checkCode: refusing('network.offline') });
    counter.send({ type: 'contact.submit', email, phone: '' });
    await counter.sees('code');
    counter.send({ type: 'code.submit', code: rightCode });
    await counter.face('network.offline');
    counter.send('code.later');
    expect(counter.screen().name).toBe('mailbox-offer');
  });
});

describe('the commit', () => {
  test('on a full disk has its face, leaves nothing half-written and wipes', async () => {
    const path = join(freshDirectory(), 'queue.sqlite');
    const opened = openFile(path, () => undefined);
    if (!opened.ok) throw new Error(opened.error.kind);
    const db = opened.value;
    onTestFinished(() => void db.close());
    const store = buildStore(db, { path, now: Date.now, log: () => undefined });
    // The real store on a disk that takes no page more; room for one small record is used up first.
    db.pragma(`max_page_count = ${String(db.pragma('page_count', { simple: true }))}`);
    let others = 0;
    while (store.commitRegistration(madeUpRegistration(others)).ok) others += 1;
    const counter = await atConfirm({
      ports: {
        commit({ id, sealed, receiptNumber }) {
          const saved = store.commitRegistration({ id, sealed, receiptNumber, audit: {} });
          if (saved.ok) return ok(null);
          return err<FaceCode>(saved.error.kind === 'disk-full' ? 'disk.full' : 'store.failed');
        },
      },
    });
    counter.send('facts.right', { type: 'contact.submit', email, phone: '' });
    await counter.sees('code');
    counter.send('code.later', { type: 'mailbox.want', yes: false }, 'review.save');
    await counter.face('disk.full');
    expect(counter.screen().name).toBe('ended');
    expect(wipes(counter)).toEqual([{ event: 'session.wiped', clean: true }]);
    expect(store.counts().saved).toBe(others);
    expect(store.auditEntries(1000)).toHaveLength(others);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  test('that throws is told as not saved, and wiped', async () => {
    const counter = await atConfirm({
      ports: {
        commit() {
          throw new Error('a bug');
        },
      },
    });
    counter.send('facts.right', { type: 'contact.submit', email, phone: '' });
    await counter.sees('code');
    counter.send('code.later', { type: 'mailbox.want', yes: false }, 'review.save');
    await counter.face('store.failed');
    expect(counter.logged).toContainEqual({ event: 'bug', where: 'effect', name: 'Error' });
    expect(wipes(counter)).toEqual([{ event: 'session.wiped', clean: true }]);
  });

  test.each(['printer.empty', 'printer.unavailable', 'printer.failed'] as const)(
    'stands though the slip meets %s; the QR code stays, and it prints again',
    async (face) => {
      const results = [face, 'printed'] as const;
      let prints = 0;
      const counter = await atConfirm({
        ports: { printSlip: () => Promise.resolve(results[prints++] ?? 'printed') },
      });
      const { screen, notice } = await toTheEnd(counter);
      expect(notice).toEqual({ code: face });
      expect(screen).toMatchObject({ name: 'done', slip: { print: 'failed' } });
      expect(screen.name === 'done' && screen.slip.qrSvg).toContain('<svg');
      counter.send('print');
      const again = await counter.until((v) => v.screen.name === 'done' && v.screen.slip.print === 'printed');
      expect(again.notice).toBeNull();
    },
  );
});

describe('a slip that is printed again', () => {
  test('has a new number, and the one before is cancelled on disk before paper is asked for', async () => {
    const order: string[] = [];
    const slips: SlipDesk = {
      ...noSlips,
      printed: ({ sha256, replaces, recordId }) => {
        order.push(`noted ${recordId} ${replaces} ${sha256}`);
        return ok(null);
      },
    };
    const printSlip: SessionPorts['printSlip'] = ({ slip }) => {
      order.push(`printed ${slip.sha256}`);
      return Promise.resolve('printed');
    };
    const counter = await atConfirm({ ports: { slips, printSlip } });
    const { screen } = await toTheEnd(counter);
    const record = await counter.record();
    const first = screen.name === 'done' ? screen.slip : null;
    expect(slipSha256(first!.code.replaceAll(' ', ''))).toBe(record.handoffSha256);
    expect(record.handoffExpiresAt).toBe(first!.expiresAt);
    counter.send('print');
    const again = await counter.until(
      (v) =>
        v.screen.name === 'done' && v.screen.slip.code !== first!.code && v.screen.slip.print === 'printed',
    );
    const second = again.screen.name === 'done' ? again.screen.slip : null;
    const sha256 = slipSha256(second!.code.replaceAll(' ', ''));
    expect(order).toEqual([
      `printed ${record.handoffSha256}`,
      `noted ${record.id} ${record.handoffSha256} ${sha256}`,
      `printed ${sha256}`,
    ]);
  });
});

test('staff see what becomes of a slip that was scanned, and never its digits', async () => {
  const answered = Promise.withResolvers<SlipSeen>();
  const seen: SlipSeen = {
    ...{ words: '1'.repeat(24), sha256: 'a'.repeat(64), verdict: 'valid', by: 'signature' },
    ...{ asking: true, arrived: null, expiresAt: null },
  };
  const cancelled: string[] = [];
  const slips: SlipDesk = {
    ...noSlips,
    look: () => seen,
    ask: () => answered.promise,
    cancel: (sha256) => (cancelled.push(sha256), ok(null)),
  };
  const counter = await openCounter({ ports: { slips } });
  counter.send({ type: 'staff.slip-check', text: seen.words! });
  expect(counter.screen().name).toBe('welcome');
  counter.send('staff.open', { type: 'staff.slip-check', text: seen.words! });
  expect(counter.screen()).toMatchObject({ slip: { verdict: 'valid', asking: true, cancellable: true } });
  expect(JSON.stringify(counter.views)).not.toMatch(/1{24}|a{64}/);
  counter.send('staff.slip-cancel');
  expect(cancelled).toEqual([seen.sha256]);
  expect(counter.screen()).toMatchObject({ slip: { verdict: 'cancelled', cancellable: false } });
  // A word that comes after the button was pressed does not lift the cancellation.
  answered.resolve({ ...seen, asking: false, by: 'central' });
  await answered.promise;
  counter.send('staff.slip-cancel');
  expect(counter.screen()).toMatchObject({ slip: { verdict: 'cancelled' } });
  counter.send('staff.slip-close');
  expect(counter.screen()).toMatchObject({ name: 'staff', slip: null });
  expect(cancelled).toHaveLength(1);
});

describe('the end of a session', () => {
  test('comes after idling and a prompt that nobody answers, and wipes', async () => {
    const counter = await atConfirm();
    counter.timers.advance(times.idle);
    expect(counter.view().overlay).toMatchObject({ name: 'still-there' });
    counter.send('stay');
    counter.timers.advance(times.idle - 1);
    expect(counter.view().overlay).toBeNull();
    counter.send('awake');
    counter.timers.advance(times.idle);
    expect(counter.view().overlay).toMatchObject({ name: 'still-there' });
    // Touching the screen elsewhere does not stretch the prompt.
    counter.timers.advance(times.prompt - 1);
    counter.send('awake');
    counter.timers.advance(1);
    expect(counter.screen()).toMatchObject({ name: 'ended', face: 'session.idle', takeCard: true });
    expect(wipes(counter)).toEqual([{ event: 'session.wiped', clean: true }]);
    counter.timers.advance(times.end);
    expect(counter.screen()).toEqual({ name: 'card-left' });
    expect(counter.timers.running()).toBe(0);
    counter.room.remove();
    expect(counter.screen()).toEqual({ name: 'welcome', blockedBy: null, mailbox: true });
  });

  test('comes sooner at a PIN', async () => {
    const counter = await atPin('hanako');
    counter.send({ type: 'secret.add', char: '1' });
    counter.timers.advance(times.pinIdle);
    expect(counter.view().overlay).toMatchObject({ name: 'still-there' });
  });

  test('by cancel wipes at once, and the next resident sees nothing of the last', async () => {
    const counter = await atConfirm();
    counter.send('cancel', 'cancel.no', 'cancel', 'cancel.yes');
    expect(counter.screen()).toMatchObject({ name: 'ended', face: 'session.cancelled' });
    expect(counter.sessions).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), null]);
    expect(wipes(counter)).toEqual([{ event: 'session.wiped', clean: true }]);
    counter.send('finish', { type: 'start', purpose: 'register' });
    expect(counter.screen().name).toBe('card-left');
    counter.room.remove();
    counter.send({ type: 'start', purpose: 'register' });
    expect(counter.screen().name).toBe('legal');
    expect(counter.sessions[2]).not.toBe(counter.sessions[0]);
  });

  test('drops the answers that arrive after it', async () => {
    const sending = Promise.withResolvers<Result<VerificationAnswer, FaceCode>>();
    const counter = await atConfirm({ ports: { sendCode: () => sending.promise } });
    counter.send('facts.right', { type: 'contact.submit', email, phone: '' });
    expect(counter.screen()).toMatchObject({ name: 'contact', sending: true });
    counter.send('cancel', 'cancel.yes', 'finish');
    counter.room.remove();
    counter.consents();
    counter.room.insert('hanako');
    const { seq } = await counter.until(recognised);
    sending.resolve(ok(sentCode(counter.timers.now())));
    await sending.promise;
    // One more exchange with the card, behind which the late answer has long been there.
    counter.room.insert('hanako');
    await counter.until((view) => view.seq > seq && recognised(view));
    expect(counter.screen()).toMatchObject({ name: 'secret', secret: 'supportPin' });
  });

  test('drops what the card still gives, and overwrites the PIN that lies with it', async () => {
    const counter = await atPin('hanako');
    const begun = Promise.withResolvers<null>();
    const reading = Promise.withResolvers<Result<BasicFour, CardError>>();
    vi.spyOn(counter.room, 'readBasicFour').mockImplementationOnce(() => {
      begun.resolve(null);
      return reading.promise;
    });
    counter.type(PIN);
    await begun.promise;
    expect([...counter.lent[0]!]).not.toEqual([0, 0, 0, 0]);
    counter.send('cancel', 'cancel.yes');
    expect([...counter.lent[0]!]).toEqual([0, 0, 0, 0]);
    counter.send('finish');
    counter.room.remove();
    counter.consents();
    counter.room.insert('hanako');
    reading.resolve(ok(hanako.holder!));
    // The card of the new session is asked after the old exchange has ended.
    await counter.until(recognised);
    expect(counter.screen()).toMatchObject({ name: 'secret', typed: 0 });
    expect(JSON.stringify(counter.views)).not.toContain(hanako.holder!.name);
  });

  test('stop ends timers and watching for good', async () => {
    const counter = await atConfirm();
    const before = counter.views.length;
    counter.session.stop();
    counter.send('facts.right');
    counter.room.remove();
    counter.timers.advance(10 * times.idle);
    expect([counter.views.length, counter.timers.running()]).toEqual([before, 0]);
  });
});

describe('what comes from the renderer', () => {
  test.each<[string, unknown]>([
    ['no object', 'start'],
    ['nothing', null],
    ['an unknown event', { type: 'format-disk' }],
    ["main's own event", { type: 'card.read', facts: hanako.holder }],
    ['a timer', { type: 'time-up', timer: 'end' }],
    ['a field too many', { type: 'next', to: 'done' }],
    ['a field missing', { type: 'notify.set', push: true }],
    ['a wrong type', { type: 'mailbox.want', yes: 'yes' }],
    ['two keys at once', { type: 'secret.add', char: '12' }],
    ['an address without end', { type: 'contact.submit', email: 'a'.repeat(301), phone: '' }],
    ['a prototype', JSON.parse('{"type":"next","__proto__":{"x":1}}')],
  ])('%s is refused, counted and changes nothing', async (_, raw) => {
    const counter = await atConfirm();
    const { seq } = counter.view();
    counter.timers.advance(times.idle - 1);
    counter.session.receive(raw);
    expect(counter.view().seq).toBe(seq);
    expect(counter.logged.at(-1)).toEqual({ event: 'event.refused' });
    // Nor does it keep a session awake.
    counter.timers.advance(1);
    expect(counter.view().overlay).toMatchObject({ name: 'still-there' });
  });
});

describe('effects that throw', () => {
  const broken = () => Promise.reject(new Error('a bug'));

  test('sending a code: told, and the resident can go on', async () => {
    const counter = await atConfirm({ ports: { sendCode: broken } });
    counter.send('facts.right', { type: 'contact.submit', email, phone: '' });
    await counter.face('code.send-failed');
    expect(counter.screen()).toMatchObject({ name: 'mailbox-offer' });
    expect(counter.timers.running()).toBe(1);
  });

  test('printing: told, and the screen still has its end', async () => {
    const counter = await atConfirm({ ports: { printSlip: broken } });
    expect((await toTheEnd(counter)).notice).toEqual({ code: 'printer.failed' });
    counter.timers.advance(times.idle);
    expect(counter.screen().name).toBe('card-left');
  });

  test('reading the card: the PIN is forgotten and asked for again', async () => {
    const counter = await atPin('hanako');
    vi.spyOn(counter.room, 'readBasicFour').mockImplementationOnce(broken);
    counter.type(PIN);
    expect((await counter.face('card.unreadable')).screen).toMatchObject({ name: 'secret', typed: 0 });
    counter.type(PIN);
    await counter.sees('confirm');
  });
});

describe('what staff ask for', () => {
  test('figures that arrive after the staff screen was closed do not open it again', async () => {
    const syncing = Promise.withResolvers<undefined>();
    const counter = await openCounter({ ports: { syncNow: () => syncing.promise } });
    counter.send('staff.open');
    expect(counter.screen().name).toBe('staff');
    counter.send('staff.sync', 'staff.close');
    syncing.resolve(undefined);
    await syncing.promise;
    counter.room.insert('hanako');
    await counter.until(({ terminal }) => terminal.card === 'present');
    expect(counter.screen().name).toBe('welcome');
  });

  test('nothing can be started while a legal text is missing', async () => {
    const none = await openCounter({ ports: { catalogue: () => null } });
    none.send({ type: 'start', purpose: 'register' });
    expect(none.view()).toMatchObject({
      screen: { name: 'welcome' },
      notice: { code: 'terminal.not-ready' },
    });
  });
});
