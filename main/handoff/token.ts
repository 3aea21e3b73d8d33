// The handoff's token: what the slip's QR code leads to. It is random and says nothing of the resident; the record carries
// only its SHA-256, so neither the central API's table nor a backup of it can be turned back into working slips.
import { createHash } from 'node:crypto';

export interface Handoff {
  /** 128 bits in Crockford base32, 26 characters: the end of the slip's address. */
  readonly token: string;
  /** The same for the eye, in groups of four. */
  readonly display: string;
  /** SHA-256 of `token` (ASCII), hex: goes into the registration record. */
  readonly sha256: string;
}

const BITS = 128;
/** Crockford's base32: no I, L, O, U. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = Math.ceil(BITS / 5);

/** Big-endian, padded with zero bits in front: the first of the 26 characters is always 0 to 7. */
function crockford(bytes: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let at = 0; at < LENGTH; at++) {
    text = ALPHABET.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return text;
}

/** The record's `handoffSha256` of a token. */
export function handoffSha256(token: string): string {
  return createHash('sha256').update(token, 'ascii').digest('hex');
}

/** A new handoff. `random` gives that many bytes from a cryptographic source (`crypto.randomBytes`). */
export function newHandoff(random: (bytes: number) => Uint8Array): Handoff {
  const token = crockford(random(BITS / 8));
  return { token, display: (token.match(/.{1,4}/g) ?? []).join(' '), sha256: handoffSha256(token) };
}

/** The address behind the QR code. `publicUrl` comes from enrolment (EnrolmentAnswer.publicUrl). */
export function handoffUrl(publicUrl: string, token: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/s/${token}`;
}
