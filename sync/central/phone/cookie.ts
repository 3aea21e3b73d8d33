// The only cookie there is: it holds a random number, and the database its hash. Over HTTPS its name makes browsers refuse it to
// subdomains and over plain HTTP (`__Host-`, RFC 6265bis); no page's script can read it, and no other site's page sends it.
import type { IncomingHttpHeaders } from 'node:http';

/** How long browsers keep it at most; the session itself ends earlier when nothing is done. */
const keptS = 24 * 3_600;

const nameFor = (publicUrl: string): string =>
  publicUrl.startsWith('https:') ? '__Host-madoguchi' : 'madoguchi';

/** The session's number in a request; null without one. */
export function cookieIn({ cookie }: IncomingHttpHeaders, publicUrl: string): string | null {
  const name = nameFor(publicUrl);
  for (const pair of (cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return null;
}

/** A Set-Cookie header: keeps this number, or with null forgets it. */
export function setCookie(value: string | null, publicUrl: string): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  const age = value === null ? 0 : keptS;
  return `${nameFor(publicUrl)}=${value ?? ''}; Max-Age=${age}; Path=/; HttpOnly; SameSite=Strict${secure}`;
}

/**
 * Whether a request comes from a page of ours, as far as the browser tells: `Sec-Fetch-Site`, or the `Origin` of browsers that do
 * not know it yet. A request that tells neither does not count.
 */
export function isOwnPage(
  { 'sec-fetch-site': site, origin }: IncomingHttpHeaders,
  host: string,
  publicUrl: string,
): boolean {
  if (site !== undefined) return site === 'same-origin';
  if (origin === undefined || !URL.canParse(origin)) return false;
  const from = new URL(origin).host;
  return from === host || (URL.canParse(publicUrl) && from === new URL(publicUrl).host);
}
