// Who gets a message on paper. Who is exempt; who stands on the list that it went to and did not receive it, whatever the reason, which is
// told to nobody; and whom nothing could tell that it is there.
import { sql } from 'kysely';
import { Audience } from '../../contract/desk.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { FileAnswer } from '../../contract/route.ts';
import type { Trx } from '../db/open.ts';
import type { Actor } from '../desk/actor.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { inAreas, ofAge } from './audience.ts';
import { writeCsv } from './csv.ts';
import { logLook } from './people.ts';
import type { Which } from './release.ts';

const heading = ['氏名', '生年月日', '住所', '理由'];
/** `not-digital`: no account is said to be there or not. */
const reasons = { exempt: '紙を希望', 'not-digital': '電子配信なし', 'not-told': '通知不達' } as const;

interface OnPaper {
  readonly account_id: string | null;
  readonly name: string;
  readonly birth_date: string;
  readonly address: string;
  readonly reason: keyof typeof reasons;
}

/** The list as CSV (csv.ts), in the order of addresses. Only of what has been sent whole: before, everybody may still receive. */
export async function paperList(
  which: Which,
  actor: Actor,
  { db, now }: Pick<Parts, 'db' | 'now'>,
): Promise<Result<FileAnswer, Refusal>> {
  return db.transaction().execute(async (trx) => {
    const message = await trx
      .selectFrom('messages')
      .select(['state', 'audience', 'sent_at'])
      .where('id', '=', which.id)
      .where('municipality', '=', which.municipality)
      .executeTakeFirst();
    if (message === undefined) return err(refuse('not-found'));
    if (message.state !== 'sent') return err(refuse('message-state', { detail: message.state }));
    const audience = Audience.parse(message.audience);
    const people = [
      ...(await (audience.list === undefined
        ? exempt(trx, which, audience, message.sent_at)
        : leftOnList(trx, which, audience.list))),
      ...(await notTold(trx, which)),
    ];
    const seen = people.flatMap(({ account_id, reason }) =>
      account_id === null || reason === 'not-digital' ? [] : [{ account_id }],
    );
    const { municipality, id } = which;
    await logLook(trx, seen, { municipality, actor, what: 'paper-list-made', subject: id }, now());
    const lines = people
      .toSorted((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0))
      .map((one) => [one.name, one.birth_date, one.address, reasons[one.reason]]);
    return ok({ name: `paper-${which.id}.csv`, content: writeCsv(heading, lines) });
  });
}

/** Interests are known only of who has an account; one registration is no matter of paper. */
async function exempt(
  trx: Trx,
  { municipality, id }: Which,
  { areas, age, interests, receiptNumber }: Audience,
  at: Date,
): Promise<OnPaper[]> {
  if (receiptNumber !== undefined) return [];
  const { rows } = await sql<OnPaper>`
    select e.account_id, e.name, e.birth_date, e.address, 'exempt' as reason
    from exemptions as e
    where e.municipality = ${municipality} and e.ended_at is null
      and ${areas === undefined ? sql`true` : inAreas(sql.ref('e.address'), areas)}
      and ${age === undefined ? sql`true` : ofAge(sql.ref('e.birth_date'), age, at)}
      and ${
        interests === undefined
          ? sql`true`
          : sql`exists (select from interests as i where i.account_id = e.account_id
        and i.interest = any(${interests}::text[]))`
      }
      and not exists (select from deliveries as d where d.message_id = ${id}::uuid and d.account_id = e.account_id)`.execute(
    trx,
  );
  return rows;
}

async function leftOnList(trx: Trx, { id }: Which, list: string): Promise<OnPaper[]> {
  const { rows } = await sql<OnPaper>`
    select l.account_id, l.name, l.birth_date, l.address, 'not-digital' as reason
    from audience_list_lines as l
    where l.list_id = ${list}::uuid
      and not exists (select from deliveries as d where d.message_id = ${id}::uuid and d.account_id = l.account_id)`.execute(
    trx,
  );
  return rows;
}

/** Every way to tell them failed, and they have not found it by themselves. */
async function notTold(trx: Trx, { id }: Which): Promise<OnPaper[]> {
  const { rows } = await sql<OnPaper>`
    select d.account_id, a.name, a.birth_date, a.address, 'not-told' as reason
    from deliveries as d join accounts as a on a.id = d.account_id
    where d.message_id = ${id}::uuid and d.announce_failed is not null and d.announce_failed <> 'not-wanted'
      and d.opened_at is null and d.deleted_at is null and d.reset_at is null and a.closed_at is null`.execute(
    trx,
  );
  return rows;
}
