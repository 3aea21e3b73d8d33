// Step 5: PIN and card, whichever comes first. Rules (docs/ARCHITECTURE.md, "A card is never locked by us"): counters are
// asked before a PIN is sent, the last try needs an explicit yes, one VERIFY per typed PIN, a PIN that failed is forgotten.
import type { FaceCode } from '../../../preload/contract/faces.ts';
import type { BasicFour } from '../../../sync/contract/record.ts';
import type { CardError, PinName } from '../../card/card.ts';
import { cardFace, end, go, pinFace, reset, secretPlace, stay, tell, withData } from './moves.ts';
import { enter as enterMailbox } from './mailbox.ts';
import type { CardFacts, Effect, FlowState, Place, SessionData, Step } from './types.ts';

const waiting: Extract<Place, { name: 'card' }> = {
  name: 'card',
  doing: 'waiting',
  heldUntil: null,
  from: null,
};

/** Both PINs of the card are typed before it is read; the second only when services are linked. */
export function enterCardStep(state: FlowState): Step {
  const pin = missingPin(state);
  if (pin === null) return proceed(state);
  if (cannotSign(state)) return offerWithoutServices(state);
  const problem = knownProblem(state, pin);
  if (problem?.fatal) return end(state, problem.face);
  return go(state, secretPlace(pin), [], problem === null ? null : { code: problem.face });
}

/** The next thing to do with PINs and card; called whenever one of the two has changed. */
export function proceed(state: FlowState): Step {
  const { data, ambient } = state;
  if (data === null) return stay(state);
  if (data.facts !== null && (data.services.length === 0 || data.signed)) return afterReading(state);
  const pin = missingPin(state);
  if (pin !== null) return enterCardStep(state);
  if (ambient.reader !== 'ready') return go(state, still(state), [], { code: 'reader.none' });
  if (!ambient.cardPresent) return go(state, waiting);
  if (data.cardFace !== null) return go(state, still(state), [], { code: data.cardFace });
  if (data.card === null) return go(state, { ...still(state), doing: 'recognising' });
  return present(state, data, data.card);
}

function present(state: FlowState, data: SessionData, card: CardFacts): Step {
  const pin: PinName = data.facts === null ? 'supportPin' : 'signaturePassword';
  const tries = card.tries[pin];
  if (cannotSign(state)) return offerWithoutServices(state);
  if (tries === 'unknown') return end(state, pinFace(pin, 'tries-unknown'));
  if (tries.left === 0) return end(state, pinFace(pin, 'blocked'));
  const from = identityOf(card, state.ambient.insertion);
  if (![null, from].includes(data.acceptedBy[pin])) return forget(retype(state, pin, 'card.moved'), pin);
  if (tries.left === 1 && !data.lastTryYes[pin]) return go(state, { name: 'last-try', secret: pin });
  const lastTry = data.lastTryYes[pin];
  if (data.facts === null) {
    const prove = data.purpose === 'register' && data.services.length === 0;
    return go(state, { ...waiting, doing: 'reading', from }, [{ kind: 'card.read', lastTry, prove }]);
  }
  const consents = Object.values(data.consents);
  return go(state, { ...waiting, doing: 'signing', from }, [
    { kind: 'card.sign', lastTry, consents, services: data.services, facts: data.facts },
  ]);
}

function afterReading(state: FlowState): Step {
  if (state.data?.purpose === 'mailbox') return enterMailbox(state);
  return go(state, { name: 'confirm' });
}

export function lastTry(state: FlowState, yes: boolean): Step {
  const { place, data } = state;
  if (place.name !== 'last-try' || data === null) return stay(state);
  if (!yes) return end(state, 'session.declined');
  return proceed(withData(state, { lastTryYes: { ...data.lastTryYes, [place.secret]: true } }));
}

/** A card was put down: it is recognised before any PIN is asked for or sent. */
export function inserted(state: FlowState, insertion: number): Step {
  const seen: FlowState = { ...state, ambient: { ...state.ambient, cardPresent: true, insertion } };
  if (seen.data === null) return stay(seen);
  const fresh = withData(seen, { card: null, cardFace: null });
  const effects: Effect[] = [{ kind: 'card.inspect', insertion }];
  // An exchange under way with the card before it ends by itself, and its answer still counts.
  if (fresh.place.name !== 'card' || underWay(fresh.place))
    return [{ ...fresh, notice: atCard(fresh) ? null : fresh.notice }, effects];
  return go(fresh, { ...fresh.place, doing: 'recognising' }, effects);
}

/** The reader came or went. At the card's step it is told at once; elsewhere when the step is reached. */
export function readerChanged(state: FlowState, reader: FlowState['ambient']['reader']): FlowState {
  const next: FlowState = { ...state, ambient: { ...state.ambient, reader } };
  if (reader === state.ambient.reader || next.data === null || !atCard(next)) return next;
  if (reader !== 'ready') return tell(next, 'reader.gone');
  return { ...next, notice: next.notice?.code.startsWith('reader.') === true ? null : next.notice };
}

/** A card was taken away. Before the reading nothing is lost; after it the session waits for the same card a short while. */
export function removed(state: FlowState, at: number): Step {
  const gone: FlowState = { ...state, ambient: { ...state.ambient, cardPresent: false } };
  if (state.place.name === 'card-left') return reset(gone);
  const { data, place, overlay } = gone;
  if (data === null || place.name === 'saving' || place.name === 'done') return stay(gone);
  const without = withData(gone, { card: null, cardFace: null });
  // What was done is done; what was seen goes with the card.
  if (place.name === 'mailbox-done') return [withData(without, { mailbox: null }), []];
  if (data.readFrom !== null && overlay?.name !== 'card-missing') {
    return [{ ...without, overlay: { name: 'card-missing', deadline: at + state.times.cardGrace } }, []];
  }
  // An exchange under way ends by itself with `card.failed`; it knows what became of the PIN.
  if (place.name === 'card' && !underWay(place)) {
    return [{ ...without, place: { ...place, doing: 'waiting' } }, []];
  }
  return [without, []];
}

export function inspected(state: FlowState, insertion: number, card: CardFacts): Step {
  const { data } = state;
  if (data === null || insertion !== state.ambient.insertion || !state.ambient.cardPresent)
    return stay(state);
  const known = withData(state, { card, cardFace: null });
  if (data.readFrom !== null && identityOf(card, insertion) !== data.readFrom)
    return end(state, 'card.other');
  const back: FlowState = known.overlay?.name === 'card-missing' ? { ...known, overlay: null } : known;
  return atCard(back) ? recognised(back) : [back, []];
}

function recognised(state: FlowState): Step {
  if (state.place.name === 'card') return underWay(state.place) ? stay(state) : proceed(state);
  if (state.place.name !== 'secret') return stay(state);
  if (cannotSign(state)) return offerWithoutServices(state);
  const { secret } = state.place;
  const problem =
    secret === 'supportPin' || secret === 'signaturePassword' ? knownProblem(state, secret) : null;
  if (problem?.fatal) return end(state, problem.face);
  return [{ ...state, notice: problem === null ? null : { code: problem.face } }, []];
}

export function read(state: FlowState, facts: BasicFour, at: number): Step {
  const { data, place, ambient, times } = state;
  if (data === null || place.name !== 'card' || place.doing !== 'reading') return stay(state);
  const known = spent(withData(state, { facts, readFrom: place.from }), 'supportPin');
  if (ambient.cardPresent && data.card !== null) return proceed(known);
  // It left in the same moment: the same card has to come back.
  return [
    { ...known, place: waiting, overlay: { name: 'card-missing', deadline: at + times.cardGrace } },
    [],
  ];
}

export function signed(state: FlowState): Step {
  if (state.data === null || state.place.name !== 'card' || state.place.doing !== 'signing')
    return stay(state);
  return proceed(spent(withData(state, { signed: true }), 'signaturePassword'));
}

/** An exchange with the card failed. What becomes of the typed PIN depends on whether the card has seen it. */
export function failed(
  state: FlowState,
  during: 'inspect' | 'read' | 'sign',
  error: CardError,
  at: number,
): Step {
  if (state.data === null) return stay(state);
  if (during === 'inspect') return inspectFailed(state, error);
  const pin: PinName = during === 'read' ? 'supportPin' : 'signaturePassword';
  switch (error.kind) {
    case 'pin-wrong':
      if (error.left === 0) return forget(end(state, pinFace(pin, 'blocked')), pin);
      return forget(
        go(withTries(spent(state, pin), pin, error.left), secretPlace(pin), [], {
          code: pinFace(pin, 'wrong'),
          left: error.left,
        }),
        pin,
      );
    case 'pin-blocked':
    case 'tries-unknown':
    case 'facts-differ':
    case 'signature-invalid':
      return end(state, cardFace(error));
    case 'last-try':
      return go(state, { name: 'last-try', secret: pin });
    case 'no-signature-certificate':
    case 'certificate-expired':
      return offerWithoutServices(state, cardFace(error));
    case 'card-removed':
    case 'timeout':
      if (error.verify === 'unknown') return forget(retype(state, pin, pinFace(pin, 'outcome-unknown')), pin);
      return holdOn(state, pin, error, at);
    case 'no-card':
    case 'no-reader':
    case 'reader-busy':
    case 'not-my-number':
      return go(state, { ...waiting, heldUntil: at + state.times.cardGrace }, [], { code: cardFace(error) });
    case 'pin-malformed':
    case 'unreadable':
      return forget(retype(state, pin, cardFace(error)), pin);
  }
}

/**
 * The card left in the middle of an exchange. A PIN that no card has seen is kept for whichever comes; one that was accepted
 * only for the very card that accepted it, which costs no try. Both for a short while.
 */
function holdOn(
  state: FlowState,
  pin: PinName,
  error: Extract<CardError, { kind: 'card-removed' | 'timeout' }>,
  at: number,
): Step {
  const from = state.place.name === 'card' ? state.place.from : null;
  const accepted = error.verify === 'accepted';
  // A card without a certificate cannot be told from another one; one that lies still and is mute would be asked for ever.
  if (state.data === null || (accepted && (!isFingerprint(from) || error.kind === 'timeout')))
    return forget(retype(state, pin, cardFace(error)), pin);
  const acceptedBy = { ...state.data.acceptedBy, [pin]: accepted ? from : null };
  return go(
    withData(state, { card: null, acceptedBy }),
    { ...waiting, heldUntil: at + state.times.cardGrace },
    reinspect(state),
    { code: cardFace(error) },
  );
}

/** The PIN was kept for a card that did not come back in time: it is forgotten and has to be typed again. */
export function heldTooLong(state: FlowState): Step {
  if (state.place.name !== 'card' || state.place.heldUntil === null) return stay(state);
  const pin: PinName = state.data?.facts === null ? 'supportPin' : 'signaturePassword';
  return forget(retype(state, pin, 'card.moved'), pin);
}

function inspectFailed(state: FlowState, error: CardError): Step {
  // Gone: the reader has said so. Still there: the exchange broke off by itself, and the card has to be put down anew.
  if (!state.ambient.cardPresent) return stay(state);
  const face = cardFace(error);
  if (state.data?.readFrom != null && error.kind === 'not-my-number') return end(state, 'card.other');
  // The question for the card stands until the card has been recognised or the time is up.
  if (state.overlay?.name === 'card-missing') return stay(state);
  const known = withData(state, { card: null, cardFace: face });
  if (known.place.name === 'card' && underWay(known.place)) return [known, []];
  if (known.place.name === 'card') return go(known, still(known), [], { code: face });
  return [atCard(known) ? tell(known, face) : known, []];
}

/** The card on the reader is known to have nothing to sign with, and a signature is still owed. */
const cannotSign = ({ data }: FlowState): boolean =>
  data !== null &&
  data.services.length > 0 &&
  !data.signed &&
  data.card !== null &&
  !data.card.hasSignatureCertificate;

/** A card without signature certificate (under 15, or not wished): the resident may go on without linked services. */
function offerWithoutServices(state: FlowState, face: FaceCode = 'card.no-signature-certificate'): Step {
  return [
    {
      ...tell(withData(state, { held: { supportPin: false, signaturePassword: false } }), face),
      place: { name: 'services' },
    },
    [
      { kind: 'secret.clear', slot: 'supportPin' },
      { kind: 'secret.clear', slot: 'signaturePassword' },
    ],
  ];
}

const retype = (state: FlowState, pin: PinName, face: FaceCode): Step =>
  go(withData(spent(state, pin), { card: null }), secretPlace(pin), reinspect(state), { code: face });

/** The counter may have changed without our knowing: it is asked again. */
const reinspect = (state: FlowState): readonly Effect[] =>
  state.ambient.cardPresent ? [{ kind: 'card.inspect', insertion: state.ambient.insertion }] : [];

const forget = ([state, effects]: Step, pin: PinName): Step => [
  state,
  [...effects, { kind: 'secret.clear', slot: pin }],
];

function spent(state: FlowState, pin: PinName): FlowState {
  if (state.data === null) return state;
  return withData(state, {
    held: { ...state.data.held, [pin]: false },
    lastTryYes: { ...state.data.lastTryYes, [pin]: false },
  });
}

function withTries(state: FlowState, pin: PinName, left: number): FlowState {
  const card = state.data?.card;
  if (!card) return state;
  const before = card.tries[pin];
  return withData(state, {
    card: {
      ...card,
      tries: { ...card.tries, [pin]: { left, max: before === 'unknown' ? left : before.max } },
    },
  });
}

function missingPin(state: FlowState): PinName | null {
  const { data } = state;
  if (data === null) return null;
  if (data.facts === null && !data.held.supportPin) return 'supportPin';
  return data.services.length > 0 && !data.signed && !data.held.signaturePassword
    ? 'signaturePassword'
    : null;
}

/** What is already known to stand in the way of this PIN, from the card on the reader. */
function knownProblem(state: FlowState, pin: PinName): { face: FaceCode; fatal: boolean } | null {
  const { data, ambient } = state;
  if (data === null) return null;
  if (ambient.reader !== 'ready') return { face: 'reader.none', fatal: false };
  if (data.cardFace !== null) return { face: data.cardFace, fatal: false };
  const tries = data.card?.tries[pin];
  if (tries === undefined) return null;
  if (tries === 'unknown') return { face: pinFace(pin, 'tries-unknown'), fatal: true };
  return tries.left === 0 ? { face: pinFace(pin, 'blocked'), fatal: true } : null;
}

/** Waiting on: whatever is held is held no longer for it. */
const still = ({ place }: FlowState): Extract<Place, { name: 'card' }> =>
  place.name === 'card' ? { ...waiting, heldUntil: place.heldUntil } : waiting;

const isFingerprint = (identity: string | null): boolean =>
  identity !== null && /^[0-9a-f]{64}$/.test(identity);

/** Without a certificate to recognise it by, a card is only itself as long as it lies there. */
const identityOf = (card: CardFacts, insertion: number): string =>
  card.fingerprint ?? `insertion ${String(insertion)}`;

const underWay = (place: Extract<Place, { name: 'card' }>): boolean =>
  place.doing === 'reading' || place.doing === 'signing';

const atCard = (state: FlowState): boolean =>
  state.place.name === 'card' ||
  (state.place.name === 'secret' &&
    (state.place.secret === 'supportPin' || state.place.secret === 'signaturePassword'));
