// After something in a mailbox has changed: its pages hear of it, and the terminals that keep it get a fresh snapshot.
import { ring } from '../bell.ts';
import type { Trx } from '../db/open.ts';
import type { NewEntry } from '../feed/append.ts';
import { accountTopic } from '../phone/topic.ts';
import { mailboxTopic } from './account.ts';
import type { MailboxPorts } from './account.ts';
import { keptAmong, publishKept } from './kept.ts';

/**
 * At the end of the transaction that changed these mailboxes and holds their locks. `entries`: what terminals must know besides, in
 * this order.
 */
export async function tellChanged(
  trx: Trx,
  accountIds: readonly string[],
  entries: readonly NewEntry[],
  ports: Pick<MailboxPorts, 'now'>,
): Promise<void> {
  const kept = await keptAmong(trx, accountIds);
  if (kept.length + entries.length > 0) await publishKept(trx, kept, entries, ports);
  if (accountIds.length > 0)
    await ring(trx, ...accountIds.flatMap((id) => [mailboxTopic(id), accountTopic(id)]));
}
