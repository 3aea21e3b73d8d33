// The audit trail: who did what is told by kinds, ids and figures, and every entry carries the hash of the one before, so
// that a changed or missing one shows.
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import type { AuditFields } from './context.ts';

/** Hash before the first entry. */
const nothing = '0'.repeat(64);

const Code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,79}$/);
const Figure = z.number().int();
/** By allow-list, and by shape: an email address, a name in Japanese or a text with spaces is refused as a bug. */
const Fields = z.strictObject({
  id: z.uuid().optional(),
  receiptNumber: z
    .string()
    .regex(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    .optional(),
  sessionId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  terminalId: z.uuid().optional(),
  municipality: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  code: Code.optional(),
  state: Code.optional(),
  screen: Code.optional(),
  language: Code.optional(),
  document: Code.optional(),
  version: Code.optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  assurance: Code.optional(),
  channel: z.enum(['email', 'phone']).optional(),
  outcome: Code.optional(),
  kid: Code.optional(),
  count: Figure.optional(),
  left: Figure.optional(),
  number: Figure.optional(),
  seq: Figure.optional(),
  epoch: Figure.optional(),
  attempts: Figure.optional(),
  durationMs: Figure.optional(),
  clockErrorMs: Figure.optional(),
});
const Kind = z.string().regex(/^[a-z][a-z-]*(\.[a-z][a-z-]*)+$/);

/** An entry as it lies in the file. */
export const AuditRow = z.strictObject({
  seq: z.number(),
  at: z.number(),
  kind: z.string(),
  fields: z.string(),
  prev: z.string(),
  hash: z.string(),
});
type Row = z.infer<typeof AuditRow>;

/** What an entry is called that is not the one that was written. */
const damagedKind = 'audit.damaged';

/** An entry as it is read back. */
export interface AuditEntry {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: string;
  readonly fields: AuditFields;
}

/** What an entry's hash must be. */
export const hashOf = (row: Omit<Row, 'hash'>): string =>
  createHash('sha256')
    .update(`${row.prev}\n${String(row.seq)}\n${String(row.at)}\n${row.kind}\n${row.fields}`)
    .digest('hex');

function entryOf(raw: unknown): AuditEntry {
  const row = AuditRow.parse(raw);
  const { seq, at, kind } = row;
  if (hashOf(row) !== row.hash) return { seq, at, kind: damagedKind, fields: {} };
  // Written by `append`, which let nothing else through; still parsed, for the file is not ours alone.
  return { seq, at, kind, fields: Fields.parse(JSON.parse(row.fields)) as AuditFields };
}

/** How entries are appended, read and checked. Appending happens in the transaction of what is recorded. */
export function auditTrail(db: Database, now: () => number) {
  const last = db.prepare<[], Pick<Row, 'seq' | 'hash'>>(
    'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
  );
  const insert = db.prepare(
    'INSERT INTO audit (seq, at, kind, fields, prev, hash) VALUES (:seq, :at, :kind, :fields, :prev, :hash)',
  );
  const all = db.prepare('SELECT seq, at, kind, fields, prev, hash FROM audit ORDER BY seq');
  const newestOf = db.prepare(
    'SELECT seq, at, kind, fields, prev, hash FROM audit WHERE kind = ? ORDER BY seq DESC LIMIT 1',
  );
  const hashAt = db.prepare('SELECT hash FROM audit WHERE seq = ?');
  const newest = db.prepare('SELECT seq, at, kind, fields, prev, hash FROM audit ORDER BY seq DESC LIMIT ?');

  return {
    /** Fields that are not on the allow-list throw: that is a bug of the caller. */
    append(kind: string, fields: AuditFields): void {
      const before = last.get();
      const row = {
        seq: (before?.seq ?? 0) + 1,
        at: now(),
        kind: Kind.parse(kind),
        fields: JSON.stringify(Fields.parse(fields)),
        prev: before?.hash ?? nothing,
      };
      insert.run({ ...row, hash: hashOf(row) });
    },

    /** The newest entries, newest first. */
    newest: (limit: number): readonly AuditEntry[] => newest.all(limit).map((raw) => entryOf(raw)),

    /** The newest entry of a kind; null when there is none. */
    newestOf(kind: string): AuditEntry | null {
      const raw = newestOf.get(kind);
      return raw === undefined ? null : entryOf(raw);
    },

    /** Hash of an entry; null when it is not there. */
    hashAt: (seq: number): string | null =>
      z
        .string()
        .nullable()
        .parse(hashAt.pluck().get(seq) ?? null),

    /** Walks the whole chain; gives the number of the first entry that does not fit, or null. */
    firstBroken(): number | null {
      let prev = nothing;
      let seq = 0;
      for (const raw of all.iterate()) {
        const row = AuditRow.parse(raw);
        seq += 1;
        if (row.seq !== seq || row.prev !== prev || row.hash !== hashOf(row)) return seq;
        prev = row.hash;
      }
      return null;
    },
  };
}
