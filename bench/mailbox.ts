// The mailbox at the size of a large city: 200,000 accounts with a million deliveries behind them, and a message to 100,000 of them. How
// fast its deliveries are written, beside the same rows written by one bare INSERT … SELECT; whether the desk stays usable meanwhile; how
// long a terminal and a resident wait. Every plan that matters is asked of PostgreSQL, must use indexes, and is kept beside the figures.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { CompiledQuery } from 'kysely';
import { startTestCentral, writeCity, type TestCentral } from '../tests/fixtures/central.ts';
import { PostgresCluster } from '../tests/fixtures/postgres-cluster.ts';
import { residentId, residentStatements } from '../tests/fixtures/residents.ts';
import { signInStaff, type Staff } from '../tests/fixtures/staff.ts';
import { matchingPart, partEnd } from '../sync/central/messages/audience.ts';
import { deliverPart } from '../sync/central/messages/deliver.ts';
import { mailboxViews } from '../sync/central/mailbox/view.ts';
import { section } from './parts/section.ts';
import { quantile, writeSection, type Bench, type Figure } from './report.ts';

/** Accounts; a small number for a quick run. */
const accounts = Number(process.env['SIZE'] ?? 200_000);
const before = 5;
const half = accounts / 2;
/** Whose messages one terminal keeps. */
const keptHere = Math.min(500, half);
const samples = 200;

export async function run(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'madoguchi-bench-mailbox-'));
  const postgres = new PostgresCluster({ shared_buffers: '256MB', max_wal_size: '4GB' });
  await postgres.start();
  const secretFile = join(folder, 'secret.key');
  const config = { databaseUrl: postgres.url, secretFile, cityDir: writeCity(folder) };
  const central = await startTestCentral({ config, carries: false, openCallsAMinute: 1_000_000 });
  try {
    await fill(postgres, central);
    const bench = await measure(postgres, central);
    const plans = await plansOf(central);
    writeSection('mailbox', section('The mailbox', bench, remarks(plans)));
    return bench;
  } finally {
    await central.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Half of the accounts in the municipality that sends, half in another; five messages that each of them has received before. */
async function fill(postgres: PostgresCluster, central: TestCentral): Promise<void> {
  const { terminalId } = await central.enrol();
  for (const statement of residentStatements({ count: half, terminalId })) await postgres.query(statement);
  const far = { count: half, terminalId, tag: 'far', municipality: '992020' };
  for (const statement of residentStatements(far)) await postgres.query(statement);
  const id = (index: number): string =>
    `overlay(overlay(md5('message ' || municipality || ${index}) placing '4' from 13) placing '8' from 17)::uuid`;
  for (let index = 1; index <= before; index += 1) {
    const at = `2026-0${index}-01T03:00:00Z`;
    await postgres.query(`insert into messages (id, municipality, request_sha256, title, body, recipients, sent_at, created_at,
        released_at, announced_at, texts)
      select ${id(index)}, municipality, '', 't', 'b', ${half}, '${at}', '${at}', '${at}', '${at}',
        '{"ja":{"title":"前のお知らせ","body":"本文"}}'
      from unnest(array['992011', '992020']) as municipality`);
    // What refers to what is right by construction.
    await postgres.query(`set session_replication_role = replica;
      insert into deliveries (message_id, account_id, delivered_at, announced_at)
      select ${id(index)}, account_id, '${at}', '${at}' from memberships`);
  }
  await postgres.query('vacuum analyze');
}

async function measure(postgres: PostgresCluster, central: TestCentral): Promise<Bench> {
  const { parts } = central.central;
  const author = await signInStaff(central, 'author', ['compose', 'recipients']);
  const releaser = await signInStaff(central, 'releaser', ['release']);
  const seconds = async (act: () => Promise<unknown>): Promise<number> => {
    const from = performance.now();
    await act();
    return (performance.now() - from) / 1000;
  };
  const rate = async (act: () => Promise<unknown>): Promise<number> => half / (await seconds(act));
  // The same rows, once bare, once in parts, once in parts while the desk is asked all the time.
  const bareId = await post(author, releaser, true);
  const bare = await rate(() =>
    postgres.query(
      `insert into deliveries (message_id, account_id, delivered_at)
       select $1::uuid, account_id, now() from memberships where municipality = '992011' and state = 'receiving'`,
      [bareId],
    ),
  );
  await postgres.query('checkpoint');
  await post(author, releaser);
  const carried = await rate(() => carry(central));
  await postgres.query('checkpoint');
  const shown = await post(author, releaser);
  const desk: number[] = [];
  let carrying = true;
  const asking = (async () => {
    while (carrying) desk.push(...(await askDesk(author, shown)));
  })();
  const beside = await rate(() => carry(central));
  carrying = false;
  await asking;
  const at = parts.now();
  const list = await times(samples, (i) => mailboxViews(parts.db, [residentId(1 + i)], at));
  const pull = await terminalPull(postgres, central);
  const figures: Figure[] = [
    { what: 'bare INSERT … SELECT of the rows', value: bare, unit: 'per s' },
    { what: 'sending: deliveries', value: carried, unit: 'per s' },
    { what: 'sending beside the bare one', value: carried / bare, unit: 'times', atLeast: 0.5 },
    { what: 'sending while the desk is asked all the time', value: beside, unit: 'per s' },
    { what: "the desk's calls meanwhile, p50", value: quantile(desk, 0.5), unit: 'ms' },
    { what: "the desk's calls meanwhile, p95", value: quantile(desk, 0.95), unit: 'ms', atMost: 300 },
    { what: "a terminal's pull for its residents, p50", value: quantile(pull, 0.5), unit: 'ms' },
    {
      what: "a terminal's pull for its residents, p95",
      value: quantile(pull, 0.95),
      unit: 'ms',
      atMost: 100,
    },
    { what: "a resident's list, p50", value: quantile(list, 0.5), unit: 'ms' },
    { what: "a resident's list, p95", value: quantile(list, 0.95), unit: 'ms', atMost: 50 },
  ];
  const size = `${accounts.toLocaleString('en')} accounts, ${(accounts * before).toLocaleString('en')} deliveries before, a message to ${half.toLocaleString('en')}`;
  return { name: `${size}; PostgreSQL with fsync, its client and the central API on this machine`, figures };
}

/** Written and let go; `held`: then stopped, so that its rows can be written by hand. */
async function post(author: Staff, releaser: Staff, held = false): Promise<string> {
  const id = randomUUID();
  const texts = { ja: { title: 'お知らせ', body: '本文' } };
  const posted = await author.post('messages', { id, texts, audience: {} });
  if (posted.statusCode !== 200) throw new Error(posted.body);
  if (half > 20) {
    const released = await releaser.post(`messages/${id}/release`, { recipients: half });
    if (released.statusCode !== 200) throw new Error(released.body);
  }
  if (held) await releaser.post(`messages/${id}/stop`, {});
  return id;
}

async function carry({ central }: TestCentral): Promise<void> {
  while (await deliverPart(central.parts));
}

/** What a person at the desk does, one call after the other; milliseconds each. */
async function askDesk(staff: Staff, id: string): Promise<number[]> {
  const calls = [
    () => staff.get('messages'),
    () => staff.get(`messages/${id}`),
    () => staff.get('recipients'),
    () => staff.get(`messages/${id}/receipts`),
    () => staff.post('audience', { interests: ['bousai'], areas: ['架空県みほん市港町'] }),
  ];
  return times(calls.length, async (i) => {
    const answer = await calls[i]?.();
    if (answer?.statusCode !== 200) throw new Error(answer?.body);
  });
}

async function times(count: number, act: (index: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const from = performance.now();
    await act(index);
    taken.push(performance.now() - from);
  }
  return taken;
}

/** A page of the feed with what a terminal keeps for its residents: as many sealed snapshots as a page has. */
async function terminalPull(postgres: PostgresCluster, central: TestCentral): Promise<number[]> {
  const terminal = await central.enrol();
  let cursor = '';
  for (let more = true; more;) {
    const answer = await central.as(terminal, 'GET', `/v1/changes?${cursor}`);
    // The feed's own form: its tests hold it.
    const page = answer.json() as { cursor: string; more: boolean };
    cursor = `cursor=${page.cursor}`;
    more = page.more;
  }
  await postgres.query(
    `with head as (update feed_head set seq = seq + $1 returning seq - $1 as seq)
     insert into feed (seq, scopes, kind, body, at) select seq + i, array['992011'], 'mailbox', jsonb_build_object(
       'recipient', md5(i::text) || md5(i::text), 'at', '2026-06-15T03:00:00.000Z', 'sealed', 'e.e.e.' || repeat('A', 4000) || '.e'), now()
     from head, generate_series(1, $1) as i`,
    [keptHere],
  );
  const pull = () => central.as(terminal, 'GET', `/v1/changes?${cursor}`);
  // What a terminal then makes of them is done on a machine of its own, and not measured.
  const { entries } = (await pull()).json() as { entries: unknown[] };
  if (entries.length !== keptHere) throw new Error(`${entries.length} entries came`);
  return times(samples, async () => {
    const answer = await pull();
    if (answer.statusCode !== 200) throw new Error(answer.body);
  });
}

interface Plan {
  readonly what: string;
  readonly lines: readonly string[];
}

/** The plans of what has to be quick. Throws when one reads a whole large table. */
async function plansOf({ central }: TestCentral): Promise<Plan[]> {
  const { db } = central.parts;
  const now = new Date();
  const target = { municipality: '992011', until: now, at: now };
  const [after, size] = ['40000000-0000-4000-8000-000000000000', 5_000];
  const all = { ...target, audience: {} };
  const end = (await partEnd(all, after, Math.min(size, half / 4)).execute(db)).rows[0]?.id ?? after;
  const part = (audience: object) => sql`${matchingPart({ ...target, audience }, after, end)}`.compile(db);
  const wanted: [string, CompiledQuery<unknown>][] = [
    ['Where a part ends', sql`${partEnd(all, after, size)}`.compile(db)],
    ['A part of a sending to everybody', part({})],
    ['A part of a sending to one registration', part({ receiptNumber: '0007-0CC1' })],
    [
      "A resident's list",
      sql`select * from deliveries join messages on messages.id = message_id where account_id = ${residentId(1)}::uuid
        and deleted_at is null and reset_at is null order by delivered_at desc, message_id desc limit 200`.compile(
        db,
      ),
    ],
    [
      'Receipts of a message by person',
      sql`select * from deliveries as d join accounts as a on a.id = d.account_id where d.message_id = ${randomUUID()}::uuid
        and d.account_id > ${residentId(1)}::uuid order by d.account_id limit 101`.compile(db),
    ],
    [
      'The list of recipients, a page',
      sql`select * from memberships as m join accounts as a on a.id = m.account_id where m.municipality = '992011'
        and m.account_id > ${residentId(1)}::uuid order by m.account_id limit 101`.compile(db),
    ],
    [
      'A line of an uploaded list',
      sql`select id from accounts as a where a.closed_at is null and a.birth_date = '19800101'
        and person_key(a.name) = person_key('見本 1')`.compile(db),
    ],
  ];
  const plans: Plan[] = [];
  for (const [what, query] of wanted) {
    const { rows } = await db.executeQuery<Record<string, string>>({
      ...query,
      sql: `explain (costs off) ${query.sql}`,
    });
    const lines = rows.map((row) => row['QUERY PLAN'] ?? '');
    const whole = lines.find((line) =>
      /Seq Scan on (accounts|memberships|deliveries|contacts|registrations)/.test(line),
    );
    // A small table is rightly read whole.
    if (whole !== undefined && accounts >= 50_000) throw new Error(`${what}: ${whole.trim()}`);
    plans.push({ what, lines });
  }
  return plans;
}

const remarks = (plans: readonly Plan[]): string[] => [
  `Load of the machine (${availableParallelism()} cores) at the end, this bench included: ${(loadavg()[0] ?? 0).toFixed(1)}.`,
  'The bare one is one statement over the memberships; a sending also looks at',
  'contacts and accounts, writes in parts of 5,000 with a cursor, counts receipts, and can be stopped between any two of them.',
  ...plans.flatMap(({ what, lines }) => ['', `${what}:`, '', '```', ...lines, '```']),
];
