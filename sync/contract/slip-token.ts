// The token in a slip's QR code: who made it, which slip it is and until when, signed by the terminal's device key, so that every
// terminal of the municipality can tell without network whether a slip is genuine. It says nothing of the resident. It travels as
// decimal digits, which a QR code packs ten bits to three (ISO/IEC 18004, 7.4.3).
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { err, ok, type Result } from './result.ts';
import { isSlipNumber } from './slip-number.ts';
import type { SlipKey } from './slips.ts';

/** What is signed. */
export interface SlipClaim {
  /** Of the terminal that made it, six digits. */
  readonly municipality: string;
  /** First four bytes of the SHA-256 of its certificate (DER), hex. */
  readonly keyId: string;
  /** 24 digits. */
  readonly number: string;
  /** Whole seconds since the epoch. */
  readonly expiresAtS: number;
}
export interface DecodedSlip extends SlipClaim {
  /** ECDSA P-256 with SHA-256, r and s side by side (IEEE P1363). */
  readonly signature: Uint8Array;
}
export type SlipDecodeError =
  | { readonly kind: 'malformed' }
  /** Of a terminal newer than this program. */
  | { readonly kind: 'version'; readonly version: number };

const VERSION = 1;
/** version 1 | municipality 3 | key id 4 | number 10 | expiry 4 */
const CLAIM_BYTES = 22;
const SIGNATURE_BYTES = 64;
const BYTES = CLAIM_BYTES + SIGNATURE_BYTES;
/** Enough for every value of so many bytes. One length and one text for each token. */
export const SLIP_TOKEN_DIGITS = Math.ceil(BYTES * 8 * Math.log10(2));
/** A signature over a slip can be taken for no other. */
const DOMAIN = 'madoguchi.slip/1\n';
/** No slip is made for longer (`slip.days` of the terminal's configuration): what a revoked key signed can be told by that. */
export const longestSlipDays = 92;
const DAY_MS = 86_400_000;

function claimBytes({ municipality, keyId, number, expiresAtS }: SlipClaim): Buffer {
  const bytes = Buffer.alloc(CLAIM_BYTES);
  bytes.writeUInt8(VERSION, 0);
  bytes.writeUIntBE(Number(municipality), 1, 3);
  bytes.write(keyId, 4, 'hex');
  bytes.write(BigInt(number).toString(16).padStart(20, '0'), 8, 'hex');
  bytes.writeUInt32BE(expiresAtS, 18);
  return bytes;
}

/** The bytes that the device key signs (ECDSA P-256, SHA-256, P1363). */
export const slipSigningBytes = (claim: SlipClaim): Uint8Array =>
  Buffer.concat([Buffer.from(DOMAIN, 'ascii'), claimBytes(claim)]);

/** The token's digits. Throws RangeError when a part does not fit: the caller made it. */
export function encodeSlip(claim: SlipClaim, signature: Uint8Array): string {
  if (signature.length !== SIGNATURE_BYTES || !isSlipNumber(claim.number)) throw new RangeError('not a slip');
  const hex = Buffer.concat([claimBytes(claim), signature]).toString('hex');
  return BigInt(`0x${hex}`).toString().padStart(SLIP_TOKEN_DIGITS, '0');
}

/** What the digits say, nothing of it verified. */
export function decodeSlip(digits: string): Result<DecodedSlip, SlipDecodeError> {
  if (digits.length !== SLIP_TOKEN_DIGITS || !/^\d+$/.test(digits)) return err({ kind: 'malformed' });
  const hex = BigInt(digits)
    .toString(16)
    .padStart(BYTES * 2, '0');
  if (hex.length > BYTES * 2) return err({ kind: 'malformed' });
  const bytes = Buffer.from(hex, 'hex');
  const version = bytes.readUInt8(0);
  if (version !== VERSION) return err(version === 0 ? { kind: 'malformed' } : { kind: 'version', version });
  const municipality = bytes.readUIntBE(1, 3).toString().padStart(6, '0');
  const number = BigInt(`0x${bytes.toString('hex', 8, 18)}`)
    .toString()
    .padStart(24, '0');
  if (municipality.length > 6 || !isSlipNumber(number)) return err({ kind: 'malformed' });
  return ok({
    municipality,
    keyId: bytes.toString('hex', 4, 8),
    number,
    expiresAtS: bytes.readUInt32BE(18),
    signature: Uint8Array.from(bytes.subarray(CLAIM_BYTES)),
  });
}

/** How slips are known to records, tables and the wire: SHA-256 of the number's digits (ASCII), hex. */
export const slipSha256 = (number: string): string =>
  createHash('sha256').update(number, 'ascii').digest('hex');

/** The number in what was scanned or typed; null: it is no token of this version. Nothing is verified, not even its check digit. */
export function slipNumberOf(words: string): string | null {
  if (/^\d{24}$/.test(words)) return words;
  const decoded = decodeSlip(words);
  return decoded.ok ? decoded.value.number : null;
}

/** How a slip names the key that it is signed with. */
export const slipKeyId = (certificateDer: Uint8Array): string =>
  createHash('sha256').update(certificateDer).digest('hex').slice(0, 8);

/** What the signature alone tells of a slip. */
export type SlipVerdict =
  | { readonly state: 'valid' | 'expired'; readonly claim: SlipClaim }
  /** `unknown-key`: none of the keys has this name, which a terminal that was enrolled a moment ago has as well. */
  | { readonly state: 'forged'; readonly why: 'unknown-key' | 'signature' | 'revoked' }
  | { readonly state: 'elsewhere'; readonly municipality: string }
  | { readonly state: 'malformed'; readonly error: SlipDecodeError };

/**
 * Holds a scanned token against the keys of a municipality. `now` in milliseconds since the epoch. Needs no network; whether a
 * genuine slip was used up or cancelled it cannot know.
 */
export function verifySlip(
  digits: string,
  keys: readonly SlipKey[],
  municipality: string,
  now: number,
): SlipVerdict {
  const decoded = decodeSlip(digits);
  if (!decoded.ok) return { state: 'malformed', error: decoded.error };
  const { signature, ...claim } = decoded.value;
  if (claim.municipality !== municipality) return { state: 'elsewhere', municipality: claim.municipality };
  const named = keys.filter((key) => key.id === claim.keyId && key.municipality === municipality);
  if (named.length === 0) return { state: 'forged', why: 'unknown-key' };
  const signed = slipSigningBytes(claim);
  const key = named.find(({ jwk }) =>
    verify('sha256', signed, { key: publicKey(jwk), dsaEncoding: 'ieee-p1363' }, signature),
  );
  if (key === undefined) return { state: 'forged', why: 'signature' };
  if (madeAfterRevocation(claim, key)) return { state: 'forged', why: 'revoked' };
  return { state: now < claim.expiresAtS * 1000 ? 'valid' : 'expired', claim };
}

const publicKey = (jwk: SlipKey['jwk']): KeyObject => createPublicKey({ key: { ...jwk }, format: 'jwk' });

/** A slip that was made before the revocation of its terminal stays good; one that holds for longer than any of those cannot be. */
const madeAfterRevocation = ({ expiresAtS }: SlipClaim, { revokedAt }: SlipKey): boolean =>
  revokedAt !== undefined && expiresAtS * 1000 > Date.parse(revokedAt) + longestSlipDays * DAY_MS;
