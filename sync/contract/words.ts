// The small vocabulary that the wire, the terminal and the central API share.
import { z } from 'zod';

/** Languages a resident can choose: Japanese, やさしい日本語, English, Simplified Chinese, Korean, Vietnamese, Portuguese, Tagalog. */
export const languages = ['ja', 'easy', 'en', 'zh', 'ko', 'vi', 'pt', 'tl'] as const;
export const Language = z.enum(languages);
export type Language = z.infer<typeof Language>;

/** Languages that a legal text exists in, and that one can consent in; the others have a summary beside it. */
export const LegalLanguage = z.enum(['ja', 'en']);
export type LegalLanguage = z.infer<typeof LegalLanguage>;

const text = z.string().min(1);
/**
 * A text in Japanese and English, and in as many of the other languages as the municipality has. Japanese ones may carry
 * readings: `{漢字|かんじ}`.
 */
export const LocalText = z.strictObject({
  ja: text,
  en: text,
  easy: text.optional(),
  zh: text.optional(),
  ko: text.optional(),
  vi: text.optional(),
  pt: text.optional(),
  tl: text.optional(),
});
export type LocalText = z.infer<typeof LocalText>;

/** The language that stands in where a text does not exist in the wanted one. */
export const legalLanguageOf = (language: Language): LegalLanguage =>
  language === 'ja' || language === 'easy' ? 'ja' : 'en';
/** A municipality's text in a language, or what stands in for it. */
export const localText = (texts: LocalText, language: Language): string =>
  texts[language] ?? texts[legalLanguageOf(language)];
/** A Japanese text as it is printed, mailed and compared: `{漢字|かんじ}` without its reading (renderer/ui/markup.ts has the rule). */
export const withoutReadings = (text: string): string =>
  text.replaceAll(/\{([^{|}]+)\|[\u3041-\u309f\u30a1-\u30ff]+\}/gu, '$1');

export const Uuid = z.uuid();
export const Instant = z.iso.datetime({ precision: 3 });
/** Municipality or prefecture code, six digits with check digit (全国地方公共団体コード). */
export const MunicipalityCode = z.string().regex(/^\d{6}$/);
/** 64 hexadecimal digits. */
export const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
/** Compact JWS or JWE (RFC 7515 section 7.1, RFC 7516 section 7.1). */
export const CompactJose = z
  .string()
  .regex(/^[\w-]+(\.[\w-]*){2,4}$/)
  .max(400_000);
/** A service, interest or other catalogue identifier. */
export const CatalogueId = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/);

/** Email address as accepted at the counter. RFC 5321 limits: 64 octets local part, 254 in all. */
export const Email = z.email().max(254).meta({ personal: true });
/** Phone number in E.164 (ITU-T), Japanese mobile or landline after normalisation: +81… */
export const Phone = z
  .string()
  .regex(/^\+81\d{9,10}$/)
  .meta({ personal: true });
