// Start at home, finish at the counter: the code of what was chosen there, what it holds shown for confirmation, then the ordinary
// registration from its first step. Choices are preset; no consent is.
import type { FaceCode } from '../../../preload/contract/faces.ts';
import type { DraftClaimAnswer, DraftRequest } from '../../../sync/contract/drafts.ts';
import { DraftCode } from '../../../sync/contract/drafts.ts';
import { go, stay, tell, withData } from './moves.ts';
import type { Catalogue, FlowState, Step, TakenDraft } from './types.ts';

/** The first step of every registration. */
export const beginRegistration = (state: FlowState): Step =>
  go(state, { name: 'legal', document: 'terms', readToEnd: false });

export const enter = (state: FlowState): Step => go(state, { name: 'takeover', checking: false });

export function submit(state: FlowState, code: string): Step {
  const { place } = state;
  if (place.name !== 'takeover' || place.checking || !DraftCode.safeParse(code).success) return stay(state);
  return go(state, { name: 'takeover', checking: true }, [{ kind: 'draft.claim', code }]);
}

export function claimed(state: FlowState, answer: DraftClaimAnswer, at: number): Step {
  const { place, data } = state;
  if (place.name !== 'takeover' || !place.checking || data === null) return stay(state);
  switch (answer.outcome) {
    case 'found': {
      // Who has not asked for another language here goes on in the one from home.
      const language = state.language === 'ja' ? answer.draft.language : state.language;
      const draft = stillOffered(answer.draft, data.catalogue);
      return go({ ...state, language }, { name: 'takeover-confirm', draft });
    }
    case 'unknown':
      return failed(state, 'draft.unknown');
    case 'paused': {
      const minutes = Math.max(1, Math.ceil((Date.parse(answer.until) - at) / 60_000));
      return failed(state, 'draft.paused', minutes);
    }
  }
}

export const claimFailed = (state: FlowState, face: FaceCode): Step =>
  state.place.name === 'takeover' && state.place.checking ? failed(state, face) : stay(state);

const failed = (state: FlowState, face: FaceCode, left?: number): Step => [
  tell({ ...state, place: { name: 'takeover', checking: false } }, face, left),
  [],
];

/** Interests, services and address stand on their steps, where each can be changed; what asks for a consent still does. */
export function accept(state: FlowState): Step {
  const { place } = state;
  if (place.name !== 'takeover-confirm') return stay(state);
  const { interests, services, email } = place.draft;
  return beginRegistration(withData(state, { interests, services, email: email ?? '' }));
}

/** Everything is chosen here. */
export function without(state: FlowState): Step {
  const { place } = state;
  const asking = place.name === 'takeover-confirm' || (place.name === 'takeover' && !place.checking);
  return asking ? beginRegistration(state) : stay(state);
}

function stillOffered(draft: DraftRequest, catalogue: Catalogue): TakenDraft {
  const offered = (kind: 'interests' | 'services'): readonly string[] =>
    draft[kind].filter((id) => catalogue[kind].some((item) => item.id === id));
  const [interests, services] = [offered('interests'), offered('services')];
  const chosen = draft.interests.length + draft.services.length;
  return { interests, services, email: draft.email, dropped: chosen - interests.length - services.length };
}

/** `h…o@example.jp`: enough to know one's own address again, too little for whoever stands behind. */
export function masked(email: string): string {
  const at = email.lastIndexOf('@');
  const name = [...email.slice(0, at)];
  const end = name.length > 3 ? (name.at(-1) ?? '') : '';
  return `${name[0] ?? ''}•••${end}${email.slice(at)}`;
}
