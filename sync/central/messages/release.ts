// The second person's part: lets a message go that somebody else wrote, or stops one.
import { Audience } from '../../contract/desk.ts';
import type { MessageAnswer, MessageRelease } from '../../contract/desk.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { ring } from '../bell.ts';
import type { Trx } from '../db/open.ts';
import { may } from '../desk/actor.ts';
import type { Actor } from '../desk/actor.ts';
import { logDesk } from '../desk/log.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { countMatching } from './audience.ts';
import { courierTopic } from './courier-topic.ts';
import { matchList } from './lists.ts';
import { personOf } from './person.ts';

type ReleaseParts = Pick<Parts, 'db' | 'log' | 'now'>;
/** More than that share above what the releaser was told, and they are asked again. */
const growth = 1.1;

export interface Which {
  readonly municipality: string;
  readonly id: string;
}

const find = (trx: Trx, { municipality, id }: Which) =>
  trx
    .selectFrom('messages')
    .select(['id', 'municipality', 'state', 'audience', 'recipients', 'composer_id', 'send_at'])
    .where('id', '=', id)
    .where('municipality', '=', municipality)
    .forNoKeyUpdate()
    .executeTakeFirst();

/** Lets it go. The audience is counted again: it is the one of this moment that gets it. */
export async function releaseMessage(
  which: Which,
  { recipients: told }: MessageRelease,
  actor: Actor,
  parts: ReleaseParts,
): Promise<Result<MessageAnswer, Refusal>> {
  return parts.db.transaction().execute(async (trx) => {
    const message = await find(trx, which);
    if (message === undefined) return err(refuse('not-found'));
    if (message.state !== 'waiting-release') return err(refuse('message-state', { detail: message.state }));
    if (message.composer_id === personOf(actor)) return err(refuse('second-person-needed'));
    const now = parts.now();
    const audience = Audience.parse(message.audience);
    if (audience.list !== undefined) await matchList(trx, audience.list, which.municipality);
    const recipients = await countMatching({ ...which, audience, until: now, at: now }, trx);
    if (recipients === 0) return err(refuse('audience-empty'));
    if (recipients > told * growth) return err(refuse('audience-grown', { detail: String(recipients) }));
    const later = message.send_at !== null && message.send_at > now ? message.send_at : now;
    await trx
      .updateTable('messages')
      .set({ state: 'scheduled', released_by: actor.label, released_at: now, send_at: later, recipients })
      .where('id', '=', which.id)
      .execute();
    await logDesk(
      trx,
      { ...which, actor, what: 'message-released', subject: which.id, count: recipients },
      now,
    );
    await ring(trx, courierTopic);
    parts.log.info('message-released', { id: which.id, count: recipients });
    return ok({ id: which.id, state: 'scheduled', recipients });
  });
}

/** Stops it, also in the middle: waits for the part that is being delivered, and no other follows. */
export async function stopMessage(
  which: Which,
  actor: Actor,
  parts: ReleaseParts,
): Promise<Result<MessageAnswer, Refusal>> {
  return parts.db.transaction().execute(async (trx) => {
    const message = await find(trx, which);
    if (message === undefined) return err(refuse('not-found'));
    const begun = message.state === 'sending';
    const ownYet =
      !begun && message.composer_id === personOf(actor) && may(actor, which.municipality, 'compose');
    if (!ownYet && !may(actor, which.municipality, 'release')) return err(refuse('forbidden'));
    const { recipients } = message;
    if (message.state === 'stopped') return ok({ id: which.id, state: 'stopped', recipients });
    if (message.state === 'sent') return err(refuse('message-state', { detail: 'sent' }));
    const now = parts.now();
    await trx
      .updateTable('messages')
      .set({ state: 'stopped', stopped_at: now })
      .where('id', '=', which.id)
      .execute();
    await logDesk(trx, { ...which, actor, what: 'message-stopped', subject: which.id }, now);
    parts.log.info('message-stopped', { id: which.id });
    return ok({ id: which.id, state: 'stopped', recipients });
  });
}
