// What goes on behind a slip on the resident's own phone, and whom to tell by push. Only additions (decision 0010).
export const phone: readonly string[] = [
  // Wider than before: an older program neither makes nor looks for keys of this purpose.
  `alter table keys drop constraint keys_purpose_check`,
  `alter table keys add constraint keys_purpose_check
    check (purpose in ('authority', 'server', 'sealing', 'receipt', 'push'))`,
  // Birth dates tried behind one slip: three, then a pause; after three pauses never again.
  `create table slip_tries (
    slip text primary key, -- SHA-256 of its number
    tries integer not null,
    pauses integer not null,
    paused_until timestamptz,
    -- The slip's own end.
    expires_at timestamptz not null
  )`,
  `create table phone_sessions (
    cookie_sha256 text primary key,
    slip text not null,
    account_id uuid not null references accounts on delete cascade,
    created_at timestamptz not null,
    used_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index phone_sessions_slip on phone_sessions (slip)`,
  // Steps that were answered at home with something that leaves no other trace, such as "no interests".
  `create table phone_answers (
    account_id uuid not null references accounts on delete cascade,
    step text not null,
    answered_at timestamptz not null,
    primary key (account_id, step)
  )`,
  `create table push_subscriptions (
    id uuid primary key,
    account_id uuid not null references accounts on delete cascade,
    -- In which session it was given.
    session text not null,
    endpoint text not null, -- personal
    p256dh text not null, -- personal
    auth text not null, -- personal
    created_at timestamptz not null
  )`,
  `create unique index push_subscriptions_browser on push_subscriptions (account_id, md5(endpoint))`,
  `create table arrival_notices (
    id uuid primary key,
    slip text not null,
    language text not null,
    endpoint text not null, -- personal
    p256dh text not null, -- personal
    auth text not null, -- personal
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index arrival_notices_slip on arrival_notices (slip)`,
  `create table push_messages (
    id uuid primary key,
    -- Goes when the browser has given it up. Null: it was for this one push.
    subscription_id uuid references push_subscriptions on delete cascade,
    endpoint text not null, -- personal
    p256dh text not null, -- personal
    auth text not null, -- personal
    title text not null, -- personal
    attempts integer not null default 0,
    created_at timestamptz not null
  )`,
];
