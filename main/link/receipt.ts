// A sealed record may be erased only when the central API has signed for exactly these bytes.
import { compactVerify, errors, importJWK, type JWK } from 'jose';
import { Receipt } from '../../sync/contract/api.ts';

export interface ReceiptKey {
  readonly kid: string;
  readonly jwk: Readonly<Record<string, string>>;
}

/** True when `receipt` is signed with `key` and speaks of this id and this hash. */
export async function verifyReceipt(
  receipt: string,
  expected: { readonly id: string; readonly sealedSha256: string },
  key: ReceiptKey,
): Promise<boolean> {
  try {
    const jwk: JWK = { ...key.jwk };
    const algorithm = jwk.kty === 'OKP' ? 'Ed25519' : 'ES256';
    const { payload } = await compactVerify(receipt, await importJWK(jwk, algorithm), {
      algorithms: [algorithm, ...(algorithm === 'Ed25519' ? ['EdDSA'] : [])],
    });
    const said = Receipt.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    return said.success && said.data.id === expected.id && said.data.sealedSha256 === expected.sealedSha256;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof SyntaxError) return false;
    throw error;
  }
}
