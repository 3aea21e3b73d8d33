// Where a browser of ours keeps what it needs while it lives: a directory of its own, empty at the start, gone at the end.
import { mkdtempSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The window's. What makes a slip has one of its own; a sweep takes both. */
const prefix = { window: 'browser-', print: 'browser-print-' } as const;

/**
 * Makes one in the data directory. Where that disk is full or read-only it stands in the system's own directory for such things: somebody
 * must be there to show that the disk is full. Throws when that cannot be written either.
 */
export function makeProfile(dataDir: string, kind: keyof typeof prefix): string {
  try {
    return mkdtempSync(join(dataDir, prefix[kind]));
  } catch {
    return mkdtempSync(join(tmpdir(), `madoguchi-${prefix[kind]}`));
  }
}

/** Takes it away. What cannot be removed now goes with the next sweep. */
export async function dropProfile(profile: string): Promise<void> {
  await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined);
}

/** Profiles of a life that ended by power cut. The instance lock says that none of them is in use but our own. */
export async function sweepProfiles(dataDir: string, own: string): Promise<void> {
  for (const name of await readdir(dataDir))
    if (name.startsWith(prefix.window) && join(dataDir, name) !== own) await dropProfile(join(dataDir, name));
}
