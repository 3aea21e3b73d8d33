// Is a card genuine? It signs a challenge with a key that never leaves it; the card carries that key signed by a key of its
// municipality, and a certificate of that one by an authority, which is what is trusted here (mynumber-card.md 2.4). Terminal
// and central API judge by the same code; the central API does not take the terminal's word for it.
import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** An authority's key, found by the identifier that card-verifiable certificates name. */
export interface GenuineAnchor {
  /** 16 bytes, hex. */
  readonly keyId: string;
  /** SPKI, PEM. */
  readonly publicKey: string;
}

/** What the card gave; together with the challenge it can be judged again by anybody who has the anchors. */
export interface GenuineEvidence {
  /** File 0007 of the input-support application: the card's key, signed. */
  readonly signedKey: Uint8Array;
  /** File 0004: the card-verifiable certificate of the key that signed it. */
  readonly keyCertificate: Uint8Array;
  /** RSASSA-PKCS1-v1_5 with SHA-256 by the card's key over `genuineChallenge`. */
  readonly signature: Uint8Array;
}

/** `no-anchor`: nobody is configured who could have issued this. `failed`: broken, or signed by another key. */
export type GenuineVerdict = 'verified' | 'no-anchor' | 'failed';

/** What the card signs for one record: an answer to it fits no other one. */
export function genuineChallenge(recordId: string): Uint8Array {
  return new TextEncoder().encode(`madoguchi genuine card\n${recordId}`);
}

const CERTIFICATE = 0x7f21;
const BODY = 0x5f4e;
const BODY_SIGNATURE = 0x5f37;
const SIGNED_KEY = 0xff50;
const CARD_KEY = 0xdf51;
const CARD_KEY_SIGNATURE = 0xdf52;
const EXPONENT = 0x90;
const MODULUS = 0x91;
const KEY_ID = 16;

/** Judges the evidence for a challenge. */
export function judgeGenuine(
  evidence: GenuineEvidence,
  challenge: Uint8Array,
  anchors: readonly GenuineAnchor[],
): GenuineVerdict {
  try {
    const certificate = objects(inside(evidence.keyCertificate, CERTIFICATE));
    const body = certificate.get(BODY)?.value ?? broken();
    const issuer = hex(body.subarray(0, KEY_ID));
    const anchor = anchors.find(({ keyId }) => keyId.toLowerCase() === issuer);
    if (anchor === undefined) return 'no-anchor';
    const authority = createPublicKey(anchor.publicKey);
    if (!signed(authority, body, certificate.get(BODY_SIGNATURE)?.value)) return 'failed';

    const card = objects(inside(evidence.signedKey, SIGNED_KEY));
    const key = card.get(CARD_KEY) ?? broken();
    const signature = card.get(CARD_KEY_SIGNATURE)?.value;
    const municipality = rsaKey(body.subarray(2 * KEY_ID));
    // Whether tag and length are signed, as in file 0003, or the value alone, as in the certificate, is not published.
    if (!signed(municipality, key.whole, signature) && !signed(municipality, key.value, signature))
      return 'failed';
    return signed(rsaKey(key.value), challenge, evidence.signature) ? 'verified' : 'failed';
  } catch {
    return 'failed';
  }
}

const signed = (key: KeyObject, data: Uint8Array, signature: Uint8Array | undefined): boolean =>
  signature !== undefined && key.asymmetricKeyType === 'rsa' && verify('sha256', data, key, signature);

/** A public key as the card writes it: exponent, then modulus. */
function rsaKey(bytes: Uint8Array): KeyObject {
  const parts = objects(bytes);
  const e = parts.get(EXPONENT)?.value ?? broken();
  const n = parts.get(MODULUS)?.value ?? broken();
  if (hex(e) !== '010001' || n.length < 256 || n.length > 512) broken();
  const base64url = (value: Uint8Array) => Buffer.from(value).toString('base64url');
  return createPublicKey({ key: { kty: 'RSA', n: base64url(n), e: base64url(e) }, format: 'jwk' });
}

interface Piece {
  readonly value: Uint8Array;
  /** Tag and length included. */
  readonly whole: Uint8Array;
}

/** Value of the object that the bytes begin with; filler may follow. */
function inside(bytes: Uint8Array, tag: number): Uint8Array {
  const [seen, piece] = piece1(bytes);
  return seen === tag ? piece.value : broken();
}

/** Objects one after the other, by tag. */
function objects(bytes: Uint8Array): ReadonlyMap<number, Piece> {
  const found = new Map<number, Piece>();
  for (let rest = bytes; rest.length > 0;) {
    const [tag, piece] = piece1(rest);
    if (found.has(tag)) broken();
    found.set(tag, piece);
    rest = rest.subarray(piece.whole.length);
  }
  return found;
}

/** First object: tags of one or two bytes, BER lengths of up to two. */
function piece1(bytes: Uint8Array): readonly [tag: number, piece: Piece] {
  const at = (index: number): number => bytes[index] ?? broken();
  const two = (at(0) & 0x1f) === 0x1f;
  const tag = two ? at(0) * 256 + at(1) : at(0);
  let from = two ? 2 : 1;
  let length = at(from);
  const more = length > 0x80 ? length & 0x7f : 0;
  from += 1 + more;
  if (length === 0x80 || more > 2) broken();
  if (more === 1) length = at(from - 1);
  if (more === 2) length = at(from - 2) * 256 + at(from - 1);
  if (from + length > bytes.length) broken();
  return [tag, { value: bytes.subarray(from, from + length), whole: bytes.subarray(0, from + length) }];
}

function broken(): never {
  throw new Error('not what a card carries');
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
