// What can be asked of the outbox without changing it: by the running terminal, and by the doctor over a file that it may not touch.
// Numbers, states, ages and codes; never names.
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { BalanceEntry } from '../../sync/contract/balance.ts';
import { prepareAll } from './context.ts';
import { outboxStates, type OutboxState } from './tally.ts';

export interface Attention {
  readonly id: string;
  readonly receiptNumber: string;
  readonly code: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly savedAt: number;
  readonly attempts: number;
  /** False when its sealed record is no longer here, so that no button can help. */
  readonly retryable: boolean;
}

/** One state at a glance. */
export interface StateOverview {
  /** When the oldest one in it was saved, milliseconds since the epoch; null when it is empty. */
  readonly oldestSavedAt: number | null;
  /** Why they are in it and not further, by stable code. */
  readonly reasons: readonly { readonly code: string; readonly count: number }[];
}

const AttentionRow = z
  .strictObject({
    id: z.string(),
    receiptNumber: z.string(),
    code: z.string(),
    since: z.number(),
    savedAt: z.number(),
    attempts: z.number(),
    retryable: z.number(),
  })
  .transform((row) => ({ ...row, retryable: row.retryable === 1 }));
const State = z.enum(outboxStates);
export type Unsent = Readonly<Omit<z.infer<typeof UnsentRow>, 'bytes'>>;
const UnsentRow = z.strictObject({ seq: z.number(), id: z.string(), sealed: z.string(), bytes: z.number() });
const ReasonRow = z.strictObject({ code: z.string(), count: z.number() });

const sql = {
  attention: `SELECT id, receipt_number AS receiptNumber, problem_code AS code, state_at AS since, saved_at AS savedAt, attempts,
                     EXISTS (SELECT 1 FROM payload WHERE payload.seq = outbox.seq) AS retryable
              FROM outbox WHERE state = 'needs-attention' ORDER BY state_at, seq LIMIT ?`,
  stateOf: 'SELECT state FROM outbox WHERE id = ?',
  next: `SELECT min(next_try_at) FROM outbox WHERE state IN ('saved', 'sent')`,
  nextSequence: 'SELECT coalesce(max(seq), 0) + 1 FROM outbox',
  entry: 'SELECT id, sealed_sha256 AS sealedSha256 FROM outbox WHERE id = ?',
  unsent: `SELECT seq, id, sealed, sealed_bytes AS bytes FROM outbox JOIN payload USING (seq)
           WHERE seq > ? AND state <> 'accepted' ORDER BY seq LIMIT ?`,
  oldest: 'SELECT saved_at FROM outbox WHERE state = ? ORDER BY seq LIMIT 1',
  reasons: `SELECT problem_code AS code, count(*) AS count FROM outbox
            WHERE state = ? AND problem_code IS NOT NULL GROUP BY problem_code ORDER BY count DESC LIMIT 20`,
} as const;

/** The questions, over an open store's file. */
export function outboxViews(db: Database) {
  const run = prepareAll(db, sql);
  return {
    /** What staff and IT must look at, oldest first. */
    attention: (limit = 100): readonly Attention[] =>
      run.attention.all(limit).map((row) => AttentionRow.parse(row)),

    /** How far one registration is; null when it is not here. */
    stateOf: (id: string): OutboxState | null => State.nullable().parse(run.stateOf.pluck().get(id) ?? null),

    /** When the next registration may be tried, milliseconds since the epoch; null when none waits. */
    nextDueAt: (): number | null => z.number().nullable().parse(run.next.pluck().get()),

    /** The number of the next record of this terminal. Rows of the outbox are never taken away, so numbers have no gaps. */
    nextSequence: (): number => z.number().parse(run.nextSequence.pluck().get()),

    /** A record's id and hash; null when it is not here. */
    entryOf(id: string): BalanceEntry | null {
      const row = run.entry.get(id);
      return row === undefined ? null : BalanceEntry.parse(row);
    },

    /** Sealed records after number `after` that have no receipt, `limit` of them, and not beyond `maxBytes` (one always). */
    unsent(after: number, limit: number, maxBytes: number): readonly Unsent[] {
      const found: Unsent[] = [];
      let left = maxBytes;
      for (const raw of run.unsent.iterate(after, limit)) {
        const { bytes, ...row } = UnsentRow.parse(raw);
        left -= bytes;
        if (left < 0 && found.length > 0) break;
        found.push(row);
      }
      return found;
    },

    overview: (state: OutboxState): StateOverview => ({
      oldestSavedAt: z
        .number()
        .nullable()
        .parse(run.oldest.pluck().get(state) ?? null),
      reasons: run.reasons.all(state).map((row) => ReasonRow.parse(row)),
    }),
  };
}
