// The texts of the mailbox in the language of the look. The last language asked for wins; what does not come leaves what is there.
import { getContext, setContext } from 'svelte';
import type { Language } from '../../ui/languages/greetings.ts';
import { ja, loadTexts, loadWords, type Texts, type Words } from './languages/index.ts';

export class Catalogue {
  texts = $state.raw<Texts>(ja);
  /** What the mailbox says at the counter, too; null until somebody has signed in and it has come. */
  words = $state.raw<Words | null>(null);
  ready = $state(false);
  #wanted: Language | null = null;

  async show(language: Language, inside: boolean): Promise<void> {
    this.#wanted = language;
    const [texts, words] = await Promise.all([
      loadTexts(language).catch(() => null),
      inside ? loadWords(language).catch(() => null) : null,
    ]);
    if (this.#wanted !== language) return;
    this.texts = texts ?? this.texts;
    this.words = words ?? this.words;
    this.ready = true;
  }
}

/** What every page inside the mailbox needs: the texts, both there. */
export interface Inside {
  readonly texts: Texts;
  readonly words: Words;
}
const key = Symbol('mailbox');
export const setInside = (own: Inside): Inside => setContext(key, own);
export const getInside = (): Inside => getContext<Inside>(key);
