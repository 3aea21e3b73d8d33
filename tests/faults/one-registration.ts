// One registration from the PIN to the facts: the real flow, the real card room, a software card that misbehaves, and a resident
// who types, puts the card down and takes it away. Counts PINs typed and VERIFYs that reached a card.
import { firstState, step } from '../../main/registration/flow/flow.ts';
import { timing } from '../../main/registration/flow/timing.ts';
import type { Effect, FlowEvent, FlowState } from '../../main/registration/flow/types.ts';
import type { CardError, PinName } from '../../main/card/card.ts';
import { openSoftwareCardRoom } from '../../main/card/software.ts';
import type { SoftwareCardRoom } from '../../main/card/software.ts';
import type { TraceLine } from '../../main/card/trace.ts';
import type { TestPki } from '../../main/card/virtual/pki.ts';
import type { ChipTraits } from '../../main/card/virtual/chip.ts';
import type { CardProfile } from '../../main/card/virtual/profiles.ts';
import type { Faults } from '../../main/card/virtual/software-transport.ts';
import type { Result } from '../../sync/contract/result.ts';
import { ambient, catalogue, times } from '../fixtures/catalogue.ts';

const START = Date.parse('2026-11-21T01:00:00Z');
/** Faults at one command of a visit. */
const PLACED = ['removeAt', 'loseAnswerAt', 'hangAt', 'garbageAt'] as const;
const COMMANDS = 12;
const ACTIONS = 80;

/** The flow's state where the first PIN is asked for; states are values, so one serves for all. */
export function atFirstPin(services: boolean): FlowState {
  const events: FlowEvent[] = [
    { type: 'start', purpose: 'register' },
    { type: 'begun', sessionId: '0'.repeat(32), purpose: 'register', aim: 'read', catalogue },
    ...(['legal.end', 'legal.agree', 'legal.end', 'legal.agree', 'next', 'next'] as const).map((type) => ({
      type,
    })),
    ...(services ? ([{ type: 'service.set', id: 'library', on: true }] as const) : []),
    { type: 'next' },
    ...(services ? (['consent.agree', 'legal.end', 'legal.agree'] as const).map((type) => ({ type })) : []),
  ];
  const state = events.reduce(
    (before, event) => step(before, { at: START, event })[0],
    firstState(ambient, times),
  );
  if (state.place.name !== 'secret' || state.place.secret !== 'supportPin')
    throw new Error(`the flow asks for no PIN but is at ${state.place.name}`);
  return state;
}

export interface Setting {
  readonly pki: TestPki;
  readonly profile: CardProfile;
  readonly from: FlowState;
  readonly random: () => number;
  /** Share of visits with a fault, 0 to 1. */
  readonly faulty: number;
  /** Share of PINs typed wrong. */
  readonly slips: number;
}

export interface Registered {
  /** PINs typed to their end and handed over. */
  readonly typed: number;
  /** Of these, sent to the card. */
  readonly sent: number;
  /** Sent once more, to the very card that had accepted it and was put back: costs no try. */
  readonly again: number;
  /** VERIFYs with a PIN that the card has seen, by its own count, those once more left out. */
  readonly reached: number;
  /** Why typed PINs were never sent, one word each. */
  readonly keptBack: readonly string[];
  /** What the resident came to: `confirm`, or the face of the end. */
  readonly end: string;
  readonly faults: number;
  /** What must not be; empty when all is well. */
  readonly harm: readonly string[];
}

interface TypedPin {
  readonly text: string;
  sent: number;
  reached: number;
  /** The card said yes to it and left: the same card may have it once more, which costs no try. */
  accepted: boolean;
  repeats: number;
  /** What has come between this PIN and the card since it was typed. */
  excuse: string | null;
}

class Counter {
  readonly #setting: Setting;
  readonly #room: SoftwareCardRoom;
  readonly #trace: TraceLine[] = [];
  readonly #pins = new Map<PinName, TypedPin>();
  readonly #harm: string[] = [];
  readonly #left: Record<PinName, number>;
  /** What this card does not understand, from its first visit to its last. */
  readonly #kind: ChipTraits;
  readonly #keptBack: string[] = [];
  #state: FlowState;
  #at = START;
  #queue: Promise<void> = Promise.resolve();
  #running = 0;
  #typed = 0;
  #sent = 0;
  #again = 0;
  #reachedAgain = 0;
  #faults = 0;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#state = setting.from;
    const { pki, profile } = setting;
    this.#room = openSoftwareCardRoom({
      cards: pki,
      profiles: [profile],
      commandMs: 3,
      trace: (line) => this.#trace.push(line),
    });
    this.#kind = {
      noSfi: this.#chance(0.1),
      shortOnly: this.#chance(0.1),
      first6F00: this.#chance(0.1),
    };
    this.#left = {
      supportPin: profile.left?.supportPin ?? 3,
      signaturePassword: profile.left?.signaturePassword ?? 5,
    };
  }

  async run(): Promise<Registered> {
    const unwatch = this.#room.watch((event) => {
      if (event.type === 'inserted') this.#dispatch({ type: 'card.inserted', insertion: event.insertion });
      if (event.type === 'removed') this.#dispatch({ type: 'card.removed' });
    });
    for (let action = 0; action < ACTIONS && !this.#over(); action += 1) {
      this.#act();
      while (this.#running > 0) await this.#queue;
    }
    unwatch();
    await this.#room.close();
    const chip = this.#room.chip(this.#setting.profile.name);
    if (chip?.unlocked) this.#harm.push('a key stayed unlocked');
    if (chip?.forbiddenTouches) this.#harm.push('touched what must not be read');
    const { place } = this.#state;
    const end = place.name === 'ended' ? place.face : place.name;
    for (const pin of this.#pins.values()) this.#settle(pin, end === 'confirm' ? null : end);
    return {
      typed: this.#typed,
      sent: this.#sent,
      again: this.#again,
      reached: (chip?.verifyCount ?? 0) - this.#reachedAgain,
      keptBack: this.#keptBack,
      end,
      faults: this.#faults,
      harm: this.#harm,
    };
  }

  #over(): boolean {
    const { name } = this.#state.place;
    return name === 'confirm' || this.#state.data === null;
  }

  /** What the resident does next. */
  #act(): void {
    const { place, overlay, data } = this.#state;
    this.#at += 1_000;
    if (overlay?.name === 'still-there') return this.#dispatch({ type: 'stay' });
    if (overlay?.name === 'card-missing') return this.#comeBack();
    // Half of them put the card down before they type.
    if (data?.card === null && !this.#room.present() && place.name === 'secret' && this.#chance(0.5)) {
      return this.#putDown();
    }
    switch (place.name) {
      case 'secret':
        return this.#type(place.secret === 'supportPin' ? 'supportPin' : 'signaturePassword');
      case 'last-try':
        return this.#dispatch({ type: this.#chance(0.8) ? 'last-try.yes' : 'last-try.no' });
      case 'card':
        // One that could not be used is lifted and put down anew.
        if (this.#room.present()) this.#room.remove();
        return this.#comeBack();
      case 'services':
        this.#excuse('no certificate');
        this.#dispatch({ type: 'service.set', id: 'library', on: false });
        return this.#dispatch({ type: 'next' });
      default:
        throw new Error(`nobody knows what to do at ${place.name}`);
    }
  }

  /** The card is put back, or the time runs out. */
  #comeBack(): void {
    const due = timing(this.#state);
    if (due === null || this.#chance(0.9)) return this.#putDown();
    this.#at = due.untilMs ?? this.#at + (due.forMs ?? 0);
    this.#excuse('time up');
    this.#dispatch({ type: 'time-up', timer: due.timer });
  }

  #putDown(): void {
    this.#room.insert(this.#setting.profile.name);
  }

  #type(pin: PinName): void {
    const right = this.#setting.profile.pins[pin] ?? (pin === 'supportPin' ? '1234' : 'ABC123');
    const wrong = pin === 'supportPin' ? '0000' : 'WRONG0';
    const text = this.#chance(this.#setting.slips) ? wrong : right;
    for (const char of text) this.#dispatch({ type: 'secret.add', char });
    const before = this.#pins.get(pin);
    if (before !== undefined) this.#settle(before, null);
    this.#pins.set(pin, { text, sent: 0, reached: 0, accepted: false, repeats: 0, excuse: null });
    this.#typed += 1;
    this.#dispatch({ type: 'secret.submit' });
  }

  /** Each PIN was sent, or something came between. */
  #settle(pin: TypedPin, end: string | null): void {
    if (pin.sent > 0) return;
    const why = pin.excuse ?? end;
    if (why === null) this.#harm.push('a typed PIN was dropped for nothing');
    else this.#keptBack.push(why);
  }

  /** Something has come between the PINs that wait and the card. */
  #excuse(why: string): void {
    for (const pin of this.#pins.values()) pin.excuse ??= why;
  }

  #dispatch(event: FlowEvent): void {
    const [next, effects] = step(this.#state, { at: this.#at, event });
    this.#state = next;
    for (const effect of effects) this.#perform(effect);
  }

  /** As the session does: one exchange with the card at a time, in the order asked for. */
  #perform(effect: Effect): void {
    if (effect.kind !== 'card.inspect' && effect.kind !== 'card.read' && effect.kind !== 'card.sign') return;
    this.#running += 1;
    this.#queue = this.#queue.then(async () => {
      if (this.#state.data !== null) this.#dispatch(await this.#exchange(effect));
      this.#running -= 1;
    });
  }

  async #exchange(
    effect: Extract<Effect, { kind: 'card.inspect' | 'card.read' | 'card.sign' }>,
  ): Promise<FlowEvent> {
    const faults = this.#roll();
    this.#room.setFaults(faults);
    this.#trace.length = 0;
    if (effect.kind === 'card.inspect') {
      const report = await this.#counted(null, () => this.#room.inspect(), faults);
      if (!report.ok) return { type: 'card.failed', during: 'inspect', error: report.error };
      return { type: 'card.inspected', insertion: effect.insertion, card: report.value };
    }
    const { lastTry } = effect;
    const reading = effect.kind === 'card.read';
    const pin = reading ? 'supportPin' : 'signaturePassword';
    const typed = this.#pins.get(pin);
    if (typed === undefined) throw new Error('no PIN was typed');
    const bytes = new TextEncoder().encode(typed.text);
    if (effect.kind === 'card.read') {
      const four = await this.#counted(pin, () => this.#room.readBasicFour(bytes, { lastTry }), faults);
      if (!four.ok) return { type: 'card.failed', during: 'read', error: four.error };
      return { type: 'card.read', facts: four.value };
    }
    const options = { lastTry, basicFour: effect.facts };
    const signed = await this.#counted(pin, () => this.#room.sign(bytes, options, (der) => der), faults);
    if (!signed.ok) return { type: 'card.failed', during: 'sign', error: signed.error };
    return { type: 'card.signed' };
  }

  /** Runs one visit and sets what the card has counted against what was typed. */
  async #counted<T>(
    pin: PinName | null,
    work: () => Promise<Result<T, CardError>>,
    faults: Faults,
  ): Promise<Result<T, CardError>> {
    const chip = this.#room.chip(this.#setting.profile.name);
    const before = chip?.verifyCount ?? 0;
    const result = await work();
    const reached = (chip?.verifyCount ?? 0) - before;
    const sent = this.#trace.filter(
      ({ header, data }) => header.startsWith('0020') && data === 'masked',
    ).length;
    const struck =
      faults.mute === true || PLACED.some((name) => (faults[name] ?? Infinity) <= this.#trace.length);
    if (struck) {
      this.#faults += 1;
      this.#excuse('a fault');
    }
    if (pin === null) {
      this.#sent += sent;
      if (sent + reached > 0) this.#harm.push('a VERIFY without a PIN');
      return result;
    }
    const typed = this.#pins.get(pin);
    if (typed === undefined) throw new Error('no PIN was typed');
    if (typed.accepted && sent > 0) {
      this.#again += sent;
      this.#reachedAgain += reached;
      typed.repeats += 1;
      typed.accepted = false;
    } else this.#sent += sent;
    typed.sent += sent;
    typed.reached += reached;
    if (!result.ok && result.error.kind === 'card-removed' && result.error.verify === 'accepted')
      typed.accepted = true;
    if (Math.max(typed.sent, typed.reached) > 1 + typed.repeats)
      this.#harm.push('a typed PIN was sent twice');
    if (!struck && reached === 0 && result.ok) this.#harm.push('read without a PIN');
    if (!struck && reached === 0 && !result.ok && result.error.kind !== 'no-card')
      this.#harm.push(`a PIN was not sent to a card that was there: ${result.error.kind}`);
    if (reached === 1)
      this.#left[pin] = typed.text === this.#setting.profile.pins[pin] ? MAX[pin] : this.#left[pin] - 1;
    if (reached === 1 && this.#left[pin] < 0) this.#harm.push('a PIN was sent to a blocked card');
    return result;
  }

  /** The faults of the next visit. */
  #roll(): Faults {
    const kind = this.#kind;
    if (!this.#chance(this.#setting.faulty)) return kind;
    const which = [...PLACED, 'mute' as const][Math.floor(this.#setting.random() * (PLACED.length + 1))];
    if (which === undefined || which === 'mute') return { ...kind, mute: true };
    return { ...kind, [which]: 1 + Math.floor(this.#setting.random() * COMMANDS) };
  }

  #chance(share: number): boolean {
    return this.#setting.random() < share;
  }
}

const MAX: Readonly<Record<PinName, number>> = { supportPin: 3, signaturePassword: 5 };

/** Walks one registration to the facts, or to its end. */
export const register = (setting: Setting): Promise<Registered> => new Counter(setting).run();
