// The catalogue of the phone's pages. Japanese is in the entry bundle and gives the shape: a missing or surplus key does not
// compile; every other language is a chunk of its own that is fetched beside the first question to the central API.
import { type Language } from '../../ui/languages/greetings.ts';
import { ja } from './ja.ts';

export type Texts = typeof ja;

const sources: Readonly<Record<Exclude<Language, 'ja'>, () => Promise<Texts>>> = {
  easy: () => import('./easy.ts').then(({ easy }) => easy),
  en: () => import('./en.ts').then(({ en }) => en),
  zh: () => import('./zh.ts').then(({ zh }) => zh),
  ko: () => import('./ko.ts').then(({ ko }) => ko),
  vi: () => import('./vi.ts').then(({ vi }) => vi),
  pt: () => import('./pt.ts').then(({ pt }) => pt),
  tl: () => import('./tl.ts').then(({ tl }) => tl),
};

/** The texts of a language; rejects when its file cannot be fetched. */
export const loadTexts = (language: Language): Promise<Texts> =>
  language === 'ja' ? Promise.resolve(ja) : sources[language]();
export { ja };
