import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterAnswer, afterTrouble, firstBatch, largest, pushDeadlineMs, type BatchSize } from './batch.ts';

interface Drained {
  readonly calls: number;
  readonly ms: number;
  readonly timeouts: number;
  readonly sizes: readonly number[];
}

/** Sends `count` records of `recordBytes` over a line of this speed, as the pusher would. */
function drain(
  count: number,
  recordBytes: number,
  line: { bytesPerMs: number; latencyMs: number; limit?: number },
): Drained {
  let size: BatchSize = firstBatch;
  let left = count;
  let [calls, ms, timeouts] = [0, 0, 0];
  const sizes: number[] = [];
  while (left > 0 && calls < 100_000) {
    const items = Math.max(1, Math.min(left, size.items, Math.floor(size.bytes / recordBytes)));
    const bytes = items * recordBytes;
    calls += 1;
    sizes.push(items);
    const took = line.latencyMs + bytes / line.bytesPerMs;
    const deadlineMs = pushDeadlineMs(bytes);
    if (took > deadlineMs || bytes > (line.limit ?? Infinity)) {
      timeouts += 1;
      ms += Math.min(took, deadlineMs);
      size = afterTrouble({ items, bytes });
      continue;
    }
    ms += took;
    left -= items;
    size = afterAnswer(size, { items, bytes, ms: took });
  }
  return { calls, ms, timeouts, sizes };
}

test('starts small and is at the largest batch within five quick answers', () => {
  const { sizes } = drain(1000, 8000, { bytesPerMs: 10_000, latencyMs: 20 });
  expect(sizes.slice(0, 6)).toEqual([8, 16, 32, 64, 100, 100]);
});

test('any line that moves at all gets everything through, and no call carries more than it may', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 500, max: 350_000 }),
      // From 5 kbit/s to a line that is no limit, each order of magnitude alike.
      fc.integer({ min: -200, max: 5000 }).map((exponent) => 10 ** (exponent / 1000)),
      fc.integer({ min: 0, max: 25_000 }),
      fc.option(fc.integer({ min: 400_000, max: 10_000_000 }), { nil: undefined }),
      (count, recordBytes, bytesPerMs, latencyMs, limit) => {
        const { calls, timeouts, sizes } = drain(count, recordBytes, {
          bytesPerMs,
          latencyMs,
          ...(limit !== undefined && { limit }),
        });
        expect(sizes.reduce((sum, items) => sum + items, 0)).toBeGreaterThanOrEqual(count);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(largest.items);
        // Every loss is followed by a success before the next, but for the way down from the largest.
        expect(timeouts).toBeLessThanOrEqual(calls / 2 + 10);
      },
    ),
  );
});

test('on a slow line calls stay short enough that little is lost when one breaks off', () => {
  // 64 kbit/s, 8 KB a record: one takes a second.
  const { sizes } = drain(300, 8000, { bytesPerMs: 8, latencyMs: 300 });
  expect(Math.max(...sizes.slice(3))).toBeLessThanOrEqual(10);
  expect(Math.min(...sizes.slice(3, -1))).toBeGreaterThanOrEqual(2);
});

test('sizes stay within their limits, whatever happens', () => {
  const step = fc.record({
    ms: fc.option(fc.integer({ min: 0, max: 120_000 })),
    share: fc.nat({ max: 1000 }).map((of1000) => of1000 / 1000),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let size: BatchSize = firstBatch;
      for (const { ms, share } of steps) {
        const load = {
          items: Math.max(1, Math.floor(size.items * share)),
          bytes: Math.floor(size.bytes * share),
        };
        size = ms === null ? afterTrouble(load) : afterAnswer(size, { ...load, ms });
        expect(size.items).toBeGreaterThanOrEqual(1);
        expect(size.items).toBeLessThanOrEqual(largest.items);
        expect(size.bytes).toBeGreaterThan(0);
        expect(size.bytes).toBeLessThanOrEqual(largest.bytes);
      }
    }),
  );
});
