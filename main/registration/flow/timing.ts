// Which timer runs where. The session sets it after every step and starts it anew whenever a person does something.
// Figures and their sources: main/config/schema.ts.
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

/** The timer of a state; null where nothing runs (welcome, or while an exchange with its own deadline is under way). */
export function timing(state: FlowState): Timing | null {
  const { overlay, place, times } = state;
  if (overlay?.name === 'still-there') return { timer: 'prompt', untilMs: overlay.deadline };
  if (overlay?.name === 'card-missing') return { timer: 'grace', untilMs: overlay.deadline };
  switch (place.name) {
    case 'welcome':
      // Somebody chose another language and walked on.
      return state.language === 'ja' ? null : { timer: 'end', forMs: times.idle };
    case 'beginning':
    case 'saving':
      return null;
    case 'done':
      return place.print === 'printing' ? null : { timer: 'end', forMs: times.end };
    case 'ended':
      return { timer: 'end', forMs: times.end };
    case 'staff':
      return { timer: 'staff', forMs: STAFF_MS };
    case 'secret':
      return { timer: 'idle', forMs: times.pinIdle };
    case 'card':
      if (place.doing !== 'waiting') return null;
      return place.heldUntil === null
        ? { timer: 'idle', forMs: times.idle }
        : { timer: 'held', untilMs: place.heldUntil };
    case 'contact':
      return place.sending === null ? { timer: 'idle', forMs: times.idle } : null;
    case 'code':
      return place.busy === null ? { timer: 'idle', forMs: times.idle } : null;
    default:
      return { timer: 'idle', forMs: times.idle };
  }
}
