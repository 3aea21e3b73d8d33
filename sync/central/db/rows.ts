// Many small rows at once as one parameter of JSON: with a parameter for every value, building, sending and planning the statement
// takes longer than storing the rows. (Long texts are better off as parameters: those are not read character by character.)
import { sql } from 'kysely';
import type { Insertable, InsertQueryBuilder, InsertResult } from 'kysely';
import type { Tables } from './tables.ts';
import type { Trx } from './open.ts';

/** An insert of all rows, in their order, to be executed. Each has the same columns; none of bytea. A NUL in a text is SQLSTATE 22P05. */
export function insertRows<T extends keyof Tables>(
  trx: Trx,
  table: T,
  rows: readonly Insertable<Tables[T]>[],
): InsertQueryBuilder<Tables, T, InsertResult> {
  const names = Object.keys(rows[0] ?? {});
  const columns = sql.join(names.map((name) => sql.ref(name)));
  const source = sql`select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json)`;
  // They are the names of an Insertable of this very table; Kysely wants them said one by one.
  return trx
    .insertInto(table)
    .columns(names as never)
    .expression(source as never);
}
