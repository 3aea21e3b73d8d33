// When nobody is told of anything but an emergency: hours by Japan's clock, from the first to before the second, over midnight where
// the first is the later one. Both the same: never.
export interface QuietHours {
  readonly from: number;
  readonly until: number;
}

/** Whether it is quiet at this moment. */
export function isQuiet({ from, until }: QuietHours, at: Date): boolean {
  const hour = (at.getUTCHours() + 9) % 24;
  return from <= until ? hour >= from && hour < until : hour >= from || hour < until;
}
