// The last look: everything that will be saved, each thing with the way back to where it was answered; then the commit.
// WCAG 2.2, 3.3.4: what has legal effect can be checked and corrected before it is sent.
import { reviewSteps, type ReviewStep } from '../../../preload/contract/state.ts';
import { backMemberships, municipalitiesOf } from './account.ts';
import { contactPlace, go, stay, withData } from './moves.ts';
import type { FlowState, Step } from './types.ts';

/** Shows the review. From here on a changed step leads straight back. */
export function enter(state: FlowState): Step {
  if (state.data?.facts == null) return stay(state);
  return go(withData(state, { reviewing: true }), { name: 'review' });
}

/** What can be changed here: a mailbox only where somebody could write to it. */
export const changeableSteps = (state: FlowState): readonly ReviewStep[] =>
  reviewSteps.filter((step) => step !== 'mailbox' || municipalitiesOf(state).length > 0);

export function change(state: FlowState, step: ReviewStep): Step {
  if (state.place.name !== 'review' || !changeableSteps(state).includes(step)) return stay(state);
  switch (step) {
    case 'notify':
    case 'interests':
      return go(state, { name: step });
    case 'contact':
      return go(state, contactPlace());
    case 'mailbox':
      return go(state, { name: state.data?.mailboxWanted === true ? 'memberships' : 'mailbox-offer' });
  }
}

/** The ordinary way back: the review was not the end yet. */
export function back(state: FlowState): Step {
  const before = withData(state, { reviewing: false });
  if (state.data?.mailboxWanted === true) return go(before, { name: 'memberships' });
  return municipalitiesOf(state).length > 0 ? backMemberships(before) : go(before, contactPlace());
}

/** Only here does anything of the resident leave memory, and then sealed. */
export function save(state: FlowState): Step {
  if (state.place.name !== 'review' || state.data?.facts == null) return stay(state);
  return go(state, { name: 'saving' }, [{ kind: 'commit', data: state.data, language: state.language }]);
}
