// The mailbox's public state with since when it is so. The since is kept in the database: nodes agree on it, and a restart does not make a
// trouble younger. Looked at seldom enough that anybody may ask.
import { once } from 'node:events';
import type { MailboxHealth } from '../../contract/mailbox-view.ts';
import type { Parts } from '../parts.ts';
import { announceSign, readSign, receiveSign } from './signs.ts';
import type { PartState } from './signs.ts';

type HealthParts = Pick<Parts, 'db' | 'now' | 'log'>;
type Part = keyof MailboxHealth['parts'];

/** A look that takes longer has failed. */
const lookMs = 3_000;
const keptMs = 5_000;

interface Known {
  readonly until: number;
  readonly health: Promise<MailboxHealth>;
}
const known = new WeakMap<HealthParts['db'], Known>();

/** The state, at most five seconds old. Never throws. */
export function mailboxHealth(parts: HealthParts): Promise<MailboxHealth> {
  const last = known.get(parts.db);
  if (last !== undefined && last.until > performance.now()) return last.health;
  const health = lookAtMailbox(parts);
  known.set(parts.db, { until: performance.now() + keptMs, health });
  return health;
}

/** Looks now. */
export async function lookAtMailbox(parts: HealthParts): Promise<MailboxHealth> {
  const { db, now } = parts;
  const at = now();
  const [receive, announce, read] = await Promise.all([
    look(() => receiveSign(db, at)),
    look(() => announceSign(db, at)),
    look(() => readSign(db, at)),
  ]);
  const judged = { receive, announce, read };
  const since = await look(() => remember(judged, at, db));
  const parted =
    since === 'failing'
      ? // The database takes nothing: nobody can send, and when it began is known to this node only.
        withoutDatabase({ ...judged, receive: 'failing' }, at, db)
      : since;
  const states = Object.values(parted).map(({ state }) => state);
  const status = states.includes('failing') ? 'failing' : states.includes('degraded') ? 'degraded' : 'ok';
  return { status, parts: parted, at: at.toISOString() };
}

async function look<T>(sign: () => Promise<T>): Promise<T | 'failing'> {
  const late = once(AbortSignal.timeout(lookMs), 'abort').then(() => 'failing' as const);
  return Promise.race([sign(), late]).catch(() => 'failing' as const);
}

/** Writes down what has changed; how each part stands, and since when. */
async function remember(
  judged: Readonly<Record<Part, PartState>>,
  at: Date,
  db: HealthParts['db'],
): Promise<MailboxHealth['parts']> {
  const rows = await db.transaction().execute(async (trx) => {
    for (const [part, state] of Object.entries(judged) as [Part, PartState][])
      await trx
        .insertInto('mailbox_health')
        .values({ part, state, since: at })
        .onConflict((conflict) =>
          conflict
            .column('part')
            .doUpdateSet({ state, since: at })
            .where('mailbox_health.state', '!=', state),
        )
        .execute();
    return trx.selectFrom('mailbox_health').selectAll().execute();
  });
  unwritten.delete(db);
  const of = (part: Part): MailboxHealth['parts'][Part] => {
    const row = rows.find((one) => one.part === part);
    return { state: judged[part], since: (row?.since ?? at).toISOString() };
  };
  return { receive: of('receive'), announce: of('announce'), read: of('read') };
}

/** Since when this node has not been able to write. */
const unwritten = new WeakMap<HealthParts['db'], Date>();

function withoutDatabase(
  judged: Readonly<Record<Part, PartState>>,
  at: Date,
  db: HealthParts['db'],
): MailboxHealth['parts'] {
  const since = (unwritten.get(db) ?? at).toISOString();
  if (!unwritten.has(db)) unwritten.set(db, at);
  const of = (part: Part): MailboxHealth['parts'][Part] => ({ state: judged[part], since });
  return { receive: of('receive'), announce: of('announce'), read: of('read') };
}
