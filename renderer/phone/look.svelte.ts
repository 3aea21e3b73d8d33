// In which language, size and colours the pages are shown. The resident's own choice is kept in the browser (no cookie, nothing of
// who they are); without one the browser's languages decide, and after the birth date the account's. first-look.js applies the
// same choice before the first paint.
import { htmlLang, type Language, languages } from '../ui/languages/greetings.ts';
import { plain } from '../ui/markup.ts';
import { ja, loadTexts, type Texts } from './languages/index.ts';

export const themes = ['light', 'dark', 'contrast-light', 'contrast-dark'] as const;
export type Theme = (typeof themes)[number];
export const sizes = [100, 125, 150, 200] as const;
export type Size = (typeof sizes)[number];

/** Key in localStorage; first-look.js reads it too. */
const KEY = 'look';

/** Where choices are kept. Browsers that forbid it throw: then nothing is kept. */
export interface Store {
  read(key: string): string | null;
  write(key: string, value: string | null): void;
}

/** The first of the browser's languages that we have; English for everybody else. */
export function languageOf(browser: readonly string[]): Language {
  for (const tag of browser) {
    const code = tag.toLowerCase().split('-')[0] ?? '';
    if (code === 'fil') return 'tl';
    const known = languages.find((language) => language === code);
    if (known !== undefined) return known;
  }
  return 'en';
}

export class Look {
  #shown = $state.raw<{ readonly language: Language; readonly texts: Texts }>({ language: 'ja', texts: ja });
  theme = $state<Theme>('light');
  size = $state<Size>(100);
  /** The first texts are there: before that, there is nothing to show. */
  ready = $state(false);
  #wanted: Language;
  #chosen: { language?: Language; theme?: Theme; size?: Size } = {};
  readonly #store: Store;
  readonly #root: HTMLElement;

  constructor(store: Store, root: HTMLElement, browser: readonly string[]) {
    this.#store = store;
    this.#root = root;
    this.#chosen = readChoice(store.read(KEY));
    this.theme = this.#chosen.theme ?? themes.find((theme) => theme === root.dataset['theme']) ?? 'light';
    this.size = this.#chosen.size ?? 100;
    this.#wanted = this.#chosen.language ?? languageOf(browser);
    void this.#show(this.#wanted);
  }

  get language(): Language {
    return this.#shown.language;
  }
  get texts(): Texts {
    return this.#shown.texts;
  }

  /** The account's language; the resident's own choice goes before it. */
  suggest(language: Language): void {
    if (this.#chosen.language === undefined) void this.#show(language);
  }

  choose(choice: { language?: Language; theme?: Theme; size?: Size }): void {
    this.#chosen = { ...this.#chosen, ...choice };
    this.#store.write(KEY, JSON.stringify(this.#chosen));
    this.theme = choice.theme ?? this.theme;
    this.size = choice.size ?? this.size;
    this.#root.dataset['theme'] = this.theme;
    this.#root.dataset['size'] = String(this.size);
    if (choice.language !== undefined) void this.#show(choice.language);
  }

  /** The last one asked for wins; texts that do not come leave the ones that are there. */
  async #show(language: Language): Promise<void> {
    this.#wanted = language;
    const texts = await loadTexts(language).catch(() => null);
    if (this.#wanted !== language) return;
    if (texts !== null) this.#shown = { language, texts };
    this.#root.lang = htmlLang(this.#shown.language);
    document.title = plain(this.#shown.texts.title);
    this.ready = true;
  }
}

function readChoice(kept: string | null): { language?: Language; theme?: Theme; size?: Size } {
  let value: unknown = null;
  try {
    value = JSON.parse(kept ?? 'null');
  } catch {
    // Not ours: as if nothing had been chosen.
  }
  if (typeof value !== 'object' || value === null) return {};
  const { language, theme, size } = value as Record<string, unknown>; // looked at one by one below
  const known = {
    language: languages.find((each) => each === language),
    theme: themes.find((each) => each === theme),
    size: sizes.find((each) => each === size),
  };
  return {
    ...(known.language && { language: known.language }),
    ...(known.theme && { theme: known.theme }),
    ...(known.size && { size: known.size }),
  };
}
