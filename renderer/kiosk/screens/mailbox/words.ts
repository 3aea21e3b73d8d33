// What the mailbox's screens share: the texts in the resident's language, and which of the languages of a message they get.
import type { Language } from '../../../../preload/contract/state.ts';
import type { KioskContext } from '../../context.ts';
import { mailboxTexts, type MailboxTexts } from '../../../ui/languages/mailbox/index.ts';

/** The texts in the language that is on the screen. */
export const textsOf = (kiosk: KioskContext): MailboxTexts => mailboxTexts[kiosk.language];

/** Between facts that stand in one line. */
export const gapOf = ({ language }: KioskContext): string =>
  language === 'ja' || language === 'easy' || language === 'zh' ? '・' : ' · ';

/** The language that a reader of `wanted` gets: their own, else Japanese where that is read, else English; the same rule as `messageText` (sync/contract/message.ts). */
export function languageFor(
  written: Readonly<Partial<Record<Language, unknown>>>,
  wanted: Language,
): Language {
  if (written[wanted] !== undefined) return wanted;
  return wanted === 'easy' || wanted === 'ja' || written.en === undefined ? 'ja' : 'en';
}

/** Paragraphs of a plain text: blank lines part them. */
export const paragraphs = (text: string): readonly string[] =>
  text
    .split(/\r?\n[\t ]*(?:\r?\n[\t ]*)+/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
