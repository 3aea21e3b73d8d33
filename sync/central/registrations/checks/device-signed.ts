// The JWS inside verifies (ES256) with a certificate of the very terminal that is calling. Records outlive certificates in
// a long outage, so any certificate that this terminal ever had counts; `kid` (its SHA-256, hex) says which.
import { err, ok } from '../../../contract/result.ts';
import { jsonOf, parseCompact, verifiedPayload } from '../../keys/compact.ts';
import type { CheckPorts, Checked } from '../item.ts';

/** Gives the signed payload, parsed as JSON. */
export function deviceSigned(jws: string, { certificates }: CheckPorts): Awaited<Checked<unknown>> {
  const signed = parseCompact(jws, 3);
  if (signed === null) return err({ code: 'device-signature-invalid' });
  const named = certificates.get(signed.header.kid ?? '');
  for (const key of named === undefined ? certificates.values() : [named]) {
    const json = jsonOf(verifiedPayload(signed, 'ES256', key));
    if (json !== undefined) return ok(json);
  }
  return err({ code: 'device-signature-invalid' });
}
