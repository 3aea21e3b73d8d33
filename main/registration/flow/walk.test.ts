// The flow walked at random: a resident who presses anything, a card that behaves in any way, a network that comes and goes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ambient, basicFour, catalogue, times } from '../../../tests/fixtures/catalogue.ts';
import type { CodeAnswer } from '../../../sync/contract/api.ts';
import type { DraftClaimAnswer } from '../../../sync/contract/drafts.ts';
import type { CardError } from '../../card/card.ts';
import { defaultManner, languages, reviewSteps, textSizes, themes } from '../../../preload/contract/state.ts';
import { mailboxDoors } from '../../../preload/contract/mailbox.ts';
import { needsPin1 } from '../../../sync/contract/commands.ts';
import { content, head, mailboxView, mailId } from '../../../tests/fixtures/kept-mailbox.ts';
import type { Opened } from '../../mailbox/room.ts';
import { firstState, step } from './flow.ts';
import { inMailbox } from './mailbox.ts';
import { isClean, legalLanguage, secretRule } from './moves.ts';
import { timing } from './timing.ts';
import type { CardFacts, Effect, FlowEvent, FlowState } from './types.ts';
import { view } from './view.ts';

const madeUpSlip = {
  ...{ url: 'u', address: 'a', code: 'c', qrSvg: 's' },
  sha256: '0'.repeat(64),
  expiresAt: '2026-12-22T14:59:59.000Z',
};

/** Deterministic choices from a list of numbers that fast-check can shrink. */
class Dice {
  readonly #rolls: readonly number[];
  #at = 0;
  constructor(rolls: readonly number[]) {
    this.#rolls = rolls;
  }
  get left(): boolean {
    return this.#at < this.#rolls.length;
  }
  roll(sides: number): number {
    return (this.#rolls[this.#at++] ?? 0) % sides;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.roll(items.length)]!;
  }
}

interface World {
  state: FlowState;
  at: number;
  pending: Effect[];
  /** Left on the simulated card. */
  tries: { supportPin: number; signaturePassword: number };
  typed: { supportPin: number; signaturePassword: number };
  sent: { supportPin: number; signaturePassword: number };
}

const card = (world: World, dice: Dice): CardFacts => ({
  tries: {
    supportPin: dice.roll(12) === 0 ? 'unknown' : { left: world.tries.supportPin, max: 3 },
    signaturePassword: dice.roll(12) === 0 ? 'unknown' : { left: world.tries.signaturePassword, max: 5 },
  },
  fingerprint: dice.roll(10) === 0 ? 'b'.repeat(64) : 'a'.repeat(64),
  hasSignatureCertificate: dice.roll(8) !== 0,
});

/** Presses something that the screen offers (mostly) or anything at all (sometimes). */
function press(world: World, dice: Dice): FlowEvent {
  const { place, data } = world.state;
  if (inMailbox(place) && dice.roll(4) > 0) return pressInMailbox(dice);
  const anything: FlowEvent[] = [
    { type: 'next' },
    { type: 'back' },
    { type: 'cancel' },
    { type: 'cancel.no' },
    { type: 'stay' },
    { type: 'legal.end' },
    { type: 'legal.agree' },
    { type: 'consent.agree' },
    { type: 'consent.decline' },
    { type: 'secret.submit' },
    { type: 'secret.skip' },
    { type: 'secret.erase' },
    { type: 'secret.clear' },
    { type: 'last-try.yes' },
    { type: 'facts.right' },
    { type: 'code.later' },
    { type: 'code.resend' },
    { type: 'code.resend', by: 'voice' },
    { type: 'finish' },
    { type: 'print' },
    { type: 'slip.mail' },
    { type: 'mailbox.want', yes: true },
    { type: 'mailbox.want', yes: false },
    { type: 'start', purpose: 'register' },
    { type: 'start', purpose: 'mailbox', aim: dice.pick(['read', 'settings']) },
    { type: 'start', purpose: 'takeover' },
    { type: 'takeover.submit', code: dice.pick(['314159', '2'.repeat(24), '12345']) },
    { type: 'takeover.yes' },
    { type: 'takeover.without' },
    { type: 'service.set', id: 'library', on: dice.roll(3) > 0 },
    { type: 'interest.set', id: 'bousai', on: true },
    {
      type: 'contact.submit',
      email: dice.pick(['hanako@example.jp', 'hanako@']),
      phone: dice.pick(['', '090-1234-5678', '123']),
      helper: dice.roll(2) === 0,
    },
    { type: 'code.submit', code: '123456' },
    { type: 'membership.set', code: '992011', on: dice.roll(2) === 0 },
    switchManner(dice),
    { type: 'review.save' },
    { type: 'review.change', step: dice.pick(reviewSteps) },
    { type: 'legal.language', language: dice.pick(['ja', 'en']) },
    { type: 'secret.add', char: dice.pick(['1', '2', 'A', 'Z']) },
    { type: 'message.open', id: 'x' },
    { type: 'staff.open' },
    { type: 'awake' },
    { type: 'cancel.yes' },
    { type: 'last-try.no' },
    { type: 'facts.wrong' },
  ];
  if (dice.roll(4) === 0 || data === null) return dice.pick(anything);
  const fitting = fittingEvent(place, dice);
  return fitting ?? dice.pick(anything);
}

function fittingEvent(place: FlowState['place'], dice: Dice): FlowEvent | null {
  switch (place.name) {
    case 'takeover':
      return { type: 'takeover.submit', code: '314159' };
    case 'takeover-confirm':
      return dice.pick<FlowEvent>([{ type: 'takeover.yes' }, { type: 'takeover.without' }]);
    case 'legal':
      return dice.pick<FlowEvent>([{ type: 'legal.end' }, { type: 'legal.agree' }]);
    case 'secret':
      return place.typed >= secretRule[place.secret].min
        ? { type: 'secret.submit' }
        : { type: 'secret.add', char: '1' };
    case 'service-consent':
      return { type: 'consent.agree' };
    case 'last-try':
      return { type: 'last-try.yes' };
    case 'confirm':
      return { type: 'facts.right' };
    case 'contact':
      return { type: 'contact.submit', email: 'hanako@example.jp', phone: '' };
    case 'code':
      return dice.pick<FlowEvent>([{ type: 'code.submit', code: '123456' }, { type: 'code.later' }]);
    case 'mailbox-offer':
      return { type: 'mailbox.want', yes: dice.roll(3) > 0 };
    case 'notify':
    case 'interests':
    case 'services':
    case 'memberships':
      return { type: 'next' };
    case 'review':
      return dice.roll(3) === 0
        ? { type: 'review.change', step: dice.pick(reviewSteps) }
        : { type: 'review.save' };
    default:
      return null;
  }
}

const pin1NotTaken: readonly FlowEvent[] = [
  { type: 'mailbox.pin1', face: 'pin1.wrong', left: 3 },
  { type: 'mailbox.pin1', face: 'pin1.paused', left: 60 },
];

/** Anything that the mailbox's screens can send. */
function pressInMailbox(dice: Dice): FlowEvent {
  const go = (): FlowEvent => ({
    type: 'mailbox.go',
    // Two rolls: a single one is small more often than not.
    to: mailboxDoors[(dice.roll(12) + dice.roll(12)) % mailboxDoors.length] ?? 'menu',
  });
  return dice.pick<() => FlowEvent>([
    ...[go, go, go, go, go, go],
    () => ({ type: 'message.open', id: mailId(1) }),
    () => ({ type: 'message.open', id: mailId(2 + dice.roll(2)) }),
    () => ({ type: 'message.close' }),
    () => ({ type: 'mailbox.act', act: { what: 'delete', message: mailId(1 + dice.roll(3)) } }),
    () => ({ type: 'mailbox.act', act: { what: 'pause', municipality: dice.pick(['992011', '990001']) } }),
    () => ({ type: 'mailbox.act', act: { what: 'resume', municipality: dice.pick(['992011', '990001']) } }),
    () => ({ type: 'mailbox.act', act: { what: 'keep-here', on: dice.roll(2) === 0 } }),
    () => ({ type: 'mailbox.act', act: { what: 'service-leave', service: 'library' } }),
    () => ({ type: 'mailbox.act', act: { what: 'undelegate', delegation: mailId(0x91) } }),
    () => ({ type: 'mailbox.act', act: { what: dice.pick(['lost-phone', 'reset', 'close'] as const) } }),
    () => ({ type: 'mailbox.save' }),
    () => ({ type: 'mailbox.move', municipality: dice.pick(['992011', '990001']), on: dice.roll(2) === 0 }),
    () => ({
      type: 'mailbox.delegate',
      receiptNumber: dice.pick(['bbbb 3o33', 'ABCD-1234', '??']),
      municipality: dice.pick(['992011', null]),
      until: null,
    }),
    () => ({ type: 'mailbox.exempt', reason: 'no-device', reviewOn: '2028-01-15' }),
    () => ({ type: 'mailbox.sure', yes: dice.roll(4) > 0, typed: dice.pick(['0000', '1234']) }),
    () => ({ type: 'mailbox.sure', yes: true, typed: '0000' }),
    () => ({ type: 'mailbox.done' }),
    () => ({ type: 'mailbox.again' }),
    () => ({ type: 'mailbox.register' }),
    () => ({ type: 'interest.set', id: 'kosodate', on: dice.roll(2) === 0 }),
    () => ({ type: 'notify.set', push: dice.roll(2) === 0, email: dice.roll(2) === 0 }),
  ])();
}

function someMailbox(dice: Dice): Opened {
  if (dice.roll(5) === 0)
    return { state: dice.pick(['none', 'waiting', 'offline'] as const), waiting: [], face: null };
  const moved = { ...basicFour, address: '別県どこか市1' };
  const view =
    dice.roll(2) === 0 ? mailboxView() : mailboxView({ facts: moved, messages: [head(2)], total: 1 });
  return {
    ...{
      state: 'open',
      source: dice.pick(['live', 'kept'] as const),
      asOf: '2026-11-20T12:00:00.000Z',
      view,
    },
    ...{ pin1: dice.roll(4) > 0, waiting: [], kept: [mailId(1)] },
    delegated: [{ delegation: mailId(0x92), messages: [head(3)], total: 1 }],
  };
}

/** Another language, size, theme or pace, or speech on or off: what may happen at any moment. */
function switchManner(dice: Dice): FlowEvent {
  return dice.pick<FlowEvent>([
    { type: 'language.set', language: dice.pick(languages) },
    { type: 'theme.set', theme: dice.pick(themes) },
    { type: 'size.set', size: dice.pick(textSizes) },
    { type: 'pace.set', pace: dice.pick(['normal', 'slow']) },
    { type: 'speech.set', on: dice.roll(2) === 0, rate: 3, volume: 2, blank: dice.roll(2) === 0 },
    { type: 'speech.say', parts: [{ language: 'ja', text: 'みほん' }] },
  ]);
}

const cardErrors: readonly CardError[] = [
  { kind: 'card-removed', verify: 'not-sent' },
  { kind: 'card-removed', verify: 'accepted' },
  { kind: 'card-removed', verify: 'unknown' },
  { kind: 'timeout', verify: 'unknown' },
  { kind: 'timeout', verify: 'accepted' },
  { kind: 'no-card' },
  { kind: 'reader-busy' },
  { kind: 'unreadable', cause: 'x' },
  { kind: 'no-reader' },
  { kind: 'not-my-number', seen: 'transit' },
  { kind: 'no-signature-certificate' },
];

/** The world's answer to an effect; the card counts what was really sent. */
function answer(world: World, effect: Effect, dice: Dice): FlowEvent | null {
  switch (effect.kind) {
    case 'begin':
      return {
        ...{ type: 'begun', sessionId: '0'.repeat(32), purpose: effect.purpose, aim: effect.aim },
        catalogue,
      };
    case 'secret.compare':
      return { type: 'secret.compared', equal: dice.roll(3) > 0, sameAsPin1: dice.roll(6) === 0 };
    case 'card.inspect':
      if (dice.roll(6) === 0) return { type: 'card.failed', during: 'inspect', error: dice.pick(cardErrors) };
      return { type: 'card.inspected', insertion: effect.insertion, card: card(world, dice) };
    case 'card.read':
    case 'card.sign': {
      const pin = effect.kind === 'card.read' ? 'supportPin' : 'signaturePassword';
      const during = effect.kind === 'card.read' ? 'read' : 'sign';
      if (dice.roll(4) === 0) {
        const error = dice.pick(cardErrors);
        // One that was accepted may be sent again to the same card: it costs no try. Every other counts.
        if ('verify' in error && error.verify === 'unknown') world.sent[pin] += 1;
        return { type: 'card.failed', during, error };
      }
      world.sent[pin] += 1;
      if (dice.roll(3) === 0) {
        world.tries[pin] = Math.max(0, world.tries[pin] - 1);
        return { type: 'card.failed', during, error: { kind: 'pin-wrong', pin, left: world.tries[pin] } };
      }
      world.tries[pin] = pin === 'supportPin' ? 3 : 5;
      return effect.kind === 'card.read' ? { type: 'card.read', facts: basicFour } : { type: 'card.signed' };
    }
    case 'draft.claim':
      return dice.pick<FlowEvent>([
        { type: 'draft.claimed', answer: fromHome },
        { type: 'draft.claimed', answer: { outcome: 'unknown' } },
        {
          type: 'draft.claimed',
          answer: { outcome: 'paused', until: new Date(world.at + 60_000).toISOString() },
        },
        { type: 'draft.claim-failed', face: 'draft.unreachable' },
      ]);
    case 'code.send':
      return dice.roll(4) === 0
        ? {
            type: 'code.send-failed',
            channel: effect.channel,
            face: dice.pick(['network.offline', 'code.too-many', 'email.malformed']),
          }
        : {
            type: 'code.sent',
            channel: effect.channel,
            by: effect.by,
            id: `0198c0de-0000-7000-8000-00000000000${String(dice.roll(3))}`,
            number: 1,
            expiresAt: new Date(world.at).toISOString(),
            resendAt: new Date(world.at + dice.roll(60) * 1000).toISOString(),
            left: dice.roll(3),
          };
    case 'code.follow':
      return {
        type: 'code.followed',
        verification: effect.verification,
        delivery: dice.pick(['queued', 'sent', 'sent', 'bounced', 'refused', 'failed', null] as const),
      };
    case 'code.check':
      return {
        type: 'code.checked',
        channel: effect.channel,
        answer: dice.pick<CodeAnswer>([
          { outcome: 'wrong', triesLeft: 3 },
          { outcome: 'paused', until: new Date(world.at + dice.roll(60) * 1000).toISOString() },
          { outcome: 'spent' },
          { outcome: 'confirmed' },
          { outcome: 'confirmed' },
          { outcome: 'confirmed' },
        ]),
      };
    case 'commit':
      return dice.roll(5) === 0
        ? { type: 'commit.failed', face: 'disk.full' }
        : {
            type: 'committed',
            recordId: 'r',
            receiptNumber: 'ABCD-1234',
            slip: madeUpSlip,
          };
    case 'slip.renew':
      return dice.roll(4) === 0
        ? { type: 'printed', result: 'store.failed' }
        : { type: 'slip.renewed', slip: madeUpSlip };
    case 'slip.mail':
      return { type: 'slip.mailed', sent: dice.pick([true, false] as const) };
    case 'print':
      return { type: 'printed', result: dice.pick(['printed', 'saved', 'printer.empty'] as const) };
    case 'mailbox.open':
      return dice.roll(12) === 0
        ? { type: 'mailbox.failed', face: 'card.no-mailbox-certificate' }
        : { type: 'mailbox.opened', opened: someMailbox(dice), here: '992011' };
    case 'message.open':
      return dice.roll(3) === 0
        ? {
            type: 'message.failed',
            face: dice.pick(['mailbox.message-gone', 'mailbox.message-not-here'] as const),
          }
        : { type: 'message.opened', content: content(Number.parseInt(effect.id.slice(-2), 16)) };
    case 'mailbox.command':
      return dice.pick<FlowEvent>([
        {
          type: 'mailbox.committed',
          commandId: '0198c0de-0000-7000-8000-000000000077',
          receiptNumber: 'CCCC-3333',
        },
        {
          type: 'mailbox.committed',
          commandId: '0198c0de-0000-7000-8000-000000000077',
          receiptNumber: 'CCCC-3333',
        },
        { type: 'mailbox.command-failed', face: 'disk.full' },
        ...(needsPin1(effect.ask.action) ? pin1NotTaken : []),
      ]);
    case 'wipe':
      return { type: 'wiped' };
    default:
      return null;
  }
}

/** Chosen at home, one of it not offered any more. */
const fromHome: DraftClaimAnswer = {
  outcome: 'found',
  draft: {
    language: 'vi',
    interests: ['kosodate', 'gone'],
    services: ['sports'],
    email: 'from-home@example.jp',
  },
  expiresAt: '2026-11-21T05:00:00.000Z',
};

function around(world: World, dice: Dice): FlowEvent {
  const timer = timing(world.state)?.timer;
  const { cardPresent, insertion } = world.state.ambient;
  const events: FlowEvent[] = [
    cardPresent ? { type: 'card.removed' } : { type: 'card.inserted', insertion: insertion + 1 },
    { type: 'ambient', patch: { network: dice.pick(['online', 'offline']) } },
    { type: 'ambient', patch: { voice: dice.pick(['ready', 'unplugged']) } },
  ];
  if (timer !== undefined && dice.roll(3) === 0) events.push({ type: 'time-up', timer });
  return dice.pick(events);
}

function check(
  before: FlowState,
  event: FlowEvent,
  after: FlowState,
  effects: readonly Effect[],
  world: World,
): void {
  for (const effect of effects) {
    if (effect.kind === 'code.check') checkCodeTry(before, world);
    if (effect.kind === 'code.send' && before.place.name === 'code' && event.type === 'code.resend')
      expect(before.place.left).toBeGreaterThan(0);
    if (effect.kind === 'card.read' || effect.kind === 'card.sign') checkVerify(after, effect);
    if (effect.kind === 'commit') checkCommit(effect);
    if (effect.kind === 'mailbox.command') checkCommand(before, event, effect);
  }
  if (event.type === 'secret.submit' && before.place.name === 'secret' && after.data !== null) {
    const { secret } = before.place;
    if (
      (secret === 'supportPin' || secret === 'signaturePassword') &&
      !before.data?.held[secret] &&
      after.data.held[secret]
    )
      world.typed[secret] += 1;
  }
  // An end always wipes, and a session never survives its end.
  if (before.data !== null && after.data === null && after.place.name !== 'done')
    expect(effects).toContainEqual({ kind: 'wipe' });
  if (['welcome', 'ended', 'done', 'staff', 'card-left'].includes(after.place.name))
    expect(after.data).toBeNull();
  // A mailbox is seen in a session of its own, after its card was read, and goes with it.
  if (inMailbox(after.place))
    expect([after.data?.purpose, after.data?.readFrom]).toEqual(['mailbox', expect.anything()]);
  if (after.data === null) expect(JSON.stringify(after)).not.toContain('お知らせ');
  // What was chosen at home goes with everything else: before it is taken over, and after.
  if (after.data === null) expect(JSON.stringify(after)).not.toContain('from-home');
  if (before.place.name === 'takeover-confirm' && event.type === 'takeover.yes')
    expect(after.data?.consents).toEqual({});
  // What the renderer sees holds neither identifiers of the wire nor a session id.
  const shown = JSON.stringify(view(after, 1));
  expect(shown).not.toContain('0'.repeat(32));
  expect(shown).not.toContain('0198c0de');
  if (['welcome', 'ended', 'card-left'].includes(after.place.name)) expect(shown).not.toContain('花子');
  if (effects.some((effect) => effect.kind === 'wipe')) expect(isClean(after)).toBe(true);
}

/** Nothing is tried in a pause, and nothing that was told to be undelivered is followed on. */
function checkCodeTry({ place }: FlowState, world: World): void {
  if (place.name !== 'code') throw new Error('a code is tried where there is none');
  if (place.pausedUntil !== null) expect(world.at).toBeGreaterThanOrEqual(Date.parse(place.pausedUntil));
}

/** Never lock a card: known tries, more than none, and the last only with a yes. */
function checkVerify(state: FlowState, effect: Extract<Effect, { kind: 'card.read' | 'card.sign' }>): void {
  const pin = effect.kind === 'card.read' ? 'supportPin' : 'signaturePassword';
  const tries = state.data?.card?.tries[pin];
  if (tries === undefined || tries === 'unknown') throw new Error('VERIFY with unknown tries');
  expect(tries.left).toBeGreaterThan(0);
  if (tries.left === 1) expect(effect.lastTry).toBe(true);
  expect(state.data?.held[pin]).toBe(true);
  expect([null, state.data?.card?.fingerprint]).toContain(state.data?.acceptedBy[pin]);
  expect(state.ambient.cardPresent).toBe(true);
}

/** What cannot be taken back was asked about, and where PIN1 is asked for it was typed, for this very act. */
function checkCommand(
  { place, data }: FlowState,
  event: FlowEvent,
  { ask }: Extract<Effect, { kind: 'mailbox.command' }>,
): void {
  expect([data?.purpose, data?.facts]).toEqual(['mailbox', basicFour]);
  if (needsPin1(ask.action)) {
    expect([event.type, place.name]).toEqual(['secret.submit', 'secret']);
    if (place.name === 'secret') expect([place.proving?.ask, place.typed >= 4]).toEqual([ask, true]);
    return;
  }
  const straight = ['resume', 'interests', 'notify', 'keep-here', 'move', 'delegate'];
  if (straight.includes(ask.action.kind)) return;
  expect([event.type, place.name]).toEqual(['mailbox.sure', 'mailbox-sure']);
}

/** Nothing is committed without every consent, the facts, an address to write to, and a signature where services are linked. */
function checkCommit({ data }: Extract<Effect, { kind: 'commit' }>): void {
  const needed = [
    'terms',
    'privacy',
    ...data.services.map((id) => `service:${id}`),
    ...(data.services.length > 0 ? ['jlis'] : []),
  ];
  expect(Object.keys(data.consents).sort()).toEqual(needed.sort());
  expect(data.facts).not.toBeNull();
  expect(data.reviewing).toBe(true);
  expect(data.email).toBe('hanako@example.jp');
  if (data.services.length > 0) expect(data.signed).toBe(true);
  expect(data.purpose).toBe('register');
}

/** A switch loses nothing that was typed, chosen or proved; only another legal text has to be read to its end again. */
function checkSwitch(before: FlowState, event: FlowEvent, after: FlowState): void {
  const rest = ({ language: _language, manner: _manner, data, place, ...kept }: FlowState) => ({
    ...kept,
    data: data === null ? null : { ...data, legalLanguage: null },
    place: 'readToEnd' in place ? { ...place, readToEnd: false } : place,
  });
  expect(rest(after)).toEqual(rest(before));
  if (legalLanguage(before) === legalLanguage(after)) expect(after.place).toEqual(before.place);
  if (event.type === 'theme.set') expect(view(after, 1).manner.theme).toBe(event.theme);
}

/** One walk: rolls the dice until they are used up, checks every step, and notes the places it came to. */
function walk(rolls: readonly number[], reached: Set<string>): void {
  const dice = new Dice(rolls);
  const world: World = {
    state: firstState({ ...ambient, voice: 'ready' }, times),
    at: 1_800_000_000_000,
    pending: [],
    tries: { supportPin: 3, signaturePassword: 5 },
    typed: { supportPin: 0, signaturePassword: 0 },
    sent: { supportPin: 0, signaturePassword: 0 },
  };
  while (dice.left) {
    world.at += dice.roll(5000);
    const effect = dice.roll(3) > 0 ? world.pending.shift() : undefined;
    const event =
      effect !== undefined
        ? answer(world, effect, dice)
        : dice.roll(6) === 0
          ? around(world, dice)
          : press(world, dice);
    if (event === null) continue;
    const change = switchManner(dice);
    const [before] = step(world.state, { at: world.at, event: change });
    checkSwitch(world.state, change, before);
    const [next, effects] = step(before, { at: world.at, event });
    world.state = next;
    check(before, event, next, effects, world);
    // A new session does not get the old one's answers.
    if (effects.some((e) => e.kind === 'wipe')) world.pending = [];
    world.pending.push(...effects);
    // Nobody finds the screen as somebody else left it.
    if (effects.some((e) => e.kind === 'wipe') && next.place.name === 'welcome')
      expect([next.language, next.manner, next.staffCalled]).toEqual(['ja', defaultManner, false]);
    // Whoever walks away is forgotten: a session without a timer waits for an answer that is on its way.
    if (next.data !== null && timing(next) === null) expect(world.pending).not.toEqual([]);
    reached.add(next.place.name);
  }
  expect(world.sent.supportPin).toBeLessThanOrEqual(world.typed.supportPin);
  expect(world.sent.signaturePassword).toBeLessThanOrEqual(world.typed.signaturePassword);
}

// A failing walk is told as it is: shrinking thousands of rolls takes minutes and says no more.
const rolls = fc.array(fc.nat(9999), { minLength: 4000, maxLength: 5000 });

describe('random walks', () => {
  test('no path locks a card, commits too early, survives its end or shows what it must not', () => {
    fc.assert(
      fc.property(rolls, (r) => walk(r, new Set())),
      { numRuns: 250, endOnFailure: true },
    );
  });

  test('the walks get everywhere (fixed seed)', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(rolls, (r) => walk(r, reached)),
      { numRuns: 250, seed: 20261121, endOnFailure: true },
    );
    const everywhere = [
      'takeover',
      'takeover-confirm',
      'legal',
      'service-consent',
      'secret',
      'last-try',
      'card',
      'confirm',
      'contact',
      'code',
      'mailbox-offer',
      'memberships',
      'review',
      'card-left',
      'saving',
      'done',
      'ended',
      'welcome',
      'mailbox-busy',
      'mailbox',
      'mailbox-none',
      'message',
      'mailbox-menu',
      'mailbox-municipalities',
      'mailbox-data',
      'mailbox-log',
      'mailbox-interests',
      'mailbox-notify',
      'mailbox-services',
      'mailbox-move',
      'mailbox-delegates',
      'mailbox-delegate-give',
      'mailbox-exempt',
      'mailbox-sure',
      'mailbox-done',
    ];
    expect(everywhere.filter((place) => !reached.has(place))).toEqual([]);
  });
});
