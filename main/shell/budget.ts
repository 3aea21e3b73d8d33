// How often something may be started again before we stop trying. A limit on restarts, so that a page that cannot live does
// not blink for ever; staff are called instead (crash plan, reference E16).

export interface Budget {
  /** Takes one restart at `nowMs`; false when too many were taken within the window. */
  take(nowMs: number): boolean;
}

/** At most `count` takes in any `windowMs`. Three in ten minutes unless told otherwise. */
export function restartBudget(count = 3, windowMs = 600_000): Budget {
  let taken: number[] = [];
  return {
    take(nowMs) {
      taken = taken.filter((at) => nowMs - at < windowMs);
      if (taken.length >= count) return false;
      taken.push(nowMs);
      return true;
    },
  };
}
