// The 32-byte secret that lies beside the database, never in it. From it come the key that wraps private keys at rest and
// the key from which verification codes are computed. A stolen database alone therefore opens nothing.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Secret {
  /** AES-256-GCM (NIST SP 800-38D): 12-byte nonce, ciphertext, 16-byte tag. `name` is bound in as associated data. */
  wrap(plain: Uint8Array, name: string): Buffer;
  /** Throws when the secret file is not the one that wrapped: wrong configuration stops the start. */
  unwrap(wrapped: Uint8Array, name: string): Buffer;
  /** HMAC-SHA-256 for values that the database must not be able to reverse. */
  hmac(purpose: string, value: string): Buffer;
}

const nonceBytes = 12;
const tagBytes = 16;

/** The secret made from 32 bytes. */
export function secretFrom(bytes: Uint8Array): Secret {
  if (bytes.length !== 32) throw new Error(`the secret must have 32 bytes, given ${bytes.length}`);
  const wrapping = new Uint8Array(hkdfSync('sha256', bytes, 'madoguchi central', 'wrapping key', 32));
  const hashing = new Uint8Array(hkdfSync('sha256', bytes, 'madoguchi central', 'hashing key', 32));
  return {
    wrap(plain, name) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', wrapping, nonce).setAAD(Buffer.from(name));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    unwrap(wrapped, name) {
      const box = Buffer.from(wrapped);
      const decipher = createDecipheriv('aes-256-gcm', wrapping, box.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(name)).setAuthTag(box.subarray(box.length - tagBytes));
      return Buffer.concat([
        decipher.update(box.subarray(nonceBytes, box.length - tagBytes)),
        decipher.final(),
      ]);
    },
    hmac: (purpose, value) => createHmac('sha256', hashing).update(`${purpose}\n${value}`).digest(),
  };
}

/** Reads the secret file; makes it (mode 0600) when there is none yet. */
export function readSecretFile(path: string): Secret {
  return secretFrom(readOrMake(path));
}

function readOrMake(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause;
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    // `wx`: of two processes that start together only one may make the secret; the other reads it.
    writeFileSync(path, randomBytes(32), { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') throw cause;
  }
  return readFileSync(path);
}

const codeOf = (cause: unknown): unknown => (cause instanceof Error && 'code' in cause ? cause.code : null);
