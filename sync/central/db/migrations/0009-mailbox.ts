// The mailbox: who receives from whom and why not, what was delivered to whom and what became of it, what residents did, who looked.
// Only additions (decision 0010): an older program goes on writing `message_recipients`, and what it writes there is delivered.
export const mailbox: readonly string[] = [
  // ---- memberships: a third state, and the reason
  `alter table memberships drop constraint memberships_state_check`,
  `alter table memberships add constraint memberships_state_check check (state in ('receiving', 'paused', 'left'))`,
  `alter table memberships add column reason text`,
  `create index memberships_receiving on memberships (municipality, account_id) where state = 'receiving'`,
  // ---- accounts: closed ones keep their row, without facts
  `alter table accounts add column closed_at timestamptz`,
  `alter table accounts add column closed_reason text
    check (closed_reason in ('resident', 'death', 'registered-again'))`,
  // When the card that last told us the facts was read.
  `alter table accounts add column facts_at timestamptz`,
  // Since when the address or the certificate is doubted, and when the resident was told.
  `alter table accounts add column moved_since timestamptz`,
  `alter table accounts add column moved_told_at timestamptz`,
  `alter table accounts add column checked_at timestamptz`,
  `alter table accounts add column pin1_misses integer not null default 0`,
  `alter table accounts add column pin1_paused_until timestamptz`,
  `create index accounts_area on accounts (address text_pattern_ops) where closed_at is null`,
  `create index accounts_born on accounts (birth_date) where closed_at is null`,
  `create index contacts_address on contacts (channel, lower(address))`,
  // ---- messages
  `alter table messages add column state text not null default 'sent'
    check (state in ('waiting-release', 'scheduled', 'sending', 'sent', 'stopped'))`,
  `alter table messages add column texts jsonb`, // personal
  `alter table messages add column audience jsonb not null default '{}'`,
  `alter table messages add column emergency boolean not null default false`,
  `alter table messages add column opened_receipts boolean not null default false`,
  `alter table messages add column composed_by text not null default ''`,
  `alter table messages add column released_by text`,
  `alter table messages add column created_at timestamptz not null default now()`,
  `alter table messages add column released_at timestamptz`,
  `alter table messages add column send_at timestamptz`,
  `alter table messages add column stopped_at timestamptz`,
  `alter table messages add column attention_until timestamptz`,
  // How far its sending and its announcing have come: the last account of the last part that was written.
  `alter table messages add column sent_to uuid`,
  `alter table messages add column announced_to uuid`,
  `create index messages_desk on messages (municipality, created_at desc, id)`,
  `create index messages_due on messages (send_at) where state in ('scheduled', 'sending')`,
  `create table attachments (
    id uuid primary key,
    message_id uuid not null references messages on delete cascade,
    place integer not null,
    name text not null, -- personal
    bytes integer not null,
    pages integer not null,
    sha256 text not null,
    content bytea not null, -- personal
    text jsonb not null, -- personal
    unique (message_id, place)
  )`,
  `alter table attachments alter column content set storage external`,
  `create table deliveries (
    message_id uuid not null references messages on delete cascade,
    account_id uuid not null references accounts on delete cascade,
    delivered_at timestamptz not null,
    announced_at timestamptz,
    -- Why not: 'not-wanted', 'no-address', 'push-gone', 'mail-bounced', 'mail-failed'
    announce_failed text,
    opened_at timestamptz,
    deleted_at timestamptz,
    reset_at timestamptz,
    primary key (message_id, account_id)
  )`,
  `create index deliveries_list on deliveries (account_id, delivered_at desc, message_id desc)
    where deleted_at is null and reset_at is null`,
  `insert into deliveries (message_id, account_id, delivered_at)
    select message_id, account_id, sent_at from message_recipients join messages on messages.id = message_id`,
  `create function deliver_as_before() returns trigger language plpgsql as $$
    begin
      insert into deliveries (message_id, account_id, delivered_at)
        select new.message_id, new.account_id, sent_at from messages where id = new.message_id
        on conflict do nothing;
      return null;
    end $$`,
  `create trigger deliver_as_before after insert on message_recipients
    for each row execute function deliver_as_before()`,
  // ---- at which municipalities' terminals a resident's messages are kept, sealed
  `create table kept_at (
    account_id uuid not null references accounts on delete cascade,
    municipality text not null,
    since timestamptz not null,
    primary key (account_id, municipality)
  )`,
  `create index kept_at_municipality on kept_at (municipality)`,
  // What lies in the feed of a mailbox is taken out again when it is replaced or deleted.
  `create index feed_recipient on feed ((body->>'recipient')) where kind in ('mailbox', 'message')`,
  // When a resident last decided something that the newest decision settles ('interests', 'notify', 'keep:<code>', 'service:<id>').
  `create table mailbox_choices (
    account_id uuid not null references accounts on delete cascade,
    what text not null,
    chosen_at timestamptz not null,
    primary key (account_id, what)
  )`,
  // ---- commands from terminals, answered like registrations
  `create table mailbox_commands (
    id uuid primary key,
    -- Null: given on the web.
    terminal_id uuid references terminals,
    account_id uuid references accounts on delete set null,
    kind text not null,
    receipt_number text,
    pressed_at timestamptz not null,
    received_at timestamptz not null,
    sealed_sha256 text,
    receipt text,
    outcome text not null
  )`,
  `create index mailbox_commands_terminal on mailbox_commands (terminal_id, id)`,
  `create table mailbox_notices (
    id uuid primary key,
    account_id uuid not null references accounts on delete cascade,
    at timestamptz not null,
    code text not null,
    action text,
    outcome text
  )`,
  `create index mailbox_notices_account on mailbox_notices (account_id, at desc)`,
  `create table access_log (
    id bigint generated always as identity primary key,
    account_id uuid not null references accounts on delete cascade,
    at timestamptz not null,
    who text not null,
    place text not null,
    what text not null,
    municipality text
  )`,
  `create index access_log_account on access_log (account_id, at desc)`,
  `create table delegations (
    id uuid primary key,
    -- Whose mailbox is read, and by whom.
    account_id uuid not null references accounts on delete cascade,
    reader_id uuid not null references accounts on delete cascade,
    municipality text,
    since timestamptz not null,
    until date,
    ended_at timestamptz
  )`,
  `create index delegations_account on delegations (account_id) where ended_at is null`,
  `create index delegations_reader on delegations (reader_id) where ended_at is null`,
  `create table exemptions (
    id uuid primary key,
    municipality text not null,
    account_id uuid references accounts on delete set null,
    mailbox_address text,
    name text not null, -- personal
    birth_date text not null, -- personal
    address text not null, -- personal
    reason text not null,
    since timestamptz not null,
    review_on date not null,
    ended_at timestamptz
  )`,
  `create index exemptions_municipality on exemptions (municipality, review_on) where ended_at is null`,
  `create index exemptions_mailbox on exemptions (mailbox_address) where ended_at is null`,
];
