// Read, delete, reset: all three are final. A message that somebody else was given to read stays its owner's to delete.
import type { Acting, ActionOf, Done } from './acting.ts';
import { applied, superseded } from './acting.ts';
import { deletionEntries, keptAmong } from '../kept.ts';
import type { NewEntry } from '../../feed/append.ts';

/** Marks a message as opened. The sender hears of it only where they asked for it. */
export async function read({ message }: ActionOf<'read'>, acting: Acting): Promise<Done> {
  const { trx, account, at } = acting;
  const marked = await trx
    .updateTable('deliveries')
    .set({ opened_at: at })
    .where('account_id', '=', account.id)
    .where('message_id', '=', message)
    .where('opened_at', 'is', null)
    .where('deleted_at', 'is', null)
    .where('reset_at', 'is', null)
    .returning('message_id')
    .executeTakeFirst();
  return marked === undefined ? whyNot(message, acting) : applied;
}

/** Cannot be brought back. */
export async function deleteMessage({ message }: ActionOf<'delete'>, acting: Acting): Promise<Done> {
  const { trx, account, at } = acting;
  const gone = await trx
    .updateTable('deliveries')
    .set({ deleted_at: at })
    .where('account_id', '=', account.id)
    .where('message_id', '=', message)
    .where('deleted_at', 'is', null)
    .where('reset_at', 'is', null)
    .returning('message_id')
    .executeTakeFirst();
  if (gone === undefined) return whyNot(message, acting);
  return { outcome: 'applied', entries: await deletions([message], acting) };
}

/** Takes everything that was delivered until it was pressed; what came later stays. */
export async function reset(acting: Acting): Promise<Done> {
  const { trx, account, at } = acting;
  const gone = await trx
    .updateTable('deliveries')
    .set({ reset_at: at })
    .where('account_id', '=', account.id)
    .where('delivered_at', '<=', at)
    .where('deleted_at', 'is', null)
    .where('reset_at', 'is', null)
    .returning('message_id')
    .execute();
  const ids = gone.map(({ message_id }) => message_id);
  return { outcome: 'applied', entries: await deletions(ids, acting) };
}

async function deletions(messageIds: readonly string[], { trx, account }: Acting): Promise<NewEntry[]> {
  const [kept] = await keptAmong(trx, [account.id]);
  return kept === undefined || messageIds.length === 0 ? [] : deletionEntries(trx, kept, messageIds);
}

/** Opened or gone already, or never theirs. */
async function whyNot(message: string, { trx, account }: Acting): Promise<Done> {
  const row = await trx
    .selectFrom('deliveries')
    .select('message_id')
    .where('account_id', '=', account.id)
    .where('message_id', '=', message)
    .executeTakeFirst();
  return row === undefined ? { outcome: 'not-found' } : superseded;
}
