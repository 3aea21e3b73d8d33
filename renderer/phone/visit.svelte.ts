// One visit of a slip's pages: from the question what this slip is, over the birth date, to the open steps. Everything that counts is
// kept on the server; nothing is lost when the page is closed.
import type { PhoneView, SlipEntry } from '../../sync/contract/phone.ts';
import type { SlipStatus } from '../../sync/contract/slips.ts';
import { readEntry, readView } from './answers.ts';
import { Follow } from './follow.svelte.ts';
import { Inside } from './inside.svelte.ts';
import type { Store } from './look.svelte.ts';
import { SessionMark } from './session.ts';
import { call, type Surroundings, type Trouble } from './wire.ts';

export type Place =
  | 'starting'
  | 'unreachable'
  | 'waiting'
  | 'birth'
  | 'inside'
  | 'left'
  | Exclude<SlipStatus['state'], 'valid'>;

/** What the last birth date came to. */
export type Entry = Exclude<SlipEntry, { outcome: 'open' | 'closed' }>;

export class Visit {
  readonly slip: string;
  readonly follow: Follow;
  inside = $state.raw<Inside | null>(null);
  entry = $state.raw<Entry | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  checking = $state(false);
  /** Pushed for the arrival. */
  asked = $state(false);
  #over = $state<'left' | 'cancelled' | null>(null);
  /** It is not known yet whether the cookie's session goes on. */
  #resuming = $state(true);
  readonly #around: Surroundings;
  readonly #mark: SessionMark;
  readonly #onview: (view: PhoneView) => void;

  constructor(
    slip: string,
    around: Surroundings,
    store: Store,
    { early, onview }: { early?: Promise<Response> | undefined; onview: (view: PhoneView) => void },
  ) {
    this.slip = slip;
    this.#around = around;
    this.#mark = new SessionMark(store, slip);
    this.#onview = onview;
    this.follow = new Follow(slip, around, early);
  }

  get place(): Place {
    if (this.#over !== null) return this.#over;
    if (this.inside !== null) return 'inside';
    const { status, unreachable } = this.follow;
    if (status === null) return unreachable ? 'unreachable' : 'starting';
    if (status.state !== 'valid') return status.state;
    if (!status.arrived) return 'waiting';
    return this.#resuming ? 'starting' : 'birth';
  }

  /** Asks what the slip is, and beside it whether this browser's session goes on. */
  async start(): Promise<void> {
    const known = this.follow.ask();
    if (this.#mark.mayGoOn()) await this.#enter();
    // A session that ended says nothing to somebody who only just came.
    this.trouble = null;
    this.#resuming = false;
    await known;
  }

  /** Hands in the birth date, YYYYMMDD. */
  async open(birthDate: string): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    this.trouble = null;
    const reply = await call(this.#around, `slips/${this.slip}/sessions`, { birthDate });
    const entry = reply.ok ? readEntry(reply.body) : null;
    if (entry === null) this.trouble = reply.ok ? { kind: 'refused', code: null } : reply.trouble;
    else if (entry.outcome === 'open') {
      this.#mark.opened(this.#around.random());
      this.entry = null;
      await this.#enter();
    } else if (entry.outcome === 'closed') await this.follow.ask();
    else this.entry = entry;
    this.checking = false;
  }

  async #enter(): Promise<void> {
    const reply = await call(this.#around, 'phone');
    const view = reply.ok ? readView(reply.body) : null;
    if (view === null) {
      this.trouble = reply.ok ? { kind: 'refused', code: null } : reply.trouble;
      if (!reply.ok && reply.trouble.kind === 'ended') this.#mark.closed();
      return;
    }
    this.follow.stop();
    this.#onview(view);
    this.inside = new Inside(view, this.#around, {
      mine: () => this.#mark.isMine(),
      onended: () => {
        this.#mark.closed();
        this.inside = null;
        this.trouble = { kind: 'ended' };
        void this.follow.ask();
      },
      onover: (how) => {
        this.#mark.closed();
        this.inside = null;
        this.#over = how;
      },
    });
  }

  /** Asks for a push when the registration has arrived. */
  async tellArrival(subscription: PushSubscriptionJSON, language: string): Promise<void> {
    const reply = await call(this.#around, `slips/${this.slip}/arrival-notices`, {
      subscription: { endpoint: subscription.endpoint, keys: subscription.keys },
      language,
    });
    this.asked = reply.ok;
    this.trouble = reply.ok ? null : reply.trouble;
  }
}
