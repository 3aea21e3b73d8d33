// What was done at a municipality's desk, for those who look after it.
import { deskActs, isDeskAct } from '../../contract/desk-log.ts';
import type { DeskLog, DeskLogQuery } from '../../contract/desk-log.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Db } from '../db/open.ts';
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
  const shown = rows.slice(0, linesAtOnce);
  const titles = await titlesOf(shown, db);
  const lines = shown.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    kind: row.actor_kind,
    actor: row.actor,
    what: row.what,
    subject: row.subject,
    title: titles.get(row.subject) ?? null,
    count: row.count,
  }));
  return ok({ lines, next: rows.length > linesAtOnce ? (lines.at(-1)?.id ?? null) : null });
}

interface Told {
  readonly what: string;
  readonly subject: string | null;
}

/** Of the messages that the lines are about. Whoever may read the log sees them in the list of messages too. */
async function titlesOf(lines: readonly Told[], db: Db): Promise<ReadonlyMap<string | null, string>> {
  const ids = lines.flatMap(({ what, subject }) =>
    subject !== null && isDeskAct(what) && deskActs[what] === 'message' ? [subject] : [],
  );
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('messages').select(['id', 'title']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, title }) => [id, title]));
}
