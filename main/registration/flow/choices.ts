// Steps 1 to 4: terms, privacy policy, how to be told, interests, linked services with a consent each.
import type { KioskEvent } from '../../../preload/contract/events.ts';
import { enterCardStep } from './card.ts';
import type { LegalLanguage } from '../../../sync/contract/words.ts';
import { setMailboxInterest } from './mailbox-acts.ts';
import { consentTo, go, legalLanguage, stay, withData } from './moves.ts';
import { enter as enterReview } from './review.ts';
import type { FlowState, SessionData, Step } from './types.ts';

type Of<T extends KioskEvent['type']> = Extract<KioskEvent, { type: T }>;

/** The end of the text has been on screen: *agree* lights up. */
export function legalEnd(state: FlowState): Step {
  return state.place.name === 'legal'
    ? [{ ...state, place: { ...state.place, readToEnd: true } }, []]
    : stay(state);
}

export function legalAgree(state: FlowState, at: number): Step {
  const { place, data } = state;
  if (place.name !== 'legal' || data === null || !place.readToEnd) return stay(state);
  const text = data.catalogue.legal[place.document][legalLanguage(state)];
  const consent = consentTo(place.document, text, state, at);
  const next = withData(state, { consents: { ...data.consents, [place.document]: consent } });
  if (place.document === 'terms') return go(next, { name: 'legal', document: 'privacy', readToEnd: false });
  if (place.document === 'privacy') return go(next, { name: 'notify' });
  return enterCardStep(next);
}

/** Another language may be another legal text: that has to be read to its end again. */
export function setLanguage(state: FlowState, language: FlowState['language']): Step {
  if (language === state.language) return stay(state);
  return reread(state, withData({ ...state, language }, { legalLanguage: null }));
}

export function setLegalLanguage(state: FlowState, language: LegalLanguage): Step {
  const { name } = state.place;
  if (name !== 'legal' && name !== 'service-consent') return stay(state);
  return reread(state, withData(state, { legalLanguage: language }));
}

function reread(before: FlowState, after: FlowState): Step {
  if (after.place.name !== 'legal' || legalLanguage(before) === legalLanguage(after)) return stay(after);
  return [{ ...after, place: { ...after.place, readToEnd: false } }, []];
}

export function setNotify(state: FlowState, event: Of<'notify.set'>): Step {
  const { push, email } = event;
  if (state.place.name === 'mailbox-notify') return go(state, { name: 'mailbox-notify', push, email });
  if (state.place.name !== 'notify') return stay(state);
  return [withData(state, { notify: { push, email } }), []];
}

export function setInterest(state: FlowState, event: Of<'interest.set'>): Step {
  const { data } = state;
  if (state.place.name === 'mailbox-interests') return setMailboxInterest(state, event.id, event.on);
  if (state.place.name !== 'interests' || !data?.catalogue.interests.some((i) => i.id === event.id))
    return stay(state);
  return [withData(state, { interests: toggled(data.interests, event.id, event.on) }), []];
}

/** Choosing or leaving a service makes any earlier consent to it void: it is asked again. */
export function setService(state: FlowState, event: Of<'service.set'>): Step {
  const { data } = state;
  if (state.place.name !== 'services' || !data?.catalogue.services.some((s) => s.id === event.id))
    return stay(state);
  return [
    withData(withoutConsent(state, `service:${event.id}`), {
      services: toggled(data.services, event.id, event.on),
    }),
    [],
  ];
}

/** Both ways lead straight back to where the change was asked for. */
const isChangeFromReview = ({ place, data }: FlowState): boolean =>
  data?.reviewing === true && (place.name === 'notify' || place.name === 'interests');

export function nextChoice(state: FlowState): Step {
  if (isChangeFromReview(state)) return enterReview(state);
  switch (state.place.name) {
    case 'notify':
      return go(state, { name: 'interests' });
    case 'interests':
      return go(state, { name: 'services' });
    case 'services':
      return afterService(state, 0);
    default:
      return stay(state);
  }
}

export function serviceAgree(state: FlowState, at: number): Step {
  const { place, data } = state;
  const service = chosenService(state);
  if (place.name !== 'service-consent' || data === null || service === undefined) return stay(state);
  const document = `service:${service.id}`;
  const consent = consentTo(
    document,
    { version: service.consentVersion, sha256: service.consentSha256[legalLanguage(state)] },
    state,
    at,
  );
  return afterService(
    withData(state, { consents: { ...data.consents, [document]: consent } }),
    place.index + 1,
  );
}

/** Declining takes the service off the list; the registration goes on. */
export function serviceDecline(state: FlowState): Step {
  const { place, data } = state;
  if (data === null) return stay(state);
  if (place.name === 'legal' && place.document === 'jlis') {
    // Without J-LIS the certificate cannot be checked, hence no service can be linked.
    const cleared = data.services.reduce((s, id) => withoutConsent(s, `service:${id}`), state);
    return enterCardStep(withData(withoutConsent(cleared, 'jlis'), { services: [] }));
  }
  const service = chosenService(state);
  if (place.name !== 'service-consent' || service === undefined) return stay(state);
  return afterService(
    withData(state, { services: data.services.filter((id) => id !== service.id) }),
    place.index,
  );
}

/** Back within the choices; null when this place is not one of them. */
export function backChoice(state: FlowState): Step | null {
  const { place, data } = state;
  if (isChangeFromReview(state)) return enterReview(state);
  switch (place.name) {
    case 'legal':
      if (place.document === 'privacy')
        return go(state, { name: 'legal', document: 'terms', readToEnd: true });
      if (place.document === 'jlis') return go(state, { name: 'services' });
      return null;
    case 'notify':
      return go(state, { name: 'legal', document: 'privacy', readToEnd: true });
    case 'interests':
      return go(state, { name: 'notify' });
    case 'services':
      return go(state, { name: 'interests' });
    case 'service-consent':
      return place.index === 0 || data === null
        ? go(state, { name: 'services' })
        : go(state, { ...place, index: place.index - 1 });
    default:
      return null;
  }
}

export const chosenService = (state: FlowState) => {
  const { place, data } = state;
  if (place.name !== 'service-consent' || data === null) return undefined;
  return data.catalogue.services.find((s) => s.id === data.services[place.index]);
};

function afterService(state: FlowState, index: number): Step {
  const services = state.data?.services ?? [];
  if (index < services.length) return go(state, { name: 'service-consent', index });
  if (services.length > 0) return go(state, { name: 'legal', document: 'jlis', readToEnd: false });
  return enterCardStep(withoutConsent(state, 'jlis'));
}

function withoutConsent(state: FlowState, document: string): FlowState {
  if (state.data === null) return state;
  const consents: SessionData['consents'] = Object.fromEntries(
    Object.entries(state.data.consents).filter(([key]) => key !== document),
  );
  return withData(state, { consents });
}

const toggled = (list: readonly string[], id: string, on: boolean): readonly string[] =>
  on ? [...list.filter((x) => x !== id), id] : list.filter((x) => x !== id);
