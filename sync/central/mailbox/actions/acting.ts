// What the actions on a mailbox are given, and what they give back.
import type { CommandOutcome, MailboxAction } from '../../../contract/commands.ts';
import type { Trx } from '../../db/open.ts';
import type { NewEntry } from '../../feed/append.ts';
import type { Account, MailboxPorts } from '../account.ts';

export interface Acting {
  readonly trx: Trx;
  /** Locked, not closed. */
  readonly account: Account;
  /** When it was pressed, by our clock. */
  readonly at: Date;
  readonly now: Date;
  readonly place: 'counter' | 'web';
  /** Of the counter's terminal; null on the web. */
  readonly municipality: string | null;
  readonly ports: MailboxPorts;
}

export interface Done {
  readonly outcome: CommandOutcome;
  /** What terminals that keep the mailbox must know besides its snapshot. */
  readonly entries?: readonly NewEntry[];
  /** Other mailboxes that changed with it; they are locked. */
  readonly touched?: readonly string[];
}

export type ActionOf<K extends MailboxAction['kind']> = Extract<MailboxAction, { kind: K }>;

export const superseded: Done = { outcome: 'superseded' };
export const applied: Done = { outcome: 'applied' };
