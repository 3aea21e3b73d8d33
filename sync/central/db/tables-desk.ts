// The desk's tables as Kysely sees them (migration 0010).
import type { Generated } from 'kysely';
import type { Json, Moment, OptionalMoment } from './columns.ts';

export interface DeskLoginsTable {
  cookie_sha256: string;
  state_sha256: string;
  sealed: Uint8Array;
  created_at: Moment;
  expires_at: Moment;
}

export interface DeskSessionsTable {
  cookie_sha256: string;
  subject: string;
  name: string;
  roles: Json;
  created_at: Moment;
  used_at: Moment;
  expires_at: Moment;
}

export interface DeskLogTable {
  id: Generated<number>;
  at: Moment;
  municipality: string;
  actor_kind: 'person' | 'system';
  actor_id: string;
  actor: string;
  what: string;
  subject: string | null;
  count: number | null;
}

export interface DeathReportsTable {
  id: string;
  municipality: string;
  account_id: string | null;
  receipt_number: string;
  name: string;
  birth_date: string;
  /** Null: the register of addresses said so. */
  reported_by: string | null;
  reporter: string;
  reported_at: Moment;
  confirmed_by: Generated<string | null>;
  confirmer: Generated<string | null>;
  confirmed_at: OptionalMoment;
  withdrawn_by: Generated<string | null>;
  withdrawn_at: OptionalMoment;
}

export interface MailboxHealthTable {
  part: 'receive' | 'announce' | 'read';
  state: 'ok' | 'degraded' | 'failing';
  since: Moment;
}

export interface DeskProviderTable {
  model: string;
  id: string;
  payload: Json;
  grant_id: string | null;
  uid: string | null;
  consumed_at: OptionalMoment;
  expires_at: OptionalMoment;
}

export interface DeskTables {
  desk_logins: DeskLoginsTable;
  desk_sessions: DeskSessionsTable;
  desk_log: DeskLogTable;
  death_reports: DeathReportsTable;
  mailbox_health: MailboxHealthTable;
  desk_provider: DeskProviderTable;
}
