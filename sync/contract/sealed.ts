// What rests or travels under a mailbox's key (mailbox.ts): JWE with direct encryption (RFC 7518 section 4.5). The key comes from the
// card's certificate and is nowhere on a terminal.
import { compactDecrypt, CompactEncrypt } from 'jose';
import type { z } from 'zod';

/** Null: sealed under another key, damaged, or of a shape that this version does not know. */
export async function unseal<T>(sealed: string, key: Uint8Array, shape: z.ZodType<T>): Promise<T | null> {
  try {
    const { plaintext } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return shape.parse(JSON.parse(new TextDecoder().decode(plaintext)));
  } catch {
    return null;
  }
}

/** `key`: 32 bytes, of `mailboxKey`. */
export const seal = (content: unknown, key: Uint8Array): Promise<string> =>
  new CompactEncrypt(Buffer.from(JSON.stringify(content)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(key);
