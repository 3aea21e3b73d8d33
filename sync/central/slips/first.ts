// The first slip of each registration is known with it, in the same transaction.
import { sql } from 'kysely';
import type { RegistrationRecord } from '../../contract/record.ts';
import { insertRows } from '../db/rows.ts';
import type { Trx } from '../db/open.ts';
import { usualSlipDays } from './slips.ts';

const dayMs = 86_400_000;

/** What a notice has told before (a slip that was replaced while the registration waited) stands. */
export async function insertFirstSlips(trx: Trx, records: readonly RegistrationRecord[]): Promise<void> {
  const rows = records.map(({ id, terminalId, municipality, at, handoffSha256, handoffExpiresAt }) => ({
    sha256: handoffSha256,
    record_id: id,
    terminal_id: terminalId,
    municipality,
    expires_at: new Date(handoffExpiresAt ?? Date.parse(at) + usualSlipDays * dayMs),
  }));
  await insertRows(trx, 'slips', rows)
    .onConflict((conflict) =>
      conflict.column('sha256').doUpdateSet({
        record_id: sql`coalesce(slips.record_id, excluded.record_id)`,
        terminal_id: sql`coalesce(slips.terminal_id, excluded.terminal_id)`,
        expires_at: sql`coalesce(slips.expires_at, excluded.expires_at)`,
      }),
    )
    .execute();
}
