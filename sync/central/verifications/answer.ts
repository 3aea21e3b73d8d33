// Tries a code. Guessing is limited per code, per address in a session or account, per address altogether, and per source; all of it
// is counted under locks, so that no number of parallel requests gets more. Any code that was sent to the same address in the same
// session and still lives counts: people open the wrong one of two mails (reference/lessons.md, 2.12).
import type { CodeAnswer } from '../../contract/api.ts';
import type { Selectable } from 'kysely';
import type { Trx } from '../db/open.ts';
import type { VerificationsTable } from '../db/tables.ts';
import type { Parts } from '../parts.ts';
import { codeFor, sameCode } from './code.ts';
import type { VerificationLimits } from './limits.ts';
import { openMeters } from './meters.ts';
import type { Meter } from './meters.ts';

type Row = Selectable<VerificationsTable>;
/** To whom codes were sent: all of them together are what somebody may answer. */
export type Addressee = Pick<Row, 'session_id' | 'channel' | 'address'>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The answer for a verification at the counter; null when this terminal has none of this id. */
export async function answerAtCounter(
  id: string,
  code: string,
  terminalId: string,
  parts: Parts,
): Promise<CodeAnswer | null> {
  return parts.db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('verifications')
      .selectAll()
      .where('id', '=', id)
      .where('terminal_id', '=', terminalId)
      .where('kind', '=', 'counter')
      .forUpdate()
      .executeTakeFirst();
    return row === undefined ? null : answer(trx, row, code, terminalId, parts);
  });
}

/** `source`: the terminal, or the address that the request came from. The row is locked by the caller. */
export async function answer(
  trx: Trx,
  row: Row,
  code: string,
  source: string,
  parts: Parts,
): Promise<CodeAnswer> {
  const now = parts.now();
  const { limits } = parts;
  const meters = await openMeters(trx, guessMeters(row, source, limits), parts);
  const { pausedUntil } = meters.reading;
  if (pausedUntil !== null) return { outcome: 'paused', until: pausedUntil.toISOString() };
  const right = await isRight(trx, row, code, parts, now);
  // A repeated right answer (the first one's reply got lost) is as good as the first.
  if (row.confirmed_at !== null && right) return { outcome: 'confirmed' };
  if (row.expires_at.getTime() <= now.getTime()) return { outcome: 'expired' };
  if (row.tries >= limits.triesPerCode) return { outcome: 'spent' };
  const tries = row.tries + 1;
  await trx
    .updateTable('verifications')
    .set(right ? { confirmed_at: now } : { tries })
    .where('id', '=', row.id)
    .execute();
  if (right) return { outcome: 'confirmed' };
  const counted = await meters.count();
  if (counted.pausedUntil !== null) return { outcome: 'paused', until: counted.pausedUntil.toISOString() };
  const triesLeft = Math.min(counted.left, limits.triesPerCode - tries);
  return triesLeft > 0 ? { outcome: 'wrong', triesLeft } : { outcome: 'spent' };
}

/** The pause that a resident can run into by mistyping. */
export const addresseeMeter = (
  { session_id, channel, address }: Addressee,
  { tries, triesPauseMs }: VerificationLimits,
): Meter => ({
  of: ['session', session_id, channel, address],
  max: tries,
  windowMs: dayMs,
  pauseMs: triesPauseMs,
});

function guessMeters(row: Row, source: string, limits: VerificationLimits): readonly Meter[] {
  const { triesPerAddress, triesPerSource } = limits;
  return [
    addresseeMeter(row, limits),
    { of: ['address', row.channel, row.address], max: triesPerAddress, windowMs: dayMs, pauseMs: dayMs },
    { of: ['source', networkOf(source)], max: triesPerSource, windowMs: hourMs, pauseMs: hourMs },
  ];
}

/** Whoever has one IPv6 address has all of its /64. */
export function networkOf(source: string): string {
  if (!source.includes(':') || source.startsWith('::ffff:')) return source;
  // The zeros that `::` stands for may lie within the first four groups.
  const [left = [], right = []] = source
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}

async function isRight(trx: Trx, row: Row, code: string, parts: Parts, now: Date): Promise<boolean> {
  const living = await trx
    .selectFrom('verifications')
    .select('id')
    .where('session_id', '=', row.session_id)
    .where('channel', '=', row.channel)
    .where('address', '=', row.address)
    .where('tries', '<', parts.limits.triesPerCode)
    .where('expires_at', '>', now)
    .execute();
  const ids = [row.id, ...living.map(({ id }) => id)];
  return ids.some((id) => sameCode(codeFor(parts.secret, id), code));
}
