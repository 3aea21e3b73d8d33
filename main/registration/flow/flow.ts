// The flow: one pure function from a state and what happened to the next state and what to do. Every event is named here
// once; the parts of the way stand in their own files. An event that makes no sense where the resident is changes nothing.
import { KioskEvent } from '../../../preload/contract/events.ts';
import { defaultManner } from '../../../preload/contract/state.ts';
import { unreachable } from '../../../sync/contract/result.ts';
import * as account from './account.ts';
import * as card from './card.ts';
import * as choices from './choices.ts';
import * as contact from './contact.ts';
import * as ending from './ending.ts';
import * as mailbox from './mailbox.ts';
import { freshData } from './fresh.ts';
import { mailboxStep } from './mailbox-events.ts';
import * as manner from './manner.ts';
import { contactPlace, end, go, secretPlace, stay, tell } from './moves.ts';
import * as review from './review.ts';
import * as secrets from './secrets.ts';
import * as slipCheck from './slip-check.ts';
import * as takeover from './takeover.ts';
import type { Ambient, Door, FlowInput, FlowState, InnerEvent, SessionData, Step, Times } from './types.ts';

/** The state at the start of the program. */
export const firstState = (ambient: Ambient, times: Times): FlowState => ({
  ambient,
  times,
  language: 'ja',
  manner: defaultManner,
  staffCalled: false,
  notice: null,
  overlay: null,
  place: { name: 'welcome' },
  data: null,
});

/** What a person can still do while a question stands in front of the screen. */
const throughOverlay: ReadonlySet<string> = new Set<KioskEvent['type']>([
  'language.set',
  'theme.set',
  'size.set',
  'pace.set',
  'speech.set',
  'speech.say',
  'speech.stop',
  'stay',
  'awake',
  'cancel.yes',
  'cancel.no',
  'staff.call',
  'staff.answered',
]);
const people: ReadonlySet<string> = new Set(KioskEvent.options.map((option) => option.shape.type.value));

/** One step. Total: any event in any state gives an answer. */
export function step(state: FlowState, input: FlowInput): Step {
  const covered =
    state.overlay !== null && people.has(input.event.type) && !throughOverlay.has(input.event.type);
  return covered ? stay(state) : dispatch(state, input);
}

function dispatch(state: FlowState, { at, event }: FlowInput): Step {
  switch (event.type) {
    case 'language.set':
      return choices.setLanguage(state, event.language);
    case 'theme.set':
      return manner.change(state, { theme: event.theme });
    case 'size.set':
      return manner.change(state, { size: event.size });
    case 'pace.set':
      return manner.change(state, { pace: event.pace });
    case 'speech.set': {
      const { on, rate, volume, blank } = event;
      return manner.setSpeech(state, { on, rate, volume, blank });
    }
    case 'speech.say':
      return manner.say(state, event.parts, event.after ?? false);
    case 'speech.stop':
      return [state, [{ kind: 'speech.stop' }]];
    case 'start':
      return start(state, event.purpose, event.aim ?? 'read');
    case 'begun':
      return begun(state, event);
    case 'begin.failed':
      return ending.beginFailed(state, event.face);
    case 'next':
      return next(state);
    case 'back':
      return back(state);
    case 'cancel':
      return cancellable(state) && state.overlay === null
        ? [{ ...state, overlay: { name: 'cancel' } }, []]
        : stay(state);
    case 'cancel.yes':
      return state.overlay?.name === 'cancel' && cancellable(state)
        ? end(state, 'session.cancelled')
        : stay(state);
    case 'cancel.no':
      return state.overlay?.name === 'cancel' ? [{ ...state, overlay: null }, []] : stay(state);
    case 'stay':
      return state.overlay?.name === 'still-there' ? [{ ...state, overlay: null }, []] : stay(state);
    case 'awake':
    case 'shown':
      return stay(state);
    case 'takeover.submit':
      return takeover.submit(state, event.code);
    case 'draft.claimed':
      return takeover.claimed(state, event.answer, at);
    case 'draft.claim-failed':
      return takeover.claimFailed(state, event.face);
    case 'takeover.yes':
      return takeover.accept(state);
    case 'takeover.without':
      return takeover.without(state);
    case 'legal.end':
      return choices.legalEnd(state);
    case 'legal.agree':
      return choices.legalAgree(state, at);
    case 'legal.language':
      return choices.setLegalLanguage(state, event.language);
    case 'notify.set':
      return choices.setNotify(state, event);
    case 'interest.set':
      return choices.setInterest(state, event);
    case 'service.set':
      return choices.setService(state, event);
    case 'consent.agree':
      return choices.serviceAgree(state, at);
    case 'consent.decline':
      return choices.serviceDecline(state);
    case 'secret.add':
      return secrets.add(state, event.char);
    case 'secret.erase':
      return secrets.erase(state);
    case 'secret.clear':
      return secrets.clear(state);
    case 'secret.submit':
      return secrets.submit(state);
    case 'secret.skip':
      return secrets.skip(state);
    case 'secret.compared':
      return secrets.compared(state, event.equal, event.sameAsPin1);
    case 'last-try.yes':
      return card.lastTry(state, true);
    case 'last-try.no':
      return card.lastTry(state, false);
    case 'card.inserted':
      return card.inserted(state, event.insertion);
    case 'card.removed':
      return card.removed(state, at);
    case 'card.inspected':
      return card.inspected(state, event.insertion, event.card);
    case 'card.failed':
      return card.failed(state, event.during, event.error, at);
    case 'card.read':
      return card.read(state, event.facts, at);
    case 'card.signed':
      return card.signed(state);
    case 'facts.right':
      return state.place.name === 'confirm' ? go(state, contactPlace()) : stay(state);
    case 'facts.wrong':
      return state.place.name === 'confirm' ? end(state, 'facts.wrong') : stay(state);
    case 'contact.submit':
      return contact.submitContact(state, event);
    case 'code.sent':
      return contact.codeSent(state, event);
    case 'code.send-failed':
      return contact.codeSendFailed(state, event.channel, event.face);
    case 'code.submit':
      return contact.submitCode(state, event.code, at);
    case 'code.checked':
      return contact.codeChecked(state, event.channel, event.answer);
    case 'code.check-failed':
      return contact.codeCheckFailed(state, event.face);
    case 'code.resend':
      return contact.resend(state, event.by, at);
    case 'code.followed':
      return contact.codeFollowed(state, event.verification, event.delivery);
    case 'code.later':
      return contact.later(state);
    case 'mailbox.want':
      return account.wantMailbox(state, event.yes);
    case 'membership.set':
      return account.setMembership(state, event.code, event.on);
    case 'review.change':
      return review.change(state, event.step);
    case 'review.save':
      return review.save(state);
    case 'committed':
      return ending.committed(state, event.recordId, event.receiptNumber, event.slip);
    case 'commit.failed':
      return ending.commitFailed(state, event.face);
    case 'print':
      return ending.print(state);
    case 'printed':
      return ending.printed(state, event.result, event.spoken);
    case 'slip.mail':
      return ending.mail(state);
    case 'slip.mailed':
      return ending.mailed(state, event.sent);
    case 'slip.renewed':
      return ending.renewed(state, event.slip);
    case 'progress':
      return ending.progress(state, event.recordId, event.sent, event.accepted);
    case 'finish':
      return ending.finish(state);
    case 'mailbox.opened':
    case 'mailbox.failed':
    case 'message.open':
    case 'message.opened':
    case 'message.failed':
    case 'message.close':
    case 'mailbox.go':
    case 'mailbox.again':
    case 'mailbox.register':
    case 'mailbox.act':
    case 'mailbox.save':
    case 'mailbox.move':
    case 'mailbox.delegate':
    case 'mailbox.exempt':
    case 'mailbox.sure':
    case 'mailbox.pin1':
    case 'mailbox.committed':
    case 'mailbox.command-failed':
    case 'mailbox.done':
      return mailboxStep(state, event, at);
    case 'staff.call':
      return [{ ...state, staffCalled: true }, []];
    case 'staff.answered':
      return [{ ...state, staffCalled: false }, []];
    case 'staff.open':
      return state.place.name === 'welcome' ? [state, [{ kind: 'staff.diagnose' }]] : stay(state);
    case 'diagnostics':
      return (event.opens && state.place.name === 'welcome') || state.place.name === 'staff'
        ? go(state, {
            name: 'staff',
            diagnostics: event.diagnostics,
            slip: state.place.name === 'staff' ? state.place.slip : null,
          })
        : stay(state);
    case 'staff.sync':
      return ending.staffAction(state, { kind: 'staff.sync' });
    case 'staff.print-test':
      return ending.staffAction(state, { kind: 'staff.print-test' });
    case 'staff.retry':
      return ending.staffAction(state, { kind: 'staff.retry', receiptNumber: event.receiptNumber });
    case 'staff.slip-check':
      return ending.staffAction(state, { kind: 'staff.slip-check', text: event.text });
    case 'staff.slip-cancel':
      return slipCheck.cancel(state);
    case 'staff.slip-close':
      return slipCheck.close(state);
    case 'slip.seen':
      return slipCheck.seen(state, event.slip, event.late);
    case 'slip.cancelled':
      return slipCheck.cancelled(state, event.sha256);
    case 'slip.cancel-failed':
      return state.place.name === 'staff' ? [tell(state, event.face), []] : stay(state);
    case 'staff.close':
      return state.place.name === 'staff' ? go(state, { name: 'welcome' }) : stay(state);
    case 'ambient': {
      const patched: FlowState = {
        ...state,
        ambient: { ...state.ambient, ...event.patch, reader: state.ambient.reader },
      };
      return manner.voiceChanged(
        state,
        event.patch.reader === undefined ? patched : card.readerChanged(patched, event.patch.reader),
      );
    }
    case 'wiped':
      return [{ ...state, ambient: { ...state.ambient, clean: true } }, []];
    case 'time-up':
      return event.timer === 'held' ? card.heldTooLong(state) : ending.timeUp(state, event.timer, at);
    default:
      return unreachable(event);
  }
}

/** Start can be pressed only on a clean slate and a terminal that can save. */
function start(state: FlowState, purpose: Door, aim: SessionData['aim']): Step {
  if (state.place.name !== 'welcome' || !state.ambient.clean || state.ambient.blockedBy !== null)
    return stay(state);
  return go(state, { name: 'beginning' }, [{ kind: 'begin', purpose, aim }]);
}

function begun(state: FlowState, event: Extract<InnerEvent, { type: 'begun' }>): Step {
  if (state.place.name !== 'beginning') return stay(state);
  const { sessionId: id, purpose: door, aim, catalogue } = event;
  const purpose = door === 'mailbox' ? door : 'register';
  const opened: FlowState = { ...state, data: { ...freshData(id, purpose, catalogue), aim } };
  const [placed, effects] = firstStep(opened, door);
  const { cardPresent, insertion } = state.ambient;
  return [placed, cardPresent ? [...effects, { kind: 'card.inspect', insertion }] : effects];
}

function firstStep(state: FlowState, door: Door): Step {
  switch (door) {
    case 'register':
      return takeover.beginRegistration(state);
    case 'mailbox':
      return card.enterCardStep(state);
    case 'takeover':
      return takeover.enter(state);
  }
}

function next(state: FlowState): Step {
  switch (state.place.name) {
    case 'memberships':
      return review.enter(state);
    case 'card':
      // The resident asks to try again, e.g. after "the reader is busy".
      if (state.place.doing !== 'waiting' || !state.ambient.cardPresent) return stay(state);
      return card.inserted(state, state.ambient.insertion);
    default:
      return choices.nextChoice(state);
  }
}

function back(state: FlowState): Step {
  const { place, data } = state;
  if (!canGoBack(state) || data === null) return stay(state);
  const choice = choices.backChoice(state);
  if (choice !== null) return choice;
  if (mailbox.inMailbox(place)) return mailbox.back(state);
  switch (place.name) {
    case 'takeover-confirm':
      return takeover.enter(state);
    case 'secret':
      return secrets.backSecret(state);
    case 'card':
      return go(
        { ...state, data: { ...data, held: { supportPin: false, signaturePassword: false } } },
        secretPlace('supportPin'),
        [
          { kind: 'secret.clear', slot: 'supportPin' },
          { kind: 'secret.clear', slot: 'signaturePassword' },
        ],
      );
    case 'contact':
      return data.reviewing ? review.enter(state) : go(state, { name: 'confirm' });
    case 'code':
      return go(state, contactPlace());
    case 'mailbox-offer':
      return account.backOffer(state);
    case 'memberships':
      return data.reviewing ? review.enter(state) : account.backMemberships(state);
    case 'review':
      return review.back(state);
    default:
      return stay(state);
  }
}

/** Whether *back* leads anywhere from here. */
export function canGoBack(state: FlowState): boolean {
  const { place, data, overlay } = state;
  if (data === null || overlay !== null) return false;
  switch (place.name) {
    case 'legal':
      return place.document !== 'terms';
    case 'takeover-confirm':
    case 'notify':
    case 'interests':
    case 'services':
    case 'service-consent':
    case 'mailbox-offer':
    case 'memberships':
    case 'review':
      return true;
    case 'code':
      return place.busy === null;
    case 'contact':
      return place.sending === null;
    case 'secret':
      return place.secret !== 'supportPin' || data.purpose === 'register'
        ? place.secret !== 'signaturePassword' || data.facts === null
        : place.repeat;
    case 'card':
      return place.doing === 'waiting' && data.facts === null;
    default:
      return mailbox.backOf(state) !== null;
  }
}

/** Whether there is a session that can be given up here. Between commit and its answer there is not. */
export const cancellable = ({ place, data }: FlowState): boolean =>
  data !== null && place.name !== 'saving' && !(place.name === 'mailbox-busy' && place.ask !== null);
