// The mailbox's tables as Kysely sees them (migrations 0001 and 0009).
import type { ColumnType, Generated } from 'kysely';
import type { CommandOutcome, ExemptionReason } from '../../contract/commands.ts';
import type { MessageState } from '../../contract/desk.ts';
import type { Json, Moment, OptionalJson, OptionalMoment } from './columns.ts';

export interface MessagesTable {
  id: string;
  municipality: string;
  request_sha256: string;
  title: string;
  body: string;
  /** How many matched when it was let go, or when it was written. */
  recipients: number;
  sent_at: Moment;
  state: Generated<MessageState>;
  /** Null in rows of an older program: title and body are the Japanese text. */
  texts: OptionalJson;
  audience: ColumnType<unknown, string | undefined, string>;
  emergency: Generated<boolean>;
  opened_receipts: Generated<boolean>;
  composed_by: Generated<string>;
  released_by: Generated<string | null>;
  created_at: ColumnType<Date, Date | undefined, Date>;
  released_at: OptionalMoment;
  send_at: OptionalMoment;
  stopped_at: OptionalMoment;
  attention_until: OptionalMoment;
  sent_to: Generated<string | null>;
  announced_to: Generated<string | null>;
  /** Of its author, as at the sign-in; null in rows of an older program. */
  composer_id: Generated<string | null>;
  /** When all of it had been announced, as far as that goes. */
  announced_at: OptionalMoment;
  /** Receipts as counted last. */
  receipts: OptionalJson;
  receipts_at: OptionalMoment;
}

export interface AttachmentsTable {
  id: string;
  message_id: string;
  place: number;
  name: string;
  bytes: number;
  pages: number;
  sha256: string;
  content: Uint8Array;
  text: Json;
}

export interface DeliveriesTable {
  message_id: string;
  account_id: string;
  delivered_at: Moment;
  announced_at: OptionalMoment;
  announce_failed: Generated<string | null>;
  opened_at: OptionalMoment;
  deleted_at: OptionalMoment;
  reset_at: OptionalMoment;
}

export interface KeptAtTable {
  account_id: string;
  municipality: string;
  since: Moment;
}

export interface MailboxChoicesTable {
  account_id: string;
  what: string;
  chosen_at: Moment;
}

export interface MailboxCommandsTable {
  id: string;
  terminal_id: string | null;
  account_id: string | null;
  kind: string;
  receipt_number: string | null;
  pressed_at: Moment;
  received_at: Moment;
  sealed_sha256: string | null;
  receipt: string | null;
  outcome: CommandOutcome;
}

export interface MailboxNoticesTable {
  id: string;
  account_id: string;
  at: Moment;
  code: string;
  action: string | null;
  outcome: CommandOutcome | null;
}

export interface AccessLogTable {
  id: Generated<string>;
  account_id: string;
  at: Moment;
  who: 'resident' | 'delegate' | 'staff' | 'municipality' | 'system';
  place: 'counter' | 'web' | 'desk' | 'central';
  what: string;
  municipality: string | null;
}

export interface DelegationsTable {
  id: string;
  account_id: string;
  reader_id: string;
  municipality: string | null;
  since: Moment;
  /** A day. */
  until: ColumnType<Date | null, string | null, string | null>;
  ended_at: OptionalMoment;
}

export interface ExemptionsTable {
  id: string;
  municipality: string;
  account_id: string | null;
  mailbox_address: string | null;
  name: string;
  birth_date: string;
  address: string;
  reason: ExemptionReason;
  since: Moment;
  /** A day. */
  review_on: ColumnType<Date, string, string>;
  ended_at: OptionalMoment;
}

export interface MailboxTables {
  messages: MessagesTable;
  attachments: AttachmentsTable;
  deliveries: DeliveriesTable;
  kept_at: KeptAtTable;
  mailbox_choices: MailboxChoicesTable;
  mailbox_commands: MailboxCommandsTable;
  mailbox_notices: MailboxNoticesTable;
  access_log: AccessLogTable;
  delegations: DelegationsTable;
  exemptions: ExemptionsTable;
}
