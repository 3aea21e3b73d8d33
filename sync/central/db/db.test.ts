import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Tables } from './tables.ts';
import { holdFolder } from './hold.ts';
import { migrate, migrations } from './migrations/index.ts';

describe('migrations', () => {
  it('are numbered without gaps, in the order in which they run', () => {
    const names = Object.keys(migrations);
    expect(names).toEqual(names.toSorted());
    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1));
  });

  it('run once, mark personal columns, and refuse a database that is newer than the program', async () => {
    const pglite = new PGlite();
    const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
    await migrate(db);
    await migrate(db);
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(migrations));
    await sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', 'x')`.execute(
      db,
    );
    await expect(migrate(db)).rejects.toThrow('could not be brought to this version');
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
