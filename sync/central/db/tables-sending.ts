// The tables of sending as Kysely sees them (migration 0012).
import type { AnnounceFailure } from '../../contract/desk.ts';
import type { Generated } from 'kysely';
import type { Json, Moment, OptionalMoment } from './columns.ts';

export interface AudienceListsTable {
  id: string;
  municipality: string;
  name: string;
  lines: number;
  unreadable: Json;
  created_by: string;
  created_at: Moment;
  kept_until: Moment;
}

export interface AudienceListLinesTable {
  list_id: string;
  line: number;
  name: string;
  birth_date: string;
  address: string;
  name_key: string;
  address_key: string;
  account_id: Generated<string | null>;
}

export interface AnnouncementsTable {
  id: string;
  message_id: string;
  account_id: string;
  way: 'push' | 'mail';
  created_at: Moment;
  sent_at: OptionalMoment;
  failed: Generated<AnnounceFailure | null>;
}

export interface SendingTables {
  audience_lists: AudienceListsTable;
  audience_list_lines: AudienceListLinesTable;
  announcements: AnnouncementsTable;
}
