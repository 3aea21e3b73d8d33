// The tables as Kysely sees them; the SQL stands in migrations/. Columns with personal data are marked `personal` there.
import type { ColumnType, Generated } from 'kysely';

/** timestamptz: a Date both ways. */
type Moment = ColumnType<Date, Date, Date>;
type OptionalMoment = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** jsonb: written as text, read as whatever it is (parse it). */
type Json = ColumnType<unknown, string, string>;
type OptionalJson = ColumnType<unknown, string | null | undefined, string | null>;

export interface KeysTable {
  kid: string;
  purpose: 'authority' | 'server' | 'sealing' | 'receipt';
  /** PEM for authority and server, JWK for the others. */
  public: string;
  wrapped: Uint8Array;
  created_at: Moment;
}

export interface EnrolmentCodesTable {
  code_hash: string;
  name: string;
  municipality: string;
  created_at: Moment;
  expires_at: Moment;
  used_at: OptionalMoment;
  terminal_id: string | null;
}

export interface TerminalsTable {
  id: string;
  name: string;
  municipality: string;
  enrolled_at: Moment;
  revoked_at: OptionalMoment;
  seen_at: OptionalMoment;
  report: OptionalJson;
}

export interface CertificatesTable {
  fingerprint: string;
  terminal_id: string;
  pem: string;
  not_after: Moment;
}

export interface TokensTable {
  token_hash: string;
  kind: 'sender' | 'admin';
  municipality: string | null;
  created_at: Moment;
  revoked_at: OptionalMoment;
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
  language: 'ja' | 'en';
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
}

export interface MembershipsTable {
  account_id: string;
  municipality: string;
  state: 'receiving' | 'paused';
  since: Moment;
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
  language: 'ja' | 'en';
  number: number;
  tries: Generated<number>;
  delivery: 'queued' | 'sent' | 'address-refused' | 'failed';
  created_at: Moment;
  expires_at: Moment;
  confirmed_at: OptionalMoment;
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
}

export interface MessagesTable {
  id: string;
  municipality: string;
  request_sha256: string;
  title: string;
  body: string;
  recipients: number;
  sent_at: Moment;
}

export interface MessageRecipientsTable {
  message_id: string;
  account_id: string;
}

export interface Tables {
  keys: KeysTable;
  enrolment_codes: EnrolmentCodesTable;
  terminals: TerminalsTable;
  certificates: CertificatesTable;
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
  feed_head: FeedHeadTable;
  feed: FeedTable;
  messages: MessagesTable;
  message_recipients: MessageRecipientsTable;
}
