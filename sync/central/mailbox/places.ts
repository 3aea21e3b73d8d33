// Municipalities as a mailbox sees them: which belong to an address, and which are open to residents by now.
import { Municipality } from '../../contract/feed.ts';
import type { LocalText } from '../../contract/words.ts';
import { catalogueItems } from '../feed/catalogue.ts';
import type { Db } from '../db/open.ts';

/** All that the catalogue has, in its order. */
export const municipalitiesOf = (db: Db): Promise<Municipality[]> =>
  catalogueItems('municipalities', Municipality, db);

/** A day in Japan, YYYY-MM-DD. */
export const dayInJapan = (at: Date): string =>
  new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(0, 10);

/** Joined, and opened to residents by that time. */
export const isOpen = ({ open, joinedOn, openedOn }: Municipality, now: Date): boolean =>
  open && [joinedOn, openedOn].every((day) => day === undefined || day <= dayInJapan(now));

/** The prefecture and the municipality of an address as a card gives it. */
export const isOfAddress = ({ addressPrefix }: Municipality, address: string): boolean =>
  address.startsWith(addressPrefix);

/** Names by code; a municipality that the catalogue has lost is called by its code. */
export function namesOf(municipalities: readonly Municipality[]): (code: string) => LocalText {
  const names = new Map(municipalities.map(({ code, name }) => [code, name]));
  return (code) => names.get(code) ?? { ja: code, en: code };
}
