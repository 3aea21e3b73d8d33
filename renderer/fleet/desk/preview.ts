// What both previews of a message draw.
import type { Language, LocalText } from '../../../sync/contract/words.ts';
import type { MailboxTexts } from '../../ui/languages/mailbox/index.ts';

export interface Previewed {
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Of the text, where another stands in for the reader's. */
  readonly textLanguage: Language;
  /** The reader is told that it is another. */
  readonly inOther: boolean;
  /** Of the reader. */
  readonly language: Language;
  readonly from: string | LocalText;
  /** In the reader's words. */
  readonly sentAt: string;
  readonly files: readonly { readonly name: string }[];
  readonly emergency: boolean;
  /** To whoever writes it: what residents are told of opening it. */
  readonly note: string | null;
}

export interface PreviewProps {
  readonly message: Previewed;
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
