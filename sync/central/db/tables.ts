// The tables as Kysely sees them; the SQL stands in migrations/. Columns with personal data are marked `personal` there.
import type { Generated } from 'kysely';
import type { MembershipReason } from '../../contract/mailbox-view.ts';
import type { Language } from '../../contract/words.ts';
import type { Json, Moment, OptionalJson, OptionalMoment } from './columns.ts';
import type { DeskTables } from './tables-desk.ts';
import type { MailboxTables } from './tables-mailbox.ts';
import type { SendingTables } from './tables-sending.ts';
import type { WebTables } from './tables-web.ts';

export interface KeysTable {
  kid: string;
  purpose: 'authority' | 'server' | 'sealing' | 'receipt' | 'push';
  /** PEM for authority and server, JWK for the others. */
  public: string;
  wrapped: Uint8Array;
  created_at: Moment;
  /** Feed position of its announcement. */
  announced: number | null;
  /** Since when a newer one is in use. */
  replaced_at: OptionalMoment;
}

export interface DestroyedKeysTable {
  kid: string;
  destroyed_at: Moment;
  forced: boolean;
}

export interface EnrolmentCodesTable {
  code_hash: string;
  name: string;
  municipality: string;
  created_at: Moment;
  expires_at: Moment;
  used_at: OptionalMoment;
  terminal_id: string | null;
  /** The terminal that may come back with it; null: a new one. */
  for_terminal: Generated<string | null>;
}

export interface TerminalsTable {
  id: string;
  name: string;
  municipality: string;
  enrolled_at: Moment;
  revoked_at: OptionalMoment;
  seen_at: OptionalMoment;
  report: OptionalJson;
  /** Feed position that its cursor last told. */
  read_to: Generated<number | null>;
  /** The same when its outbox was last empty. */
  drained_at: Generated<number | null>;
}

export interface CertificatesTable {
  fingerprint: string;
  terminal_id: string;
  pem: string;
  not_after: Moment;
  key_sha256: Generated<string | null>;
  revoked_at: OptionalMoment;
}

export interface RecoveriesTable {
  terminal_id: string;
  key_sha256: string;
  number: string;
  asked_at: Moment;
  approved_at: OptionalMoment;
}

export interface AuthoritiesTable {
  kid: string;
  state: 'next' | 'current' | 'former' | 'retired';
  cross_signed: string | null;
  changed_at: Moment;
}

export interface TokensTable {
  token_hash: string;
  kind: 'sender' | 'admin';
  municipality: string | null;
  created_at: Moment;
  revoked_at: OptionalMoment;
  /** Names a system in the desk's log. */
  label: Generated<string | null>;
}

export interface CatalogueTable {
  name: string;
  sha256: string;
  content: Json;
}

export interface RegistrationsTable {
  id: string;
  terminal_id: string;
  municipality: string;
  session_id: string;
  receipt_number: string;
  language: Language;
  assurance: string;
  committed_at: Moment;
  received_at: Moment;
  clock_error_ms: number | null;
  sealed_sha256: string;
  handoff_sha256: string;
  receipt: string;
  record_jws: string;
  declaration: string | null;
}

export interface RefusalsTable {
  id: string;
  terminal_id: string;
  code: string;
  first_at: Moment;
  last_at: Moment;
  times: number;
}

export interface AccountsTable {
  id: string;
  registration_id: string;
  municipality: string;
  name: string;
  birth_date: string;
  sex: string;
  address: string;
  auth_certificate: string | null;
  mailbox_address: string | null;
  pin1: string | null;
  pin2: string | null;
  notify_push: boolean;
  notify_email: boolean;
  created_at: Moment;
  closed_at: OptionalMoment;
  closed_reason: Generated<'resident' | 'death' | 'registered-again' | null>;
  facts_at: OptionalMoment;
  moved_since: OptionalMoment;
  moved_told_at: OptionalMoment;
  checked_at: OptionalMoment;
  pin1_misses: Generated<number>;
  pin1_paused_until: OptionalMoment;
}

export interface ConsentsTable {
  account_id: string;
  document: string;
  version: string;
  sha256: string;
  language: string;
  given_at: Moment;
}

export interface ContactsTable {
  account_id: string;
  channel: 'email' | 'phone';
  address: string;
  confirmed_at: OptionalMoment;
  helper: Generated<boolean>;
}

export interface MembershipsTable {
  account_id: string;
  municipality: string;
  state: 'receiving' | 'paused' | 'left';
  since: Moment;
  reason: Generated<MembershipReason | null>;
}

export interface InterestsTable {
  account_id: string;
  interest: string;
}

export interface LinkedServicesTable {
  account_id: string;
  service: string;
  linked_at: Moment;
}

export interface VerificationsTable {
  id: string;
  kind: 'counter' | 'handoff';
  terminal_id: string;
  session_id: string;
  account_id: string | null;
  channel: 'email' | 'phone';
  address: string;
  language: Language;
  number: number;
  tries: Generated<number>;
  delivery: 'queued' | 'sent' | 'address-refused' | 'failed';
  created_at: Moment;
  expires_at: Moment;
  confirmed_at: OptionalMoment;
  bounced_at: OptionalMoment;
  /** Of telephones; null is a short message. */
  way: 'sms' | 'voice' | null;
  helper: Generated<boolean>;
  slip_number: string | null;
}
export interface CodeMetersTable {
  /** HMAC of what is counted and whose it is. */
  scope: string;
  since: Moment;
  count: number;
  paused_until: OptionalMoment;
}

export interface FeedHeadTable {
  one: boolean;
  /** Names this feed; another database's cursors are refused. */
  epoch: string;
  seq: number;
}

export interface FeedTable {
  seq: number;
  /** Municipalities whose terminals receive the entry; null: all. */
  scopes: string[] | null;
  kind: string;
  body: Json;
  at: Moment;
  /** Random: the same number in another history has another mark. */
  mark: Generated<string | null>;
}

export interface BalancesTable {
  terminal_id: string;
  told_at: Moment;
  counts: Json;
}

export interface BalanceDifferencesTable {
  terminal_id: string;
  id: string;
  kind: 'unknown' | 'different' | 'surplus';
  found_at: Moment;
}

export interface CallsTable {
  /** HMAC of route and address. */
  caller: string;
  since: Moment;
  count: number;
}

export interface ChoresTable {
  name: string;
  last_at: Moment;
}

export interface SchemaFloorTable {
  one: boolean;
  oldest: number;
}

export interface DraftsTable {
  number_hash: string;
  code_hash: string;
  /** Sealed under the secret file's key. */
  content: Uint8Array;
  expires_at: Moment;
  claims: Generated<number>;
}

export interface DraftMissesTable {
  /** A terminal's id, or `all`. */
  who: string;
  since: Moment;
  count: number;
}

export interface SlipTriesTable {
  /** SHA-256 of the slip's number. */
  slip: string;
  tries: number;
  pauses: number;
  paused_until: OptionalMoment;
  expires_at: Moment;
}

export interface PhoneSessionsTable {
  cookie_sha256: string;
  slip: string;
  account_id: string;
  created_at: Moment;
  used_at: Moment;
  expires_at: Moment;
}

export interface PhoneAnswersTable {
  account_id: string;
  step: 'interests';
  answered_at: Moment;
}

export interface PushSubscriptionsTable {
  id: string;
  account_id: string;
  session: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  created_at: Moment;
}

export interface ArrivalNoticesTable {
  id: string;
  slip: string;
  language: Language;
  endpoint: string;
  p256dh: string;
  auth: string;
  created_at: Moment;
  expires_at: Moment;
}

export interface PushMessagesTable {
  id: string;
  subscription_id: string | null;
  endpoint: string;
  p256dh: string;
  auth: string;
  title: string;
  attempts: Generated<number>;
  created_at: Moment;
}

export interface SlipsTable {
  /** Of its number's digits. */
  sha256: string;
  record_id: Generated<string | null>;
  terminal_id: Generated<string | null>;
  municipality: string;
  expires_at: OptionalMoment;
  printed_at: OptionalMoment;
  cancelled_at: OptionalMoment;
  cancelled_by: Generated<'holder' | 'staff' | 'reprint' | 'guesses' | null>;
  finished_at: OptionalMoment;
  reminded_at: OptionalMoment;
}

export interface Tables extends MailboxTables, DeskTables, WebTables, SendingTables {
  keys: KeysTable;
  enrolment_codes: EnrolmentCodesTable;
  terminals: TerminalsTable;
  certificates: CertificatesTable;
  recoveries: RecoveriesTable;
  authorities: AuthoritiesTable;
  tokens: TokensTable;
  catalogue: CatalogueTable;
  registrations: RegistrationsTable;
  refusals: RefusalsTable;
  accounts: AccountsTable;
  consents: ConsentsTable;
  contacts: ContactsTable;
  memberships: MembershipsTable;
  interests: InterestsTable;
  linked_services: LinkedServicesTable;
  verifications: VerificationsTable;
  code_meters: CodeMetersTable;
  feed_head: FeedHeadTable;
  feed: FeedTable;
  destroyed_keys: DestroyedKeysTable;
  balances: BalancesTable;
  balance_differences: BalanceDifferencesTable;
  calls: CallsTable;
  chores: ChoresTable;
  schema_floor: SchemaFloorTable;
  slip_tries: SlipTriesTable;
  phone_sessions: PhoneSessionsTable;
  phone_answers: PhoneAnswersTable;
  push_subscriptions: PushSubscriptionsTable;
  arrival_notices: ArrivalNoticesTable;
  push_messages: PushMessagesTable;
  drafts: DraftsTable;
  draft_misses: DraftMissesTable;
  slips: SlipsTable;
}
