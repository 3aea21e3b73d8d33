// What is chosen on the page, and the digits that it is given out for. Kept in memory; only the digits outlive a reload of the tab.
import type { Choices, DraftAnswer, DraftRequest } from '../../../sync/contract/drafts.ts';
import type { Store } from '../look.svelte.ts';
import { call, type Surroundings, type Trouble } from '../wire.ts';
import { readChoices } from './choices.ts';
import { keep, kept, readMade } from './made.ts';

export class Draft {
  choices = $state.raw<Choices | null>(null);
  interests = $state.raw<readonly string[]>([]);
  services = $state.raw<readonly string[]>([]);
  email = $state('');
  emailWrong = $state(false);
  /** The catalogue has changed since the page was loaded. */
  changed = $state(false);
  made = $state.raw<DraftAnswer | null>(null);
  busy = $state(false);
  trouble = $state.raw<Trouble | null>(null);
  readonly #around: Surroundings;
  readonly #store: Store;

  constructor(around: Surroundings, store: Store) {
    this.#around = around;
    this.#store = store;
    this.made = kept(store, around.now());
  }

  /** Asks what can be chosen. */
  async load(): Promise<void> {
    const reply = await this.#ask('choices');
    if (reply === null) return;
    const choices = readChoices(reply);
    if (choices === null) this.trouble = { kind: 'refused', code: null };
    else this.#offer(choices);
  }

  choose(kind: 'interests' | 'services', id: string, on: boolean): void {
    const rest = this[kind].filter((chosen) => chosen !== id);
    this[kind] = on ? [...rest, id] : rest;
  }

  /** Gives out the digits. */
  async make(language: DraftRequest['language']): Promise<void> {
    if (this.busy) return;
    const email = this.email.trim();
    this.emailWrong = email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email);
    this.changed = false;
    if (this.emailWrong) return;
    const { interests, services } = this;
    const body = { language, interests, services, email: email === '' ? null : email };
    const reply = await this.#ask('drafts', body);
    if (reply !== null) {
      this.made = readMade(reply);
      if (this.made === null) this.trouble = { kind: 'refused', code: null };
      else keep(this.#store, this.made);
    } else if (this.trouble?.kind === 'refused' && this.trouble.code === 'malformed') await this.#mend();
  }

  /** Back to the choices; the digits that were given out go on until they expire, unseen. */
  again(): void {
    this.made = null;
    keep(this.#store, null);
  }

  /** Something of it is not offered any more, or the address is none after all. */
  async #mend(): Promise<void> {
    const chosen = this.interests.length + this.services.length;
    this.trouble = null;
    await this.load();
    this.changed = this.interests.length + this.services.length < chosen;
    this.emailWrong = !this.changed && this.email.trim() !== '';
  }

  #offer(choices: Choices): void {
    this.choices = choices;
    const offered = (kind: 'interests' | 'services') =>
      this[kind].filter((id) => choices[kind].some((item) => item.id === id));
    [this.interests, this.services] = [offered('interests'), offered('services')];
  }

  async #ask(path: string, body?: unknown): Promise<unknown> {
    this.busy = true;
    this.trouble = null;
    const reply = await call(this.#around, path, body);
    this.busy = false;
    if (reply.ok) return reply.body;
    this.trouble = reply.trouble;
    return null;
  }
}
