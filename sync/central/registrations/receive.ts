// Takes in a batch. Every item has its own transaction and its own answer: one that is refused does not hold up the next,
// and a batch that is cut off half-way has stored exactly the items that were answered or will be answered the same.
import { createHash } from 'node:crypto';
import { CompactSign } from 'jose';
import type { PushAnswer, PushResult, Receipt } from '../../contract/api.ts';
import { problem } from '../../contract/problems.ts';
import { SealedRegistration } from '../../contract/record.ts';
import type { PushOffer } from '../../contract/routes.ts';
import type { Terminal } from '../enrolments/identify.ts';
import type { Trx } from '../db/open.ts';
import type { Parts } from '../parts.ts';
import type { Arrived, Refused } from './item.ts';
import { judge } from './judge.ts';
import { openEmail, storeAccount, storeRegistration } from './store.ts';

/** Answers item by item, in order. */
export async function receiveBatch(
  request: PushOffer,
  terminal: Terminal,
  parts: Parts,
): Promise<PushAnswer> {
  const results: PushResult[] = [];
  for (const { id, sealed } of request.items) {
    results.push(await receiveOne({ id, sealed, terminalId: terminal.id }, parts));
  }
  return { results };
}

async function receiveOne(item: Arrived, parts: Parts): Promise<PushResult> {
  const seen = await firstAnswer(item, parts);
  if (seen !== null) return seen;
  const judged = await judgeOrRefuse(item, parts);
  if (judged.outcome === 'raced') {
    const first = await firstAnswer(item, parts);
    if (first !== null) return first;
    // Two registrations behind one slip would show one resident the other's state.
    return refuse(item, { code: 'record-mismatch', detail: 'handoffSha256' }, parts);
  }
  if (judged.outcome === 'refused') return refuse(item, judged.refused, parts);
  parts.log.info('record-accepted', { id: item.id, terminalId: item.terminalId });
  return { id: item.id, outcome: 'accepted', receipt: judged.receipt };
}

/** What was answered to this id the first time; null when it is new. Another terminal's id is refused, not repeated. */
async function firstAnswer({ id, terminalId }: Arrived, { db }: Parts): Promise<PushResult | null> {
  const row = await db
    .selectFrom('registrations')
    .select(['terminal_id', 'receipt'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.terminal_id !== terminalId)
    return { id, outcome: 'refused', problem: problem('record-mismatch', 'id') };
  return { id, outcome: 'duplicate', receipt: row.receipt };
}

type Outcome =
  | { readonly outcome: 'accepted'; readonly receipt: string }
  | { readonly outcome: 'raced' }
  | { readonly outcome: 'refused'; readonly refused: Refused };

async function judgeOrRefuse(item: Arrived, parts: Parts): Promise<Outcome> {
  if (!SealedRegistration.safeParse({ id: item.id, sealed: item.sealed }).success) {
    return { outcome: 'refused', refused: { code: 'seal-unreadable', detail: 'form' } };
  }
  try {
    return await parts.db.transaction().execute((trx) => judgeAndStore(trx, item, parts));
  } catch (cause) {
    // A value that PostgreSQL cannot hold (a NUL in a text) must not make the whole batch fail again and again.
    if (!isDataError(cause)) throw cause;
    parts.log.bug(cause, { id: item.id });
    return { outcome: 'refused', refused: { code: 'record-malformed', detail: 'cannot be stored' } };
  }
}

/** SQLSTATE class 22, data exception, or 23, integrity constraint violation (PostgreSQL manual, appendix A). */
const isDataError = (cause: unknown): boolean =>
  cause instanceof Error &&
  'code' in cause &&
  typeof cause.code === 'string' &&
  /^2[23]\w{3}$/.test(cause.code);

async function judgeAndStore(trx: Trx, item: Arrived, parts: Parts): Promise<Outcome> {
  const now = parts.now();
  const { keys, anchors } = parts;
  const judged = await judge(item, { trx, openingKey: keys.openingKey, anchors, now });
  if (!judged.ok) return { outcome: 'refused', refused: judged.error };
  const { record } = judged.value;
  const sealedSha256 = createHash('sha256').update(item.sealed).digest('hex');
  const receipt = await signReceipt({ id: item.id, sealedSha256, at: now.toISOString() }, parts);
  if (!(await storeRegistration(trx, judged.value, { sealedSha256, receipt, now })))
    return { outcome: 'raced' };
  const accountId = await storeAccount(trx, record, now);
  if (record.contact.emailVerification === null)
    await openEmail(trx, parts.boss, record, accountId, parts.limits, now);
  return { outcome: 'accepted', receipt };
}

function signReceipt(receipt: Receipt, { keys }: Parts): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(receipt)))
    .setProtectedHeader({ alg: 'ES256', kid: keys.receipt.kid, typ: 'madoguchi-receipt' })
    .sign(keys.receipt.privateKey);
}

/** Refusals are counted for IT; the terminal keeps the record and may offer it again after the cause is mended. */
async function refuse(
  { id, terminalId }: Arrived,
  { code, detail }: Refused,
  parts: Parts,
): Promise<PushResult> {
  const now = parts.now();
  parts.log.warn('record-refused', { id, terminalId, code });
  const row = { code: detail === undefined ? code : `${code}: ${detail}`, last_at: now };
  await parts.db
    .insertInto('refusals')
    .values({ id, terminal_id: terminalId, first_at: now, times: 1, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['id', 'terminal_id'])
        .doUpdateSet((eb) => ({ ...row, times: eb('refusals.times', '+', 1) })),
    )
    .execute();
  return { id, outcome: 'refused', problem: problem(code, detail) };
}
