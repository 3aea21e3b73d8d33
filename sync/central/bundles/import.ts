// Takes in a bundle from a network where only files may cross, through the very same judge as a push, and writes the receipts file
// that goes back. Everything is idempotent: the same bundle again gets the same answers, as duplicates.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { bundleLines } from '../../contract/bundle.ts';
import type { BundlePart } from '../../contract/bundle.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Parts } from '../parts.ts';
import { receiveBatch } from '../registrations/receive.ts';
import { answerBalance } from '../terminals/balance.ts';
import { openLine } from './part.ts';
import type { LineError } from './part.ts';
import { beginReceipts } from './receipts.ts';
import type { ReceiptsFile } from './receipts.ts';

export interface Imported {
  readonly bundleId: string;
  readonly terminalId: string;
  /** The bundle's own end was read and agreed. */
  readonly complete: boolean;
  /** Lines that could not be read or were not of this bundle. */
  readonly damaged: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly refused: number;
}

/** Nothing of the bundle could be taken in, or a file could not be read or written (`no-file`); there is no receipts file. */
export type ImportError = LineError | 'empty' | 'no-file';

/** Words for the person who brings the file. */
export const importWords: Readonly<Record<ImportError, string>> = {
  damaged: 'this is no bundle, or none of its lines came through whole; export it anew',
  'seal-unreadable': 'the bundle is sealed to a key that this central API does not have, or no longer has',
  'terminal-unknown': 'the terminal that made this bundle is not enrolled here',
  'terminal-revoked': 'the terminal that made this bundle has been revoked; nothing was taken in',
  'signature-invalid': 'the signature of the terminal does not verify; nothing was taken in',
  empty: 'the file is empty',
  'no-file':
    'the bundle cannot be read, or the receipts cannot be written; what was taken in stays so: import it again',
};

/** Imports `bundle` and writes `receipts`. */
export async function importBundle(
  bundle: string,
  receipts: string,
  parts: Parts,
): Promise<Result<Imported, ImportError>> {
  const reading = new Reading(receipts, parts);
  try {
    for await (const line of bundleLines(createReadStream(bundle))) {
      const refused = await reading.line(line);
      if (refused !== null) return await reading.giveUp(refused);
    }
    return await reading.end();
  } catch (cause) {
    await reading.giveUp('damaged');
    if (isFileError(cause)) return err('no-file');
    throw cause;
  }
}

/** Not there, not ours, full, or a stick that broke while it was read. What says so of the network is the database's. */
const isFileError = (cause: unknown): boolean =>
  cause instanceof Error &&
  'code' in cause &&
  typeof cause.code === 'string' &&
  ['ENOENT', 'EACCES', 'EISDIR', 'EROFS', 'EPERM', 'ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'ENODEV'].includes(
    cause.code,
  );

/** Errors that speak of the sender, not of one line: they end the import at once. */
const final: ReadonlySet<LineError> = new Set(['terminal-unknown', 'terminal-revoked', 'signature-invalid']);

class Reading {
  readonly #path: string;
  readonly #parts: Parts;
  readonly #hash = createHash('sha256');
  readonly #outcomes = { accepted: 0, duplicate: 0, refused: 0 };
  #of: { readonly bundleId: string; readonly terminalId: string } | null = null;
  #file: ReceiptsFile | null = null;
  #lines = 0;
  #items = 0;
  #damaged = 0;
  #firstError: LineError | null = null;
  #last = 0;
  #complete = false;

  constructor(path: string, parts: Parts) {
    this.#path = path;
    this.#parts = parts;
  }

  /** Takes a line in; gives what ends the import. */
  async line(text: string | null): Promise<LineError | null> {
    const opened = text === null ? err('damaged' as const) : await openLine(text, this.#parts);
    if (!opened.ok) {
      this.#firstError ??= opened.error;
      if (final.has(opened.error)) return opened.error;
      this.#damaged += 1;
    } else if (await this.#belongs(opened.value)) await this.#answer(opened.value);
    else this.#damaged += 1;
    this.#lines += 1;
    this.#hash.update(`${text ?? ''}\n`);
    return null;
  }

  /** The first readable line says whose bundle this is; the others must be of the same, in order. */
  async #belongs({ bundleId, terminalId, part }: BundlePart): Promise<boolean> {
    if (this.#of === null) {
      this.#of = { bundleId, terminalId };
      const reader = await this.#parts.db
        .selectFrom('terminals')
        .select(['enrolled_at as enrolledAt', 'read_to as readTo'])
        .where('id', '=', terminalId)
        .executeTakeFirstOrThrow();
      const key = this.#parts.keys.receiptKeyFor(reader);
      const at = this.#parts.now().toISOString();
      this.#file = await beginReceipts(this.#path, { bundleId, terminalId, at }, key);
    }
    if (bundleId !== this.#of.bundleId || terminalId !== this.#of.terminalId || part <= this.#last)
      return false;
    this.#last = part;
    return true;
  }

  async #answer(part: BundlePart): Promise<void> {
    const from = { id: part.terminalId };
    if (part.kind === 'items') {
      const { results } = await receiveBatch({ items: part.items }, from, this.#parts);
      for (const { outcome } of results) this.#outcomes[outcome] += 1;
      this.#items += part.items.length;
      await this.#file?.write({ kind: 'results', part: part.part, results });
    } else if (part.kind === 'balance') {
      const { db, now } = this.#parts;
      const answer = await answerBalance(part.request, from.id, db, now());
      await this.#file?.write({ kind: 'balance', part: part.part, answer });
    } else {
      const sha256 = this.#hash.copy().digest('hex');
      this.#complete =
        this.#damaged === 0 &&
        part.parts === this.#lines &&
        part.items === this.#items &&
        part.sha256 === sha256;
    }
  }

  async giveUp(error: ImportError): Promise<Result<never, ImportError>> {
    await this.#file?.abandon();
    this.#file = null;
    return err(error);
  }

  async end(): Promise<Result<Imported, ImportError>> {
    if (this.#of === null || this.#file === null) return err(this.#firstError ?? 'empty');
    await this.#file.finish({ part: this.#last + (this.#complete ? 0 : 1), complete: this.#complete });
    this.#parts.log.info('bundle-imported', {
      id: this.#of.bundleId,
      terminalId: this.#of.terminalId,
      count: this.#items,
    });
    return ok({ ...this.#of, complete: this.#complete, damaged: this.#damaged, ...this.#outcomes });
  }
}
