// The catalogue of texts. Japanese gives the shape; a missing, surplus or misused text in another language does not compile.
import { en } from './en.ts';
import type { Face, jaFaces } from './faces-ja.ts';
import { ja } from './ja.ts';

export type { Face };
export type FaceKey = keyof typeof jaFaces;
export type Texts = Readonly<Omit<typeof ja, 'faces'>> & { readonly faces: Readonly<Record<FaceKey, Face>> };
export type UiLanguage = 'ja' | 'en';
/** The language of the catalogue that a resident's language is shown in. */
export const uiLanguageOf = (language: string): UiLanguage =>
  language === 'ja' || language === 'easy' ? 'ja' : 'en';

export const texts: Readonly<Record<UiLanguage, Texts>> = { ja, en };
