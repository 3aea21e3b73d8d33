// Tells what lies on the reader. By the applications that it has, not by its answer to reset: lists of those miss cards and
// readers (mynumber-card.md 1.1). Storage cards are the exception: they take no commands, but say so in their answer to reset.
import { ok } from '../../sync/contract/result.ts';
import type { OtherCard } from './card.ts';
import { fromHex, toHex } from './bytes.ts';
import { OTHER_CARDS } from './generation.ts';
import { readTokenKind } from './jpki.ts';
import type { Outcome, Visit } from './visit.ts';

/** PC/SC part 3: storage cards carry this in their answer to reset, then a byte for the standard. */
const STORAGE_CARD = toHex(fromHex('A000000306'));
const FELICA = '11';

/** A card that no command should be sent to; null when it may be asked. */
export function storageCard(atr: Uint8Array): OtherCard | null {
  const hex = toHex(atr);
  const at = hex.indexOf(STORAGE_CARD);
  if (at < 0 || at % 2 !== 0) return null;
  const standard = hex.slice(at + STORAGE_CARD.length, at + STORAGE_CARD.length + 2);
  return standard === FELICA ? 'transit' : 'other';
}

/** `my-number`, or which other card this is as far as free reads tell. */
export async function recognise(visit: Visit): Outcome<'my-number' | OtherCard> {
  const jpki = await visit.select('jpki');
  if (!jpki.ok) return jpki;
  if (jpki.value) return readTokenKind(visit);
  for (const { seen, aid } of OTHER_CARDS) {
    const found = await visit.probe(aid);
    if (!found.ok) return found;
    if (found.value) return ok(seen);
  }
  return ok('other');
}
