// One message, opened.
import { z } from 'zod';
import type { MessageContent } from '../../contract/message.ts';
import { Attachment, MessageTexts } from '../../contract/message.ts';
import type { Db } from '../db/open.ts';
import { logAccessOnce } from './access.ts';
import type { MailboxParts } from './account.ts';
import { textsOf } from './heads.ts';
import { municipalitiesOf, namesOf } from './places.ts';
import { whereReadable } from './reading.ts';

const visitMs = 30 * 60_000;
const Pages = z.array(z.string());

/**
 * A message of one's own mailbox, or of one that one was given to read (that is written to its owner's access log). Null: deleted
 * meanwhile, or never theirs. Opening changes nothing: `read` is an action.
 */
export async function openMessage(
  accountId: string,
  messageId: string,
  parts: MailboxParts,
  place: 'counter' | 'web' = 'web',
): Promise<MessageContent | null> {
  const { db, now } = parts;
  const owner = await whereReadable(accountId, messageId, db, now());
  if (owner === null) return null;
  if (owner !== accountId) {
    const access = { who: 'delegate', place, what: 'message-read', municipality: null } as const;
    const line = { accountId: owner, at: now(), ...access };
    await db.transaction().execute((trx) => logAccessOnce(trx, line, visitMs));
  }
  const [content] = await readContents(db, [messageId]);
  return content ?? null;
}

/** What messages say, attachments' texts included. */
export async function readContents(db: Db, messageIds: readonly string[]): Promise<MessageContent[]> {
  if (messageIds.length === 0) return [];
  const rows = await db
    .selectFrom('messages')
    .select(['id', 'municipality', 'emergency', textsOf.as('texts')])
    .where('id', 'in', messageIds)
    .execute();
  const files = await db
    .selectFrom('attachments')
    .select(['id', 'message_id', 'name', 'bytes', 'pages', 'sha256', 'text'])
    .where('message_id', 'in', messageIds)
    .orderBy('place')
    .execute();
  const nameOf = namesOf(await municipalitiesOf(db));
  return rows.map(({ id, municipality, emergency, texts }) => ({
    id,
    from: nameOf(municipality),
    texts: MessageTexts.parse(texts),
    attachments: files
      .filter(({ message_id }) => message_id === id)
      .map(({ id: file, name, bytes, pages, sha256, text }) => ({
        ...Attachment.parse({ id: file, name, bytes, pages, sha256 }),
        text: Pages.parse(text),
      })),
    emergency,
  }));
}
