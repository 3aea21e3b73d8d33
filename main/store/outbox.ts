// The outbox: what residents were told is saved, until the central API has signed for it. States go
// saved → sent (on its way now) → accepted, or needs-attention; a try that came to nothing goes back to saved. The sealed record
// stays beyond its receipt until a balance has confirmed it (balance.ts).
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { prepareAll, type AuditFields, type Context } from './context.ts';
import type { WriteError } from './errors.ts';
import { mailboxActionSql } from './mailboxes.ts';
import { outboxViews } from './outbox-views.ts';
import { slipSql, type SlipMark } from './slips.ts';
import type { StateCounts } from './tally.ts';

export interface NewRegistration {
  /** UUIDv7, the idempotency key of the whole way. */
  readonly id: string;
  readonly sealed: string;
  readonly receiptNumber: string;
  /** Its first slip. */
  readonly slip?: SlipMark;
  /** Beside id and receipt number, which are always recorded. */
  readonly audit: AuditFields;
}

export interface NewCommand {
  /** UUIDv7, in the same space as registrations. */
  readonly id: string;
  readonly sealed: string;
  readonly receiptNumber: string;
  /** The same for its owner, sealed under the key of the mailbox with this address. */
  readonly pending: { readonly recipient: string; readonly sealed: string };
  readonly audit: AuditFields;
}

export interface ClaimOptions {
  readonly limit: number;
  /** Stops before the batch grows beyond this; the first one always goes. */
  readonly maxBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Until then nobody else may claim them; afterwards an answer is no longer waited for. */
  readonly until: number;
}
export interface Claimed {
  readonly id: string;
  readonly sealed: string;
  readonly sealedSha256: string;
  /** This try included. */
  readonly attempts: number;
}

/** What became of one claimed registration. */
export type Answer =
  /** The receipt's signature, id and hash were verified. */
  | { readonly id: string; readonly outcome: 'accepted'; readonly verifiedReceipt: string }
  | { readonly id: string; readonly outcome: 'needs-attention'; readonly code: string }
  | { readonly id: string; readonly outcome: 'later'; readonly code: string; readonly nextTryAt: number };

export interface Counts {
  readonly saved: number;
  readonly sent: number;
  readonly accepted: number;
  readonly needsAttention: number;
}

const ClaimedRow = z.strictObject({
  seq: z.number(),
  id: z.string(),
  sealed: z.string(),
  sealedSha256: z.string(),
  attempts: z.number(),
});

/** No record waits longer for its next try; one that seems to was put off before the clock was set back. */
export const longestWaitMs = 10 * 60_000;
/** Nor is any answer waited for longer than this: several megabytes on the slowest line. */
const longestClaimMs = 6 * 3_600_000;

const sql = {
  insert: `INSERT INTO outbox (id, receipt_number, saved_at, state, state_at, attempts, next_try_at, sealed_bytes, sealed_sha256)
           VALUES (:id, :receiptNumber, :now, 'saved', :now, 0, :now, :bytes, :sha256)`,
  payload: 'INSERT INTO payload (seq, sealed) VALUES (?, ?)',
  slip: slipSql.first,
  ...mailboxActionSql,
  known: 'SELECT sealed_sha256 FROM outbox WHERE id = ?',
  claim: `UPDATE outbox SET state = 'sent', state_at = :now, attempts = attempts + 1, next_try_at = :until, problem_code = NULL
          WHERE seq IN (
            SELECT seq FROM (
              SELECT seq,
                     sum(sealed_bytes) OVER (ORDER BY next_try_at, seq) AS bytes,
                     row_number() OVER (ORDER BY next_try_at, seq) AS place
              FROM (SELECT seq, next_try_at, sealed_bytes FROM outbox
                    WHERE state IN ('saved', 'sent') AND next_try_at <= :now
                    ORDER BY next_try_at, seq LIMIT :limit))
            WHERE bytes <= :maxBytes OR place = 1)
          RETURNING seq, id, sealed_sha256 AS sealedSha256, attempts,
                    (SELECT sealed FROM payload WHERE payload.seq = outbox.seq) AS sealed`,
  accept: `UPDATE outbox SET state = 'accepted', state_at = :now, receipt = :receipt, problem_code = NULL
           WHERE id = :id AND state <> 'accepted'`,
  attend: `UPDATE outbox SET state = 'needs-attention', state_at = :now, problem_code = :code
           WHERE id = :id AND state IN ('saved', 'sent')`,
  later: `UPDATE outbox SET state = 'saved', state_at = :now, problem_code = :code, next_try_at = :nextTryAt
          WHERE id = :id AND state IN ('saved', 'sent')`,
  retry: `UPDATE outbox SET state = 'saved', state_at = :now, problem_code = NULL, next_try_at = :now
          WHERE receipt_number = :receiptNumber AND state = 'needs-attention'
            AND EXISTS (SELECT 1 FROM payload WHERE payload.seq = outbox.seq) RETURNING id`,
  makeDue: `UPDATE outbox SET next_try_at = :now WHERE state = 'saved' AND next_try_at > :now`,
  makeDueAgain: `UPDATE outbox SET next_try_at = :now WHERE state = 'saved' AND next_try_at > :now
                   AND problem_code IN ('offline', 'proxy-refused', 'tls', 'clock', 'server-certificate-expired')`,
  settleClaims: `UPDATE outbox SET state = 'saved', state_at = :now, next_try_at = :now WHERE state = 'sent'`,
  bringBack: `UPDATE outbox SET next_try_at = :now WHERE state IN ('saved', 'sent') AND next_try_at > :horizon
                AND (state = 'saved' OR next_try_at > :claimHorizon)`,
} as const;

/** The outbox's methods. Every write is one transaction, durable when it returns ok. */
export function outbox({ db, now, write, record }: Context, tallied: () => StateCounts) {
  const run = prepareAll(db, sql);
  // What was on its way when we ended is asked again; the central API answers a repetition with its first receipt.
  // Should there be no room for that: a claim lapses by itself.
  write(() => run.settleClaims.run({ now: now() }));

  const putOff = (id: string, code: string, nextTryAt: number): void => {
    const at = now();
    run.later.run({ id, code, nextTryAt: Math.min(nextTryAt, at + longestWaitMs), now: at });
  };
  const accept = (id: string, receipt: string): number => {
    const { changes } = run.accept.run({ id, receipt, now: now() });
    if (changes > 0) record('registration.accepted', { id });
    return changes;
  };
  const attend = (id: string, code: string): number => {
    const { changes } = run.attend.run({ id, code, now: now() });
    if (changes > 0) record('registration.needs-attention', { id, code });
    return changes;
  };

  /** Outbox row, sealed record, what goes `beside` it and audit entry in one transaction. The same record twice is saved once. */
  const commit = (
    kind: 'registration.saved' | 'command.saved',
    { id, sealed, receiptNumber, audit }: Omit<NewRegistration, 'slip'>,
    beside: () => void,
  ): Result<null, WriteError> => {
    const sha256 = createHash('sha256').update(sealed).digest('hex');
    const bytes = Buffer.byteLength(sealed);
    const saved = write(() => {
      const before: unknown = run.known.pluck().get(id);
      if (before !== undefined) return before === sha256;
      const { lastInsertRowid } = run.insert.run({ id, receiptNumber, now: now(), bytes, sha256 });
      run.payload.run(lastInsertRowid, sealed);
      beside();
      record(kind, { ...audit, id, receiptNumber, sha256 });
      return true;
    });
    if (!saved.ok) return saved;
    return saved.value ? ok(null) : err({ kind: 'failed', cause: 'id-reused' });
  };

  return {
    commitRegistration(registration: NewRegistration): Result<null, WriteError> {
      const { id, slip } = registration;
      return commit('registration.saved', registration, () => {
        if (slip === undefined) return;
        const { sha256, expiresAt } = slip;
        run.slip.run({ sha256, recordId: id, expiresAt: Date.parse(expiresAt), now: now() });
      });
    },

    /** What a resident did to their mailbox goes the way of registrations; beside it lies what they are shown of it. */
    commitCommand(command: NewCommand): Result<null, WriteError> {
      const { id, pending } = command;
      return commit('command.saved', command, () => {
        run.action.run({ id, recipient: pending.recipient, sealed: pending.sealed, now: now() });
      });
    },

    /** Takes the oldest due registrations, in one statement, oldest first. */
    claim(options: ClaimOptions): Result<readonly Claimed[], WriteError> {
      const { limit, maxBytes, now: at } = options;
      const claimHorizon = at + longestClaimMs;
      return write(() => {
        run.bringBack.run({ now: at, horizon: at + longestWaitMs, claimHorizon });
        const until = Math.min(options.until, claimHorizon);
        const rows = run.claim.all({ limit, maxBytes, now: at, until });
        return rows
          .map((row) => ClaimedRow.parse(row))
          .toSorted((a, b) => a.seq - b.seq)
          .map(({ id, sealed, sealedSha256, attempts }) => ({ id, sealed, sealedSha256, attempts }));
      });
    },

    /** Writes down what became of claimed registrations. What is already accepted stays accepted. */
    answer(answers: readonly Answer[]): Result<{ accepted: number; needsAttention: number }, WriteError> {
      return write(() => {
        const done = { accepted: 0, needsAttention: 0 };
        for (const answer of answers) {
          const { id } = answer;
          if (answer.outcome === 'accepted') done.accepted += accept(id, answer.verifiedReceipt);
          else if (answer.outcome === 'needs-attention') done.needsAttention += attend(id, answer.code);
          else putOff(id, answer.code, answer.nextTryAt);
        }
        return done;
      });
    },

    /** Nothing came of this try: all of them wait until `nextTryAt` (ten minutes at most), for the reason `code`. */
    deferAll(ids: readonly string[], nextTryAt: number, code: string): Result<null, WriteError> {
      return write(() => {
        for (const id of ids) putOff(id, code, nextTryAt);
        return null;
      });
    },

    /** Staff's button on one that needs attention. Gives how many were put back. */
    retry(receiptNumber: string): Result<number, WriteError> {
      return write(() => {
        const ids = run.retry.pluck().all({ receiptNumber, now: now() });
        for (const id of ids) record('registration.retried', { id: String(id), receiptNumber });
        return ids.length;
      });
    },

    /** Everything that waits for its next try may be tried now. */
    makeDue: (): Result<number, WriteError> => write(() => run.makeDue.run({ now: now() }).changes),

    /** The line works: what was put off for its sake alone may be tried now. */
    lineWorks: (): Result<number, WriteError> => write(() => run.makeDueAgain.run({ now: now() }).changes),

    counts(): Counts {
      const { 'needs-attention': needsAttention, ...rest } = tallied();
      return { ...rest, needsAttention };
    },

    ...outboxViews(db),
  };
}
