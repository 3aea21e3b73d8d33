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

export class Catalogue {
  #shown = $state.raw<Shown>({ language: 'ja', texts: ja });
  #wanted: Language = 'ja';

  get language(): Language {
    return this.#shown.language;
  }
  get texts(): Texts {
    return this.#shown.texts;
  }

  /** Shows a language: at once when its texts are at hand, else as soon as they have come; the last one asked for wins. */
  use(language: Language): void {
    if (this.#wanted !== language) void loadFonts(language);
    this.#wanted = language;
    const texts = textsAtHand(language);
    if (texts !== undefined) this.#show(language, texts);
    else
      loadTexts(language).then(
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
