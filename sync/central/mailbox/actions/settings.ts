// Interests, linked services, how to be told, and the phone that was lost.
import { Interest } from '../../../contract/feed.ts';
import { catalogueItems } from '../../feed/catalogue.ts';
import { endWebAccess } from '../../web/sessions.ts';
import type { Choice } from '../choices.ts';
import { isNewest } from '../choices.ts';
import type { Acting, ActionOf, Done } from './acting.ts';
import { applied, superseded } from './acting.ts';

/** Takes the place of what was chosen before; none at all is an answer too. Interests that there are no more are left out. */
export async function interests({ interests: chosen }: ActionOf<'interests'>, acting: Acting): Promise<Done> {
  const { trx, account, at } = acting;
  if (!(await isDecided('interests', acting))) return superseded;
  const offered = (await catalogueItems('interests', Interest, trx)).map(({ id }) => id);
  const wanted = [...new Set(chosen)].filter((id) => offered.includes(id));
  await trx.deleteFrom('interests').where('account_id', '=', account.id).execute();
  const rows = wanted.map((interest) => ({ account_id: account.id, interest }));
  if (rows.length > 0) await trx.insertInto('interests').values(rows).execute();
  await trx
    .insertInto('phone_answers')
    .values({ account_id: account.id, step: 'interests', answered_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return applied;
}

/** By push, by mail, by both or not at all. */
export async function notify({ push, email }: ActionOf<'notify'>, acting: Acting): Promise<Done> {
  if (!(await isDecided('notify', acting))) return superseded;
  await acting.trx
    .updateTable('accounts')
    .set({ notify_push: push, notify_email: email })
    .where('id', '=', acting.account.id)
    .execute();
  return applied;
}

/** Not linked any more, or linked anew since it was pressed. */
export async function serviceLeave(
  { service }: ActionOf<'service-leave'>,
  { trx, account, at }: Acting,
): Promise<Done> {
  const left = await trx
    .deleteFrom('linked_services')
    .where('account_id', '=', account.id)
    .where('service', '=', service)
    .where(({ eb, lit }) => eb.or([eb('linked_at', '<=', at), lit(at >= account.registeredAt)]))
    .returning('service')
    .executeTakeFirst();
  return left === undefined ? superseded : applied;
}

/** Every browser loses its session, its pushes and its passkeys: also one that was opened since, to be on the safe side. */
export async function lostPhone({ trx, account }: Acting): Promise<Done> {
  await endWebAccess(trx, account.id);
  return applied;
}

async function isDecided(what: Choice, { trx, account, at }: Acting): Promise<boolean> {
  return at >= account.registeredAt && (await isNewest(trx, account.id, what, at));
}
