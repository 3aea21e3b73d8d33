// The care of the queue around the store: opened or brought back from what is left, copied, watched for room and for being cut off too
// long. It decides when nobody may begin, and what staff are warned of; codes and figures only.
import { join } from 'node:path';
import type { FaceCode } from '../preload/contract/faces.ts';
import type { Keeping } from '../preload/contract/state.ts';
import { ok, type Result } from '../sync/contract/result.ts';
import type { LoadedConfig } from './config/config.ts';
import { agrees, lastBalance } from './link/balance.ts';
import { CutOff, judgeLimits, type LimitState } from './link/cut-off.ts';
import type { LinkState } from './link/monitor.ts';
import { BackupKeeper } from './store/backup-keeper.ts';
import type { StoreError } from './store/errors.ts';
import { instantOf } from './store/instant.ts';
import type { Log } from './store/log.ts';
import { lastSalvage, openOrSalvage } from './store/salvage/salvage.ts';
import type { Store } from './store/store.ts';

export type QueueConfig = Pick<LoadedConfig, 'dataDir' | 'backup' | 'limits' | 'mailbox'>;

/** Where the queue and its copy lie. */
export function queuePaths({ dataDir, backup }: Pick<QueueConfig, 'dataDir' | 'backup'>): {
  readonly queue: string;
  readonly backup: string;
} {
  return {
    queue: join(dataDir, 'queue', 'queue.sqlite'),
    backup: backup.path ?? join(dataDir, 'backup', 'queue.sqlite'),
  };
}

/** Opens the queue as the terminal does. */
export function openQueue(
  config: QueueConfig,
  log: Log,
  now: () => number = Date.now,
): Result<Store, StoreError> {
  const { queue, backup } = queuePaths(config);
  return openOrSalvage({ path: queue, backup, neededBytes: config.limits.diskMiB * 2 ** 20, now, log });
}

/** Below so many times the needed space staff are warned. */
const tight = 4;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Staff are told of a salvage for so long; the doctor always. */
const tellSalvageMs = 30 * dayMs;

export class Care {
  readonly store: Store;
  readonly #config: QueueConfig;
  readonly #keeper: BackupKeeper;
  readonly #cutOff: CutOff;
  readonly #now: () => number;
  readonly #log: Log;
  #limits: LimitState;
  /** The hour in which mailboxes were last looked through. */
  #forgotAt = -1;

  constructor(store: Store, config: QueueConfig, log: Log, now: () => number = Date.now) {
    const ticks = (): number => performance.now();
    this.store = store;
    this.#config = config;
    this.#now = now;
    this.#log = log;
    this.#keeper = new BackupKeeper({
      store,
      path: queuePaths(config).backup,
      makeDirectory: config.backup.path === null,
      everyMs: config.backup.everyMinutes * 60_000,
      ticks,
      now,
      log,
    });
    this.#cutOff = new CutOff(store, ticks, now);
    this.#limits = this.#judge(false);
  }

  /** Looked at now and then. `busy`: somebody stands at the counter. */
  look(link: Pick<LinkState, 'network' | 'refused'>, busy: boolean): void {
    this.#limits = this.#judge(link.network === 'online' && link.refused === null);
    void this.#keeper.turn(busy);
    this.#forget();
  }

  /** Receipts came in by file. */
  exchanged(): void {
    this.#cutOff.exchanged();
    this.#limits = this.#judge(true);
  }

  /** Why nobody may begin a registration, as far as the queue is concerned. */
  blocked(): FaceCode | null {
    if (this.store.trouble() !== null) return 'store.failed';
    if (!this.store.room().enough) return 'disk.full';
    return this.#limits.frozen ? 'terminal.frozen' : null;
  }

  /** What staff and IT see of it. */
  keeping(): Keeping {
    const { store } = this;
    const states = (['saved', 'sent', 'needs-attention'] as const).map((state) => {
      const { oldestSavedAt, reasons } = store.overview(state);
      return { state, oldest: instant(oldestSavedAt), reasons };
    });
    const balance = lastBalance(store);
    const salvage = lastSalvage(store);
    const backup = this.#keeper.state();
    return {
      states,
      nextTry: instant(store.nextDueAt()),
      balance: balance === null ? null : { ...balance, at: instant(balance.at), agrees: agrees(balance) },
      backup: { at: instant(backup.at), failed: backup.failed },
      salvage: salvage === null ? null : { at: instant(salvage.at), kept: salvage.kept, lost: salvage.lost },
      cutOffDays: Math.floor(this.#limits.days),
      frozen: this.#limits.frozen,
      warnings: this.#warnings(),
    };
  }

  /** Waits for a copy that is under way, and closes the store. */
  async stop(): Promise<void> {
    await this.#keeper.stop();
    this.store.close();
  }

  /** What is kept of mailboxes goes when its time is up. */
  #forget(): void {
    const hour = Math.floor(this.#now() / hourMs);
    if (hour === this.#forgotAt) return;
    const gone = this.store.forgetMailboxes(this.#config.mailbox.keepDays);
    if (!gone.ok) return;
    this.#forgotAt = hour;
    if (gone.value > 0) this.#log('mailbox.forgotten', { count: gone.value });
  }

  #judge(exchanged: boolean): LimitState {
    const { saved, sent } = this.store.counts();
    return judgeLimits(this.#config.limits, this.#cutOff.look(exchanged), saved + sent);
  }

  #warnings(): Keeping['warnings'] {
    const { store } = this;
    const room = store.room();
    const balance = lastBalance(store);
    const salvage = lastSalvage(store);
    const backup = this.#keeper.state();
    const figures = { 'limits.days': Math.floor(this.#limits.days), 'limits.count': this.#limits.waiting };
    const lines = this.#limits.warnings.map((code) => ({ code: code as string, figure: figures[code] }));
    if (room.freeBytes < room.neededBytes * tight)
      lines.push({ code: 'disk.low', figure: Math.floor(room.freeBytes / 2 ** 20) });
    if (backup.failed !== null) lines.push({ code: `backup.failed:${backup.failed}`, figure: 1 });
    if (balance !== null && !agrees(balance))
      lines.push({ code: 'balance.differs', figure: balance.lost + balance.surplus + balance.gone });
    if (salvage !== null && this.#now() - salvage.at < tellSalvageMs)
      lines.push({ code: 'store.salvaged', figure: salvage.lost });
    return lines;
  }
}

/** Opens the queue and takes care of it. */
export function careForQueue(config: QueueConfig, log: Log): Result<Care, StoreError> {
  const opened = openQueue(config, log);
  return opened.ok ? ok(new Care(opened.value, config, log)) : opened;
}

function instant(ms: number): string;
function instant(ms: number | null): string | null;
function instant(ms: number | null): string | null {
  return ms === null ? null : instantOf(ms);
}
