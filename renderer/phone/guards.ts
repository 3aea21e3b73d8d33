// The small guards that the pages' readers of answers are made of: the contract's own schemas would weigh more than a page.
import { languages } from '../ui/languages/greetings.ts';

type Fields = Readonly<Record<string, unknown>>;
export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isOneOf = <T extends string>(value: unknown, words: readonly T[]): value is T =>
  words.some((word) => word === value);
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
export const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value));
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isSwitch = (value: unknown): value is boolean => typeof value === 'boolean';
export const orNull = (value: unknown, is: (value: unknown) => boolean): boolean =>
  value === null || is(value);
type Guards = Readonly<Record<string, (value: unknown) => boolean>>;
/** Each of these keys is as its guard says; a guard that takes undefined makes its key optional. Others may be there. */
export const holds = (value: unknown, guards: Guards): value is Fields =>
  isRecord(value) && Object.entries(guards).every(([key, is]) => is(value[key]));
/** `holds`, and no other key is there. */
export const has = (value: unknown, guards: Guards): value is Fields =>
  holds(value, guards) && Object.keys(value).every((key) => key in guards);
export const isList = (value: unknown, is: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(is);

export const isWords = (value: unknown): boolean =>
  isRecord(value) &&
  isText(value['ja']) &&
  isText(value['en']) &&
  Object.entries(value).every(([key, text]) => isOneOf(key, languages) && isText(text) && text !== '');
