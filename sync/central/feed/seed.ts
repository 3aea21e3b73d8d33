// Puts a city's catalogues and legal texts into the feed. Run at every start: what has not changed since is left alone.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Trx } from '../db/open.ts';
import { appendToFeed } from './append.ts';
import type { NewEntry } from './append.ts';
import type { City } from './city.ts';
import type { PublicJwk } from '../keys/keyring.ts';

/** Appends an entry for everything new or changed; returns how many. */
export async function seedFeed(trx: Trx, city: City | null, sealing: PublicJwk, now: Date): Promise<number> {
  const wanted: [name: string, entry: NewEntry['entry']][] = [
    ['sealing-key', { kind: 'sealing-key', kid: sealing.kid, jwk: { ...sealing.jwk } }],
  ];
  if (city !== null) {
    wanted.push(
      ['municipalities', { kind: 'municipalities', items: city.municipalities }],
      ['interests', { kind: 'interests', items: city.interests }],
      ['services', { kind: 'services', items: city.services }],
    );
    for (const text of city.legal)
      wanted.push([`legal:${text.document}:${text.language}`, { kind: 'legal', ...text }]);
  }
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
  await appendToFeed(
    trx,
    changed.map(([, entry]) => ({ scopes: null, entry })),
    now,
  );
  return changed.length;
}

const hashOf = (entry: NewEntry['entry']): string =>
  createHash('sha256')
    .update(canonicalize(entry) ?? '')
    .digest('hex');
