// The declaration verifies with the certificate it carries: RS256, leaf first in `x5c` (RFC 7515 section 4.1.6). Whether
// that certificate is to be trusted is the next check's question.
import type { KeyObject, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { Declaration } from '../../../contract/record.ts';
import { err, ok } from '../../../contract/result.ts';
import { readCertificate } from '../../pki/chain.ts';
import { jsonOf, parseCompact, verifiedPayload } from '../../keys/compact.ts';
import type { Checked } from '../item.ts';

const Chain = z.array(z.base64().max(8000)).min(1).max(4);

export interface SignedDeclaration {
  readonly declaration: Declaration;
  /** The card's signature certificate. */
  readonly certificate: X509Certificate;
}

/** Gives the declaration and the certificate that signed it. */
export function declarationSigned(jws: string): Awaited<Checked<SignedDeclaration>> {
  const invalid = err({ code: 'declaration-invalid', detail: 'signature' } as const);
  const signed = parseCompact(jws, 3);
  const chain = Chain.safeParse(signed?.header['x5c']);
  if (signed === null || !chain.success) return invalid;
  const certificate = readCertificate(Buffer.from(chain.data[0] ?? '', 'base64'));
  const key = certificate && publicKeyOf(certificate);
  if (certificate === null || key === null) return invalid;
  const json = jsonOf(verifiedPayload(signed, 'RS256', key));
  if (json === undefined) return invalid;
  const parsed = Declaration.safeParse(json);
  if (!parsed.success) return err({ code: 'declaration-invalid', detail: 'form' });
  return ok({ declaration: parsed.data, certificate });
}

/** Null for a key of a kind that OpenSSL does not know. */
function publicKeyOf(certificate: X509Certificate): KeyObject | null {
  try {
    return certificate.publicKey;
  } catch {
    return null;
  }
}
