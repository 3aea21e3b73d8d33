/** The furthest that a date can be from the epoch, milliseconds (ECMA-262, "Time Values and Time Range"). */
const furthestMs = 8.64e15;

/** ISO 8601 of milliseconds since the epoch. A figure that the disk has spoilt, and no date can hold, becomes the nearest one that can. */
export const instantOf = (ms: number): string =>
  new Date(Math.max(-furthestMs, Math.min(furthestMs, ms))).toISOString();
