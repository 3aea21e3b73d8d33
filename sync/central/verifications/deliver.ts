// The job behind a code: computes it, mails or texts it, and writes down what came of it. Run again it sends the same code.
import { ring } from '../bell.ts';
import type { JobOutcome } from '../jobs/jobs.ts';
import type { Post } from '../mail/post.ts';
import type { Delivery } from '../mail/post.ts';
import { codeMail, codeSms } from '../mail/texts.ts';
import type { Parts } from '../parts.ts';
import { codeFor } from './code.ts';

/** `again` when the mail or message service did not take it. */
export async function deliverCode(verificationId: string, parts: Parts, post: Post): Promise<JobOutcome> {
  const row = await parts.db
    .selectFrom('verifications')
    .select(['id', 'kind', 'channel', 'address', 'language', 'number', 'expires_at', 'confirmed_at'])
    .where('id', '=', verificationId)
    .executeTakeFirst();
  if (row === undefined || row.confirmed_at !== null || row.expires_at <= parts.now()) return 'done';
  const text = { ...row, code: codeFor(parts.secret, row.id) };
  const { subject, text: body } = codeMail(text);
  const delivery =
    row.channel === 'email'
      ? await post.mail(row.address, subject, body)
      : await post.sms(row.address, codeSms(text));
  await note(verificationId, delivery, parts);
  return delivery === 'failed' ? 'again' : 'done';
}

async function note(id: string, delivery: Delivery, parts: Parts): Promise<void> {
  await parts.db.updateTable('verifications').set({ delivery }).where('id', '=', id).execute();
  await ring(parts.db, `verification:${id}`);
  if (delivery === 'sent') parts.log.info('code-sent', { id });
  else parts.log.warn('code-not-sent', { id, code: delivery });
}
