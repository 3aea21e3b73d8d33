// The mailbox's words in the flow: where a resident is in it, what can happen, what must be done.
import type { FaceCode } from '../../../preload/contract/faces.ts';
import type { MailboxAct, MailboxSubject } from '../../../preload/contract/mailbox.ts';
import type { Language } from '../../../preload/contract/state.ts';
import type { MailboxAction } from '../../../sync/contract/commands.ts';
import type { MessageContent } from '../../../sync/contract/message.ts';
import type { Opened } from '../../mailbox/room.ts';

type Open = Extract<Opened, { state: 'open' }>;

/** The mailbox in the session's answers: open, or none and why. */
export interface MailboxSession {
  readonly opened: Opened;
  /** This terminal's municipality. */
  readonly here: string;
}
export type OpenMailbox = Open;

/** What was pressed, on its way to be asked about, proved and done. Never a reading: that is told by the way. */
export interface Ask {
  readonly action: Exclude<MailboxAction, { kind: 'read' }>;
  readonly subject: MailboxSubject;
}

/** A screen of the mailbox that one comes back to. */
export type MailboxHome =
  | { readonly name: 'mailbox' }
  | { readonly name: 'mailbox-none' }
  | { readonly name: 'message'; readonly id: string; readonly content: MessageContent }
  | { readonly name: 'mailbox-menu' }
  | { readonly name: 'mailbox-municipalities' }
  | { readonly name: 'mailbox-data' }
  | { readonly name: 'mailbox-log' }
  | { readonly name: 'mailbox-services' }
  | { readonly name: 'mailbox-delegates' }
  | { readonly name: 'mailbox-interests'; readonly on: readonly string[] }
  | { readonly name: 'mailbox-notify'; readonly push: boolean; readonly email: boolean }
  | { readonly name: 'mailbox-move'; readonly on: readonly string[]; readonly off: readonly string[] }
  | {
      readonly name: 'mailbox-delegate-give';
      readonly receiptNumber: string;
      readonly municipality: string | null;
      readonly until: string | null;
      readonly untilChoices: readonly string[];
    }
  | { readonly name: 'mailbox-exempt'; readonly reviewChoices: readonly string[] };

/** PIN1 is typed for this; `home` is where it was pressed. */
export interface Proving {
  readonly ask: Ask;
  readonly home: MailboxHome;
}

export type MailboxPlace =
  | MailboxHome
  /** `home`: where it was begun, and where it leads back to when it fails. */
  | {
      readonly name: 'mailbox-busy';
      readonly doing: 'opening' | 'message' | 'proving' | 'saving';
      readonly home: MailboxHome;
      /** Being proved or saved. */
      readonly ask: Ask | null;
      /** The message that was being read when the mailbox is looked at again. */
      readonly reading: string | null;
    }
  | { readonly name: 'mailbox-sure'; readonly ask: Ask; readonly home: MailboxHome }
  | {
      readonly name: 'mailbox-done';
      readonly what: MailboxAct;
      readonly commandId: string;
      readonly receiptNumber: string;
      readonly sent: boolean;
      readonly home: MailboxHome;
    };

export type MailboxEvent =
  | { readonly type: 'mailbox.opened'; readonly opened: Opened; readonly here: string }
  | { readonly type: 'mailbox.failed'; readonly face: FaceCode }
  | { readonly type: 'message.opened'; readonly content: MessageContent }
  | { readonly type: 'message.failed'; readonly face: FaceCode }
  | { readonly type: 'mailbox.committed'; readonly commandId: string; readonly receiptNumber: string }
  /** PIN1 was not taken: wrong (`left` more times), or paused (`left` minutes). */
  | { readonly type: 'mailbox.pin1'; readonly face: FaceCode; readonly left?: number }
  | { readonly type: 'mailbox.command-failed'; readonly face: FaceCode };

export type MailboxEffect =
  | { readonly kind: 'mailbox.open' }
  | {
      readonly kind: 'message.open';
      readonly id: string;
      /** The mailbox was seen as the central API has it. */
      readonly live: boolean;
      readonly unread: boolean;
      readonly language: Language;
    }
  | { readonly kind: 'mailbox.command'; readonly ask: Ask; readonly language: Language };
