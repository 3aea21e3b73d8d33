// Takes in a batch, a few items at a time: looked up, judged side by side. Registrations that pass are stored in one transaction with
// their accounts and jobs, then each command in a transaction of its own, in the order in which they came. Every item has its own answer: one that is refused does not hold up the next, and a batch that is cut off
// half-way has stored exactly the items that will be answered the same again.
//
// An acceptance is final: the same id gets its first receipt for ever. A refusal is not: its cause may be mended here (anchors, a
// restored key), so the item is judged anew when it comes again.
import { createHash } from 'node:crypto';
import type { PushAnswer, PushResult, Receipt } from '../../contract/api.ts';
import { problem } from '../../contract/problems.ts';
import { SealedRegistration } from '../../contract/record.ts';
import type { Result } from '../../contract/result.ts';
import type { PushOffer } from '../../contract/routes.ts';
import { signCompact } from '../keys/compact.ts';
import type { ReceiptKey } from '../keys/keyring.ts';
import type { Parts } from '../parts.ts';
import { certificatesOf } from './certificates.ts';
import { takeCommand } from '../mailbox/commands.ts';
import type { Taking } from '../mailbox/commands.ts';
import { firstAnswers } from './first-answers.ts';
import type { Arrived, CheckPorts, JudgedItem, Refused } from './item.ts';
import { judge } from './judge.ts';
import { storeAll } from './store.ts';
import type { Acceptance } from './store.ts';

/** Large enough that the database's round trips do not count, small enough that little is repeated after a crash. */
const atOnce = 50;

/** Who brings a batch: only the id counts. */
type Bringer = { readonly id: string };
interface Batch {
  readonly ports: CheckPorts;
  readonly receiptKey: ReceiptKey;
  readonly parts: Parts;
}
interface Looked {
  readonly item: Arrived;
  readonly sealedSha256: string;
  /** What was answered before, or what the judge says now. */
  readonly seen: PushResult | null;
  readonly judged: Result<JudgedItem, Refused> | null;
}

/** Answers item by item, in order. */
export async function receiveBatch(request: PushOffer, from: Bringer, parts: Parts): Promise<PushAnswer> {
  const batch = await openBatch(from, parts);
  const items = request.items.map(({ id, sealed }) => ({ id, sealed, terminalId: from.id }));
  const handfuls = Array.from({ length: Math.ceil(items.length / atOnce) }, (_, index) =>
    items.slice(index * atOnce, (index + 1) * atOnce),
  );
  const results: PushResult[] = [];
  let next: Promise<Looked[]> | null = null;
  for (const [index, handful] of handfuls.entries()) {
    const looked: Looked[] = await (next ?? look(handful, batch));
    // While these are stored, the next are opened and verified.
    const following = handfuls[index + 1];
    next = following === undefined ? null : look(following, batch);
    // Should storing fail, nobody waits for it any more.
    next?.catch(() => undefined);
    results.push(...(await settle(looked, batch)));
  }
  for (const { outcome } of results) parts.metrics.pushed(outcome);
  return { results };
}

async function openBatch({ id }: Bringer, parts: Parts): Promise<Batch> {
  const { db, keys, anchors } = parts;
  const reader = await db
    .selectFrom('terminals')
    .select(['enrolled_at as enrolledAt', 'read_to as readTo'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const openingKey: CheckPorts['openingKey'] = async (kid) => {
    // Another node may have made it a moment ago.
    if (keys.openingKey(kid) === null) await keys.reload(db);
    return keys.openingKey(kid);
  };
  const certificates = await certificatesOf(id, db);
  const ports = { db, openingKey, certificates, anchors, now: parts.now() };
  return { ports, receiptKey: keys.receiptKeyFor(reader), parts };
}

/** Looks up what was answered before and judges the rest. Writes nothing. */
async function look(items: readonly Arrived[], batch: Batch): Promise<Looked[]> {
  const firsts = await firstAnswers(items, batch.parts);
  return Promise.all(
    items.map(async (item) => {
      const sealedSha256 = createHash('sha256').update(item.sealed).digest('hex');
      const seen = firsts(item, sealedSha256);
      const judged = seen === null ? await judgeOne(item, batch.ports) : null;
      return { item, sealedSha256, seen, judged };
    }),
  );
}

async function judgeOne(item: Arrived, ports: CheckPorts): Promise<Result<JudgedItem, Refused>> {
  const { id, sealed } = item;
  if (!SealedRegistration.safeParse({ id, sealed }).success)
    return { ok: false, error: { code: 'seal-unreadable', detail: 'form' } };
  return judge(item, ports);
}

/** Stores what passed and answers everything. */
async function settle(looked: readonly Looked[], batch: Batch): Promise<PushResult[]> {
  const answers = new Map<Looked, PushResult>();
  const fresh: { from: Looked; acceptance: Acceptance }[] = [];
  const commands: { from: Looked; taking: Taking }[] = [];
  const refusals: { item: Arrived; refused: Refused }[] = [];
  const refuse = (from: Looked, refused: Refused): void => {
    refusals.push({ item: from.item, refused });
    const { code, detail } = refused;
    answers.set(from, { id: from.item.id, outcome: 'refused', problem: problem(code, detail) });
  };
  for (const one of looked) {
    if (one.seen !== null) answers.set(one, one.seen);
    else if (one.judged?.ok === false) refuse(one, one.judged.error);
    else if (one.judged?.value.kind === 'registration')
      fresh.push({ from: one, acceptance: { judged: one.judged.value, ...receiptFor(one, batch) } });
    else if (one.judged?.value.kind === 'command')
      commands.push({ from: one, taking: { command: one.judged.value.command, ...receiptFor(one, batch) } });
  }
  const outcomes = await storeFresh(
    fresh.map(({ acceptance }) => acceptance),
    batch,
  );
  const raced: Looked[] = [];
  const answer = (from: Looked, outcome: Stored, receipt: string): void => {
    if (outcome === 'stored') {
      batch.parts.log.info('record-accepted', { id: from.item.id, terminalId: from.item.terminalId });
      answers.set(from, { id: from.item.id, outcome: 'accepted', receipt });
    } else if (outcome === 'raced') raced.push(from);
    else refuse(from, { code: 'record-malformed', detail: 'cannot be stored' });
  };
  for (const [index, { from, acceptance }] of fresh.entries())
    answer(from, outcomes[index] ?? 'raced', acceptance.receipt);
  for (const { from, taking } of commands) answer(from, await takeFresh(taking, batch), taking.receipt);
  await settleRaced(raced, batch, answers, refuse);
  await noteRefusals(refusals, batch.parts);
  return looked.map((one) => answers.get(one) ?? unanswered());
}

/** Somebody else stored it in the same moment, or it is in this batch twice. */
async function settleRaced(
  raced: readonly Looked[],
  { parts }: Batch,
  answers: Map<Looked, PushResult>,
  refuse: (from: Looked, refused: Refused) => void,
): Promise<void> {
  if (raced.length === 0) return;
  const firsts = await firstAnswers(
    raced.map(({ item }) => item),
    parts,
  );
  for (const one of raced) {
    const first = firsts(one.item, one.sealedSha256);
    if (first !== null) answers.set(one, first);
    // Two registrations behind one slip would show one resident the other's state.
    else refuse(one, { code: 'record-mismatch', detail: 'handoffSha256' });
  }
}

/** An answer for good, and when it was given. */
function receiptFor(
  { item, sealedSha256 }: Looked,
  batch: Batch,
): Pick<Acceptance, 'sealedSha256' | 'receipt' | 'now'> {
  const { now } = batch.ports;
  const said: Receipt = { id: item.id, sealedSha256, at: now.toISOString() };
  const { kid, privateKey } = batch.receiptKey;
  return { sealedSha256, receipt: signCompact(said, { kid, typ: 'madoguchi-receipt' }, privateKey), now };
}

type Stored = 'stored' | 'raced' | 'impossible';

/** All in one transaction; when one of them cannot be stored, each in its own, so that it does not hold up the others. */
async function storeFresh(fresh: readonly Acceptance[], batch: Batch): Promise<Stored[]> {
  if (fresh.length === 0) return [];
  const { db, boss, limits, log } = batch.parts;
  try {
    const stored = await db.transaction().execute((trx) => storeAll(trx, fresh, { boss, limits }));
    return fresh.map((one) => (stored.has(one) ? 'stored' : 'raced'));
  } catch (cause) {
    // A value that PostgreSQL cannot hold (a NUL in a text) must not make the whole batch fail again and again.
    if (!isDataError(cause)) throw cause;
    if (fresh.length > 1) {
      const outcomes: Stored[] = [];
      for (const one of fresh) outcomes.push(...(await storeFresh([one], batch)));
      return outcomes;
    }
    log.bug(cause, { id: fresh[0]?.judged.record.id ?? '' });
    return ['impossible'];
  }
}

/** One that the database cannot hold is refused by itself, as a registration is. */
async function takeFresh(taking: Taking, { parts }: Batch): Promise<Stored> {
  try {
    return await takeCommand(taking, parts);
  } catch (cause) {
    if (!isDataError(cause)) throw cause;
    parts.log.bug(cause, { id: taking.command.id });
    return 'impossible';
  }
}

/** SQLSTATE class 22, data exception, or 23, integrity constraint violation (PostgreSQL manual, appendix A). */
const isDataError = (cause: unknown): boolean =>
  cause instanceof Error &&
  'code' in cause &&
  typeof cause.code === 'string' &&
  /^2[23]\w{3}$/.test(cause.code);

/** Refusals are counted for IT; the terminal keeps the record and may offer it again after the cause is mended. */
async function noteRefusals(
  refusals: readonly { readonly item: Arrived; readonly refused: Refused }[],
  { db, log, now }: Parts,
): Promise<void> {
  for (const { item, refused } of refusals) {
    const { id, terminalId } = item;
    const { code, detail } = refused;
    log.warn('record-refused', { id, terminalId, code });
    const row = { code: detail === undefined ? code : `${code}: ${detail}`, last_at: now() };
    await db
      .insertInto('refusals')
      .values({ id, terminal_id: terminalId, first_at: now(), times: 1, ...row })
      .onConflict((conflict) =>
        conflict
          .columns(['id', 'terminal_id'])
          .doUpdateSet((eb) => ({ ...row, times: eb('refusals.times', '+', 1) })),
      )
      .execute();
  }
}

function unanswered(): never {
  throw new Error('an item of a batch was left without an answer');
}
