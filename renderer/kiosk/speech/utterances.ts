// What is said of an item and of a whole screen: words, role, state; as data.
import type { Item } from './items.ts';
import { headingOf, itemsOf } from './items.ts';
import { spelled, type VoiceLanguage } from './characters.ts';
import { partsOf, wordsOf, type Part, type Telling } from './words.ts';

/** The words of the catalogue that are only told, by their readings. */
export interface SpokenWords {
  readonly heading: string;
  readonly button: string;
  readonly field: string;
  readonly option: string;
  readonly picture: string;
  readonly chosen: string;
  readonly notChosen: string;
  readonly unavailable: string;
  readonly dialog: string;
  readonly empty: string;
  readonly asShown: string;
  readonly items: (count: number) => string;
  readonly position: (place: number, count: number) => string;
}

export interface Narration {
  readonly voice: VoiceLanguage;
  readonly words: SpokenWords;
}

const groups = '[role="group"], [role="region"], section';

export class Utterances {
  readonly #telling: Telling;
  readonly #words: SpokenWords;

  constructor({ voice, words }: Narration) {
    this.#telling = { voice, asShown: words.asShown };
    this.#words = words;
  }

  /** The item as one comes to it: the group if it is a new one, words, role, state, what is said about it. */
  item(item: Item, before: Element | null): readonly Part[] {
    const group = item.element.closest(groups);
    const entered = group !== null && before?.closest(groups) !== group ? this.#label(group) : [];
    return this.#joined([entered, this.name(item), this.#role(item), this.state(item), this.#about(item)]);
  }

  /** What it is called; of a field also what stands in it. */
  name({ element, kind, also }: Item): readonly Part[] {
    if (element instanceof HTMLInputElement)
      return this.#joined([
        ...[...(element.labels ?? [])].map((label) => wordsOf(label, this.#telling)),
        this.#own(element.value === '' ? this.#words.empty : spelled(element.value, this.#telling.voice)),
      ]);
    const label = kind === 'text' || kind === 'heading' ? [] : this.#label(element);
    if (label.length > 0) return label;
    const key = kind === 'control' ? element.textContent.trim() : '';
    if (/^[!-~]$/u.test(key)) return this.#own(spelled(key, this.#telling.voice));
    const words = wordsOf(element, this.#telling);
    return this.#joined([words, ...also.map((answer) => wordsOf(answer, this.#telling))]);
  }

  /** Chosen, not chosen, unavailable; empty where none of it applies. */
  state({ element }: Item): readonly Part[] {
    const chosen = element.getAttribute('aria-checked') ?? element.getAttribute('aria-pressed');
    const said = [
      ...(chosen === null ? [] : [chosen === 'true' ? this.#words.chosen : this.#words.notChosen]),
      ...(element.getAttribute('aria-disabled') === 'true' ? [this.#words.unavailable] : []),
    ];
    return this.#joined(said.map((word) => this.#own(word)));
  }

  /** A screen as it appears: its question, what it says before there is something to do, how much there is to do. */
  screen(front: HTMLElement): readonly Part[] {
    const heading = headingOf(front);
    const items = itemsOf(front);
    const start = items.findIndex(({ element }) => element === heading);
    const after = items.slice(start + 1).filter(({ element }) => element.closest('[data-sections]') === null);
    const firstControl = after.findIndex(({ kind }) => kind === 'control');
    const says = firstControl < 0 ? after : after.slice(0, firstControl);
    const first = heading === null ? [] : wordsOf(heading, this.#telling);
    const again = text(first);
    const controls = after.filter(({ kind }) => kind === 'control').length;
    return this.#joined([
      front instanceof HTMLDialogElement ? this.#own(this.#words.dialog) : [],
      first,
      ...says
        .filter(({ kind }) => kind === 'text' || kind === 'heading')
        .map((item) => this.name(item))
        .filter((parts) => text(parts) !== again),
      controls === 0 ? [] : this.#own(this.#words.items(controls)),
    ]);
  }

  /** A text of the page that has changed. */
  words(element: Element): readonly Part[] {
    return wordsOf(element, this.#telling);
  }

  #role({ element, kind }: Item): readonly Part[] {
    const { heading, button, field, option, picture } = this.#words;
    if (kind === 'heading') return this.#own(heading);
    if (kind === 'picture') return this.#own(picture);
    if (kind !== 'control') return [];
    if (element instanceof HTMLInputElement) return this.#own(field);
    // Forty keys that each say what they are leave no room for what they do.
    if (element.closest('[data-row]') !== null) return [];
    return this.#own(element.matches('[role="checkbox"], [role="switch"], [role="radio"]') ? option : button);
  }

  #label(element: Element): readonly Part[] {
    const label = element.getAttribute('data-kana') ?? element.getAttribute('aria-label');
    if (label !== null) {
      const tag = element.closest('[lang]')?.getAttribute('lang') ?? '';
      return partsOf(label, tag.startsWith('ja') ? 'ja' : 'en');
    }
    return this.#referred(element, 'aria-labelledby');
  }

  #about({ element, kind }: Item): readonly Part[] {
    if (kind !== 'control') return [];
    const now = element.getAttribute('aria-valuenow');
    return this.#joined([this.#referred(element, 'aria-describedby'), now === null ? [] : this.#own(now)]);
  }

  #referred(element: Element, attribute: string): readonly Part[] {
    const ids = element.getAttribute(attribute)?.split(/\s+/u) ?? [];
    return this.#joined(
      ids.map((id) => {
        const referred = element.ownerDocument.getElementById(id);
        return referred === null ? [] : wordsOf(referred, this.#telling);
      }),
    );
  }

  #own = (words: string): readonly Part[] =>
    words === '' ? [] : [{ language: this.#telling.voice, text: words }];

  #joined = (many: readonly (readonly Part[])[]): readonly Part[] => many.flat();
}

/** The words alone: to compare two. */
export const text = (parts: readonly Part[]): string => parts.map((part) => part.text).join(' ');
