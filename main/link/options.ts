// What the composition root hands to the link, and what it hears from it.
import type { TerminalReport } from '../../sync/contract/api.ts';
import type { Line } from '../../sync/contract/worker.ts';
import type { SecretStore } from '../shell/shell.ts';
import type { Log } from '../store/log.ts';
import type { Store } from '../store/store.ts';
import type { WorkerPort } from './client.ts';
import type { LinkState } from './monitor.ts';
import type { Timers } from './timers.ts';

export interface LinkOptions {
  readonly store: Store;
  /** `sync/worker/worker.ts` from source, `sync-worker.js` of the build. */
  readonly workerEntry: string | URL;
  /** Where the central API is, and the CA certificates (PEM) that it must stand under. */
  readonly line: CentralLine;
  /** HTTP proxy on the way there; none when absent. */
  readonly proxy?: Line['proxy'];
  readonly secrets: SecretStore;
  /** One-time code from IT; null when the terminal is enrolled already. */
  readonly enrolmentCode: string | null;
  readonly terminal: { readonly name: string; readonly municipality: string };
  /** What only main can tell of this terminal; asked for every report. */
  readonly describe: () => Pick<TerminalReport, 'version' | 'reader' | 'printer' | 'screen'>;
  /** Days that a sealed record stays here after a balance has confirmed it; 7 unless told. */
  readonly keepDays?: number;
  /** After every change of what `state()` gives. */
  readonly onState: (state: LinkState) => void;
  /** These registrations are accepted: their receipts are verified and stored. */
  readonly onAccepted?: (ids: readonly string[]) => void;
  /** Catalogues, legal texts, keys or messages have changed. */
  readonly onFeed?: () => void;
  readonly log: Log;
  /** [0, 1); spreads the retries. */
  readonly random?: () => number;
  readonly timers?: Timers;
  /** Another way to start the worker; for tests. */
  readonly spawn?: () => WorkerPort;
}
export interface CentralLine {
  readonly url: string;
  readonly trust: string;
}

/** What "sync now" did: exactly what was confirmed, and what was not. */
export interface SyncOutcome {
  /** How many waited when it was pressed. */
  readonly offered: number;
  /** Those of them whose receipts came in and were verified. */
  readonly confirmed: readonly string[];
  /** Still waiting here; those that need attention are counted apart. */
  readonly waiting: number;
  readonly needsAttention: number;
  /** True when the feed was read to its end. */
  readonly feedCurrent: boolean;
  /** True when terminal and central API have compared what they hold, and agree. */
  readonly balanced: boolean;
  /** Stable code of what ended it early; null when everything went through. */
  readonly failed: string | null;
  /** The central API asked for quiet until then, milliseconds since the epoch. */
  readonly askedToWaitUntil: number | null;
}
