// The JWE opens with one of our sealing keys (ECDH-ES+A256KW, A256GCM: RFC 7518 sections 4.6 and 5.3).
import { compactDecrypt, decodeProtectedHeader } from 'jose';
import { err, ok } from '../../../contract/result.ts';
import type { Arrived, CheckPorts, Checked } from '../item.ts';

/** Gives the JWS inside. */
export async function sealOpens(item: Arrived, { openingKey }: CheckPorts): Checked<string> {
  try {
    const { kid } = decodeProtectedHeader(item.sealed);
    const key = typeof kid === 'string' ? openingKey(kid) : null;
    if (key === null) return err({ code: 'seal-unreadable', detail: 'unknown sealing key' });
    const { plaintext } = await compactDecrypt(item.sealed, key, {
      keyManagementAlgorithms: ['ECDH-ES+A256KW'],
      contentEncryptionAlgorithms: ['A256GCM'],
      maxDecompressedLength: 0,
    });
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(plaintext));
  } catch {
    return err({ code: 'seal-unreadable' });
  }
}
