// What terminals tell of slips, before or after the registration that they belong to, also twice. A terminal may print slips for its own
// registrations only, and cancel those of its municipality.
import { sql } from 'kysely';
import type { SlipNotice, SlipNoticesAnswer } from '../../contract/slips.ts';
import type { Trx } from '../db/open.ts';
import type { Terminal } from '../enrolments/identify.ts';
import type { Parts } from '../parts.ts';
import { cancelSlip } from './slips.ts';

/** Takes them one by one, in their order: each is written before it is answered. */
export async function takeNotices(
  notices: readonly SlipNotice[],
  from: Terminal,
  { db, now }: Pick<Parts, 'db' | 'now'>,
): Promise<SlipNoticesAnswer> {
  const results: SlipNoticesAnswer['results'] = [];
  for (const notice of notices) {
    const outcome = await db
      .transaction()
      .execute(async (trx) => {
        if (!(await take(notice, from, trx, now()))) throw new Refused();
        return 'taken' as const;
      })
      .catch((cause: unknown) => {
        if (cause instanceof Refused) return 'refused' as const;
        throw cause;
      });
    results.push({ id: notice.id, outcome });
  }
  return { results };
}

/** Takes back what a refused notice has written before it was seen to be refused. */
class Refused extends Error {
  override readonly name = 'Refused';
}

async function take(notice: SlipNotice, from: Terminal, trx: Trx, now: Date): Promise<boolean> {
  if (notice.kind === 'cancelled') {
    const { sha256, by } = notice;
    return (await note(trx, { sha256, municipality: from.municipality }, from)) && end(trx, sha256, by, now);
  }
  const { recordId, sha256, expiresAt, replaces, at } = notice;
  const registration = await trx
    .selectFrom('registrations')
    .select('terminal_id')
    .where('id', '=', recordId)
    .executeTakeFirst();
  if (registration !== undefined && registration.terminal_id !== from.id) return false;
  const own = { record_id: recordId, terminal_id: from.id, municipality: from.municipality };
  const printed = { expires_at: new Date(expiresAt), printed_at: new Date(at) };
  if (!(await note(trx, { sha256, ...own, ...printed }, from))) return false;
  if (replaces === null) return true;
  return (await note(trx, { sha256: replaces, ...own }, from)) && end(trx, replaces, 'reprint', now);
}

interface Noted {
  readonly sha256: string;
  readonly municipality: string;
  readonly record_id?: string;
  readonly terminal_id?: string;
  readonly expires_at?: Date;
  readonly printed_at?: Date;
}

/** Writes down what is new; false when it is somebody else's: of another municipality, or of another registration. */
async function note(trx: Trx, row: Noted, from: Terminal): Promise<boolean> {
  const stands = await trx
    .insertInto('slips')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('sha256')
        .doUpdateSet({
          record_id: sql`coalesce(slips.record_id, excluded.record_id)`,
          terminal_id: sql`coalesce(slips.terminal_id, excluded.terminal_id)`,
          expires_at: sql`coalesce(slips.expires_at, excluded.expires_at)`,
          printed_at: sql`coalesce(slips.printed_at, excluded.printed_at)`,
        })
        .where('slips.municipality', '=', from.municipality)
        .where(
          sql<boolean>`(excluded.record_id is null or slips.record_id is null or slips.record_id = excluded.record_id)`,
        ),
    )
    .returning('sha256')
    .executeTakeFirst();
  return stands !== undefined;
}

async function end(trx: Trx, sha256: string, by: 'holder' | 'staff' | 'reprint', now: Date): Promise<true> {
  await cancelSlip(sha256, by, trx, now);
  return true;
}
