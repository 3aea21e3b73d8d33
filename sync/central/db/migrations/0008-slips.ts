// Slips by the hash of their number: each registration's first one, those that were printed after it, and those that were cancelled.
// Only additions (decision 0010): a registration that an older program takes in has its slip in `registrations.handoff_sha256`.
export const slips: readonly string[] = [
  `create table slips (
    sha256 text primary key,
    -- Of which registration, and by which terminal; told before or after the registration itself. Null: only cancelled so far.
    record_id uuid,
    terminal_id uuid references terminals,
    municipality text not null,
    -- Null: not told yet.
    expires_at timestamptz,
    -- When it was printed anew. Null: the first one.
    printed_at timestamptz,
    cancelled_at timestamptz,
    cancelled_by text check (cancelled_by in ('holder', 'staff', 'reprint', 'guesses')),
    finished_at timestamptz,
    reminded_at timestamptz
  )`,
  `create index slips_due on slips (expires_at)
    where cancelled_at is null and finished_at is null and reminded_at is null`,
];
