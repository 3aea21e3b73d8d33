// Writes a fresh store from what was found: every registration that anything still speaks of, each once, in a state that errs towards
// sending it again. The central API answers a repetition with its first receipt, so too much is harmless and too little is not.
import { closeSync, fsyncSync, openSync } from 'node:fs';
import Database, { type Database as Db } from 'better-sqlite3';
import { z } from 'zod';
import { Receipt } from '../../../sync/contract/api.ts';
import { auditTrail } from '../audit.ts';
import { balanceDueKey, lostSha256 } from '../balance.ts';
import { applicationId } from '../open.ts';
import { migrate } from '../migrations/index.ts';
import { prepareAll } from '../context.ts';
import { parseJson } from '../setting.ts';
import { gather } from './gather.ts';
import type { RawFile } from './raw-file.ts';

export interface Rebuilt {
  /** Registrations whose state and, where it is still needed, sealed record are there again. */
  readonly kept: number;
  /** Ids that were promised and of which nothing is left but the id. */
  readonly lost: readonly string[];
}
/** Problem code of a registration whose sealed record could not be read any more. */
export const lostCode = 'payload-lost';
/** Where nothing tells the receipt number. */
const noNumber = '0000-0000';

const Best = z.strictObject({
  seq: z.number(),
  receiptNumber: z.string(),
  savedAt: z.number(),
  state: z.string(),
  stateAt: z.number(),
  attempts: z.number(),
  code: z.string().nullable(),
  sha256: z.string(),
  receipt: z.string().nullable(),
  erasedAt: z.number().nullable(),
  earlierReceipt: z.string().nullable(),
});
const Promised = z.strictObject({
  receiptNumber: z.string().nullable(),
  sha256: z.string().nullable(),
  at: z.number(),
});
const Sealed = z.strictObject({
  sha256: z.string(),
  id: z.string().nullable(),
  source: z.number(),
  view: z.enum(['newest', 'main']),
  page: z.number(),
  offset: z.number(),
});

const promises = `INSERT OR IGNORE INTO promised
             SELECT json_extract(fields, '$.id'), json_extract(fields, '$.receiptNumber'), json_extract(fields, '$.sha256'), at
             FROM audit WHERE kind IN ('registration.saved', 'command.saved') ORDER BY seq`;
const sql = {
  ids: `SELECT id FROM (SELECT id FROM promised UNION SELECT id FROM found_row UNION
                        SELECT id FROM found_payload WHERE id IS NOT NULL)
        WHERE id > ? ORDER BY id LIMIT 500`,
  best: `SELECT seq, receipt_number AS receiptNumber, saved_at AS savedAt, state, state_at AS stateAt, attempts, code, sha256, receipt,
                erased_at AS erasedAt, earlier_receipt AS earlierReceipt
         FROM found_row WHERE id = ? ORDER BY state_at DESC, state = 'accepted' DESC, source LIMIT 1`,
  promised: 'SELECT receipt_number AS receiptNumber, sha256, at FROM promised WHERE id = ?',
  sealed: 'SELECT sha256, id, source, view, page, at AS "offset" FROM found_payload WHERE sha256 = ?',
  named: 'SELECT sha256, id, source, view, page, at AS "offset" FROM found_payload WHERE id = ? LIMIT 1',
  taken: 'SELECT 1 FROM outbox WHERE seq = ?',
  insert: `INSERT INTO outbox (seq, id, receipt_number, saved_at, state, state_at, attempts, next_try_at, problem_code, sealed_bytes,
                               sealed_sha256, receipt, erased_at, earlier_receipt)
           VALUES (:seq, :id, :receiptNumber, :savedAt, :state, :stateAt, :attempts, :savedAt, :code, :bytes,
                   :sha256, :receipt, :erasedAt, :earlierReceipt)`,
  payload: 'INSERT INTO payload (seq, sealed) VALUES (?, ?)',
} as const;

/** Builds a store at `path` (which must not exist) out of `sources`, the first one believed first. Durable when it returns. */
export function rebuild(path: string, sources: readonly RawFile[], now: () => number): Rebuilt {
  const db = new Database(path);
  try {
    // Until it is renamed into place nobody needs this file: only the end has to be durable.
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma(`application_id = ${String(applicationId)}`);
    const migrated = migrate(db, path);
    if (!migrated.ok) throw new Error(migrated.error.kind);
    gather(db, sources);
    const rebuilt = settle(db, sources, now);
    tell(db, rebuilt, now);
    return rebuilt;
  } finally {
    db.close();
    const fd = openSync(path, 'r+');
    fsyncSync(fd);
    closeSync(fd);
  }
}

function settle(db: Db, sources: readonly RawFile[], now: () => number): Rebuilt {
  db.exec('CREATE TEMP TABLE promised (id TEXT PRIMARY KEY, receipt_number TEXT, sha256 TEXT, at INTEGER)');
  db.exec(promises);
  const run = prepareAll(db, sql);
  const one = <T>(schema: z.ZodType<T>, raw: unknown): T | null =>
    raw === undefined ? null : schema.parse(raw);
  const sealedOf = (found: z.infer<typeof Sealed> | null): string | null => {
    const value = found === null ? null : sources[found.source]?.row(found)?.values[1];
    return typeof value === 'string' ? value : null;
  };
  let kept = 0;
  const lost: string[] = [];

  const put = (id: string): void => {
    const row = one(Best, run.best.get(id));
    const promise = one(Promised, run.promised.get(id));
    const bySha = (sha: string | null | undefined) => (sha == null ? null : one(Sealed, run.sealed.get(sha)));
    // The audit trail's hash is proved by its chain. Without it the outbox row's may be what is damaged: then the central API judges.
    const found =
      promise?.sha256 == null
        ? (bySha(row?.sha256) ?? one(Sealed, run.named.get(id)))
        : bySha(promise.sha256);
    // A row whose id was damaged: its sealed record says whose it is, and stands under that id.
    if (found?.id != null && found.id !== id && promise === null) return;
    const sealed = sealedOf(found);
    const sha256 = (sealed === null ? null : found?.sha256) ?? promise?.sha256 ?? row?.sha256 ?? lostSha256;
    const accepted = row?.state === 'accepted' && row.receipt !== null && speaksOf(row.receipt, id, sha256);
    const gone = !accepted && sealed === null;
    const state = accepted
      ? 'accepted'
      : gone || row?.state === 'needs-attention'
        ? 'needs-attention'
        : 'saved';
    const { lastInsertRowid } = run.insert.run({
      id,
      seq: row === null || run.taken.get(row.seq) !== undefined ? null : row.seq,
      receiptNumber: promise?.receiptNumber ?? row?.receiptNumber ?? noNumber,
      savedAt: row?.savedAt ?? promise?.at ?? now(),
      state,
      stateAt: row?.stateAt ?? promise?.at ?? now(),
      attempts: row?.attempts ?? 0,
      code: gone ? lostCode : state === 'needs-attention' ? (row?.code ?? lostCode) : null,
      bytes: sealed === null ? 0 : Buffer.byteLength(sealed),
      sha256,
      receipt: accepted ? row.receipt : null,
      erasedAt: accepted && sealed === null ? (row.erasedAt ?? now()) : null,
      earlierReceipt: accepted ? null : (row?.earlierReceipt ?? row?.receipt ?? null),
    });
    if (sealed !== null) run.payload.run(lastInsertRowid, sealed);
    if (gone) lost.push(id);
    else kept += 1;
  };
  for (let after = ''; ;) {
    const ids = run.ids
      .pluck()
      .all(after)
      .map((id) => String(id));
    if (ids.length === 0) return { kept, lost };
    db.transaction(() => ids.forEach(put))();
    after = ids.at(-1) ?? after;
  }
}

/** The audit trail says what was salvaged, and by id what was not. */
function tell(db: Db, { kept, lost }: Rebuilt, now: () => number): void {
  db.transaction(() => {
    const trail = auditTrail(db, now);
    trail.append('store.salvaged', { count: kept, left: lost.length });
    for (const id of lost) trail.append('registration.lost', { id, code: lostCode });
    db.prepare('INSERT INTO setting (key, value) VALUES (?, ?)').run(balanceDueKey, 'salvaged');
  })();
}

/** Whether a receipt's payload names this record. Its signature was verified when it came in; here only damage is looked for. */
function speaksOf(receipt: string, id: string, sha256: string): boolean {
  const payload = parseJson(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const said = Receipt.safeParse(payload);
  return said.success && said.data.id === id && (said.data.sealedSha256 === sha256 || sha256 === lostSha256);
}
