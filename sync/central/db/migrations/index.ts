// The numbered migrations, in order. The same SQL runs on PostgreSQL and on PGlite.
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Migration } from 'kysely/migration';
import type { Tables } from '../tables.ts';
import { first } from './0001-first.ts';

/** Name → statements; names sort in the order in which they run. */
export const migrations: Readonly<Record<string, readonly string[]>> = {
  '0001-first': first,
};

/** Brings the database up to this program's version. Throws when it is newer than the program, or a statement fails. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(runnable()) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return;
  throw new Error('the database could not be brought to this version; it was left as it was', {
    cause: error,
  });
}

function runnable(): Record<string, Migration> {
  return Object.fromEntries(
    Object.entries(migrations).map(([name, statements]) => [
      name,
      {
        async up(db) {
          for (const statement of statements) await sql.raw(statement).execute(db);
        },
      } satisfies Migration,
    ]),
  );
}
