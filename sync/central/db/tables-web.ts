// The tables of the mailbox in a browser as Kysely sees them (migration 0011).
import type { Generated } from 'kysely';
import type { Language } from '../../contract/words.ts';
import type { Json, Moment, OptionalMoment } from './columns.ts';

export interface SignInsTable {
  id: string;
  accounts: string[];
  address: string;
  language: Language;
  created_at: Moment;
  expires_at: Moment;
  ended_at: OptionalMoment;
}

export interface PasskeysTable {
  id: string;
  account_id: string;
  credential: string;
  public_key: Uint8Array;
  counter: number;
  transports: Json;
  synced: boolean;
  created_at: Moment;
  used_at: OptionalMoment;
}

export interface WebauthnChallengesTable {
  id: string;
  challenge: string;
  account_id: string | null;
  session: string | null;
  expires_at: Moment;
}

export interface MailboxSessionsTable {
  cookie_sha256: string;
  account_id: string;
  passkey: Generated<string | null>;
  created_at: Moment;
  used_at: Moment;
  expires_at: Moment;
}

export interface WebTables {
  sign_ins: SignInsTable;
  passkeys: PasskeysTable;
  webauthn_challenges: WebauthnChallengesTable;
  mailbox_sessions: MailboxSessionsTable;
}
