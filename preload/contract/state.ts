// The view state: an immutable picture of what to show, pushed by main. It never holds a PIN, a password or a key.
// The renderer is a function of it. Plain data only, so that it survives structured clone and JSON alike.
import type { FaceCode } from './faces.ts';
import type { MailboxScreen } from './mailbox.ts';

/** やさしい日本語 is `easy`. The same list as sync/contract/words.ts (tests/house/words.test.ts). */
export const languages = ['ja', 'easy', 'en', 'zh', 'ko', 'vi', 'pt', 'tl'] as const;
export type Language = (typeof languages)[number];
/** A legal text exists in these; one consents to the text in one of them. */
export type LegalLanguage = 'ja' | 'en';
/** Japanese and English always, the others as far as the municipality has them. Japanese may carry readings: `{漢字|かんじ}`. */
export type LocalText = Readonly<Record<LegalLanguage, string>> &
  Readonly<Partial<Record<Language, string | undefined>>>;

export const themes = ['light', 'dark', 'contrast-light', 'contrast-dark'] as const;
export type Theme = (typeof themes)[number];
/** Per cent of the normal size of text. */
export const textSizes = [100, 125, 150, 200] as const;
export type TextSize = (typeof textSizes)[number];

/** How the screen is shown, told and timed for this resident; back to `defaultManner` at every end. */
export interface Manner {
  readonly theme: Theme;
  readonly size: TextSize;
  /** `slow`: every limit of time is ten times as long (WCAG 2.2, 2.2.1). */
  readonly pace: 'normal' | 'slow';
  readonly speech: {
    readonly on: boolean;
    /** 1 slow to 5 fast, 3 is normal. */
    readonly rate: number;
    /** 1 to 5. */
    readonly volume: number;
    /** The screen stays black while it is told, so that nobody reads along. */
    readonly blank: boolean;
  };
}
export const defaultManner: Manner = {
  theme: 'light',
  size: 100,
  pace: 'normal',
  speech: { on: false, rate: 3, volume: 3, blank: false },
};

export interface ViewState {
  /** Grows by one with every push. */
  readonly seq: number;
  readonly language: Language;
  readonly manner: Manner;
  readonly terminal: TerminalView;
  /** Place in the registration; null outside of one. `of` is the number of steps that this resident will see. */
  readonly progress: { readonly step: number; readonly of: number; readonly id: StepId } | null;
  readonly screen: Screen;
  /** In front of the screen; the screen below keeps its state. */
  readonly overlay: Overlay | null;
  /** What went wrong with the last action on this screen, if anything; told in place. */
  readonly notice: Notice | null;
  readonly can: { readonly back: boolean; readonly cancel: boolean };
  /** A step is being changed from the review: going on and going back both lead there. */
  readonly reviewing: boolean;
  readonly staffCalled: boolean;
}

export interface TerminalView {
  readonly name: string;
  readonly municipality: LocalText;
  readonly network: 'online' | 'offline' | 'unknown';
  readonly reader: 'none' | 'ready' | 'failed';
  readonly card: 'absent' | 'present' | 'recognised' | 'wrong';
  readonly printer: 'ready' | 'attention' | 'unavailable';
  /** What is the matter with it; null while it is ready. It keeps nobody from registering: the QR code is there without paper. */
  readonly printerFace: FaceCode | null;
  /** Whether the screen can be read aloud: a voice is there and something is in the headphone jack. */
  readonly voice: 'ready' | 'unplugged' | 'none';
  /** Registrations saved here that the central API has not answered for. */
  readonly waiting: number;
  /** True with the software card: the screen says that this is a trial. */
  readonly trial: boolean;
}

/** A face and the figures in it. */
export interface Notice {
  readonly code: FaceCode;
  readonly left?: number;
}

export const stepIds = [
  'terms',
  'privacy',
  'notify',
  'interests',
  'services',
  'card',
  'confirm',
  'contact',
  'account',
  'mailbox',
  'review',
  'done',
] as const;
export type StepId = (typeof stepIds)[number];

/** What can be changed from the review. The rest was signed by the card or proved with it. */
export const reviewSteps = ['notify', 'interests', 'contact', 'mailbox'] as const;
export type ReviewStep = (typeof reviewSteps)[number];

export type Fact = 'name' | 'birthDate' | 'sex' | 'address' | 'email' | 'phone';
export type SecretName = 'supportPin' | 'signaturePassword' | 'accountPin1' | 'accountPin2';

export type Screen =
  /** Languages, what can be done, what to have ready, Start. `blockedBy` says why Start cannot be pressed. */
  | { readonly name: 'welcome'; readonly blockedBy: FaceCode | null; readonly mailbox: boolean }
  /** The code of what was chosen at home. */
  | { readonly name: 'takeover'; readonly checking: boolean }
  /** What was chosen there, before it is taken over. */
  | {
      readonly name: 'takeover-confirm';
      readonly interests: readonly LocalText[];
      readonly services: readonly LocalText[];
      /** Only so much of it that its owner knows it again. */
      readonly email: string | null;
      /** How many of the choices are not offered any more. */
      readonly dropped: number;
    }
  | {
      readonly name: 'legal';
      readonly document: 'terms' | 'privacy' | 'jlis';
      readonly title: string;
      readonly version: string;
      readonly effective: string;
      /** Markdown subset: headings, paragraphs, `- ` lists. */
      readonly text: string;
      /** The text's language; the resident may read it in the other one. */
      readonly textLanguage: LegalLanguage;
      /** The same in short, in the resident's language; null where the text itself is in it, or nobody wrote one. */
      readonly summary: string | null;
      /** Agree lights up only then. */
      readonly readToEnd: boolean;
    }
  | { readonly name: 'notify'; readonly push: boolean; readonly email: boolean }
  | {
      readonly name: 'interests';
      readonly items: readonly { id: string; label: LocalText; description: LocalText; on: boolean }[];
    }
  | {
      readonly name: 'services';
      readonly items: readonly { id: string; label: LocalText; description: LocalText; chosen: boolean }[];
    }
  | {
      readonly name: 'service-consent';
      readonly id: string;
      readonly label: LocalText;
      readonly provider: LocalText;
      readonly purpose: LocalText;
      readonly shares: readonly Fact[];
      /** What is consented to, in `textLanguage`; the summary is its translation, if there is one. */
      readonly text: string;
      readonly textLanguage: LegalLanguage;
      readonly summary: string | null;
      /** Which of how many. */
      readonly index: number;
      readonly count: number;
    }
  /** A PIN or password is typed key by key; main holds it, the page only knows how many characters there are. */
  | {
      readonly name: 'secret';
      readonly secret: SecretName;
      readonly repeat: boolean;
      readonly typed: number;
      readonly min: number;
      readonly max: number;
      readonly alphabet: 'digits' | 'capitals';
      /** From the card; null while no card has been asked (the PIN may be typed before the card is put on). */
      readonly triesLeft: number | null;
      readonly optional: boolean;
      /** `mailbox`: PIN1 of an account that there is, typed once, proves that its owner wants what was pressed. */
      readonly purpose: 'registration' | 'mailbox';
    }
  /** Only one try is left: an explicit yes is asked. */
  | { readonly name: 'last-try'; readonly secret: 'supportPin' | 'signaturePassword' }
  | {
      readonly name: 'card';
      readonly doing: 'waiting' | 'recognising' | 'reading' | 'signing';
      readonly progress: number;
    }
  | {
      readonly name: 'confirm';
      readonly facts: {
        readonly name: string;
        readonly birthDate: string;
        readonly sex: string;
        readonly address: string;
      };
    }
  | {
      readonly name: 'contact';
      readonly email: string;
      readonly phone: string;
      /** A trusted person receives the codes. */
      readonly helper: boolean;
      readonly sending: boolean;
    }
  | {
      readonly name: 'code';
      readonly channel: 'email' | 'phone';
      readonly address: string;
      /** "Mail no. 2: use the newest." */
      readonly number: number;
      /** ISO 8601. */
      readonly expiresAt: string;
      readonly checking: boolean;
      /** How it was sent. */
      readonly by: 'email' | 'sms' | 'voice';
      /** The next may be asked for from then on, `left` times in all. ISO 8601. */
      readonly resendAt: string;
      readonly left: number;
      /** Five were wrong: until then none is compared. ISO 8601. */
      readonly pausedUntil: string | null;
      /** The address did not take it. */
      readonly undelivered: boolean;
    }
  | { readonly name: 'mailbox-offer'; readonly municipalities: readonly LocalText[] }
  | {
      readonly name: 'memberships';
      readonly items: readonly { code: string; name: LocalText; on: boolean }[];
    }
  /** Everything that will be saved, before it is saved. `changeable` leads back to a step and straight here again. */
  | {
      readonly name: 'review';
      readonly facts: {
        readonly name: string;
        readonly birthDate: string;
        readonly sex: string;
        readonly address: string;
      };
      readonly email: { readonly address: string; readonly proved: boolean };
      readonly phone: { readonly number: string; readonly proved: boolean } | null;
      /** Both are a trusted person's, who receives the codes. */
      readonly helper: boolean;
      readonly notify: { readonly push: boolean; readonly email: boolean };
      readonly interests: readonly LocalText[];
      readonly services: readonly LocalText[];
      readonly mailbox: boolean;
      readonly memberships: readonly LocalText[];
      readonly changeable: readonly ReviewStep[];
    }
  | { readonly name: 'saving' }
  | {
      readonly name: 'done';
      readonly receiptNumber: string;
      readonly stages: Stages;
      readonly slip: {
        readonly url: string;
        readonly code: string;
        readonly qrSvg: string;
        /** ISO 8601. */
        readonly expiresAt: string;
        readonly print: 'printing' | 'printed' | 'saved' | 'failed';
        /** What stands on the paper that has come out, to be told; Japanese with its readings. */
        readonly spoken: readonly string[];
        /** The way to it by mail, offered where no paper came out. */
        readonly mail: SlipByMail;
      };
      readonly takeCard: boolean;
      /** Milliseconds after the last touch until this screen closes; null while it is held open. */
      readonly closesAfter: number | null;
    }
  /** The session is over and the card still lies there: alarm and picture until it is taken. Nothing of the resident is left. */
  | { readonly name: 'card-left' }
  /** Ended without a registration. */
  | {
      readonly name: 'ended';
      readonly face: FaceCode;
      readonly takeCard: boolean;
      readonly closesAfter: number | null;
    }
  | MailboxScreen
  | { readonly name: 'staff'; readonly diagnostics: Diagnostics; readonly slip: SlipReport | null };

/** `with-code`: the mail with the code that is still open leads there too. `offline`: there is no line to send it over. */
export type SlipByMail = 'with-code' | 'offline' | 'possible' | 'sending' | 'sent' | 'failed';

/** "Nobody leaves thinking they are done when they are not": what is so, and what is still open. */
export interface Stages {
  readonly saved: true;
  readonly sent: boolean;
  readonly accepted: boolean;
  readonly contact: 'confirmed' | 'open';
  readonly mailbox: 'open' | 'waiting' | 'not-wanted';
}

/** How good a slip is. Beside what the central API says of one (SlipStatus): what only the counter meets. */
export const slipVerdicts = [
  ...(['valid', 'used', 'expired', 'cancelled', 'unknown', 'forged', 'elsewhere'] as const),
  /** The text holds no slip's digits. */
  'no-slip',
  /** The check digit of a typed number is wrong. */
  'mistyped',
  /** A number alone says nothing without network. */
  'unchecked',
  /** Signed by a key that this terminal has not heard of yet. */
  'new-key',
] as const;
export type SlipVerdict = (typeof slipVerdicts)[number];

/** A slip that staff scanned or typed. */
export interface SlipReport {
  readonly verdict: SlipVerdict;
  /** Who says so: its signature and what is known here, or the central API. */
  readonly by: 'signature' | 'central';
  /** The central API is being asked. */
  readonly asking: boolean;
  /** Its registration has arrived there; null: not known here. */
  readonly arrived: boolean | null;
  /** ISO 8601. */
  readonly expiresAt: string | null;
  readonly cancellable: boolean;
}

/** What staff see: numbers and states, never names. */
export interface Diagnostics {
  readonly version: string;
  readonly shell: string;
  readonly reader: { readonly kind: string; readonly name: string; readonly state: string };
  readonly printer: TerminalView['printer'];
  readonly printerFace: FaceCode | null;
  readonly network: string;
  readonly lastContact: string | null;
  readonly clockErrorMs: number | null;
  readonly outbox: {
    readonly saved: number;
    readonly sent: number;
    readonly accepted: number;
    readonly needsAttention: number;
  };
  readonly attention: readonly {
    readonly receiptNumber: string;
    readonly code: string;
    readonly since: string;
    /** False: its sealed record is no longer here, no button helps. */
    readonly retryable: boolean;
  }[];
  readonly lastSync: string | null;
  readonly keeping: Keeping;
  /** What "Synchronise now" came to; null: not pressed since the start. */
  readonly sync: SyncReport | null;
}

/** Instants are ISO 8601. */
export interface SyncReport {
  readonly at: string;
  /** How many waited when it was pressed, and how many of these are confirmed: their receipts came in and were verified. */
  readonly offered: number;
  readonly confirmed: number;
  readonly waiting: number;
  readonly needsAttention: number;
  /** Everything from the city was read. */
  readonly feedCurrent: boolean;
  /** Terminal and central API have compared what they hold, and agree. */
  readonly balanced: boolean;
  /** Stable code of what ended it early. */
  readonly failed: string | null;
  /** The central API asked for quiet until then. */
  readonly askedToWaitUntil: string | null;
}

/** How well what was saved is kept. Instants are ISO 8601. */
export interface Keeping {
  readonly states: readonly {
    readonly state: 'saved' | 'sent' | 'needs-attention';
    /** When the oldest one in it was saved. */
    readonly oldest: string | null;
    /** Why they are in it and not further, by stable code. */
    readonly reasons: readonly { readonly code: string; readonly count: number }[];
  }[];
  readonly nextTry: string | null;
  /** The last comparison with the central API. */
  readonly balance: {
    readonly at: string;
    readonly agrees: boolean;
    readonly confirmed: number;
    readonly reoffered: number;
    readonly lost: number;
    readonly surplus: number;
    readonly gone: number;
  } | null;
  readonly backup: { readonly at: string | null; readonly failed: string | null };
  /** A broken file was brought back. */
  readonly salvage: { readonly at: string; readonly kept: number; readonly lost: number } | null;
  /** Whole days without an exchange with the central API. */
  readonly cutOffDays: number;
  readonly frozen: boolean;
  /** By stable code (docs/STAFF.md), with the figure that it is about. */
  readonly warnings: readonly { readonly code: string; readonly figure: number }[];
}

export type Overlay =
  /** Nobody has touched anything; `deadline` (ISO 8601) is when the session is wiped. */
  | { readonly name: 'still-there'; readonly deadline: string }
  | { readonly name: 'cancel' }
  /** The card has left the reader during the session; wiped at `deadline` unless it comes back. */
  | { readonly name: 'card-missing'; readonly deadline: string };
