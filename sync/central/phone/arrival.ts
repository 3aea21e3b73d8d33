// A slip was scanned before its registration had come from the counter: the browser is noted, told once when it has, and forgotten.
import { randomUUID } from 'node:crypto';
import type { ArrivalNotice } from '../../contract/phone.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { isSound } from '../push/endpoints.ts';
import { tellArrivals } from '../push/tell.ts';
import { networkOf } from '../verifications/answer.ts';
import { openMeters } from '../verifications/meters.ts';
import { noticesPerSlip, noticesPerSourceAnHour } from './limits.ts';
import { findSlip } from '../slips/slips.ts';

const hourMs = 3_600_000;

/**
 * Notes a browser. `not-found`: not a genuine slip, or its registration is here already; `rate-limited`: too many
 * browsers wait for it, or too many calls from there.
 */
export async function askForArrival(
  words: string,
  { subscription, language }: ArrivalNotice,
  source: string,
  parts: Parts,
): Promise<Result<null, Refusal>> {
  if (!isSound(subscription, parts.pushesLocally))
    return err(refuse('malformed', { detail: 'body.subscription' }));
  const { status, sha256 } = await findSlip(words, parts);
  if (status.state !== 'valid' || status.arrived || status.expiresAt === null)
    return err(refuse('not-found'));
  const expiresAt = new Date(status.expiresAt);
  const { endpoint, keys } = subscription;
  const noted = await parts.db.transaction().execute(async (trx) => {
    await parts.lock(trx, `arrival:${sha256}`);
    const meter = { of: ['arrival notices', networkOf(source)], max: noticesPerSourceAnHour };
    const meters = await openMeters(trx, [{ ...meter, windowMs: hourMs, pauseMs: hourMs }], parts);
    if (meters.reading.pausedUntil !== null) return false;
    await meters.count();
    const waiting = await trx
      .selectFrom('arrival_notices')
      .select('endpoint')
      .where('slip', '=', sha256)
      .execute();
    if (waiting.some((one) => one.endpoint === endpoint)) return true;
    if (waiting.length >= noticesPerSlip) return false;
    const browser = { endpoint, ...keys, language, slip: sha256 };
    await trx
      .insertInto('arrival_notices')
      .values({ id: randomUUID(), ...browser, created_at: parts.now(), expires_at: expiresAt })
      .execute();
    return true;
  });
  if (!noted) return err(refuse('rate-limited', { retryAfterS: 3_600 }));
  // It may have come in just that moment.
  if ((await findSlip(words, parts)).status.arrived) await tellOverdue(parts);
  return ok(null);
}

/**
 * Tells everybody whose registration is here: those noted while it came in, or by a slip that its terminal told of later. Part of
 * the sweep.
 */
export async function tellOverdue({ db, boss, now }: Parts): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const first = trx
      .selectFrom('arrival_notices')
      .innerJoin('registrations', 'registrations.handoff_sha256', 'arrival_notices.slip')
      .select(['registrations.id as recordId', 'arrival_notices.slip']);
    const later = trx
      .selectFrom('arrival_notices')
      .innerJoin('slips', 'slips.sha256', 'arrival_notices.slip')
      .innerJoin('registrations', 'registrations.id', 'slips.record_id')
      .select(['registrations.id as recordId', 'arrival_notices.slip']);
    await tellArrivals(await first.union(later).execute(), trx, { boss, now: now() });
  });
}
