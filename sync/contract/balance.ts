// The balance: terminal and central API tell each other what they hold, record by record, so that "accepted" never rests on one
// side's word alone. Pages go by id, not by time: both sides order ids alike, whatever their clocks say.
import { z } from 'zod';
import { Instant, Sha256Hex, Uuid } from './words.ts';

export const balancePageAtMost = 1000;
const figure = z.number().int().nonnegative();
const ids = z.array(Uuid).max(balancePageAtMost);

/** One record by name: its id and the hash of its sealed form. */
export const BalanceEntry = z.strictObject({ id: Uuid, sealedSha256: Sha256Hex });
export type BalanceEntry = z.infer<typeof BalanceEntry>;

/** The terminal's own sum: saved = outbox + accepted + needsAttention, or the difference is told. */
export const BalanceCounts = z.strictObject({
  /** Ever saved here. */
  saved: figure,
  /** Waiting or on their way. */
  outbox: figure,
  accepted: figure,
  needsAttention: figure,
});
export type BalanceCounts = z.infer<typeof BalanceCounts>;

export const BalanceRequest = z.strictObject({
  /**
   * The ids that this page speaks of: `after` < id <= `upTo`, compared as 16 bytes (as lower-case text it is the same order).
   * Null: from the beginning, to the end.
   */
  after: Uuid.nullable(),
  upTo: Uuid.nullable(),
  /** Every record that the terminal has in that window, in whatever state, by ascending id. */
  records: z.array(BalanceEntry).max(balancePageAtMost),
  counts: BalanceCounts,
});
export type BalanceRequest = z.infer<typeof BalanceRequest>;

/** Every listed id is in exactly one of `confirmed`, `unknown`, `different`; what is named in none was not looked at. */
export const BalanceAnswer = z.strictObject({
  /** Held under this id with this hash, whichever enrolment of the terminal brought it. */
  confirmed: ids,
  /** Not held under this id at all. For a record that still waits that is as it should be. */
  unknown: ids,
  /** Held under this id with another hash. */
  different: ids,
  /** Held for this terminal in the window and not listed, ascending; the first ones when there are more. */
  surplus: ids,
  /** How many are surplus in all. */
  surplusCount: figure,
  /** Registrations accepted from this terminal, all in all. */
  accepted: figure,
});
export type BalanceAnswer = z.infer<typeof BalanceAnswer>;

/** The page's comparison: what the terminal listed against what the central API holds. */
export function compare(
  listed: readonly BalanceEntry[],
  held: {
    /** Hash of a listed id as the central API holds it; undefined when it does not. */
    readonly hashOf: (id: string) => string | undefined;
    /** Ids held for this terminal in the window. */
    readonly inWindow: Iterable<string>;
  },
): Omit<BalanceAnswer, 'accepted'> {
  const confirmed: string[] = [];
  const unknown: string[] = [];
  const different: string[] = [];
  const named = new Set<string>();
  for (const { id, sealedSha256 } of listed) {
    if (named.has(id)) continue;
    named.add(id);
    const hash = held.hashOf(id);
    if (hash === undefined) unknown.push(id);
    else if (hash === sealedSha256) confirmed.push(id);
    else different.push(id);
  }
  const surplus = [...new Set(held.inWindow)].filter((id) => !named.has(id)).toSorted();
  return {
    confirmed,
    unknown,
    different,
    surplus: surplus.slice(0, balancePageAtMost),
    surplusCount: surplus.length,
  };
}

/** For IT: every terminal's own sum beside the central API's. Ids are the first ones where there are more than the count lists. */
export const BalanceList = z.strictObject({
  terminals: z.array(
    z.strictObject({
      id: Uuid,
      name: z.string(),
      /** When the terminal last told its balance. */
      toldAt: Instant.nullable(),
      counts: BalanceCounts.nullable(),
      /** Registrations held here that this terminal brought. */
      accepted: figure,
      /** The same, of the day that was asked for. */
      acceptedThatDay: figure.optional(),
      /** Null before the terminal has told anything. */
      agrees: z.boolean().nullable(),
      /** Listed by the terminal and not held here: as it should be while they wait there. */
      unknown: z.array(Uuid),
      unknownCount: figure,
      different: z.array(Uuid),
      differentCount: figure,
      surplus: z.array(Uuid),
      surplusCount: figure,
    }),
  ),
});
export type BalanceList = z.infer<typeof BalanceList>;
