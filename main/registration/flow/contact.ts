// Step 7: email (required) and phone (optional), each proved with a 6-digit code. With no network or no mail at hand the
// proof stays open and is said to be open; the registration goes on.
import type { FaceCode } from '../../../preload/contract/faces.ts';
import { Email, Phone } from '../../../sync/contract/words.ts';
import type { CodeAnswer, CodeDelivery } from '../../../sync/contract/api.ts';
import { enterMailbox } from './account.ts';
import { contactPlace, go, stay, tell, withData } from './moves.ts';
import type { Channel, CodeSent, CodeWay, Effect, FlowState, SessionData, Step } from './types.ts';

/** Japanese numbers as people write them, to E.164; null when it is none. An empty one is no number at all. */
export function normalisePhone(typed: string): string | null {
  const digits = typed.replaceAll(/[\s()-]/g, '');
  const e164 = digits.startsWith('0') ? `+81${digits.slice(1)}` : digits;
  return Phone.safeParse(e164).success ? e164 : null;
}

interface Typed {
  readonly email: string;
  readonly phone: string;
  readonly helper?: boolean | undefined;
}

export function submitContact(state: FlowState, typed: Typed): Step {
  const { place, data } = state;
  if (place.name !== 'contact' || place.sending !== null || data === null) return stay(state);
  const email = Email.safeParse(typed.email.trim());
  if (!email.success) return [tell(keep(state, typed), 'email.malformed'), []];
  const phone = typed.phone.trim() === '' ? '' : normalisePhone(typed.phone);
  if (phone === null) return [tell(keep(state, typed), 'phone.malformed'), []];
  const known = withData(state, {
    email: email.data,
    phone,
    helper: typed.helper ?? false,
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
  const by = channel === 'email' ? 'email' : 'sms';
  return go(state, { name: 'contact', sending: channel, draft: null }, [sending(state, channel, by, data)]);
}

function sending(state: FlowState, channel: Channel, by: CodeWay, data: SessionData): Effect {
  const address = channel === 'email' ? data.email : data.phone;
  return { kind: 'code.send', channel, by, address, helper: data.helper, language: state.language };
}

/** Without an email's proof there is no point in asking for the phone's now: both need the network. */
const owedAfter = (channel: Channel): readonly Channel[] =>
  channel === 'email' ? ['email'] : ['email', 'phone'];

export function codeSent(state: FlowState, sent: CodeSent): Step {
  const { place } = state;
  const { channel, by, id, number, expiresAt, resendAt, left } = sent;
  const again = place.name === 'code' && place.channel === channel && place.busy === 'sending';
  if (!again && (place.name !== 'contact' || place.sending !== channel)) return stay(state);
  return go(
    state,
    {
      name: 'code',
      verification: id,
      ...{ channel, by, number, expiresAt, resendAt, left },
      // A new code does not lift a pause.
      pausedUntil: again ? place.pausedUntil : null,
      undelivered: false,
      busy: null,
    },
    [{ kind: 'code.follow', verification: id }],
  );
}

/** News of a code on its way. A mail that comes back is told, and the address stays as it was typed. */
export function codeFollowed(state: FlowState, verification: string, delivery: CodeDelivery | null): Step {
  const { place } = state;
  if (place.name !== 'code' || place.verification !== verification || place.undelivered) return stay(state);
  switch (delivery) {
    case 'bounced':
    case 'refused':
    case 'failed': {
      const ofAddress = place.channel === 'email' ? 'code.bounced' : 'phone.malformed';
      const face = delivery === 'failed' ? 'code.send-failed' : ofAddress;
      return [tell({ ...state, place: { ...place, undelivered: true } }, face), []];
    }
    case 'queued':
    case 'sent':
    case null:
      return [state, [{ kind: 'code.follow', verification }]];
  }
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

export function submitCode(state: FlowState, code: string, at: number): Step {
  const { place } = state;
  if (place.name !== 'code' || place.busy !== null || !/^\d{6}$/.test(code)) return stay(state);
  if (place.pausedUntil !== null && at < Date.parse(place.pausedUntil)) return stay(state);
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
      return [
        tell({ ...state, place: { ...place, pausedUntil: answer.until, busy: null } }, 'code.paused'),
        [],
      ];
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
export function resend(state: FlowState, by: 'sms' | 'voice' | undefined, at: number): Step {
  const { place, data } = state;
  if (place.name !== 'code' || place.busy !== null || data === null) return stay(state);
  if (place.left === 0 || at < Date.parse(place.resendAt)) return stay(state);
  const way = place.channel === 'email' ? 'email' : (by ?? place.by);
  return go(state, { ...place, busy: 'sending' }, [sending(state, place.channel, way, data)]);
}

export function later(state: FlowState): Step {
  const { place } = state;
  if (place.name !== 'code' || place.busy !== null) return stay(state);
  return nextProof(state, owedAfter(place.channel));
}

/** What cannot be taken stays where it was typed; the last valid answer stands until there is a better one. */
const keep = (state: FlowState, { email, phone, helper = false }: Typed): FlowState => ({
  ...state,
  place: {
    name: 'contact',
    sending: null,
    draft: { email: email.slice(0, 254), phone: phone.slice(0, 40), helper },
  },
});
