// Chores that one node does for all: who may, and how often.
import type { Db } from './db/open.ts';

/** True for the one caller, of all nodes, whose turn it is: at most once in `everyMs`. */
export async function claimChore(db: Db, name: string, everyMs: number, now: Date): Promise<boolean> {
  const claimed = await db
    .insertInto('chores')
    .values({ name, last_at: now })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ last_at: now })
        .where('chores.last_at', '<=', new Date(now.getTime() - everyMs)),
    )
    .returning('name')
    .executeTakeFirst();
  return claimed !== undefined;
}
