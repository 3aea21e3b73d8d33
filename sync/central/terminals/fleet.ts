// IT's view: every terminal and what it last said of itself.
import { TerminalReport } from '../../contract/api.ts';
import type { TerminalList } from '../../contract/api.ts';
import type { Db } from '../db/open.ts';

/** Stores a terminal's report about itself. */
export async function storeReport(
  report: TerminalReport,
  terminalId: string,
  db: Db,
  now: Date,
): Promise<void> {
  await db
    .updateTable('terminals')
    .set((eb) => ({
      report: JSON.stringify(report),
      seen_at: now,
      // Nothing is left here that was sealed before what it has read by now.
      ...(report.waiting + report.needsAttention === 0 ? { drained_at: eb.ref('read_to') } : {}),
    }))
    .where('id', '=', terminalId)
    .execute();
}

/** All terminals, oldest first, with how many registrations each has brought in. */
export async function listTerminals(db: Db): Promise<TerminalList> {
  const rows = await db
    .selectFrom('terminals')
    .selectAll()
    .select(({ selectFrom }) =>
      selectFrom('registrations')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('registrations.terminal_id', '=', 'terminals.id')
        .as('accepted'),
    )
    .select(({ selectFrom }) => [
      selectFrom('certificates')
        .select(({ fn }) => fn.max('not_after').as('until'))
        .whereRef('certificates.terminal_id', '=', 'terminals.id')
        .where('certificates.revoked_at', 'is', null)
        .as('until'),
      selectFrom('recoveries')
        .select('number')
        .whereRef('recoveries.terminal_id', '=', 'terminals.id')
        .where('approved_at', 'is', null)
        .as('recovery'),
    ])
    .orderBy('enrolled_at')
    .orderBy('id')
    .execute();
  const terminals = rows.map((row) => ({
    id: row.id,
    name: row.name,
    municipality: row.municipality,
    enrolledAt: row.enrolled_at.toISOString(),
    revoked: row.revoked_at !== null,
    certificateUntil: row.until?.toISOString() ?? null,
    recovery: row.recovery,
    seenAt: row.seen_at?.toISOString() ?? null,
    // A report of another version of the contract is shown as none.
    report: TerminalReport.safeParse(row.report).data ?? null,
    accepted: Number(row.accepted ?? 0),
  }));
  return { terminals };
}
