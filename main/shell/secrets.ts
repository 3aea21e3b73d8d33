// Small secrets in files of their own, mode 0600, each with the name of the backend that protects it beside it. A secret
// whose backend is not today's is refused, not guessed at (Signal's habit; Electron's keyring can change under us, E10).
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { SecretError, SecretStore } from './shell.ts';

/** Protects bytes before they touch the disk. */
export interface Sealer {
  /** e.g. `keyring:gnome_libsecret`, `dpapi`, `file:0600`. */
  readonly backend: string;
  seal(value: Uint8Array): Promise<Uint8Array>;
  unseal(value: Uint8Array): Promise<Uint8Array>;
}

/** No key store: the file's mode and the disk's encryption protect the secret. Said so in its name and in the threat model. */
export const fileSealer: Sealer = {
  backend: 'file:0600',
  seal: (value) => Promise.resolve(value),
  unseal: (value) => Promise.resolve(value),
};

const Stored = z.strictObject({
  backend: z.string(),
  name: z.string(),
  value: z.base64(),
  /** Of `value` as it stands here: half a key must not be taken for one. Earlier versions wrote none. */
  sha256: z.string().optional(),
});
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const secretName = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Keeps secrets in `directory` (created, mode 0700, where it is missing) under `sealer`. */
export function openSecretStore(directory: string, sealer: Sealer): SecretStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const fileOf = (name: string): string => {
    if (!secretName.test(name)) throw new Error('a secret needs a plain name');
    return join(directory, `${name}.json`);
  };
  return {
    backend: sealer.backend,
    async get(name) {
      const stored = await readStored(fileOf(name), name);
      if (!stored.ok || stored.value === null) return stored as Result<null, SecretError>; // narrowed to no value
      if (stored.value.backend !== sealer.backend) {
        return err({ kind: 'backend-changed', was: stored.value.backend, is: sealer.backend });
      }
      return await unsealed(sealer, stored.value.value);
    },
    async set(name, value) {
      const file = fileOf(name);
      const present = await readStored(file, name);
      if (!present.ok) return present;
      if (present.value !== null && present.value.backend !== sealer.backend) {
        return err({ kind: 'backend-changed', was: present.value.backend, is: sealer.backend });
      }
      try {
        const sealed = Buffer.from(await sealer.seal(value)).toString('base64');
        const stored = { backend: sealer.backend, name, value: sealed, sha256: sha256(sealed) };
        await replaceFile(directory, file, JSON.stringify(stored));
        return ok(null);
      } catch (error) {
        return err({ kind: 'unwritable', cause: causeOf(error) });
      }
    },
  };
}

async function unsealed(sealer: Sealer, value: Uint8Array): Promise<Result<Uint8Array, SecretError>> {
  try {
    return ok(await sealer.unseal(value));
  } catch (error) {
    // A key store may be out of reach for a moment (E10): the caller keeps the file and tries again.
    return err({ kind: 'unreadable', cause: causeOf(error) });
  }
}

/** The system's code, or the key store's words. */
function causeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : 'key store failed';
}

async function readStored(
  file: string,
  name: string,
): Promise<Result<{ backend: string; value: Uint8Array } | null, SecretError>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'; // fs rejects with ErrnoException
    return code === 'ENOENT' ? ok(null) : err({ kind: 'unreadable', cause: code });
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return err({ kind: 'unreadable', cause: 'not JSON' });
  }
  const parsed = Stored.safeParse(raw);
  if (!parsed.success) return err({ kind: 'unreadable', cause: 'not a secret file' });
  if (parsed.data.name !== name) return err({ kind: 'unreadable', cause: 'another secret in its place' });
  const { backend, value, sha256: told } = parsed.data;
  if (told !== undefined && told !== sha256(value)) return err({ kind: 'unreadable', cause: 'damaged' });
  return ok({ backend, value: Buffer.from(value, 'base64') });
}

/** Whole or not at all, and on the disk before it is told. */
async function replaceFile(directory: string, file: string, text: string): Promise<void> {
  const fresh = join(directory, `.${randomUUID()}.tmp`);
  try {
    const handle = await open(fresh, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, file);
    await syncDirectory(directory);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return; // a directory cannot be opened there; NTFS journals the rename
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
