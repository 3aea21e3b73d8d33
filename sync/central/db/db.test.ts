import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { firstSchemaStatements } from '../../../tests/fixtures/first-schema-statements.ts';
import type { Tables } from './tables.ts';
import { holdFolder } from './hold.ts';
import { migrate, migrations, standing } from './migrations/index.ts';

describe('migrations', () => {
  it('are numbered without gaps, in the order in which they run', () => {
    const names = Object.keys(migrations);
    expect(names).toEqual(names.toSorted());
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1));
  });

  const freshDb = (): Kysely<Tables> => new Kysely({ dialect: new PGliteDialect({ pglite: new PGlite() }) });
  const later = { ...migrations, '9999-from-the-future': ['create table future (id integer)'] };

  it('run once', async () => {
    const db = freshDb();
    expect(await standing(db)).toBe('behind');
    await migrate(db);
    await migrate(db);
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(migrations));
    expect(await standing(db)).toBe('same');
    await db.destroy();
  });

  it('from the future are lived with as long as they leave room for this program, and refused beyond', async () => {
    const db = freshDb();
    await migrate(db, later);
    expect(await standing(db)).toBe('newer');
    await migrate(db);
    const newest = Object.keys(later).length;
    await db.updateTable('schema_floor').set({ oldest: newest }).execute();
    await expect(migrate(db)).rejects.toThrow('can no longer work with');
    await migrate(db, later);
    await db.destroy();
  });

  it('leave a database as it was when one of their statements fails', async () => {
    const db = freshDb();
    const broken = { ...migrations, '9999-broken': ['create table half (id integer)', 'create nonsense'] };
    await expect(migrate(db, broken)).rejects.toThrow('it was left as it was');
    const { rows } = await sql`select 1 from pg_class where relname in ('half', 'terminals')`.execute(db);
    expect(rows).toEqual([]);
    await db.destroy();
  });

  it('keep every statement of the first version working', async () => {
    const db = freshDb();
    await migrate(db);
    for (const { what, text } of firstSchemaStatements)
      await expect(sql.raw(text).execute(db), what).resolves.toBeDefined();
    await db.destroy();
  });
});

describe('holdFolder', () => {
  it('gives a folder to one holder at a time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'madoguchi-'));
    const release = await holdFolder(folder);
    await expect(holdFolder(folder)).rejects.toThrow('another central API is using this data folder');
    await release();
    await (
      await holdFolder(folder)
    )();
  });
});
