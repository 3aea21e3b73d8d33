// What a passkey is bound to: the name and the origin of the public address. Browsers make passkeys for pages over HTTPS and for
// `localhost` only, and never for an address of numbers (WebAuthn Level 3, sections 5.1.2 and 13.4.9).
import { isIP } from 'node:net';
import type { MailboxInfo } from '../../contract/web.ts';
import type { Parts } from '../parts.ts';
import { pushKeyFor } from '../push/key.ts';

export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/** Null: no browser would make a passkey for this address. */
export function relyingParty(publicUrl: string): RelyingParty | null {
  const { protocol, hostname, origin } = new URL(publicUrl);
  if (hostname.startsWith('[') || isIP(hostname) !== 0) return null;
  return protocol === 'https:' || hostname === 'localhost' ? { id: hostname, origin } : null;
}

/** The library, loaded at its first use: it takes a fifth of a second, and a start must not wait for what no browser may ever ask for. */
export const webauthn = () => import('@simplewebauthn/server');

/** What this address can do for a browser. */
export const mailboxInfo = (parts: Pick<Parts, 'publicUrl' | 'keys'>): MailboxInfo => ({
  passkeys: relyingParty(parts.publicUrl()) !== null,
  pushKey: pushKeyFor(parts),
});
