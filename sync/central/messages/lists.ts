// Lists of people that a municipality wants to write to. Each line is matched with an account by name and birth date, by the address
// too where these do not tell two apart. Who has an account is told to nobody: neither here nor in any count below a whole audience.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { AudienceList } from '../../contract/desk.ts';
import type { AudienceLists, ListUpload } from '../../contract/desk.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Db, Trx } from '../db/open.ts';
import type { Actor } from '../desk/actor.ts';
import { logDesk } from '../desk/log.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { readCsv } from './csv.ts';
import { readPeople } from './list-lines.ts';
import type { Person } from './list-lines.ts';

const keptMs = 90 * 86_400_000;
const shownAtMost = 100;
const rowsAtOnce = 5_000;

/** Takes a list. What cannot be read of it is told by line. */
export async function uploadList(
  { name, csv, file }: ListUpload,
  municipality: string,
  actor: Actor,
  parts: Pick<Parts, 'db' | 'now'>,
): Promise<Result<AudienceList, Refusal>> {
  const lines = readCsv(csv ?? Buffer.from(file ?? '', 'base64'));
  if (!lines.ok) return err(refuse('list-unreadable', { detail: lines.error }));
  const read = readPeople(lines.value);
  if (!read.ok) return err(refuse('list-unreadable', { detail: read.error }));
  const { people, unreadable, understood } = read.value;
  const now = parts.now();
  const id = randomUUID();
  const keptUntil = new Date(now.getTime() + keptMs);
  await parts.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('audience_lists')
      .values({
        ...{ id, municipality, name, lines: understood, unreadable: JSON.stringify(unreadable) },
        ...{ created_by: actor.label, created_at: now, kept_until: keptUntil },
      })
      .execute();
    for (let from = 0; from < people.length; from += rowsAtOnce)
      await insertLines(trx, id, people.slice(from, from + rowsAtOnce));
    await logDesk(trx, { municipality, actor, what: 'list-uploaded', subject: id, count: understood }, now);
  });
  return ok({
    ...{ id, name, lines: understood, unreadable },
    ...{ createdAt: now.toISOString(), keptUntil: keptUntil.toISOString() },
  });
}

async function insertLines(trx: Trx, list: string, people: readonly Person[]): Promise<void> {
  const rows = people.map(({ birthDate, ...one }) => ({ ...one, birth_date: birthDate }));
  await sql`insert into audience_list_lines (list_id, line, name, birth_date, address, name_key, address_key)
    select ${list}::uuid, line, name, birth_date, address, person_key(name), person_key(address)
    from json_to_recordset(${JSON.stringify(rows)}::json) as given (line int, name text, birth_date text, address text)`.execute(
    trx,
  );
}

/** The lists of a municipality, newest first. */
export async function readLists(municipality: string, db: Db): Promise<AudienceLists> {
  const rows = await db
    .selectFrom('audience_lists')
    .select(['id', 'name', 'lines', 'unreadable', 'created_at', 'kept_until'])
    .where('municipality', '=', municipality)
    .orderBy('created_at', 'desc')
    .limit(shownAtMost)
    .execute();
  return {
    lists: rows.map((row) => ({
      ...{ id: row.id, name: row.name, lines: row.lines },
      unreadable: z.array(AudienceList.shape.unreadable.element).parse(row.unreadable),
      createdAt: row.created_at.toISOString(),
      keptUntil: row.kept_until.toISOString(),
    })),
  };
}

/**
 * Finds anew whose account each line is, among all who ever received from this municipality: a namesake who has paused still makes a
 * name ambiguous. Two of one name and birth date, on the list or among residents, are told apart by the address or not at all.
 * False: there is no such list here.
 */
export async function matchList(trx: Trx, list: string, municipality: string): Promise<boolean> {
  const there = await trx
    .selectFrom('audience_lists')
    .select('id')
    .where('id', '=', list)
    .where('municipality', '=', municipality)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (there === undefined) return false;
  await sql`
    with found as (
      select l.line, a.id, a.created_at, l.address_key <> '' and l.address_key = person_key(a.address) as same_address,
        count(*) over (partition by l.line) as accounts, count(*) over (partition by a.id) as lines
      from audience_list_lines as l
      join accounts as a on a.closed_at is null and a.birth_date = l.birth_date and person_key(a.name) = l.name_key
      where l.list_id = ${list}::uuid
        and exists (select from memberships as m where m.account_id = a.id and m.municipality = ${municipality})
    ), sure as (
      select distinct on (line) line, id from found
      where same_address or (accounts = 1 and lines = 1)
      order by line, same_address desc, created_at desc, id
    )
    update audience_list_lines as l set account_id = sure.id
    from audience_list_lines as own left join sure on sure.line = own.line
    where own.list_id = ${list}::uuid and l.list_id = own.list_id and l.line = own.line
      and l.account_id is distinct from sure.id`.execute(trx);
  return true;
}

/** Forgets lists whose time is over and that no message waits for. */
export async function forgetLists(db: Db, now: Date): Promise<void> {
  await sql`delete from audience_lists as l where kept_until < ${now} and not exists (
    select from messages as m where m.municipality = l.municipality
      and m.state in ('waiting-release', 'scheduled', 'sending') and m.audience->>'list' = l.id::text)`.execute(
    db,
  );
}
