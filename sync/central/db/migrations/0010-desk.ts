// The sender's desk: who signs in and what they did there, deaths that two persons report, the mailbox's health with since when, and
// the state of the local provider of sign-in. Only additions (decision 0010).
export const desk: readonly string[] = [
  // A system that sends is named in the desk's log by this.
  `alter table tokens add column label text`,
  // A way to the provider that somebody has begun: used once, within ten minutes, by the browser that began it.
  `create table desk_logins (
    cookie_sha256 text primary key,
    state_sha256 text not null,
    -- Nonce and the verifier of PKCE, sealed under the secret file's key.
    sealed bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create table desk_sessions (
    cookie_sha256 text primary key,
    subject text not null,
    name text not null, -- personal: staff
    -- Municipality → roles, as the provider said at the sign-in.
    roles jsonb not null,
    created_at timestamptz not null,
    used_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create table desk_log (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    municipality text not null,
    actor_kind text not null check (actor_kind in ('person', 'system')),
    actor_id text not null,
    actor text not null, -- personal: staff
    what text not null,
    -- Of a message, a list, an exemption, a report: never a name.
    subject text,
    count integer
  )`,
  `create index desk_log_municipality on desk_log (municipality, id desc)`,
  `create table death_reports (
    id uuid primary key,
    municipality text not null,
    account_id uuid references accounts on delete set null,
    receipt_number text not null,
    name text not null, -- personal
    birth_date text not null, -- personal
    -- Null: the register of addresses said so.
    reported_by text,
    reporter text not null, -- personal: staff
    reported_at timestamptz not null,
    confirmed_by text,
    confirmer text, -- personal: staff
    confirmed_at timestamptz,
    withdrawn_by text,
    withdrawn_at timestamptz,
    check (confirmed_by is null or reported_by is null or confirmed_by <> reported_by)
  )`,
  // One open report for an account.
  `create unique index death_reports_open on death_reports (account_id)
    where confirmed_at is null and withdrawn_at is null`,
  `create index death_reports_municipality on death_reports (municipality, reported_at desc)`,
  // The register of addresses is asked about accounts in this order.
  `create index accounts_checked on accounts (checked_at nulls first, id) where closed_at is null`,
  `create table mailbox_health (
    part text primary key check (part in ('receive', 'announce', 'read')),
    state text not null check (state in ('ok', 'degraded', 'failing')),
    since timestamptz not null
  )`,
  // What the local provider of sign-in (oidc-provider) keeps: its signing key, sessions, grants, codes.
  `create table desk_provider (
    model text not null,
    id text not null,
    payload jsonb not null,
    grant_id text,
    uid text,
    consumed_at timestamptz,
    expires_at timestamptz,
    primary key (model, id)
  )`,
  `create index desk_provider_grant on desk_provider (grant_id) where grant_id is not null`,
  `create index desk_provider_uid on desk_provider (uid) where uid is not null`,
];
