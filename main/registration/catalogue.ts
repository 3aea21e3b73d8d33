// The session's catalogue, taken from the store at the start of each session.
import { createHash } from 'node:crypto';
import type { LegalDocument } from '../../sync/contract/feed.ts';
import { languages, type LegalLanguage, type LocalText } from '../../sync/contract/words.ts';
import type { Store } from '../store/store.ts';
import type { Catalogue, LegalText } from './flow/types.ts';

/** Null while a legal text is missing in a language: nobody can agree to what cannot be shown. */
export function catalogueOf(store: Pick<Store, 'catalogue' | 'legal' | 'legalSummary'>): Catalogue | null {
  const both = (document: LegalDocument): Record<LegalLanguage, LegalText> | null => {
    const [ja, en] = [store.legal(document, 'ja'), store.legal(document, 'en')];
    return ja === null || en === null ? null : { ja, en };
  };
  const [terms, privacy, jlis] = [both('terms'), both('privacy'), both('jlis')];
  if (terms === null || privacy === null || jlis === null) return null;
  const inShort = (document: LegalDocument) =>
    Object.fromEntries(
      languages.flatMap((language) => {
        const text = store.legalSummary(document, language);
        return text === null ? [] : [[language, text]];
      }),
    );
  const { interests, services, municipalities } = store.catalogue();
  return {
    legal: { terms, privacy, jlis },
    summaries: { terms: inShort('terms'), privacy: inShort('privacy'), jlis: inShort('jlis') },
    interests,
    services: services.map((service) => ({
      ...service,
      consentSha256: { ja: sha256(service.consentText.ja), en: sha256(service.consentText.en) },
    })),
    municipalities,
  };
}

/** The municipality's name in every language; empty before the first feed has told it. */
export function municipalityName(store: Pick<Store, 'catalogue'>, code: string): LocalText {
  return store.catalogue().municipalities.find((m) => m.code === code)?.name ?? { ja: '', en: '' };
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
