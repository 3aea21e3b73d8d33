// What somebody chose at home, for the two hours until a terminal takes it over. Only additions (decision 0010).
export const drafts: readonly string[] = [
  // Code and number as HMAC under the secret that lies beside the database: six digits could be searched under a plain hash.
  `create table drafts (
    number_hash text primary key,
    code_hash text not null unique,
    content bytea not null, -- personal, sealed: interests, services, an email address
    expires_at timestamptz not null,
    claims integer not null default 0
  )`,
  `create index drafts_expires_at on drafts (expires_at)`,
  // Wrong codes of a terminal, and of all together.
  `create table draft_misses (
    who text primary key,
    since timestamptz not null,
    count integer not null
  )`,
];
