// Every number about slips on a phone, with its reason.

/** Wrong birth dates before a pause, and pauses before the slip is cancelled: nine guesses among some 30,000 dates. */
export const triesAtOnce = 3;
export const pausesAtMost = 3;
export const pauseMs = 3_600_000;
/** Wrong birth dates from one client address in an hour, whatever the slips: a mobile network shares one among many. */
export const wrongPerSourceAnHour = 30;
/** A phone that was laid aside. */
export const idleMs = 30 * 60_000;
/** Browsers with one slip at the same time; the oldest makes room. */
export const sessionsPerSlip = 5;
/** Browsers of an account that pushes go to; the oldest makes room. */
export const pushDevicesAtMost = 5;
/** Browsers that wait for the arrival of one registration. */
export const noticesPerSlip = 3;
/** From one client address in an hour. */
export const noticesPerSourceAnHour = 30;
