// Compact JWE and JWS in the three forms that terminals and we exchange, on node:crypto itself: a terminal that comes back after a
// long outage brings ten thousand records, and through WebCrypto (jose) the same three operations take twice the processor's time. Only
// these algorithms, no options; compact.test.ts holds every one of them against jose.
//
// Node finds out what kind of key it was given by trying; what it does not take at once (bytes, a JWK, options) costs it more time than
// opening the record does, so every key here is a KeyObject, or the PEM of one.
import {
  createDecipheriv,
  createHash,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  sign,
  verify,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { fromAsn1, toAsn1 } from '../../contract/ecdsa.ts';

const Header = z.looseObject({
  alg: z.string(),
  kid: z.string().optional(),
  typ: z.string().optional(),
  // Extensions that must be understood, and compression: there are none here.
  crit: z.undefined().optional(),
  zip: z.undefined().optional(),
  b64: z.undefined().optional(),
});
const SealHeader = z.looseObject({
  alg: z.literal('ECDH-ES+A256KW'),
  enc: z.literal('A256GCM'),
  epk: z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
  apu: z.string().optional(),
  apv: z.string().optional(),
});

export interface Compact {
  readonly header: z.infer<typeof Header>;
  /** As they came, the header first. */
  readonly segments: readonly string[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Takes a compact JWS (3 segments) or JWE (5) apart; null when it is none. Nothing is verified yet. */
export function parseCompact(text: string, count: 3 | 5): Compact | null {
  const segments = text.split('.');
  if (segments.length !== count) return null;
  const header = Header.safeParse(jsonOf(bytesOf(segments[0] ?? '')));
  return header.success ? { header: header.data, segments } : null;
}

/** Opens a JWE (ECDH-ES+A256KW with A256GCM: RFC 7518 sections 4.6 and 5.3) with a P-256 key; null when it does not open. */
export function openSeal({ header, segments }: Compact, key: KeyObject): Buffer | null {
  const parsed = SealHeader.safeParse(header);
  if (!parsed.success) return null;
  const [encryptedKey, iv, ciphertext, tag] = segments.slice(1).map(bytesOf);
  // Lengths of an AES-256 key wrapped, of the vector and of the tag: GCM would take a shorter tag too.
  if (encryptedKey?.length !== 40 || iv?.length !== 12 || tag?.length !== 16 || !ciphertext) return null;
  try {
    const wrapping = agree(parsed.data, key);
    // RFC 3394 with its own initial value.
    const unwrap = createDecipheriv('id-aes256-wrap', createSecretKey(wrapping), Buffer.alloc(8, 0xa6));
    const contentKey = createSecretKey(Buffer.concat([unwrap.update(encryptedKey), unwrap.final()]));
    const opening = createDecipheriv('aes-256-gcm', contentKey, iv, { authTagLength: 16 });
    opening.setAAD(Buffer.from(segments[0] ?? '', 'ascii')).setAuthTag(tag);
    return Buffer.concat([opening.update(ciphertext), opening.final()]);
  } catch {
    return null;
  }
}

/** The wrapping key: Concat KDF over the agreed secret (RFC 7518 section 4.6.2). One round of SHA-256 gives all 256 bits. */
function agree({ alg, epk, apu = '', apv = '' }: z.infer<typeof SealHeader>, privateKey: KeyObject): Buffer {
  const secret = diffieHellman({ privateKey, publicKey: ephemeral(epk) });
  const hash = createHash('sha256').update(uint32(1)).update(secret);
  for (const part of [Buffer.from(alg), bytesOf(apu), bytesOf(apv)]) {
    if (part === null) throw new Error('party information is not base64url');
    hash.update(uint32(part.length)).update(part);
  }
  return hash.update(uint32(256)).digest();
}

/** SubjectPublicKeyInfo of a P-256 key (RFC 5480) up to the point, which follows uncompressed. */
const p256Info = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');
const coordinateBytes = 32;

/** Throws for a point that is not on the curve. As PEM, which Node takes without first looking for a key in it. */
function ephemeral({ x, y }: z.infer<typeof SealHeader>['epk']): KeyObject {
  const [left, right] = [bytesOf(x), bytesOf(y)];
  if (left?.length !== coordinateBytes || right?.length !== coordinateBytes)
    throw new Error('not a point of P-256');
  const info = Buffer.concat([p256Info, left, right]);
  return createPublicKey(
    `-----BEGIN PUBLIC KEY-----\n${info.toString('base64')}\n-----END PUBLIC KEY-----\n`,
  );
}

/** The payload of a JWS whose signature verifies; null when it does not. */
export function verifiedPayload(
  { header, segments }: Compact,
  alg: 'ES256' | 'RS256',
  key: KeyObject,
): Buffer | null {
  if (header.alg !== alg || !fits(alg, key)) return null;
  const [, payload, told] = segments.map(bytesOf);
  if (!payload || !told) return null;
  const signature = alg === 'ES256' ? toAsn1(told) : told;
  if (signature === null) return null;
  const signed = Buffer.from(`${segments[0] ?? ''}.${segments[1] ?? ''}`, 'ascii');
  return verify('sha256', signed, key, signature) ? payload : null;
}

/** RFC 7518, sections 3.3 (RSA of 2048 bits or more) and 3.4 (P-256). */
const fits = (alg: 'ES256' | 'RS256', { asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean =>
  alg === 'ES256'
    ? asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1'
    : asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;

/** Signs JSON as a compact JWS (ES256). */
export function signCompact(
  payload: object,
  named: { readonly kid: string; readonly typ: string },
  key: KeyObject,
): string {
  const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${base64url({ alg: 'ES256', ...named })}.${base64url(payload)}`;
  const signature = fromAsn1(sign('sha256', Buffer.from(signed, 'ascii'), key));
  return `${signed}.${signature.toString('base64url')}`;
}

/** Text in UTF-8, or null. */
export function textOf(bytes: Uint8Array | null): string | null {
  try {
    return bytes === null ? null : utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** JSON in UTF-8; undefined when it is none. */
export function jsonOf(bytes: Uint8Array | null): unknown {
  try {
    return JSON.parse(textOf(bytes) ?? '');
  } catch {
    return undefined;
  }
}

/** Base64url without padding; null for anything else, which Node would read all the same. */
const bytesOf = (segment: string): Buffer | null =>
  /^[\w-]*$/.test(segment) && segment.length % 4 !== 1 ? Buffer.from(segment, 'base64url') : null;

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
