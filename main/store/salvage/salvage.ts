// The way back from a broken file. At the start a file that fails its check is set aside, never deleted; everything readable in it goes
// into a fresh store, together with what only the backup has. Killed anywhere in between, the next start goes on where this one was.
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { err, type Result } from '../../../sync/contract/result.ts';
import { tailOf } from '../backup.ts';
import { writeError, type StoreError } from '../errors.ts';
import { parseJson, settingAs } from '../setting.ts';
import { openStore, type Store, type StoreOptions } from '../store.ts';
import { RawFile } from './raw-file.ts';
import { rebuild } from './rebuild.ts';

export interface SalvageOptions extends StoreOptions {
  /** The newest copy of the queue; null when none is kept. */
  readonly backup: string | null;
}

/** What the last salvage came to; kept in the store, told to staff and doctor. */
export const SalvageReport = z.strictObject({
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** Name of the file that was set aside, in the queue's directory. */
  setAside: z.string(),
  why: z.string(),
  kept: z.number(),
  lost: z.number(),
});
export type SalvageReport = z.infer<typeof SalvageReport>;

const reportKey = 'salvage.last';
const mergedKey = 'salvage.merged';
const Marker = z.strictObject({ setAside: z.string(), why: z.string() });

/** The report of the last salvage; null when there never was one. */
export function lastSalvage(store: Pick<Store, 'setting'>): SalvageReport | null {
  return settingAs(store, reportKey, SalvageReport);
}

/** Opens the store; from whatever is left when its file is damaged, gone, or older than its own backup. */
export function openOrSalvage(options: SalvageOptions): Result<Store, StoreError> {
  try {
    return markerOf(options.path) === null ? openWhole(options) : salvage(options);
  } catch (error) {
    return err(writeError(error, dirname(options.path)));
  }
}

function openWhole(options: SalvageOptions): Result<Store, StoreError> {
  if (isGone(options)) return begin(options, 'gone');
  const opened = openStore(options);
  if (!opened.ok) return opened.error.kind === 'damaged' ? begin(options, 'damaged') : opened;
  if (!isBehind(opened.value, options.backup)) return opened;
  opened.value.close();
  return begin(options, 'behind-its-backup');
}

/** Marks the beginning, so that a start after a crash knows that a salvage is under way. */
function begin(options: SalvageOptions, why: string): Result<Store, StoreError> {
  const stamp = new Date(options.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const name = `${basename(options.path)}.damaged-${stamp}`;
  const setAside = existsSync(join(dirname(options.path), name))
    ? `${name}-${String(process.hrtime.bigint())}`
    : name;
  const marker = markerPath(options.path);
  writeFileSync(`${marker}.part`, JSON.stringify({ setAside, why }), { mode: 0o600 });
  sync(`${marker}.part`);
  renameSync(`${marker}.part`, marker);
  sync(dirname(options.path));
  return salvage(options);
}

function salvage(options: SalvageOptions): Result<Store, StoreError> {
  const { path, backup, now, log } = options;
  const { setAside, why } = markerOf(path) ?? { setAside: '', why: '' };
  const aside = join(dirname(path), setAside);
  const fresh = `${path}.fresh`;
  // The log first: a new file must never meet an old log. Once the broken file is aside, what is at `path` is the rebuilt one.
  const isRebuilt = existsSync(aside) && existsSync(path);
  if (!isRebuilt) {
    move(`${path}-wal`, `${aside}-wal`);
    if (existsSync(path)) move(path, aside);
    else if (!existsSync(aside)) writeFileSync(aside, '', { mode: 0o600 });
    rmSync(`${path}-shm`, { force: true });
    rmSync(fresh, { force: true });
    const sources = [aside, ...(backup === null ? [] : [backup])].map((file) => new RawFile(file));
    try {
      rebuild(fresh, sources, now);
    } finally {
      for (const source of sources) source.close();
    }
    renameSync(fresh, path);
    sync(dirname(path));
  }
  const opened = openStore(options);
  if (!opened.ok) return opened;
  const store = opened.value;
  const report = { at: now(), setAside, why, ...countsOf(store) };
  store.setSetting(reportKey, JSON.stringify(report));
  store.tellSlipsAgain();
  const tail = backup === null ? null : tailOf(backup);
  if (tail !== null) store.setSetting(mergedKey, tail.hash);
  rmSync(markerPath(path));
  sync(dirname(path));
  log('store.salvaged', { kept: report.kept, lost: report.lost, why });
  return opened;
}

/** From the audit entry that the rebuilding wrote. */
function countsOf(store: Store): { kept: number; lost: number } {
  const entry = store.lastAudit('store.salvaged');
  return { kept: entry?.fields.count ?? 0, lost: entry?.fields.left ?? 0 };
}

/** There was a queue here, as its log or its backup shows, and its file is missing or empty. */
function isGone({ path, backup }: SalvageOptions): boolean {
  return sizeOf(path) === 0 && (sizeOf(`${path}-wal`) > 0 || (backup !== null && sizeOf(backup) > 0));
}

/** The backup has entries that the file has not: somebody put an older file in its place, or took its log away. */
function isBehind(store: Store, backup: string | null): boolean {
  const tail = backup === null ? null : tailOf(backup);
  if (tail === null) return false;
  // A store in which nothing has ever happened, beside a backup of one in which something has.
  const first = store.auditHash(1);
  if (first !== null && first !== tail.first) return false;
  return store.auditHash(tail.seq) !== tail.hash && store.setting(mergedKey) !== tail.hash;
}

const markerPath = (path: string): string => `${path}.salvaging`;

function markerOf(path: string): z.infer<typeof Marker> | null {
  const marker = markerPath(path);
  if (!existsSync(marker)) return null;
  return Marker.parse(parseJson(readFileSync(marker, 'utf8')));
}

function move(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** A file's bytes, or a directory's names, onto the disk. */
function sync(path: string): void {
  if (process.platform === 'win32' && statSync(path).isDirectory()) return;
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
