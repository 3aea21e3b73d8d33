// Takes a message from a desk or a municipality's own system: once per id, checked whole, with the audience counted. What goes to few
// goes by itself; what goes to many waits for a second person. Nothing is delivered here: that is the courier's (courier.ts).
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { z } from 'zod';
import type { MessageAnswer, MessageRequest } from '../../contract/desk.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { ring } from '../bell.ts';
import type { Db, Trx } from '../db/open.ts';
import type { Actor } from '../desk/actor.ts';
import { logDesk } from '../desk/log.ts';
import { municipalityName } from '../feed/catalogue.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { inspectAttachment } from './attachments.ts';
import type { Inspected } from './attachments.ts';
import { countMatching } from './audience.ts';
import { courierTopic } from './courier-topic.ts';
import { matchList } from './lists.ts';
import { personOf } from './person.ts';
import { whenToSend } from './when.ts';

export type Posting = z.output<typeof MessageRequest>;
type PostParts = Pick<Parts, 'db' | 'desk' | 'lock' | 'log' | 'now'>;

/** Posts once per id: the same id with the same content is answered as it stands now; with other content it is refused. */
export async function postMessage(
  request: Posting,
  municipality: string,
  actor: Actor,
  parts: PostParts,
): Promise<Result<MessageAnswer, Refusal>> {
  if ((await municipalityName(municipality, parts.db)) === null) return err(refuse('not-found'));
  const { clock: _, ...content } = request;
  const requestSha256 = createHash('sha256')
    .update(canonicalize({ municipality, content }) ?? '')
    .digest('hex');
  const before = await findPosted(request.id, requestSha256, parts.db);
  if (before !== null) return before;
  const sendAt = whenToSend(request, parts.now());
  if (!sendAt.ok) return sendAt;
  const attachments = await inspectAll(request.attachments);
  if (!attachments.ok) return attachments;
  return parts.db.transaction().execute(async (trx) => {
    await parts.lock(trx, `message:${request.id}`);
    const meanwhile = await findPosted(request.id, requestSha256, trx);
    if (meanwhile !== null) return meanwhile;
    const now = parts.now();
    const recipients = await count(trx, request, municipality, now);
    if (!recipients.ok) return recipients;
    const state = recipients.value > parts.desk.releaseAbove ? 'waiting-release' : 'scheduled';
    const posted: Posted = { municipality, actor, requestSha256, sendAt: sendAt.value, state, now };
    await store(trx, request, attachments.value, recipients.value, posted);
    const deed = { what: 'message-posted', subject: request.id, count: recipients.value } as const;
    await logDesk(trx, { municipality, actor, ...deed }, now);
    await ring(trx, courierTopic);
    parts.log.info('message-posted', { id: request.id, count: recipients.value });
    return ok({ id: request.id, state, recipients: recipients.value });
  });
}

async function findPosted(
  id: string,
  requestSha256: string,
  db: Db | Trx,
): Promise<Result<MessageAnswer, Refusal> | null> {
  const row = await db
    .selectFrom('messages')
    .select(['request_sha256', 'recipients', 'state'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.request_sha256 !== requestSha256) return err(refuse('id-taken'));
  return ok({ id, state: row.state, recipients: row.recipients });
}

async function inspectAll(uploads: Posting['attachments']): Promise<Result<Inspected[], Refusal>> {
  const inspected: Inspected[] = [];
  for (const [index, upload] of uploads.entries()) {
    const one = await inspectAttachment(upload);
    // By its number: a name may say something of somebody.
    if (!one.ok) return err(refuse('attachment-refused', { detail: `${index + 1}: ${one.error}` }));
    inspected.push(one.value);
  }
  return ok(inspected);
}

async function count(
  trx: Trx,
  { audience }: Posting,
  municipality: string,
  now: Date,
): Promise<Result<number, Refusal>> {
  if (audience.list !== undefined && !(await matchList(trx, audience.list, municipality)))
    return err(refuse('not-found', { detail: 'body.audience.list' }));
  const recipients = await countMatching({ municipality, audience, until: now, at: now }, trx);
  return recipients === 0 ? err(refuse('audience-empty')) : ok(recipients);
}

interface Posted {
  readonly municipality: string;
  readonly actor: Actor;
  readonly requestSha256: string;
  /** Null: as soon as it may go. */
  readonly sendAt: Date | null;
  readonly state: 'waiting-release' | 'scheduled';
  readonly now: Date;
}

async function store(
  trx: Trx,
  request: Posting,
  attachments: readonly Inspected[],
  recipients: number,
  { municipality, actor, requestSha256, sendAt, state, now }: Posted,
): Promise<void> {
  const waits = state === 'waiting-release';
  const { texts, audience, attentionUntil, emergency, openedReceipts } = request;
  await trx
    .insertInto('messages')
    .values({
      ...{ id: request.id, municipality, request_sha256: requestSha256, recipients, state, emergency },
      // What an older program reads.
      ...{ title: texts.ja.title, body: texts.ja.body, sent_at: now },
      ...{ texts: JSON.stringify(texts), audience: JSON.stringify(audience) },
      ...{ opened_receipts: openedReceipts, composed_by: actor.label, composer_id: personOf(actor) },
      ...{ created_at: now, released_at: waits ? null : now, send_at: sendAt ?? (waits ? null : now) },
      attention_until: attentionUntil === null ? null : new Date(attentionUntil),
    })
    .execute();
  for (const [place, { id, name, bytes, pages, sha256, content, text }] of attachments.entries())
    await trx
      .insertInto('attachments')
      .values({
        ...{ id, message_id: request.id, place, name, bytes, pages, sha256, content },
        text: JSON.stringify(text),
      })
      .execute();
}
