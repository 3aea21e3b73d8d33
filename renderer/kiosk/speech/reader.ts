// Reads the page aloud: what is new on it, where one goes, and what came of what one did. It only looks at the page; main tells the
// words, and ends what it is telling whenever something new is to be told.
import type { KioskEvent } from '../../../preload/contract/events.ts';
import { frontOf, headingOf, itemsOf, placeOf, type Item } from './items.ts';
import { spelled, type VoiceLanguage } from './characters.ts';
import { text, Utterances, type SpokenWords } from './utterances.ts';
import type { Part } from './words.ts';

export interface ReaderWords extends SpokenWords {
  readonly asterisk: string;
  readonly erased: string;
  readonly first: string;
  readonly last: string;
  readonly help: string;
  readonly welcomeHelp: string;
  readonly error: string;
  readonly languages: string;
}

export interface ReaderPorts {
  readonly page: Document;
  readonly voice: VoiceLanguage;
  readonly words: ReaderWords;
  /** Said before the first screen; may be empty. */
  readonly greeting: string;
  send(event: KioskEvent): void;
  /** The secret that is being typed and how many characters there are; null where none is. */
  secret(): { readonly key: string; readonly typed: number } | null;
}

/** Long enough for everything that one push changes to be on the page. */
const SETTLE_MS = 40;
/** Whoever pressed something and heard nothing for so long is told where they are. */
const SILENT_MS = 900;
/** Fits into one event (preload/contract/events.ts). */
const LONGEST = 4000;

const live = '[aria-live="polite"], [aria-live="assertive"], [role="status"], [role="alert"]';
const watched = ['aria-checked', 'aria-pressed', 'aria-disabled', 'aria-hidden', 'open', 'lang', 'data-kana'];

export class Reader {
  readonly #ports: ReaderPorts;
  readonly #say: Utterances;
  readonly #observer: MutationObserver;
  #settling: ReturnType<typeof setTimeout> | null = null;
  #silent: ReturnType<typeof setTimeout> | null = null;
  #greeting: string;
  #heading: Element | null = null;
  #headings = new WeakSet<Element>();
  #question = '';
  #at: Item | null = null;
  #state = '';
  #regions = new Map<Element, string>();
  #values = new Map<Element, string>();
  #secret: ReturnType<ReaderPorts['secret']> = null;
  #seconds = '';

  constructor(ports: ReaderPorts) {
    this.#ports = ports;
    this.#greeting = ports.greeting;
    this.#say = new Utterances(ports);
    this.#observer = new MutationObserver(this.#soon);
    this.#observer.observe(ports.page.documentElement, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: watched,
    });
    for (const type of ['focusin', 'input', 'click'] as const) ports.page.addEventListener(type, this.#soon);
    ports.page.addEventListener('keydown', this.#pressed, true);
    this.#soon();
  }

  close(): void {
    this.#observer.disconnect();
    for (const type of ['focusin', 'input', 'click'] as const)
      this.#ports.page.removeEventListener(type, this.#soon);
    this.#ports.page.removeEventListener('keydown', this.#pressed, true);
    if (this.#settling !== null) clearTimeout(this.#settling);
    if (this.#silent !== null) clearTimeout(this.#silent);
  }

  /** There is nothing further that way. */
  edge(which: 'first' | 'last'): void {
    this.#tell([...this.#own(this.#ports.words[which]), ...this.#here()]);
  }

  /** The same once more. */
  again(): void {
    this.#tell(this.#here());
  }

  /** Where am I: the step, the question, what one stands on, and how one goes on. */
  where(): void {
    const front = this.#front();
    const progress = front.querySelector('[data-progress]');
    const heading = headingOf(front);
    this.#tell([
      ...(progress === null ? [] : this.#say.words(progress)),
      ...(heading === null ? [] : this.#say.words(heading)),
      ...(this.#current()?.element === heading ? [] : [...this.#here(), ...this.#position()]),
      ...this.#own(this.#ports.words.help),
    ]);
  }

  /** Something that is not on the page, e.g. how fast it is read now. */
  remark(words: string): void {
    this.#tell(this.#own(words));
  }

  #soon = (): void => {
    this.#settling ??= setTimeout(() => {
      this.#settling = null;
      this.#settle();
    }, SETTLE_MS);
  };

  /** What is being told is of no use any more to somebody who goes on; and nobody who presses is left without an answer. */
  #pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    if (this.#silent !== null) clearTimeout(this.#silent);
    this.#silent = setTimeout(() => this.#tell(this.#here()), SILENT_MS);
    this.#ports.send({ type: 'speech.stop' });
  };

  #settle(): void {
    const front = this.#front();
    const heading = headingOf(front);
    if (heading !== this.#heading) {
      this.#appeared(front, heading);
      return;
    }
    const answers = [...this.#typed(), ...this.#filled(front), ...this.#moved(front)];
    const { urgent, calm } = this.#changed(front);
    calm.unshift(...this.#renamed(heading, calm));
    const now = [...answers, ...urgent];
    if (now.length > 0) this.#tell([...now, ...calm]);
    else if (calm.length > 0) this.#tell(calm, true);
  }

  /** Another screen, or something in front of it, or the same one again after that. */
  #appeared(front: HTMLElement, heading: Element | null): void {
    const known = heading !== null && this.#headings.has(heading);
    this.#heading = heading;
    if (heading !== null) this.#headings.add(heading);
    this.#question = heading === null ? '' : text(this.#say.words(heading));
    this.#at = this.#current();
    this.#state = this.#stateOf(this.#at);
    this.#typed();
    this.#filled(front);
    this.#changed(front);
    const greeting = this.#greeting === '' ? [] : this.#own(this.#greeting);
    this.#greeting = '';
    const whole =
      known && heading !== null
        ? [...this.#say.words(heading), ...this.#hereBeside(heading)]
        : this.#say.screen(front);
    this.#tell([...greeting, ...whole]);
  }

  /** The same screen has got another question: it goes on by itself, e.g. with the reading of the card. */
  #renamed(heading: Element | null, told: readonly Part[]): readonly Part[] {
    if (heading === null) return [];
    const parts = this.#say.words(heading);
    const now = text(parts);
    const before = this.#question;
    this.#question = now;
    return now === before || text(told).includes(now) ? [] : parts;
  }

  /** The characters of a secret are never told, only that there is one more or one less (49 CFR 27.71(k)). */
  #typed(): readonly Part[] {
    const before = this.#secret;
    const now = this.#ports.secret();
    this.#secret = now;
    if (now === null || before?.key !== now.key || now.typed === before.typed) return [];
    return this.#own(now.typed > before.typed ? this.#ports.words.asterisk : this.#ports.words.erased);
  }

  /** What has come into a field is told character by character. */
  #filled(front: HTMLElement): readonly Part[] {
    const said: Part[] = [];
    for (const field of front.querySelectorAll('input, [data-spoken="characters"]')) {
      const before = this.#values.get(field);
      const value =
        field instanceof HTMLInputElement ? field.value : field.textContent.replaceAll(/\s/gu, '');
      this.#values.set(field, value);
      if (before === undefined || before === value) continue;
      const added = value.length > before.length;
      const same = commonStart(before, value);
      const fresh = value.slice(same, value.length - commonEnd(before.slice(same), value.slice(same)));
      if (value === '') said.push(...this.#own(this.#ports.words.empty));
      else if (added || fresh !== '') said.push(...this.#own(spelled(fresh, this.#ports.voice)));
      else said.push(...this.#own(this.#ports.words.erased));
    }
    return said;
  }

  /** One has gone somewhere else, or what one stands on has changed. */
  #moved(front: HTMLElement): readonly Part[] {
    const before = this.#at;
    const now = this.#current();
    const state = this.#stateOf(now);
    const changed = state !== this.#state;
    this.#at = now;
    this.#state = state;
    if (now === null) return [];
    if (now.element !== before?.element)
      return front.contains(before?.element ?? null) || front.contains(now.element)
        ? this.#say.item(now, before?.element ?? null)
        : [];
    return changed ? [...this.#say.name(now), ...this.#say.state(now)] : [];
  }

  /** What the page itself has to tell: at once, or after what is being told. */
  #changed(front: HTMLElement): { readonly urgent: Part[]; readonly calm: Part[] } {
    const urgent: Part[] = [];
    const calm: Part[] = [];
    const regions = new Map<Element, string>();
    for (const region of front.querySelectorAll(live)) {
      if (region.parentElement?.closest(live)) continue;
      const parts = this.#say.words(region);
      const words = text(parts);
      regions.set(region, words);
      if (words === '' || this.#regions.get(region) === words) continue;
      const pressing =
        region.getAttribute('aria-live') === 'assertive' || region.getAttribute('role') === 'alert';
      if (pressing) urgent.push(...this.#own(this.#ports.words.error), ...parts);
      else calm.push(...parts);
    }
    this.#regions = regions;
    const counter = front.querySelector('[data-spoken="seconds"]');
    const shown = counter?.textContent ?? '';
    const left = Number(/\d+/u.exec(shown)?.[0] ?? '1');
    if (counter !== null && shown !== this.#seconds && left % 10 === 0 && left > 0)
      urgent.push(...this.#say.words(counter));
    this.#seconds = shown;
    return { urgent, calm };
  }

  #front = (): HTMLElement => frontOf(this.#ports.page);

  #current(): Item | null {
    const front = this.#front();
    const items = itemsOf(front).filter(({ kind }) => kind !== 'region');
    return items[placeOf(items, front)] ?? null;
  }

  #here(): readonly Part[] {
    const item = this.#current();
    return item === null ? [] : this.#say.item(item, null);
  }

  #position(): readonly Part[] {
    const front = this.#front();
    const items = itemsOf(front).filter(({ kind }) => kind !== 'region');
    return this.#own(this.#ports.words.position(placeOf(items, front) + 1, items.length));
  }

  #hereBeside(heading: Element): readonly Part[] {
    return this.#current()?.element === heading ? [] : this.#here();
  }

  /** A button that says something else while it works counts as changed with its availability, not with every figure in it. */
  #stateOf = (item: Item | null): string => (item === null ? '' : text(this.#say.state(item)));

  #own = (words: string): readonly Part[] => [{ language: this.#ports.voice, text: words }];

  #tell(parts: readonly Part[], after = false): void {
    if (parts.length === 0) return;
    if (this.#silent !== null) {
      clearTimeout(this.#silent);
      this.#silent = null;
    }
    this.#ports.send({
      type: 'speech.say',
      parts: parts.map(({ language, text }) => ({ language, text: text.slice(0, LONGEST) })),
      after,
    });
  }
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}
