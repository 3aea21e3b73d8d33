// The keeper against the real central API over real TLS; its secrets in memory, so that a test can end the program at any step.
import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { report } from '../../tests/fixtures/report.ts';
import { startTestCentral, type TestCentral } from '../../tests/fixtures/central.ts';
import { madeUp } from '../../tests/fixtures/registration.ts';
import { approve } from '../../sync/central/enrolments/renew.ts';
import { revoke } from '../../sync/central/enrolments/revoke.ts';
import { rollOver, type RolloverStep } from '../../sync/central/pki/rollover.ts';
import { makeEnrolmentCode } from '../../sync/central/tokens.ts';
import type { TrustList } from '../../sync/contract/feed.ts';
import type { CallError, Line, WorkerCallName, WorkerRequest } from '../../sync/contract/worker.ts';
import { Calls } from '../../sync/worker/calls.ts';
import type { SecretStore } from '../shell/shell.ts';
import type { Caller } from './call.ts';
import { enrol, loadIdentity, trustOf, type Identity } from './identity.ts';
import { Keeper } from './keeper.ts';
import { memorySecrets } from './testing/hand-timers.ts';

const day = 86_400_000;

let central: TestCentral;
let clockMs = 0;
beforeAll(async () => {
  central = await startTestCentral({ now: () => new Date(Date.now() + clockMs) });
}, 60_000);
afterAll(() => central.stop(), 60_000);
afterEach(() => {
  clockMs = 0;
});

/** Ends "the program" at its n-th step: before a secret is written, after it, or around a call. */
class Crash extends Error {}
function crashAt(n: number) {
  let step = 0;
  return () => {
    step += 1;
    if (step === n) throw new Crash();
  };
}

/** One life of the program over what is kept. */
async function life(
  secrets: SecretStore,
  step: () => void = () => undefined,
  trust: () => TrustList | null = () => null,
) {
  const calls = new Calls();
  onTestFinished(() => calls.close());
  const lineOf = (own: Identity | null): Line => ({
    url: central.central.terminalsUrl,
    trust: trustOf('', own) || central.central.trust,
    identity: own && { certificate: own.certificate, privateKey: own.privateKey },
    proxy: null,
  });
  let seq = 0;
  const raw = async (call: WorkerCallName, args: unknown) => {
    step();
    // The pair of name and arguments is the caller's.
    const { result } = await calls.answer({
      seq: (seq += 1),
      call,
      args,
      deadlineMs: 10_000,
    } as WorkerRequest);
    step();
    return result;
  };
  const call = raw as Caller;
  const fragile: SecretStore = {
    ...secrets,
    async set(name, value) {
      step();
      const done = await secrets.set(name, value);
      step();
      return done;
    },
  };
  const loaded = await loadIdentity(secrets);
  if (!loaded.ok) throw new Error(loaded.error.kind);
  const held = { identity: loaded.value, recovery: null as string | null };
  const configure = () =>
    calls.answer({ seq: 0, call: 'configure', args: lineOf(held.identity), deadlineMs: 1000 });
  await configure();
  const keeper = new Keeper({
    secrets: fragile,
    call,
    timers: { now: () => Date.now() + clockMs, steady: () => 0, after: () => () => undefined },
    random: () => 0.5,
    log: () => undefined,
    clockErrorMs: () => 0,
    trust,
    lineOf,
    report: () => report,
    saidExpired: () => false,
    onIdentity: (own) => {
      held.identity = own;
      void configure();
    },
    onRecovery: (number) => (held.recovery = number),
  });
  const own = () => {
    if (held.identity === null) throw new Error('not enrolled');
    return held.identity;
  };
  const getsIn = async () => {
    const { result } = await calls.answer({ seq: -1, call: 'report', args: report, deadlineMs: 10_000 });
    return result.ok ? true : codeOf(result.error);
  };
  return { call, held, own, turn: () => keeper.turn(own()), getsIn, configure };
}
const codeOf = (error: CallError) => (error.kind === 'refused' ? error.problem.code : error.kind);

async function enrolled(secrets: SecretStore = memorySecrets(), terminalId?: string) {
  const { db, now } = central.central.parts;
  const { municipality } = madeUp;
  const offer = {
    name: 'x',
    municipality,
    ttlMs: 3_600_000,
    ...(terminalId !== undefined && { terminalId }),
  };
  const code = await makeEnrolmentCode(db, offer, now());
  const { call } = await life(secrets);
  const made = await enrol(secrets, { code, name: 'x', municipality }, (request) =>
    call('enrol', request, 1000),
  );
  if (!made.ok) throw new Error(made.error.kind);
  return { secrets, identity: made.value };
}

test('nothing is done before two thirds of the life are over, then the certificate and its key are new', async () => {
  const { secrets, identity } = await enrolled();
  const { turn, own, getsIn } = await life(secrets);
  clockMs = 59 * day;
  expect(await turn()).toBeGreaterThan(0);
  expect(own().certificate).toBe(identity.certificate);
  clockMs = 61 * day;
  await turn();
  expect(own().certificate).not.toBe(identity.certificate);
  expect(own().privateKey).not.toBe(identity.privateKey);
  expect(own().terminalId).toBe(identity.terminalId);
  expect(await getsIn()).toBe(true);
  const left = new X509Certificate(own().certificate).validToDate.getTime() - Date.now();
  expect(left / day).toBeGreaterThan(150);
});

test('ended at any step of a renewal, the next start gets in, and the renewal is finished', async () => {
  let steps = 0;
  for (let n = 1; steps === 0; n += 1) {
    clockMs = 0;
    const { secrets, identity } = await enrolled();
    clockMs = 61 * day;
    const first = await life(secrets, crashAt(n));
    try {
      await first.turn();
      steps = n;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    const second = await life(secrets);
    expect(await second.getsIn(), `after step ${String(n)}`).toBe(true);
    await second.turn();
    expect(second.own().certificate, `after step ${String(n)}`).not.toBe(identity.certificate);
    expect(await second.getsIn()).toBe(true);
    // One certificate for one key, however often it was asked for.
    const { db } = central.central.parts;
    const rows = await db
      .selectFrom('certificates')
      .select('fingerprint')
      .where('terminal_id', '=', identity.terminalId)
      .execute();
    expect(rows).toHaveLength(2);
  }
  // Two calls and four writes, before and after each.
  expect(steps).toBe(13);
}, 60_000);

test('a new certificate that does not work is dropped; the old one stays in use and another is asked for', async () => {
  const { secrets, identity } = await enrolled();
  clockMs = 61 * day;
  const { db } = central.central.parts;
  const before = await life(secrets, () => undefined);
  const broken = await life(secrets, crashAt(8));
  await expect(broken.turn()).rejects.toThrow(Crash);
  await db
    .updateTable('certificates')
    .set({ revoked_at: new Date() })
    .where('terminal_id', '=', identity.terminalId)
    .where(
      'fingerprint',
      '!=',
      new X509Certificate(identity.certificate).fingerprint256.replaceAll(':', '').toLowerCase(),
    )
    .execute();
  expect(await before.turn()).toBeGreaterThan(0);
  expect(before.own().certificate).toBe(identity.certificate);
  expect(await before.getsIn()).toBe(true);
  await before.turn();
  expect(before.own().certificate).not.toBe(identity.certificate);
  expect(await before.getsIn()).toBe(true);
});

test('off for months: it asks, shows its number, waits for IT, and is in again under its own id', async () => {
  const { secrets, identity } = await enrolled();
  clockMs = 200 * day;
  const { turn, held, own, getsIn } = await life(secrets);
  expect(await getsIn()).toBe('certificate-expired');
  await turn();
  const number = held.recovery ?? '';
  expect(number).toMatch(/^[0-9A-F]{5}-[0-9A-F]{5}$/);
  // A restart in between asks under the same number.
  const again = await life(secrets);
  await again.turn();
  expect(again.held.recovery).toBe(number);
  expect(await approve(identity.terminalId, number, central.central.parts)).toBe(true);
  await turn();
  expect(held.recovery).toBeNull();
  expect(own().terminalId).toBe(identity.terminalId);
  expect(await getsIn()).toBe(true);
});

test('revoked, it is told so; a code for it brings it back under its own id', async () => {
  const { secrets, identity } = await enrolled();
  const { db, now } = central.central.parts;
  await revoke(identity.terminalId, db, now());
  expect(await (await life(secrets)).getsIn()).toBe('terminal-revoked');
  const back = await enrolled(secrets, identity.terminalId);
  expect(back.identity.terminalId).toBe(identity.terminalId);
  expect(await (await life(secrets)).getsIn()).toBe(true);
});

test('trust follows the feed from one authority to the next, and the certificate with it', async () => {
  const { secrets } = await enrolled();
  const { pki, db, secret, now } = central.central.parts;
  const list = (): TrustList => ({
    certificates: [...pki.authorities().trusted],
    retired: [...pki.authorities().retired],
  });
  const terminal = await life(secrets, () => undefined, list);
  const step = async (name: RolloverStep) => {
    const before = pki.authorities();
    expect(await rollOver(name, false, { db, secret }, now())).toBeNull();
    while (pki.authorities() === before) await new Promise(setImmediate);
  };
  const [first] = list().certificates;
  await terminal.turn();
  await step('next');
  await terminal.turn();
  expect(terminal.own().trust.match(/BEGIN/g)).toHaveLength(2);
  await step('switch');
  // Hundreds of terminals do not ask in the same second.
  expect(await terminal.turn()).toBe(300_000);
  await terminal.turn();
  const issuer = () => new X509Certificate(terminal.own().certificate).issuer;
  expect(issuer()).toBe('CN=Madoguchi terminals CA 2');
  await db.deleteFrom('certificates').where('terminal_id', '!=', terminal.own().terminalId).execute();
  await step('retire');
  await terminal.turn();
  expect(terminal.own().trust.match(/BEGIN/g)).toHaveLength(1);
  expect(trustOf(first ?? '', terminal.own())).toBe(terminal.own().trust);
  await terminal.configure();
  expect(await terminal.getsIn()).toBe(true);
});
