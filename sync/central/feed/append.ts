// Writes to the feed. The head row is locked until the transaction ends, so numbers are given in the order of commits and
// without gaps: a terminal that has seen number n can never miss a smaller one that commits later.
import type { KnownFeedEntry } from '../../contract/feed.ts';
import { ring } from '../bell.ts';
import type { Trx } from '../db/open.ts';

type WithoutSeq<T> = T extends unknown ? Omit<T, 'seq'> : never;

export interface NewEntry {
  /** Municipalities whose terminals get it; null: all terminals. */
  readonly scopes: readonly string[] | null;
  readonly entry: WithoutSeq<KnownFeedEntry>;
}

const rowsAtOnce = 500;

/** Appends entries in order. Returns the number of the first. */
export async function appendToFeed(trx: Trx, entries: readonly NewEntry[], now: Date): Promise<number> {
  if (entries.length === 0) return 0;
  const head = await trx
    .updateTable('feed_head')
    .set((eb) => ({ seq: eb('seq', '+', entries.length) }))
    .returning('seq')
    .executeTakeFirstOrThrow();
  const first = Number(head.seq) - entries.length + 1;
  const rows = entries.map(({ scopes, entry }, index) => {
    const { kind, ...body } = entry;
    return {
      seq: first + index,
      scopes: scopes === null ? null : [...scopes],
      kind,
      body: JSON.stringify(body),
      at: now,
    };
  });
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await trx
      .insertInto('feed')
      .values(rows.slice(from, from + rowsAtOnce))
      .execute();
  }
  await ring(trx, 'feed');
  return first;
}
