// The job behind a code: computes it, mails or texts it, and writes down what came of it. Run again it sends the same code.
import { ring } from '../bell.ts';
import type { JobOutcome } from '../jobs/jobs.ts';
import type { Post } from '../mail/post.ts';
import type { Delivery } from '../mail/post.ts';
import { codeMail, codeSms } from '../mail/texts.ts';
import type { CodeText } from '../mail/texts.ts';
import type { Parts } from '../parts.ts';
import type { Channel } from '../jobs/jobs.ts';
import { codeFor } from './code.ts';

/** Sends them side by side and notes them together; `again` when the mail or message service did not take one. */
export async function deliverCodes(
  verificationIds: readonly string[],
  parts: Parts,
  post: Post,
): Promise<ReadonlyMap<string, JobOutcome>> {
  const rows = await parts.db
    .selectFrom('verifications')
    .select(['id', 'kind', 'channel', 'address', 'language', 'number'])
    .where('id', 'in', verificationIds)
    .where('confirmed_at', 'is', null)
    .where('expires_at', '>', parts.now())
    .execute();
  const sent = await Promise.all(
    rows.map(async (row) => {
      const text = { ...row, code: codeFor(parts.secret, row.id) };
      return { id: row.id, delivery: await send(row, text, post) };
    }),
  );
  await note(sent, parts);
  const failed = new Set(sent.flatMap(({ id, delivery }) => (delivery === 'failed' ? [id] : [])));
  return new Map(verificationIds.map((id) => [id, failed.has(id) ? 'again' : 'done']));
}

interface Sent {
  readonly id: string;
  readonly delivery: Delivery;
}

function send(
  { channel, address }: { readonly channel: Channel; readonly address: string },
  code: CodeText,
  post: Post,
): Promise<Delivery> {
  if (channel === 'phone') return post.sms(address, codeSms(code));
  const { subject, text } = codeMail(code);
  return post.mail(address, subject, text);
}

async function note(sent: readonly Sent[], { db, log }: Parts): Promise<void> {
  for (const [delivery, some = []] of Object.entries(Object.groupBy(sent, (one) => one.delivery))) {
    const ids = some.map(({ id }) => id);
    // Keys of groupBy are what its function gave.
    await db
      .updateTable('verifications')
      .set({ delivery: delivery as Delivery })
      .where('id', 'in', ids)
      .execute();
    await ring(db, ...ids.map((id) => `verification:${id}`));
    for (const id of ids)
      if (delivery === 'sent') log.info('code-sent', { id });
      else log.warn('code-not-sent', { id, code: delivery });
  }
}
