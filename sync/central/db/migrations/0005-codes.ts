// Codes at full depth: pauses after wrong answers, mails that come back, voice calls, trusted helpers. Only additions (decision 0010).
export const codes: readonly string[] = [
  // Counts within a window of time: wrong answers, and what a phone asks to be sent. Whose it is, is hashed.
  `create table code_meters (
    scope text primary key,
    since timestamptz not null,
    count integer not null,
    paused_until timestamptz
  )`,
  // The mail system took it and gave it back later (RFC 3464). \`delivery\` keeps its old values: an older program writes them, too.
  `alter table verifications add column bounced_at timestamptz`,
  // How a telephone is reached. Null: by short message.
  `alter table verifications add column way text check (way in ('sms', 'voice'))`,
  `alter table verifications add column helper boolean not null default false`,
  // The slip behind which the page waits; a mail that nobody waits for at a counter leads there.
  `alter table verifications add column slip_number text`,
  // It is a trusted helper's address, not the resident's own.
  `alter table contacts add column helper boolean not null default false`,
];
