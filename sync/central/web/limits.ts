// Every number about the mailbox in a browser, with its reason.

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A browser that was laid aside, and the longest that one is left open over a day. */
export const idleMs = 30 * minuteMs;
export const sessionMs = 12 * hourMs;
/** Browsers with one mailbox at the same time; the oldest makes room. */
export const sessionsAtMost = 10;

/** Mail systems may fetch only every 15 minutes. */
export const signInMs = 30 * minuteMs;
/**
 * Sign-ins that were begun with one address and not finished, right or wrong, whether or not it is anybody's; then an hour's pause. A
 * finished one clears them. Who reads the mails of a family learns so from five PIN1s an hour whether they were right.
 */
export const begunPerAddress = { max: 5, windowMs: hourMs, pauseMs: hourMs } as const;
/** The same in a day, finished ones too: 10,000 PIN1s would take a year. */
export const begunPerAddressADay = { max: 30, windowMs: dayMs, pauseMs: dayMs } as const;
/** A mobile network shares one address among many. */
export const begunPerSource = { max: 60, windowMs: hourMs, pauseMs: hourMs } as const;
/** Wrong codes for one address, however many sign-ins; then an hour's pause. */
export const wrongCodesPerAddress = { max: 5, windowMs: hourMs, pauseMs: hourMs } as const;
export const wrongCodesPerSource = { max: 50, windowMs: hourMs, pauseMs: hourMs } as const;
/** Accounts that share one address: a large family with its grandparents. */
export const accountsPerAddress = 12;

/** A finger on a sensor, or a second device fetched from another room. */
export const challengeMs = 5 * minuteMs;

/** Tabs and browsers of one account that wait at one node. */
export const streamsPerAccount = 20;
/** Below the shortest idle time of usual proxies (60 s); as often a session is looked at. */
export const heartbeatMs = 20_000;
