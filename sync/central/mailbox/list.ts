// The list of messages, searched.
import { delegatedHeadsAtMost } from '../../contract/mailbox-view.ts';
import type { Delegated, MailboxFound, MailboxSearch, MailboxView } from '../../contract/mailbox-view.ts';
import type { MailboxParts } from './account.ts';
import { readHeads } from './heads.ts';
import { municipalitiesOf, namesOf } from './places.ts';
import { findReading } from './reading.ts';

/** One's own messages, or those of a delegation that was received. Null: the account or the delegation is gone. */
export async function listMessages(
  accountId: string,
  { text, delegation }: MailboxSearch,
  { db, now }: MailboxParts,
): Promise<MailboxFound | null> {
  const open = await db
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', accountId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (open === undefined) return null;
  const of =
    delegation === undefined
      ? { accountId, municipality: null }
      : await findReading(accountId, delegation, db, now());
  if (of === null) return null;
  const nameOf = namesOf(await municipalitiesOf(db));
  const filter = { municipality: of.municipality, text };
  const heads = await readHeads(db, [of.accountId], filter, nameOf);
  return heads.get(of.accountId) ?? null;
}

/** What this account reads for others, delegation by delegation as its view has them. */
export async function listDelegated(
  accountId: string,
  { delegations }: Pick<MailboxView, 'delegations'>,
  parts: MailboxParts,
): Promise<Delegated[]> {
  const delegated: Delegated[] = [];
  for (const { id: delegation } of delegations.received) {
    const found = await listMessages(accountId, { text: '', delegation }, parts);
    if (found === null) continue;
    const { messages, total } = found;
    delegated.push({ delegation, messages: messages.slice(0, delegatedHeadsAtMost), total });
  }
  return delegated;
}
