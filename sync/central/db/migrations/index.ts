// The numbered migrations, in order. The same SQL runs on PostgreSQL and on PGlite.
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Migration } from 'kysely/migration';
import type { Tables } from '../tables.ts';
import { first } from './0001-first.ts';
import { severalNodes } from './0002-several-nodes.ts';
import { identity } from './0003-identity.ts';
import { storedAsItIs } from './0004-stored-as-it-is.ts';
import { codes } from './0005-codes.ts';
import { phone } from './0006-phone.ts';
import { drafts } from './0007-drafts.ts';
import { slips } from './0008-slips.ts';
import { mailbox } from './0009-mailbox.ts';
import { desk } from './0010-desk.ts';
import { web } from './0011-web.ts';
import { lists } from './0012-lists.ts';
import { signs } from './0013-signs.ts';

/** Name → statements; names sort in the order in which they run. */
export const migrations: Readonly<Record<string, readonly string[]>> = {
  '0001-first': first,
  '0002-several-nodes': severalNodes,
  '0003-identity': identity,
  '0004-stored-as-it-is': storedAsItIs,
  '0005-codes': codes,
  '0006-phone': phone,
  '0007-drafts': drafts,
  '0008-slips': slips,
  '0009-mailbox': mailbox,
  '0010-desk': desk,
  '0011-web': web,
  '0012-lists': lists,
  '0013-signs': signs,
};

/** Why a program may not work with a database. */
export class SchemaTooNew extends Error {
  override readonly name = 'SchemaTooNew';
}

/**
 * Brings the database up to this program's version. Nodes that start together migrate once: the migrator holds an advisory
 * lock. A database that a newer program has migrated is worked with as it is, as long as that program left room for ours
 * (decision 0010). Throws SchemaTooNew when it did not, and when a statement fails.
 */
export async function migrate(db: Kysely<Tables>, known = migrations): Promise<void> {
  if ((await standing(db, known)) === 'newer') return;
  const provider = { getMigrations: () => Promise.resolve(runnable(known)) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return;
  // Another node, of a newer version, was faster.
  if ((await standing(db, known)) === 'newer') return;
  throw new Error('the database could not be brought to this version; it was left as it was', {
    cause: error,
  });
}

/** Where the database stands as seen from a program that knows these migrations. Throws SchemaTooNew. */
export async function standing(db: Kysely<Tables>, known = migrations): Promise<'behind' | 'same' | 'newer'> {
  const { rows: there } = await sql`select 1 from pg_class where relname = 'kysely_migration'`.execute(db);
  if (there.length === 0) return 'behind';
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const done = new Set(rows.map(({ name }) => name));
  const names = Object.keys(known);
  const unknown = [...done].filter((name) => !names.includes(name));
  if (unknown.length === 0) return names.every((name) => done.has(name)) ? 'same' : 'behind';
  const floor = await db.selectFrom('schema_floor').select('oldest').executeTakeFirst();
  if (floor !== undefined && floor.oldest <= names.length && names.every((name) => done.has(name)))
    return 'newer';
  throw new SchemaTooNew(
    'the database has been brought to a version that this program can no longer work with; start the newer one',
  );
}

function runnable(known: Readonly<Record<string, readonly string[]>>): Record<string, Migration> {
  return Object.fromEntries(
    Object.entries(known).map(([name, statements]) => [
      name,
      {
        async up(db) {
          for (const statement of statements) await sql.raw(statement).execute(db);
        },
      } satisfies Migration,
    ]),
  );
}
