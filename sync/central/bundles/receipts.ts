// The receipts file that goes back to a terminal: a signed line for every line that was answered, and an end. It is written under
// another name and takes its own in one step, so that half a file is never carried away.
import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { receiptsTyp } from '../../contract/bundle.ts';
import type { ReceiptsPart } from '../../contract/bundle.ts';
import { signCompact } from '../keys/compact.ts';
import type { ReceiptKey } from '../keys/keyring.ts';

type Distributive<T> = T extends unknown ? Omit<T, 'type' | 'bundleId' | 'terminalId' | 'at'> : never;
type Line = Distributive<ReceiptsPart>;

export interface ReceiptsFile {
  write(line: Exclude<Line, { kind: 'end' }>): Promise<void>;
  /** Writes the end and gives the file its name. */
  finish(end: { readonly part: number; readonly complete: boolean }): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** Begins a receipts file at `path`, signed with a key that the terminal knows. */
export async function beginReceipts(
  path: string,
  of: { readonly bundleId: string; readonly terminalId: string; readonly at: string },
  key: ReceiptKey,
): Promise<ReceiptsFile> {
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, 'w', 0o600);
  const hash = createHash('sha256');
  let [parts, items] = [0, 0];
  const append = async (line: Line): Promise<void> => {
    const part = { type: 'madoguchi.bundle-receipts/1', ...of, ...line } satisfies ReceiptsPart;
    const text = `${signCompact(part, { kid: key.kid, typ: receiptsTyp }, key.privateKey)}\n`;
    await file.write(text);
    hash.update(text);
    parts += 1;
  };
  return {
    async write(line) {
      await append(line);
      if (line.kind === 'results') items += line.results.length;
    },
    async finish({ part, complete }) {
      await append({ kind: 'end', part, parts, items, sha256: hash.copy().digest('hex'), complete });
      await file.sync();
      await file.close();
      await rename(unfinished, path);
    },
    async abandon() {
      await file.close();
      await rm(unfinished, { force: true });
    },
  };
}
