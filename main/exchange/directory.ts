// The exchange while the terminal runs: a directory (a mounted stick) where it picks up receipts and leaves a bundle, when staff ask for
// it. Files of other terminals in the same directory are left alone.
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { bundleEnding, receiptsEnding } from '../../sync/contract/bundle.ts';
import type { Care } from '../care.ts';
import type { LoadedConfig } from '../config/config.ts';
import type { Identity } from '../link/identity.ts';
import { receiptKeysOf } from '../link/receipt.ts';
import { diskCode } from '../store/errors.ts';
import type { Log } from '../store/log.ts';
import type { Store } from '../store/store.ts';
import { exportBundle, type ExportKeys, type Exported } from './export.ts';
import { importReceipts, type ImportOptions, type Imported } from './import.ts';

export interface Exchanged {
  readonly imported: readonly Imported[];
  /** Null when nothing waited, or it could not be written. */
  readonly exported: Exported | null;
  /** Why it ended early; null when it did not. `no-directory`: no stick. */
  readonly failed: string | null;
}

/** Setting: the name of the bundle that this terminal last left there. */
const lastKey = 'exchange.last-bundle';

/** One exchange in `directory`. */
export async function exchangeIn(
  directory: string,
  store: Store,
  keys: ExportKeys,
  options: ImportOptions,
): Promise<Exchanged> {
  const imported: Imported[] = [];
  const names = await namesIn(directory);
  if (names === null) return { imported, exported: null, failed: 'no-directory' };
  for (const name of names.filter((each) => each.endsWith(receiptsEnding))) {
    const applied = await importReceipts(store, join(directory, name), options);
    if (applied.ok) {
      imported.push(applied.value);
      await quietly(rename(join(directory, name), join(directory, `${name}.imported`)));
    } else if (applied.error.kind !== 'nothing-for-us') {
      const { error } = applied;
      return { imported, exported: null, failed: error.kind === 'disk-full' ? error.kind : error.cause };
    }
  }
  return { imported, ...(await leaveBundle(directory, store, keys)) };
}

async function leaveBundle(
  directory: string,
  store: Store,
  keys: ExportKeys,
): Promise<Omit<Exchanged, 'imported'>> {
  if (store.unsent(0, 1, 1).length === 0 && store.balanceFrom() === store.balanceEnd())
    return { exported: null, failed: null };
  const bundleId = randomUUID() as string;
  const exported = await exportBundle(store, keys, join(directory, `${bundleId}${bundleEnding}`), {
    bundleId,
  });
  if (!exported.ok) return { exported: null, failed: exported.error.cause };
  // The newer one holds all that the older one held.
  const before = store.setting(lastKey);
  if (before !== null) await quietly(rm(join(directory, basename(before)), { force: true }));
  store.setSetting(lastKey, `${bundleId}${bundleEnding}`);
  return { exported: exported.value, failed: null };
}

async function namesIn(directory: string): Promise<readonly string[] | null> {
  try {
    return (await readdir(directory)).toSorted();
  } catch (error) {
    if (diskCode(error) === null) throw error;
    return null;
  }
}

/** A stick that is full, read-only or pulled out: the file stays, and is harmless when it is read again. */
async function quietly(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (diskCode(error) === null) throw error;
  }
}

/** What staff's "synchronise now" does where `exchange.directory` is set; nothing elsewhere, or before the enrolment. */
export async function exchangeAtTerminal(
  { exchange, outbox }: Pick<LoadedConfig, 'exchange' | 'outbox'>,
  care: Care,
  identity: Identity | null,
  log: Log,
): Promise<void> {
  const { store } = care;
  if (exchange.directory === null || identity === null) return;
  const done = await exchangeIn(
    exchange.directory,
    store,
    { ...identity, sealingKey: store.sealingKey() ?? identity.sealingKey },
    {
      terminalId: identity.terminalId,
      receiptKeys: receiptKeysOf(store, () => identity),
      keepDays: outbox.keepDays,
    },
  );
  if (done.imported.length > 0) care.exchanged();
  log('exchange.done', {
    accepted: done.imported.reduce((sum, { accepted }) => sum + accepted, 0),
    entries: done.exported?.items ?? 0,
    ...(done.failed === null ? {} : { cause: done.failed }),
  });
}
