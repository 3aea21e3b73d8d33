// What a resident changes on their phone: interests, how to be told, account PINs, this browser for pushes. Each is kept at once.
import { randomUUID } from 'node:crypto';
import type { MailboxAction } from '../../contract/commands.ts';
import { Interest } from '../../contract/feed.ts';
import type { PhoneNotify, PhonePins, PushSubscription } from '../../contract/phone.ts';
import { pinVerifier } from '../../contract/pin.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { catalogueItems } from '../feed/catalogue.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Trx } from '../db/open.ts';
import { lockAccount } from '../mailbox/account.ts';
import { applyAction } from '../mailbox/apply.ts';
import type { Parts } from '../parts.ts';
import { isSound } from '../push/endpoints.ts';
import { readAccount } from './account.ts';
import { pushDevicesAtMost } from './limits.ts';
import type { PhoneSession } from './sessions.ts';

type Done = Promise<Result<null, Refusal>>;

/** Takes the place of what was chosen before; none at all is an answer too. `malformed`: one that there is not. */
export async function changeInterests(session: PhoneSession, chosen: readonly string[], parts: Parts): Done {
  const offered = (await catalogueItems('interests', Interest, parts.db)).map(({ id }) => id);
  if (!chosen.every((id) => offered.includes(id)))
    return err(refuse('malformed', { detail: 'body.interests' }));
  return act(session, { kind: 'interests', interests: [...chosen] }, parts);
}

/** How to be told. */
export const changeNotify = (session: PhoneSession, { push, email }: PhoneNotify, parts: Parts): Done =>
  act(session, { kind: 'notify', push, email }, parts);

/** As in the mailbox. `unauthenticated`: the account was closed meanwhile. */
async function act({ accountId }: PhoneSession, action: MailboxAction, parts: Parts): Done {
  const applying = { accountId, action, pressedAt: parts.now(), place: 'web', pin1Right: null } as const;
  const outcome = await parts.db.transaction().execute((trx) => applyAction(trx, applying, parts));
  return outcome === 'account-gone' ? err(refuse('unauthenticated')) : ok(null);
}

/** Sets PINs that are still open. `forbidden`: there are some already, or no mailbox is wanted. */
export async function setPins({ accountId }: PhoneSession, { pin1, pin2 }: PhonePins, { db }: Parts): Done {
  const account = await readAccount(accountId, db);
  if (account?.steps.open.includes('pins') !== true) return err(refuse('forbidden', { detail: 'pins' }));
  const verifiers = { pin1: await pinVerifier(pin1), pin2: pin2 === null ? null : await pinVerifier(pin2) };
  const set = await db
    .updateTable('accounts')
    .set(verifiers)
    .where('id', '=', accountId)
    // Of two pages that send at once, one.
    .where('pin1', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return set === undefined ? err(refuse('forbidden', { detail: 'pins' })) : ok(null);
}

/** Adds this browser, or with null takes away what it gave. `malformed`: a subscription that nothing can be sent to. */
export async function changePush(
  session: Pick<PhoneSession, 'id' | 'accountId'>,
  subscription: PushSubscription | null,
  parts: Parts,
): Done {
  if (subscription !== null && !isSound(subscription, parts.pushesLocally))
    return err(refuse('malformed', { detail: 'body.subscription' }));
  await parts.db.transaction().execute(async (trx) => {
    await lockAccount(trx, session.accountId);
    if (subscription === null) await forgetBrowser(trx, session);
    else await addBrowser(trx, session, subscription, parts.now());
  });
  return ok(null);
}

async function addBrowser(
  trx: Trx,
  { id, accountId }: Pick<PhoneSession, 'id' | 'accountId'>,
  { endpoint, keys }: PushSubscription,
  now: Date,
): Promise<void> {
  const of = trx.deleteFrom('push_subscriptions').where('account_id', '=', accountId);
  // Subscribed anew it may have new keys.
  await of.where('endpoint', '=', endpoint).execute();
  await trx
    .insertInto('push_subscriptions')
    .values({ id: randomUUID(), account_id: accountId, session: id, endpoint, ...keys, created_at: now })
    .execute();
  const kept = trx
    .selectFrom('push_subscriptions')
    .select('id')
    .where('account_id', '=', accountId)
    .orderBy('created_at', 'desc')
    .limit(pushDevicesAtMost);
  await of.where('id', 'not in', kept).execute();
}

/** What this session gave. Where it gave nothing and there is one browser only, it is that one: the session before was its own. */
async function forgetBrowser(
  trx: Trx,
  { id, accountId }: Pick<PhoneSession, 'id' | 'accountId'>,
): Promise<void> {
  const all = await trx
    .selectFrom('push_subscriptions')
    .select(['id', 'session'])
    .where('account_id', '=', accountId)
    .execute();
  const own = all.filter(({ session }) => session === id);
  const gone = own.length === 0 && all.length === 1 ? all : own;
  if (gone.length === 0) return;
  await trx
    .deleteFrom('push_subscriptions')
    .where(
      'id',
      'in',
      gone.map((one) => one.id),
    )
    .execute();
}
