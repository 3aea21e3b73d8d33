// How a message finds its owner's card without the terminal knowing who that is: both the address and the key are
// derived from the card's user-authentication certificate (about 1.6 kB with a 2048-bit key, never stored on a terminal).
// A stolen terminal therefore shows neither names nor texts. Decision 0006.
import { createHash, hkdfSync } from 'node:crypto';

/** The feed's address of the owner of this certificate (DER): SHA-256 over a label and the certificate, hex. */
export function mailboxAddress(authCertificate: Uint8Array): string {
  return createHash('sha256').update('madoguchi mailbox address\n').update(authCertificate).digest('hex');
}

/** The 32-byte key under which that owner's messages are sealed (HKDF-SHA-256, RFC 5869). */
export function mailboxKey(authCertificate: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', authCertificate, 'madoguchi', 'mailbox key', 32));
}
