// Typing a PIN or password key by key. The flow only counts; the characters go straight into main's overwritten buffers.
import { proceed, enterCardStep } from './card.ts';
import { afterPin1, afterPin2 } from './account.ts';
import { proveNow } from './mailbox-acts.ts';
import { go, pinFace, secretPlace, secretRule, slotOf, stay, tell, withData } from './moves.ts';
import type { FlowState, Place, Step } from './types.ts';

type SecretPlace = Extract<Place, { name: 'secret' }>;

export function add(state: FlowState, char: string): Step {
  const { place } = state;
  if (place.name !== 'secret') return stay(state);
  const rule = secretRule[place.secret];
  if (place.typed >= rule.max || (rule.alphabet === 'digits' && !/^\d$/.test(char))) return stay(state);
  return typed(state, place, place.typed + 1, {
    kind: 'secret.add',
    slot: slotOf(place.secret, place.repeat),
    char,
  });
}

export function erase(state: FlowState): Step {
  const { place } = state;
  if (place.name !== 'secret' || place.typed === 0) return stay(state);
  return typed(state, place, place.typed - 1, {
    kind: 'secret.erase',
    slot: slotOf(place.secret, place.repeat),
  });
}

export function clear(state: FlowState): Step {
  const { place } = state;
  if (place.name !== 'secret') return stay(state);
  return typed(state, place, 0, { kind: 'secret.clear', slot: slotOf(place.secret, place.repeat) });
}

/** Length is checked before anything is sent anywhere: a slip of the finger costs no try. */
export function submit(state: FlowState): Step {
  const { place, data } = state;
  if (place.name !== 'secret' || data === null) return stay(state);
  if (place.typed < secretRule[place.secret].min) {
    const face =
      place.secret === 'supportPin' || place.secret === 'signaturePassword'
        ? pinFace(place.secret, 'length')
        : 'account-pin.length';
    return [tell(state, face), []];
  }
  if (place.secret === 'supportPin' || place.secret === 'signaturePassword') {
    return proceed(
      withData(state, {
        held: { ...data.held, [place.secret]: true },
        acceptedBy: { ...data.acceptedBy, [place.secret]: null },
      }),
    );
  }
  if (place.proving !== null) return proveNow(state, place);
  if (!place.repeat) return go(state, secretPlace(place.secret, true));
  return [state, [{ kind: 'secret.compare', secret: place.secret }]];
}

/** The two entries of an account PIN have been compared where they lie. */
export function compared(state: FlowState, equal: boolean, sameAsPin1: boolean): Step {
  const { place } = state;
  if (
    place.name !== 'secret' ||
    !place.repeat ||
    (place.secret !== 'accountPin1' && place.secret !== 'accountPin2')
  )
    return stay(state);
  if (equal && !sameAsPin1) return place.secret === 'accountPin1' ? afterPin1(state) : afterPin2(state, true);
  return go(
    state,
    secretPlace(place.secret),
    [
      { kind: 'secret.clear', slot: place.secret },
      { kind: 'secret.clear', slot: slotOf(place.secret, true) },
    ],
    { code: equal ? 'account-pin.same' : 'account-pin.mismatch' },
  );
}

export function skip(state: FlowState): Step {
  const { place } = state;
  if (place.name !== 'secret' || place.secret !== 'accountPin2') return stay(state);
  const [next, effects] = afterPin2(state, false);
  return [
    next,
    [
      ...effects,
      { kind: 'secret.clear', slot: 'accountPin2' },
      { kind: 'secret.clear', slot: 'accountPin2.repeat' },
    ],
  ];
}

/** Back from a PIN: what was typed of it is forgotten. */
export function backSecret(state: FlowState): Step {
  const { place, data } = state;
  if (place.name !== 'secret' || data === null) return stay(state);
  const forget = [{ kind: 'secret.clear', slot: slotOf(place.secret, place.repeat) } as const];
  if (place.proving !== null) return go(state, place.proving.home, forget);
  if (place.repeat)
    return go(state, secretPlace(place.secret), [
      ...forget,
      { kind: 'secret.clear', slot: slotOf(place.secret, false) },
    ]);
  switch (place.secret) {
    case 'supportPin':
      return data.purpose === 'mailbox' ? stay(state) : go(state, { name: 'services' }, forget);
    case 'signaturePassword': {
      if (data.facts !== null) return stay(state);
      const [next, effects] = enterCardStep(
        withData(state, { held: { supportPin: false, signaturePassword: false } }),
      );
      return [next, [...forget, { kind: 'secret.clear', slot: 'supportPin' }, ...effects]];
    }
    case 'accountPin1':
      return go(state, { name: 'mailbox-offer' }, forget);
    case 'accountPin2':
      return go(state, secretPlace('accountPin1'), [
        ...forget,
        { kind: 'secret.clear', slot: 'accountPin1' },
        { kind: 'secret.clear', slot: 'accountPin1.repeat' },
      ]);
  }
}

function typed(state: FlowState, place: SecretPlace, count: number, effect: Step[1][number]): Step {
  return [
    {
      ...state,
      place: { ...place, typed: count },
      notice: state.notice?.code.endsWith('.length') ? null : state.notice,
    },
    [effect],
  ];
}
