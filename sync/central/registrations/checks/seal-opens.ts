// The JWE opens with one of our sealing keys (ECDH-ES+A256KW, A256GCM: RFC 7518 sections 4.6 and 5.3).
import { compactDecrypt, decodeProtectedHeader } from 'jose';
import { err, ok } from '../../../contract/result.ts';
import type { Arrived, CheckPorts, Checked } from '../item.ts';

/** Gives the JWS inside. */
export async function sealOpens(item: Arrived, { openingKey }: CheckPorts): Checked<string> {
  const kid = kidOf(item.sealed);
  if (kid === null) return err({ code: 'seal-unreadable' });
  // Outside of the try: a database that is away is no fault of the record's.
  const key = await openingKey(kid);
  if (key === null) return err({ code: 'seal-unreadable', detail: 'unknown sealing key' });
  try {
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

function kidOf(jwe: string): string | null {
  try {
    return decodeProtectedHeader(jwe).kid ?? null;
  } catch {
    return null;
  }
}
