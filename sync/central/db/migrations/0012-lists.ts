// Lists to write to, and what became of telling each resident, way by way. Only additions (decision 0010).
export const lists: readonly string[] = [
  // Two persons are two by this, not by their names.
  `alter table messages add column composer_id text`,
  `alter table messages add column announced_at timestamptz`,
  // Receipts as counted last: a desk's page shows many messages, and each may have a hundred thousand of them.
  `alter table messages add column receipts jsonb`,
  `alter table messages add column receipts_at timestamptz`,
  // What an older program sends has no release and is never announced.
  `create index messages_to_announce on messages (sent_at)
    where state = 'sent' and announced_at is null and released_at is not null`,
  // A name or an address as it is compared: however wide its letters, without spaces and without variants of one character.
  `create function person_key(text) returns text language sql immutable strict parallel safe as $$
    select lower(regexp_replace(normalize($1, NFKC), '\\s|[\\uFE00-\\uFE0F\\U000E0100-\\U000E01EF]', '', 'g'))
  $$`,
  `create index accounts_person on accounts (birth_date, person_key(name)) where closed_at is null`,
  `create table audience_lists (
    id uuid primary key,
    municipality text not null,
    name text not null,
    lines integer not null,
    unreadable jsonb not null,
    created_by text not null,
    created_at timestamptz not null,
    kept_until timestamptz not null
  )`,
  `create index audience_lists_municipality on audience_lists (municipality, created_at desc)`,
  `create table audience_list_lines (
    list_id uuid not null references audience_lists on delete cascade,
    line integer not null,
    name text not null, -- personal
    birth_date text not null, -- personal
    address text not null, -- personal
    -- As they are compared: person_key.
    name_key text not null, -- personal
    address_key text not null, -- personal
    -- Whose account this is, found anew each time that it matters; null: nobody's, or not to be told apart.
    account_id uuid references accounts on delete set null,
    primary key (list_id, line)
  )`,
  `create index audience_list_lines_account on audience_list_lines (account_id, list_id) where account_id is not null`,
  `create table announcements (
    -- Also of its push, and in the address that its mail comes back to.
    id uuid primary key,
    message_id uuid not null,
    account_id uuid not null,
    way text not null check (way in ('push', 'mail')),
    created_at timestamptz not null,
    sent_at timestamptz,
    failed text,
    foreign key (message_id, account_id) references deliveries on update cascade on delete cascade
  )`,
  `create index announcements_delivery on announcements (message_id, account_id)`,
  `create index announcements_created on announcements (created_at)`,
  // By a receipt number: index from 0001. Receipts of a message in parts: the primary key.
  `create index memberships_since on memberships (municipality, state, account_id)`,
];
