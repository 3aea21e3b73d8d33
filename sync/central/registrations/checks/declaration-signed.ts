// The declaration verifies with the certificate it carries: RS256, leaf first in `x5c` (RFC 7515 section 4.1.6). Whether
// that certificate is to be trusted is the next check's question.
import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { Declaration } from '../../../contract/record.ts';
import { err, ok } from '../../../contract/result.ts';
import { jsonOf, parseCompact, verifiedPayload } from '../../keys/compact.ts';
import type { Checked } from '../item.ts';

const Chain = z.array(z.base64().max(8000)).min(1).max(4);

export interface SignedDeclaration {
  readonly declaration: Declaration;
  /** The card's signature certificate, DER. */
  readonly certificate: Uint8Array;
}

/** Gives the declaration and the certificate that signed it. */
export function declarationSigned(jws: string): Awaited<Checked<SignedDeclaration>> {
  const invalid = err({ code: 'declaration-invalid', detail: 'signature' } as const);
  const signed = parseCompact(jws, 3);
  const chain = Chain.safeParse(signed?.header['x5c']);
  if (signed === null || !chain.success) return invalid;
  const certificate = Buffer.from(chain.data[0] ?? '', 'base64');
  const key = publicKeyOf(certificate);
  const json = key === null ? undefined : jsonOf(verifiedPayload(signed, 'RS256', key));
  if (json === undefined) return invalid;
  const parsed = Declaration.safeParse(json);
  if (!parsed.success) return err({ code: 'declaration-invalid', detail: 'form' });
  return ok({ declaration: parsed.data, certificate });
}

function publicKeyOf(certificate: Uint8Array): KeyObject | null {
  try {
    return new X509Certificate(certificate).publicKey;
  } catch {
    return null;
  }
}
