// What a resident does to their mailbox: pressed, asked about once more, proved with PIN1 where it cannot be taken back, committed like
// a registration, and told honestly how far it is.
import type { MailboxTouch, KioskEvent } from '../../../preload/contract/events.ts';
import type { FaceCode } from '../../../preload/contract/faces.ts';
import { needsPin1 } from '../../../sync/contract/commands.ts';
import { enter, factsChanged, isHome, moveChoices, openMailbox, toldAt } from './mailbox.ts';
import type { Ask, MailboxHome, OpenMailbox } from './mailbox-types.ts';
import { go, reset, stay, tell } from './moves.ts';
import type { FlowState, Place, Step } from './types.ts';

type Of<T extends KioskEvent['type']> = Extract<KioskEvent, { type: T }>;

/** One touch. What makes no sense with this mailbox changes nothing. */
export function touch(state: FlowState, act: MailboxTouch): Step {
  const mailbox = openMailbox(state);
  if (mailbox === null || !isHome(state.place)) return stay(state);
  const ask = askOf(state, mailbox, act);
  return ask === null ? stay(state) : wanted(state, ask, state.place);
}

function askOf({ data }: FlowState, { view }: OpenMailbox, act: MailboxTouch): Ask | null {
  const member = (code: string | undefined) => view.memberships.find((one) => one.municipality === code);
  switch (act.what) {
    case 'delete': {
      const line = view.messages.find(({ id }) => id === act.message);
      return line === undefined
        ? null
        : { action: { kind: 'delete', message: line.id }, subject: { title: line.titles } };
    }
    case 'pause': {
      const one = member(act.municipality);
      return one?.state !== 'receiving'
        ? null
        : { action: { kind: 'pause', municipality: act.municipality }, subject: { municipality: one.name } };
    }
    case 'resume': {
      const one = member(act.municipality);
      return one === undefined || one.state === 'receiving' || !one.open
        ? null
        : { action: { kind: 'resume', municipality: act.municipality }, subject: { municipality: one.name } };
    }
    case 'keep-here': {
      const one = member(data?.mailbox?.here);
      return one === undefined || one.keptHere === act.on
        ? null
        : {
            action: { kind: 'keep-here', municipality: one.municipality, on: act.on },
            subject: { municipality: one.name },
          };
    }
    case 'service-leave': {
      const one = view.services.find(({ id }) => id === act.service);
      return one === undefined
        ? null
        : { action: { kind: 'service-leave', service: one.id }, subject: { service: one.label } };
    }
    case 'undelegate': {
      const { given, received } = view.delegations;
      const one = [...given, ...received].find(({ id }) => id === act.delegation);
      return one === undefined
        ? null
        : {
            action: { kind: 'undelegate', delegation: one.id },
            subject: { receiptNumber: one.receiptNumber },
          };
    }
    case 'lost-phone':
    case 'reset':
    case 'close':
      return { action: { kind: act.what }, subject: {} };
  }
}

/** What is saved from a screen of toggles. */
export function save(state: FlowState): Step {
  const { place } = state;
  const mailbox = openMailbox(state);
  if (mailbox === null) return stay(state);
  switch (place.name) {
    case 'mailbox-interests':
      return wanted(state, { action: { kind: 'interests', interests: [...place.on] }, subject: {} }, place);
    case 'mailbox-notify': {
      const { push, email } = place;
      return wanted(state, { action: { kind: 'notify', push, email }, subject: {} }, place);
    }
    case 'mailbox-move': {
      const facts = state.data?.facts ?? null;
      if (facts === null || !factsChanged(state)) return stay(state);
      const [on, off] = [[...place.on], [...place.off]];
      return wanted(state, { action: { kind: 'move', facts, on, off }, subject: {} }, place);
    }
    default:
      return stay(state);
  }
}

export function setMailboxInterest(state: FlowState, id: string, on: boolean): Step {
  const { place } = state;
  const known = openMailbox(state)?.view.interests.some((one) => one.id === id) === true;
  if (place.name !== 'mailbox-interests' || !known) return stay(state);
  return [{ ...state, place: { ...place, on: switched(place.on, id, on) } }, []];
}

/** `on` true: this municipality may write; for one of before: it goes on writing. */
export function setMove(state: FlowState, code: string, on: boolean): Step {
  const { place } = state;
  if (place.name !== 'mailbox-move') return stay(state);
  const choices = moveChoices(state);
  const has = (ones: readonly { readonly code: string }[]) => ones.some((one) => one.code === code);
  if (has(choices.on)) return [{ ...state, place: { ...place, on: switched(place.on, code, on) } }, []];
  if (has(choices.off)) return [{ ...state, place: { ...place, off: switched(place.off, code, !on) } }, []];
  return stay(state);
}

const switched = (list: readonly string[], id: string, on: boolean): readonly string[] => {
  const rest = list.filter((one) => one !== id);
  return on ? [...rest, id] : rest;
};

/** Crockford's digits as they are read and typed: capitals, O for 0, I and L for 1, the hyphen where it belongs. */
function receiptNumberOf(typed: string): string | null {
  const digits = typed.toUpperCase().replaceAll(/[\s-]/gu, '').replaceAll('O', '0').replaceAll(/[IL]/gu, '1');
  return /^[0-9A-HJKMNP-TV-Z]{8}$/u.test(digits) ? `${digits.slice(0, 4)}-${digits.slice(4)}` : null;
}

export function delegate(state: FlowState, event: Of<'mailbox.delegate'>): Step {
  const { place } = state;
  const mailbox = openMailbox(state);
  if (place.name !== 'mailbox-delegate-give' || mailbox === null) return stay(state);
  const { municipality, until } = event;
  const home: MailboxHome = { ...place, receiptNumber: event.receiptNumber, municipality, until };
  const one = mailbox.view.memberships.find((member) => member.municipality === municipality);
  if ((municipality !== null && one === undefined) || (until !== null && !place.untilChoices.includes(until)))
    return stay(state);
  const receiptNumber = receiptNumberOf(event.receiptNumber);
  if (receiptNumber === null) return toldAt(state, home, 'delegate.number-wrong');
  if (receiptNumber === mailbox.view.receiptNumber) return toldAt(state, home, 'delegate.own-number');
  const subject = { receiptNumber, ...(one && { municipality: one.name }) };
  return wanted(state, { action: { kind: 'delegate', receiptNumber, municipality, until }, subject }, home);
}

/** Also for who has no account: paper is a finished outcome. */
export function exempt(state: FlowState, { reason, reviewOn }: Of<'mailbox.exempt'>): Step {
  const { place } = state;
  const facts = state.data?.facts ?? null;
  if (place.name !== 'mailbox-exempt' || facts === null || !place.reviewChoices.includes(reviewOn))
    return stay(state);
  return wanted(state, { action: { kind: 'exempt', reason, reviewOn, facts }, subject: {} }, place);
}

const unasked = new Set<Ask['action']['kind']>([
  'resume',
  'interests',
  'notify',
  'keep-here',
  'move',
  'delegate',
]);

function wanted(state: FlowState, ask: Ask, home: MailboxHome): Step {
  if (!unasked.has(ask.action.kind)) return go(state, { name: 'mailbox-sure', ask, home });
  return prove(state, ask, home);
}

/** The digits that have to be typed for what cannot be brought back: others in every session, nothing to remember. */
export const digitsToType = ({ data }: FlowState, { action }: Ask): string | null =>
  (action.kind === 'reset' || action.kind === 'close') && data !== null
    ? String(Number.parseInt(data.id.slice(0, 8), 16) % 10_000).padStart(4, '0')
    : null;

export function sure(state: FlowState, yes: boolean, typed: string | undefined): Step {
  const { place } = state;
  if (place.name !== 'mailbox-sure') return stay(state);
  if (!yes) return go(state, place.home);
  const digits = digitsToType(state, place.ask);
  if (digits !== null && typed !== digits) return [tell(state, 'typed-number.wrong'), []];
  return prove(state, place.ask, place.home);
}

function prove(state: FlowState, ask: Ask, home: MailboxHome): Step {
  if (!needsPin1(ask.action)) return send(state, ask, home, 'saving');
  if (openMailbox(state)?.pin1 !== true) return toldAt(state, home, 'pin1.none');
  const proving = { ask, home };
  return go(state, { name: 'secret', secret: 'accountPin1', repeat: false, typed: 0, proving }, [
    { kind: 'secret.clear', slot: 'accountPin1' },
  ]);
}

/** PIN1 was typed; it is compared where it lies, and what it is for is done at once. */
export const proveNow = (state: FlowState, { proving }: Extract<Place, { name: 'secret' }>): Step =>
  proving === null ? stay(state) : send(state, proving.ask, proving.home, 'proving');

const send = (state: FlowState, ask: Ask, home: MailboxHome, doing: 'proving' | 'saving'): Step =>
  go(state, { name: 'mailbox-busy', doing, home, ask, reading: null }, [
    { kind: 'mailbox.command', ask, language: state.language },
  ]);

/** Wrong: it can be typed again. Paused, or there is none: back to where it was pressed. */
export function pin1Told(state: FlowState, face: FaceCode, left?: number): Step {
  const { place } = state;
  if (place.name !== 'mailbox-busy' || place.ask === null) return stay(state);
  const { ask, home } = place;
  if (face !== 'pin1.wrong') return toldAt(state, home, face, left);
  const again = { name: 'secret', secret: 'accountPin1', repeat: false, typed: 0 } as const;
  return [tell({ ...state, place: { ...again, proving: { ask, home } } }, face, left), []];
}

export const commandFailed = (state: FlowState, face: FaceCode): Step =>
  state.place.name === 'mailbox-busy' && state.place.ask !== null
    ? toldAt(state, state.place.home, face)
    : stay(state);

export function committed(state: FlowState, commandId: string, receiptNumber: string): Step {
  const { place } = state;
  if (place.name !== 'mailbox-busy' || place.ask === null) return stay(state);
  const { ask, home } = place;
  const what = ask.action.kind;
  return go(state, { name: 'mailbox-done', what, commandId, receiptNumber, sent: false, home: after(home) });
}

/** The central API has signed for it. */
export function progress(state: FlowState, recordId: string, accepted: boolean): Step {
  const { place } = state;
  if (place.name !== 'mailbox-done' || place.commandId !== recordId || !accepted) return stay(state);
  return [{ ...state, place: { ...place, sent: true } }, []];
}

/** Nothing is left to go back to; or the card was taken already. */
export const isLast = (state: FlowState, { what }: Extract<Place, { name: 'mailbox-done' }>): boolean =>
  what === 'close' || !state.ambient.cardPresent || (what === 'exempt' && openMailbox(state) === null);

/** Back to the mailbox, looked at once more; after the last thing that could be done, the end. */
export function done(state: FlowState): Step {
  const { place } = state;
  if (place.name !== 'mailbox-done') return stay(state);
  if (isLast(state, place)) return reset(state);
  const [entering, effects] = enter(state);
  if (entering.place.name !== 'mailbox-busy') return [entering, effects];
  return [{ ...entering, place: { ...entering.place, home: place.home } }, effects];
}

/** Where one goes on after an act: a form that was sent is done with. */
function after(home: MailboxHome): MailboxHome {
  switch (home.name) {
    case 'message':
      return { name: 'mailbox' };
    case 'mailbox-delegate-give':
      return { name: 'mailbox-delegates' };
    case 'mailbox-move':
    case 'mailbox-exempt':
    case 'mailbox-interests':
    case 'mailbox-notify':
      return { name: 'mailbox-menu' };
    default:
      return home;
  }
}
