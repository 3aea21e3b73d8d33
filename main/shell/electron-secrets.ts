// Which key store protects the secrets under Electron. On a kiosk session without a keyring, safeStorage either refuses or, in
// its asynchronous form, "encrypts" with a key that is published in Chromium (reference E10): neither is taken for protection.
import { safeStorage } from 'electron';
import type { ShellLog } from './log.ts';
import { fileSealer, type Sealer } from './secrets.ts';

/** The sealer of this machine. After `ready`. Falls back to files that only their owner reads, and says so. */
export async function platformSealer(log: ShellLog, platform: NodeJS.Platform): Promise<Sealer> {
  const backend = backendName(platform);
  if (backend !== null && (await safeStorage.isAsyncEncryptionAvailable())) return keyStoreSealer(backend);
  log('warn', 'no key store: secrets are protected by file mode only', { backend: fileSealer.backend });
  return fileSealer;
}

function backendName(platform: NodeJS.Platform): string | null {
  if (platform === 'win32') return 'dpapi';
  if (platform === 'darwin') return 'keychain';
  const selected = safeStorage.getSelectedStorageBackend();
  return selected === 'basic_text' || selected === 'unknown' ? null : `keyring:${selected}`;
}

/** safeStorage speaks text; the bytes travel in Base64. */
function keyStoreSealer(backend: string): Sealer {
  return {
    backend,
    seal: async (value) => await safeStorage.encryptStringAsync(Buffer.from(value).toString('base64')),
    unseal: async (value) => {
      const { result } = await safeStorage.decryptStringAsync(Buffer.from(value));
      return Buffer.from(result, 'base64');
    },
  };
}
