// The JWS inside verifies (ES256) with a certificate of the very terminal that is calling. Records outlive certificates in
// a long outage, so any certificate that this terminal ever had counts; `kid` (its SHA-256, hex) says which.
import { X509Certificate } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { err, ok } from '../../../contract/result.ts';
import type { Arrived, CheckPorts, Checked } from '../item.ts';

/** Gives the signed payload, parsed as JSON. */
export async function deviceSigned(item: Arrived, jws: string, { trx }: CheckPorts): Checked<unknown> {
  const rows = await trx
    .selectFrom('certificates')
    .select(['fingerprint', 'pem'])
    .where('terminal_id', '=', item.terminalId)
    .execute();
  const kid = kidOf(jws);
  const named = rows.filter(({ fingerprint }) => fingerprint === kid);
  for (const { pem } of named.length > 0 ? named : rows) {
    const payload = await verified(jws, pem);
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

async function verified(jws: string, pem: string): Promise<{ json: unknown } | null> {
  try {
    const { payload } = await compactVerify(jws, new X509Certificate(pem).publicKey, {
      algorithms: ['ES256'],
    });
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) };
  } catch {
    return null;
  }
}
