// What goes over from one account to the newer one of the same person.
import { sql } from 'kysely';
import type { Trx } from '../db/open.ts';

/** What lies in the older mailbox goes into the newer one; so does who reads it, where it is kept, and its log. */
export async function handOver(trx: Trx, from: string, to: string): Promise<void> {
  // Delivered to both: it is there once, as gone as it is in either.
  await sql`update deliveries as own set
      opened_at = coalesce(own.opened_at, other.opened_at), deleted_at = coalesce(own.deleted_at, other.deleted_at),
      reset_at = coalesce(own.reset_at, other.reset_at)
    from deliveries as other
    where own.account_id = ${to} and other.account_id = ${from} and own.message_id = other.message_id`.execute(
    trx,
  );
  await sql`delete from deliveries where account_id = ${from}
    and message_id in (select message_id from deliveries where account_id = ${to})`.execute(trx);
  await trx.updateTable('deliveries').set({ account_id: to }).where('account_id', '=', from).execute();
  await sql`insert into kept_at (account_id, municipality, since)
    select ${to}, municipality, since from kept_at where account_id = ${from} on conflict do nothing`.execute(
    trx,
  );
  await trx.deleteFrom('kept_at').where('account_id', '=', from).execute();
  await sql`update delegations set account_id = ${to} where account_id = ${from} and reader_id <> ${to}`.execute(
    trx,
  );
  await sql`update delegations set reader_id = ${to} where reader_id = ${from} and account_id <> ${to}`.execute(
    trx,
  );
  for (const table of ['mailbox_notices', 'access_log'] as const)
    await trx.updateTable(table).set({ account_id: to }).where('account_id', '=', from).execute();
}

/**
 * What was decided after the newer record was made, and came sooner than it did, holds for the newer account. Where a mailbox is kept is
 * carried over in any case.
 */
export async function carryDecisions(
  trx: Trx,
  from: string,
  { id: to, at }: { readonly id: string; readonly at: Date },
): Promise<void> {
  const chosen = (account: ReturnType<typeof sql>, what: ReturnType<typeof sql>) =>
    sql`coalesce((select chosen_at from mailbox_choices where account_id = ${account} and what = ${what}), ${at})`;
  await sql`insert into memberships (account_id, municipality, state, since, reason)
    select ${to}, municipality, state, since, reason from memberships as own where account_id = ${from}
      and greatest(since, ${chosen(sql`${from}::uuid`, sql`'receive:' || municipality`)}) > ${at}
    on conflict (account_id, municipality) do update
      set state = excluded.state, since = excluded.since, reason = excluded.reason
      where memberships.since <= ${at}
        and ${chosen(sql`${to}::uuid`, sql`'receive:' || memberships.municipality`)} <= ${at}`.execute(trx);
  const newer = (what: string) =>
    sql<boolean>`${chosen(sql`${from}::uuid`, sql`${what}`)} > ${chosen(sql`${to}::uuid`, sql`${what}`)}`;
  const { rows } = await sql<{ interests: boolean; notify: boolean }>`
    select ${newer('interests')} as interests, ${newer('notify')} as notify`.execute(trx);
  if (rows[0]?.interests === true) {
    await trx.deleteFrom('interests').where('account_id', '=', to).execute();
    await trx.updateTable('interests').set({ account_id: to }).where('account_id', '=', from).execute();
  }
  if (rows[0]?.notify === true)
    await sql`update accounts as own set notify_push = other.notify_push, notify_email = other.notify_email
      from accounts as other where own.id = ${to} and other.id = ${from}`.execute(trx);
  await sql`update accounts as own set name = other.name, birth_date = other.birth_date, sex = other.sex,
      address = other.address, facts_at = other.facts_at
    from accounts as other where own.id = ${to} and other.id = ${from} and other.facts_at > own.facts_at`.execute(
    trx,
  );
  await trx.updateTable('exemptions').set({ account_id: to }).where('account_id', '=', from).execute();
  await sql`insert into mailbox_choices (account_id, what, chosen_at)
    select ${to}, what, chosen_at from mailbox_choices where account_id = ${from}
      and (chosen_at > ${at} or what like 'keep:%')
    on conflict (account_id, what) do update set chosen_at = excluded.chosen_at
      where mailbox_choices.chosen_at < excluded.chosen_at`.execute(trx);
}
