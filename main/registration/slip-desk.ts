// Slips beside a registration: what is written down of them, and staff's question whether one that lies on the counter is good. A
// scanned slip is judged here by its signature, without network; what only the central API knows comes after, when it answers.
import type { FaceCode } from '../../preload/contract/faces.ts';
import type { SlipVerdict } from '../../preload/contract/state.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import { isSlipNumber, slipWordsIn } from '../../sync/contract/slip-number.ts';
import { slipNumberOf, slipSha256, verifySlip } from '../../sync/contract/slip-token.ts';
import type { SlipStatus } from '../../sync/contract/slips.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import type { SlipPrinted, Store } from '../store/store.ts';

/** What is known of a slip that staff scanned or typed. Main's alone: the page gets the verdict. */
export interface SlipSeen {
  /** Its digits; null: the text held none. */
  readonly words: string | null;
  readonly sha256: string | null;
  readonly verdict: SlipVerdict;
  readonly by: 'signature' | 'central';
  /** The central API is being asked. */
  readonly asking: boolean;
  /** Its registration has arrived there; null: not known here. */
  readonly arrived: boolean | null;
  /** ISO 8601. */
  readonly expiresAt: string | null;
}

export interface SlipDesk {
  /** How long a slip can be used. */
  readonly days: number;
  /** Durable when it returns, and told to the central API until it has taken it. */
  printed(printed: SlipPrinted): Result<null, FaceCode>;
  /** At once, from what is known here. */
  look(text: string): SlipSeen;
  /** What the central API makes of it; the same as before when it cannot be asked. */
  ask(seen: SlipSeen): Promise<SlipSeen>;
  /** From now on the slip is good nowhere. Durable when it returns. */
  cancel(sha256: string): Result<null, FaceCode>;
}

export interface SlipDeskParts {
  readonly store: Pick<Store, 'slipPrinted' | 'cancelSlip' | 'slipState' | 'slipKeys'>;
  readonly days: number;
  readonly municipality: string;
  readonly now: () => number;
  /** Asks the central API; null: there is no line. */
  readonly check: (words: string) => Promise<Result<SlipStatus, CallError>> | null;
  /** A notice waits in the store. */
  readonly onNotice: () => void;
}

const noSlip = { sha256: null, by: 'signature', asking: false, arrived: null, expiresAt: null } as const;

/** The desk over a terminal's store and line. */
export function slipDesk({ store, days, municipality, now, check, onNotice }: SlipDeskParts): SlipDesk {
  const written = (result: ReturnType<Store['cancelSlip']>): Result<null, FaceCode> => {
    if (!result.ok) return err(result.error.kind === 'disk-full' ? 'disk.full' : 'store.failed');
    onNotice();
    return ok(null);
  };
  const cancelledHere = (sha256: string): boolean => (store.slipState(sha256) ?? 'out') !== 'out';

  function look(text: string): SlipSeen {
    const words = slipWordsIn(text);
    const number = words === null ? null : slipNumberOf(words);
    if (words === null || number === null) return { ...noSlip, words, verdict: 'no-slip' };
    if (!isSlipNumber(number)) return { ...noSlip, words, verdict: 'mistyped' };
    const sha256 = slipSha256(number);
    const { verdict, expiresAt } = signed(words);
    return {
      ...{ words, sha256, by: 'signature', asking: true, arrived: null, expiresAt },
      verdict: verdict !== 'forged' && cancelledHere(sha256) ? 'cancelled' : verdict,
    };
  }

  function signed(words: string): Pick<SlipSeen, 'verdict' | 'expiresAt'> {
    // A number has no signature: only the central API can tell.
    if (words === slipNumberOf(words)) return { verdict: 'unchecked', expiresAt: null };
    const seen = verifySlip(words, store.slipKeys(), municipality, now());
    switch (seen.state) {
      case 'valid':
      case 'expired':
        return { verdict: seen.state, expiresAt: new Date(seen.claim.expiresAtS * 1000).toISOString() };
      case 'forged':
        return { verdict: seen.why === 'unknown-key' ? 'new-key' : 'forged', expiresAt: null };
      case 'elsewhere':
        return { verdict: 'elsewhere', expiresAt: null };
      case 'malformed':
        return { verdict: 'no-slip', expiresAt: null };
    }
  }

  return {
    days,
    look,
    printed: (printed) => written(store.slipPrinted(printed)),
    cancel: (sha256) => written(store.cancelSlip(sha256)),
    async ask(seen) {
      const silent: SlipSeen = { ...seen, asking: false };
      const told = seen.words === null ? null : await check(seen.words);
      if (told === null || !told.ok) return silent;
      const { state, arrived, expiresAt } = told.value;
      // What was cancelled here and has not been told yet.
      if (seen.sha256 !== null && cancelledHere(seen.sha256)) return { ...silent, verdict: 'cancelled' };
      return { ...silent, verdict: state, by: 'central', arrived, expiresAt: expiresAt ?? seen.expiresAt };
    },
  };
}
