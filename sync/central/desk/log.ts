// What was done at the desk, by whom: kept for those who look after it, without a resident's name. Written in the transaction that does it.
import type { DeskAct } from '../../contract/desk-log.ts';
import type { Trx, Db } from '../db/open.ts';
import type { Actor } from './actor.ts';

export interface DeskDeed {
  readonly municipality: string;
  readonly actor: Pick<Actor, 'kind' | 'id' | 'label'>;
  readonly what: DeskAct;
  /** Id of the message, list, exemption or report; never a name. */
  readonly subject?: string;
  /** Of how many residents or lines. */
  readonly count?: number;
}

/** Writes one line of the desk's log. */
export async function logDesk(
  trx: Trx | Db,
  { municipality, actor, what, subject, count }: DeskDeed,
  now: Date,
): Promise<void> {
  await trx
    .insertInto('desk_log')
    .values({
      at: now,
      municipality,
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor: actor.label,
      what,
      subject: subject ?? null,
      count: count ?? null,
    })
    .execute();
}
