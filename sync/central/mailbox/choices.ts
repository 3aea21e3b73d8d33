// Of two decisions about the same thing the one that was pressed later holds, however late either arrives: a counter may have been cut off
// for days.
import { sql } from 'kysely';
import type { Trx } from '../db/open.ts';

/** What a decision can be about. */
export type Choice = 'interests' | 'notify' | `keep:${string}` | `receive:${string}`;

/** Notes the decision; false when a newer one was made already. */
export async function isNewest(trx: Trx, accountId: string, what: Choice, at: Date): Promise<boolean> {
  const noted = await trx
    .insertInto('mailbox_choices')
    .values({ account_id: accountId, what, chosen_at: at })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'what'])
        .doUpdateSet({ chosen_at: at })
        .where(sql.ref('mailbox_choices.chosen_at'), '<=', at),
    )
    .returning('what')
    .executeTakeFirst();
  return noted !== undefined;
}
