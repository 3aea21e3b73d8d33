// The mailbox in this browser: what the central API says of it, where in it the resident is, and what they do. Everything is kept in memory
// only; a session that has ended shows the sign-in again, and afterwards the place where the resident was.
import type { MailboxAction } from '../../../sync/contract/commands.ts';
import type { MailboxChanged, MailboxView } from '../../../sync/contract/mailbox-view.ts';
import type { MessageContent, MessageHead } from '../../../sync/contract/message.ts';
import { call, type Reply, type Trouble, understand } from '../wire.ts';
import { readChanged, readContent, readFound, readInfo, readMailbox } from './answers.ts';
import { ordered } from './heads.ts';
import { Live, type LiveSurroundings } from './live.ts';
import { type At, atOf } from './place.ts';

export type Place = 'starting' | 'unreachable' | 'sign-in' | 'open' | 'left' | 'lost' | 'closed';
/** `elsewhere`: it was there, and is not any more. */
export type Reading =
  | { readonly state: 'loading' | 'missing' | 'elsewhere' | 'failed'; readonly id: string }
  | { readonly state: 'open'; readonly id: string; readonly content: MessageContent };
/** Messages that were asked for: those of somebody else, or in which a text stands. */
export interface Found {
  readonly text: string;
  readonly delegation: string | null;
  readonly messages: readonly MessageHead[];
  readonly total: number;
}

export interface MailboxEnds {
  readonly onview: (view: MailboxView) => void;
  /** Other tabs of this browser: another session, or none, from now on. */
  readonly tell: () => void;
}

export class Mailbox {
  place = $state<Place>('starting');
  /** The session ended by itself. */
  ended = $state(false);
  at = $state.raw<At>({ page: 'list', delegation: null });
  view = $state.raw<MailboxView | null>(null);
  reading = $state.raw<Reading | null>(null);
  found = $state.raw<Found | null>(null);
  /** VAPID key; null: no push to this address. */
  pushKey = $state<string | null>(null);
  passkeys = $state(false);
  busy = $state(false);
  trouble = $state.raw<Trouble | null>(null);
  /** The last look for something new got no answer. */
  stale = $state(false);
  /** The last thing was done, on the page that it leads to. */
  done = $state<'deleted' | 'reset' | null>(null);
  readonly #around: LiveSurroundings;
  readonly #ends: MailboxEnds;
  readonly #live: Live;
  /** What was sent and not answered: the same again keeps its id, so that it is done once. */
  #unanswered: { readonly what: string; readonly id: string } | null = null;
  #asking: Promise<void> | null = null;
  #askAgain = false;

  constructor(around: LiveSurroundings, ends: MailboxEnds) {
    this.#around = around;
    this.#ends = ends;
    this.#live = new Live(around, (version) => {
      if (version === null || version !== this.view?.version) void this.look();
    });
  }

  /** Whether there is a session, and what can be done without one. `early`: index.html has asked for the mailbox already. */
  async start(early?: Promise<Response>): Promise<void> {
    const asked =
      early?.then(understand, (): Reply => ({ ok: false, trouble: { kind: 'offline' } })) ??
      call(this.#around, 'mailbox');
    const [, reply] = await Promise.all([this.#ask(), asked]);
    this.#enter(reply);
  }

  /** After a sign-in, or when nobody could be reached. */
  async load(): Promise<void> {
    this.#enter(await call(this.#around, 'mailbox'));
  }

  /** A sign-in has opened a session just now. */
  async signedIn(): Promise<void> {
    this.#ends.tell();
    await this.load();
  }

  #enter(reply: Reply): void {
    const view = reply.ok ? readMailbox(reply.body) : null;
    if (view === null) {
      this.trouble = reply.ok ? { kind: 'refused', code: null } : reply.trouble;
      const none = !reply.ok && reply.trouble.kind === 'ended';
      // Nobody has been here yet: that is no end.
      if (none) this.trouble = null;
      this.place = none ? 'sign-in' : 'unreachable';
      return;
    }
    this.trouble = null;
    this.ended = false;
    this.place = 'open';
    this.#take(view);
    this.#live.start();
    this.#arrive();
  }

  async #ask(): Promise<void> {
    const reply = await call(this.#around, 'mailbox/info');
    const info = reply.ok ? readInfo(reply.body) : null;
    this.pushKey = info?.pushKey ?? null;
    this.passkeys = info?.passkeys ?? false;
  }

  // ---- where the resident is ----

  /** The address says so. */
  go(hash: string): void {
    const before = this.at;
    const at = atOf(hash);
    this.at = at;
    this.trouble = null;
    if (at.page !== 'list') this.done = null;
    const whose = (one: At) => ('delegation' in one ? one.delegation : undefined);
    if (whose(before) !== whose(at) && at.page !== 'settings') this.found = null;
    if (this.place === 'open') this.#arrive();
  }

  /** Fetches what the place needs. */
  #arrive(): void {
    const { at } = this;
    if (at.page !== 'message') this.reading = null;
    if (at.page === 'message' && this.reading?.id !== at.id) void this.#read(at.id, at.delegation);
    if (at.page === 'list' && at.delegation !== null && this.found === null) void this.search('');
  }

  get heads(): readonly MessageHead[] {
    return ordered(this.found?.messages ?? (this.#others ? [] : (this.view?.messages ?? [])));
  }
  /** Not one's own messages, and not there yet. */
  get #others(): boolean {
    return this.at.page === 'list' && this.at.delegation !== null;
  }

  headOf(id: string): MessageHead | undefined {
    return [...(this.view?.messages ?? []), ...(this.found?.messages ?? [])].find((head) => head.id === id);
  }

  /** Messages in which a text stands. Nothing to look for: all of them again. */
  async search(text: string): Promise<void> {
    const { at } = this;
    const delegation = at.page === 'list' ? at.delegation : null;
    if (text === '' && delegation === null) {
      this.found = null;
      return;
    }
    const whose = delegation === null ? '' : `&delegation=${delegation}`;
    const body = await this.ask(`mailbox/messages?text=${encodeURIComponent(text)}${whose}`);
    const found = readFound(body);
    if (found !== null && this.at === at) this.found = { text, delegation, ...found };
    else if (body !== null) this.trouble = { kind: 'refused', code: null };
  }

  // ---- one message ----

  async #read(id: string, delegation: string | null): Promise<void> {
    this.reading = { state: 'loading', id };
    const reply = await call(this.#around, `mailbox/messages/${id}`);
    if (this.reading.id !== id) return;
    const content = reply.ok ? readContent(reply.body) : null;
    if (content === null) {
      const gone = !reply.ok && reply.trouble.kind === 'refused' && reply.trouble.code === 'not-found';
      this.reading = { state: gone ? 'missing' : 'failed', id };
      if (!reply.ok && !gone) this.#failed(reply.trouble);
      return;
    }
    this.reading = { state: 'open', id, content };
    if (delegation === null && this.headOf(id)?.opened === false)
      await this.#tell({ kind: 'read', message: id }, null);
  }

  /** Asks for the open message once more, where that failed. */
  async readAgain(): Promise<void> {
    const { at } = this;
    if (at.page === 'message') await this.#read(at.id, at.delegation);
  }

  /** The open message is not in the newest ones that the view tells of: it may be older, or gone. */
  async #still(id: string): Promise<void> {
    const reply = await call(this.#around, `mailbox/messages/${id}`);
    const gone = !reply.ok && reply.trouble.kind === 'refused' && reply.trouble.code === 'not-found';
    if (gone && this.reading?.id === id && this.reading.state === 'open')
      this.reading = { state: 'elsewhere', id };
  }

  // ---- what is done ----

  /** Does one thing. Null when there was no answer: then `trouble` says why. */
  async change(action: MailboxAction, pin1: string | null = null): Promise<MailboxChanged | null> {
    if (this.busy) return null;
    this.busy = true;
    this.trouble = null;
    const removed = action.kind === 'delete' ? action.message : null;
    // It goes because of us: nobody has to be told that it went elsewhere.
    const open = this.reading;
    if (removed !== null && open?.id === removed) this.reading = null;
    const changed = await this.#tell(action, pin1);
    if (changed === null && removed !== null && this.at.page === 'message') this.reading = open;
    this.busy = false;
    return changed;
  }

  async #tell(action: MailboxAction, pin1: string | null): Promise<MailboxChanged | null> {
    const what = JSON.stringify([action, pin1]);
    const id = this.#unanswered?.what === what ? this.#unanswered.id : this.#around.uuid();
    this.#unanswered = { what, id };
    const reply = await call(this.#around, 'mailbox/changes', { id, action, pin1 });
    const unsure = !reply.ok && (reply.trouble.kind === 'offline' || reply.trouble.kind === 'busy');
    if (!unsure) this.#unanswered = null;
    const changed = reply.ok ? readChanged(reply.body) : null;
    if (changed === null) {
      this.#failed(reply.ok ? { kind: 'refused', code: null } : reply.trouble);
      return null;
    }
    // It ends this browser's session as well.
    if (action.kind === 'lost-phone' && changed.outcome === 'applied') this.#over('lost');
    else if (changed.view === null) this.#over('closed');
    else this.#take(changed.view);
    return changed;
  }

  /** Null: no more push to this browser. */
  async savePush(subscription: PushSubscriptionJSON | null): Promise<boolean> {
    const { endpoint, keys } = subscription ?? {};
    const body = { subscription: subscription === null ? null : { endpoint, keys } };
    const view = readMailbox(await this.ask('mailbox/push', body));
    if (view === null) return false;
    this.#take(view);
    return true;
  }

  async leave(): Promise<void> {
    const reply = await call(this.#around, 'mailbox/leave', {});
    if (reply.ok || reply.trouble.kind === 'ended') this.#over('left');
    else this.trouble = reply.trouble;
  }

  /** From `left`, `lost` and `closed` back to the sign-in. */
  again(): void {
    this.place = 'sign-in';
  }

  /** Asks, or with a `body` tells, within the session. Null when there was no answer, and `trouble` says why. */
  async ask(path: string, body?: unknown): Promise<unknown> {
    this.busy = true;
    this.trouble = null;
    const reply = await call(this.#around, path, body);
    this.busy = false;
    if (reply.ok) return reply.body;
    this.#failed(reply.trouble);
    return null;
  }

  #failed(trouble: Trouble): void {
    if (trouble.kind === 'ended') this.#over('sign-in');
    else this.trouble = trouble;
  }

  // ---- what is new ----

  /**
   * Looks for something new. What is heard while a look is under way is looked for once more after it: its answer may have been made
   * before the news.
   */
  look(): Promise<void> {
    this.#askAgain = this.#asking !== null;
    this.#asking ??= this.#lookUntilQuiet().finally(() => (this.#asking = null));
    return this.#asking;
  }

  async #lookUntilQuiet(): Promise<void> {
    do {
      this.#askAgain = false;
      await this.#look();
    } while (this.#askAgain && this.place === 'open');
  }

  async #look(): Promise<void> {
    const reply = await call(this.#around, 'mailbox?quiet=1');
    if (this.place !== 'open') return;
    if (!reply.ok && reply.trouble.kind === 'ended') {
      this.#over('sign-in');
      return;
    }
    const view = reply.ok ? readMailbox(reply.body) : null;
    this.stale = view === null;
    if (view !== null) this.#take(view);
  }

  #take(view: MailboxView): void {
    const before = this.view;
    const another = before !== null && before.receiptNumber !== view.receiptNumber;
    if (another) {
      [this.reading, this.found] = [null, null];
      this.at = { page: 'list', delegation: null };
    }
    this.view = view;
    this.stale = false;
    this.#ends.onview(view);
    const open = this.reading;
    const own = this.at.page === 'message' && this.at.delegation === null;
    const has = (one: MailboxView | null, id: string) =>
      one?.messages.some((head) => head.id === id) === true;
    if (open?.state === 'open' && own && !has(view, open.id)) {
      const all = view.total <= view.messages.length;
      if (all) this.reading = { state: 'elsewhere', id: open.id };
      else if (before?.version !== view.version) void this.#still(open.id);
    }
    if (this.found !== null && before !== null && before.version !== view.version && !another)
      this.found = withoutGone(this.found, before, view);
  }

  /** Nothing of the mailbox stays in the page. */
  #over(place: 'sign-in' | 'left' | 'lost' | 'closed'): void {
    if (place !== 'sign-in') this.#ends.tell();
    this.#live.stop();
    [this.view, this.reading, this.found, this.#unanswered] = [null, null, null, null];
    this.trouble = null;
    this.stale = false;
    this.ended = place === 'sign-in';
    this.place = place;
  }

  /** Another tab has opened or ended a session. */
  elsewhere(): void {
    if (this.place === 'open') void this.look();
    else if (this.place === 'sign-in' || this.place === 'left') void this.load();
  }
}

/** What was found, as it stands now: what has gone goes here, too, and what was read is. */
function withoutGone(found: Found, before: MailboxView, view: MailboxView): Found {
  const now = new Map(view.messages.map((head) => [head.id, head]));
  const had = new Set(before.messages.map(({ id }) => id));
  const messages = found.messages.flatMap((head) => {
    const own = now.get(head.id);
    return own === undefined && had.has(head.id) ? [] : [own ?? head];
  });
  return { ...found, messages, total: found.total - (found.messages.length - messages.length) };
}
