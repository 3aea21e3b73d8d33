// The slip in the page's address.

/** The digits in `/s/<digits>`; '' for `/s/`, where they are typed; null when it is none. Capitals come from the QR code. */
export function slipOf(pathname: string): string | null {
  const last = /\/s(?:\/([^/]*))?\/?$/i.exec(pathname);
  if (last === null) return null;
  const digits = last[1] ?? '';
  return digits === '' || /^(\d{24}|\d{180,230})$/.test(digits) ? digits : null;
}
