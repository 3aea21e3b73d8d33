// What several nodes, restored backups and changing keys need. Only additions (decision 0010): the statements of a program
// that knows 0001 alone go on working. The index is built by hand beforehand where the table is large; then it is found here.
export const severalNodes: readonly string[] = [
  // The lowest migration that a program must know to work with this schema; a contracting migration raises it.
  `create table schema_floor (
    one boolean primary key check (one),
    oldest integer not null
  )`,
  `insert into schema_floor (one, oldest) values (true, 1)`,
  // Tells one history of the feed from another that has the same numbers. Null: written before this column was there.
  `alter table feed add column mark uuid`,
  `alter table feed alter column mark set default gen_random_uuid()`,
  // Feed position of a key's announcement, and since when a newer one is in use.
  `alter table keys add column announced bigint`,
  `alter table keys add column replaced_at timestamptz`,
  `create table destroyed_keys (
    kid text primary key,
    destroyed_at timestamptz not null,
    forced boolean not null
  )`,
  // How far a terminal has read, and how far it had read when its outbox was last empty.
  `alter table terminals add column read_to bigint`,
  `alter table terminals add column drained_at bigint`,
  `create index if not exists registrations_terminal_id on registrations (terminal_id, id)`,
  // What a terminal last told in its balance, and what did not agree.
  `create table balances (
    terminal_id uuid primary key references terminals,
    told_at timestamptz not null,
    counts jsonb not null
  )`,
  `create table balance_differences (
    terminal_id uuid not null references terminals,
    id uuid not null,
    kind text not null check (kind in ('unknown', 'different', 'surplus')),
    found_at timestamptz not null,
    primary key (terminal_id, id)
  )`,
  // Calls of a minute, shared by all nodes; after a crash of the database counting begins anew.
  `create unlogged table calls (
    caller text primary key,
    since timestamptz not null,
    count integer not null
  )`,
  // When a piece of housekeeping was last taken up, by whichever node.
  `create table chores (
    name text primary key,
    last_at timestamptz not null
  )`,
];
