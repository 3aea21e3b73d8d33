import { describe, expect, test } from 'vitest';
import { ambient, basicFour, catalogue, times } from '../../../tests/fixtures/catalogue.ts';
import { defaultManner } from '../../../preload/contract/state.ts';
import { firstState, step } from './flow.ts';
import { timing } from './timing.ts';
import type { CardFacts, Channel, CodeSent, Effect, FlowEvent, FlowState } from './types.ts';
import { view } from './view.ts';

const good: CardFacts = {
  tries: { supportPin: { left: 3, max: 3 }, signaturePassword: { left: 5, max: 5 } },
  fingerprint: 'a'.repeat(64),
  hasSignatureCertificate: true,
};

/** Walks a list of events and keeps the effects that were asked for. */
function walker(from: FlowState = firstState(ambient, times)) {
  let state = from;
  let at = Date.parse('2026-11-21T01:00:00Z');
  const effects: Effect[] = [];
  const self = {
    do(...events: (FlowEvent | FlowEvent['type'])[]) {
      for (const event of events) {
        // A bare name stands for an event without fields.
        const full = (typeof event === 'string' ? { type: event } : event) as FlowEvent;
        at += 1000;
        const [next, wanted] = step(state, { at, event: full });
        state = next;
        effects.push(...wanted);
      }
      return self;
    },
    /** Lets time go by. */
    pass(ms: number) {
      at += ms;
      return self;
    },
    type(secret: string) {
      for (const char of secret) self.do({ type: 'secret.add', char });
      return self.do('secret.submit');
    },
    get state() {
      return state;
    },
    /** When the last event came. */
    get at() {
      return at;
    },
    get screen() {
      return view(state, 1).screen;
    },
    effects,
    wanted: (kind: Effect['kind']) => effects.filter((e) => e.kind === kind).length,
  };
  return self;
}

const begun: FlowEvent = {
  type: 'begun',
  sessionId: '0'.repeat(32),
  purpose: 'register',
  aim: 'read',
  catalogue,
};
const start = () => walker().do({ type: 'start', purpose: 'register' }, begun);
const consented = () => start().do('legal.end', 'legal.agree', 'legal.end', 'legal.agree', 'next', 'next');
const inserted: FlowEvent = { type: 'card.inserted', insertion: 1 };
const inspected = (card: CardFacts = good): FlowEvent => ({ type: 'card.inspected', insertion: 1, card });
const codeSent = (channel: Channel, more: Partial<CodeSent> = {}): CodeSent => ({
  type: 'code.sent',
  channel,
  by: channel === 'email' ? 'email' : 'sms',
  id: 'x',
  number: 1,
  expiresAt: '2026-11-21T01:30:00.000Z',
  resendAt: '2026-11-21T01:05:00.000Z',
  left: 7,
  ...more,
});
const atPin = () => consented().do('next');
const read = () => atPin().do(inserted, inspected()).type('1234').do({ type: 'card.read', facts: basicFour });
const atCode = () =>
  read().do(
    'facts.right',
    { type: 'contact.submit', email: 'hanako@example.jp', phone: '' },
    codeSent('email'),
  );

describe('consent', () => {
  test('agree does nothing before the end of the text has been on screen', () => {
    const w = start().do('legal.agree');
    expect(w.screen).toMatchObject({ name: 'legal', document: 'terms', readToEnd: false });
    expect(w.do('legal.end', 'legal.agree').screen).toMatchObject({ name: 'legal', document: 'privacy' });
  });

  test('another language is another text and must be read to its end again', () => {
    const w = start().do('legal.end', { type: 'language.set', language: 'en' });
    expect(w.screen).toMatchObject({ readToEnd: false });
  });

  test('version, hash, language and time of each consent are kept', () => {
    const w = start().do('legal.end', { type: 'language.set', language: 'en' }, 'legal.end', 'legal.agree');
    expect(w.state.data?.consents['terms']).toEqual({
      document: 'terms',
      version: '1',
      sha256: catalogue.legal.terms.en.sha256,
      language: 'en',
      at: '2026-11-21T01:00:06.000Z',
    });
  });

  test('every interest and every service is off at first', () => {
    const w = start().do('legal.end', 'legal.agree', 'legal.end', 'legal.agree', 'next');
    expect(w.screen).toMatchObject({ name: 'interests', items: [{ on: false }, { on: false }] });
    expect(w.do('next').screen).toMatchObject({
      name: 'services',
      items: [{ chosen: false }, { chosen: false }],
    });
  });

  test('each chosen service takes its own consent, then the one for J-LIS', () => {
    const w = consented().do(
      { type: 'service.set', id: 'library', on: true },
      { type: 'service.set', id: 'sports', on: true },
      'next',
    );
    expect(w.screen).toMatchObject({ name: 'service-consent', id: 'library', index: 0, count: 2 });
    expect(w.do('consent.agree').screen).toMatchObject({ id: 'sports', index: 1 });
    expect(w.do('consent.agree').screen).toMatchObject({ name: 'legal', document: 'jlis' });
    expect(Object.keys(w.state.data?.consents ?? {})).toEqual([
      'terms',
      'privacy',
      'service:library',
      'service:sports',
    ]);
  });

  test('a declined service leaves the list and the registration goes on', () => {
    const w = consented().do({ type: 'service.set', id: 'library', on: true }, 'next', 'consent.decline');
    expect(w.screen).toMatchObject({ name: 'secret', secret: 'supportPin' });
    expect(w.state.data?.services).toEqual([]);
  });
});

describe('PIN and card', () => {
  test('a card on the reader is recognised and its tries are shown before a PIN is typed', () => {
    const w = atPin().do(inserted);
    expect(w.effects.at(-1)).toEqual({ kind: 'card.inspect', insertion: 1 });
    expect(w.do(inspected()).screen).toMatchObject({ name: 'secret', triesLeft: 3 });
  });

  test('the PIN may come first: the card is inspected before it is read', () => {
    const w = atPin().type('1234');
    expect(w.screen).toMatchObject({ name: 'card', doing: 'waiting' });
    expect(w.do(inserted).wanted('card.read')).toBe(0);
    expect(w.do(inspected()).wanted('card.read')).toBe(1);
  });

  test('three digits cost no try', () => {
    const w = atPin().do(inserted, inspected()).type('123');
    expect(w.state.notice).toEqual({ code: 'pin.length' });
    expect(w.wanted('card.read')).toBe(0);
  });

  test('unknown tries mean no VERIFY', () => {
    const w = atPin()
      .do(inserted)
      .type('1234')
      .do(inspected({ ...good, tries: { ...good.tries, supportPin: 'unknown' } }));
    expect(w.screen).toMatchObject({ name: 'ended', face: 'pin.tries-unknown' });
    expect(w.wanted('card.read')).toBe(0);
  });

  test('the last try needs an explicit yes', () => {
    const w = atPin()
      .do(inserted, inspected({ ...good, tries: { ...good.tries, supportPin: { left: 1, max: 3 } } }))
      .type('1234');
    expect(w.screen).toEqual({ name: 'last-try', secret: 'supportPin' });
    expect(w.wanted('card.read')).toBe(0);
    expect(w.do('last-try.yes').effects.at(-1)).toEqual({ kind: 'card.read', lastTry: true, prove: true });
  });

  test('a no to the last try ends with the card unharmed', () => {
    const w = atPin()
      .do(inserted, inspected({ ...good, tries: { ...good.tries, supportPin: { left: 1, max: 3 } } }))
      .type('1234')
      .do('last-try.no');
    expect(w.screen).toMatchObject({ name: 'ended', face: 'session.declined' });
    expect(w.wanted('card.read')).toBe(0);
  });

  test('a wrong PIN is told with the tries left, forgotten, and typed anew', () => {
    const w = atPin()
      .do(inserted, inspected())
      .type('9999')
      .do({ type: 'card.failed', during: 'read', error: { kind: 'pin-wrong', pin: 'supportPin', left: 2 } });
    expect(w.screen).toMatchObject({ name: 'secret', secret: 'supportPin', typed: 0, triesLeft: 2 });
    expect(w.state.notice).toEqual({ code: 'pin.wrong', left: 2 });
    expect(w.effects.at(-1)).toEqual({ kind: 'secret.clear', slot: 'supportPin' });
    expect(w.wanted('card.read')).toBe(1);
  });

  test.each([
    [{ kind: 'pin-blocked', pin: 'supportPin' } as const, 'pin.blocked'],
    [{ kind: 'pin-wrong', pin: 'supportPin', left: 0 } as const, 'pin.blocked'],
    [{ kind: 'signature-invalid' } as const, 'card.signature-invalid'],
    [{ kind: 'facts-differ', fields: ['address'] } as const, 'card.facts-differ'],
  ])('%j ends the session with its face', (error, face) => {
    const w = atPin()
      .do(inserted, inspected())
      .type('1234')
      .do({ type: 'card.failed', during: 'read', error });
    expect(w.screen).toMatchObject({ name: 'ended', face });
    expect(w.state.data).toBeNull();
  });

  test('a card pulled out before its PIN was sent is read on without typing again', () => {
    const w = atPin().do(inserted, inspected()).type('1234');
    w.do('card.removed', {
      type: 'card.failed',
      during: 'read',
      error: { kind: 'card-removed', verify: 'not-sent' },
    });
    expect(w.state.notice).toEqual({ code: 'card.moved' });
    expect(timing(w.state)).toMatchObject({ timer: 'held' });
    w.do({ type: 'card.inserted', insertion: 2 }, { type: 'card.inspected', insertion: 2, card: good });
    expect(w.wanted('card.read')).toBe(2);
  });

  const acceptedAndGone = (kind: 'card-removed' | 'timeout') =>
    atPin()
      .do(inserted, inspected())
      .type('1234')
      .do('card.removed', { type: 'card.failed', during: 'read', error: { kind, verify: 'accepted' } });

  test('a card that comes back after its PIN was accepted is read on without typing again', () => {
    const w = acceptedAndGone('card-removed');
    expect(w.state.notice).toEqual({ code: 'card.moved' });
    expect(timing(w.state)).toMatchObject({ timer: 'held' });
    w.do({ type: 'card.inserted', insertion: 2 }, { type: 'card.inspected', insertion: 2, card: good });
    expect(w.wanted('card.read')).toBe(2);
  });

  test.each<[string, FlowEvent[]]>([
    ['at once', []],
    [
      'after a card of another kind',
      [
        { type: 'card.inserted', insertion: 2 },
        { type: 'card.failed', during: 'inspect', error: { kind: 'not-my-number', seen: 'licence' } },
        { type: 'card.removed' },
      ],
    ],
  ])('a PIN that one card has accepted is not sent to another that comes %s', (_when, between) => {
    const other = { ...good, fingerprint: 'b'.repeat(64) };
    const w = acceptedAndGone('card-removed').do(...between);
    w.do({ type: 'card.inserted', insertion: 3 }, { type: 'card.inspected', insertion: 3, card: other });
    expect(w.screen).toMatchObject({ name: 'secret', secret: 'supportPin', typed: 0 });
    expect(w.effects).toContainEqual({ kind: 'secret.clear', slot: 'supportPin' });
    expect(w.wanted('card.read')).toBe(1);
  });

  test('an accepted PIN is typed again for a card that lies still and does not answer', () => {
    const w = acceptedAndGone('timeout');
    expect(w.screen).toMatchObject({ name: 'secret', secret: 'supportPin', typed: 0 });
    expect(w.wanted('card.read')).toBe(1);
  });

  test('a PIN held for a card that does not come back is forgotten', () => {
    const w = atPin().do(inserted, inspected()).type('1234');
    w.do(
      'card.removed',
      { type: 'card.failed', during: 'read', error: { kind: 'card-removed', verify: 'not-sent' } },
      { type: 'time-up', timer: 'held' },
    );
    expect(w.screen).toMatchObject({ name: 'secret', typed: 0 });
    expect(w.effects.at(-1)).toEqual({ kind: 'secret.clear', slot: 'supportPin' });
  });

  test('an answer that was lost after the PIN was sent is told, and nothing is sent again', () => {
    const w = atPin().do(inserted, inspected()).type('1234');
    w.do('card.removed', {
      type: 'card.failed',
      during: 'read',
      error: { kind: 'card-removed', verify: 'unknown' },
    });
    expect(w.state.notice).toEqual({ code: 'pin.outcome-unknown' });
    w.do(
      { type: 'card.inserted', insertion: 2 },
      {
        type: 'card.inspected',
        insertion: 2,
        card: { ...good, tries: { ...good.tries, supportPin: { left: 2, max: 3 } } },
      },
    );
    expect(w.screen).toMatchObject({ name: 'secret', triesLeft: 2 });
    expect(w.wanted('card.read')).toBe(1);
  });

  test('a wrong card is told before a PIN is asked for', () => {
    const w = atPin().do(inserted, {
      type: 'card.failed',
      during: 'inspect',
      error: { kind: 'not-my-number', seen: 'licence' },
    });
    expect(w.state.notice).toEqual({ code: 'card.licence' });
    expect(w.type('1234').wanted('card.read')).toBe(0);
  });

  test('with linked services the password is asked, the card signs, and both happen once', () => {
    const w = consented().do(
      { type: 'service.set', id: 'library', on: true },
      'next',
      'consent.agree',
      'legal.end',
      'legal.agree',
    );
    w.do(inserted, inspected()).type('1234');
    expect(w.screen).toMatchObject({
      name: 'secret',
      secret: 'signaturePassword',
      alphabet: 'capitals',
      triesLeft: 5,
    });
    w.type('ABC123').do({ type: 'card.read', facts: basicFour });
    expect(w.effects.at(-1)).toMatchObject({ kind: 'card.sign', services: ['library'] });
    expect(w.do('card.signed').screen).toMatchObject({ name: 'confirm' });
    expect([w.wanted('card.read'), w.wanted('card.sign')]).toEqual([1, 1]);
  });

  test('a card whose signature certificate has run out is offered the way without linked services', () => {
    const w = consented().do(
      { type: 'service.set', id: 'library', on: true },
      'next',
      'consent.agree',
      'legal.end',
      'legal.agree',
    );
    w.do(inserted, inspected()).type('1234').type('ABC123').do({ type: 'card.read', facts: basicFour });
    w.do({ type: 'card.failed', during: 'sign', error: { kind: 'certificate-expired' } });
    expect(w.screen).toMatchObject({ name: 'services' });
    expect(w.state.notice).toEqual({ code: 'card.certificate-expired' });
    expect(w.effects).toContainEqual({ kind: 'secret.clear', slot: 'signaturePassword' });
  });

  test('a card without signature certificate is offered the way without linked services', () => {
    const w = consented().do(
      { type: 'service.set', id: 'library', on: true },
      'next',
      'consent.agree',
      'legal.end',
      'legal.agree',
    );
    w.do(inserted, inspected({ ...good, hasSignatureCertificate: false }))
      .type('1234')
      .type('ABC123');
    expect(w.screen).toMatchObject({ name: 'services' });
    expect(w.state.notice).toEqual({ code: 'card.no-signature-certificate' });
    expect([w.wanted('card.read'), w.wanted('card.sign')]).toEqual([0, 0]);
  });
});

describe('the card stays on the reader', () => {
  test('it may come back within the grace', () => {
    const w = read().do('card.removed');
    expect(view(w.state, 1).overlay).toMatchObject({ name: 'card-missing' });
    w.do({ type: 'card.inserted', insertion: 2 }, { type: 'card.inspected', insertion: 2, card: good });
    expect([w.state.overlay, w.screen.name]).toEqual([null, 'confirm']);
  });

  test('another card ends the session', () => {
    const w = read().do(
      'card.removed',
      { type: 'card.inserted', insertion: 2 },
      { type: 'card.inspected', insertion: 2, card: { ...good, fingerprint: 'b'.repeat(64) } },
    );
    expect(w.screen).toMatchObject({ name: 'ended', face: 'card.other' });
  });

  test('gone for good means wiped', () => {
    const w = read().do('card.removed', { type: 'time-up', timer: 'grace' });
    expect(w.screen).toMatchObject({ name: 'ended', face: 'session.card-gone' });
    expect([w.state.data, w.effects.at(-1)]).toEqual([null, { kind: 'wipe' }]);
  });

  test('nothing can be pressed behind the question', () => {
    const w = read().do('card.removed', 'facts.right');
    expect(w.screen.name).toBe('confirm');
  });
});

describe('contact', () => {
  test.each(['', 'hanako', 'hanako@', '@example.jp', 'a b@example.jp', 'hanako@example'])(
    '%j is no email address',
    (email) => {
      const w = read().do('facts.right', { type: 'contact.submit', email, phone: '' });
      expect(w.state.notice).toEqual({ code: 'email.malformed' });
      expect(w.wanted('code.send')).toBe(0);
    },
  );

  test.each([
    ['090-1234-5678', '+819012345678'],
    ['03 1234 5678', '+81312345678'],
    ['+81 90 1234 5678', '+819012345678'],
  ])('%s becomes %s', (typed, e164) => {
    const w = read().do('facts.right', { type: 'contact.submit', email: 'a@example.jp', phone: typed });
    expect(w.state.data?.phone).toBe(e164);
  });

  test('a phone number that is none is told and nothing is sent', () => {
    const w = read().do('facts.right', { type: 'contact.submit', email: 'a@example.jp', phone: '12345' });
    expect(w.state.notice).toEqual({ code: 'phone.malformed' });
  });

  test('without a network the proof stays open, is said, and the registration goes on', () => {
    const w = read().do(
      'facts.right',
      { type: 'contact.submit', email: 'a@example.jp', phone: '' },
      { type: 'code.send-failed', channel: 'email', face: 'network.offline' },
    );
    expect(w.screen).toMatchObject({ name: 'mailbox-offer' });
    expect(w.state.notice).toEqual({ code: 'network.offline' });
    expect(w.state.data?.emailVerification).toBeNull();
  });

  test.each([
    [{ outcome: 'wrong', triesLeft: 4 } as const, { code: 'code.wrong', left: 4 }],
    [{ outcome: 'expired' } as const, { code: 'code.expired' }],
    [{ outcome: 'spent' } as const, { code: 'code.spent' }],
  ])('%j is told and the code can be typed or asked for again', (answer, notice) => {
    const w = atCode().do(
      { type: 'code.submit', code: '000000' },
      { type: 'code.checked', channel: 'email', answer },
    );
    expect([w.screen.name, w.state.notice]).toEqual(['code', notice]);
  });

  test('a new code only after a while, and only as often as is left', () => {
    const w = atCode().do({ type: 'code.resend' });
    expect(w.wanted('code.send')).toBe(1);
    w.pass(5 * 60_000).do({ type: 'code.resend' });
    expect(w.wanted('code.send')).toBe(2);
    const resendAt = '2026-11-21T01:00:00.000Z';
    w.do(codeSent('email', { number: 2, left: 0, resendAt }), { type: 'code.resend' });
    expect(w.wanted('code.send')).toBe(2);
    expect(w.screen).toMatchObject({ name: 'code', number: 2, left: 0 });
  });

  test('five wrong answers: none is tried until the time that is told, which a new code does not change', () => {
    const until = '2026-11-21T01:09:00.000Z';
    const w = atCode().do(
      { type: 'code.submit', code: '000000' },
      { type: 'code.checked', channel: 'email', answer: { outcome: 'paused', until } },
    );
    expect([w.state.notice, w.screen]).toMatchObject([{ code: 'code.paused' }, { pausedUntil: until }]);
    w.do({ type: 'code.submit', code: '123456' });
    w.pass(5 * 60_000).do({ type: 'code.resend' }, codeSent('email', { id: 'y', number: 2 }));
    expect(w.screen).toMatchObject({ number: 2, pausedUntil: until });
    w.do({ type: 'code.submit', code: '123456' });
    expect(w.wanted('code.check')).toBe(1);
    w.pass(4 * 60_000).do({ type: 'code.submit', code: '123456' });
    expect(w.wanted('code.check')).toBe(2);
  });

  test('a mail that comes back is told, and the way back to the address loses nothing', () => {
    const w = atCode();
    expect(w.effects.at(-1)).toEqual({ kind: 'code.follow', verification: 'x' });
    w.do({ type: 'code.followed', verification: 'x', delivery: 'sent' });
    w.do({ type: 'code.followed', verification: 'x', delivery: null });
    expect(w.wanted('code.follow')).toBe(3);
    w.do({ type: 'code.followed', verification: 'other', delivery: 'bounced' });
    expect(w.screen).toMatchObject({ undelivered: false });
    w.do({ type: 'code.followed', verification: 'x', delivery: 'bounced' });
    expect([w.state.notice, w.screen]).toMatchObject([{ code: 'code.bounced' }, { undelivered: true }]);
    expect(w.wanted('code.follow')).toBe(3);
    w.do('back');
    expect(w.screen).toMatchObject({ name: 'contact', email: 'hanako@example.jp' });
    w.do({ type: 'contact.submit', email: 'hanako@example.com', phone: '' }, codeSent('email', { id: 'y' }));
    expect(w.screen).toMatchObject({ name: 'code', address: 'hanako@example.com', undelivered: false });
  });

  test.each([
    ['email', 'refused', 'code.bounced'],
    ['email', 'failed', 'code.send-failed'],
    ['phone', 'refused', 'phone.malformed'],
    ['phone', 'failed', 'code.send-failed'],
  ] as const)('a code by %s that was %s after all has its face', (channel, delivery, face) => {
    const w = read().do('facts.right', {
      type: 'contact.submit',
      email: 'a@example.jp',
      phone: '0312345678',
    });
    w.do(codeSent('email'));
    if (channel === 'phone')
      w.do({ type: 'code.submit', code: '123456' }).do(
        { type: 'code.checked', channel: 'email', answer: { outcome: 'confirmed' } },
        codeSent('phone'),
      );
    w.do({ type: 'code.followed', verification: 'x', delivery });
    expect([w.screen.name, w.state.notice?.code]).toEqual(['code', face]);
  });

  test('a telephone is called when asked for, and by short message again', () => {
    const w = read().do(
      'facts.right',
      { type: 'contact.submit', email: 'a@example.jp', phone: '03-1234-5678' },
      codeSent('email'),
      { type: 'code.submit', code: '123456' },
      { type: 'code.checked', channel: 'email', answer: { outcome: 'confirmed' } },
      codeSent('phone'),
    );
    expect(w.screen).toMatchObject({ by: 'sms', number: 1 });
    w.pass(5 * 60_000).do({ type: 'code.resend', by: 'voice' });
    expect(w.effects.at(-1)).toMatchObject({ kind: 'code.send', channel: 'phone', by: 'voice' });
    w.do(codeSent('phone', { by: 'voice', number: 2 }));
    expect(w.screen).toMatchObject({ by: 'voice', number: 2 });
    w.pass(5 * 60_000).do({ type: 'code.resend' });
    expect(w.effects.at(-1)).toMatchObject({ by: 'voice' });
  });

  test('a trusted person may receive the codes; oneself unless asked for', () => {
    const w = atCode();
    expect(w.effects.find(({ kind }) => kind === 'code.send')).toMatchObject({ helper: false });
    w.do('back', { type: 'contact.submit', email: 'helper@', phone: '', helper: true });
    expect(w.screen).toMatchObject({ name: 'contact', email: 'helper@', helper: true });
    w.do({ type: 'contact.submit', email: 'helper@example.jp', phone: '', helper: true });
    expect(w.effects.at(-1)).toMatchObject({ kind: 'code.send', helper: true });
    w.do(codeSent('email'), 'code.later', { type: 'mailbox.want', yes: false });
    expect(w.screen).toMatchObject({ name: 'review', helper: true });
  });

  test('a confirmed email with a phone leads to the phone code', () => {
    const w = read().do(
      'facts.right',
      { type: 'contact.submit', email: 'a@example.jp', phone: '090-1234-5678' },
      codeSent('email'),
      { type: 'code.submit', code: '123456' },
      { type: 'code.checked', channel: 'email', answer: { outcome: 'confirmed' } },
    );
    expect(w.effects.at(-1)).toMatchObject({ kind: 'code.send', channel: 'phone', address: '+819012345678' });
  });

  test('another address needs another proof', () => {
    const w = atCode().do(
      { type: 'code.submit', code: '123456' },
      { type: 'code.checked', channel: 'email', answer: { outcome: 'confirmed' } },
      'back',
    );
    w.do({ type: 'contact.submit', email: 'other@example.jp', phone: '' });
    expect(w.state.data?.emailVerification).toBeNull();
    expect(w.wanted('code.send')).toBe(2);
  });
});

describe('account PINs and the end', () => {
  const offered = () =>
    atCode().do(
      { type: 'code.submit', code: '123456' },
      { type: 'code.checked', channel: 'email', answer: { outcome: 'confirmed' } },
    );
  const slip = {
    url: 'HTTPS://X.EXAMPLE/S/0',
    address: 'https://x.example/s',
    code: '0',
    qrSvg: '<svg/>',
    sha256: '0'.repeat(64),
    expiresAt: '2026-12-22T14:59:59.000Z',
  };
  const committed: FlowEvent = { type: 'committed', recordId: 'r', receiptNumber: 'ABCD-1234', slip };

  test('only open municipalities of the address are offered', () => {
    expect(offered().screen).toEqual({
      name: 'mailbox-offer',
      municipalities: [catalogue.municipalities[0]?.name, catalogue.municipalities[1]?.name],
    });
  });

  test('PIN1 is typed twice; a difference starts it over', () => {
    const w = offered().do({ type: 'mailbox.want', yes: true }).type('13579').type('13570');
    expect(w.effects.at(-1)).toEqual({ kind: 'secret.compare', secret: 'accountPin1' });
    w.do({ type: 'secret.compared', equal: false, sameAsPin1: false });
    expect(w.screen).toMatchObject({ name: 'secret', secret: 'accountPin1', repeat: false });
    expect(w.state.notice).toEqual({ code: 'account-pin.mismatch' });
  });

  test('PIN2 may be skipped', () => {
    const w = offered()
      .do({ type: 'mailbox.want', yes: true })
      .type('13579')
      .type('13579')
      .do({ type: 'secret.compared', equal: true, sameAsPin1: false }, 'secret.skip');
    expect(w.screen).toMatchObject({ name: 'memberships' });
    expect(w.state.data?.pin2Wanted).toBe(false);
  });

  test('without a mailbox the review comes at once, and nothing is committed before it is saved', () => {
    const w = offered().do({ type: 'mailbox.want', yes: false });
    expect([w.screen.name, w.wanted('commit')]).toEqual(['review', 0]);
    w.do('review.save');
    expect(w.effects.at(-1)).toMatchObject({
      kind: 'commit',
      data: { mailboxWanted: false, memberships: [] },
    });
  });

  test('done drops the answers, prints the slip and says what is open', () => {
    const w = offered().do({ type: 'mailbox.want', yes: false }, 'review.save', committed);
    expect(w.state.data).toBeNull();
    expect(w.effects.at(-1)).toMatchObject({ kind: 'print', receiptNumber: 'ABCD-1234' });
    expect(w.screen).toMatchObject({
      name: 'done',
      stages: { saved: true, sent: false, accepted: false, contact: 'confirmed', mailbox: 'not-wanted' },
    });
    w.do({ type: 'progress', recordId: 'r', sent: true, accepted: true });
    expect(w.screen).toMatchObject({ stages: { sent: true, accepted: true } });
  });

  test('the last screen says how long it stays, and does not close while the slip is printed', () => {
    const w = offered().do({ type: 'mailbox.want', yes: false }, 'review.save', committed);
    expect(w.screen).toMatchObject({ closesAfter: null });
    w.do({ type: 'printed', result: 'printed' });
    expect(w.screen).toMatchObject({ closesAfter: times.end });
    expect(timing(w.state)).toEqual({ timer: 'end', forMs: times.end });
    w.do({ type: 'pace.set', pace: 'slow' });
    expect(w.screen).toMatchObject({ closesAfter: times.end * times.slowFactor });
  });

  test('a failed print is told and can be tried again; the code stays on the screen', () => {
    const w = offered().do({ type: 'mailbox.want', yes: false }, 'review.save', committed, {
      type: 'printed',
      result: 'printer.empty',
    });
    expect(w.screen).toMatchObject({ slip: { print: 'failed', url: slip.url } });
    expect(w.state.notice).toEqual({ code: 'printer.empty' });
    expect(w.do('print').wanted('print')).toBe(2);
    expect(w.wanted('slip.renew')).toBe(0);
  });

  test('without paper the screen stays as long as any step, and its way can be had by mail', () => {
    const w = offered().do({ type: 'mailbox.want', yes: false }, 'review.save', committed, {
      type: 'printed',
      result: 'printer.cover',
    });
    expect(w.screen).toMatchObject({ closesAfter: times.idle, slip: { mail: 'possible' } });
    w.do('slip.mail', 'slip.mail');
    expect(w.wanted('slip.mail')).toBe(1);
    expect(w.effects.at(-1)).toMatchObject({ kind: 'slip.mail', url: slip.url });
    expect(w.screen).toMatchObject({ closesAfter: null, slip: { mail: 'sending' } });
    w.do({ type: 'slip.mailed', sent: false });
    expect(w.screen).toMatchObject({ slip: { mail: 'failed' } });
    w.do('slip.mail', { type: 'slip.mailed', sent: true }, 'slip.mail');
    expect([w.wanted('slip.mail'), w.screen]).toMatchObject([2, { slip: { mail: 'sent' } }]);
  });

  test('without a line no mail is offered', () => {
    const w = offered().do({ type: 'mailbox.want', yes: false }, 'review.save', committed);
    w.do(
      { type: 'ambient', patch: { network: 'offline' } },
      { type: 'printed', result: 'printer.jam' },
      'slip.mail',
    );
    expect([w.wanted('slip.mail'), w.screen]).toMatchObject([0, { slip: { mail: 'offline' } }]);
  });

  test.each(['printed', 'saved', 'printer.failed'] as const)(
    'after %s the paper may be out: another print has a new number, whose predecessor is cancelled first',
    (result) => {
      const w = offered().do({ type: 'mailbox.want', yes: false }, 'review.save', committed, {
        type: 'printed',
        result,
      });
      w.do('print');
      expect(w.wanted('print')).toBe(1);
      expect(w.effects.at(-1)).toEqual({ kind: 'slip.renew', recordId: 'r', replaces: slip.sha256 });
      const next = { ...slip, url: 'HTTPS://X.EXAMPLE/S/1', code: '1', sha256: '1'.repeat(64) };
      w.do({ type: 'slip.renewed', slip: next });
      expect(w.screen).toMatchObject({ slip: { code: '1', print: 'printing' } });
      expect(w.effects.at(-1)).toMatchObject({ kind: 'print', slip: next });
      // This one never got out: it may be printed again.
      w.do({ type: 'printed', result: 'printer.empty' }, 'print');
      expect([w.wanted('print'), w.wanted('slip.renew')]).toEqual([3, 1]);
    },
  );

  test('a slip whose predecessor could not be cancelled on disk is not printed', () => {
    const w = offered().do({ type: 'mailbox.want', yes: false }, 'review.save', committed, {
      type: 'printed',
      result: 'printed',
    });
    w.do('print', { type: 'printed', result: 'disk.full' });
    expect(w.screen).toMatchObject({ slip: { print: 'failed', code: slip.code } });
    expect([w.state.notice, w.wanted('print')]).toEqual([{ code: 'disk.full' }, 1]);
    expect(w.do('print').wanted('slip.renew')).toBe(2);
  });

  test('a full disk at commit ends with its face and nothing stays', () => {
    const w = offered().do({ type: 'mailbox.want', yes: false }, 'review.save', {
      type: 'commit.failed',
      face: 'disk.full',
    });
    expect(w.screen).toMatchObject({ name: 'ended', face: 'disk.full' });
    expect([w.state.data, w.effects.at(-1)]).toEqual([null, { kind: 'wipe' }]);
  });

  test('nobody can start before the clean slate is proved', () => {
    const w = offered().do(
      { type: 'mailbox.want', yes: false },
      'review.save',
      committed,
      'finish',
      'card.removed',
      {
        type: 'start',
        purpose: 'register',
      },
    );
    expect(w.screen).toMatchObject({ name: 'welcome', blockedBy: 'terminal.not-ready' });
    expect(w.do('wiped', { type: 'start', purpose: 'register' }).state.place.name).toBe('beginning');
  });

  test('cancel asks first, can be taken back, and is not there while saving', () => {
    const w = offered().do('cancel');
    expect(view(w.state, 1).overlay).toEqual({ name: 'cancel' });
    expect(w.do('cancel.no').screen.name).toBe('mailbox-offer');
    expect(w.do('cancel', 'cancel.yes').screen).toMatchObject({ name: 'ended', face: 'session.cancelled' });
    expect(
      offered().do({ type: 'mailbox.want', yes: false }, 'review.save', 'cancel', 'cancel.yes').state.place
        .name,
    ).toBe('saving');
  });

  test('idle asks, then wipes', () => {
    const w = offered().do({ type: 'time-up', timer: 'idle' });
    expect(view(w.state, 1).overlay).toMatchObject({ name: 'still-there' });
    expect(w.do('stay').state.overlay).toBeNull();
    w.do({ type: 'time-up', timer: 'idle' }, { type: 'time-up', timer: 'prompt' });
    expect(w.screen).toMatchObject({ name: 'ended', face: 'session.idle' });
  });

  test('a card that is left behind is asked for, and nobody can start until it is taken', () => {
    const w = offered().do(
      { type: 'mailbox.want', yes: false },
      'review.save',
      { type: 'language.set', language: 'vi' },
      { type: 'size.set', size: 200 },
      committed,
      { type: 'printed', result: 'printed' },
      { type: 'time-up', timer: 'end' },
    );
    expect(w.screen).toEqual({ name: 'card-left' });
    expect(timing(w.state)).toBeNull();
    w.do('wiped', { type: 'start', purpose: 'register' });
    expect(w.screen).toEqual({ name: 'card-left' });
    w.do('card.removed');
    expect(w.screen).toMatchObject({ name: 'welcome', blockedBy: 'terminal.not-ready' });
    expect(w.do('wiped').screen).toMatchObject({ name: 'welcome', blockedBy: null });
    expect([w.state.language, w.state.manner]).toEqual(['ja', defaultManner]);
  });
});

describe('the review', () => {
  const atReview = () =>
    atCode().do(
      { type: 'code.submit', code: '123456' },
      { type: 'code.checked', channel: 'email', answer: { outcome: 'confirmed' } },
      { type: 'mailbox.want', yes: false },
    );

  test('shows everything that will be saved', () => {
    expect(atReview().screen).toEqual({
      name: 'review',
      facts: basicFour,
      email: { address: 'hanako@example.jp', proved: true },
      phone: null,
      helper: false,
      notify: { push: false, email: false },
      interests: [],
      services: [],
      mailbox: false,
      memberships: [],
      changeable: ['notify', 'interests', 'contact', 'mailbox'],
    });
  });

  test.each(['notify', 'interests'] as const)('leads to %s and straight back', (name) => {
    const w = atReview();
    expect(view(w.state, 1).reviewing).toBe(false);
    w.do({ type: 'review.change', step: name });
    expect([w.screen.name, view(w.state, 1).reviewing]).toEqual([name, true]);
    expect(w.do('next').screen.name).toBe('review');
    expect(w.do({ type: 'review.change', step: name }, 'back').screen.name).toBe('review');
  });

  test('an email address that was changed is proved before it leads back', () => {
    const w = atReview().do(
      { type: 'review.change', step: 'contact' },
      { type: 'contact.submit', email: 'b@example.jp', phone: '' },
    );
    expect(w.effects.at(-1)).toMatchObject({ kind: 'code.send', address: 'b@example.jp' });
    w.do(
      codeSent('email'),
      { type: 'code.submit', code: '123456' },
      { type: 'code.checked', channel: 'email', answer: { outcome: 'confirmed' } },
    );
    expect(w.screen).toMatchObject({ name: 'review', email: { address: 'b@example.jp', proved: true } });
  });

  test('an address that cannot be one never gets into the record', () => {
    const w = atReview().do(
      { type: 'review.change', step: 'contact' },
      { type: 'contact.submit', email: 'no address', phone: '' },
    );
    expect(w.screen).toMatchObject({ name: 'contact', email: 'no address' });
    expect(w.do('back').screen).toMatchObject({ name: 'review', email: { address: 'hanako@example.jp' } });
  });

  test('a mailbox that was asked for and then not finished is not wanted', () => {
    const w = atReview().do(
      { type: 'review.change', step: 'mailbox' },
      { type: 'mailbox.want', yes: true },
      'back',
      'back',
    );
    expect(w.screen).toMatchObject({ name: 'review', mailbox: false, memberships: [] });
  });

  test('the way back leads to the question before it, and on again', () => {
    const w = atReview().do('back');
    expect(w.screen.name).toBe('mailbox-offer');
    expect(w.do('back').screen.name).toBe('contact');
  });
});

describe('looks, pace and speech', () => {
  test('more time is ten times as much, for the prompt as well', () => {
    const w = read().do({ type: 'pace.set', pace: 'slow' });
    expect(timing(w.state)).toEqual({ timer: 'idle', forMs: times.idle * 10 });
    w.do({ type: 'time-up', timer: 'idle' });
    const { overlay } = view(w.state, 1);
    expect(overlay?.name === 'still-there' && Date.parse(overlay.deadline)).toBe(w.at + times.prompt * 10);
  });

  test('the still-there prompt can be answered more than ten times', () => {
    const w = read();
    for (let n = 0; n < 12; n += 1) {
      w.do({ type: 'time-up', timer: 'idle' });
      expect(w.do('stay').state.overlay).toBeNull();
    }
    expect(w.screen.name).toBe('confirm');
  });

  test('who changes the looks of the welcome screen and walks on leaves it as it was', () => {
    const w = walker().do({ type: 'theme.set', theme: 'dark' });
    expect(timing(w.state)).toEqual({ timer: 'end', forMs: times.idle });
    w.do({ type: 'time-up', timer: 'end' });
    expect([w.state.manner, timing(w.state)]).toEqual([defaultManner, null]);
  });

  test('without a voice speech cannot be turned on; pulling the headphones turns it off and stops it', () => {
    const on = { type: 'speech.set', on: true, rate: 3, volume: 3, blank: true } as const;
    const w = walker().do(on);
    expect(w.state.manner.speech).toMatchObject({ on: false, blank: false });
    w.do({ type: 'ambient', patch: { voice: 'ready' } }, on);
    w.do({ type: 'speech.say', parts: [{ language: 'ja', text: 'みほん' }] });
    expect(w.effects.at(-1)).toMatchObject({ kind: 'speech.say', rate: 3 });
    w.do({ type: 'ambient', patch: { voice: 'unplugged' } });
    expect(w.effects.at(-1)).toEqual({ kind: 'speech.stop' });
    expect(w.state.manner.speech).toMatchObject({ on: false, blank: false });
  });

  test('a legal text in the other language has to be read to its end again; an easier one of the same has not', () => {
    const w = walker().do({ type: 'start', purpose: 'register' }, begun, 'legal.end');
    expect(w.do({ type: 'language.set', language: 'easy' }).screen).toMatchObject({
      readToEnd: true,
      textLanguage: 'ja',
      summary: 'みじかい {説明|せつめい}',
    });
    expect(w.do({ type: 'language.set', language: 'zh' }).screen).toMatchObject({
      readToEnd: false,
      textLanguage: 'en',
      summary: '简要',
    });
    w.do('legal.end', { type: 'legal.language', language: 'ja' });
    expect(w.screen).toMatchObject({ readToEnd: false, textLanguage: 'ja' });
    w.do('legal.end', 'legal.agree');
    expect(w.state.data?.consents.terms).toMatchObject({
      language: 'ja',
      sha256: catalogue.legal.terms.ja.sha256,
    });
  });
});
