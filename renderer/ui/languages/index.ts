// The catalogue of texts, one file of words and one of faces for each language. Japanese is in the entry bundle and gives the
// shape: a missing or surplus key, or a placeholder of another kind, does not compile; the others come as chunks of their own
// from the terminal's own files, right after the first paint, so that a switch needs no network and no waiting.
//
// To add a language (`zh` here):
// 1. `faces-zh.ts`: `export const zhFaces: Readonly<Record<FaceKey, Face>> = { … }`, beside `faces-en.ts`.
// 2. `zh.ts`: `export const zh: Texts = { faces: zhFaces, stages: { … }, … }`, beside `en.ts`; the words of `stages` stand in the file.
// 3. Its code in the lists of languages (`greetings.ts` names the other one), one line in `sources` below and one in `all.ts`. Then the
//    kiosk offers it, and every test of the catalogue reads it.
// Style: translate the meaning from `ja.ts` with `en.ts` beside it, as a good public office speaks: short, polite, active; what the
// button says is what the sentence calls it, in the language's own quotation marks. One word for one thing throughout (account,
// mailbox, slip, card reader, staff; PIN1 and PIN2 stay). My Number card by its official name in that language. Functions keep their
// parameters and put each figure into the text, with plural forms where the language has them. No text is longer than English by
// more than a third. No readings (`{漢字|かんじ}`) outside of Japanese. `spoken` is told, never shown: only ja and en have a voice, but the
// keys are there in every language.
import type { Face, jaFaces } from './faces-ja.ts';
import { type Language, languages } from './greetings.ts';
import { ja } from './ja.ts';

export type { Face };
export type FaceKey = keyof typeof jaFaces;
export type Texts = Readonly<Omit<typeof ja, 'faces'>> & { readonly faces: Readonly<Record<FaceKey, Face>> };

const sources: Readonly<Record<Language, () => Promise<Texts>>> = {
  ja: () => Promise.resolve(ja),
  easy: () => import('./easy.ts').then(({ easy }) => easy),
  en: () => import('./en.ts').then(({ en }) => en),
  zh: () => import('./zh.ts').then(({ zh }) => zh),
  ko: () => import('./ko.ts').then(({ ko }) => ko),
  vi: () => import('./vi.ts').then(({ vi }) => vi),
  pt: () => import('./pt.ts').then(({ pt }) => pt),
  tl: () => import('./tl.ts').then(({ tl }) => tl),
};

const loaded = new Map<Language, Texts>([['ja', ja]]);

/** The texts of a language if they are there already. */
export const textsAtHand = (language: Language): Texts | undefined => loaded.get(language);

/** Fetches the texts of a language, once. */
export async function loadTexts(language: Language): Promise<Texts> {
  const own = loaded.get(language);
  if (own !== undefined) return own;
  const texts = await sources[language]();
  loaded.set(language, texts);
  return texts;
}

/** Fetches all of them; for right after the first paint. One that does not come is asked for again when it is wanted. */
export async function preloadTexts(): Promise<void> {
  await Promise.allSettled(languages.map(loadTexts));
}
