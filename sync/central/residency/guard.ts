// The moved-out guard: once a day, and soon after a card was seen, the register of addresses is asked about every open account. Nothing is
// switched off by it: who may have moved is told once, a death waits for a person. Any node takes up the next part, so often a minute as the
// register allows all of them together; a part whose node ends comes again.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { claimChore } from '../chores.ts';
import type { Db, Trx } from '../db/open.ts';
import { openReport } from '../desk/deaths.ts';
import { logDesk } from '../desk/log.ts';
import { markMoved } from '../mailbox/moved.ts';
import type { Parts } from '../parts.ts';
import { residentsAtOnce } from './provider.ts';
import type { ResidencyAnswer, ResidencyProvider } from './provider.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A part that was taken and not answered is taken again after this. */
const leaseMs = 15 * minuteMs;
/** A card that is seen often is asked about once an hour. */
const againMs = 60 * minuteMs;
const lookEveryMs = minuteMs;
const triesAtMost = 3;
/** What staff took back is not reported again by the register for so long. */
const restMs = 30 * dayMs;

type GuardParts = Pick<Parts, 'db' | 'boss' | 'now' | 'log'>;

export interface GuardOptions {
  readonly provider: ResidencyProvider;
  /** Calls a minute, of all nodes together. */
  readonly aMinute: number;
}

/** Guards from now on. Returns how to stop; what is under way ends first. */
export function guardResidency(parts: GuardParts, options: GuardOptions): () => Promise<void> {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await guardOnce(parts, options, stopping.signal);
      } catch (cause) {
        // The next look tries again.
        parts.log.bug(cause, { part: 'residency' });
      }
      await pause(lookEveryMs, stopping.signal);
    }
  };
  const running = run();
  return () => {
    stopping.abort();
    return running;
  };
}

/** Asks about everybody who is due, until nobody is or the register does not answer. Returns about how many. */
export async function guardOnce(
  parts: GuardParts,
  { provider, aMinute }: GuardOptions,
  abort: AbortSignal,
): Promise<number> {
  const everyMs = minuteMs / aMinute;
  let asked = 0;
  while (!abort.aborted) {
    const due = await takePart(parts.db, parts.now());
    if (due.length === 0) return asked;
    const answers = await ask(due, provider, () => turn(parts, everyMs, abort), parts);
    if (answers === null) return asked;
    for (const { accountId, answer } of answers) await settle(accountId, answer, parts);
    asked += due.length;
  }
  return asked;
}

/** A card was seen at a counter: its account is asked about soon, unless that was within the hour. */
export async function checkSoon(db: Db | Trx, accountId: string, now: Date): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ checked_at: null })
    .where('id', '=', accountId)
    .where('checked_at', '<', new Date(now.getTime() - againMs))
    .execute();
}

interface Due {
  readonly accountId: string;
  readonly name: string;
  readonly birthDate: string;
  readonly address: string;
  readonly certificate: string | null;
}

/** Takes the next part for a while. */
async function takePart(db: Db, now: Date): Promise<readonly Due[]> {
  const lease = new Date(now.getTime() - dayMs + leaseMs);
  const { rows } = await sql<Due>`
    update accounts set checked_at = ${lease} where id in (
      select id from accounts
      where closed_at is null and (checked_at is null or checked_at <= ${new Date(now.getTime() - dayMs)})
      order by checked_at nulls first, id limit ${residentsAtOnce} for no key update skip locked)
    returning id as "accountId", name, birth_date as "birthDate", address, auth_certificate as certificate`.execute(
    db,
  );
  return rows;
}

type Answered = readonly { readonly accountId: string; readonly answer: ResidencyAnswer | null }[];

/** Null: the register did not answer; the part comes again. */
async function ask(
  due: readonly Due[],
  provider: ResidencyProvider,
  myTurn: () => Promise<boolean>,
  { log }: Pick<Parts, 'log'>,
): Promise<Answered | null> {
  // Not the accounts' own ids: the register need not be able to tell that it was asked about somebody before.
  const questions = due.map(({ accountId, ...facts }) => ({ accountId, id: randomUUID(), facts }));
  for (let tries = 1; tries <= triesAtMost; tries += 1) {
    if (!(await myTurn())) return null;
    const answer = await provider.check(questions.map(({ id, facts }) => ({ id, ...facts })));
    if (answer.ok) {
      const byId = new Map(answer.value.map((one) => [one.id, one]));
      return questions.map(({ accountId, id }) => ({ accountId, answer: byId.get(id) ?? null }));
    }
    log.warn('residency-trouble', { code: answer.error, count: tries });
    if (answer.error !== 'unreachable') return null;
  }
  return null;
}

/** Waits until a call may be made; false: we are stopping. */
async function turn(parts: GuardParts, everyMs: number, abort: AbortSignal): Promise<boolean> {
  while (!abort.aborted) {
    // By the wall clock, whatever the clock of the house says: the register counts minutes of its own.
    if (await claimChore(parts.db, 'residency', everyMs, new Date())) return true;
    await pause(everyMs, abort);
  }
  return false;
}

/** Writes down what the register said of one account, whole or not at all. */
async function settle(accountId: string, answer: ResidencyAnswer | null, parts: GuardParts): Promise<void> {
  const now = parts.now();
  const { state, since } = answer ?? { state: 'unknown', since: null };
  await parts.db.transaction().execute(async (trx) => {
    await trx.updateTable('accounts').set({ checked_at: now }).where('id', '=', accountId).execute();
    if (state === 'moved' || state === 'revoked') {
      const at = since == null ? now : new Date(`${since}T00:00:00+09:00`);
      await markMoved(trx, accountId, at > now ? now : at, parts);
    }
    if (state === 'dead') await reportByRegister(trx, accountId, now);
  });
}

/** A person confirms it; until then nothing happens to the mailbox. */
async function reportByRegister(trx: Trx, accountId: string, now: Date): Promise<void> {
  const account = await trx
    .selectFrom('accounts')
    .innerJoin('registrations', 'registrations.id', 'accounts.registration_id')
    .select(['accounts.municipality', 'accounts.name', 'birth_date', 'receipt_number'])
    .where('accounts.id', '=', accountId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (account === undefined) return;
  const takenBack = await trx
    .selectFrom('death_reports')
    .select('id')
    .where('account_id', '=', accountId)
    .where('reported_by', 'is', null)
    .where('withdrawn_at', '>', new Date(now.getTime() - restMs))
    .executeTakeFirst();
  if (takenBack !== undefined) return;
  const { municipality, name, birth_date: birthDate, receipt_number: receiptNumber } = account;
  const facts = { accountId, receiptNumber, name, birthDate, municipality, by: null };
  const { row, fresh } = await openReport(trx, facts, now);
  const actor = { kind: 'system', id: 'residency', label: 'residency' } as const;
  if (fresh) await logDesk(trx, { municipality, actor, what: 'death-reported', subject: row.id }, now);
}

const pause = (ms: number, abort: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal: abort, ref: false }).catch(() => undefined);
