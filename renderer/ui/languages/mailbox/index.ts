// The texts of the resident's mailbox in every language at once: they come with its screens, from the terminal's own files, so that a
// switch of language needs no waiting. How to write them stands in ../index.ts; to add a language add its file and its line here.
import type { Language } from '../greetings.ts';
import { easy } from './easy.ts';
import { en } from './en.ts';
import { ja, type MailboxTexts } from './ja.ts';
import { ko } from './ko.ts';
import { pt } from './pt.ts';
import { tl } from './tl.ts';
import { vi } from './vi.ts';
import { zh } from './zh.ts';

export type { MailboxTexts };
export const mailboxTexts: Readonly<Record<Language, MailboxTexts>> = { ja, easy, en, zh, ko, vi, pt, tl };
