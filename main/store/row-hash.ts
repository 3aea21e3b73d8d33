// SQLite's own check finds a damaged page, not a flipped byte inside a text. What the feed brought decides to which key a registration is
// sealed, whom the terminal trusts and what a resident agrees to, and it comes again for the asking: each of its rows carries its hash.
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** For every table that the feed fills: what a row's hash must be, in SQL. */
export const rowHash = {
  catalogue: 'row_hash(kind, epoch, seq, body)',
  legal: 'row_hash(document, language, version, epoch, seq, effective, body)',
  kept: 'row_hash(epoch, seq, kind, body)',
  message: 'row_hash(recipient, id, epoch, seq, municipality, sent_at, arrived_at, sealed)',
  mailbox: 'row_hash(recipient, epoch, seq, at, sealed)',
  feed: 'row_hash(cursor, epoch, applied_at)',
} as const;
const tables = Object.entries(rowHash);

/** SHA-256 over a row's values, hex. */
export const hashOfRow = (...values: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(values)).digest('hex');

/** Makes `row_hash` known to this connection. */
export function knowRowHash(db: Database): void {
  db.function('row_hash', { varargs: true, deterministic: true, directOnly: true }, hashOfRow);
}

/** Gives every row the hash of what it holds now. */
export function hashRows(db: Database): void {
  for (const [table, hash] of tables) db.exec(`UPDATE ${table} SET sha256 = ${hash}`);
}

/**
 * Deletes the rows that are not what was written, and gives how many. The feed's own row cannot be missing: it begins anew, above every
 * reading that anything here is of.
 */
export function dropDamagedRows(db: Database): number {
  let damaged = 0;
  for (const [table, hash] of tables)
    if (table !== 'feed')
      damaged += db.prepare(`DELETE FROM ${table} WHERE sha256 IS NOT ${hash}`).run().changes;
  const epochs = tables.filter(([table]) => table !== 'feed').map(([table]) => `SELECT epoch FROM ${table}`);
  const { changes } = db
    .prepare(
      `UPDATE feed SET cursor = NULL, applied_at = NULL, epoch = coalesce((SELECT max(epoch) FROM (${epochs.join(' UNION ALL ')})), 1)
       WHERE sha256 IS NOT ${rowHash.feed}`,
    )
    .run();
  if (changes > 0) db.exec(`UPDATE feed SET sha256 = ${rowHash.feed}`);
  return damaged + changes;
}
