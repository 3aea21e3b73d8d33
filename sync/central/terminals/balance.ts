// The balance, central's end: what a terminal lists against what is held here, page by page, and what it last told, kept for IT.
import type { BalanceAnswer, BalanceList, BalanceRequest } from '../../contract/balance.ts';
import { BalanceCounts, balancePageAtMost, compare } from '../../contract/balance.ts';
import type { Db, Trx } from '../db/open.ts';

/** Compares a page; notes the terminal's sum and the differences of this page. */
export async function answerBalance(
  request: BalanceRequest,
  terminalId: string,
  db: Db,
  now: Date,
): Promise<BalanceAnswer> {
  const listed = request.records.map(({ id, sealedSha256 }) => ({ id: id.toLowerCase(), sealedSha256 }));
  const held = await heldAmong(
    listed.map(({ id }) => id),
    db,
  );
  // The listed ones and a full page of others: as many as can be surplus and told.
  const inWindow = await idsInWindow(request, terminalId, held.size + balancePageAtMost, db);
  const compared = compare(listed, { hashOf: (id) => held.get(id)?.hash, inWindow });
  const accepted = await acceptedFrom(terminalId, db);
  const here = new Set(inWindow);
  const known = [...held].filter(([id, { terminal }]) => terminal === terminalId && here.has(id)).length;
  const surplusCount = (await countInWindow(request, terminalId, db)) - known;
  const answer = { ...compared, surplusCount, accepted };
  await db.transaction().execute((trx) => note(trx, request, answer, terminalId, now));
  return answer;
}

type Held = ReadonlyMap<string, { readonly hash: string; readonly terminal: string }>;

async function heldAmong(ids: readonly string[], db: Db): Promise<Held> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom(heldIn(db))
    .select(['id', 'sealed_sha256', 'terminal_id'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, { hash: row.sealed_sha256, terminal: row.terminal_id }]));
}

/** Registrations and commands of terminals: their ids share one space. PostgreSQL takes conditions into both halves, to their indexes. */
const heldIn = (db: Db) =>
  db
    .selectFrom('registrations')
    .select(['id', 'terminal_id', 'sealed_sha256', 'received_at'])
    .unionAll(
      db
        .selectFrom('mailbox_commands')
        .select(({ ref }) => [
          'id',
          // A command of a terminal has both.
          ref('terminal_id').$castTo<string>().as('terminal_id'),
          ref('sealed_sha256').$castTo<string>().as('sealed_sha256'),
          'received_at',
        ])
        .where('terminal_id', 'is not', null),
    )
    .as('held');

type Window = Pick<BalanceRequest, 'after' | 'upTo'>;

/** uuid columns are ordered as 16 bytes, as the contract wants it. */
const windowed = ({ after, upTo }: Window, terminalId: string, db: Db) => {
  let query = db.selectFrom(heldIn(db)).where('terminal_id', '=', terminalId);
  if (after !== null) query = query.where('id', '>', after);
  return upTo === null ? query : query.where('id', '<=', upTo);
};

async function idsInWindow(window: Window, terminalId: string, limit: number, db: Db): Promise<string[]> {
  const rows = await windowed(window, terminalId, db).select('id').orderBy('id').limit(limit).execute();
  return rows.map(({ id }) => id);
}

async function countInWindow(window: Window, terminalId: string, db: Db): Promise<number> {
  const { count } = await windowed(window, terminalId, db)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

const acceptedFrom = (terminalId: string, db: Db): Promise<number> =>
  countInWindow({ after: null, upTo: null }, terminalId, db);

async function note(
  trx: Trx,
  { after, upTo, counts }: BalanceRequest,
  answer: BalanceAnswer,
  terminal_id: string,
  now: Date,
): Promise<void> {
  const told = { told_at: now, counts: JSON.stringify(counts) };
  await trx
    .insertInto('balances')
    .values({ terminal_id, ...told })
    .onConflict((conflict) => conflict.column('terminal_id').doUpdateSet(told))
    .execute();
  let old = trx.deleteFrom('balance_differences').where('terminal_id', '=', terminal_id);
  if (after !== null) old = old.where('id', '>', after);
  if (upTo !== null) old = old.where('id', '<=', upTo);
  await old.execute();
  const rows = (['unknown', 'different', 'surplus'] as const).flatMap((kind) =>
    answer[kind].map((id) => ({ terminal_id, id, kind, found_at: now })),
  );
  if (rows.length === 0) return;
  await trx
    .insertInto('balance_differences')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Ids of one kind that are listed for IT; the number tells when there are more. */
const listedAtMost = 200;

export interface BalanceFilter {
  readonly terminalId: string | null;
  /** A day in Japan, YYYY-MM-DD: `acceptedThatDay` counts what was accepted then. */
  readonly day: string | null;
}

/** For IT: every terminal's own sum beside ours, and what did not agree, by id. */
export async function listBalances({ terminalId, day }: BalanceFilter, db: Db): Promise<BalanceList> {
  let query = db
    .selectFrom('terminals')
    .leftJoin('balances', 'balances.terminal_id', 'terminals.id')
    .select(['terminals.id', 'terminals.name', 'balances.told_at', 'balances.counts'])
    .select(({ selectFrom }) =>
      selectFrom(heldIn(db))
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('held.terminal_id', '=', 'terminals.id')
        .as('accepted'),
    )
    .orderBy('terminals.enrolled_at')
    .orderBy('terminals.id');
  if (terminalId !== null) query = query.where('terminals.id', '=', terminalId);
  const terminals: BalanceList['terminals'] = [];
  for (const row of await query.execute()) {
    const differences = await differencesOf(row.id, db);
    // A sum of another version of the contract is shown as none.
    const counts = BalanceCounts.safeParse(row.counts).data ?? null;
    terminals.push({
      id: row.id,
      name: row.name,
      toldAt: row.told_at?.toISOString() ?? null,
      counts,
      accepted: row.accepted ?? 0,
      ...(day === null ? {} : { acceptedThatDay: await acceptedOn(day, row.id, db) }),
      agrees: counts === null ? null : agrees(counts, differences),
      ...differences,
    });
  }
  return { terminals };
}

type Differences = Pick<
  BalanceList['terminals'][number],
  'unknown' | 'unknownCount' | 'different' | 'differentCount' | 'surplus' | 'surplusCount'
>;

/** What waits at a terminal is unknown here, as it should be; more than that is not. */
function agrees(counts: BalanceCounts, { unknownCount, differentCount, surplusCount }: Differences): boolean {
  const { saved, outbox, accepted, needsAttention } = counts;
  return (
    saved === outbox + accepted + needsAttention &&
    unknownCount <= outbox + needsAttention &&
    differentCount === 0 &&
    surplusCount === 0
  );
}

async function differencesOf(terminalId: string, db: Db): Promise<Differences> {
  const of = async (kind: 'unknown' | 'different' | 'surplus'): Promise<{ ids: string[]; count: number }> => {
    const query = db
      .selectFrom('balance_differences')
      .where('terminal_id', '=', terminalId)
      .where('kind', '=', kind);
    const rows = await query.select('id').orderBy('id').limit(listedAtMost).execute();
    if (rows.length < listedAtMost) return { ids: rows.map(({ id }) => id), count: rows.length };
    const { count } = await query
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return { ids: rows.map(({ id }) => id), count };
  };
  const [unknown, different, surplus] = [await of('unknown'), await of('different'), await of('surplus')];
  return {
    unknown: unknown.ids,
    unknownCount: unknown.count,
    different: different.ids,
    differentCount: different.count,
    surplus: surplus.ids,
    surplusCount: surplus.count,
  };
}

async function acceptedOn(day: string, terminalId: string, db: Db): Promise<number> {
  const from = new Date(`${day}T00:00:00+09:00`);
  const { count } = await db
    .selectFrom(heldIn(db))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('terminal_id', '=', terminalId)
    .where('received_at', '>=', from)
    .where('received_at', '<', new Date(from.getTime() + 24 * 3_600_000))
    .executeTakeFirstOrThrow();
  return count;
}
