// What was answered to an id the first time. Registrations and commands share one space of ids: a terminal asks for both alike.
import type { PushResult } from '../../contract/api.ts';
import { problem } from '../../contract/problems.ts';
import type { Parts } from '../parts.ts';
import type { Arrived } from './item.ts';

type FirstAnswers = (item: Arrived, sealedSha256: string) => PushResult | null;

/** Null for a new one. The same id with other content is told apart. */
export async function firstAnswers(
  items: readonly Arrived[],
  { db }: Pick<Parts, 'db'>,
): Promise<FirstAnswers> {
  const ids = items.map(({ id }) => id);
  const rows = await db
    .selectFrom('mailbox_commands')
    .select(['id', 'terminal_id', 'sealed_sha256', 'receipt'])
    .where('id', 'in', ids)
    .unionAll(
      db
        .selectFrom('registrations')
        // Of nullable types, as the other half's are.
        .select(({ ref }) => [
          'id',
          ref('terminal_id').$castTo<string | null>().as('terminal_id'),
          ref('sealed_sha256').$castTo<string | null>().as('sealed_sha256'),
          ref('receipt').$castTo<string | null>().as('receipt'),
        ])
        .where('id', 'in', ids),
    )
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ({ id, terminalId }, sealedSha256) => {
    const row = byId.get(id.toLowerCase());
    if (row === undefined) return null;
    const refused = (detail: string): PushResult => ({
      id,
      outcome: 'refused',
      problem: problem('record-mismatch', detail),
    });
    // What was done on the web came from no terminal.
    if (row.terminal_id !== terminalId || row.receipt === null) return refused('id');
    if (row.sealed_sha256 !== sealedSha256) return refused('another record was accepted under this id');
    return { id, outcome: 'duplicate', receipt: row.receipt };
  };
}
