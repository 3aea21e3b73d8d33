// A message as it is being written, and the request that it becomes. Lives in this tab's memory and nowhere else.
import type { Audience, MessageRequest } from '../../../sync/contract/desk.ts';
import type { MessageTexts } from '../../../sync/contract/message.ts';
import { err, ok, type Result } from '../../../sync/contract/result.ts';
import { languages, type Language } from '../../../sync/contract/words.ts';
import { newId } from '../central.ts';
import type { ChosenFile } from './files.ts';

export interface DraftAudience {
  who: 'everyone' | 'some' | 'one';
  interests: string[];
  /** One a line. */
  areas: string;
  ageFrom: string;
  ageTo: string;
  list: string | null;
  receiptNumber: string;
}

export interface Draft {
  /** Made when the draft is opened, so that whatever is pressed twice is one message. */
  id: string;
  texts: Record<Language, { title: string; body: string }>;
  files: ChosenFile[];
  audience: DraftAudience;
  when: 'now' | 'later';
  /** As a date field gives it, Japan time: `2026-11-21T09:00`; empty: none. */
  sendAt: string;
  attentionUntil: string;
  emergency: boolean;
  /** The second yes that an emergency takes. */
  emergencySure: boolean;
  openedReceipts: boolean;
}

/** What keeps a draft from being a request; `language` where it is about a text. */
export type Fault =
  | { readonly kind: 'half' | 'long'; readonly language: Language }
  | {
      readonly kind:
        | 'title-ja'
        | 'body-ja'
        | 'nobody'
        | 'age'
        | 'areas'
        | 'receipt'
        | 'send-at'
        | 'past'
        | 'attention'
        | 'emergency';
    };

/** Nothing written yet, under a new id. */
export const emptyDraft = (): Draft => ({
  id: newId(),
  // Every language has its entry.
  texts: Object.fromEntries(languages.map((one) => [one, { title: '', body: '' }])) as Draft['texts'],
  files: [],
  audience: {
    who: 'everyone',
    interests: [],
    areas: '',
    ageFrom: '',
    ageTo: '',
    list: null,
    receiptNumber: '',
  },
  when: 'now',
  sendAt: '',
  attentionUntil: '',
  emergency: false,
  emergencySure: false,
  openedReceipts: false,
});

/** Whether anything would be lost with it. */
export function isTouched(draft: Draft): boolean {
  const { id: _one, ...own } = draft;
  const { id: _other, ...none } = emptyDraft();
  return draft.files.length > 0 || JSON.stringify(own) !== JSON.stringify(none);
}

const wide = /[０-９Ａ-Ｚａ-ｚ]/gu;
/** What an input method made wide is narrow again. */
export const narrow = (text: string): string =>
  text.replaceAll(wide, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) - 0xfee0));

const receiptShape = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/;
/** As it is printed, from whatever hand typed it; null where it is none. */
export function receiptNumber(typed: string): string | null {
  const letters = narrow(typed)
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '');
  const number = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  return receiptShape.test(number) ? number : null;
}

function wholeYears(typed: string): number | null {
  const years = narrow(typed).trim();
  return /^\d{1,3}$/.test(years) && Number(years) <= 150 ? Number(years) : null;
}

/** Whom it is for, or why that cannot be told yet. */
export function audienceOf(draft: DraftAudience): Result<Audience, Fault[]> {
  if (draft.who === 'everyone') return ok({});
  if (draft.who === 'one') {
    const number = receiptNumber(draft.receiptNumber);
    return number === null ? err([{ kind: 'receipt' }]) : ok({ receiptNumber: number });
  }
  const audience: Audience = {};
  const faults: Fault[] = [];
  if (draft.interests.length > 0) audience.interests = [...draft.interests];
  const areas = [...new Set(draft.areas.split('\n').map((line) => line.trim()))].filter(
    (line) => line !== '',
  );
  if (areas.length > 50 || areas.some((line) => line.length > 100)) faults.push({ kind: 'areas' });
  else if (areas.length > 0) audience.areas = areas;
  if (draft.ageFrom.trim() !== '' || draft.ageTo.trim() !== '') {
    const from = draft.ageFrom.trim() === '' ? 0 : wholeYears(draft.ageFrom);
    const to = draft.ageTo.trim() === '' ? 150 : wholeYears(draft.ageTo);
    if (from === null || to === null || from > to) faults.push({ kind: 'age' });
    else audience.age = { from, to };
  }
  if (draft.list !== null) audience.list = draft.list;
  if (faults.length > 0) return err(faults);
  return Object.keys(audience).length === 0 ? err([{ kind: 'nobody' }]) : ok(audience);
}

/** The instant of a date field, which is Japan's time; null: empty or not readable. */
export function instantOf(field: string): string | null {
  const time = Date.parse(`${field}:00+09:00`);
  return field === '' || Number.isNaN(time) ? null : new Date(time).toISOString();
}

function textsOf(draft: Draft): Result<MessageTexts, Fault[]> {
  const faults: Fault[] = [];
  const written: Partial<MessageTexts> = {};
  for (const language of languages) {
    const [title, body] = [draft.texts[language].title.trim(), draft.texts[language].body.trim()];
    if (language === 'ja' && title === '') faults.push({ kind: 'title-ja' });
    if (language === 'ja' && body === '') faults.push({ kind: 'body-ja' });
    if (title.length > 200 || body.length > 20_000) faults.push({ kind: 'long', language });
    if (title !== '' && body !== '') written[language] = { title, body };
    else if (language !== 'ja' && title !== body) faults.push({ kind: 'half', language });
  }
  const { ja, ...others } = written;
  return ja === undefined || faults.length > 0 ? err(faults) : ok({ ja, ...others });
}

/** What the central API takes; or everything that is still missing, at once. `now` in milliseconds. */
export function requestOf(draft: Draft, now: number): Result<MessageRequest, Fault[]> {
  const texts = textsOf(draft);
  const audience = audienceOf(draft.audience);
  const faults: Fault[] = [...(texts.ok ? [] : texts.error), ...(audience.ok ? [] : audience.error)];
  const sendAt = draft.when === 'later' ? instantOf(draft.sendAt) : null;
  const attentionUntil = instantOf(draft.attentionUntil);
  if (draft.when === 'later' && sendAt === null) faults.push({ kind: 'send-at' });
  else if (sendAt !== null && Date.parse(sendAt) <= now) faults.push({ kind: 'past' });
  const starts = sendAt === null ? now : Date.parse(sendAt);
  if (attentionUntil !== null && Date.parse(attentionUntil) <= starts) faults.push({ kind: 'attention' });
  if (draft.emergency && !draft.emergencySure) faults.push({ kind: 'emergency' });
  if (!texts.ok || !audience.ok || faults.length > 0) return err(faults);
  return ok({
    id: draft.id,
    texts: texts.value,
    audience: audience.value,
    attachments: draft.files.map(({ name, type, content }) => ({ name, type, content })),
    sendAt,
    attentionUntil,
    emergency: draft.emergency,
    openedReceipts: draft.openedReceipts,
  });
}

export type TextsSoFar = Readonly<
  Partial<Record<Language, { readonly title: string; readonly body: string } | undefined>>
>;
/** What a reader of this language sees, by the same rule as `messageText`, also of what is only begun. */
export function seenText(
  texts: TextsSoFar,
  language: Language,
): { readonly title: string; readonly body: string; readonly language: Language } {
  const begun = (one: Language) => `${texts[one]?.title ?? ''}${texts[one]?.body ?? ''}`.trim() !== '';
  const instead = language !== 'easy' && begun('en') ? 'en' : 'ja';
  const seen = begun(language) ? language : instead;
  return { title: texts[seen]?.title ?? '', body: texts[seen]?.body ?? '', language: seen };
}

/** Braces that look like a reading and are none: shown as they stand, which nobody meant. */
export function looseReadings(text: string): readonly string[] {
  const left = text.replaceAll(/\{[^{|}]+\|[\u3041-\u309f\u30a1-\u30ff]+\}/gu, '');
  return [...left.matchAll(/\{[^{}\n]{0,20}\}?|[^{}\n]{0,10}\}/gu)].map(([found]) => found);
}
