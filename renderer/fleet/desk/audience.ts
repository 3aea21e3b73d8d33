// Whom a message is for, in words.
import type { Audience } from '../../../sync/contract/desk.ts';
import type { FleetLanguage } from '../texts.ts';

export interface Names {
  /** Of an interest; itself where it is not known any more. */
  interest(id: string): string;
  list(id: string): string;
}

const parts = {
  ja: {
    everyone: '受け取っている人、全員',
    interests: (names: string) => `関心: ${names}`,
    areas: (names: string) => `住所: ${names}`,
    age: (from: number, to: number) =>
      from === 0 ? `${to}歳まで` : to === 150 ? `${from}歳から` : `${from}歳から${to}歳まで`,
    list: (name: string) => `名簿: ${name}`,
    receiptNumber: (number: string) => `受付番号: ${number}`,
    or: '・',
    and: '、かつ ',
  },
  en: {
    everyone: 'Everybody who receives',
    interests: (names: string) => `interested in ${names}`,
    areas: (names: string) => `address begins with ${names}`,
    age: (from: number, to: number) =>
      from === 0 ? `up to ${to} years old` : to === 150 ? `${from} and older` : `${from} to ${to} years old`,
    list: (name: string) => `on the list “${name}”`,
    receiptNumber: (number: string) => `receipt number ${number}`,
    or: ' or ',
    and: ', and ',
  },
} as const satisfies Record<FleetLanguage, object>;

/** One line: every condition, joined as they are meant (within one: or; between them: and). */
export function audienceWords(audience: Audience, language: FleetLanguage, names: Names): string {
  const say = parts[language];
  const { interests, areas, age, list, receiptNumber } = audience;
  const told = [
    interests && say.interests(interests.map((id) => names.interest(id)).join(say.or)),
    areas && say.areas(areas.join(say.or)),
    age && say.age(age.from, age.to),
    list && say.list(names.list(list)),
    receiptNumber && say.receiptNumber(receiptNumber),
  ].filter((part) => part !== undefined);
  return told.length === 0 ? say.everyone : told.join(say.and);
}
