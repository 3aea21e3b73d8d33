// After the birth date: the open steps one after another, each saved on the server before the next one comes.
import type { CodeAnswer } from '../../sync/contract/api.ts';
import type {
  PhoneCodeRequest,
  PhoneInterests,
  PhoneNotify,
  PhonePins,
  PhoneStep,
  PhoneView,
} from '../../sync/contract/phone.ts';
import { readCodeAnswer, readView } from './answers.ts';
import { call, type Reply, type Surroundings, type Trouble } from './wire.ts';

export type Channel = 'email' | 'phone';
export type At = PhoneStep | 'overview' | 'cancel';

interface Ends {
  /** The browser's session is still this slip's. */
  readonly mine: () => boolean;
  /** The session is over; the birth date opens it again. */
  readonly onended: () => void;
  readonly onover: (how: 'left' | 'cancelled') => void;
}

/** Seconds that a question for something new is held by the server. */
const HOLD_S = 25;

export class Inside {
  view = $state.raw<PhoneView>() as PhoneView; // set by the constructor before anybody reads it
  at = $state<At>('overview');
  busy = $state(false);
  trouble = $state.raw<Trouble | null>(null);
  /** The steps of this visit, in order: what was open at its beginning. */
  readonly plan: readonly PhoneStep[];
  /** Put off until another time. */
  #later: readonly PhoneStep[] = [];
  readonly #around: Surroundings;
  readonly #ends: Ends;

  constructor(view: PhoneView, around: Surroundings, ends: Ends) {
    this.view = view;
    this.plan = view.open;
    this.#around = around;
    this.#ends = ends;
    this.next();
  }

  go(at: At): void {
    this.trouble = null;
    this.at = at;
  }

  /** The next open step that has not been put off, else the overview. */
  next(): void {
    this.go(this.view.open.find((step) => !this.#later.includes(step)) ?? 'overview');
  }

  later(step: PhoneStep): void {
    this.#later = [...this.#later, step];
    this.next();
  }

  sendCode(channel: Channel, request: PhoneCodeRequest): Promise<boolean> {
    return this.#change(`contacts/${channel}/codes`, request);
  }

  /** Null when there was no answer: then `trouble` says why. */
  async answerCode(channel: Channel, code: string): Promise<CodeAnswer | null> {
    const reply = await this.#tell(`contacts/${channel}/answers`, { code });
    const answer = reply?.ok === true ? readCodeAnswer(reply.body) : null;
    if (reply?.ok === true && answer === null) this.trouble = { kind: 'refused', code: null };
    // A confirmed contact may have been the last thing that was open.
    if (answer !== null) await this.#refresh();
    return answer;
  }

  saveInterests(interests: PhoneInterests['interests']): Promise<boolean> {
    return this.#change('interests', { interests } satisfies PhoneInterests);
  }

  saveNotify(notify: PhoneNotify): Promise<boolean> {
    return this.#change('notify', notify);
  }

  savePins(pins: PhonePins): Promise<boolean> {
    return this.#change('pins', pins);
  }

  /** Null: no more push to this browser. */
  savePush(subscription: PushSubscriptionJSON | null): Promise<boolean> {
    const { endpoint, keys } = subscription ?? {};
    return this.#change('push', { subscription: subscription === null ? null : { endpoint, keys } });
  }

  async cancelSlip(): Promise<void> {
    const reply = await this.#tell('slip/cancellation', {});
    if (reply?.ok === true) this.#ends.onover('cancelled');
  }

  async leave(): Promise<void> {
    const reply = await this.#tell('leave', {});
    if (reply?.ok === true) this.#ends.onover('left');
  }

  /** Takes what changes meanwhile (a code that came back, a slip cancelled at the counter) until `signal` ends it. */
  async watch(signal: AbortSignal): Promise<void> {
    for (;;) {
      if (signal.aborted || this.#around.hidden() || !this.#ends.mine()) return;
      const path = `phone?wait=${String(HOLD_S)}&after=${encodeURIComponent(this.view.version)}`;
      const reply = await call(this.#around, path, undefined, signal);
      if (signal.aborted) return;
      if (!reply.ok) {
        if (reply.trouble.kind === 'ended') this.#ends.onended();
        return;
      }
      const before = this.view.version;
      this.#take(reply.body);
      // An answer at once that says nothing new: this server does not hold questions.
      if (this.view.version === before) return;
    }
  }

  /** Saves something; true when it was taken and the view is new. */
  async #change(path: string, body: unknown): Promise<boolean> {
    const reply = await this.#tell(path, body);
    if (reply?.ok !== true) return false;
    if (!this.#take(reply.body)) await this.#refresh();
    return true;
  }

  /** Null: the session is not this slip's any more. */
  async #tell(path: string, body: unknown): Promise<Reply | null> {
    if (this.busy) return null;
    if (!this.#ends.mine()) {
      this.#ends.onended();
      return null;
    }
    this.busy = true;
    this.trouble = null;
    const reply = await call(this.#around, `phone/${path}`, body);
    this.busy = false;
    if (!reply.ok && reply.trouble.kind === 'ended') this.#ends.onended();
    else if (!reply.ok) this.trouble = reply.trouble;
    return reply;
  }

  async #refresh(): Promise<void> {
    const reply = await call(this.#around, 'phone');
    if (reply.ok) this.#take(reply.body);
    else if (reply.trouble.kind === 'ended') this.#ends.onended();
    else this.trouble = reply.trouble;
  }

  /** True when the answer was a view of this registration. */
  #take(body: unknown): boolean {
    const view = readView(body);
    if (view === null || view.receiptNumber !== this.view.receiptNumber) return false;
    this.view = view;
    return true;
  }
}
