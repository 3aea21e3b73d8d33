// A key that is announced to terminals lives in the database; a database restored from a backup made before that would have lost it,
// and with it every record that was sealed to it meanwhile. So each new sealing key also lies as a file beside the secret file,
// wrapped with the secret like its row, until it is destroyed. What is missing is put back at the next start.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Trx } from '../db/open.ts';
import type { KeyRow } from './store.ts';

const Spare = z.strictObject({
  kid: z.string().regex(/^[\w-]{43}$/),
  public: z.string(),
  wrapped: z.base64(),
  createdAt: z.iso.datetime(),
});

const folderOf = (secretFile: string): string => join(dirname(secretFile), 'sealing-keys');
const fileOf = (secretFile: string, kid: string): string => join(folderOf(secretFile), `${kid}.json`);

/** Writes a key's file; before the announcement is committed. */
export function writeSpare(
  secretFile: string,
  row: Pick<KeyRow, 'kid' | 'public' | 'wrapped' | 'created_at'>,
): void {
  mkdirSync(folderOf(secretFile), { recursive: true, mode: 0o700 });
  const spare: z.infer<typeof Spare> = {
    kid: row.kid,
    public: row.public,
    wrapped: Buffer.from(row.wrapped).toString('base64'),
    createdAt: row.created_at.toISOString(),
  };
  writeFileSync(fileOf(secretFile, row.kid), JSON.stringify(spare), { mode: 0o600, flush: true });
}

/** Removes a destroyed key's file. */
export function removeSpare(secretFile: string, kid: string): void {
  rmSync(fileOf(secretFile, kid), { force: true });
}

/** Puts keys back that the database has lost, as old ones: they open, nothing new is sealed to them. Returns how many. */
export async function putBackSpares(trx: Trx, secretFile: string): Promise<number> {
  let count = 0;
  for (const spare of readSpares(secretFile)) {
    const { kid } = spare;
    const known = await trx.selectFrom('keys').select('kid').where('kid', '=', kid).executeTakeFirst();
    if (known !== undefined) continue;
    const gone = await trx
      .selectFrom('destroyed_keys')
      .select('kid')
      .where('kid', '=', kid)
      .executeTakeFirst();
    if (gone !== undefined) {
      removeSpare(secretFile, kid);
      continue;
    }
    const created_at = new Date(spare.createdAt);
    const row = { kid, purpose: 'sealing' as const, public: spare.public, created_at };
    await trx
      .insertInto('keys')
      .values({ ...row, wrapped: Buffer.from(spare.wrapped, 'base64') })
      .execute();
    count += 1;
  }
  return count;
}

function readSpares(secretFile: string): z.infer<typeof Spare>[] {
  let names: string[];
  try {
    names = readdirSync(folderOf(secretFile));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw cause;
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => Spare.parse(JSON.parse(readFileSync(join(folderOf(secretFile), name), 'utf8'))));
}
