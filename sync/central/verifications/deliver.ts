// The job behind a code: computes it, mails, texts or speaks it, and writes down what came of it. Run again it sends the same code.
import type { Selectable } from 'kysely';
import { ring } from '../bell.ts';
import { bounceAddress } from '../bounces/address.ts';
import type { VerificationsTable } from '../db/tables.ts';
import type { CodeJob, JobOutcome } from '../jobs/jobs.ts';
import type { Delivery, Post } from '../mail/post.ts';
import { codeMail, codeSms } from '../mail/texts.ts';
import { codeCall, voiceOf } from '../mail/voice.ts';
import type { Parts } from '../parts.ts';
import { codeFor } from './code.ts';

export interface Ways {
  readonly post: Post;
  /** Mails that cannot be delivered come back to an address of this domain; null: to the sender. */
  readonly bounceDomain: string | null;
}

/** Sends them side by side and notes them together; `again` when the mail or message service did not take one. */
export async function deliverCodes(
  jobs: readonly CodeJob[],
  parts: Parts,
  ways: Ways,
): Promise<ReadonlyMap<string, JobOutcome>> {
  const attempts = new Map(jobs.map(({ verificationId, attempt }) => [verificationId, attempt]));
  const rows = await parts.db
    .selectFrom('verifications')
    .select(['id', 'kind', 'channel', 'address', 'language', 'number', 'way', 'helper', 'slip_number'])
    .where('id', 'in', [...attempts.keys()])
    .where('confirmed_at', 'is', null)
    .where('expires_at', '>', parts.now())
    .execute();
  const sent = await Promise.all(
    rows.map(async (row) => {
      const attempt = attempts.get(row.id) ?? 1;
      return { id: row.id, delivery: await send(row, attempt, parts, ways) };
    }),
  );
  await note(sent, parts);
  const failed = new Set(sent.flatMap(({ id, delivery }) => (delivery === 'failed' ? [id] : [])));
  return new Map([...attempts.keys()].map((id) => [id, failed.has(id) ? 'again' : 'done']));
}

interface Sent {
  readonly id: string;
  readonly delivery: Delivery;
}
type Row = Pick<
  Selectable<VerificationsTable>,
  'id' | 'kind' | 'channel' | 'address' | 'language' | 'number' | 'way' | 'helper' | 'slip_number'
>;

function send(row: Row, attempt: number, parts: Parts, { post, bounceDomain }: Ways): Promise<Delivery> {
  const { id, channel, address: to, language } = row;
  const code = codeFor(parts.secret, id);
  if (channel === 'email') {
    const page = row.slip_number === null ? null : `${parts.publicUrl()}/s/${row.slip_number}`;
    const returnTo = bounceDomain === null ? null : bounceAddress(parts.secret, id, bounceDomain);
    return post.mail({ to, returnTo, ...codeMail({ ...row, code, page }) });
  }
  const key = `${id}.${attempt}`;
  if (row.way === 'voice') {
    const { voice, text } = codeCall(language, code);
    return post.phone({ kind: 'voice', to, language: voice, text, speed: 'slow' }, key);
  }
  return post.phone({ kind: 'sms', to, language: voiceOf(language), text: codeSms({ ...row, code }) }, key);
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
