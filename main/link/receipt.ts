// A sealed record may be erased only when the central API has signed for exactly these bytes. After an outage ten thousand receipts come
// in a row: node:crypto verifies them beside the program, with keys that are taken apart once.
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { Receipt } from '../../sync/contract/api.ts';
import { toAsn1 } from '../../sync/contract/ecdsa.ts';

type Jwk = Readonly<Record<string, string>>;
export interface ReceiptKey {
  readonly kid: string;
  readonly jwk: Jwk;
}

/** Public halves (JWK) of the keys that receipts are signed with, by `kid`; null: one that we do not know. */
export type ReceiptKeys = (kid: string) => Jwk | null;

/** Those that the feed brought, and the one of the enrolment. */
export const receiptKeysOf =
  (
    store: { receiptKey(kid: string): Jwk | null },
    identity: () => { readonly receiptKey: ReceiptKey } | null,
  ): ReceiptKeys =>
  (kid) => {
    const first = identity()?.receiptKey;
    return first?.kid === kid ? first.jwk : store.receiptKey(kid);
  };

/** RFC 7515 section 4.1, RFC 9864 for Ed25519 ("EdDSA" is its older name). Nothing that would have to be understood (`crit`). */
const Header = z.looseObject({
  alg: z.enum(['ES256', 'Ed25519', 'EdDSA']),
  kid: z.string().default(''),
  crit: z.undefined().optional(),
  b64: z.undefined().optional(),
});

/** True when `receipt` is signed with one of `keys` and speaks of this id and this hash. */
export async function verifyReceipt(
  receipt: string,
  expected: { readonly id: string; readonly sealedSha256: string },
  keys: ReceiptKeys,
): Promise<boolean> {
  const [header = '', payload = '', signature = '', more] = receipt.split('.');
  const parsed = Header.safeParse(jsonOf(header));
  const jwk = parsed.success && more === undefined ? keys(parsed.data.kid) : null;
  if (!parsed.success || jwk === null) return false;
  const { alg } = parsed.data;
  const key = publicKeyOf(jwk);
  const bytes = bytesOf(signature);
  if (key === null || bytes === null || (alg === 'ES256') !== (key.asymmetricKeyType === 'ec')) return false;
  const signed = Buffer.from(`${header}.${payload}`, 'ascii');
  if (!(await verified(alg === 'ES256' ? 'sha256' : null, signed, key, bytes))) return false;
  const said = Receipt.safeParse(jsonOf(payload));
  return said.success && said.data.id === expected.id && said.data.sealedSha256 === expected.sealedSha256;
}

function verified(hash: 'sha256' | null, signed: Buffer, key: KeyObject, told: Buffer): Promise<boolean> {
  const signature = hash === null ? told : toAsn1(told);
  if (signature === null) return Promise.resolve(false);
  return new Promise((done) => {
    verify(hash, signed, key, signature, (error, right) => done(error === null && right));
  });
}

const known = new Map<string, KeyObject>();
const knownAtMost = 20;

/** P-256 and Ed25519 only; null for anything else. */
function publicKeyOf(jwk: Jwk): KeyObject | null {
  const text = JSON.stringify(jwk);
  const before = known.get(text);
  if (before !== undefined) return before;
  if (jwk['crv'] !== 'P-256' && jwk['crv'] !== 'Ed25519') return null;
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    if (known.size >= knownAtMost) known.clear();
    known.set(text, key);
    return key;
  } catch {
    return null;
  }
}

/** Undefined when it is no JSON in base64url. */
function jsonOf(segment: string): unknown {
  try {
    return JSON.parse(bytesOf(segment)?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}

/** Base64url without padding; null for anything else, which Node would read all the same. */
const bytesOf = (segment: string): Buffer | null =>
  /^[\w-]*$/.test(segment) && segment.length % 4 !== 1 ? Buffer.from(segment, 'base64url') : null;
