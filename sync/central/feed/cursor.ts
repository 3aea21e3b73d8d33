// A cursor names a place in one history of the feed: the feed's epoch, the number of the last entry read, and that entry's
// random mark. A database restored from a backup that has since written other entries under the same numbers gave them other
// marks, and since entries are only ever added at the end, the same mark at one place means the same entries before it.
import type { Db } from '../db/open.ts';

export interface Place {
  readonly epoch: string;
  readonly seq: number;
}

/** Of the entry before the first, and of entries that were written before marks were. */
const noMark = '0';

/** The cursor of a place. */
export async function cursorAt({ epoch, seq }: Place, db: Db): Promise<string> {
  return `${epoch}.${seq}.${await markAt(seq, db)}`;
}

/** The number that a cursor stands at; null when it was not given out in this history. */
export async function readCursor(cursor: string, head: Place, db: Db): Promise<number | null> {
  const [, epoch, digits, mark] = /^([\w-]{1,60})\.(\d{1,15})\.([\w-]{1,60})$/.exec(cursor) ?? [];
  const seq = Number(digits);
  if (epoch !== head.epoch || mark === undefined || seq > head.seq) return null;
  return mark === (await markAt(seq, db)) ? seq : null;
}

async function markAt(seq: number, db: Db): Promise<string> {
  if (seq === 0) return noMark;
  const row = await db.selectFrom('feed').select('mark').where('seq', '=', seq).executeTakeFirst();
  return row?.mark ?? noMark;
}
