// Small moves that the parts of the flow share.
import type { FaceCode } from '../../../preload/contract/faces.ts';
import { defaultManner, type Notice, type SecretName } from '../../../preload/contract/state.ts';
import type { CardError, PinName } from '../../card/card.ts';
import type { Consent } from '../../../sync/contract/record.ts';
import { legalLanguageOf, type LegalLanguage } from '../../../sync/contract/words.ts';
import type { Effect, FlowState, LegalText, Place, SecretSlot, SessionData, Step } from './types.ts';

/** Stays as it is. An event that makes no sense in the present state is ignored. */
export const stay = (state: FlowState): Step => [state, []];

/** Goes to a place; the last notice is taken down unless a new one comes along. */
export const go = (
  state: FlowState,
  place: Place,
  effects: readonly Effect[] = [],
  notice: Notice | null = null,
): Step => [{ ...state, place, notice }, effects];

export const tell = (state: FlowState, code: FaceCode, left?: number): FlowState => ({
  ...state,
  notice: left === undefined ? { code } : { code, left },
});

export const withData = (state: FlowState, patch: Partial<SessionData>): FlowState =>
  state.data === null ? state : { ...state, data: { ...state.data, ...patch } };

/** Ends without a registration: everything is wiped at once, the face stays for a while. */
export function end(state: FlowState, face: FaceCode): Step {
  return [
    {
      ...state,
      place: { name: 'ended', face },
      data: null,
      overlay: null,
      notice: null,
      ambient: { ...state.ambient, clean: false },
    },
    [{ kind: 'wipe' }],
  ];
}

/**
 * Back to the welcome screen, with everything as the terminal found it: language, looks, pace, speech, and nothing left of
 * the last session. A card that still lies there has to be taken first.
 */
export function reset(state: FlowState): Step {
  const fresh: FlowState = {
    ambient: { ...state.ambient, clean: false },
    times: state.times,
    place: state.ambient.cardPresent ? { name: 'card-left' } : { name: 'welcome' },
    data: null,
    overlay: null,
    notice: null,
    language: 'ja',
    manner: defaultManner,
    staffCalled: false,
  };
  return [fresh, [{ kind: 'speech.stop' }, { kind: 'wipe' }]];
}

/**
 * The flow's half of the clean-slate check. On the last screen of a session its language and looks are still the resident's;
 * on any other nothing may be left of them.
 */
export function isClean({ place, data, language, manner, overlay, notice }: FlowState): boolean {
  if (data !== null) return false;
  if (place.name === 'done' || place.name === 'ended') return true;
  return language === 'ja' && manner === defaultManner && overlay === null && notice === null;
}

export const contactPlace = (): Place => ({ name: 'contact', sending: null, draft: null });

/** The language that legal texts are read and consented to in. */
export const legalLanguage = ({ data, language }: FlowState): LegalLanguage =>
  data?.legalLanguage ?? legalLanguageOf(language);

export const secretPlace = (secret: SecretName, repeat = false): Place => ({
  name: 'secret',
  secret,
  repeat,
  typed: 0,
  proving: null,
});

export const slotOf = (secret: SecretName, repeat: boolean): SecretSlot =>
  repeat && (secret === 'accountPin1' || secret === 'accountPin2') ? `${secret}.repeat` : secret;

/** Lengths by the card's and the account's rules. mynumber-card.md 3.1; requirements M1. */
export const secretRule: Readonly<
  Record<SecretName, { readonly min: number; readonly max: number; readonly alphabet: 'digits' | 'capitals' }>
> = {
  supportPin: { min: 4, max: 4, alphabet: 'digits' },
  signaturePassword: { min: 6, max: 16, alphabet: 'capitals' },
  accountPin1: { min: 4, max: 12, alphabet: 'digits' },
  accountPin2: { min: 6, max: 12, alphabet: 'digits' },
};

export function consentTo(
  document: string,
  text: Pick<LegalText, 'version' | 'sha256'>,
  state: FlowState,
  at: number,
): Consent {
  return {
    document,
    version: text.version,
    sha256: text.sha256,
    language: legalLanguage(state),
    at: new Date(at).toISOString(),
  };
}

const pinFace = (
  pin: PinName,
  what: 'wrong' | 'blocked' | 'tries-unknown' | 'outcome-unknown' | 'length',
): FaceCode => (pin === 'supportPin' ? `pin.${what}` : `password.${what}`);
export { pinFace };

/** The face of a card that cannot be used, or of a reader that cannot. */
export function cardFace(error: CardError): FaceCode {
  switch (error.kind) {
    case 'no-reader':
      return 'reader.none';
    case 'reader-busy':
      return 'reader.busy';
    case 'no-card':
    case 'card-removed':
      return 'card.moved';
    case 'not-my-number':
      return error.seen === 'other' ? 'card.not-my-number' : `card.${error.seen}`;
    case 'pin-wrong':
      return pinFace(error.pin, 'wrong');
    case 'pin-blocked':
      return pinFace(error.pin, 'blocked');
    case 'tries-unknown':
    case 'last-try':
      return pinFace(error.pin, 'tries-unknown');
    case 'pin-malformed':
      return pinFace(error.pin, 'length');
    case 'no-signature-certificate':
      return 'card.no-signature-certificate';
    case 'certificate-expired':
      return 'card.certificate-expired';
    case 'facts-differ':
      return 'card.facts-differ';
    case 'signature-invalid':
      return 'card.signature-invalid';
    case 'unreadable':
      return 'card.unreadable';
    case 'timeout':
      return 'card.timeout';
  }
}
