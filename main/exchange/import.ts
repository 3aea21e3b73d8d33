// Reads the central API's receipts file, verifies every line of it and applies it exactly as an answer that came over the wire. A line
// stands for itself: damaged ones are skipped and counted, and bringing the same file again changes nothing more.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { compactVerify, decodeProtectedHeader, errors, importJWK, type JWK } from 'jose';
import type { PushResult } from '../../sync/contract/api.ts';
import { bundleLines, ReceiptsPart, receiptsTyp } from '../../sync/contract/bundle.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { isPassing } from '../link/call.ts';
import { verifyReceipt, type ReceiptKeys } from '../link/receipt.ts';
import { diskCode, type WriteError } from '../store/errors.ts';
import type { Answer } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import type { FileTrouble } from './export.ts';

export interface Imported {
  readonly bundleId: string;
  readonly accepted: number;
  readonly needsAttention: number;
  /** Confirmed by the balance. */
  readonly confirmed: number;
  /** Offered again: the central API no longer has them. */
  readonly reoffered: number;
  readonly lost: number;
  /** Lines that are not what the central API signed for this terminal. */
  readonly damaged: number;
  /** Nothing is missing: neither in this file nor, when it was imported, in the bundle. */
  readonly complete: boolean;
}
export type ImportError = FileTrouble | WriteError | { readonly kind: 'nothing-for-us' };

export interface ImportOptions {
  readonly terminalId: string;
  readonly receiptKeys: ReceiptKeys;
  readonly keepDays: number;
  readonly now?: () => number;
}

const dayMs = 86_400_000;
type Tally = { -readonly [K in keyof Imported]: Imported[K] };

/** Applies the receipts file at `path`. */
export async function importReceipts(
  store: Store,
  path: string,
  options: ImportOptions,
): Promise<Result<Imported, ImportError>> {
  const tally: Tally = {
    ...{ bundleId: '', accepted: 0, needsAttention: 0, confirmed: 0, reoffered: 0, lost: 0 },
    ...{ damaged: 0, complete: false },
  };
  const hash = createHash('sha256');
  let at = 0;
  const input = createReadStream(path);
  try {
    for await (const line of bundleLines(input)) {
      const part = line === null ? null : await verified(line, options);
      if (line === null || part === null || (tally.bundleId !== '' && part.bundleId !== tally.bundleId)) {
        tally.damaged += 1;
        continue;
      }
      tally.bundleId = part.bundleId;
      at = Date.parse(part.at);
      const applied = await apply(store, part, tally, options, hash.copy().digest('hex'));
      if (!applied.ok) return applied;
      hash.update(`${line}\n`);
    }
  } catch (error) {
    const cause = diskCode(error);
    if (cause === null) throw error;
    return err({ kind: 'file', cause });
  } finally {
    input.destroy();
  }
  if (tally.bundleId === '') return err({ kind: 'nothing-for-us' });
  tally.complete &&= tally.damaged === 0;
  return finish(store, tally, at, options);
}

function finish(
  store: Store,
  tally: Imported,
  at: number,
  { keepDays, now = Date.now }: ImportOptions,
): Result<Imported, ImportError> {
  const told = store.audit('exchange.imported', {
    id: tally.bundleId,
    count: tally.accepted,
    left: tally.needsAttention,
    outcome: tally.complete ? 'complete' : 'incomplete',
  });
  if (!told.ok) return told;
  // Its own clock may be wrong; the central API's, when it signed this, was not later than the truth.
  for (const before = Math.min(now(), at) - keepDays * dayMs; ;) {
    const erased = store.eraseConfirmed(before);
    if (!erased.ok) return erased;
    if (erased.value === 0) return ok(tally);
  }
}

async function apply(
  store: Store,
  part: ReceiptsPart,
  tally: Tally,
  options: ImportOptions,
  sha256: string,
): Promise<Result<null, WriteError>> {
  switch (part.kind) {
    case 'results': {
      const answers = await Promise.all(part.results.map((result) => judge(store, result, options)));
      const written = store.answer(answers.filter((answer) => answer !== null));
      if (!written.ok) return written;
      tally.accepted += written.value.accepted;
      tally.needsAttention += written.value.needsAttention;
      return ok(null);
    }
    case 'balance': {
      const applied = store.applyBalance(part.answer);
      if (!applied.ok) return applied;
      tally.confirmed += applied.value.confirmed;
      tally.reoffered += applied.value.reoffered.length;
      tally.lost += applied.value.lost.length;
      return ok(null);
    }
    case 'end':
      tally.complete = part.complete && part.sha256 === sha256;
      return ok(null);
  }
}

/** As for an answer over the wire; null for a record that this terminal does not know. */
async function judge(
  store: Store,
  result: PushResult,
  { receiptKeys, now = Date.now }: ImportOptions,
): Promise<Answer | null> {
  const entry = store.entryOf(result.id);
  if (entry === null) return null;
  const { id } = result;
  if (result.outcome === 'refused') {
    const { code } = result.problem;
    if (isPassing(code)) return { id, outcome: 'later', code, nextTryAt: now() };
    return { id, outcome: 'needs-attention', code };
  }
  if (await verifyReceipt(result.receipt, entry, receiptKeys))
    return { id, outcome: 'accepted', verifiedReceipt: result.receipt };
  return { id, outcome: 'needs-attention', code: 'receipt-invalid' };
}

/** One line: signed by the central API, of the right kind, for this terminal; null otherwise. */
async function verified(
  line: string,
  { receiptKeys, terminalId }: ImportOptions,
): Promise<ReceiptsPart | null> {
  try {
    const { kid, typ } = decodeProtectedHeader(line);
    const jwk = receiptKeys(kid ?? '');
    if (jwk === null || typ !== receiptsTyp) return null;
    const { payload } = await compactVerify(line, await importJWK({ ...jwk } as JWK, 'ES256'), {
      algorithms: ['ES256'],
    });
    const part = ReceiptsPart.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    return part.success && part.data.terminalId === terminalId ? part.data : null;
  } catch (error) {
    // jose says TypeError of a header that it cannot decode.
    if (error instanceof errors.JOSEError || error instanceof SyntaxError || error instanceof TypeError)
      return null;
    throw error;
  }
}
