// Paper, please: a finished outcome with a reason and a day on which staff ask again. Also for who has no account.
import { randomUUID } from 'node:crypto';
import type { Trx } from '../../db/open.ts';
import type { Acting, ActionOf, Done } from './acting.ts';
import { superseded } from './acting.ts';
import { leaveAll } from './memberships.ts';

/** Nothing is sent to the mailbox any more; what is there stays readable. */
export async function exempt(action: ActionOf<'exempt'>, acting: Acting): Promise<Done> {
  const { trx, account, at } = acting;
  if (at < account.registeredAt) return superseded;
  const { municipality } = await trx
    .selectFrom('accounts')
    .select('municipality')
    .where('id', '=', account.id)
    .executeTakeFirstOrThrow();
  const of = {
    municipality: acting.municipality ?? municipality,
    mailbox: account.mailboxAddress,
    accountId: account.id,
  };
  if (!(await putExemption(trx, action, of, at))) return superseded;
  await leaveAll('exempt', acting);
  return { outcome: 'applied' };
}

export interface Exempted {
  readonly municipality: string;
  readonly mailbox: string | null;
  /** Null: who has no account here. */
  readonly accountId: string | null;
}

/** Takes the place of an older one of the same person and municipality; false when that is the newer one. */
export async function putExemption(
  trx: Trx,
  { facts, reason, reviewOn }: ActionOf<'exempt'>,
  { municipality, mailbox, accountId }: Exempted,
  at: Date,
): Promise<boolean> {
  const open = await trx
    .selectFrom('exemptions')
    .select(['id', 'since'])
    .where('municipality', '=', municipality)
    .where('ended_at', 'is', null)
    .where((eb) =>
      accountId === null
        ? eb.and([eb('account_id', 'is', null), eb('mailbox_address', '=', mailbox)])
        : eb('account_id', '=', accountId),
    )
    .execute();
  if (open.some(({ since }) => since > at)) return false;
  const ids = open.map(({ id }) => id);
  if (ids.length > 0)
    await trx.updateTable('exemptions').set({ ended_at: at }).where('id', 'in', ids).execute();
  await trx
    .insertInto('exemptions')
    .values({
      ...{ id: randomUUID(), municipality, account_id: accountId, mailbox_address: mailbox },
      ...{ name: facts.name, birth_date: facts.birthDate, address: facts.address },
      ...{ reason, since: at, review_on: reviewOn },
    })
    .execute();
  return true;
}
