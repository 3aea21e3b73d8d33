// The declaration verifies with the certificate it carries: RS256, leaf first in `x5c` (RFC 7515 section 4.1.6). Whether
// that certificate is to be trusted is the next check's question.
import { X509Certificate } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { Declaration } from '../../../contract/record.ts';
import { err, ok } from '../../../contract/result.ts';
import type { Checked } from '../item.ts';

const Header = z.object({ alg: z.literal('RS256'), x5c: z.array(z.base64().max(8000)).min(1).max(4) });

export interface SignedDeclaration {
  readonly declaration: Declaration;
  /** The card's signature certificate, DER. */
  readonly certificate: Uint8Array;
}

/** Gives the declaration and the certificate that signed it. */
export async function declarationSigned(jws: string): Checked<SignedDeclaration> {
  try {
    const [leaf] = Header.parse(decodeProtectedHeader(jws)).x5c;
    const certificate = Buffer.from(leaf ?? '', 'base64');
    const { payload } = await compactVerify(jws, new X509Certificate(certificate).publicKey, {
      algorithms: ['RS256'],
    });
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    const parsed = Declaration.safeParse(json);
    if (!parsed.success) return err({ code: 'declaration-invalid', detail: 'form' });
    return ok({ declaration: parsed.data, certificate });
  } catch {
    return err({ code: 'declaration-invalid', detail: 'signature' });
  }
}
