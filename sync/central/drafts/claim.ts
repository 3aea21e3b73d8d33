// A terminal takes a draft over. A wrong six-digit code is counted before the answer leaves, for the terminal and for all together,
// one claim at a time, so that no number of parallel requests gets more tries. The QR code's number cannot be guessed and is not counted.
import { DraftRequest } from '../../contract/drafts.ts';
import type { DraftClaimAnswer } from '../../contract/drafts.ts';
import type { Trx } from '../db/open.ts';
import type { Parts } from '../parts.ts';
import { claimsAtMost, missesAtMost, pauseMs } from './limits.ts';
import { contentName, hashOf } from './make.ts';

type Needs = Pick<Parts, 'db' | 'secret' | 'now' | 'lock'>;

/** The draft behind six or 24 digits, that there is none, or until when no code is looked at. */
export async function claimDraft(code: string, terminalId: string, parts: Needs): Promise<DraftClaimAnswer> {
  const typed = code.length === 6;
  return parts.db.transaction().execute(async (trx) => {
    if (typed) {
      await parts.lock(trx, 'draft codes');
      const until = await pausedUntil(trx, terminalId, parts.now());
      if (until !== null) return { outcome: 'paused', until: until.toISOString() };
    }
    const found = await take(trx, code, parts);
    if (found !== null) return found;
    if (typed) await countMiss(trx, terminalId, parts.now());
    const until = typed ? await pausedUntil(trx, terminalId, parts.now()) : null;
    return until === null ? { outcome: 'unknown' } : { outcome: 'paused', until: until.toISOString() };
  });
}

async function take(trx: Trx, code: string, { secret, now }: Needs): Promise<DraftClaimAnswer | null> {
  const what = code.length === 6 ? 'code' : 'number';
  const row = await trx
    .updateTable('drafts')
    .set((eb) => ({ claims: eb('claims', '+', 1) }))
    .where(`${what}_hash`, '=', hashOf(secret, what, code))
    .where('expires_at', '>', now())
    .where('claims', '<', claimsAtMost)
    .returning(['number_hash', 'content', 'expires_at'])
    .executeTakeFirst();
  if (row === undefined) return null;
  const content = secret.unwrap(row.content, contentName(row.number_hash)).toString('utf8');
  const draft = DraftRequest.parse(JSON.parse(content));
  return { outcome: 'found', draft, expiresAt: row.expires_at.toISOString() };
}

const counted = (terminalId: string) =>
  [
    { who: terminalId, most: missesAtMost.terminal },
    { who: 'all', most: missesAtMost.all },
  ] as const;

async function pausedUntil(trx: Trx, terminalId: string, now: Date): Promise<Date | null> {
  const limits = counted(terminalId);
  const rows = await trx
    .selectFrom('draft_misses')
    .selectAll()
    .where(
      'who',
      'in',
      limits.map(({ who }) => who),
    )
    .execute();
  const ends = limits.flatMap(({ who, most }) =>
    rows
      .filter((row) => row.who === who && row.count >= most)
      .map(({ since }) => since.getTime() + pauseMs)
      .filter((end) => end > now.getTime()),
  );
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}

/** The miss that fills the measure begins the pause. */
async function countMiss(trx: Trx, terminalId: string, now: Date): Promise<void> {
  for (const { who, most } of counted(terminalId)) {
    const row = await trx.selectFrom('draft_misses').selectAll().where('who', '=', who).executeTakeFirst();
    const fresh = row === undefined || row.since.getTime() + pauseMs <= now.getTime();
    const count = fresh ? 1 : row.count + 1;
    const since = fresh || count >= most ? now : row.since;
    await trx
      .insertInto('draft_misses')
      .values({ who, since, count })
      .onConflict((conflict) => conflict.column('who').doUpdateSet({ since, count }))
      .execute();
  }
}
