// Every catalogue at once, for tests. The page takes ./index.ts, which fetches what it needs.
import type { Language } from '../../../ui/languages/greetings.ts';
import { easy } from './easy.ts';
import { en } from './en.ts';
import type { Texts } from './index.ts';
import { ja } from './ja.ts';
import { ko } from './ko.ts';
import { pt } from './pt.ts';
import { tl } from './tl.ts';
import { vi } from './vi.ts';
import { zh } from './zh.ts';

export const texts: Readonly<Record<Language, Texts>> = { ja, easy, en, zh, ko, vi, pt, tl };
