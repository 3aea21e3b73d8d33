// Mailboxes at rest: addressed by a hash and sealed under a key that only their owner's card gives. What the feed brought for those
// who asked for it, what was done here and is not seen in the mailbox yet, and how often PIN1 was wrong.
import { z } from 'zod';
import { Receipt } from '../../sync/contract/api.ts';
import { ok, type Result } from '../../sync/contract/result.ts';
import { prepareAll, type Context } from './context.ts';
import type { WriteError } from './errors.ts';
import { rowHash } from './row-hash.ts';
import { outboxStates } from './tally.ts';

/** How the feed's entries land. A snapshot replaces the one before; a message never changes. */
export const mailboxFeedSql = {
  message: `INSERT INTO message (recipient, id, epoch, seq, municipality, sent_at, arrived_at, sealed)
            VALUES (:recipient, :id, :epoch, :seq, :municipality, :sentAt, :now, :sealed)
            ON CONFLICT DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq`,
  messageHash: `UPDATE message SET sha256 = ${rowHash.message} WHERE recipient = :recipient AND id = :id`,
  messageGone: 'DELETE FROM message WHERE id = ?',
  messageOfGone: 'DELETE FROM message WHERE id = ? AND recipient = ?',
  mailbox: `INSERT INTO mailbox (recipient, epoch, seq, at, sealed) VALUES (:recipient, :epoch, :seq, :at, :sealed)
            ON CONFLICT DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, at = excluded.at, sealed = excluded.sealed
            WHERE (excluded.epoch, excluded.seq) > (mailbox.epoch, mailbox.seq)`,
  mailboxHash: `UPDATE mailbox SET sha256 = ${rowHash.mailbox} WHERE recipient = :recipient`,
  mailboxGone: 'DELETE FROM mailbox WHERE recipient = ?',
  messagesGone: 'DELETE FROM message WHERE recipient = ?',
  actionsGone: 'DELETE FROM mailbox_action WHERE recipient = ?',
  oldMessages: 'DELETE FROM message WHERE epoch < ?',
  oldMailboxes: 'DELETE FROM mailbox WHERE epoch < ?',
} as const;

/** What was done to a mailbox: sealed under its key, beside the command that is sealed to the central API. */
export const mailboxActionSql = {
  action:
    'INSERT INTO mailbox_action (id, recipient, saved_at, sealed) VALUES (:id, :recipient, :now, :sealed)',
} as const;

/** Five wrong PIN1 in a row, and none is compared for an hour. */
export const pin1MissesAtMost = 5;
const pin1PauseMs = 3_600_000;
/** A miss is remembered so long after the last one. */
const missesForgottenMs = 48 * 3_600_000;

export interface MailboxAtRest {
  /** Of the snapshot, ISO 8601. */
  readonly at: string;
  readonly sealed: string;
}
/** A command's other half: what its owner is shown of it. */
export interface ActionAtRest {
  readonly id: string;
  readonly sealed: string;
  readonly state: 'waiting' | 'accepted' | 'needs-attention';
  /** When the central API took it in, by its clock; null before. ISO 8601. */
  readonly acceptedAt: string | null;
}
/** How often PIN1 was wrong, and (milliseconds since the epoch) until when none is compared. */
export interface Pin1Misses {
  readonly left: number;
  readonly pausedUntil: number | null;
}

const Row = z.strictObject({ at: z.string(), sealed: z.string() });
const ActionRow = z.strictObject({
  id: z.string(),
  sealed: z.string(),
  state: z.enum(outboxStates),
  receipt: z.string().nullable(),
});
const MissRow = z.strictObject({ misses: z.number(), lastAt: z.number() });

const sql = {
  mailboxAt: 'SELECT at, sealed FROM mailbox WHERE recipient = ?',
  messageAt: 'SELECT sealed FROM message WHERE recipient = ? AND id = ?',
  messageIds: 'SELECT id FROM message WHERE recipient = ?',
  actions: `SELECT mailbox_action.id, mailbox_action.sealed, outbox.state, outbox.receipt
            FROM mailbox_action JOIN outbox USING (id) WHERE recipient = ? ORDER BY mailbox_action.seq`,
  actionGone: 'DELETE FROM mailbox_action WHERE id = ?',
  misses: 'SELECT misses, last_at AS lastAt FROM pin1_miss WHERE recipient = ?',
  missed: `INSERT INTO pin1_miss (recipient, misses, last_at) VALUES (:recipient, 1, :now)
           ON CONFLICT DO UPDATE SET misses = CASE WHEN :again THEN 1 ELSE misses + 1 END, last_at = :now`,
  /** Counted before the clock was set back: the pause goes on from now, not from a day that is still to come. */
  missesClamped: 'UPDATE pin1_miss SET last_at = :now WHERE recipient = :recipient AND last_at > :now',
  missesGone: 'DELETE FROM pin1_miss WHERE recipient = ?',
  oldMessages: 'DELETE FROM message WHERE sent_at < ?',
  oldMailboxes: 'DELETE FROM mailbox WHERE at < ?',
  oldActions: `DELETE FROM mailbox_action WHERE saved_at < ?
               AND (SELECT state FROM outbox WHERE outbox.id = mailbox_action.id) IS NOT 'saved'
               AND (SELECT state FROM outbox WHERE outbox.id = mailbox_action.id) IS NOT 'sent'`,
  oldMisses: 'DELETE FROM pin1_miss WHERE last_at < ?',
} as const;

/** The mailboxes' methods. Every write is one transaction, durable when it returns ok. */
export function mailboxes({ db, now, write, record }: Context) {
  const run = prepareAll(db, sql);
  const missesOf = (address: string): { readonly misses: number; readonly lastAt: number } => {
    const row = run.misses.get(address);
    return row === undefined ? { misses: 0, lastAt: 0 } : MissRow.parse(row);
  };
  const pausedUntil = ({ misses, lastAt }: { misses: number; lastAt: number }): number | null => {
    const until = lastAt + pin1PauseMs;
    return misses >= pin1MissesAtMost && until > now() ? until : null;
  };
  const missesNow = (address: string): Pin1Misses => {
    const found = missesOf(address);
    const paused = pausedUntil(found);
    const counted = found.misses >= pin1MissesAtMost && paused === null ? 0 : found.misses;
    return { left: Math.max(0, pin1MissesAtMost - counted), pausedUntil: paused };
  };

  return {
    /** The newest sight of a mailbox that its owner wants readable here; null: not kept. */
    mailboxAt(address: string): MailboxAtRest | null {
      const row = run.mailboxAt.get(address);
      return row === undefined ? null : Row.parse(row);
    },

    /** A kept message, sealed; null: not here. */
    messageAt: (address: string, id: string): string | null =>
      z
        .string()
        .nullable()
        .parse(run.messageAt.pluck().get(address, id) ?? null),

    /** Which messages of a mailbox are kept here. */
    messagesAt: (address: string): readonly string[] =>
      z.array(z.string()).parse(run.messageIds.pluck().all(address)),

    /** What was done to a mailbox here and may not be seen in it yet, oldest first. */
    actionsFor: (address: string): readonly ActionAtRest[] =>
      run.actions.all(address).map((raw) => {
        const { id, sealed, state, receipt } = ActionRow.parse(raw);
        const waiting = state === 'saved' || state === 'sent';
        return { id, sealed, state: waiting ? 'waiting' : state, acceptedAt: acceptedAt(receipt) };
      }),

    /** The mailbox shows them now. */
    actionsSeen(ids: readonly string[]): Result<null, WriteError> {
      if (ids.length === 0) return ok(null);
      return write(() => {
        for (const id of ids) run.actionGone.run(id);
        return null;
      });
    },

    pin1Misses(address: string): Pin1Misses {
      write(() => run.missesClamped.run({ recipient: address, now: now() }));
      return missesNow(address);
    },

    /** A PIN1 was wrong: on disk before anybody is told. */
    pin1Missed: (address: string): Result<Pin1Misses, WriteError> =>
      write(() => {
        const again = missesNow(address).left === pin1MissesAtMost ? 1 : 0;
        run.missed.run({ recipient: address, now: now(), again });
        const after = missesNow(address);
        if (after.pausedUntil !== null) record('pin.paused', { count: pin1MissesAtMost });
        return after;
      }),

    /** It was right: the count begins anew. */
    pin1Right: (address: string): Result<null, WriteError> =>
      write(() => {
        run.missesGone.run(address);
        return null;
      }),

    /** Forgets what was kept for longer than `keepDays`, and misses of days ago. What waits to be sent stays. */
    forgetMailboxes: (keepDays: number): Result<number, WriteError> =>
      write(() => {
        const before = now() - keepDays * 86_400_000;
        const since = new Date(before).toISOString();
        run.oldActions.run(before);
        run.oldMisses.run(now() - missesForgottenMs);
        return run.oldMessages.run(since).changes + run.oldMailboxes.run(since).changes;
      }),
  };
}

/** From a receipt that was verified when it came in; null: there is none, or it is damaged. */
function acceptedAt(receipt: string | null): string | null {
  if (receipt === null) return null;
  try {
    const payload: unknown = JSON.parse(
      Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString('utf8'),
    );
    const said = Receipt.safeParse(payload);
    return said.success ? said.data.at : null;
  } catch {
    return null;
  }
}
