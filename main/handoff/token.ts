// A slip's number and the token in its QR code, made and signed here (sync/contract/slip-token.ts). The record and the disk know
// only the number's SHA-256, so neither the central API's table nor a stolen terminal can be turned back into working slips.
import { createPrivateKey, randomBytes, sign, X509Certificate } from 'node:crypto';
import { groupsOf, slipNumber } from '../../sync/contract/slip-number.ts';
import { encodeSlip, slipKeyId, slipSha256, slipSigningBytes } from '../../sync/contract/slip-token.ts';
import type { RecordKeys } from '../registration/record.ts';

export interface Handoff {
  /** 24 digits, for the eye and for typing. */
  readonly number: string;
  /** The same in groups of four. */
  readonly display: string;
  /** What the QR code's address ends with: number, expiry and signature, in decimal digits. */
  readonly token: string;
  /** SHA-256 of `number` (ASCII), hex: goes into the registration record. */
  readonly sha256: string;
  /** ISO 8601, the last second of its last day in Japan. */
  readonly expiresAt: string;
}

export interface HandoffOptions {
  readonly keys: Pick<RecordKeys, 'privateKey' | 'certificate'>;
  readonly municipality: string;
  /** Milliseconds since the epoch, as right as this terminal knows. */
  readonly now: number;
  /** Days that it can be used; the day of printing comes on top. */
  readonly days: number;
  /** That many bytes from a cryptographic source. */
  readonly random?: (bytes: number) => Uint8Array;
}

const DAY_MS = 86_400_000;
const JAPAN_MS = 9 * 3_600_000;

/** A new slip, signed by the device key (ECDSA P-256). */
export function newHandoff({ keys, municipality, now, days, random = randomBytes }: HandoffOptions): Handoff {
  const expiresAtS = lastSecond(now, days);
  const number = slipNumber(random);
  const keyId = slipKeyId(new X509Certificate(keys.certificate).raw);
  const claim = { municipality, keyId, number, expiresAtS };
  const key = createPrivateKey(keys.privateKey);
  const signature = sign('sha256', slipSigningBytes(claim), { key, dsaEncoding: 'ieee-p1363' });
  return {
    number,
    display: groupsOf(number),
    token: encodeSlip(claim, signature),
    sha256: slipSha256(number),
    expiresAt: new Date(expiresAtS * 1000).toISOString(),
  };
}

/** A slip names a day, so that whole day counts. Seconds since the epoch. */
const lastSecond = (now: number, days: number): number =>
  ((Math.floor((now + JAPAN_MS) / DAY_MS) + days + 1) * DAY_MS - JAPAN_MS) / 1000 - 1;

/** Where a number can be typed. `publicUrl` comes from enrolment (EnrolmentAnswer.publicUrl). */
export const typingAddress = (publicUrl: string): string => `${publicUrl.replace(/\/+$/, '')}/s`;

/**
 * The address in the QR code. In capitals where an address may be (RFC 3986 section 6.2.2.1: scheme and host; the path is ours), so that
 * the code packs two letters into eleven bits. A path that the public address itself has is left as it is.
 */
export function handoffUrl(publicUrl: string, token: string): string {
  const { origin, pathname } = new URL(publicUrl);
  return `${origin.toUpperCase()}${pathname.replace(/\/+$/, '')}/S/${token}`;
}
