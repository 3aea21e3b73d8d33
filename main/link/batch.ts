// How much goes into one push. Small at first, since nobody knows the line yet; more while answers come quickly, less when they come
// slowly, late or not at all. By number and by bytes: a record may be small or large, and a gate on the way may have a limit.

export interface BatchSize {
  readonly items: number;
  readonly bytes: number;
}
/** What one call carried, and how long its answer took. */
export interface Load {
  readonly items: number;
  readonly bytes: number;
  readonly ms: number;
}

/** The contract's limit (sync/contract/api.ts, PushRequest), and what a server takes in one body without a thought. */
export const largest: BatchSize = { items: 100, bytes: 4 << 20 };
export const firstBatch: BatchSize = { items: 8, bytes: 256 << 10 };
const smallest: BatchSize = { items: 1, bytes: 8 << 10 };
/** Quicker: there is room for more. Slower: the next one carries less. */
const quickMs = 2000;
const slowMs = 10_000;
/** A call may take this long before its load counts. */
const baseDeadlineMs = 30_000;
/** The slowest line that still gets through, bytes a millisecond (about 4 kbit/s). */
const slowestBytesPerMs = 0.5;

/** How long the answer to a push of so many bytes is waited for, milliseconds. */
export const pushDeadlineMs = (bytes: number): number =>
  baseDeadlineMs + Math.ceil(bytes / slowestBytesPerMs);

/** After an answer, whatever it said of the records. Only a batch that was full says something about larger ones. */
export function afterAnswer(size: BatchSize, { items, bytes, ms }: Load): BatchSize {
  if (ms > slowMs) return scaled({ items, bytes }, slowMs / (2 * ms));
  if (ms >= quickMs) return size;
  return {
    items: items >= size.items ? Math.min(largest.items, size.items * 2) : size.items,
    bytes: bytes * 2 >= size.bytes ? Math.min(largest.bytes, size.bytes * 2) : size.bytes,
  };
}

/** After no answer in time, "too large", or a server that fell over: less than what was just sent. */
export const afterTrouble = (sent: BatchSize): BatchSize => scaled(sent, 1 / 2);

const scaled = ({ items, bytes }: BatchSize, factor: number): BatchSize => ({
  items: within(smallest.items, Math.floor(items * factor), largest.items),
  bytes: within(smallest.bytes, Math.floor(bytes * factor), largest.bytes),
});
const within = (low: number, value: number, high: number): number => Math.max(low, Math.min(value, high));
