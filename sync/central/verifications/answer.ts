// Tries a code. The try is counted before it is compared, in one statement, so that no number of parallel requests gets
// more than the allowed tries. Any code that was sent to the same address in the same session and still lives counts:
// people open the wrong one of two mails (reference/lessons.md, 2.12).
import type { CodeAnswer } from '../../contract/api.ts';
import type { Selectable } from 'kysely';
import type { Trx } from '../db/open.ts';
import type { VerificationsTable } from '../db/tables.ts';
import type { Parts } from '../parts.ts';
import { codeFor, sameCode } from './code.ts';

type Row = Selectable<VerificationsTable>;

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
    return row === undefined ? null : answer(trx, row, code, parts);
  });
}

/** The answer for an account's open email address; null when there is nothing to confirm. Confirms the contact. */
export async function answerAtHome(
  accountId: string,
  code: string,
  parts: Parts,
): Promise<CodeAnswer | null> {
  return parts.db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('verifications')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('kind', '=', 'handoff')
      .orderBy('created_at', 'desc')
      .limit(1)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return null;
    const given = await answer(trx, row, code, parts);
    if (given.outcome === 'confirmed') {
      await trx
        .updateTable('contacts')
        .set({ confirmed_at: parts.now() })
        .where('account_id', '=', accountId)
        .where('channel', '=', row.channel)
        .where('confirmed_at', 'is', null)
        .execute();
    }
    return given;
  });
}

async function answer(trx: Trx, row: Row, code: string, parts: Parts): Promise<CodeAnswer> {
  const now = parts.now();
  const right = await isRight(trx, row, code, parts, now);
  // A repeated right answer (the first one's reply got lost) is as good as the first.
  if (row.confirmed_at !== null && right) return { outcome: 'confirmed' };
  if (row.expires_at.getTime() <= now.getTime()) return { outcome: 'expired' };
  if (row.tries >= parts.limits.tries) return { outcome: 'spent' };
  const tries = row.tries + 1;
  await trx
    .updateTable('verifications')
    .set(right ? { tries, confirmed_at: now } : { tries })
    .where('id', '=', row.id)
    .execute();
  if (right) return { outcome: 'confirmed' };
  const triesLeft = parts.limits.tries - tries;
  return triesLeft > 0 ? { outcome: 'wrong', triesLeft } : { outcome: 'spent' };
}

async function isRight(trx: Trx, row: Row, code: string, parts: Parts, now: Date): Promise<boolean> {
  const living = await trx
    .selectFrom('verifications')
    .select('id')
    .where('session_id', '=', row.session_id)
    .where('kind', '=', row.kind)
    .where('channel', '=', row.channel)
    .where('address', '=', row.address)
    .where('expires_at', '>', now)
    .execute();
  const ids = [row.id, ...living.map(({ id }) => id)];
  return ids.some((id) => sameCode(codeFor(parts.secret, id), code));
}
