// Who may ask how good a slip is, and how often. Numbers have 76 random bits; that nobody tries is made sure of all the same.
import type { SlipStatus } from '../../contract/slips.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Terminal } from '../enrolments/identify.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { networkOf } from '../verifications/answer.ts';
import { openMeters, readMeter } from '../verifications/meters.ts';
import { findSlip } from './slips.ts';

const hourMs = 3_600_000;
/** Slips that are none, from one client address in an hour; a mobile network shares one among many who mistype. */
export const missesPerSourceAnHour = 30;
const missed: ReadonlySet<SlipStatus['state']> = new Set(['unknown', 'forged', 'elsewhere']);

/** For anybody. `rate-limited`: too many that were none came from there; then a genuine one has to wait as well. */
export async function askSlip(
  words: string,
  source: string,
  parts: Parts,
): Promise<Result<SlipStatus, Refusal>> {
  const meter = {
    ...{ of: ['slips', networkOf(source)], max: missesPerSourceAnHour },
    ...{ windowMs: hourMs, pauseMs: hourMs },
  };
  const { db } = parts;
  const reading = await db.transaction().execute((trx) => readMeter(trx, meter, parts));
  const pausedUntil = reading?.pausedUntil ?? null;
  if (pausedUntil !== null) {
    const retryAfterS = Math.ceil((pausedUntil.getTime() - parts.now().getTime()) / 1000);
    return err(refuse('rate-limited', { retryAfterS }));
  }
  const { status } = await findSlip(words, parts);
  if (missed.has(status.state))
    await db.transaction().execute(async (trx) => (await openMeters(trx, [meter], parts)).count());
  return ok(status);
}

/** For a terminal: a slip of another municipality is another's, whatever else it is. */
export async function askSlipAtCounter(words: string, from: Terminal, parts: Parts): Promise<SlipStatus> {
  const { status, municipality } = await findSlip(words, parts);
  return municipality !== null && municipality !== from.municipality && status.state !== 'forged'
    ? { state: 'elsewhere', arrived: false, expiresAt: null }
    : status;
}
