// A slip is used up when nothing is open any more; a page that is open at that time may still look at what was done.
import { tellChanged } from '../mailbox/changed.ts';
import type { Parts } from '../parts.ts';
import { lockAccount } from '../mailbox/account.ts';
import { readAccount } from './account.ts';
import { finishSlip } from '../slips/slips.ts';

interface Holder {
  readonly accountId: string;
  /** SHA-256 of the slip's number. */
  readonly slip: string;
}

/** Uses the slip up when every step is done. */
export async function finishWhenDone({ accountId, slip }: Holder, parts: Parts): Promise<void> {
  const account = await readAccount(accountId, parts.db);
  if (account !== null && account.steps.open.length === 0) await finishSlip(slip, parts.db, parts.now());
}

/** After something was changed: tells the account's other pages and its mailbox, and looks whether it was the last. */
export async function changed(holder: Holder, parts: Parts): Promise<void> {
  await finishWhenDone(holder, parts);
  await parts.db.transaction().execute(async (trx) => {
    await lockAccount(trx, holder.accountId);
    await tellChanged(trx, [holder.accountId], [], parts);
  });
}
