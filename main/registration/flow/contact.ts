// Step 7: email (required) and phone (optional), each proved with a 6-digit code. With no network or no mail at hand the
// proof stays open and is said to be open; the registration goes on.
import type { FaceCode } from '../../../preload/contract/faces.ts';
import { Email, Phone } from '../../../sync/contract/words.ts';
import type { CodeAnswer } from '../../../sync/contract/api.ts';
import { enterMailbox } from './account.ts';
import { contactPlace, go, stay, tell, withData } from './moves.ts';
import type { Channel, FlowState, SessionData, Step } from './types.ts';

/** Japanese numbers as people write them, to E.164; null when it is none. An empty one is no number at all. */
export function normalisePhone(typed: string): string | null {
  const digits = typed.replaceAll(/[\s()-]/g, '');
  const e164 = digits.startsWith('0') ? `+81${digits.slice(1)}` : digits;
  return Phone.safeParse(e164).success ? e164 : null;
}

export function submitContact(state: FlowState, typedEmail: string, typedPhone: string): Step {
  const { place, data } = state;
  if (place.name !== 'contact' || place.sending !== null || data === null) return stay(state);
  const email = Email.safeParse(typedEmail.trim());
  if (!email.success) return [tell(keep(state, typedEmail, typedPhone), 'email.malformed'), []];
  const phone = typedPhone.trim() === '' ? '' : normalisePhone(typedPhone);
  if (phone === null) return [tell(keep(state, typedEmail, typedPhone), 'phone.malformed'), []];
  const known = withData(state, {
    email: email.data,
    phone,
    emailVerification: email.data === data.email ? data.emailVerification : null,
    phoneVerification: phone === data.phone ? data.phoneVerification : null,
  });
  return nextProof(known, []);
}

/** Sends the next code that is still owed, or goes on when none is. `later` names channels left open on purpose. */
function nextProof(state: FlowState, later: readonly Channel[], face: FaceCode | null = null): Step {
  const { data } = state;
  if (data === null) return stay(state);
  if (data.emailVerification === null && !later.includes('email')) return ask(state, 'email', data);
  if (data.phone !== '' && data.phoneVerification === null && !later.includes('phone'))
    return ask(state, 'phone', data);
  const [next, effects] = enterMailbox(state);
  return [face === null ? next : tell(next, face), effects];
}

function ask(state: FlowState, channel: Channel, data: SessionData): Step {
  const address = channel === 'email' ? data.email : data.phone;
  return go(state, { name: 'contact', sending: channel, draft: null }, [
    { kind: 'code.send', channel, address, language: state.language },
  ]);
}

/** Without an email's proof there is no point in asking for the phone's now: both need the network. */
const owedAfter = (channel: Channel): readonly Channel[] =>
  channel === 'email' ? ['email'] : ['email', 'phone'];

export function codeSent(
  state: FlowState,
  channel: Channel,
  id: string,
  number: number,
  expiresAt: string,
  at: number,
): Step {
  const { place } = state;
  const awaited =
    (place.name === 'contact' && place.sending === channel) ||
    (place.name === 'code' && place.channel === channel && place.busy === 'sending');
  if (!awaited) return stay(state);
  return go(state, {
    name: 'code',
    channel,
    verification: id,
    number,
    expiresAt,
    resendAt: at + state.times.resend,
    busy: null,
  });
}

export function codeSendFailed(state: FlowState, channel: Channel, face: FaceCode): Step {
  const { place } = state;
  if (place.name === 'code' && place.busy === 'sending')
    return [tell({ ...state, place: { ...place, busy: null } }, face), []];
  if (place.name !== 'contact' || place.sending !== channel) return stay(state);
  if (mendable.has(face)) return go(state, contactPlace(), [], { code: face });
  // Nothing that the resident could do here: the proof stays open, *back* leads to another try, the phone to the rest.
  return nextProof(state, ['email', 'phone'], face === 'central.refused' ? 'code.send-failed' : face);
}

/** What another address mends. */
const mendable: ReadonlySet<FaceCode> = new Set<FaceCode>(['email.malformed', 'phone.malformed']);

export function submitCode(state: FlowState, code: string): Step {
  const { place } = state;
  if (place.name !== 'code' || place.busy !== null || !/^\d{6}$/.test(code)) return stay(state);
  return go(state, { ...place, busy: 'checking' }, [
    { kind: 'code.check', channel: place.channel, verification: place.verification, code },
  ]);
}

export function codeChecked(state: FlowState, channel: Channel, answer: CodeAnswer): Step {
  const { place } = state;
  if (place.name !== 'code' || place.channel !== channel || place.busy !== 'checking') return stay(state);
  const idle: FlowState = { ...state, place: { ...place, busy: null } };
  switch (answer.outcome) {
    case 'confirmed': {
      const proved =
        channel === 'email'
          ? { emailVerification: place.verification }
          : { phoneVerification: place.verification };
      return nextProof(
        withData(state, proved),
        owedAfter(channel).filter((c) => c !== channel),
      );
    }
    case 'wrong':
      return [tell(idle, 'code.wrong', answer.triesLeft), []];
    case 'expired':
      return [tell(idle, 'code.expired'), []];
    case 'paused':
      return [tell(idle, 'code.paused'), []];
    case 'spent':
      return [tell(idle, 'code.spent'), []];
  }
}

export function codeCheckFailed(state: FlowState, face: FaceCode): Step {
  const { place } = state;
  if (place.name !== 'code' || place.busy !== 'checking') return stay(state);
  return [tell({ ...state, place: { ...place, busy: null } }, face), []];
}

/** A new code only on request, and not at once: several mails confuse (reference/lessons.md 2.12). */
export function resend(state: FlowState, at: number): Step {
  const { place, data } = state;
  if (place.name !== 'code' || place.busy !== null || at < place.resendAt || data === null)
    return stay(state);
  const address = place.channel === 'email' ? data.email : data.phone;
  return go(state, { ...place, busy: 'sending' }, [
    { kind: 'code.send', channel: place.channel, address, language: state.language },
  ]);
}

export function later(state: FlowState): Step {
  const { place } = state;
  if (place.name !== 'code' || place.busy !== null) return stay(state);
  return nextProof(state, owedAfter(place.channel));
}

/** What cannot be taken stays where it was typed; the last valid answer stands until there is a better one. */
const keep = (state: FlowState, email: string, phone: string): FlowState => ({
  ...state,
  place: {
    name: 'contact',
    sending: null,
    draft: { email: email.slice(0, 254), phone: phone.slice(0, 40) },
  },
});
