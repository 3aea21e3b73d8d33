// Sorts the rows of broken files into what they are. Each kind proves itself: an audit entry by its own hash, a sealed record by the hash
// that outbox and audit trail remember, a legal text by its SHA-256. What proves nothing is not taken.
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { Interest, LinkedService, Municipality, KnownFeedEntry } from '../../../sync/contract/feed.ts';
import { CompactJose, Sha256Hex, Uuid } from '../../../sync/contract/words.ts';
import { hashOf } from '../audit.ts';
import { hashOfRow, hashRows } from '../row-hash.ts';
import { parseJson } from '../setting.ts';
import { outboxStates } from '../tally.ts';
import type { RawFile, FoundRow } from './raw-file.ts';
import type { Value } from './record-format.ts';

const integer = z.number().int();
/** As in migration 10; migration 20 added the last three, which an older row does not have. */
const OutboxRow = z.tuple([
  z.null(),
  Uuid,
  z.string().regex(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
  integer,
  z.enum(outboxStates),
  integer,
  integer,
  integer,
  z.string().nullable(),
  integer,
  Sha256Hex,
  z.string().nullable(),
  integer.nullable(),
  integer.nullable(),
  z.string().nullable(),
]);
const AuditRow = z.tuple([z.null(), integer, z.string(), z.string(), Sha256Hex, Sha256Hex]);
const PayloadRow = z.tuple([z.null(), CompactJose]);
const CatalogueRow = z.tuple([
  z.enum(['interests', 'services', 'municipalities']),
  integer,
  integer,
  z.string(),
]);
const LegalRow = z.tuple([z.string(), z.string(), z.string(), integer, integer, z.iso.date(), z.string()]);
const SettingRow = z.tuple([z.enum(['central.port']), z.string().regex(/^\d{1,5}$/)]);
const Lists = {
  interests: z.array(Interest),
  services: z.array(LinkedService),
  municipalities: z.array(Municipality),
};
const Legal = KnownFeedEntry.options[3].omit({ seq: true, kind: true });

/** What was done to a mailbox, for its owner's eyes. Whether it is whole shows when their card opens it. */
const ActionRow = z.tuple([z.null(), Uuid, Sha256Hex, integer, CompactJose]);
const MissRow = z.tuple([Sha256Hex, integer, integer]);
const SlipRow = z.tuple([
  Sha256Hex,
  Uuid.nullable(),
  integer.nullable(),
  z.enum(['out', 'replaced', 'cancelled']),
  integer,
]);

/** Tables for what was found, beside the fresh store's own; they go away with the connection. */
const workshop = `
  CREATE TEMP TABLE found_row (
    id TEXT, seq INTEGER, receipt_number TEXT, saved_at INTEGER, state TEXT, state_at INTEGER, attempts INTEGER, code TEXT,
    sha256 TEXT, receipt TEXT, confirmed_at INTEGER, erased_at INTEGER, earlier_receipt TEXT, source INTEGER);
  CREATE INDEX temp.found_row_id ON found_row (id);
  CREATE TEMP TABLE found_payload (sha256 TEXT PRIMARY KEY, id TEXT, source INTEGER, view TEXT, page INTEGER, at INTEGER);
  CREATE INDEX temp.found_payload_id ON found_payload (id);
`;

/** Reads every source to its end into `db`: audit and feed into their tables, the rest into the workshop. The first source wins. */
export function gather(db: Database, sources: readonly RawFile[]): void {
  db.exec(workshop);
  const audit = db.prepare(
    'INSERT OR IGNORE INTO audit (seq, at, kind, fields, prev, hash) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const row = db.prepare(
    `INSERT INTO found_row VALUES (:id, :seq, :receiptNumber, :savedAt, :state, :stateAt, :attempts, :code,
                                   :sha256, :receipt, :confirmedAt, :erasedAt, :earlierReceipt, :source)`,
  );
  const payload = db.prepare('INSERT OR IGNORE INTO found_payload VALUES (?, ?, ?, ?, ?, ?)');
  const newer = 'WHERE (excluded.epoch, excluded.seq) > (epoch, seq)';
  const catalogue = db.prepare(
    `INSERT INTO catalogue (kind, epoch, seq, body) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, body = excluded.body ${newer}`,
  );
  const legal = db.prepare(
    `INSERT INTO legal (document, language, version, epoch, seq, effective, body) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, effective = excluded.effective, body = excluded.body ${newer}`,
  );
  const setting = db.prepare('INSERT OR IGNORE INTO setting (key, value) VALUES (?, ?)');

  const action = db.prepare(
    'INSERT OR IGNORE INTO mailbox_action (seq, id, recipient, saved_at, sealed) VALUES (?, ?, ?, ?, ?)',
  );
  // Of several versions of a row the sternest counts.
  const miss = db.prepare(
    `INSERT INTO pin1_miss (recipient, misses, last_at) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET misses = max(misses, excluded.misses), last_at = max(last_at, excluded.last_at)`,
  );

  const slip = db.prepare(
    `INSERT INTO slip (sha256, record_id, expires_at, state, state_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET state = excluded.state, state_at = excluded.state_at WHERE slip.state = 'out'`,
  );

  const take = ({ rowid, values: found, place }: FoundRow, source: number): void => {
    const values = withoutHash(found);
    switch (values.length) {
      case 2: {
        const sealed = PayloadRow.safeParse(values);
        if (sealed.success) {
          const [, text] = sealed.data;
          payload.run(sha256(text), recordIdOf(text), source, place.view, place.page, place.offset);
        } else if (SettingRow.safeParse(values).success) setting.run(...values);
        return;
      }
      case 3: {
        const found = MissRow.safeParse(values);
        if (found.success) miss.run(...found.data);
        return;
      }
      case 5: {
        const found = ActionRow.safeParse(values);
        if (found.success) action.run(rowid, ...found.data.slice(1));
        const printed = SlipRow.safeParse(values);
        if (printed.success) slip.run(...printed.data);
        return;
      }
      case 4: {
        const found = CatalogueRow.safeParse(values);
        if (found.success && Lists[found.data[0]].safeParse(parseJson(found.data[3])).success)
          catalogue.run(...found.data);
        return;
      }
      case 6: {
        const found = AuditRow.safeParse(values);
        if (!found.success) return;
        const [, at, kind, fields, prev, hash] = found.data;
        if (hashOf({ seq: rowid, at, kind, fields, prev }) === hash)
          audit.run(rowid, at, kind, fields, prev, hash);
        return;
      }
      case 7: {
        const found = LegalRow.safeParse(values);
        const text = found.success ? Legal.safeParse(parseJson(found.data[6])) : null;
        if (found.success && text?.success === true && sha256(text.data.text) === text.data.sha256)
          legal.run(...found.data);
        return;
      }
      default:
        takeOutbox(values, rowid, source);
    }
  };
  const takeOutbox = (values: readonly unknown[], seq: number, source: number): void => {
    const found = OutboxRow.safeParse([...values, null, null, null].slice(0, 15));
    if (!found.success || values.length < 12) return;
    const [, id, receiptNumber, savedAt, state, stateAt, attempts, , code, , sha, receipt, ...kept] =
      found.data;
    const [confirmedAt, erasedAt, earlierReceipt] = kept;
    row.run({
      ...{ id, seq, receiptNumber, savedAt, state, stateAt, attempts, code, sha256: sha, receipt },
      ...{ confirmedAt, erasedAt, earlierReceipt, source },
    });
  };
  db.transaction(() => {
    for (const [index, source] of sources.entries()) for (const each of source.rows()) take(each, index);
    // Whatever the feed brings next is newer than what was salvaged.
    db.exec('UPDATE catalogue SET epoch = 0; UPDATE legal SET epoch = 0');
    hashRows(db);
  })();
}

/** A row that the feed brought, when its hash fits; any other as it is (rows of versions before migration 50 had none). */
function withoutHash(values: readonly Value[]): readonly Value[] {
  const row = values.slice(0, -1);
  return values.at(-1) === hashOfRow(...row) ? row : values;
}

/** The id that `sealRecord` writes into the seal's header; null for records of earlier versions. */
export function recordIdOf(sealed: string): string | null {
  const header = parseJson(Buffer.from(sealed.split('.', 1)[0] ?? '', 'base64url').toString('utf8'));
  const named = z.looseObject({ rid: Uuid }).safeParse(header);
  return named.success ? named.data.rid : null;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
