// From whom a resident receives, may receive, and does not receive any more, as they see it.
import type { Municipality } from '../../contract/feed.ts';
import type { Membership } from '../../contract/mailbox-view.ts';
import { isOfAddress, isOpen } from './places.ts';
import type { Rows } from './rows.ts';

/** Those of the address first, the prefecture before the city, then the others by code. */
export function membershipsOf(
  address: string,
  { memberships, keptAt }: Pick<Rows, 'memberships' | 'keptAt'>,
  municipalities: readonly Municipality[],
  now: Date,
): Membership[] {
  const known = new Map(municipalities.map((one) => [one.code, one]));
  const have = memberships.map(({ municipality }) => municipality);
  const available = municipalities.filter(
    (one) => isOfAddress(one, address) && isOpen(one, now) && !have.includes(one.code),
  );
  const offered = available.map(({ code }) => code);
  // Kept somewhere where one never received, or that one has left with an older registration: seen, so that it can be ended.
  const onlyKept = keptAt.filter((code) => !have.includes(code) && !offered.includes(code));
  const codes = [...have, ...offered, ...onlyKept];
  const all = codes.map((code): Membership => {
    const row = memberships.find(({ municipality }) => municipality === code);
    const of = known.get(code);
    return {
      municipality: code,
      name: of?.name ?? { ja: code, en: code },
      level: of?.level ?? 'city',
      state: row?.state ?? (onlyKept.includes(code) ? 'left' : 'available'),
      since: row?.since.toISOString() ?? null,
      reason: row?.reason ?? null,
      ofAddress: of !== undefined && isOfAddress(of, address),
      open: of !== undefined && isOpen(of, now),
      keptHere: keptAt.includes(code),
    };
  });
  const rank = ({ ofAddress, level }: Membership): number => (ofAddress ? 0 : 2) + (level === 'city' ? 1 : 0);
  return all.toSorted((a, b) => rank(a) - rank(b) || Number(a.municipality) - Number(b.municipality));
}
