// Sends a six-digit code to an address typed at the counter. The row and the job that mails it are written in one
// transaction; then we wait a little for the mail system's answer, so that a refused address is told at once.
import { randomUUID } from 'node:crypto';
import type { VerificationAnswer, VerificationRequest } from '../../contract/api.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Trx } from '../db/open.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import { enqueueCodes } from '../jobs/jobs.ts';
import type { Parts } from '../parts.ts';
import type { VerificationLimits } from './limits.ts';

/** Answers when the mail was handed over, refused, or after `deliveryWaitMs`. */
export async function sendCode(
  request: VerificationRequest,
  terminalId: string,
  parts: Parts,
  abort: AbortSignal,
): Promise<Result<VerificationAnswer, Refusal>> {
  const id = randomUUID();
  const delivered = parts.bell.wait(`verification:${id}`, parts.limits.deliveryWaitMs, abort);
  try {
    const written = await parts.db.transaction().execute((trx) => write(trx, id, request, terminalId, parts));
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

async function write(
  trx: Trx,
  id: string,
  request: VerificationRequest,
  terminalId: string,
  parts: Parts,
): Promise<Result<VerificationAnswer, Refusal>> {
  const now = parts.now();
  // One sending at a time for a session, so that numbers and limits count right.
  await parts.lock(trx, `session:${request.sessionId}`);
  const allowed = await checkLimits(trx, request, parts.limits, now);
  if (!allowed.ok) return allowed;
  const number = allowed.value + 1;
  const expiresAt = new Date(now.getTime() + parts.limits.counterLifeMs);
  await trx
    .insertInto('verifications')
    .values({
      id,
      kind: 'counter',
      terminal_id: terminalId,
      session_id: request.sessionId,
      account_id: null,
      channel: request.channel,
      address: request.address,
      language: request.language,
      number,
      delivery: 'queued',
      created_at: now,
      expires_at: expiresAt,
    })
    .execute();
  await enqueueCodes(parts.boss, trx, request.channel, [id], 'counter');
  return ok({ id, number, expiresAt: expiresAt.toISOString() });
}

/** How many were sent to this address in this session so far, or why no more may be. */
async function checkLimits(
  trx: Trx,
  request: VerificationRequest,
  limits: VerificationLimits,
  now: Date,
): Promise<Result<number, Refusal>> {
  const inSession = await trx
    .selectFrom('verifications')
    .select(['channel', 'address', 'created_at', 'delivery'])
    .where('session_id', '=', request.sessionId)
    .execute();
  if (inSession.length >= limits.perSession) return err(refuse('rate-limited', { retryAfterS: 600 }));
  const same = inSession.filter(
    ({ channel, address }) => channel === request.channel && address === request.address,
  );
  // A sending that failed may be repeated at once.
  const times = same
    .filter(({ delivery }) => delivery !== 'failed')
    .map(({ created_at }) => created_at.getTime());
  const waitMs = Math.max(0, ...times) + limits.pauseMs - now.getTime();
  if (times.length > 0 && waitMs > 0)
    return err(refuse('rate-limited', { retryAfterS: Math.ceil(waitMs / 1000) }));
  const { count } = await trx
    .selectFrom('verifications')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('kind', '=', 'counter')
    .where('channel', '=', request.channel)
    .where('address', '=', request.address)
    .where('created_at', '>', new Date(now.getTime() - 3_600_000))
    .executeTakeFirstOrThrow();
  if (count >= limits.perAddressAnHour) return err(refuse('rate-limited', { retryAfterS: 1_800 }));
  return ok(same.length);
}
