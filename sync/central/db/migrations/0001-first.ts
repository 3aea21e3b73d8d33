// The first shape of the central database. A shipped migration is never edited; changes come as the next number.
// One statement each: PGlite takes one at a time. `personal` marks what may never reach a log.
export const first: readonly string[] = [
  `create table keys (
    kid text primary key,
    purpose text not null check (purpose in ('authority', 'server', 'sealing', 'receipt')),
    public text not null,
    wrapped bytea not null,
    created_at timestamptz not null
  )`,
  `create table enrolment_codes (
    code_hash text primary key,
    name text not null,
    municipality text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    terminal_id uuid
  )`,
  `create table terminals (
    id uuid primary key,
    name text not null,
    municipality text not null,
    enrolled_at timestamptz not null,
    revoked_at timestamptz,
    seen_at timestamptz,
    report jsonb
  )`,
  `create table certificates (
    fingerprint text primary key,
    terminal_id uuid not null references terminals,
    pem text not null,
    not_after timestamptz not null
  )`,
  `create index certificates_terminal on certificates (terminal_id)`,
  `create table tokens (
    token_hash text primary key,
    kind text not null check (kind in ('sender', 'admin')),
    municipality text,
    created_at timestamptz not null,
    revoked_at timestamptz,
    check ((kind = 'sender') = (municipality is not null))
  )`,
  `create table catalogue (
    name text primary key,
    sha256 text not null,
    content jsonb not null
  )`,
  `create table registrations (
    id uuid primary key,
    terminal_id uuid not null references terminals,
    municipality text not null,
    session_id text not null,
    receipt_number text not null,
    language text not null,
    assurance text not null,
    committed_at timestamptz not null,
    received_at timestamptz not null,
    clock_error_ms bigint,
    sealed_sha256 text not null,
    handoff_sha256 text not null,
    receipt text not null,
    record_jws text not null, -- personal
    declaration text -- personal
  )`,
  `create index registrations_terminal on registrations (terminal_id)`,
  `create index registrations_receipt_number on registrations (receipt_number)`,
  `create unique index registrations_handoff on registrations (handoff_sha256)`,
  `create table refusals (
    id uuid not null,
    terminal_id uuid not null references terminals,
    code text not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    times integer not null,
    primary key (id, terminal_id)
  )`,
  `create table accounts (
    id uuid primary key,
    registration_id uuid not null unique references registrations,
    municipality text not null,
    name text not null, -- personal
    birth_date text not null, -- personal
    sex text not null, -- personal
    address text not null, -- personal
    auth_certificate text, -- personal
    mailbox_address text,
    pin1 text, -- personal
    pin2 text, -- personal
    notify_push boolean not null,
    notify_email boolean not null,
    created_at timestamptz not null
  )`,
  `create index accounts_mailbox on accounts (mailbox_address)`,
  `create table consents (
    account_id uuid not null references accounts on delete cascade,
    document text not null,
    version text not null,
    sha256 text not null,
    language text not null,
    given_at timestamptz not null,
    primary key (account_id, document)
  )`,
  `create table contacts (
    account_id uuid not null references accounts on delete cascade,
    channel text not null check (channel in ('email', 'phone')),
    address text not null, -- personal
    confirmed_at timestamptz,
    primary key (account_id, channel)
  )`,
  `create table memberships (
    account_id uuid not null references accounts on delete cascade,
    municipality text not null,
    state text not null check (state in ('receiving', 'paused')),
    since timestamptz not null,
    primary key (account_id, municipality)
  )`,
  `create index memberships_municipality on memberships (municipality)`,
  `create table interests (
    account_id uuid not null references accounts on delete cascade,
    interest text not null,
    primary key (account_id, interest)
  )`,
  `create table linked_services (
    account_id uuid not null references accounts on delete cascade,
    service text not null,
    linked_at timestamptz not null,
    primary key (account_id, service)
  )`,
  `create table verifications (
    id uuid primary key,
    kind text not null check (kind in ('counter', 'handoff')),
    terminal_id uuid not null references terminals,
    session_id text not null,
    account_id uuid references accounts on delete cascade,
    channel text not null check (channel in ('email', 'phone')),
    address text not null, -- personal
    language text not null,
    number integer not null,
    tries integer not null default 0,
    delivery text not null check (delivery in ('queued', 'sent', 'address-refused', 'failed')),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    confirmed_at timestamptz,
    unique (session_id, channel, address, number)
  )`,
  `create index verifications_account on verifications (account_id)`,
  `create index verifications_address on verifications (channel, address, created_at)`,
  `create table feed_head (
    one boolean primary key check (one),
    epoch uuid not null,
    seq bigint not null
  )`,
  `insert into feed_head (one, epoch, seq) values (true, gen_random_uuid(), 0)`,
  `create table feed (
    seq bigint primary key,
    scopes text[],
    kind text not null,
    body jsonb not null,
    at timestamptz not null
  )`,
  `create table messages (
    id uuid primary key,
    municipality text not null,
    request_sha256 text not null,
    title text not null, -- personal
    body text not null, -- personal
    recipients integer not null,
    sent_at timestamptz not null
  )`,
  `create table message_recipients (
    message_id uuid not null references messages on delete cascade,
    account_id uuid not null references accounts on delete cascade,
    primary key (message_id, account_id)
  )`,
];
