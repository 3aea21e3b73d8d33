// The flow's words: where a resident is, what they have answered, what can happen, what must be done.
// No I/O, no clock, no randomness: every input carries its time, every identifier comes in with an event.
import type { FaceCode } from '../../../preload/contract/faces.ts';
import type { KioskEvent } from '../../../preload/contract/events.ts';
import type {
  Diagnostics,
  Language,
  LegalLanguage,
  Manner,
  Notice,
  SecretName,
  Stages,
  TerminalView,
} from '../../../preload/contract/state.ts';
import type { CodeAnswer, CodeDelivery } from '../../../sync/contract/api.ts';
import type { DraftClaimAnswer } from '../../../sync/contract/drafts.ts';
import type { Interest, LegalDocument, LinkedService, Municipality } from '../../../sync/contract/feed.ts';
import type { BasicFour, Consent } from '../../../sync/contract/record.ts';
import type { CardError, PinName, Tries } from '../../card/card.ts';
import type { SlipSeen } from '../slip-desk.ts';
import type { MailboxEffect, MailboxEvent, MailboxPlace, MailboxSession, Proving } from './mailbox-types.ts';

export interface LegalText {
  readonly title: string;
  readonly version: string;
  readonly effective: string;
  readonly text: string;
  readonly sha256: string;
}

/** Taken once at the start of a session, so that nothing changes under the resident's eyes. */
export interface Catalogue {
  readonly legal: Readonly<Record<LegalDocument, Readonly<Record<LegalLanguage, LegalText>>>>;
  /** The same in short, where somebody wrote it. */
  readonly summaries: Readonly<Partial<Record<LegalDocument, Readonly<Partial<Record<Language, string>>>>>>;
  readonly interests: readonly Interest[];
  readonly services: readonly (LinkedService & {
    readonly consentSha256: Readonly<Record<LegalLanguage, string>>;
  })[];
  readonly municipalities: readonly Municipality[];
}

/** What the flow knows of the card on the reader; bytes stay with the session. */
export interface CardFacts {
  readonly tries: Readonly<Record<PinName, Tries>>;
  readonly fingerprint: string | null;
  readonly hasSignatureCertificate: boolean;
}

export interface Slip {
  /** What the QR code holds. */
  readonly url: string;
  /** Where the number can be typed. */
  readonly address: string;
  /** The number, in groups. */
  readonly code: string;
  readonly qrSvg: string;
  /** Of the number: how disk and wire know it. */
  readonly sha256: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** Which door of the welcome screen. What was chosen at home leads into a registration. */
export type Door = SessionData['purpose'] | 'takeover';

/** A resident's session: random id, answers, and what has been proved. Gone when the session ends. */
export interface SessionData {
  readonly id: string;
  readonly purpose: 'register' | 'mailbox';
  /** Of a mailbox: what is to be seen of it first. */
  readonly aim: 'read' | 'settings';
  readonly catalogue: Catalogue;
  readonly consents: Readonly<Record<string, Consent>>;
  /** Legal texts are read in this one; null: in the one that goes with the resident's language. */
  readonly legalLanguage: LegalLanguage | null;
  readonly notify: { readonly push: boolean; readonly email: boolean };
  readonly interests: readonly string[];
  readonly services: readonly string[];
  readonly card: CardFacts | null;
  /** What is wrong with the card that lies there; told as soon as the card is needed. */
  readonly cardFace: FaceCode | null;
  /** The card that the facts were read from. */
  readonly readFrom: string | null;
  readonly facts: BasicFour | null;
  readonly signed: boolean;
  /** Which PINs of the card main holds, complete and not yet spent. */
  readonly held: Readonly<Record<PinName, boolean>>;
  /** The held PIN was accepted by this card: it is sent again to this one and to no other. Null: no card has seen it. */
  readonly acceptedBy: Readonly<Record<PinName, string | null>>;
  readonly lastTryYes: Readonly<Record<PinName, boolean>>;
  readonly email: string;
  readonly phone: string;
  /** A trusted person receives the codes. */
  readonly helper: boolean;
  readonly emailVerification: string | null;
  readonly phoneVerification: string | null;
  readonly mailboxWanted: boolean | null;
  readonly pin2Wanted: boolean;
  readonly memberships: readonly string[];
  /** Everything has been answered once: a step that is changed now leads straight back to the review. */
  readonly reviewing: boolean;
  /** As it was opened last; null: it was not. */
  readonly mailbox: MailboxSession | null;
}

export type Place =
  | { readonly name: 'welcome' }
  | { readonly name: 'beginning' }
  | { readonly name: 'staff'; readonly diagnostics: Diagnostics; readonly slip: SlipSeen | null }
  | { readonly name: 'takeover'; readonly checking: boolean }
  | { readonly name: 'takeover-confirm'; readonly draft: TakenDraft }
  | { readonly name: 'legal'; readonly document: LegalDocument; readonly readToEnd: boolean }
  | { readonly name: 'notify' }
  | { readonly name: 'interests' }
  | { readonly name: 'services' }
  | { readonly name: 'service-consent'; readonly index: number }
  | {
      readonly name: 'secret';
      readonly secret: SecretName;
      readonly repeat: boolean;
      readonly typed: number;
      /** PIN1 of an account that there is, for what was pressed in its mailbox. */
      readonly proving: Proving | null;
    }
  | { readonly name: 'last-try'; readonly secret: PinName }
  /**
   * `heldUntil`: the card left before its PIN was sent; the typed PIN is kept so long and no longer.
   * `from`: fingerprint of the card that an exchange under way was begun with.
   */
  | {
      readonly name: 'card';
      readonly doing: 'waiting' | 'recognising' | 'reading' | 'signing';
      readonly heldUntil: number | null;
      readonly from: string | null;
    }
  | { readonly name: 'confirm' }
  /** `draft`: what was typed and could not be taken. */
  | {
      readonly name: 'contact';
      readonly sending: Channel | null;
      readonly draft: { readonly email: string; readonly phone: string; readonly helper: boolean } | null;
    }
  | {
      readonly name: 'code';
      readonly channel: Channel;
      readonly verification: string;
      readonly by: CodeWay;
      readonly number: number;
      readonly expiresAt: string;
      readonly resendAt: string;
      /** Sendings that are left. */
      readonly left: number;
      /** Until then no code is compared: five were wrong. Outlasts a new code. */
      readonly pausedUntil: string | null;
      /** It has come back, or was not taken after all. */
      readonly undelivered: boolean;
      readonly busy: 'checking' | 'sending' | null;
    }
  | { readonly name: 'mailbox-offer' }
  | { readonly name: 'memberships' }
  | { readonly name: 'review' }
  | { readonly name: 'saving' }
  | {
      readonly name: 'done';
      readonly recordId: string;
      readonly receiptNumber: string;
      readonly slip: Slip;
      readonly print: 'printing' | 'printed' | 'saved' | 'failed';
      /** What stands on the paper that is out. */
      readonly spoken: readonly string[];
      /** Proved the email; null: it is still open. */
      readonly verification: string | null;
      readonly mail: 'none' | 'sending' | 'sent' | 'failed';
      /** This very slip may lie somewhere on paper: the next one gets a new number. */
      readonly out: boolean;
      readonly sent: boolean;
      readonly accepted: boolean;
      readonly contact: 'confirmed' | 'open';
      readonly mailbox: 'wanted' | 'not-wanted';
    }
  | { readonly name: 'ended'; readonly face: FaceCode }
  /** Wiped; the card has to be taken before anybody can start. */
  | { readonly name: 'card-left' }
  | MailboxPlace;

/** What was chosen at home, as far as it is still offered. */
export interface TakenDraft extends Pick<SessionData, 'interests' | 'services'> {
  readonly email: string | null;
  /** How many choices are gone from the catalogue. */
  readonly dropped: number;
}

export type Channel = 'email' | 'phone';
export type CodeWay = 'email' | 'sms' | 'voice';

export type FlowOverlay =
  | { readonly name: 'still-there'; readonly deadline: number }
  | { readonly name: 'cancel' }
  | { readonly name: 'card-missing'; readonly deadline: number };

/** What the terminal is like around the resident. */
export interface Ambient extends Omit<TerminalView, 'card'> {
  readonly cardPresent: boolean;
  /** Grows with every card put down; an answer about an earlier one is ignored. */
  readonly insertion: number;
  /** Why nobody can start, if so. */
  readonly blockedBy: FaceCode | null;
  /** The clean-slate check of the last session has passed. */
  readonly clean: boolean;
}

export interface Times {
  /** Milliseconds, all of them. */
  readonly idle: number;
  readonly prompt: number;
  readonly pinIdle: number;
  readonly end: number;
  readonly cardGrace: number;
  /** How many times longer everything lasts for who takes their time. */
  readonly slowFactor: number;
}

export interface FlowState {
  readonly ambient: Ambient;
  readonly times: Times;
  readonly language: Language;
  readonly manner: Manner;
  readonly staffCalled: boolean;
  readonly notice: Notice | null;
  readonly overlay: FlowOverlay | null;
  readonly place: Place;
  readonly data: SessionData | null;
}

export interface CodeSent {
  readonly type: 'code.sent';
  readonly channel: Channel;
  readonly by: CodeWay;
  readonly id: string;
  readonly number: number;
  /** By the terminal's clock, as the next. */
  readonly expiresAt: string;
  readonly resendAt: string;
  readonly left: number;
}

/** Results of effects and changes around the terminal. */
export type InnerEvent =
  | { readonly type: 'ambient'; readonly patch: Partial<Ambient> }
  | {
      readonly type: 'begun';
      readonly sessionId: string;
      readonly purpose: Door;
      readonly aim: SessionData['aim'];
      readonly catalogue: Catalogue;
    }
  | { readonly type: 'begin.failed'; readonly face: FaceCode }
  | { readonly type: 'draft.claimed'; readonly answer: DraftClaimAnswer }
  | { readonly type: 'draft.claim-failed'; readonly face: FaceCode }
  | { readonly type: 'card.inserted'; readonly insertion: number }
  | { readonly type: 'card.removed' }
  | { readonly type: 'card.inspected'; readonly insertion: number; readonly card: CardFacts }
  | { readonly type: 'card.failed'; readonly during: 'inspect' | 'read' | 'sign'; readonly error: CardError }
  | { readonly type: 'card.read'; readonly facts: BasicFour }
  | { readonly type: 'card.signed' }
  | { readonly type: 'secret.compared'; readonly equal: boolean; readonly sameAsPin1: boolean }
  | CodeSent
  /** Null: nothing is known now. */
  | { readonly type: 'code.followed'; readonly verification: string; readonly delivery: CodeDelivery | null }
  | { readonly type: 'code.send-failed'; readonly channel: Channel; readonly face: FaceCode }
  | { readonly type: 'code.checked'; readonly channel: Channel; readonly answer: CodeAnswer }
  | { readonly type: 'code.check-failed'; readonly face: FaceCode }
  | {
      readonly type: 'committed';
      readonly recordId: string;
      readonly receiptNumber: string;
      readonly slip: Slip;
    }
  | { readonly type: 'commit.failed'; readonly face: FaceCode }
  /** `spoken`: what stands on the paper. */
  | {
      readonly type: 'printed';
      readonly result: 'printed' | 'saved' | FaceCode;
      readonly spoken?: readonly string[];
    }
  | { readonly type: 'slip.mailed'; readonly sent: boolean }
  /** The slip that takes the place of the one before; that is written down. */
  | { readonly type: 'slip.renewed'; readonly slip: Slip }
  | {
      readonly type: 'progress';
      readonly recordId: string;
      readonly sent: boolean;
      readonly accepted: boolean;
    }
  | MailboxEvent
  /** `opens`: asked for by opening the staff screen; else only news for one that is open. */
  | { readonly type: 'diagnostics'; readonly opens: boolean; readonly diagnostics: Diagnostics }
  /** `late`: the central API's word on the slip that was looked at before. */
  | { readonly type: 'slip.seen'; readonly slip: SlipSeen; readonly late: boolean }
  | { readonly type: 'slip.cancelled'; readonly sha256: string }
  | { readonly type: 'slip.cancel-failed'; readonly face: FaceCode }
  | { readonly type: 'wiped' }
  | { readonly type: 'time-up'; readonly timer: TimerName };

export type FlowEvent = KioskEvent | InnerEvent;

/** Milliseconds since the epoch, by the terminal's clock. */
export interface FlowInput {
  readonly at: number;
  readonly event: FlowEvent;
}

export type TimerName = 'idle' | 'prompt' | 'grace' | 'held' | 'end' | 'staff';

export type Effect =
  | { readonly kind: 'begin'; readonly purpose: Door; readonly aim: SessionData['aim'] }
  | { readonly kind: 'draft.claim'; readonly code: string }
  | { readonly kind: 'secret.add'; readonly slot: SecretSlot; readonly char: string }
  | { readonly kind: 'secret.erase'; readonly slot: SecretSlot }
  | { readonly kind: 'secret.clear'; readonly slot: SecretSlot }
  | { readonly kind: 'secret.compare'; readonly secret: 'accountPin1' | 'accountPin2' }
  | { readonly kind: 'card.inspect'; readonly insertion: number }
  /** `prove`: no service is linked, so nothing but a proof tells that the card is genuine. */
  | { readonly kind: 'card.read'; readonly lastTry: boolean; readonly prove: boolean }
  | {
      readonly kind: 'card.sign';
      readonly lastTry: boolean;
      readonly consents: readonly Consent[];
      readonly services: readonly string[];
      readonly facts: BasicFour;
    }
  | {
      readonly kind: 'code.send';
      readonly channel: Channel;
      readonly by: CodeWay;
      readonly address: string;
      readonly helper: boolean;
      readonly language: Language;
    }
  /** Answers when there is news of it, and is asked again while its screen stands. */
  | { readonly kind: 'code.follow'; readonly verification: string }
  | {
      readonly kind: 'code.check';
      readonly channel: Channel;
      readonly verification: string;
      readonly code: string;
    }
  | { readonly kind: 'commit'; readonly data: SessionData; readonly language: Language }
  | {
      readonly kind: 'print';
      readonly language: Language;
      readonly receiptNumber: string;
      readonly slip: Slip;
      readonly stages: Stages;
      readonly large: boolean;
    }
  /** A new slip in the place of the one with this hash. */
  | { readonly kind: 'slip.renew'; readonly recordId: string; readonly replaces: string }
  | {
      readonly kind: 'slip.mail';
      readonly verificationId: string;
      readonly url: string;
      readonly language: Language;
    }
  | MailboxEffect
  | { readonly kind: 'wipe' }
  | {
      readonly kind: 'speech.say';
      readonly parts: readonly SpokenPart[];
      readonly rate: number;
      readonly volume: number;
      /** After what is being told, not instead of it. */
      readonly after: boolean;
    }
  | { readonly kind: 'speech.stop' }
  | { readonly kind: 'staff.diagnose' }
  | { readonly kind: 'staff.sync' }
  | { readonly kind: 'staff.print-test' }
  | { readonly kind: 'staff.slip-check'; readonly text: string }
  | { readonly kind: 'staff.slip-cancel'; readonly sha256: string }
  | { readonly kind: 'staff.retry'; readonly receiptNumber: string };

/** A stretch of speech in one language. */
export interface SpokenPart {
  readonly language: LegalLanguage;
  readonly text: string;
}

export type SecretSlot = SecretName | 'accountPin1.repeat' | 'accountPin2.repeat';

/** The step function's answer. */
export type Step = readonly [FlowState, readonly Effect[]];
