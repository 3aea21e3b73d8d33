// How the screen is shown, told and timed for this resident. It can be changed at any moment and changes nothing else.
import type { Manner } from '../../../preload/contract/state.ts';
import { stay } from './moves.ts';
import type { FlowState, SpokenPart, Step } from './types.ts';

export const change = (state: FlowState, patch: Partial<Manner>): Step =>
  stay({ ...state, manner: { ...state.manner, ...patch } });

/** Without a voice there is nothing to turn on; what is being told ends with the speech. */
export function setSpeech(state: FlowState, speech: Manner['speech']): Step {
  const on = speech.on && state.ambient.voice === 'ready';
  const next: FlowState = {
    ...state,
    manner: { ...state.manner, speech: { ...speech, on, blank: speech.blank && on } },
  };
  return on ? stay(next) : [next, [{ kind: 'speech.stop' }]];
}

export function say(state: FlowState, parts: readonly SpokenPart[], after: boolean): Step {
  const { on, rate, volume } = state.manner.speech;
  return on ? [state, [{ kind: 'speech.say', parts, rate, volume, after }]] : stay(state);
}

/** The headphones were pulled out: nothing more is told, and the screen is seen again (49 CFR 27.71(k): private listening). */
export function voiceChanged(before: FlowState, after: FlowState): Step {
  const { speech } = after.manner;
  if (after.ambient.voice === before.ambient.voice || after.ambient.voice === 'ready' || !speech.on)
    return stay(after);
  return setSpeech(after, { ...speech, on: false });
}
