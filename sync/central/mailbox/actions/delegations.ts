// Reading for a relative: given with PIN1 to the holder of a receipt number, taken back by either side.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { MailboxAction } from '../../../contract/commands.ts';
import type { Trx } from '../../db/open.ts';
import { addNotice } from '../notices.ts';
import { dayInJapan, municipalitiesOf } from '../places.ts';
import type { Acting, ActionOf, Done } from './acting.ts';
import { superseded } from './acting.ts';

/** Whose mailboxes change beside one's own by this action; they are locked with it. */
export async function otherSide(trx: Trx, accountId: string, action: MailboxAction): Promise<string[]> {
  if (action.kind === 'delegate') {
    const reader = await readerOf(trx, action.receiptNumber);
    return reader === null ? [] : [reader];
  }
  if (action.kind !== 'undelegate' && action.kind !== 'close') return [];
  let query = trx.selectFrom('delegations').select(['account_id', 'reader_id']).where('ended_at', 'is', null);
  query = query.where((eb) => eb.or([eb('account_id', '=', accountId), eb('reader_id', '=', accountId)]));
  if (action.kind === 'undelegate') query = query.where('id', '=', action.delegation);
  const rows = await query.execute();
  const sides = rows.flatMap(({ account_id, reader_id }) => [account_id, reader_id]);
  return [...new Set(sides)].filter((id) => id !== accountId);
}

/** Gives the reading. An end that is over when the command arrives gives nothing. */
export async function delegate(action: ActionOf<'delegate'>, acting: Acting): Promise<Done> {
  const { trx, account, at, now } = acting;
  const { receiptNumber, municipality, until } = action;
  const reader = await readerOf(trx, receiptNumber);
  const places = await municipalitiesOf(trx);
  if (reader === null || reader === account.id) return { outcome: 'not-found' };
  if (municipality !== null && !places.some(({ code }) => code === municipality))
    return { outcome: 'not-found' };
  if (at < account.registeredAt || (until !== null && until < dayInJapan(now))) return superseded;
  const { rows } = await sql<{ until: string | null; since: Date }>`
    select to_char(until, 'YYYY-MM-DD') as until, since from delegations where account_id = ${account.id}
      and reader_id = ${reader} and municipality is not distinct from ${municipality} and ended_at is null`.execute(
    trx,
  );
  if (rows.some((row) => row.until === until || row.since > at)) return superseded;
  // The same reading with another end takes the place of the one before.
  await sql`update delegations set ended_at = ${at} where account_id = ${account.id} and reader_id = ${reader}
    and municipality is not distinct from ${municipality} and ended_at is null`.execute(trx);
  await trx
    .insertInto('delegations')
    .values({
      ...{ id: randomUUID(), account_id: account.id, reader_id: reader },
      ...{ municipality, since: at, until },
    })
    .execute();
  await noted('delegation-given', account.id, acting);
  await noted('delegation-received', reader, acting);
  return { outcome: 'applied', touched: [reader] };
}

/** Who gave it takes it back, or who received it gives it up. */
export async function undelegate({ delegation }: ActionOf<'undelegate'>, acting: Acting): Promise<Done> {
  const { trx, account, at } = acting;
  const row = await trx
    .selectFrom('delegations')
    .select(['account_id', 'reader_id', 'ended_at'])
    .where('id', '=', delegation)
    .where((eb) => eb.or([eb('account_id', '=', account.id), eb('reader_id', '=', account.id)]))
    .executeTakeFirst();
  if (row === undefined) return { outcome: 'not-found' };
  if (row.ended_at !== null) return superseded;
  await trx.updateTable('delegations').set({ ended_at: at }).where('id', '=', delegation).execute();
  const other = row.account_id === account.id ? row.reader_id : row.account_id;
  await noted('delegation-taken', other, acting);
  return { outcome: 'applied', touched: [other] };
}

const noted = (
  code: 'delegation-given' | 'delegation-received' | 'delegation-taken',
  accountId: string,
  { trx, now }: Acting,
): Promise<void> => addNotice(trx, { accountId, code, action: null, outcome: null }, now);

/** The one open account behind a receipt number; null when there is none, or more than one. */
async function readerOf(trx: Trx, receiptNumber: string): Promise<string | null> {
  const rows = await trx
    .selectFrom('accounts')
    .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
    .select('accounts.id')
    .where('receipt_number', '=', receiptNumber)
    .where('closed_at', 'is', null)
    .limit(2)
    .execute();
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
}
