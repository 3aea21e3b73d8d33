// Puts named content into the feed when it is new or has changed: what the catalogue already holds is left alone.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Trx } from '../db/open.ts';
import { appendToFeed } from './append.ts';
import type { NewEntry } from './append.ts';

export type Named = readonly [name: string, entry: NewEntry['entry']];

/** Appends an entry for everything new or changed, for all terminals or those of `scopes`. Returns the changed names with their feed positions. */
export async function publish(
  trx: Trx,
  wanted: readonly Named[],
  now: Date,
  scopes: NewEntry['scopes'] = null,
): Promise<ReadonlyMap<string, number>> {
  const rows = await trx.selectFrom('catalogue').select(['name', 'sha256']).execute();
  const stored = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
  const changed = wanted.filter(([name, entry]) => stored.get(name) !== hashOf(entry));
  for (const [name, entry] of changed) {
    const row = { sha256: hashOf(entry), content: JSON.stringify(entry) };
    await trx
      .insertInto('catalogue')
      .values({ name, ...row })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
      .execute();
  }
  const first = await appendToFeed(
    trx,
    changed.map(([, entry]) => ({ scopes, entry })),
    now,
  );
  return new Map(changed.map(([name], index) => [name, first + index]));
}

const hashOf = (entry: NewEntry['entry']): string =>
  createHash('sha256')
    .update(canonicalize(entry) ?? '')
    .digest('hex');
