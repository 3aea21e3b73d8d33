// Fonts of single languages: their style sheets are large, so they come after the first paint, or when the language is chosen.
import type { Language } from './greetings.ts';

const sheets: Readonly<Partial<Record<Language, () => Promise<unknown>>>> = {
  zh: () => import('@fontsource-variable/noto-sans-sc/index.css'),
  ko: () => import('@fontsource-variable/noto-sans-kr/index.css'),
};

/** Makes the fonts of a language known to the page. One that does not come leaves what the machine has. */
export async function loadFonts(language: Language): Promise<void> {
  await sheets[language]?.().catch(() => undefined);
}

/** All of them; for right after the first paint, because the welcome screen greets in every language. */
export async function preloadFonts(): Promise<void> {
  await Promise.all((Object.keys(sheets) as Language[]).map(loadFonts)); // the keys are what the type says
}
