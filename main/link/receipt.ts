// A sealed record may be erased only when the central API has signed for exactly these bytes.
import { compactVerify, decodeProtectedHeader, errors, importJWK, type JWK } from 'jose';
import { Receipt } from '../../sync/contract/api.ts';

export interface ReceiptKey {
  readonly kid: string;
  readonly jwk: Readonly<Record<string, string>>;
}

/** Public halves (JWK) of the keys that receipts are signed with, by `kid`; null: one that we do not know. */
export type ReceiptKeys = (kid: string) => Readonly<Record<string, string>> | null;

/** Those that the feed brought, and the one of the enrolment. */
export const receiptKeysOf =
  (
    store: { receiptKey(kid: string): Readonly<Record<string, string>> | null },
    identity: () => { readonly receiptKey: ReceiptKey } | null,
  ): ReceiptKeys =>
  (kid) => {
    const first = identity()?.receiptKey;
    return first?.kid === kid ? first.jwk : store.receiptKey(kid);
  };

/** True when `receipt` is signed with one of `keys` and speaks of this id and this hash. */
export async function verifyReceipt(
  receipt: string,
  expected: { readonly id: string; readonly sealedSha256: string },
  keys: ReceiptKeys,
): Promise<boolean> {
  try {
    const known = keys(decodeProtectedHeader(receipt).kid ?? '');
    if (known === null) return false;
    const jwk: JWK = { ...known };
    const algorithm = jwk.kty === 'OKP' ? 'Ed25519' : 'ES256';
    const { payload } = await compactVerify(receipt, await importJWK(jwk, algorithm), {
      algorithms: [algorithm, ...(algorithm === 'Ed25519' ? ['EdDSA'] : [])],
    });
    const said = Receipt.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    return said.success && said.data.id === expected.id && said.data.sealedSha256 === expected.sealedSha256;
  } catch (error) {
    // jose says TypeError of a header that it cannot decode.
    if (error instanceof errors.JOSEError || error instanceof SyntaxError || error instanceof TypeError)
      return false;
    throw error;
  }
}
