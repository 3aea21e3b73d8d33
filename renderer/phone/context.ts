// What every screen needs: the texts and how dates are written.
import { getContext, setContext } from 'svelte';
import { formatBirthDate, formatDateTime, formatTime } from '../ui/dates.ts';
import type { Language } from '../ui/languages/greetings.ts';
import type { Texts } from './languages/index.ts';
import type { Look } from './look.svelte.ts';

export interface Page {
  readonly texts: Texts;
  readonly language: Language;
  /** `14:05`, with its day where that is not today's; Japan time. */
  time(instant: string): string;
  /** Day in both calendars and time; Japan time. */
  deadline(instant: string): string;
}

const JAPAN_MS = 9 * 3600_000;
const dayOf = (time: number): string =>
  new Date(time + JAPAN_MS).toISOString().slice(0, 10).replace(/-/g, '');
const inBrackets = (era: string, language: Language): string =>
  language === 'ja' || language === 'easy' || language === 'zh' ? `（${era}）` : ` (${era})`;

export const page = (look: () => Look): Page => ({
  get texts() {
    return look().texts;
  },
  get language() {
    return look().language;
  },
  time(instant) {
    const today = dayOf(Date.now()) === dayOf(Date.parse(instant));
    return today ? formatTime(instant) : formatDateTime(instant, look().language);
  },
  deadline(instant) {
    const { language } = look();
    return `${inBoth(dayOf(Date.parse(instant)), language)} ${formatTime(instant)}`;
  },
});

/** A day, YYYYMMDD, in both calendars. */
export function inBoth(day: string, language: Language): string {
  const { gregorian, era } = formatBirthDate(day, language);
  return `${gregorian ?? ''}${era === null ? '' : inBrackets(era, language)}`;
}

const key = Symbol('page');
export const setPage = (own: Page): Page => setContext(key, own);
export const getPage = (): Page => getContext<Page>(key);
