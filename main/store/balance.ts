// The terminal's half of the balance: pages of what it holds, and what follows from the central API's answer. Nothing is taken from
// silence: a record is confirmed when its id is named so, and offered again when it is named unknown.
import { z } from 'zod';
import {
  BalanceEntry,
  balancePageAtMost,
  type BalanceAnswer,
  type BalanceCounts,
  type BalanceRequest,
} from '../../sync/contract/balance.ts';
import type { Result } from '../../sync/contract/result.ts';
import { prepareAll, type Context } from './context.ts';
import type { WriteError } from './errors.ts';
import type { StateCounts } from './tally.ts';

/** Setting: why every record has to be balanced soon; empty when nothing asks for it. */
export const balanceDueKey = 'balance.due';
/** Sealed hash of a record of which nothing but id and receipt number is left (salvage.ts). */
export const lostSha256 = '0'.repeat(64);

/** Problem code: this terminal has lost the sealed record, and the central API has it. */
const lostButHeldCode = 'payload-lost-held';

/** What applying one answer changed. */
export interface Balanced {
  readonly confirmed: number;
  /** Ids that are offered to the central API again, because it no longer has them (or has something else). */
  readonly reoffered: readonly string[];
  /** The same, but their sealed records are no longer here. */
  readonly lost: readonly string[];
  /** Ids that the central API holds for this terminal and the terminal does not know. */
  readonly surplus: readonly string[];
}

const Row = z.strictObject({
  state: z.enum(['saved', 'sent', 'accepted', 'needs-attention']),
  code: z.string().nullable(),
  sha256: z.string(),
  held: z.number(),
  earlier: z.number(),
});
type Row = z.infer<typeof Row>;
const SavedRow = z.strictObject({ seq: z.number(), id: z.string(), known: z.number() });

const sql = {
  window: `SELECT max(id) FROM outbox WHERE id < min(
             coalesce((SELECT min(id) FROM outbox INDEXED BY outbox_held WHERE state = 'accepted' AND erased_at IS NULL), '~'),
             coalesce((SELECT min(id) FROM outbox WHERE state <> 'accepted'), '~'))`,
  end: 'SELECT max(id) FROM outbox',
  page: 'SELECT id, sealed_sha256 AS sealedSha256 FROM outbox WHERE id > ? ORDER BY id LIMIT ?',
  row: `SELECT state, problem_code AS code, sealed_sha256 AS sha256, earlier_receipt IS NOT NULL AS earlier,
               EXISTS (SELECT 1 FROM payload WHERE payload.seq = outbox.seq) AS held
        FROM outbox WHERE id = ?`,
  confirm: `UPDATE outbox SET confirmed_at = coalesce(confirmed_at, :now) WHERE id = :id AND state = 'accepted'`,
  reoffer: `UPDATE outbox SET state = 'saved', state_at = :now, next_try_at = :now, problem_code = :code, confirmed_at = NULL,
                              earlier_receipt = coalesce(receipt, earlier_receipt), receipt = NULL
            WHERE id = :id`,
  lose: `UPDATE outbox SET state = 'needs-attention', state_at = :now, problem_code = :code, confirmed_at = NULL,
                           earlier_receipt = coalesce(receipt, earlier_receipt), receipt = NULL
         WHERE id = :id`,
  restore: `UPDATE outbox SET state = 'accepted', state_at = :now, problem_code = NULL, confirmed_at = :now,
                              receipt = earlier_receipt, earlier_receipt = NULL
            WHERE id = :id`,
  recode: 'UPDATE outbox SET problem_code = :code WHERE id = :id',
  hurry: `UPDATE outbox SET next_try_at = :now WHERE id = :id AND state = 'saved'`,
  ripe: `SELECT seq FROM outbox INDEXED BY outbox_held
         WHERE state = 'accepted' AND erased_at IS NULL AND confirmed_at IS NOT NULL AND state_at <= :before LIMIT :limit`,
  erase: 'DELETE FROM payload WHERE seq = ?',
  erased: 'UPDATE outbox SET erased_at = ? WHERE seq = ?',
  saved: `SELECT seq, json_extract(fields, '$.id') AS id,
                 EXISTS (SELECT 1 FROM outbox WHERE outbox.id = json_extract(audit.fields, '$.id')) AS known
          FROM audit WHERE kind IN ('registration.saved', 'command.saved') AND seq > ? AND json_valid(fields) ORDER BY seq LIMIT ?`,
} as const;

/** The balance's methods. `counts` is the tally of the outbox. */
export function balance({ db, now, write, record }: Context, counts: () => StateCounts) {
  const run = prepareAll(db, sql);
  const rowOf = (id: string): Row | null => {
    const raw = run.row.get(id);
    return raw === undefined ? null : Row.parse(raw);
  };

  /** Accepted here, not (or not this one) there. Gives what became of it; null when nothing had to. */
  const missing = (id: string, code: string): 'reoffered' | 'lost' | null => {
    const row = rowOf(id);
    if (row?.state !== 'accepted') return null;
    const became = row.held === 1 ? 'reoffered' : 'lost';
    run[became === 'reoffered' ? 'reoffer' : 'lose'].run({ id, code, now: now() });
    record(`registration.${became}`, { id, code });
    return became;
  };
  /** Held there although this terminal has no receipt: the next push brings it, or the earlier one counts again. */
  const collect = (id: string, row: Row): void => {
    if (row.state === 'saved') run.hurry.run({ id, now: now() });
    if (row.state !== 'needs-attention') return;
    if (row.held === 0 && row.earlier === 1) {
      run.restore.run({ id, now: now() });
      record('registration.accepted', { id });
    } else if (row.held === 0) {
      run.recode.run({ id, code: lostButHeldCode });
    } else if (row.code !== 'receipt-invalid') {
      run.reoffer.run({ id, code: 'balance-held', now: now() });
      record('registration.retried', { id, code: 'balance-held' });
    }
  };
  const confirm = (id: string): number => {
    const { changes } = run.confirm.run({ id, now: now() });
    if (changes > 0) return changes;
    const row = rowOf(id);
    if (row !== null) collect(id, row);
    return 0;
  };
  const different = (id: string): 'reoffered' | 'lost' | null => {
    if (rowOf(id)?.sha256 !== lostSha256) return missing(id, 'balance-different');
    // Nothing but the id is left here, and the central API has the record.
    run.recode.run({ id, code: lostButHeldCode });
    return null;
  };

  return {
    /** After which id a balance has to begin: everything before is confirmed and erased. Null: at the beginning. */
    balanceFrom: (): string | null =>
      z
        .string()
        .nullable()
        .parse(run.window.pluck().get() ?? null),

    /** The last id of all; null when there is none. */
    balanceEnd: (): string | null =>
      z
        .string()
        .nullable()
        .parse(run.end.pluck().get() ?? null),

    /** The page after `after` (`gone`: promises that have no row, for the sum), and where the next one begins (null: this was the last). */
    balancePage(
      after: string | null,
      gone: number,
    ): { readonly request: BalanceRequest; readonly next: string | null } {
      const rows = run.page.all(after ?? '', balancePageAtMost);
      const records = rows.map((row) => BalanceEntry.parse(row));
      const next = records.length < balancePageAtMost ? null : (records.at(-1)?.id ?? null);
      return { request: { after, upTo: next, records, counts: sum(counts(), gone) }, next };
    },

    /** Writes down what the central API said of a page. Saying it twice, or late, changes nothing more. */
    applyBalance(answer: BalanceAnswer): Result<Balanced, WriteError> {
      return write(() => {
        const became = { reoffered: [] as string[], lost: [] as string[] };
        const note = (id: string, what: 'reoffered' | 'lost' | null): void => {
          if (what !== null) became[what].push(id);
        };
        const confirmed = answer.confirmed.reduce((done, id) => done + confirm(id), 0);
        for (const id of answer.unknown) note(id, missing(id, 'balance-unknown'));
        for (const id of answer.different) note(id, different(id));
        const surplus = answer.surplus.filter((id) => rowOf(id) === null);
        return { confirmed, ...became, surplus };
      });
    },

    /**
     * Erases sealed records that are accepted since `acceptedBefore` (milliseconds since the epoch) and confirmed by a balance, `limit`
     * of them; gives how many. Their receipts stay.
     */
    eraseConfirmed(acceptedBefore: number, limit = 500): Result<number, WriteError> {
      return write(() => {
        const ripe = run.ripe.pluck().all({ before: acceptedBefore, limit });
        for (const seq of ripe) {
          run.erase.run(seq);
          run.erased.run(now(), seq);
        }
        if (ripe.length > 0) record('registration.erased', { count: ripe.length });
        return ripe.length;
      });
    },

    /**
     * Looks through the audit trail's promises after entry `after`, `limit` of them: ids that were told to be saved and are not in the
     * outbox in any state.
     */
    promisedButGone(
      after: number,
      limit = 5000,
    ): { readonly gone: readonly string[]; readonly last: number; readonly more: boolean } {
      const rows = run.saved.all(after, limit).map((row) => SavedRow.parse(row));
      return {
        gone: rows.filter(({ known }) => known === 0).map(({ id }) => id),
        last: rows.at(-1)?.seq ?? after,
        more: rows.length === limit,
      };
    },
  };
}

/** The terminal's own sum. */
function sum(counts: StateCounts, gone: number): BalanceCounts {
  const { saved, sent, accepted, 'needs-attention': needsAttention } = counts;
  const outbox = saved + sent;
  return { saved: outbox + accepted + needsAttention + gone, outbox, accepted, needsAttention };
}
