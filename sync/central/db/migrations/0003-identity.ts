// The identity of terminals over years: certificates that follow one another, recovery with an approval, one authority after
// another. Only additions (decision 0010).
export const identity: readonly string[] = [
  // A code for this very terminal: its records stay its own.
  `alter table enrolment_codes add column for_terminal uuid`,
  // SHA-256 of the public key (SPKI), so that a repeated request finds its answer. Null: issued before this column was there.
  `alter table certificates add column key_sha256 text`,
  // Opens no connection any more. Signatures of earlier days still count (docs/IT.md, "Revocation").
  `alter table certificates add column revoked_at timestamptz`,
  // One open request a terminal: asking with another key replaces it.
  `create table recoveries (
    terminal_id uuid primary key references terminals,
    key_sha256 text not null,
    number text not null,
    asked_at timestamptz not null,
    approved_at timestamptz
  )`,
  // An authority without a row is the current one, from before there could be two.
  `create table authorities (
    kid text primary key references keys,
    state text not null check (state in ('next', 'current', 'former', 'retired')),
    -- Its certificate signed by the one before it, for terminals that have not read of it yet.
    cross_signed text,
    changed_at timestamptz not null
  )`,
];
