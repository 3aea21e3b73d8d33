// Step 10 and every other end: the commit's answer, the slip, taking leave, and the wiping between two residents.
import type { FaceCode } from '../../../preload/contract/faces.ts';
import type { SlipByMail, Stages, TerminalView } from '../../../preload/contract/state.ts';
import { isHome } from './mailbox.ts';
import { progress as mailboxProgress } from './mailbox-acts.ts';
import { end, go, reset, stay, tell } from './moves.ts';
import { paceOf } from './timing.ts';
import type { FlowState, Place, Slip, Step } from './types.ts';

type Done = Extract<Place, { name: 'done' }>;

/** What is so and what is still open, as screen and slip tell it alike. */
export function stagesOf(place: Done): Stages {
  const mailboxOpen = place.accepted && place.contact === 'confirmed';
  return {
    saved: true,
    sent: place.sent,
    accepted: place.accepted,
    contact: place.contact,
    mailbox: place.mailbox === 'not-wanted' ? 'not-wanted' : mailboxOpen ? 'open' : 'waiting',
  };
}

/** Saved: the answers are dropped here, only the receipt and the slip stay on the screen. */
export function committed(state: FlowState, recordId: string, receiptNumber: string, slip: Slip): Step {
  const { data, place } = state;
  if (place.name !== 'saving' || data === null) return stay(state);
  const done: Done = {
    name: 'done',
    recordId,
    receiptNumber,
    slip,
    print: 'printing',
    spoken: [],
    verification: data.emailVerification,
    mail: 'none',
    out: false,
    sent: false,
    accepted: false,
    contact: data.emailVerification === null ? 'open' : 'confirmed',
    mailbox: data.mailboxWanted === true ? 'wanted' : 'not-wanted',
  };
  return go({ ...state, data: null, overlay: null }, done, [printEffect(state, done)]);
}

export const commitFailed = (state: FlowState, face: FaceCode): Step =>
  state.place.name === 'saving' ? end(state, face) : stay(state);

/** Whoever finds a slip that was left behind must not be able to use it: paper that may be out is never printed twice. */
export function print(state: FlowState): Step {
  const { place } = state;
  if (place.name !== 'done' || place.print === 'printing') return stay(state);
  const done: Done = { ...place, print: 'printing' };
  const { recordId, slip } = place;
  return go(state, done, [
    place.out ? { kind: 'slip.renew', recordId, replaces: slip.sha256 } : printEffect(state, done),
  ]);
}

/** The slip before is cancelled from now on, whether paper comes or not. */
export function renewed(state: FlowState, slip: Slip): Step {
  const { place } = state;
  if (place.name !== 'done' || place.print !== 'printing') return stay(state);
  const done: Done = { ...place, slip, out: false };
  return go(state, done, [printEffect(state, done)]);
}

/** After these nothing has come out of the printer; after any other trouble something may have. */
const nothingCame: ReadonlySet<'printed' | 'saved' | FaceCode> = new Set([
  'printer.empty',
  'printer.unavailable',
]);

/** A failed print loses nothing: the QR code stays on the screen, and the slip can be printed again. */
export function printed(
  state: FlowState,
  result: 'printed' | 'saved' | FaceCode,
  spoken: readonly string[] = [],
): Step {
  const { place } = state;
  if (place.name !== 'done') return stay(state);
  const out = place.out || !nothingCame.has(result);
  if (result === 'printed' || result === 'saved') return go(state, { ...place, print: result, out, spoken });
  return go(state, { ...place, print: 'failed', out }, [], { code: result });
}

/** Only an address that was proved in this session, and only over a line. */
export function mail(state: FlowState): Step {
  const { place, ambient, language } = state;
  if (place.name !== 'done' || !canMail(place) || ambient.network !== 'online') return stay(state);
  const effect = {
    kind: 'slip.mail',
    url: place.slip.url,
    language,
    verificationId: place.verification,
  } as const;
  return go(state, { ...place, mail: 'sending' }, [effect]);
}

const canMail = (place: Done): place is Done & { readonly verification: string } =>
  place.verification !== null && (place.mail === 'none' || place.mail === 'failed');

export function mailed(state: FlowState, sent: boolean): Step {
  const { place } = state;
  if (place.name !== 'done' || place.mail !== 'sending') return stay(state);
  return go(state, { ...place, mail: sent ? 'sent' : 'failed' });
}

/** Whether the way to the slip can come by mail, as the screen tells it. */
export function mailOf({ verification, mail }: Done, network: TerminalView['network']): SlipByMail {
  if (verification === null) return 'with-code';
  if (mail !== 'none') return mail;
  return network === 'online' ? 'possible' : 'offline';
}

export function progress(state: FlowState, recordId: string, sent: boolean, accepted: boolean): Step {
  const { place } = state;
  if (place.name === 'mailbox-done') return mailboxProgress(state, recordId, accepted);
  if (place.name !== 'done' || place.recordId !== recordId) return stay(state);
  return [
    { ...state, place: { ...place, sent: place.sent || sent, accepted: place.accepted || accepted } },
    [],
  ];
}

export function finish(state: FlowState): Step {
  const { name } = state.place;
  const leaves = isHome(state.place) || name === 'mailbox-done';
  return leaves || name === 'done' || name === 'ended' || name === 'staff' ? reset(state) : stay(state);
}

/** Time is up for whatever the timer was about. */
export function timeUp(state: FlowState, timer: string, at: number): Step {
  switch (timer) {
    case 'idle':
      if (state.data === null) return stay(state);
      return [
        { ...state, overlay: { name: 'still-there', deadline: at + state.times.prompt * paceOf(state) } },
        [],
      ];
    case 'prompt':
      return state.overlay?.name === 'still-there' ? end(state, 'session.idle') : stay(state);
    case 'grace':
      return state.overlay?.name === 'card-missing' ? end(state, 'session.card-gone') : stay(state);
    default:
      return reset(state);
  }
}

/** Staff's own buttons have their effect while the staff screen is open, never on a resident's screen. */
export function staffAction(state: FlowState, effect: Step[1][number]): Step {
  return state.place.name === 'staff' ? [state, [effect]] : stay(state);
}

export const beginFailed = (state: FlowState, face: FaceCode): Step =>
  state.place.name === 'beginning' ? [tell({ ...state, place: { name: 'welcome' } }, face), []] : stay(state);

function printEffect(state: FlowState, place: Done): Step[1][number] {
  return {
    kind: 'print',
    language: state.language,
    receiptNumber: place.receiptNumber,
    slip: place.slip,
    stages: stagesOf(place),
    large: state.manner.size >= 150,
  };
}
