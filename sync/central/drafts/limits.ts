// Every number about drafts, with its reason.

/** "Start at home, finish at the counter": the same morning, or the way there with a wait. */
export const draftLifeMs = 2 * 3_600_000;

/** Takings-over of one draft: a session that was given up half-way is begun again, a code that was seen is not of use for ever. */
export const claimsAtMost = 5;

/**
 * Living drafts at a time. A guess at six digits then hits at most one in a hundred times, and guesses are counted; a city's hall
 * serves some hundred people in two hours.
 */
export const livingAtMost = 10_000;

/** Drafts made from one address. Phones behind one carrier's address share it. */
export const madeFromOneAddress = { max: 30, timeWindow: 10 * 60_000 } as const;

/** Wrong codes before the pause: for one terminal, and for all together (whoever has a terminal to guess at may have two). */
export const missesAtMost = { terminal: 5, all: 60 } as const;
/** Wrong codes are counted for so long, and the pause lasts as long. */
export const pauseMs = 10 * 60_000;
