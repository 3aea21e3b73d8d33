// An outbox with made-up registrations, a line that a test answers for, and a pusher between them.
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import type { ProblemCode, PushResult } from '../../../sync/contract/api.ts';
import { err, ok, type Result } from '../../../sync/contract/result.ts';
import type { CallError, WorkerCalls } from '../../../sync/contract/worker.ts';
import { madeUpRegistration, openTestStore, sha256Hex } from '../../store/testing/fixtures.ts';
import type { Caller } from '../call.ts';
import { Pusher } from '../push.ts';
import { handTimers } from './hand-timers.ts';

export type Items = WorkerCalls['push']['takes']['items'];
export type Central = (
  items: Items,
) => Result<PushResult[], CallError> | Promise<Result<PushResult[], CallError>>;

const pair = await generateKeyPair('ES256', { extractable: true });
const key = { kid: 'k', jwk: (await exportJWK(pair.publicKey)) as Record<string, string> };
export const receipt = (id: string, sealed: string) =>
  new CompactSign(
    Buffer.from(JSON.stringify({ id, sealedSha256: sha256Hex(sealed), at: '2026-11-21T03:00:00.000Z' })),
  )
    .setProtectedHeader({ alg: 'ES256', kid: key.kid })
    .sign(pair.privateKey);
export const accept = async ({ id, sealed }: Items[number]): Promise<PushResult> => ({
  id,
  outcome: 'accepted',
  receipt: await receipt(id, sealed),
});
export const acceptAll: Central = async (items) => ok(await Promise.all(items.map(accept)));
export const problem = (code: ProblemCode) => ({ type: 'about:blank', title: code, status: 400, code });
export const refusal = (code: ProblemCode, retryAfterMs: number | null = null) =>
  err<CallError>({ kind: 'refused', problem: problem(code), retryAfterMs });
export const offline = err<CallError>({ kind: 'offline', cause: 'ECONNREFUSED' });

export function world(central: Central, records: number, store = openTestStore()) {
  const timers = handTimers();
  const calls: string[][] = [];
  const answered: string[] = [];
  const line = { central };
  // Only `push` is ever called here, and it gives what the fake gives.
  const call = (async (_name: 'push', { items }: { items: Items }) => {
    calls.push(items.map(({ id }) => id));
    const result = await line.central(items);
    return result.ok ? ok({ results: result.value }) : result;
  }) as Caller;
  const parts = {
    store,
    call,
    receiptKeys: (kid: string) => (kid === key.kid ? key.jwk : null),
    timers,
    random: () => 0.5,
    log: () => undefined,
  };
  const pusher = () => new Pusher({ ...parts, onAnswered: ({ confirmed }) => answered.push(...confirmed) });
  for (let n = 1; n <= records; n += 1) store.commitRegistration(madeUpRegistration(n));
  return { store, timers, calls, answered, line, pusher };
}
export const now = { now: true };
export const patient = { now: false };
