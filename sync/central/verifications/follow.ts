// What becomes of a code after it was sent: mail systems take a mail first and give it back minutes later.
import type { CodeDelivery, VerificationState } from '../../contract/api.ts';
import type { Selectable } from 'kysely';
import type { VerificationsTable } from '../db/tables.ts';
import type { Parts } from '../parts.ts';

/** One word for what became of it. */
export function deliveryOf({
  delivery,
  bounced_at,
}: Pick<Selectable<VerificationsTable>, 'delivery' | 'bounced_at'>): CodeDelivery {
  if (bounced_at !== null) return 'bounced';
  return delivery === 'address-refused' ? 'refused' : delivery;
}

const undelivered: ReadonlySet<CodeDelivery> = new Set(['bounced', 'refused', 'failed']);

/** Answers at once when it was not delivered, else when something changes or after `waitS`; null for a verification of another. */
export async function followCode(
  id: string,
  waitS: number,
  terminalId: string,
  parts: Parts,
  abort: AbortSignal,
): Promise<VerificationState | null> {
  // Listening starts before looking, so that nothing falls in between.
  const news = parts.bell.wait(`verification:${id}`, waitS * 1000, abort);
  try {
    const now = await stateOf(id, terminalId, parts);
    if (now === null || waitS === 0 || undelivered.has(now.delivery)) return now;
    await news.rung;
    return await stateOf(id, terminalId, parts);
  } finally {
    news.cancel();
  }
}

async function stateOf(id: string, terminalId: string, { db }: Parts): Promise<VerificationState | null> {
  const row = await db
    .selectFrom('verifications')
    .select(['delivery', 'bounced_at'])
    .where('id', '=', id)
    .where('terminal_id', '=', terminalId)
    .executeTakeFirst();
  return row === undefined ? null : { delivery: deliveryOf(row) };
}
