// Puts a city's catalogues and legal texts into the feed. Run at every start: what has not changed since is left alone.
import type { Trx } from '../db/open.ts';
import type { Keyring, PublicJwk } from '../keys/keyring.ts';
import type { City } from './city.ts';
import { publish } from './publish.ts';
import type { Named } from './publish.ts';

/** Appends an entry for everything new or changed; returns how many. */
export async function seedFeed(
  trx: Trx,
  city: City | null,
  keys: Pick<Keyring, 'sealing' | 'receipts'>,
  now: Date,
): Promise<number> {
  const wanted: Named[] = [sealingEntry(keys.sealing), ...keys.receipts.toReversed().map(receiptEntry)];
  if (city !== null) {
    wanted.push(
      ['municipalities', { kind: 'municipalities', items: city.municipalities }],
      ['interests', { kind: 'interests', items: city.interests }],
      ['services', { kind: 'services', items: city.services }],
    );
    for (const text of city.legal)
      wanted.push([`legal:${text.document}:${text.language}`, { kind: 'legal', ...text }]);
    for (const text of city.summaries)
      wanted.push([`legal-summary:${text.document}:${text.language}`, { kind: 'legal-summary', ...text }]);
  }
  return (await publish(trx, wanted, now)).size;
}

export const sealingEntry = ({ kid, jwk }: PublicJwk): Named => [
  'sealing-key',
  { kind: 'sealing-key', kid, jwk },
];
/** Each under a name of its own: terminals keep the older ones, for receipts that come again. */
export const receiptEntry = ({ kid, jwk }: PublicJwk): Named => [
  `receipt-key:${kid}`,
  { kind: 'receipt-key', kid, jwk },
];
