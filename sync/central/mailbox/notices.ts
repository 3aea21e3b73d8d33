// What the mailbox itself has to tell its owner, and the mail that says no more than that there is something.
import { randomUUID } from 'node:crypto';
import type { MailboxNotice } from '../../contract/mailbox-view.ts';
import type { Trx } from '../db/open.ts';
import type { MailboxPorts } from './account.ts';
import { enqueueNoticeMail } from './notice-mail.ts';

export interface Telling extends Pick<MailboxNotice, 'code' | 'action' | 'outcome'> {
  readonly accountId: string;
}

/** In the mailbox only. */
export async function addNotice(
  trx: Trx,
  { accountId, code, action, outcome }: Telling,
  at: Date,
): Promise<void> {
  await trx
    .insertInto('mailbox_notices')
    .values({ id: randomUUID(), account_id: accountId, at, code, action, outcome })
    .execute();
}

/** In the mailbox and, neutrally, by mail: for what its owner does not expect. */
export async function tellOwner(trx: Trx, telling: Telling, ports: MailboxPorts): Promise<void> {
  await addNotice(trx, telling, ports.now());
  await enqueueNoticeMail(ports.boss, trx, telling.accountId);
}
