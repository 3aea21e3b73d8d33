// Looks at the printer while nobody prints, so that no paper, an open cover or a printer that is gone are seen before a resident
// stands there. Where nobody answers it asks less and less often; a printer that says what is wrong is asked as often as a well one,
// for somebody is about to put that right.
import type { PrinterHealth } from '../shell/shell.ts';

export interface PrinterMonitorOptions {
  readonly look: () => Promise<PrinterHealth>;
  readonly onHealth: (health: PrinterHealth) => void;
  /** Between two looks, milliseconds. */
  readonly everyMs?: number;
  /** At most, where nobody answers. */
  readonly slowestMs?: number;
  /** Calls back once after `ms`; returns how to stop it. */
  readonly after?: (ms: number, run: () => void) => () => void;
}

export interface PrinterMonitor {
  stop(): void;
}

const timer = (ms: number, run: () => void): (() => void) => {
  const id = setTimeout(run, ms);
  return () => clearTimeout(id);
};

/** Looks at once and from then on. */
export function watchPrinter(options: PrinterMonitorOptions): PrinterMonitor {
  const { look, onHealth, everyMs = 5_000, slowestMs = 40_000, after = timer } = options;
  let stopped = false;
  let cancel = (): void => undefined;
  let waitMs = everyMs;

  async function once(): Promise<void> {
    const health = await look();
    if (stopped) return;
    onHealth(health);
    const unanswered =
      health.kind === 'trouble' && (health.trouble === 'gone' || health.trouble === 'offline');
    waitMs = unanswered ? Math.min(2 * waitMs, slowestMs) : everyMs;
    cancel = after(waitMs, () => void once());
  }

  void once();
  return {
    stop() {
      stopped = true;
      cancel();
    },
  };
}
