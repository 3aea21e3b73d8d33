// When the terminal is heard without anybody having asked for speech: before time is up, and while a card is left behind (rules R11).
import type { ViewState } from '../../preload/contract/state.ts';
import type { Sound } from '../ui/chime.ts';

/** What rings for as long as this state is shown; null where it is quiet. */
export function soundOf(view: Pick<ViewState, 'screen' | 'overlay'>): Sound | null {
  if (view.screen.name === 'card-left') return 'alarm';
  if (view.overlay?.name === 'card-missing') return 'alarm';
  if (view.overlay?.name === 'still-there') return 'ask';
  return null;
}
