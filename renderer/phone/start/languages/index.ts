// The texts of the page where one chooses at home. Every other language than Japanese is a chunk of its own; what all of the phone's
// pages say alike (look, trouble) stands in ../../languages.
import type { Language } from '../../../ui/languages/greetings.ts';
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
