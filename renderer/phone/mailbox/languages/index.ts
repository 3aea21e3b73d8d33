// The texts of the mailbox in the browser. Every other language than Japanese is a chunk of its own; what all of the phone's pages say
// alike (look, trouble) stands in ../../languages, and what the mailbox at the counter says as well in ../../../ui/languages/mailbox:
// that comes when somebody has signed in.
import type { Language } from '../../../ui/languages/greetings.ts';
import type { MailboxTexts } from '../../../ui/languages/mailbox/ja.ts';
import { ja } from './ja.ts';

export type Texts = typeof ja;
export type Words = MailboxTexts;

const sources: Readonly<Record<Exclude<Language, 'ja'>, () => Promise<Texts>>> = {
  easy: () => import('./easy.ts').then(({ easy }) => easy),
  en: () => import('./en.ts').then(({ en }) => en),
  zh: () => import('./zh.ts').then(({ zh }) => zh),
  ko: () => import('./ko.ts').then(({ ko }) => ko),
  vi: () => import('./vi.ts').then(({ vi }) => vi),
  pt: () => import('./pt.ts').then(({ pt }) => pt),
  tl: () => import('./tl.ts').then(({ tl }) => tl),
};

const shared: Readonly<Record<Language, () => Promise<Words>>> = {
  ja: () => import('../../../ui/languages/mailbox/ja.ts').then((all) => all.ja),
  easy: () => import('../../../ui/languages/mailbox/easy.ts').then(({ easy }) => easy),
  en: () => import('../../../ui/languages/mailbox/en.ts').then(({ en }) => en),
  zh: () => import('../../../ui/languages/mailbox/zh.ts').then(({ zh }) => zh),
  ko: () => import('../../../ui/languages/mailbox/ko.ts').then(({ ko }) => ko),
  vi: () => import('../../../ui/languages/mailbox/vi.ts').then(({ vi }) => vi),
  pt: () => import('../../../ui/languages/mailbox/pt.ts').then(({ pt }) => pt),
  tl: () => import('../../../ui/languages/mailbox/tl.ts').then(({ tl }) => tl),
};

/** The texts of a language; rejects when its file cannot be fetched. */
export const loadTexts = (language: Language): Promise<Texts> =>
  language === 'ja' ? Promise.resolve(ja) : sources[language]();
/** What the mailbox says at the counter, too; rejects when its file cannot be fetched. */
export const loadWords = (language: Language): Promise<Words> => shared[language]();
export { ja };
