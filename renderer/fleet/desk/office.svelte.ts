// What all pages of the desk share: who acts, for which municipality, in which language, the way to the central API, and what is being
// written. Held in memory; a closed tab has forgotten everything.
import { getContext, setContext } from 'svelte';
import { z } from 'zod';
import { Choices } from '../../../sync/contract/drafts.ts';
import type { AudienceList, DeskRole, DeskSession } from '../../../sync/contract/desk.ts';
import type { Interest } from '../../../sync/contract/feed.ts';
import { Uuid } from '../../../sync/contract/words.ts';
import { plain } from '../../ui/markup.ts';
import { Desk } from '../central.ts';
import { currentSession } from '../session.ts';
import { texts, type FleetLanguage } from '../texts.ts';
import { told } from '../told.ts';
import { read, send, type CallError } from '../wire.ts';
import { emptyDraft, isTouched, type Draft } from './draft.ts';

export const places = ['messages', 'compose', 'recipients', 'lists', 'registry', 'log'] as const;
export type Place = (typeof places)[number];
/** Who sees which page: one of these roles is enough; any role sees the messages. */
const needed: Readonly<Partial<Record<Place, readonly DeskRole[]>>> = {
  compose: ['compose'],
  lists: ['compose'],
  recipients: ['recipients'],
  registry: ['registry'],
  log: ['release', 'registry'],
};

/** Where the address says that one is: `#recipients`, `#messages/{id}`. */
export function placeOf(hash: string): { readonly place: Place; readonly message: string | null } {
  const [name, id] = hash.replace(/^#/, '').split('/');
  const place = places.find((each) => each === name) ?? 'messages';
  const message = place === 'messages' && z.safeParse(Uuid, id).success ? (id ?? null) : null;
  return { place, message };
}

type Waiting = PromiseWithResolvers<boolean>;

export class Office {
  readonly desk = new Desk(() => this.#wait());
  session = $state.raw<DeskSession>() as DeskSession; // set by the constructor
  language = $state<FleetLanguage>('ja');
  code = $state('');
  where = $state.raw(placeOf(''));
  /** By municipality: what is written for one is not sent by another. */
  readonly #drafts = $state<Record<string, Draft>>({});
  interests = $state.raw<readonly Interest[]>([]);
  lists = $state.raw<readonly AudienceList[]>([]);
  /** The session has ended and something waits for the next one. */
  expired = $state(false);
  /** Somebody else has signed in meanwhile. */
  changed = $state(false);
  #waiting: Waiting | null = null;

  constructor(session: DeskSession) {
    this.session = session;
    this.code = session.municipalities[0]?.code ?? '';
  }

  get words() {
    return texts[this.language];
  }
  get municipality() {
    return this.session.municipalities.find(({ code }) => code === this.code);
  }
  /** Its name as it is written. */
  get name(): string {
    return plain(this.municipality?.name[this.language] ?? '');
  }
  may(role: DeskRole): boolean {
    return this.municipality?.roles.includes(role) ?? false;
  }
  get open(): readonly Place[] {
    return places.filter((place) => needed[place]?.some((role) => this.may(role)) ?? true);
  }

  get draft(): Draft {
    const draft = this.#drafts[this.code];
    if (draft === undefined) throw new Error('no draft has been opened');
    return draft;
  }
  /** Begins one where there is none yet. */
  openDraft(): void {
    this.#drafts[this.code] ??= emptyDraft();
  }
  discard(): void {
    this.#drafts[this.code] = emptyDraft();
  }
  /** Whether anything that somebody wrote would be lost. */
  get unsent(): boolean {
    return Object.values(this.#drafts).some(isTouched);
  }
  get unsentHere(): boolean {
    const draft = this.#drafts[this.code];
    return draft !== undefined && isTouched(draft);
  }

  told(error: CallError): string {
    return told(error, this.words);
  }
  /** Day and time, Japan's. */
  time(instant: string): string {
    return this.#format({ dateStyle: 'medium', timeStyle: 'short' }, instant);
  }
  day(instant: string): string {
    return this.#format({ dateStyle: 'medium' }, instant);
  }
  #format(options: Intl.DateTimeFormatOptions, instant: string): string {
    const locale = this.language === 'ja' ? 'ja-JP' : 'en-GB';
    return new Intl.DateTimeFormat(locale, { timeZone: 'Asia/Tokyo', ...options }).format(
      Date.parse(instant),
    );
  }

  interestName(id: string): string {
    const label = this.interests.find((interest) => interest.id === id)?.label;
    return label === undefined ? id : plain(label[this.language]);
  }
  listName(id: string): string {
    return this.lists.find((list) => list.id === id)?.name ?? id;
  }
  /** What an audience can be made from. */
  async loadChoices(): Promise<CallError | null> {
    const answer = await send((input, init) => fetch(input, init), '../v1/choices', {
      method: 'GET',
      headers: {},
    });
    const choices = answer.ok ? await read(answer.value, Choices) : answer;
    if (choices.ok) this.interests = choices.value.interests;
    if (!this.may('compose')) return choices.ok ? null : choices.error;
    const lists = await this.desk.ask('lists', { params: { code: this.code } });
    if (lists.ok) this.lists = lists.value.lists;
    return choices.ok ? (lists.ok ? null : lists.error) : choices.error;
  }

  #wait(): Promise<boolean> {
    this.#waiting ??= Promise.withResolvers<boolean>();
    this.expired = true;
    return this.#waiting.promise;
  }
  /** Looks whether somebody is signed in again; whatever waits goes on if it is the same person. Null: nobody, or no answer. */
  async look(): Promise<CallError | null> {
    const found = await currentSession();
    if (!found.ok) return found.error;
    const same = found.value.name === this.session.name;
    this.session = found.value;
    if (this.municipality === undefined) this.code = found.value.municipalities[0]?.code ?? '';
    this.changed = !same;
    this.#goOn(same);
    return null;
  }
  /** What waits is given up. */
  giveUp(): void {
    this.#goOn(false);
  }
  #goOn(same: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.expired = false;
    waiting?.resolve(same);
  }
}

const key = Symbol('office');
export const setOffice = (office: Office): Office => setContext(key, office);
export const getOffice = (): Office => getContext<Office>(key);
