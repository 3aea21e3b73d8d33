// What a list of messages is made of: their order, what still asks for attention, and in which language a text is shown.
import type { MessageHead } from '../../../sync/contract/message.ts';
import type { Language } from '../../ui/languages/greetings.ts';

/** Unread first, then the newest. */
export const ordered = (heads: readonly MessageHead[]): readonly MessageHead[] =>
  [...heads].sort(
    (a, b) => Number(a.opened) - Number(b.opened) || Date.parse(b.sentAt) - Date.parse(a.sentAt),
  );

/** Until when it asks for attention, as long as it does; it stays beyond that. */
export const attention = (head: MessageHead, now: number): string | null =>
  head.attentionUntil !== null && Date.parse(head.attentionUntil) > now ? head.attentionUntil : null;

/** Japanese always, the others as far as somebody wrote them. */
type Texts<T> = Readonly<{ ja: T } & Partial<Record<Language, T | undefined>>>;

/** The text for a reader of this language and which language it is in; as `messageText` of sync/contract/message.ts chooses. */
export function textIn<T>(
  texts: Texts<T>,
  wanted: Language,
): { readonly text: T; readonly language: Language } {
  const own = texts[wanted];
  if (own !== undefined) return { text: own, language: wanted };
  const { en } = texts;
  return wanted === 'easy' || en === undefined
    ? { text: texts.ja, language: 'ja' }
    : { text: en, language: 'en' };
}

/** Paragraphs end with a blank line. */
export const paragraphs = (body: string): readonly string[] =>
  body.split(/\n[^\S\n]*\n\s*/).filter((part) => part.trim() !== '');
