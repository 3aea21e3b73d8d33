// Who gets a message. One condition in SQL for counting, for sending and for the paper list, so that they cannot disagree.
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Audience, AudienceCount } from '../../contract/desk.ts';
import type { Db, Trx } from '../db/open.ts';

export interface Target {
  readonly municipality: string;
  readonly audience: Audience;
  /** Whoever began to receive later does not get it. */
  readonly until: Date;
  /** When ages are counted. */
  readonly at: Date;
}

/**
 * `from … where …` over accounts `a` with their membership `m`: who receives from this municipality, with a proved address, in this
 * audience. A list must have been matched (lists.ts) before.
 */
export const matching = ({ municipality, audience, until, at }: Target): RawBuilder<unknown> => sql`
  from memberships as m
  join accounts as a on a.id = m.account_id
  join contacts as c on c.account_id = m.account_id and c.channel = 'email'
  where m.municipality = ${municipality} and m.state = 'receiving' and m.since <= ${until}
    and a.closed_at is null and c.confirmed_at is not null
    and ${inAudience(audience, at)}`;

/** Where the next part ends: the last of the `size` accounts behind `after` that receive at all; null when there are fewer. */
export const partEnd = (
  { municipality }: Target,
  after: string,
  size: number,
): RawBuilder<{ id: string }> => sql`
  select account_id as id from memberships where municipality = ${municipality} and state = 'receiving'
    and account_id > ${after}::uuid order by account_id offset ${size - 1} limit 1`;

/** Those of an audience in one part. Its ends are said of every table, so that of each only that stretch is read, by its key. */
export const matchingPart = (target: Target, after: string, end: string): RawBuilder<unknown> => sql`
  select m.account_id ${matching(target)}
    and m.account_id > ${after}::uuid and a.id > ${after}::uuid and c.account_id > ${after}::uuid
    and m.account_id <= ${end}::uuid and a.id <= ${end}::uuid and c.account_id <= ${end}::uuid`;

function inAudience({ interests, areas, age, list, receiptNumber }: Audience, at: Date): RawBuilder<unknown> {
  const all = [sql`true`];
  if (interests !== undefined)
    all.push(sql`exists (select from interests as i where i.account_id = m.account_id
      and i.interest = any(${interests}::text[]))`);
  if (areas !== undefined) all.push(inAreas(sql.ref('a.address'), areas));
  if (age !== undefined) all.push(ofAge(sql.ref('a.birth_date'), age, at));
  if (list !== undefined)
    all.push(sql`exists (select from audience_list_lines as l where l.list_id = ${list}::uuid
      and l.account_id = m.account_id)`);
  if (receiptNumber !== undefined)
    all.push(
      sql`a.registration_id in (select id from registrations where receipt_number = ${receiptNumber})`,
    );
  return sql.join(all, sql` and `);
}

/** Begins with one of them. None of them: nobody. */
export function inAreas(address: RawBuilder<unknown>, areas: readonly string[]): RawBuilder<unknown> {
  if (areas.length === 0) return sql`false`;
  const begins = areas.map((area) => sql`${address} like ${`${area.replaceAll(/[\\%_]/g, '\\$&')}%`}`);
  return sql`(${sql.join(begins, sql` or `)})`;
}

/** Born between two days (YYYYMMDD; an unknown month or day is zeros, which counts as the earliest). */
export function ofAge(
  birthDate: RawBuilder<unknown>,
  { from, to }: { readonly from: number; readonly to: number },
  at: Date,
): RawBuilder<unknown> {
  const [day, newest, oldest] = [japaneseDay(at), yearsBefore(at, from), yearsBefore(at, to + 1)];
  // A birth date in the future is a mistake of somebody's, and no age.
  return sql`(${birthDate} <= ${newest} and ${birthDate} > ${oldest} and ${birthDate} <= ${day})`;
}

/** YYYYMMDD in Japan, which has had no summer time since 1951. */
export const japaneseDay = (at: Date): string =>
  new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');

/** The same day so many years earlier, to be compared: 29 February stands between the 28th and 1 March in every year. */
function yearsBefore(at: Date, years: number): string {
  const day = japaneseDay(at);
  return `${String(Math.max(0, Number(day.slice(0, 4)) - years)).padStart(4, '0')}${day.slice(4)}`;
}

/** How many. */
export async function countMatching(target: Target, db: Db | Trx): Promise<number> {
  const { rows } = await sql<{ count: string }>`select count(*) as count ${matching(target)}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

/** How many, and in which ways they can be told. */
export async function countAudience(
  target: Target,
  releaseAbove: number,
  db: Db | Trx,
): Promise<AudienceCount> {
  const { rows } = await sql<Record<'all' | 'push' | 'email' | 'neither', string>>`
    select count(*) as "all", count(*) filter (where push) as push, count(*) filter (where email) as email,
      count(*) filter (where not push and not email) as neither
    from (
      select a.notify_email as email, a.notify_push and exists (
        select from push_subscriptions as s where s.account_id = a.id) as push
      ${matching(target)}
    ) as ways`.execute(db);
  const [row] = rows;
  const recipients = Number(row?.all ?? 0);
  return {
    recipients,
    needsRelease: recipients > releaseAbove,
    push: Number(row?.push ?? 0),
    email: Number(row?.email ?? 0),
    neither: Number(row?.neither ?? 0),
  };
}
