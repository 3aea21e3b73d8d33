// Which timer runs where. The session sets it after every step and starts it anew whenever a person does something.
// Figures and their sources: main/config/schema.ts.
import { defaultManner } from '../../../preload/contract/state.ts';
import type { FlowState, TimerName } from './types.ts';

export interface Timing {
  readonly timer: TimerName;
  /** Runs this long from the last touch … */
  readonly forMs?: number;
  /** … or until this instant, whatever is touched. */
  readonly untilMs?: number;
}

/** Staff may look longer than residents (reference/rules.md 3.4: 15 minutes). */
const STAFF_MS = 15 * 60_000;

/** How many times longer this resident has for everything. */
export const paceOf = ({ manner, times }: FlowState): number =>
  manner.pace === 'slow' ? times.slowFactor : 1;

/** The timer of a state; null where nothing runs (welcome, or while an exchange with its own deadline is under way). */
export function timing(state: FlowState): Timing | null {
  const { overlay, place, times } = state;
  if (overlay?.name === 'still-there') return { timer: 'prompt', untilMs: overlay.deadline };
  if (overlay?.name === 'card-missing') return { timer: 'grace', untilMs: overlay.deadline };
  const slower = paceOf(state);
  const idle: Timing = { timer: 'idle', forMs: times.idle * slower };
  switch (place.name) {
    case 'welcome':
      // Somebody chose another language or larger text and walked on.
      return state.language === 'ja' && state.manner === defaultManner && !state.staffCalled
        ? null
        : { timer: 'end', forMs: times.idle };
    case 'beginning':
    case 'saving':
    case 'card-left':
      return null;
    case 'done':
      if (place.print === 'printing' || place.mail === 'sending') return null;
      // Without paper there is a code to photograph, or somebody to wait for: as long as any other step.
      return { timer: 'end', forMs: (place.print === 'failed' ? times.idle : times.end) * slower };
    case 'ended':
      return { timer: 'end', forMs: times.end * slower };
    case 'staff':
      return { timer: 'staff', forMs: STAFF_MS };
    case 'secret':
      return { timer: 'idle', forMs: times.pinIdle * slower };
    case 'card':
      if (place.doing !== 'waiting') return null;
      return place.heldUntil === null ? idle : { timer: 'held', untilMs: place.heldUntil };
    case 'mailbox-busy':
      return null;
    case 'mailbox-done':
      return state.ambient.cardPresent ? idle : { timer: 'end', forMs: times.end * slower };
    case 'takeover':
      return place.checking ? null : idle;
    case 'contact':
      return place.sending === null ? idle : null;
    case 'code':
      return place.busy === null ? idle : null;
    default:
      return idle;
  }
}
