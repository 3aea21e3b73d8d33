// The register of addresses or the certificate says that somebody may have moved. Nothing is switched off by it: the resident is told,
// once, and the sender sees it.
import type { Trx } from '../db/open.ts';
import { logAccess } from './access.ts';
import { lockAccount } from './account.ts';
import type { MailboxPorts } from './account.ts';
import { tellChanged } from './changed.ts';
import { tellOwner } from './notices.ts';

/** False: it was said before, or the account is gone. At the end of the caller's transaction. */
export async function markMoved(
  trx: Trx,
  accountId: string,
  since: Date,
  ports: MailboxPorts,
): Promise<boolean> {
  const account = await lockAccount(trx, accountId);
  if (account === null || account.movedSince !== null) return false;
  const at = ports.now();
  await trx
    .updateTable('accounts')
    .set({ moved_since: since, moved_told_at: at })
    .where('id', '=', accountId)
    .execute();
  await tellOwner(trx, { accountId, code: 'moved', action: null, outcome: null }, ports);
  const access = { who: 'system', place: 'central', what: 'moved', municipality: null } as const;
  await logAccess(trx, { accountId, at, ...access });
  await tellChanged(trx, [accountId], [], ports);
  return true;
}
