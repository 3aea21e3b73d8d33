// The key with which browsers subscribe.
import type { Parts } from '../parts.ts';

/**
 * VAPID public key (RFC 8292), base64url; null where no browser could subscribe: pushes need a page over HTTPS, or on
 * the browser's own machine.
 */
export function pushKeyFor({ publicUrl, keys }: Pick<Parts, 'publicUrl' | 'keys'>): string | null {
  const { protocol, hostname } = new URL(publicUrl());
  const secure = protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1';
  return secure ? keys.push.publicKey : null;
}
