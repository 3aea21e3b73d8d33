// Days that are offered in the mailbox. The counter's day is Japan's.

const japanMs = 9 * 3_600_000;

/** So many years from the day of `at` (milliseconds since the epoch), as YYYY-MM-DD; of 29 February the 28th. */
export function daysFrom(at: number, years: readonly number[]): readonly string[] {
  const today = new Date(at + japanMs).toISOString().slice(0, 10);
  const [year = '', month = '', day = ''] = today.split('-');
  const safe = month === '02' && day === '29' ? '28' : day;
  return years.map((more) => `${String(Number(year) + more)}-${month}-${safe}`);
}
