// How long what belongs to a sign-in lasts.

/** From the way to the provider to the way back. */
export const loginMs = 10 * 60_000;
/** A session without a touch. */
export const idleMs = 30 * 60_000;
/** A session in all: a working day. */
export const sessionMs = 10 * 3_600_000;
