// What an action on a mailbox holds while it is done: in one order, from wherever it comes, so that two of them never wait in a ring.
import type { MailboxAction } from '../../contract/commands.ts';
import type { Trx } from '../db/open.ts';
import { holdDelivering } from '../messages/hold.ts';
import { lockAccounts } from './account.ts';
import type { Account } from './account.ts';
import { otherSide } from './actions/delegations.ts';

/** Before anything else of the account is locked. With it whoever else changes by the action. Null: it is closed or not there. */
export async function lockFor(trx: Trx, accountId: string, action: MailboxAction): Promise<Account | null> {
  // A part in hand has looked already where its messages are kept, and what it delivers is not to be seen yet.
  if (action.kind === 'keep-here' && action.on) await holdDelivering(trx);
  const others = await otherSide(trx, accountId, action);
  return (await lockAccounts(trx, [accountId, ...others])).get(accountId) ?? null;
}
