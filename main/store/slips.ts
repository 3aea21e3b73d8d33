// What this terminal knows of slips, by the hash of their number, and the notices that the central API has not taken yet. A notice is
// in the file before the paper is asked for: a slip that was replaced is dead whatever happens next.
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Result } from '../../sync/contract/result.ts';
import { longestSlipDays } from '../../sync/contract/slip-token.ts';
import { SlipNotice } from '../../sync/contract/slips.ts';
import { prepareAll, type Context } from './context.ts';
import type { WriteError } from './errors.ts';
import { instantOf } from './instant.ts';
import { parseJson } from './setting.ts';

/** A slip as the disk may know it. */
export interface SlipMark {
  /** SHA-256 of its number, hex. */
  readonly sha256: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}
export interface SlipPrinted extends SlipMark {
  readonly recordId: string;
  /** SHA-256 of the number of the slip that it takes the place of. */
  readonly replaces: string;
}
const SlipState = z.enum(['out', 'replaced', 'cancelled']);
export type SlipState = z.infer<typeof SlipState>;

const DAY_MS = 86_400_000;
/** A slip has expired by then, whenever it was made. */
const forgottenAfterMs = (longestSlipDays + 2) * DAY_MS;

export const slipSql = {
  first: `INSERT OR IGNORE INTO slip (sha256, record_id, expires_at, state, state_at)
          VALUES (:sha256, :recordId, :expiresAt, 'out', :now)`,
  /** What was cancelled stays so, whichever word comes last. */
  end: `INSERT INTO slip (sha256, record_id, expires_at, state, state_at) VALUES (:sha256, :recordId, NULL, :state, :now)
        ON CONFLICT DO UPDATE SET state = excluded.state, state_at = excluded.state_at WHERE state = 'out'`,
} as const;
const sql = {
  ...slipSql,
  notice: 'INSERT INTO slip_notice (id, body) VALUES (?, ?)',
  waiting: 'SELECT id, body FROM slip_notice WHERE told_at IS NULL ORDER BY seq LIMIT ?',
  told: 'UPDATE slip_notice SET told_at = ? WHERE id = ? AND told_at IS NULL',
  state: 'SELECT state FROM slip WHERE sha256 = ?',
  all: 'SELECT sha256, record_id AS recordId, expires_at AS expiresAt, state, state_at AS stateAt FROM slip ORDER BY state_at, sha256',
  oldSlips: 'DELETE FROM slip WHERE state_at < ?',
  oldNotices: 'DELETE FROM slip_notice WHERE told_at < ?',
} as const;

/** The slips' methods. Every write is one transaction, durable when it returns ok. */
export function slips({ db, now, write, record }: Context) {
  const run = prepareAll(db, sql);
  const tell = (notice: SlipNotice): void => {
    run.notice.run(notice.id, JSON.stringify(notice));
  };
  const stamp = (at = now()) => ({ id: uuidv7(), at: instantOf(at) });
  /** How every slip stands; what the central API knows already changes nothing there. */
  const tellAgain = (): void => {
    for (const { sha256, recordId, expiresAt, state, stateAt } of run.all
      .all()
      .map((row) => SlipRow.parse(row)))
      if (state !== 'out') tell({ ...stamp(), kind: 'cancelled', sha256, by: 'staff' });
      else if (recordId !== null && expiresAt !== null) {
        const until = instantOf(expiresAt);
        tell({ ...stamp(stateAt), kind: 'printed', recordId, sha256, expiresAt: until, replaces: null });
      }
  };
  write(() => {
    const waiting = run.waiting.all(-1).map((row) => NoticeRow.parse(row));
    const damaged = waiting.filter(({ body }) => noticeIn(body) === null);
    // One that a flipped byte made unreadable is written off, and what it may have said is said again.
    for (const { id } of damaged) run.told.run(now(), id);
    if (damaged.length === 0) return;
    record('slip.notices-damaged', { count: damaged.length });
    tellAgain();
  });

  return {
    /** A slip took the place of another: the other is cancelled, here and (by a notice) everywhere. */
    slipPrinted: ({ recordId, sha256, expiresAt, replaces }: SlipPrinted): Result<null, WriteError> =>
      write(() => {
        run.end.run({ sha256: replaces, recordId, state: 'replaced', now: now() });
        run.first.run({ sha256, recordId, expiresAt: Date.parse(expiresAt), now: now() });
        tell({ ...stamp(), kind: 'printed', recordId, sha256, expiresAt, replaces });
        record('slip.replaced', { id: recordId });
        return null;
      }),

    /** Staff cancelled a slip that lay on the counter, of whichever terminal. Twice is once. */
    cancelSlip: (sha256: string): Result<null, WriteError> =>
      write(() => {
        if (run.end.run({ sha256, recordId: null, state: 'cancelled', now: now() }).changes === 0)
          return null;
        tell({ ...stamp(), kind: 'cancelled', sha256, by: 'staff' });
        record('slip.cancelled', { code: 'staff' });
        return null;
      }),

    /** As far as it is known here; null: nothing is. */
    slipState: (sha256: string): SlipState | null =>
      SlipState.nullable().parse(run.state.pluck().get(sha256) ?? null),

    /** The oldest notices that were not taken yet. */
    slipNotices: (limit: number): readonly SlipNotice[] =>
      run.waiting.all(limit).flatMap((row) => noticeIn(NoticeRow.parse(row).body) ?? []),

    /** Notices may have been lost with a damaged file: the central API is told anew how every slip stands. */
    tellSlipsAgain: (): Result<null, WriteError> =>
      write(() => {
        tellAgain();
        return null;
      }),

    slipNoticesTold: (ids: readonly string[]): Result<null, WriteError> =>
      write(() => {
        for (const id of ids) run.told.run(now(), id);
        return null;
      }),

    /** Forgets slips that have expired whenever they were made, and notices that were taken long ago. */
    forgetSlips: (): Result<null, WriteError> =>
      write(() => {
        const before = now() - forgottenAfterMs;
        run.oldSlips.run(before);
        run.oldNotices.run(before);
        return null;
      }),
  };
}

const NoticeRow = z.strictObject({ id: z.string(), body: z.string() });
const SlipRow = z.strictObject({
  sha256: z.string(),
  recordId: z.string().nullable(),
  expiresAt: z.number().nullable(),
  state: SlipState,
  stateAt: z.number(),
});

/** Null when it is damaged. */
const noticeIn = (body: string): SlipNotice | null => SlipNotice.safeParse(parseJson(body)).data ?? null;
