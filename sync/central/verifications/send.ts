// Sends a six-digit code. The row and the job that mails it are written in one transaction; then we wait a little for the mail
// system's answer, so that a refused address is told at once.
import { randomUUID } from 'node:crypto';
import type { VerificationAnswer, VerificationRequest } from '../../contract/api.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Language } from '../../contract/words.ts';
import type { Trx } from '../db/open.ts';
import type { VerificationsTable } from '../db/tables.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import { enqueueCodes } from '../jobs/jobs.ts';
import type { Parts } from '../parts.ts';
import { allowance } from './allowance.ts';
import type { Asked } from './allowance.ts';

/** To an address typed at the counter. Answers when the mail was handed over, refused, or after `deliveryWaitMs`. */
export async function sendCode(
  request: VerificationRequest,
  terminalId: string,
  parts: Parts,
  abort: AbortSignal,
): Promise<Result<VerificationAnswer, Refusal>> {
  return sendAndHear(parts, abort, (trx, id) =>
    writeSending(trx, parts, {
      id,
      kind: 'counter',
      ...request,
      by: request.channel === 'phone' ? (request.by ?? 'sms') : null,
      helper: request.helper ?? false,
      terminalId,
      accountId: null,
    }),
  );
}

export interface Sending extends Asked {
  readonly id: string;
  readonly language: Language;
  /** Null: a mail. */
  readonly by: VerificationsTable['way'];
  readonly helper: boolean;
  readonly terminalId: string;
  readonly accountId: string | null;
}

/** Writes with `write`, then waits for what becomes of it. */
export async function sendAndHear(
  parts: Parts,
  abort: AbortSignal | undefined,
  write: (trx: Trx, id: string) => Promise<Result<VerificationAnswer, Refusal>>,
): Promise<Result<VerificationAnswer, Refusal>> {
  const id = randomUUID();
  const delivered = parts.bell.wait(`verification:${id}`, parts.limits.deliveryWaitMs, abort);
  try {
    const written = await parts.db.transaction().execute((trx) => write(trx, id));
    if (!written.ok) return written;
    await delivered.rung;
    const { delivery } = await parts.db
      .selectFrom('verifications')
      .select('delivery')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (delivery === 'address-refused') return err(refuse('address-refused'));
    if (delivery === 'failed') return err(refuse('mail-failed', { retryAfterS: 10 }));
    return written;
  } finally {
    delivered.cancel();
  }
}

/** The row and its job, or why no more may be sent. */
export async function writeSending(
  trx: Trx,
  parts: Parts,
  sending: Sending,
): Promise<Result<VerificationAnswer, Refusal>> {
  const { limits } = parts;
  const now = parts.now();
  // One sending at a time for a session, so that numbers and limits count right.
  await parts.lock(trx, `session:${sending.sessionId}`);
  const { number, left, nextAt } = await allowance(trx, sending, limits, now);
  const waitMs = nextAt.getTime() - now.getTime();
  if (waitMs > 0) return err(refuse('rate-limited', { retryAfterS: Math.ceil(waitMs / 1000) }));
  const { id, kind, channel, address, language, helper } = sending;
  const lifeMs = kind === 'counter' ? limits.counterLifeMs : limits.handoffLifeMs;
  const expiresAt = new Date(now.getTime() + lifeMs);
  await trx
    .insertInto('verifications')
    .values({
      id,
      kind,
      terminal_id: sending.terminalId,
      session_id: sending.sessionId,
      account_id: sending.accountId,
      channel,
      address,
      language,
      number,
      delivery: 'queued',
      created_at: now,
      expires_at: expiresAt,
      way: sending.by,
      helper,
    })
    .execute();
  // Somebody waits for it and can press again, at home as at a counter.
  await enqueueCodes(parts.boss, trx, channel, [id], 'counter');
  return ok({
    id,
    number,
    expiresAt: expiresAt.toISOString(),
    resendAt: new Date(now.getTime() + limits.pauseMs).toISOString(),
    left: left - 1,
  });
}
