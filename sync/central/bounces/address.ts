// The sender that a mail's envelope carries: a mail system that cannot deliver writes back to it, and it names the verification
// (variable envelope return path). It is keyed, so that nobody can call another resident's address undeliverable.
import { timingSafeEqual } from 'node:crypto';
import type { Secret } from '../keys/secret.ts';

const tagHex = 16;

/** `bounce+<id, 32 hex digits><tag, 16>@domain`: 55 of the 64 octets of a local part, in small letters as some systems lower them. */
export const bounceAddress = (secret: Secret, verificationId: string, domain: string): string =>
  `bounce+${plain(verificationId)}${tagOf(secret, verificationId)}@${domain}`;

/** The verification of an address that we made; null for any other. */
export function readBounceAddress(secret: Secret, address: string, domain: string): string | null {
  const [local = '', given = ''] = address.toLowerCase().split('@');
  const [, hex, tag] = /^bounce\+([0-9a-f]{32})([0-9a-f]{16})$/.exec(local) ?? [];
  if (hex === undefined || tag === undefined || given !== domain.toLowerCase()) return null;
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return timingSafeEqual(Buffer.from(tag), Buffer.from(tagOf(secret, id))) ? id : null;
}

const plain = (id: string): string => id.toLowerCase().replaceAll('-', '');
const tagOf = (secret: Secret, id: string): string =>
  secret.hmac('bounce address', plain(id)).toString('hex').slice(0, tagHex);
