// The texts that are on the screen. A switch keeps the old ones until the new ones are there, and changes texts and language
// in one go.
import type { Language } from './greetings.ts';
import { loadFonts } from './fonts.ts';
import { loadTexts, type Texts, textsAtHand } from './index.ts';
import { ja } from './ja.ts';

interface Shown {
  readonly language: Language;
  readonly texts: Texts;
}

/** Where texts come from. */
interface Source {
  readonly atHand: (language: Language) => Texts | undefined;
  readonly load: (language: Language) => Promise<Texts>;
  readonly fonts: (language: Language) => Promise<void>;
}
const files: Source = { atHand: textsAtHand, load: loadTexts, fonts: loadFonts };

export class Catalogue {
  #shown = $state.raw<Shown>({ language: 'ja', texts: ja });
  #wanted: Language = 'ja';
  readonly #source: Source;

  constructor(source: Source = files) {
    this.#source = source;
  }

  get language(): Language {
    return this.#shown.language;
  }
  get texts(): Texts {
    return this.#shown.texts;
  }

  /** Shows a language: at once when its texts are at hand, else as soon as they have come; the last one asked for wins. */
  use(language: Language): void {
    if (this.#wanted !== language) void this.#source.fonts(language);
    this.#wanted = language;
    const texts = this.#source.atHand(language);
    if (texts !== undefined) this.#show(language, texts);
    else
      this.#source.load(language).then(
        (fetched) => {
          if (this.#wanted === language) this.#show(language, fetched);
        },
        // A file of the terminal itself that cannot be read: the texts that are there stay.
        () => undefined,
      );
  }

  #show(language: Language, texts: Texts): void {
    if (this.#shown.language !== language) this.#shown = { language, texts };
  }
}
