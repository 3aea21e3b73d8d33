// Whose page is it? Origins are compared after parsing, never by prefix (reference E18). Node calls the origin of a scheme that
// it does not know "null", so ours is put together by hand.

export const scheme = 'app';
export const kioskOrigin = `${scheme}://kiosk`;
export const printOrigin = `${scheme}://print`;

/** The origin of an address; empty for what is no address. */
export function originOf(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return '';
  return parsed.protocol === `${scheme}:` ? `${scheme}://${parsed.host}` : parsed.origin;
}
