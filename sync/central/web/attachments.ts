// The file of an attachment, for whoever may read its message.
import type { FileAnswer } from '../../contract/route.ts';
import { openMessage } from '../mailbox/open.ts';
import type { Parts } from '../parts.ts';

/** Null: there is none, or its message is not theirs (any more). */
export async function attachmentFile(
  accountId: string,
  id: string,
  parts: Parts,
): Promise<FileAnswer | null> {
  const attachment = await parts.db
    .selectFrom('attachments')
    .select('message_id')
    .where('id', '=', id)
    .executeTakeFirst();
  if (attachment === undefined) return null;
  if ((await openMessage(accountId, attachment.message_id, parts)) === null) return null;
  const file = await parts.db
    .selectFrom('attachments')
    .select(['name', 'content'])
    .where('id', '=', id)
    .executeTakeFirst();
  return file === undefined ? null : { name: file.name, content: new Uint8Array(file.content) };
}
