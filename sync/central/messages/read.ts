// What the desk sees of its messages.
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { Audience } from '../../contract/desk.ts';
import type { DeskMessage, DeskMessages, Receipts } from '../../contract/desk.ts';
import { MessageTexts } from '../../contract/message.ts';
import type { Attachment } from '../../contract/message.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { FileAnswer } from '../../contract/route.ts';
import type { Db } from '../db/open.ts';
import type { MessagesTable } from '../db/tables-mailbox.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { receiptsOf } from './receipts.ts';
import type { Which } from './release.ts';

const pageSize = 20;
type Row = Selectable<MessagesTable>;

/** A page of them, newest first; `before`: those older than this one. */
export async function readMessages(
  municipality: string,
  before: string | null,
  { db, now }: Pick<Parts, 'db' | 'now'>,
): Promise<DeskMessages> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('municipality', '=', municipality)
    .$if(before !== null, (query) =>
      query.where(
        sql<boolean>`(created_at, id) < (select created_at, id from messages where id = ${before}::uuid)`,
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(pageSize + 1)
    .execute();
  const shown = rows.slice(0, pageSize);
  const next = rows.length > pageSize ? (shown.at(-1)?.id ?? null) : null;
  return { messages: await asDeskSees(shown, db, now()), next };
}

/** One of them, with its receipts as they are. */
export async function readMessage(
  { municipality, id }: Which,
  { db, now }: Pick<Parts, 'db' | 'now'>,
): Promise<Result<DeskMessage, Refusal>> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('id', '=', id)
    .where('municipality', '=', municipality)
    .execute();
  const [message] = await asDeskSees(rows, db, now());
  return message === undefined ? err(refuse('not-found')) : ok(message);
}

async function asDeskSees(rows: readonly Row[], db: Db, now: Date): Promise<DeskMessage[]> {
  const receipts = await receiptsOf(rows, db, now);
  const attached = await attachmentsOf(
    rows.map(({ id }) => id),
    db,
  );
  return rows.flatMap((row) => {
    const counted = receipts.get(row.id);
    return counted === undefined ? [] : [deskMessage(row, counted, attached.get(row.id) ?? [])];
  });
}

function deskMessage(row: Row, receipts: Receipts, attachments: Attachment[]): DeskMessage {
  // "As soon as it may go" has got a time of its own when it went.
  const sendAt = row.send_at?.getTime() === row.released_at?.getTime() ? null : row.send_at;
  return {
    ...{ id: row.id, state: row.state, texts: textsOf(row), audience: Audience.parse(row.audience) },
    ...{ attachments, emergency: row.emergency, openedReceipts: row.opened_receipts },
    ...{ composedBy: row.composed_by, releasedBy: row.released_by, createdAt: row.created_at.toISOString() },
    sendAt: sendAt?.toISOString() ?? null,
    sentAt: row.state === 'sent' ? row.sent_at.toISOString() : null,
    attentionUntil: row.attention_until?.toISOString() ?? null,
    ...{ expected: row.recipients, receipts },
  };
}

/** What an older program wrote is one text; of blanks alone it may be. */
const textsOf = ({ texts, title, body }: Row): MessageTexts =>
  texts === null
    ? { ja: { title: title.trim() || '—', body: body.trim() || '—' } }
    : MessageTexts.parse(texts);

async function attachmentsOf(ids: readonly string[], db: Db): Promise<Map<string, Attachment[]>> {
  const all = new Map<string, Attachment[]>();
  if (ids.length === 0) return all;
  const rows = await db
    .selectFrom('attachments')
    .select(['message_id', 'id', 'name', 'bytes', 'pages', 'sha256'])
    .where('message_id', 'in', ids)
    .orderBy('place')
    .execute();
  for (const { message_id, ...one } of rows) all.set(message_id, [...(all.get(message_id) ?? []), one]);
  return all;
}

/** The file itself, as the desk uploaded it. */
export async function readAttachment(
  { municipality, id }: Which,
  attachment: string,
  db: Db,
): Promise<Result<FileAnswer, Refusal>> {
  const row = await db
    .selectFrom('attachments')
    .innerJoin('messages', 'messages.id', 'attachments.message_id')
    .select(['attachments.name', 'attachments.content'])
    .where('attachments.id', '=', attachment)
    .where('messages.id', '=', id)
    .where('messages.municipality', '=', municipality)
    .executeTakeFirst();
  return row === undefined ? err(refuse('not-found')) : ok(row);
}
