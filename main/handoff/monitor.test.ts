// The look at the printer must go on whatever it finds, hurry where somebody is about to help, and never be in anybody's way.
import { describe, expect, it, vi } from 'vitest';
import type { PrinterHealth, PrinterTrouble } from '../shell/shell.ts';
import { watchPrinter } from './monitor.ts';

const ready: PrinterHealth = { kind: 'ready' };
const ill = (trouble: PrinterTrouble): PrinterHealth => ({ kind: 'trouble', trouble, cause: '' });

/** Runs the monitor over these looks and gives the pauses between them. */
async function pausesAfter(looks: readonly PrinterHealth[]): Promise<number[]> {
  const pauses: number[] = [];
  const left = [...looks];
  const { promise, resolve } = Promise.withResolvers<null>();
  const monitor = watchPrinter({
    look: () => Promise.resolve(left.shift() ?? ready),
    onHealth: () => undefined,
    after(ms, run) {
      pauses.push(ms / 1000);
      if (left.length === 0) resolve(null);
      else run();
      return () => undefined;
    },
  });
  await promise;
  monitor.stop();
  return pauses;
}

describe('the look at the printer', () => {
  it('is taken every few seconds, also while paper or a cover waits for somebody', async () => {
    expect(await pausesAfter([ready, ill('empty'), ill('cover'), ready])).toEqual([5, 5, 5, 5]);
  });

  it('becomes rare where nobody answers, and frequent again with the first answer', async () => {
    const gone = ill('gone');
    expect(await pausesAfter([gone, gone, ill('offline'), gone, gone, ready, gone])).toEqual([
      10, 20, 40, 40, 40, 5, 10,
    ]);
  });

  it('tells nothing more once it is stopped', async () => {
    const look = Promise.withResolvers<PrinterHealth>();
    const onHealth = vi.fn();
    const monitor = watchPrinter({ look: () => look.promise, onHealth });
    monitor.stop();
    look.resolve(ready);
    await look.promise;
    expect(onHealth).not.toHaveBeenCalled();
  });
});
