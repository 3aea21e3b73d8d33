// Every catalogue at once, for Node: tests and tools. A page takes ./index.ts, which fetches what it needs.
import { en } from './en.ts';
import type { Texts } from './index.ts';
import { ja } from './ja.ts';

export const texts: Readonly<Record<'ja' | 'en', Texts>> = { ja, en };
