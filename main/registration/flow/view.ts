// From the flow's state to what the renderer sees. Pure. Nothing secret is in the state, so nothing secret can be in here;
// identifiers of the wire (verification, session) stay behind as well.
import type { Overlay, Screen, StepId, TerminalView, ViewState } from '../../../preload/contract/state.ts';
import { municipalitiesOf } from './account.ts';
import { chosenService } from './choices.ts';
import { mailOf, stagesOf } from './ending.ts';
import { canGoBack, cancellable } from './flow.ts';
import { mailboxScreen } from './mailbox-screens.ts';
import { legalLanguage, secretRule } from './moves.ts';
import { changeableSteps } from './review.ts';
import { masked } from './takeover.ts';
import { slipReport } from './slip-check.ts';
import { timing } from './timing.ts';
import type { FlowOverlay, FlowState, Place, SessionData } from './types.ts';

/** The view of a state; `seq` is the number of the push. */
export function view(state: FlowState, seq: number): ViewState {
  return {
    seq,
    language: state.language,
    manner: state.manner,
    terminal: terminalOf(state),
    progress: progressOf(state),
    screen: screenOf(state),
    overlay: state.overlay === null ? null : overlayOf(state.overlay),
    notice: state.notice,
    can: { back: canGoBack(state), cancel: cancellable(state) },
    reviewing: state.data?.reviewing === true && state.place.name !== 'review',
    staffCalled: state.staffCalled,
  };
}

function terminalOf({ ambient, data }: FlowState): TerminalView {
  const { name, municipality, network, reader, printer, printerFace, voice, waiting, trial } = ambient;
  const known = data?.card == null ? 'present' : 'recognised';
  const card = !ambient.cardPresent ? 'absent' : data?.cardFace == null ? known : 'wrong';
  return { name, municipality, network, reader, card, printer, printerFace, voice, waiting, trial };
}

const overlayOf = (overlay: FlowOverlay): Overlay =>
  overlay.name === 'cancel'
    ? overlay
    : { name: overlay.name, deadline: new Date(overlay.deadline).toISOString() };

/** Steps as this resident meets them: without a mailbox there are two fewer. */
function progressOf({ place, data }: FlowState): ViewState['progress'] {
  const id = stepOf(place);
  if (id === null || data?.purpose === 'mailbox') return null;
  const all: StepId[] = ['terms', 'privacy', 'notify', 'interests', 'services', 'card', 'confirm', 'contact'];
  const mailbox = place.name === 'done' ? place.mailbox === 'wanted' : data?.mailboxWanted !== false;
  const steps: StepId[] = mailbox
    ? [...all, 'account', 'mailbox', 'review', 'done']
    : [...all, 'review', 'done'];
  return { step: Math.max(1, steps.indexOf(id) + 1), of: steps.length, id };
}

function stepOf(place: Place): StepId | null {
  switch (place.name) {
    case 'legal':
      return place.document === 'jlis' ? 'card' : place.document;
    case 'notify':
    case 'interests':
    case 'services':
    case 'confirm':
    case 'contact':
    case 'review':
    case 'done':
      return place.name;
    case 'service-consent':
      return 'services';
    case 'secret':
      return place.secret === 'accountPin1' || place.secret === 'accountPin2' ? 'account' : 'card';
    case 'last-try':
    case 'card':
      return 'card';
    case 'code':
      return 'contact';
    case 'mailbox-offer':
      return 'account';
    case 'memberships':
      return 'mailbox';
    case 'saving':
      return 'done';
    default:
      return null;
  }
}

function screenOf(state: FlowState): Screen {
  const { place, data, ambient } = state;
  switch (place.name) {
    case 'welcome':
      return {
        name: 'welcome',
        blockedBy: ambient.clean ? ambient.blockedBy : 'terminal.not-ready',
        mailbox: true,
      };
    case 'beginning':
    case 'saving':
      return { name: 'saving' };
    case 'staff':
      return { name: 'staff', diagnostics: place.diagnostics, slip: slipReport(place.slip) };
    case 'done':
      return {
        name: 'done',
        receiptNumber: place.receiptNumber,
        stages: stagesOf(place),
        slip: {
          url: place.slip.url,
          code: place.slip.code,
          qrSvg: place.slip.qrSvg,
          expiresAt: place.slip.expiresAt,
          print: place.print,
          spoken: place.spoken,
          mail: mailOf(place, ambient.network),
        },
        takeCard: ambient.cardPresent,
        closesAfter: closesAfter(state),
      };
    case 'card-left':
      return { name: 'card-left' };
    case 'ended':
      return {
        name: 'ended',
        face: place.face,
        takeCard: ambient.cardPresent,
        closesAfter: closesAfter(state),
      };
    default:
      // Every other place lies within a session.
      return data === null ? { name: 'saving' } : sessionScreen(state, place, data);
  }
}

type SessionPlace = Exclude<
  Place,
  { name: 'welcome' | 'beginning' | 'saving' | 'staff' | 'done' | 'ended' | 'card-left' }
>;

function sessionScreen(state: FlowState, place: SessionPlace, data: SessionData): Screen {
  const { catalogue } = data;
  switch (place.name) {
    case 'takeover':
      return { name: 'takeover', checking: place.checking };
    case 'takeover-confirm': {
      const { interests, services, email, dropped } = place.draft;
      const labels = (kind: 'interests' | 'services', ids: readonly string[]) =>
        catalogue[kind].filter(({ id }) => ids.includes(id)).map(({ label }) => label);
      return {
        name: 'takeover-confirm',
        interests: labels('interests', interests),
        services: labels('services', services),
        email: email === null ? null : masked(email),
        dropped,
      };
    }
    case 'legal': {
      const textLanguage = legalLanguage(state);
      const { title, version, effective, text } = catalogue.legal[place.document][textLanguage];
      return {
        name: 'legal',
        document: place.document,
        title,
        version,
        effective,
        text,
        textLanguage,
        summary:
          state.language === textLanguage
            ? null
            : (catalogue.summaries[place.document]?.[state.language] ?? null),
        readToEnd: place.readToEnd,
      };
    }
    case 'notify':
      return { name: 'notify', ...data.notify };
    case 'interests':
      return {
        name: 'interests',
        items: catalogue.interests.map((i) => ({ ...i, on: data.interests.includes(i.id) })),
      };
    case 'services': {
      const items = catalogue.services.map(({ id, label, description }) => ({
        id,
        label,
        description,
        chosen: data.services.includes(id),
      }));
      return { name: 'services', items };
    }
    case 'service-consent':
      return serviceConsent(state, place.index, data);
    case 'secret': {
      const { secret, repeat, typed } = place;
      const tries =
        secret === 'supportPin' || secret === 'signaturePassword' ? data.card?.tries[secret] : undefined;
      const triesLeft = tries === undefined || tries === 'unknown' ? null : tries.left;
      return {
        name: 'secret',
        secret,
        repeat,
        typed,
        ...secretRule[secret],
        triesLeft,
        optional: secret === 'accountPin2',
        purpose: place.proving === null ? 'registration' : 'mailbox',
      };
    }
    case 'last-try':
      return { name: 'last-try', secret: place.secret };
    case 'card':
      return { name: 'card', doing: place.doing, progress: cardProgress(place.doing, data) };
    case 'confirm':
      return {
        name: 'confirm',
        facts: data.facts ?? noFacts,
      };
    case 'contact':
      return {
        name: 'contact',
        ...(place.draft ?? { email: data.email, phone: data.phone, helper: data.helper }),
        sending: place.sending !== null,
      };
    case 'code':
      return {
        name: 'code',
        channel: place.channel,
        address: place.channel === 'email' ? data.email : data.phone,
        number: place.number,
        expiresAt: place.expiresAt,
        checking: place.busy !== null,
        by: place.by,
        resendAt: place.resendAt,
        left: place.left,
        pausedUntil: place.pausedUntil,
        undelivered: place.undelivered,
      };
    case 'mailbox-offer':
      return { name: 'mailbox-offer', municipalities: municipalitiesOf(state).map((m) => m.name) };
    case 'memberships': {
      const items = municipalitiesOf(state).map(({ code, name }) => ({
        code,
        name,
        on: data.memberships.includes(code),
      }));
      return { name: 'memberships', items };
    }
    case 'review':
      return reviewScreen(state, data);
    default:
      return mailboxScreen(state, place);
  }
}

function serviceConsent(state: FlowState, index: number, data: SessionData): Screen {
  const service = chosenService(state);
  if (service === undefined) return { name: 'saving' };
  const { id, label, provider, purpose, shares, consentText } = service;
  const textLanguage = legalLanguage(state);
  return {
    name: 'service-consent',
    id,
    label,
    provider,
    purpose,
    shares,
    text: consentText[textLanguage],
    textLanguage,
    summary: state.language === textLanguage ? null : (consentText[state.language] ?? null),
    index,
    count: data.services.length,
  };
}

function reviewScreen(state: FlowState, data: SessionData): Screen {
  const { catalogue, facts } = data;
  return {
    name: 'review',
    facts: facts ?? noFacts,
    email: { address: data.email, proved: data.emailVerification !== null },
    phone: data.phone === '' ? null : { number: data.phone, proved: data.phoneVerification !== null },
    helper: data.helper,
    notify: data.notify,
    interests: catalogue.interests.filter((i) => data.interests.includes(i.id)).map((i) => i.label),
    services: catalogue.services.filter((s) => data.services.includes(s.id)).map((s) => s.label),
    mailbox: data.mailboxWanted === true,
    memberships: municipalitiesOf(state)
      .filter((m) => data.memberships.includes(m.code))
      .map((m) => m.name),
    changeable: changeableSteps(state),
  };
}

function closesAfter(state: FlowState): number | null {
  const set = timing(state);
  return set?.timer === 'end' ? (set.forMs ?? null) : null;
}

const noFacts = { name: '', birthDate: '00000000', sex: '0', address: '' };

/** A rough share of the whole reading, for the progress bar: 0 to 1. */
function cardProgress(doing: 'waiting' | 'recognising' | 'reading' | 'signing', data: SessionData): number {
  if (doing === 'signing') return 0.75;
  if (doing === 'reading') return data.services.length > 0 ? 0.4 : 0.6;
  return doing === 'recognising' ? 0.2 : 0;
}
