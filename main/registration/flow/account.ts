// Steps 8 and 9: whether a mailbox is wanted, its PINs, and which municipalities may write; then the review.
import type { Municipality } from '../../../sync/contract/feed.ts';
import { contactPlace, go, secretPlace, stay, withData } from './moves.ts';
import { enter as enterReview } from './review.ts';
import type { FlowState, Step } from './types.ts';

/** Joined municipalities of the address on the card, prefecture first. */
export function municipalitiesOf(state: FlowState): readonly Municipality[] {
  const address = state.data?.facts?.address;
  if (address === undefined) return [];
  return (state.data?.catalogue.municipalities ?? [])
    .filter((m) => m.open && address.startsWith(m.addressPrefix))
    .sort((a, b) => a.addressPrefix.length - b.addressPrefix.length);
}

/** Offers the mailbox, or goes on to the review when there is none to offer, or it has been answered already. */
export function enterMailbox(state: FlowState): Step {
  const { data } = state;
  if (data === null) return stay(state);
  if (municipalitiesOf(state).length === 0) return enterReview(withData(state, { mailboxWanted: false }));
  if (data.reviewing) return enterReview(state);
  return go(state, { name: 'mailbox-offer' });
}

export function wantMailbox(state: FlowState, yes: boolean): Step {
  if (state.place.name !== 'mailbox-offer') return stay(state);
  if (!yes) return enterReview(withData(state, { mailboxWanted: false, memberships: [] }));
  const codes = municipalitiesOf(state).map((m) => m.code);
  return go(withData(state, { mailboxWanted: true, memberships: codes }), secretPlace('accountPin1'));
}

export const afterPin1 = (state: FlowState): Step => go(state, secretPlace('accountPin2'));

export const afterPin2 = (state: FlowState, wanted: boolean): Step =>
  go(withData(state, { pin2Wanted: wanted }), { name: 'memberships' });

export function setMembership(state: FlowState, code: string, on: boolean): Step {
  const { data } = state;
  if (
    state.place.name !== 'memberships' ||
    data === null ||
    !municipalitiesOf(state).some((m) => m.code === code)
  )
    return stay(state);
  const rest = data.memberships.filter((c) => c !== code);
  return [withData(state, { memberships: on ? [...rest, code] : rest }), []];
}

/** Leaving the question unanswered is no answer: it is asked again, or (from the review) the answer is no. */
export function backOffer(state: FlowState): Step {
  const open = withData(state, { memberships: [] });
  return state.data?.reviewing === true
    ? enterReview(withData(open, { mailboxWanted: false }))
    : go(withData(open, { mailboxWanted: null }), contactPlace());
}

/** Back over the account PINs means typing them again: they are not shown and not kept. */
export function backMemberships(state: FlowState): Step {
  return go(withData(state, { mailboxWanted: null, pin2Wanted: false }), { name: 'mailbox-offer' }, [
    { kind: 'secret.clear', slot: 'accountPin1' },
    { kind: 'secret.clear', slot: 'accountPin1.repeat' },
    { kind: 'secret.clear', slot: 'accountPin2' },
    { kind: 'secret.clear', slot: 'accountPin2.repeat' },
  ]);
}
