// What a resident's mailbox is, in a few rules and with nothing of tables, wires or seals: for one card, whoever registered it how often.
// Things arrive in the order of the calls; `at` says when they were decided, which may be earlier: a counter may have been cut off.
import type { MailboxAction } from '../../../sync/contract/commands.ts';
import type { Membership } from '../../../sync/contract/mailbox-view.ts';

/** Open municipalities, and how the addresses begin that belong to them. */
export type Places = Readonly<Record<string, string>>;

export interface Joining {
  readonly address: string;
  readonly receives: readonly string[];
  readonly interests: readonly string[];
}

/** What every device shows of it. */
export interface Sight {
  /** Newest first; whether each was opened. */
  readonly messages: readonly (readonly [id: string, opened: boolean])[];
  readonly memberships: Readonly<Record<string, Membership['state']>>;
  readonly keptAt: readonly string[];
  readonly interests: readonly string[];
  readonly address: string;
}

interface Message {
  readonly id: string;
  readonly at: number;
  opened: boolean;
}
type State = 'receiving' | 'paused' | 'left';

/** Decided, and when; of two decisions the later one holds, whichever arrives first. */
interface Decided<T> {
  readonly at: number;
  readonly is: T;
}

interface Joined {
  /** Of the registration that has the mailbox. */
  readonly at: number;
  address: Decided<string>;
  interests: Decided<readonly string[]>;
  readonly from: Map<string, Decided<State>>;
  readonly kept: Map<string, Decided<boolean>>;
  /** Oldest first. */
  messages: Message[];
}

export class MailboxModel {
  readonly #places: Places;
  #joined: Joined | null = null;
  #closedUntil = -Infinity;

  constructor(places: Places) {
    this.#places = places;
  }

  get open(): boolean {
    return this.#joined !== null;
  }

  /** A registration whose address is proved. True: the mailbox is now its own, with all that was in it and was decided since. */
  join(at: number, { address, receives, interests }: Joining): boolean {
    const before = this.#joined;
    if (at <= this.#closedUntil || (before !== null && at < before.at)) return false;
    const later = <T>(old: Decided<T> | undefined, is: T): Decided<T> =>
      old !== undefined && old.at > at ? old : { at, is };
    const from = new Map<string, Decided<State>>(receives.map((code) => [code, { at, is: 'receiving' }]));
    for (const [code, old] of before?.from ?? []) if (old.at > at) from.set(code, old);
    this.#joined = {
      ...{ at, from, kept: before?.kept ?? new Map(), messages: before?.messages ?? [] },
      address: later(before?.address, address),
      interests: later(before?.interests, interests),
    };
    return true;
  }

  /** Whether a message of this sender is for it. */
  receives(sender: string, interest: string | null): boolean {
    const own = this.#joined;
    return (
      own?.from.get(sender)?.is === 'receiving' && (interest === null || own.interests.is.includes(interest))
    );
  }

  deliver(id: string, at: number): void {
    this.#joined?.messages.push({ id, at, opened: false });
  }

  /** Something that a resident did arrives; it was pressed at `at`, with the right PIN1. */
  do(action: MailboxAction, at: number): void {
    const own = this.#joined;
    if (own === null) return;
    switch (action.kind) {
      case 'read':
        for (const one of own.messages) one.opened ||= one.id === action.message;
        return;
      case 'delete':
        own.messages = own.messages.filter(({ id }) => id !== action.message);
        return;
      case 'reset':
        own.messages = own.messages.filter((one) => one.at > at);
        return;
      default:
    }
    // What was pressed before the card was registered anew was meant for what is gone.
    if (at < own.at) return;
    switch (action.kind) {
      case 'pause': {
        const one = own.from.get(action.municipality);
        if (one !== undefined && at >= one.at)
          own.from.set(action.municipality, { at, is: one.is === 'receiving' ? 'paused' : one.is });
        return;
      }
      case 'resume':
        this.#switchOn(own, action.municipality, at);
        return;
      case 'move':
        if (at < own.address.at) return;
        own.address = { at, is: action.facts.address };
        for (const code of action.off) {
          const one = own.from.get(code);
          if (one !== undefined && one.is !== 'left' && at >= one.at) own.from.set(code, { at, is: 'left' });
        }
        for (const code of action.on) this.#switchOn(own, code, at);
        return;
      case 'keep-here':
        if (at >= (own.kept.get(action.municipality)?.at ?? -Infinity))
          own.kept.set(action.municipality, { at, is: action.on });
        return;
      case 'interests':
        if (at >= own.interests.at) own.interests = { at, is: action.interests };
        return;
      case 'close':
        this.#closedUntil = at;
        this.#joined = null;
        return;
      default:
        throw new Error(`no rule for ${action.kind}`);
    }
  }

  /** Whom the address belongs to can be switched on; whom one has moved away from only if they were paused. */
  #switchOn(own: Joined, code: string, at: number): void {
    const one = own.from.get(code);
    if (!this.#near(own, code) && (one === undefined || one.is === 'left')) return;
    if (at >= (one?.at ?? -Infinity)) own.from.set(code, { at, is: 'receiving' });
  }

  #near(own: Joined, code: string): boolean {
    return own.address.is.startsWith(this.#places[code] ?? '?');
  }

  /** Null: there is no mailbox. */
  sight(): Sight | null {
    const own = this.#joined;
    if (own === null) return null;
    const memberships: Record<string, Membership['state']> = {};
    for (const code of Object.keys(this.#places)) {
      // Who has it kept where nobody writes to them must see that, to end it.
      const elsewhere = own.kept.get(code)?.is === true ? 'left' : null;
      const state = own.from.get(code)?.is ?? (this.#near(own, code) ? 'available' : elsewhere);
      if (state !== null) memberships[code] = state;
    }
    return {
      messages: own.messages.map(({ id, opened }) => [id, opened] as const).toReversed(),
      memberships,
      keptAt: [...own.kept].flatMap(([code, { is }]) => (is ? [code] : [])).toSorted(),
      interests: own.interests.is.toSorted(),
      address: own.address.is,
    };
  }

  keptAt(code: string): boolean {
    return this.#joined?.kept.get(code)?.is === true;
  }

  /** As it is now, to be kept at a terminal and changed there on its own. */
  copy(): MailboxModel {
    const copy = new MailboxModel(this.#places);
    copy.#closedUntil = this.#closedUntil;
    copy.#joined = structuredClone(this.#joined);
    return copy;
  }
}
