// At which municipalities' terminals a mailbox is readable without network. Off at first.
import { isNewest } from '../choices.ts';
import { goneEntry, keptAmong, messageEntries } from '../kept.ts';
import type { Kept } from '../kept.ts';
import { municipalitiesOf } from '../places.ts';
import type { Acting, ActionOf, Done } from './acting.ts';
import { applied, superseded } from './acting.ts';

/** On: what is in the mailbox goes there, sealed. Off: those terminals forget all of it. */
export async function keepHere({ municipality, on }: ActionOf<'keep-here'>, acting: Acting): Promise<Done> {
  const { trx, account, at } = acting;
  const { id, mailboxAddress, certificate, registeredAt } = account;
  if (mailboxAddress === null || certificate === null || !(await isKnown(municipality, acting)))
    return { outcome: 'not-found' };
  if (at < registeredAt || !(await isNewest(trx, id, `keep:${municipality}`, at))) return superseded;
  const here: Kept = { accountId: id, recipient: mailboxAddress, certificate, scopes: [municipality] };
  const before = (await keptAmong(trx, [id]))[0]?.scopes ?? [];
  if (before.includes(municipality) === on) return superseded;
  if (!on) {
    const where = trx.deleteFrom('kept_at').where('account_id', '=', id);
    await where.where('municipality', '=', municipality).execute();
    return { outcome: 'applied', entries: [await goneEntry(trx, here)] };
  }
  await trx.insertInto('kept_at').values({ account_id: id, municipality, since: at }).execute();
  return { ...applied, entries: await messageEntries(trx, here) };
}

async function isKnown(code: string, { trx, municipality }: Acting): Promise<boolean> {
  return code === municipality || (await municipalitiesOf(trx)).some((one) => one.code === code);
}
