// The mailbox in a browser: sign-ins with a code, passkeys, and the sessions that both open. Only additions (decision 0010).
export const web: readonly string[] = [
  `create table sign_ins (
    id uuid primary key,
    -- Whose email address and PIN1 these were: none, one, or several in one family. Nothing else is kept of what was typed.
    accounts uuid[] not null,
    -- HMAC of the address: what is counted about it.
    address text not null,
    language text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    -- It opened something, or was given up.
    ended_at timestamptz
  )`,
  `create table passkeys (
    id uuid primary key,
    account_id uuid not null references accounts on delete cascade,
    -- WebAuthn's name of it, base64url.
    credential text not null unique,
    -- COSE (RFC 9052).
    public_key bytea not null,
    counter bigint not null,
    transports jsonb not null,
    synced boolean not null,
    created_at timestamptz not null,
    used_at timestamptz
  )`,
  `create index passkeys_account on passkeys (account_id)`,
  `create table webauthn_challenges (
    id uuid primary key,
    challenge text not null,
    -- Whose new passkey it is for, and in which session; null: a sign-in.
    account_id uuid references accounts on delete cascade,
    session text,
    expires_at timestamptz not null
  )`,
  `create table mailbox_sessions (
    cookie_sha256 text primary key,
    account_id uuid not null references accounts on delete cascade,
    -- With which it was opened; with null by PIN1.
    passkey uuid references passkeys on delete cascade,
    created_at timestamptz not null,
    used_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index mailbox_sessions_account on mailbox_sessions (account_id)`,
];
