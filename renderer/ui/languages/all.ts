// Every catalogue at once, for Node: tests and tools. A page takes ./index.ts, which fetches what it needs.
import { easy } from './easy.ts';
import { en } from './en.ts';
import type { Language } from './greetings.ts';
import type { Texts } from './index.ts';
import { ja } from './ja.ts';
import { ko } from './ko.ts';
import { pt } from './pt.ts';
import { tl } from './tl.ts';
import { vi } from './vi.ts';
import { zh } from './zh.ts';

export const texts: Readonly<Record<Language, Texts>> = { ja, easy, en, zh, ko, vi, pt, tl };
