// When the queue is copied: when something has changed and the last copy is old enough, and rather while nobody stands at the counter.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Log } from './log.ts';
import { settingAs } from './setting.ts';
import type { Store } from './store.ts';

export interface BackupOptions {
  readonly store: Store;
  readonly path: string;
  /** True for the usual place, whose directory is made; one that IT named must be there (a disk that is not mounted must show). */
  readonly makeDirectory: boolean;
  readonly everyMs: number;
  /** Milliseconds since any fixed moment; a clock that is set must not matter. */
  readonly ticks: () => number;
  readonly now: () => number;
  readonly log: Log;
}
export interface BackupState {
  /** When the newest good copy was made, milliseconds since the epoch; null when there is none. */
  readonly at: number | null;
  /** Why the last try failed; null when it did not. */
  readonly failed: string | null;
}

/** Setting: when the newest good copy was made. */
export const backupAtKey = 'backup.at';
/** Somebody at the counter puts a copy off, but not for ever. */
const patience = 3;
/** After a failure the next try comes sooner. */
const retryMs = 5 * 60_000;

export class BackupKeeper {
  readonly #options: BackupOptions;
  #copied: { readonly seq: number; readonly ticks: number } | null = null;
  #failed: { readonly cause: string; readonly ticks: number } | null = null;
  #running: Promise<void> | null = null;

  constructor(options: BackupOptions) {
    this.#options = options;
  }

  state(): BackupState {
    const at = settingAs(this.#options.store, backupAtKey, z.number());
    return { at, failed: this.#failed?.cause ?? null };
  }

  /** Copies when it is due. `busy`: somebody stands at the counter. */
  async turn(busy: boolean): Promise<void> {
    if (this.#running !== null) return this.#running;
    if (!this.#due(busy)) return;
    this.#running = this.#copy().finally(() => (this.#running = null));
    return this.#running;
  }

  /** Waits for a copy that is under way, before the store is closed. */
  async stop(): Promise<void> {
    await this.#running;
  }

  #due(busy: boolean): boolean {
    const { everyMs, ticks, store } = this.#options;
    if (this.#failed !== null && ticks() - this.#failed.ticks < Math.min(retryMs, everyMs)) return false;
    if (this.#copied === null) return !busy;
    const changed = (store.auditEntries(1)[0]?.seq ?? 0) !== this.#copied.seq;
    return changed && ticks() - this.#copied.ticks >= everyMs * (busy ? patience : 1);
  }

  async #copy(): Promise<void> {
    const { store, path, makeDirectory, ticks, now, log } = this.#options;
    try {
      if (makeDirectory) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    } catch {
      // Told by the copy that fails next.
    }
    const copied = await store.backup(path);
    if (copied.ok) {
      this.#copied = { seq: copied.value?.seq ?? 0, ticks: ticks() };
      this.#failed = null;
      store.setSetting(backupAtKey, String(now()));
      log('backup.done');
      return;
    }
    const cause = copied.error.kind === 'failed' ? copied.error.cause : copied.error.kind;
    this.#failed = { cause, ticks: ticks() };
    log('backup.failed', { cause });
  }
}
