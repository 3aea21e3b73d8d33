// The mailbox at the counter, as the page draws it: screens and the words that they are made of. Nothing in here is secret or a key;
// what is personal is its owner's, whose card lies on the reader.
import type { Fact, Language, LocalText } from './state.ts';

/** In every language that somebody wrote; Japanese always. */
export type Titles = Readonly<{ ja: string }> & Readonly<Partial<Record<Language, string | undefined>>>;
export interface MessageText {
  readonly title: string;
  /** Plain text, paragraphs by blank lines. */
  readonly body: string;
}

/** Instants are ISO 8601, here and below. */
export interface MessageLine {
  readonly id: string;
  readonly from: LocalText;
  readonly titles: Titles;
  readonly sentAt: string;
  readonly opened: boolean;
  readonly emergency: boolean;
  readonly attachments: number;
  /** Until then it asks for attention; null: it never did, or does no more. */
  readonly attentionUntil: string | null;
  /** Its text can be had now: over the line, or because it is kept here. */
  readonly readable: boolean;
  /** Its sender hears that it was opened, which is said before. */
  readonly openedTold?: boolean | undefined;
}

/** What can be done to a mailbox. `read` is done by reading and told to nobody. */
export const mailboxActs = [
  'delete',
  'pause',
  'resume',
  'reset',
  'interests',
  'service-leave',
  'notify',
  'keep-here',
  'move',
  'lost-phone',
  'delegate',
  'undelegate',
  'exempt',
  'close',
] as const;
export type MailboxAct = (typeof mailboxActs)[number];

/** What an act is about, as far as there is something to name. */
export interface MailboxSubject {
  readonly title?: Titles | undefined;
  readonly municipality?: LocalText | undefined;
  readonly service?: LocalText | undefined;
  readonly receiptNumber?: string | undefined;
}

/** Done here, and not seen in the mailbox yet. */
export interface WaitingAct {
  /** Under this number staff find it. */
  readonly receiptNumber: string;
  readonly what: MailboxAct;
  readonly subject: MailboxSubject;
  readonly at: string;
  /** `attention`: the central API would not take it in; staff have to look. */
  readonly state: 'waiting' | 'attention';
}

export const commandOutcomes = [
  'applied',
  'superseded',
  'pin1-wrong',
  'pin1-paused',
  'account-gone',
  'not-found',
  'not-open',
] as const;
export const noticeCodes = [
  'command-not-done',
  'moved',
  'delegation-given',
  'delegation-taken',
  'delegation-received',
  'address-changed',
] as const;
/** Something that the mailbox itself has to tell. */
export interface MailboxNoticeLine {
  readonly id: string;
  readonly at: string;
  readonly code: (typeof noticeCodes)[number];
  /** Of a command that could not be done: which, and why. */
  readonly action: MailboxAct | 'read' | null;
  readonly outcome: (typeof commandOutcomes)[number] | null;
}

export const membershipReasons = [
  'resident',
  'moved',
  'exempt',
  'account-closed',
  'death',
  'registered-again',
] as const;
export interface MembershipLine {
  readonly code: string;
  readonly name: LocalText;
  readonly level: 'prefecture' | 'city';
  readonly state: 'receiving' | 'paused' | 'left' | 'available';
  readonly since: string | null;
  readonly reason: (typeof membershipReasons)[number] | null;
  readonly ofAddress: boolean;
  /** Only an open one can be switched on. */
  readonly open: boolean;
}

export interface AccessLine {
  readonly at: string;
  readonly who: 'resident' | 'delegate' | 'staff' | 'municipality' | 'system';
  readonly where: 'counter' | 'web' | 'desk' | 'central';
  /** A stable code. */
  readonly what: string;
  readonly municipality: LocalText | null;
}

export interface DelegationLine {
  readonly id: string;
  readonly receiptNumber: string;
  /** Null: messages of every municipality. */
  readonly municipality: LocalText | null;
  readonly since: string;
  /** YYYY-MM-DD; null: no end. */
  readonly until: string | null;
}

/** What is read for the one who registered under this receipt number. */
export interface DelegatedLines {
  readonly id: string;
  readonly receiptNumber: string;
  /** Newest first. */
  readonly messages: readonly MessageLine[];
  readonly total: number;
}

export interface FactsShown {
  readonly name: string;
  readonly birthDate: string;
  readonly sex: string;
  readonly address: string;
}

/** Where the mailbox can lead to. */
export const mailboxDoors = [
  'messages',
  'menu',
  'municipalities',
  'data',
  'log',
  'interests',
  'notify',
  'services',
  'move',
  'delegates',
  'delegate-give',
  'exempt',
] as const;
export type MailboxDoor = (typeof mailboxDoors)[number];

export const exemptionReasons = ['no-device', 'does-not-want', 'disability', 'language', 'other'] as const;
export type ExemptionReason = (typeof exemptionReasons)[number];

/** What is asked about once more before it is done. */
export type SureAct = Exclude<
  MailboxAct,
  'resume' | 'interests' | 'notify' | 'keep-here' | 'move' | 'delegate'
>;

export type MailboxScreen =
  /** Something is fetched, compared or written. */
  | { readonly name: 'mailbox-busy'; readonly doing: 'opening' | 'message' | 'proving' | 'saving' }
  | {
      readonly name: 'mailbox';
      /** `live`: as the central API has it now. `kept`: as it was at `asOf`, kept on this terminal. */
      readonly source: 'live' | 'kept';
      readonly asOf: string;
      /** Unread first, then newest first. */
      readonly messages: readonly MessageLine[];
      /** All that there are, also those beyond the list. */
      readonly total: number;
      readonly unread: number;
      /** Below one's own; empty also where nobody can be asked for them. */
      readonly delegated: readonly DelegatedLines[];
      readonly waiting: readonly WaitingAct[];
      readonly notices: readonly MailboxNoticeLine[];
      /** The register of addresses, or the certificate, says so; nothing is switched off by it. */
      readonly movedSince: string | null;
      /** The card gives another address than the mailbox has: two touches and it is changed. */
      readonly addressChanged: boolean;
      /** Nobody writes here any more: paper was asked for. */
      readonly exempt: boolean;
    }
  /**
   * There is no mailbox to show. `none`: this card has no account. `waiting`: its address is not confirmed yet. `offline`: nothing is
   * kept here, and there is no line. Doors: `mailbox.register`, `mailbox.go` to `exempt`, `mailbox.again`.
   */
  | {
      readonly name: 'mailbox-none';
      readonly why: 'none' | 'waiting' | 'offline';
      readonly waiting: readonly WaitingAct[];
      readonly doors: readonly ('register' | 'exempt' | 'again')[];
    }
  | {
      readonly name: 'message';
      readonly line: MessageLine;
      readonly texts: Readonly<{ ja: MessageText }> &
        Readonly<Partial<Record<Language, MessageText | undefined>>>;
      /** With the text of each page; the file itself opens on the phone. */
      readonly attachments: readonly {
        readonly id: string;
        readonly name: string;
        readonly bytes: number;
        readonly pages: number;
        readonly text: readonly string[];
        /** There is more of it, on the phone. */
        readonly continues?: boolean | undefined;
      }[];
      /** The bodies are longer than what is shown; they go on on the phone. */
      readonly continues?: boolean | undefined;
      readonly deletable: boolean;
    }
  | {
      readonly name: 'mailbox-menu';
      /** In this order. */
      readonly doors: readonly MailboxDoor[];
      /** What can be done right from here. */
      readonly acts: readonly ('lost-phone' | 'reset' | 'close')[];
      readonly waiting: readonly WaitingAct[];
    }
  | {
      readonly name: 'mailbox-municipalities';
      readonly items: readonly MembershipLine[];
      /** Whether messages are kept, sealed, on this city's terminals; null: this city does not write here. */
      readonly keptHere: boolean | null;
    }
  | {
      readonly name: 'mailbox-data';
      readonly receiptNumber: string;
      readonly facts: FactsShown;
      readonly contact: {
        readonly email: { readonly masked: string; readonly confirmed: boolean };
        readonly phone: { readonly masked: string; readonly confirmed: boolean } | null;
      };
      readonly consents: readonly {
        readonly document: string;
        readonly version: string;
        readonly at: string;
      }[];
      readonly services: readonly MailboxService[];
      readonly devices: { readonly pushes: number; readonly sessions: number; readonly passkeys: number };
      readonly exemption: { readonly reason: ExemptionReason; readonly reviewOn: string } | null;
    }
  | { readonly name: 'mailbox-log'; readonly lines: readonly AccessLine[] }
  /** Toggled by `interest.set`, done by `mailbox.save`. */
  | {
      readonly name: 'mailbox-interests';
      readonly items: readonly { id: string; label: LocalText; description: LocalText; on: boolean }[];
      readonly changed: boolean;
    }
  /** Toggled by `notify.set`, done by `mailbox.save`. */
  | {
      readonly name: 'mailbox-notify';
      readonly push: boolean;
      readonly email: boolean;
      /** Browsers that take pushes; with none a push reaches nobody. */
      readonly pushes: number;
      readonly changed: boolean;
    }
  | { readonly name: 'mailbox-services'; readonly items: readonly MailboxService[] }
  /**
   * `changed`: the card gives another address than the mailbox has. `same`: it does not; who has moved lets the card be renewed
   * first. Toggled by `mailbox.move`, done by `mailbox.save`; with one switched off PIN1 is asked for.
   */
  | {
      readonly name: 'mailbox-move';
      readonly state: 'changed' | 'same';
      readonly before: FactsShown;
      readonly after: FactsShown;
      readonly on: readonly { readonly code: string; readonly name: LocalText; readonly on: boolean }[];
      readonly off: readonly { readonly code: string; readonly name: LocalText; readonly off: boolean }[];
    }
  | {
      readonly name: 'mailbox-delegates';
      readonly given: readonly DelegationLine[];
      readonly received: readonly DelegationLine[];
    }
  /** Answered by `mailbox.delegate`. What was typed and could not be taken stays. */
  | {
      readonly name: 'mailbox-delegate-give';
      readonly receiptNumber: string;
      readonly municipality: string | null;
      readonly until: string | null;
      readonly municipalities: readonly { readonly code: string; readonly name: LocalText }[];
      /** Offered as the end, beside none; YYYY-MM-DD. */
      readonly untilChoices: readonly string[];
    }
  /** Answered by `mailbox.exempt`. */
  | {
      readonly name: 'mailbox-exempt';
      readonly reasons: readonly ExemptionReason[];
      /** When staff ask again; YYYY-MM-DD, the first is preset. */
      readonly reviewChoices: readonly string[];
    }
  | {
      readonly name: 'mailbox-sure';
      readonly what: SureAct;
      readonly subject: MailboxSubject;
      /** Digits that have to be typed for what nobody can bring back; null: a yes is enough. */
      readonly typed: string | null;
      /** PIN1 is asked for next. */
      readonly pin1: boolean;
    }
  | {
      readonly name: 'mailbox-done';
      readonly what: MailboxAct;
      /** `sent`: the central API has taken it in. `waiting`: it is saved here and goes out by itself. */
      readonly state: 'sent' | 'waiting';
      readonly receiptNumber: string;
      /** The mailbox is no more, or nobody writes to it: the visit ends here. */
      readonly last: boolean;
    };

export interface MailboxService {
  readonly id: string;
  readonly label: LocalText;
  readonly provider: LocalText;
  readonly shares: readonly Fact[];
  readonly since: string;
}
