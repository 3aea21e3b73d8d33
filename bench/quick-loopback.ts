// vsmartcard's virtual reader writes length and command one after the other and does not turn Nagle's algorithm off: each exchange
// then waits about 40 ms for an acknowledgement that the other end delays. That is the rig's time, not the card's, not ours, and not
// OpenSC's. A loopback address of its own, whose route acknowledges at once, takes it away without touching 127.0.0.1.
import { spawnSync } from 'node:child_process';

/** Of the whole 127/8, which is local to every machine; nothing else uses this one. */
export const QUICK_HOST = '127.0.35.2';
const ROUTE = ['local', `${QUICK_HOST}/32`, 'dev', 'lo', 'table', 'local'] as const;

export interface QuickLoopback {
  /** Address to reach the virtual reader at. */
  readonly host: string;
  /** False where the route could not be made (needs root and iproute2): times are then the rig's. */
  readonly quick: boolean;
  end(): void;
}

/** Makes the route; `end` removes it. */
export function quickLoopback(): QuickLoopback {
  const quick = ip('replace', 'quickack', '1');
  const end = () => {
    if (quick) ip('del');
  };
  // Whatever ends the process, the route goes.
  process.once('exit', end);
  return { host: quick ? QUICK_HOST : '127.0.0.1', quick, end };
}

const ip = (verb: 'replace' | 'del', ...more: readonly string[]): boolean =>
  spawnSync('ip', ['route', verb, ...ROUTE, ...more], { stdio: 'ignore' }).status === 0;
