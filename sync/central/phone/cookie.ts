// Cookies of sessions: each holds a random number, and the database its hash. Over HTTPS its name makes browsers refuse it to
// subdomains and over plain HTTP (`__Host-`, RFC 6265bis); no page's script can read it, and no other site's page sends it.
import type { IncomingHttpHeaders } from 'node:http';

export interface CookieKind {
  readonly name: string;
  /** How long browsers keep it at most, in seconds; the session itself ends earlier when nothing is done. */
  readonly keptS: number;
  /** `Lax`: comes along when another site's page leads here; only for what a provider of sign-in answers to. */
  readonly sameSite: 'Strict' | 'Lax';
}

/** Of the page behind a slip. */
const phone: CookieKind = { name: 'madoguchi', keptS: 24 * 3_600, sameSite: 'Strict' };

const nameFor = ({ name }: CookieKind, publicUrl: string): string =>
  publicUrl.startsWith('https:') ? `__Host-${name}` : name;

/** The session's number in a request; null without one. */
export function cookieIn(
  { cookie }: IncomingHttpHeaders,
  publicUrl: string,
  kind: CookieKind = phone,
): string | null {
  const name = nameFor(kind, publicUrl);
  for (const pair of (cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return null;
}

/** A Set-Cookie header: keeps this number, or with null forgets it. */
export function setCookie(value: string | null, publicUrl: string, kind: CookieKind = phone): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  const age = value === null ? 0 : kind.keptS;
  const rules = `Max-Age=${age}; Path=/; HttpOnly; SameSite=${kind.sameSite}${secure}`;
  return `${nameFor(kind, publicUrl)}=${value ?? ''}; ${rules}`;
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
