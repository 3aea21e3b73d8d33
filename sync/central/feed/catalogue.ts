// Reads the city's catalogues as they stand in the feed.
import { z } from 'zod';
import { Municipality } from '../../contract/feed.ts';
import type { LocalText } from '../../contract/words.ts';
import type { Db } from '../db/open.ts';

/** The items of a catalogue; none when there is no such catalogue yet. */
export async function catalogueItems<T>(name: string, item: z.ZodType<T>, db: Db): Promise<T[]> {
  const row = await db.selectFrom('catalogue').select('content').where('name', '=', name).executeTakeFirst();
  return row === undefined ? [] : z.object({ items: z.array(item) }).parse(row.content).items;
}

/** A municipality's name; null for one that is not in the catalogue. */
export async function municipalityName(code: string, db: Db): Promise<LocalText | null> {
  const all = await catalogueItems('municipalities', Municipality, db);
  return all.find((one) => one.code === code)?.name ?? null;
}
