// The JWS inside verifies (ES256) with a certificate of the very terminal that is calling. Records outlive certificates in
// a long outage, so any certificate that this terminal ever had counts; `kid` (its SHA-256, hex) says which.
import type { KeyObject } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { err, ok } from '../../../contract/result.ts';
import type { CheckPorts, Checked } from '../item.ts';

/** Gives the signed payload, parsed as JSON. */
export async function deviceSigned(jws: string, { certificates }: CheckPorts): Checked<unknown> {
  const named = certificates.get(kidOf(jws) ?? '');
  for (const key of named === undefined ? certificates.values() : [named]) {
    const payload = await verified(jws, key);
    if (payload !== null) return ok(payload.json);
  }
  return err({ code: 'device-signature-invalid' });
}

function kidOf(jws: string): string | null {
  try {
    return decodeProtectedHeader(jws).kid ?? null;
  } catch {
    return null;
  }
}

async function verified(jws: string, key: KeyObject): Promise<{ json: unknown } | null> {
  try {
    const { payload } = await compactVerify(jws, key, { algorithms: ['ES256'] });
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) };
  } catch {
    return null;
  }
}
