// Why a terminal does not start, in words for the person who started it. Wrong configuration stops the start; a broken file
// is never deleted.
import { readFile } from 'node:fs/promises';
import { err, ok, type Result } from '../sync/contract/result.ts';
import { explainShellError } from './shell/explain.ts';
import type { SecretError, ShellError } from './shell/shell.ts';
import type { StoreError } from './store/errors.ts';

export type StartError =
  | { readonly kind: 'store'; readonly error: StoreError }
  | { readonly kind: 'secrets'; readonly error: SecretError }
  | { readonly kind: 'shell'; readonly error: ShellError }
  | { readonly kind: 'central'; readonly cause: string }
  | { readonly kind: 'unreadable-file'; readonly key: string; readonly path: string }
  | { readonly kind: 'software-card-in-packaged-build' };

/** One or two lines: what is wrong and what to do. */
export function explainStartError(error: StartError): string {
  switch (error.kind) {
    case 'store':
      return explainStore(error.error);
    case 'secrets':
      return explainSecrets(error.error);
    case 'shell':
      return explainShellError(error.error);
    case 'central':
      return `central: the embedded central API did not start (${error.cause}). Its own words stand above.`;
    case 'unreadable-file':
      return `configuration: ${error.key}: expected a readable file, given ${error.path}`;
    case 'software-card-in-packaged-build':
      return 'configuration: reader.kind: expected pcsc or auto, given software. The software card is for trying things out and is refused in a packaged build.';
  }
}

function explainSecrets(error: SecretError): string {
  switch (error.kind) {
    case 'backend-changed':
      return `secrets: they were kept by ${error.was}, now there is only ${error.is}. Restore the former, or enrol this terminal anew.`;
    case 'unreadable':
      return `secrets: cannot be read (${error.cause}). Move the directory secrets away and enrol this terminal anew under its id (docs/IT.md); what waits in its queue stays its own.`;
    case 'unwritable':
      return `secrets: cannot be written (${error.cause}).`;
  }
}

function explainStore(error: StoreError): string {
  switch (error.kind) {
    case 'in-use':
      return 'queue: another Madoguchi uses this data directory.';
    case 'damaged':
      return `queue: the file is damaged (${error.detail}). Do not delete it: unsent registrations may still be readable. Call support.`;
    case 'from-the-future':
      return `queue: written by a newer version (schema ${String(error.found)}, this one knows ${String(error.known)}). Install that version again.`;
    case 'not-ours':
      return 'queue: the file belongs to another program.';
    case 'sqlite-too-old':
      return `queue: SQLite ${error.found} has a known fault, ${error.needed} is needed.`;
    case 'disk-full':
      return 'queue: the disk is full.';
    case 'failed':
      return `queue: cannot be opened (${error.cause}).`;
  }
}

/** A PEM file named in the configuration; empty text when none is. */
export async function readTrust(path: string | null): Promise<Result<string, StartError>> {
  if (path === null) return ok('');
  try {
    return ok(await readFile(path, 'utf8'));
  } catch {
    return err({ kind: 'unreadable-file', key: 'central.trust', path });
  }
}
