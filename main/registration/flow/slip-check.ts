// Staff check a slip that somebody brought: the answer from here at once, the central API's when it comes, and the button that
// cancels it.
import type { SlipReport } from '../../../preload/contract/state.ts';
import type { SlipSeen } from '../slip-desk.ts';
import { stay } from './moves.ts';
import type { FlowState, Step } from './types.ts';

const cancellable = ({ sha256, verdict }: SlipSeen): boolean =>
  sha256 !== null && ['valid', 'unchecked', 'unknown', 'new-key'].includes(verdict);

/** A late word counts for the slip that still lies there, and not for one that was cancelled meanwhile. */
export function seen(state: FlowState, slip: SlipSeen, late: boolean): Step {
  const { place } = state;
  if (place.name !== 'staff') return stay(state);
  if (late && (place.slip?.words !== slip.words || !place.slip.asking)) return stay(state);
  return [{ ...state, notice: null, place: { ...place, slip } }, []];
}

export function cancel(state: FlowState): Step {
  const { place } = state;
  if (place.name !== 'staff' || place.slip === null || !cancellable(place.slip)) return stay(state);
  const { sha256 } = place.slip;
  return sha256 === null ? stay(state) : [state, [{ kind: 'staff.slip-cancel', sha256 }]];
}

export function cancelled(state: FlowState, sha256: string): Step {
  const { place } = state;
  if (place.name !== 'staff' || place.slip?.sha256 !== sha256) return stay(state);
  const slip: SlipSeen = { ...place.slip, verdict: 'cancelled', by: 'signature', asking: false };
  return [{ ...state, place: { ...place, slip } }, []];
}

export function close(state: FlowState): Step {
  const { place } = state;
  return place.name === 'staff' ? [{ ...state, place: { ...place, slip: null } }, []] : stay(state);
}

/** What the page may see: never the digits. */
export function slipReport(slip: SlipSeen | null): SlipReport | null {
  if (slip === null) return null;
  const { verdict, by, asking, arrived, expiresAt } = slip;
  return { verdict, by, asking, arrived, expiresAt, cancellable: cancellable(slip) };
}
