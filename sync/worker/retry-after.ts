// When a server says "not now", until when. RFC 9110 section 10.2.3: seconds, or a date.

/** A server may not silence a terminal for longer, whatever it says. */
const longestMs = 24 * 3_600_000;
/** IMF-fixdate, the only form that is still sent (RFC 9110 section 5.6.7). */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Milliseconds to wait; null when the header says nothing. A date is measured against the answer's own `Date` header where there
 * is one: the terminal's clock may be wrong, the distance between two of the server's times is not.
 */
export function retryAfterMs(header: string | null, date: string | null, localMs: number): number | null {
  if (header === null) return null;
  const value = header.trim();
  if (/^\d{1,9}$/.test(value)) return Math.min(Number(value) * 1000, longestMs);
  if (!httpDate.test(value)) return null;
  const until = Date.parse(value);
  if (Number.isNaN(until)) return null;
  const from = Date.parse(date ?? '');
  return Math.min(Math.max(until - (Number.isNaN(from) ? localMs : from), 0), longestMs);
}
