// What was done at a municipality's desk, for those who look after it.
import type { DeskLog, DeskLogQuery } from '../../contract/desk.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { may } from './actor.ts';
import type { Actor } from './actor.ts';

const linesAtOnce = 100;

/** A page of the log, newest first. */
export async function deskLog(
  { municipality, before }: DeskLogQuery,
  actor: Actor,
  { db }: Pick<Parts, 'db'>,
): Promise<Result<DeskLog, Refusal>> {
  if (!may(actor, municipality, 'release') && !may(actor, municipality, 'registry'))
    return err(refuse('forbidden'));
  let query = db.selectFrom('desk_log').selectAll().where('municipality', '=', municipality);
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(linesAtOnce + 1)
    .execute();
  const lines = rows.slice(0, linesAtOnce).map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    kind: row.actor_kind,
    actor: row.actor,
    what: row.what,
    subject: row.subject,
    count: row.count,
  }));
  return ok({ lines, next: rows.length > linesAtOnce ? (lines.at(-1)?.id ?? null) : null });
}
