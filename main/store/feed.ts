// The feed's inbox: what the central API publishes to this terminal. A page and its cursor are written in one transaction, so
// that an entry is applied exactly once. An epoch is one unbroken reading of the feed: when the central API no longer knows our
// cursor, or we are enrolled elsewhere, a new one begins, and it wins over the older whatever its numbers are.
import { z } from 'zod';
import {
  Interest,
  KnownFeedEntry,
  LinkedService,
  Municipality,
  TrustList,
  type FeedEntry,
  type FeedPage,
  type LegalDocument,
} from '../../sync/contract/feed.ts';
import { unreachable, type Result } from '../../sync/contract/result.ts';
import { SlipKey } from '../../sync/contract/slips.ts';
import type { Language, LegalLanguage } from '../../sync/contract/words.ts';
import { balanceDueKey } from './balance.ts';
import { prepareAll, type Context } from './context.ts';
import type { WriteError } from './errors.ts';
import { mailboxFeedSql } from './mailboxes.ts';
import { dropDamagedRows, rowHash } from './row-hash.ts';
import { slipSql } from './slips.ts';

export interface Catalogue {
  readonly interests: readonly Interest[];
  readonly services: readonly LinkedService[];
  readonly municipalities: readonly Municipality[];
}
const Legal = KnownFeedEntry.options[3].omit({ seq: true, kind: true });
export type LegalText = z.infer<typeof Legal>;
const SealingKey = KnownFeedEntry.options[4].omit({ seq: true, kind: true });
export type SealingKey = z.infer<typeof SealingKey>;

const Jwk = z.record(z.string(), z.string());
const Summary = z.strictObject({ version: z.string(), text: z.string() });

const FeedRow = z.strictObject({
  cursor: z.string().nullable(),
  epoch: z.number(),
  appliedAt: z.number().nullable(),
});
const KeptRow = z.strictObject({ epoch: z.number(), seq: z.number(), body: z.string() });

const newer = (table: string) => `(excluded.epoch, excluded.seq) > (${table}.epoch, ${table}.seq)`;
const sql = {
  position: 'SELECT cursor, epoch, applied_at AS appliedAt FROM feed',
  move: 'UPDATE feed SET cursor = ?, applied_at = ?',
  restart: 'UPDATE feed SET cursor = NULL, epoch = epoch + 1',
  feedHash: `UPDATE feed SET sha256 = ${rowHash.feed}`,
  // A central API that no longer knows our cursor may have been restored from a backup: what else does it not know?
  balanceDue: `INSERT INTO setting (key, value) VALUES ('${balanceDueKey}', ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
  catalogue: `INSERT INTO catalogue (kind, epoch, seq, body) VALUES (:kind, :epoch, :seq, :body)
              ON CONFLICT DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, body = excluded.body
              WHERE ${newer('catalogue')}`,
  catalogueHash: `UPDATE catalogue SET sha256 = ${rowHash.catalogue} WHERE kind = :kind`,
  legal: `INSERT INTO legal (document, language, version, epoch, seq, effective, body)
          VALUES (:document, :language, :version, :epoch, :seq, :effective, :body)
          ON CONFLICT DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, effective = excluded.effective, body = excluded.body
          WHERE ${newer('legal')}`,
  legalHash: `UPDATE legal SET sha256 = ${rowHash.legal} WHERE document = :document AND language = :language AND version = :version`,
  ...mailboxFeedSql,
  keep: 'INSERT OR IGNORE INTO kept (epoch, seq, kind, body) VALUES (:epoch, :seq, :kind, :body)',
  keepHash: `UPDATE kept SET sha256 = ${rowHash.kept} WHERE epoch = :epoch AND seq = :seq`,
  kept: 'SELECT epoch, seq, body FROM kept ORDER BY epoch, seq',
  keptGone: 'DELETE FROM kept WHERE epoch = ? AND seq = ?',
  oldKept: 'DELETE FROM kept WHERE epoch < ?',
  slipEnds: slipSql.end,
  forgetTrust: "DELETE FROM catalogue WHERE kind = 'trust'",
  bodyOf: 'SELECT body FROM catalogue WHERE kind = ?',
  legalInForce: `SELECT body FROM legal WHERE document = :document AND language = :language
                 ORDER BY effective <= :today DESC, epoch DESC, seq DESC LIMIT 1`,
} as const;

/** The feed's methods and the views that are made of it. */
export function feed({ db, now, log, write, record }: Context) {
  const run = prepareAll(db, sql);
  const position = () => FeedRow.parse(run.position.get());
  const stand = (cursor: string): void => {
    run.move.run(cursor, now());
    run.feedHash.run();
  };
  const restart = (): void => {
    run.restart.run();
    run.feedHash.run();
  };
  const put = (kind: string, epoch: number, seq: number, body: unknown): void => {
    const row = { kind, epoch, seq, body: JSON.stringify(body) };
    run.catalogue.run(row);
    run.catalogueHash.run({ kind });
  };

  const applyKnown = (entry: KnownFeedEntry, epoch: number): void => {
    const { seq, kind, ...rest } = entry;
    const slot = (body: unknown) => put(kind, epoch, seq, body);
    switch (entry.kind) {
      case 'interests':
      case 'services':
      case 'municipalities':
        slot(entry.items);
        return;
      case 'sealing-key':
        slot({ kid: entry.kid, jwk: entry.jwk });
        return;
      case 'legal': {
        const { document, language, version, effective } = entry;
        const body = JSON.stringify(rest);
        run.legal.run({ document, language, version, effective, epoch, seq, body });
        run.legalHash.run({ document, language, version });
        return;
      }
      case 'message': {
        const { id, recipient, municipality, sentAt, sealed } = entry;
        run.message.run({ id, recipient, municipality, sentAt, sealed, epoch, seq, now: now() });
        run.messageHash.run({ recipient, id });
        return;
      }
      case 'message-deleted':
        if (entry.recipient === undefined) run.messageGone.run(entry.id);
        else run.messageOfGone.run(entry.id, entry.recipient);
        return;
      case 'mailbox': {
        const { recipient, at, sealed } = entry;
        run.mailbox.run({ recipient, at, sealed, epoch, seq });
        run.mailboxHash.run({ recipient });
        return;
      }
      case 'mailbox-gone':
        run.mailboxGone.run(entry.recipient);
        run.messagesGone.run(entry.recipient);
        run.actionsGone.run(entry.recipient);
        return;
      case 'legal-summary': {
        const { document, language, version, text } = entry;
        put(`summary:${document}:${language}`, epoch, seq, { version, text });
        return;
      }
      case 'trust':
        slot({ certificates: entry.certificates, retired: entry.retired });
        return;
      case 'slip-keys':
        slot(entry.keys);
        return;
      case 'slip-cancelled':
        run.slipEnds.run({ sha256: entry.sha256, recordId: null, state: 'cancelled', now: now() });
        return;
      case 'receipt-key':
        // Each has a place of its own: receipts of earlier keys come again after an outage.
        put(`receipt-key:${entry.kid}`, epoch, seq, entry.jwk);
        return;
      default:
        return unreachable(entry);
    }
  };
  const apply = (entry: FeedEntry, epoch: number): void => {
    const known = KnownFeedEntry.safeParse(entry);
    if (known.success) return applyKnown(known.data, epoch);
    run.keep.run({ epoch, seq: entry.seq, kind: entry.kind, body: JSON.stringify(entry) });
    run.keepHash.run({ epoch, seq: entry.seq });
    log('feed.entry-kept', { seq: entry.seq });
  };
  /** What an older version could not read may be plain to this one. */
  const applyKept = (): void => {
    for (const raw of run.kept.all()) {
      const row = KeptRow.parse(raw);
      const known = KnownFeedEntry.safeParse(JSON.parse(row.body));
      if (!known.success) continue;
      applyKnown(known.data, row.epoch);
      run.keptGone.run(row.epoch, row.seq);
    }
  };
  const readAnew = (code: string, count?: number): void => {
    restart();
    run.balanceDue.run('feed-restarted');
    record('feed.restarted', { code, epoch: position().epoch, ...(count === undefined ? {} : { count }) });
  };
  write(() => {
    const damaged = dropDamagedRows(db);
    if (damaged > 0) {
      readAnew('damaged', damaged);
      log('feed.damaged', { rows: damaged });
    }
    applyKept();
  });
  const body = (kind: string): unknown => {
    const text = run.bodyOf.pluck().get(kind);
    return typeof text === 'string' ? JSON.parse(text) : null;
  };

  return {
    /** Where the next page begins; null for the feed's beginning. */
    cursor: (): string | null => position().cursor,

    /** When a page was last applied, milliseconds since the epoch. */
    lastApplied: (): number | null => position().appliedAt,

    /**
     * Applies a page that was asked for with the cursor `after`. A page that does not continue where we stand is not applied
     * (`applied: false`): it was asked for before something else moved the cursor.
     */
    applyFeed(
      page: FeedPage,
      after: string | null,
    ): Result<{ applied: boolean; entries: number }, WriteError> {
      return write(() => {
        const { cursor, epoch } = position();
        if (cursor !== after) return { applied: false, entries: 0 };
        for (const entry of page.entries) apply(entry, epoch);
        if (!page.more) {
          // The reading has caught up: what only an older one brought exists no longer.
          run.oldMessages.run(epoch);
          run.oldMailboxes.run(epoch);
          run.oldKept.run(epoch);
        }
        stand(page.cursor);
        return { applied: true, entries: page.entries.length };
      });
    },

    /** Begins a new reading of the feed. What is here stays in use until the new reading replaces it. */
    restartFeed(code: string): Result<null, WriteError> {
      return write(() => {
        readAnew(code);
        return null;
      });
    },

    /** Enrolled at a central API: its feed begins anew, and its sealing key is ours until the feed brings another. */
    adoptCentral(key: SealingKey, terminalId: string): Result<null, WriteError> {
      return write(() => {
        restart();
        // Another central API's word on whom to trust must not outlive it.
        run.forgetTrust.run();
        const { epoch } = position();
        put('sealing-key', epoch, 0, key);
        run.balanceDue.run('enrolled');
        record('terminal.enrolled', { terminalId, epoch });
        return null;
      });
    },

    /** The newest lists; empty ones before the first page. */
    catalogue: (): Catalogue => ({
      interests: z.array(Interest).parse(body('interests') ?? []),
      services: z.array(LinkedService).parse(body('services') ?? []),
      municipalities: z.array(Municipality).parse(body('municipalities') ?? []),
    }),

    /** The text in force today (Japan); when none is yet, the newest that we have. */
    legal(document: LegalDocument, language: LegalLanguage): LegalText | null {
      const today = new Date(now() + 9 * 3_600_000).toISOString().slice(0, 10);
      const text = run.legalInForce.pluck().get({ document, language, today });
      return typeof text === 'string' ? Legal.parse(JSON.parse(text)) : null;
    },

    /** A legal text in short in this language, when there is one of the version in force. */
    legalSummary(document: LegalDocument, language: Language): string | null {
      const summary = Summary.nullable().parse(body(`summary:${document}:${language}`));
      return summary !== null && summary.version === this.legal(document, 'ja')?.version
        ? summary.text
        : null;
    },

    /** The key to which registrations are sealed; null before enrolment. */
    sealingKey(): SealingKey | null {
      const key = body('sealing-key');
      return key === null ? null : SealingKey.parse(key);
    },

    /** Whom the central API told us to trust; null when it has not told anything since the enrolment. */
    trust(): TrustList | null {
      const list = body('trust');
      return list === null ? null : TrustList.parse(list);
    },

    /** The keys that slips of this municipality are signed with; none before the feed has brought them. */
    slipKeys: (): readonly SlipKey[] => z.array(SlipKey).parse(body('slip-keys') ?? []),

    /** The public half of a key that receipts are signed with, by its kid; null when the feed has not brought it. */
    receiptKey(kid: string): Readonly<Record<string, string>> | null {
      const jwk = body(`receipt-key:${kid}`);
      return jwk === null ? null : Jwk.parse(jwk);
    },
  };
}
