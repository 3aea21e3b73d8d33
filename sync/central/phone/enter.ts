// The door of a slip's page: the birth date that the card gave opens it. A wrong date, and a date for an account that is not there
// (any more), are answered alike, by the same statements.
import type { SlipEntry } from '../../contract/phone.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Trx } from '../db/open.ts';
import type { Parts } from '../parts.ts';
import { networkOf } from '../verifications/answer.ts';
import { openMeters } from '../verifications/meters.ts';
import { sameBirthDate } from './birth-date.ts';
import { finishWhenDone } from './finish.ts';
import { wrongPerSourceAnHour } from './limits.ts';
import { endSessionsOf, openSession } from './sessions.ts';
import { cancelSlip, findSlip } from '../slips/slips.ts';
import type { FoundSlip } from '../slips/slips.ts';
import { countTry, forgiveTries } from './tries.ts';

export interface Entered {
  readonly entry: SlipEntry;
  /** The new session's; null when none was opened. */
  readonly cookie: string | null;
}

const hourMs = 3_600_000;
const nobody = '00000000-0000-0000-0000-000000000000';

/** Tries a birth date. `source`: the address that the request came from. `rate-limited`: too many wrong ones from there. */
export async function enterSlip(
  words: string,
  birthDate: string,
  source: string,
  parts: Parts,
): Promise<Result<Entered, Refusal>> {
  const slip = await findSlip(words, parts);
  if (slip.status.state !== 'valid' || !slip.status.arrived) return ok(closed);
  const tried = await parts.db.transaction().execute((trx) => tryDate(trx, slip, birthDate, source, parts));
  if (!tried.ok) return tried;
  if (tried.value === 'spent') {
    await cancelSlip(slip.sha256, 'guesses', parts.db, parts.now());
    await endSessionsOf(slip.sha256, parts.db);
    return ok(closed);
  }
  if (tried.value.cookie !== null && slip.accountId !== null)
    await finishWhenDone({ accountId: slip.accountId, slip: slip.sha256 }, parts);
  return ok(tried.value);
}

const closed: Entered = { entry: { outcome: 'closed' }, cookie: null };
const told = (entry: SlipEntry): Result<Entered, never> => ok({ entry, cookie: null });

async function tryDate(
  trx: Trx,
  { sha256, accountId, status }: FoundSlip,
  birthDate: string,
  source: string,
  parts: Parts,
): Promise<Result<Entered | 'spent', Refusal>> {
  const now = parts.now();
  const meter = { of: ['birth dates', networkOf(source)], max: wrongPerSourceAnHour };
  const meters = await openMeters(trx, [{ ...meter, windowMs: hourMs, pauseMs: hourMs }], parts);
  const { pausedUntil } = meters.reading;
  if (pausedUntil !== null) {
    const retryAfterS = Math.ceil((pausedUntil.getTime() - now.getTime()) / 1000);
    return err(refuse('rate-limited', { retryAfterS }));
  }
  const expiresAt = new Date(status.expiresAt ?? now.getTime() + hourMs);
  const one = await countTry(trx, sha256, expiresAt, now);
  if (one.kind === 'spent') return ok('spent');
  if (one.kind === 'paused') return told({ outcome: 'paused', until: one.until.toISOString() });
  const account = await trx
    .selectFrom('accounts')
    .select('birth_date')
    .where('id', '=', accountId ?? nobody)
    .executeTakeFirst();
  if (sameBirthDate(account?.birth_date ?? null, birthDate) && accountId !== null) {
    await forgiveTries(trx, sha256);
    const cookie = await openSession(trx, { accountId, slip: sha256, slipExpiresAt: expiresAt }, now);
    return ok({ entry: { outcome: 'open' }, cookie });
  }
  await meters.count();
  if (one.last) return ok('spent');
  if (one.pausedUntil !== null) return told({ outcome: 'paused', until: one.pausedUntil.toISOString() });
  return told({ outcome: 'wrong', triesLeft: one.triesLeft });
}
