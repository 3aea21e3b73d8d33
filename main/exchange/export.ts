// Writes everything that has still to be sent, and the pages of the balance, into one bundle for a network where only files may cross
// (sync/contract/bundle.ts). The outbox is not changed by that: a record leaves it on its receipt only, whichever way it came.
import { createHash, randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { bundleTyp, type BundlePart } from '../../sync/contract/bundle.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { signByDevice, sealToCentral, type RecordKeys } from '../registration/record.ts';
import { diskCode } from '../store/errors.ts';
import type { Store } from '../store/store.ts';

export interface ExportKeys extends RecordKeys {
  readonly terminalId: string;
}
export interface Exported {
  readonly bundleId: string;
  /** Records in it. */
  readonly items: number;
  /** Pages of the balance in it. */
  readonly pages: number;
}
/** Why a file could not be written or read: the system's code. */
export interface FileTrouble {
  readonly kind: 'file';
  readonly cause: string;
}

const partItems = 100;
const partBytes = 4 << 20;

type Line = BundlePart extends infer P
  ? P extends unknown
    ? Omit<P, 'type' | 'bundleId' | 'terminalId' | 'part' | 'at'>
    : never
  : never;

/** Writes a bundle to `path`, which appears complete or not at all. */
export async function exportBundle(
  store: Store,
  keys: ExportKeys,
  path: string,
  { now = Date.now, bundleId = randomUUID() as string } = {},
): Promise<Result<Exported, FileTrouble>> {
  const unfinished = `${path}.unfinished`;
  let file: FileHandle | null = null;
  try {
    file = await open(unfinished, 'w', 0o600);
    const exported = await write(file, store, keys, bundleId, now);
    await file.sync();
    await file.close();
    file = null;
    await rename(unfinished, path);
    store.audit('exchange.exported', { id: bundleId, count: exported.items });
    return ok(exported);
  } catch (error) {
    await file?.close();
    await rm(unfinished, { force: true });
    const cause = diskCode(error);
    if (cause === null) throw error;
    return err({ kind: 'file', cause });
  }
}

async function write(
  file: FileHandle,
  store: Store,
  keys: ExportKeys,
  bundleId: string,
  now: () => number,
): Promise<Exported> {
  const hash = createHash('sha256');
  let [parts, items, pages] = [0, 0, 0];
  const append = async (line: Line): Promise<void> => {
    const head = {
      type: 'madoguchi.bundle/1' as const,
      ...{ bundleId, terminalId: keys.terminalId, part: parts + 1, at: new Date(now()).toISOString() },
    };
    const signed = await signByDevice(JSON.stringify({ ...head, ...line }), bundleTyp, keys);
    const text = `${await sealToCentral(signed, keys)}\n`;
    await file.write(text);
    hash.update(text);
    parts += 1;
  };
  for (let after = 0; ;) {
    const unsent = store.unsent(after, partItems, partBytes);
    const last = unsent.at(-1);
    if (last === undefined) break;
    await append({ kind: 'items', items: unsent.map(({ id, sealed }) => ({ id, sealed })) });
    items += unsent.length;
    after = last.seq;
  }
  for (let after = store.balanceFrom(); ;) {
    const { request, next } = store.balancePage(after, 0);
    await append({ kind: 'balance', request });
    pages += 1;
    if (next === null) break;
    after = next;
  }
  await append({ kind: 'end', parts, items, sha256: hash.copy().digest('hex') });
  return { bundleId, items, pages };
}
