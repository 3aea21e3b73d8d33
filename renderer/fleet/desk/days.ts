// Days of the calendar as date fields write them (`2026-11-21`), in Japan.
const JAPAN_MS = 9 * 3600_000;
const DAY_MS = 24 * 3600_000;

/** The day that it is in Japan; `now` in milliseconds. */
export const today = (now: number): string => new Date(now + JAPAN_MS).toISOString().slice(0, 10);
/** When who wants paper is asked again, unless staff choose another day. */
export const dayInAYear = (now: number): string => today(now + 365 * DAY_MS);
