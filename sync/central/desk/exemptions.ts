// Paper, please: who wants it, why, and when staff ask again. Made at the counter (mailbox/apply.ts); kept up here.
import { sql } from 'kysely';
import type { Exemption } from '../../contract/desk.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { ExemptionReason } from '../../contract/commands.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { may } from './actor.ts';
import type { Actor } from './actor.ts';
import { dayInJapan } from '../mailbox/places.ts';
import { logDesk } from './log.ts';

type Ports = Pick<Parts, 'db' | 'now'>;

export interface OneOf {
  /** Of the municipality. */
  readonly code: string;
  readonly id: string;
}

/** Those that have not ended, the next review first. */
export async function listExemptions(
  code: string,
  actor: Actor,
  { db, now }: Ports,
): Promise<Result<{ exemptions: Exemption[] }, Refusal>> {
  if (!may(actor, code, 'registry')) return err(refuse('forbidden'));
  const rows = await db
    .selectFrom('exemptions')
    .select(columns)
    .where('municipality', '=', code)
    .where('ended_at', 'is', null)
    .orderBy('review_on')
    .orderBy('id')
    .execute();
  const at = now();
  await logDesk(db, { municipality: code, actor, what: 'exemptions-seen', count: rows.length }, at);
  return ok({ exemptions: rows.map((row) => shown(row, at)) });
}

/** Still so: asked again on a later day, which is not in the past. */
export async function reviewExemption(
  { code, id }: OneOf,
  reviewOn: string,
  actor: Actor,
  { db, now }: Ports,
): Promise<Result<Exemption, Refusal>> {
  if (!may(actor, code, 'registry')) return err(refuse('forbidden'));
  const at = now();
  if (reviewOn <= dayInJapan(at)) return err(refuse('malformed', { detail: 'body.reviewOn' }));
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable('exemptions')
      .set({ review_on: reviewOn })
      .where('id', '=', id)
      .where('municipality', '=', code)
      .where('ended_at', 'is', null)
      .returning(columns)
      .executeTakeFirst();
    if (row === undefined) return err(refuse('not-found'));
    await logDesk(trx, { municipality: code, actor, what: 'exemption-reviewed', subject: id }, at);
    return ok(shown(row, at));
  });
}

/** No longer: nothing is switched on by it; the resident does that themselves. */
export async function endExemption(
  { code, id }: OneOf,
  actor: Actor,
  { db, now }: Ports,
): Promise<Result<null, Refusal>> {
  if (!may(actor, code, 'registry')) return err(refuse('forbidden'));
  const at = now();
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable('exemptions')
      .set({ ended_at: at })
      .where('id', '=', id)
      .where('municipality', '=', code)
      .where('ended_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (row === undefined) return err(refuse('not-found'));
    await logDesk(trx, { municipality: code, actor, what: 'exemption-ended', subject: id }, at);
    return ok(null);
  });
}

const columns = [
  ...(['id', 'name', 'birth_date', 'address', 'reason', 'since'] as const),
  // A day as text: drivers make a moment of it.
  sql<string>`review_on::text`.as('review_day'),
] as const;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly birth_date: string;
  readonly address: string;
  readonly reason: ExemptionReason;
  readonly since: Date;
  readonly review_day: string;
}

const shown = (row: Row, now: Date): Exemption => ({
  id: row.id,
  name: row.name,
  birthDate: row.birth_date,
  address: row.address,
  reason: row.reason,
  since: row.since.toISOString(),
  reviewOn: row.review_day,
  due: row.review_day <= dayInJapan(now),
});
