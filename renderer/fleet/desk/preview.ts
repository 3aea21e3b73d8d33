// What both previews of a message draw.
import type { Language } from '../../../sync/contract/words.ts';
import type { MailboxTexts } from '../../ui/languages/mailbox/index.ts';

export interface PreviewProps {
  readonly title: string;
  readonly body: string;
  /** Of the text, where another stands in for the reader's. */
  readonly textLanguage: Language;
  /** Of the reader. */
  readonly language: Language;
  readonly files: readonly { readonly name: string }[];
  readonly emergency: boolean;
  readonly openedReceipts: boolean;
  readonly words: MailboxTexts;
  readonly label: string;
  readonly bodyLabel: string;
}

/** Plain text in paragraphs: an empty line ends one. */
export const paragraphs = (body: string): readonly string[] =>
  body
    .split(/\r?\n[^\S\n]*\r?\n/u)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
