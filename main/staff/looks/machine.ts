// The plain facts of this machine: directories, programs, ports, the clock.
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { lockInstance } from '../../shell/instance-lock.ts';

const run = promisify(execFile);
const answerWithinMs = 10_000;

export type DirectoryLook =
  | { readonly kind: 'missing'; readonly canBeMade: boolean }
  | { readonly kind: 'unreachable'; readonly code: string }
  | {
      readonly kind: 'there';
      readonly isDirectory: boolean;
      readonly writable: boolean;
      /** Permission bits, e.g. 0o700. */
      readonly mode: number;
      /** Owner is not the user who asks. */
      readonly foreign: boolean;
    };

export function lookAtDirectory(path: string, uid: number | null): DirectoryLook {
  let found;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return { kind: 'unreachable', code: codeOf(error) };
  }
  if (found === undefined) return { kind: 'missing', canBeMade: isWritable(nearestParent(path)) };
  return {
    kind: 'there',
    isDirectory: found.isDirectory(),
    writable: isWritable(path),
    mode: found.mode & 0o777,
    foreign: uid !== null && found.uid !== uid,
  };
}

/** Whether this directory can be written to, or made. */
export const canWriteTo = (directory: string): boolean =>
  isWritable(existsSync(directory) ? directory : nearestParent(directory));

function nearestParent(path: string): string {
  const parent = dirname(path);
  return existsSync(parent) || parent === path ? parent : nearestParent(parent);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** `unknown`: the lock file cannot be asked, usually for want of rights. */
export type InstanceLook = 'running' | 'not-running' | 'unknown';

/** Whether a terminal runs with this data directory. Makes nothing that is not there. */
export function lookForInstance(dataDir: string): InstanceLook {
  try {
    if (!existsSync(join(dataDir, 'instance.lock'))) return 'not-running';
    const lock = lockInstance(dataDir);
    if (!lock.ok) return 'running';
    lock.value.release();
    return 'not-running';
  } catch {
    return 'unknown';
  }
}

/** What a browser says of itself. */
export async function browserVersion(file: string): Promise<string | null> {
  return await firstLine(file, ['--version']);
}

/** systemd's word on time synchronisation; null without systemd. */
export async function clockFollows(): Promise<boolean | null> {
  const said = await firstLine('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  return said === 'yes' ? true : said === 'no' ? false : null;
}

async function firstLine(program: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run(program, args, { timeout: answerWithinMs });
    const [line = ''] = stdout.trim().split('\n');
    return line === '' ? null : line.trim();
  } catch {
    return null;
  }
}

/** Tries the port and lets it go at once. */
export async function portTaken(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(true));
    server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(false)));
  });
}

/** The stable code of a failed call. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
