import { expect, onTestFinished, test } from 'vitest';
import { report } from '../../tests/fixtures/report.ts';
import { FakeCentral, makeAuthority, problem, type Interference } from '../../tests/fixtures/fake-central.ts';
import type { WorkerAnswer, WorkerCallName, WorkerCalls, WorkerRequest } from '../contract/worker.ts';
import { Calls } from './calls.ts';

const address = 'hanako.secret@example.test';
const verification = { sessionId: 'a'.repeat(32), channel: 'email', address, language: 'ja' } as const;

async function central(interfere: Interference = () => null): Promise<FakeCentral> {
  const started = await FakeCentral.start();
  started.interfere = interfere;
  onTestFinished(() => started.stop());
  return started;
}

function caller() {
  const calls = new Calls();
  onTestFinished(() => calls.close());
  let seq = 0;
  const send = <N extends WorkerCallName>(call: N, args: WorkerCalls[N]['takes'], deadlineMs = 5000) =>
    // The pair of name and arguments is checked by the signature.
    calls.answer({ seq: (seq += 1), call, args, deadlineMs } as WorkerRequest);
  return { calls, send };
}

async function configured(to: FakeCentral, trust = to.trust) {
  const { calls, send } = caller();
  await send('configure', { url: to.url, trust, identity: null, proxy: null });
  return { calls, send };
}
const errorOf = (answer: WorkerAnswer) => (answer.result.ok ? null : answer.result.error);
const answering = (reply: ReturnType<typeof problem>) => central(() => reply);

test('a certificate that the trust does not cover is a TLS error', async () => {
  const { send } = await configured(await central(), (await makeAuthority()).certificatePem);
  expect(errorOf(await send('report', report))).toMatchObject({ kind: 'tls' });
});

test.each([
  [-3_600_000, 'clock'],
  [3 * 86_400_000, 'expired'],
])('a server certificate that began %i ms ago is told as %s, and nothing is sent', async (ageMs, verdict) => {
  const to = await FakeCentral.start(ageMs);
  onTestFinished(() => to.stop());
  const { send } = await configured(to);
  expect(errorOf(await send('report', report))).toMatchObject({ kind: 'tls', verdict });
  expect(to.seen).toEqual([]);
});

test('a server of another authority is neither clock nor date', async () => {
  const { send } = await configured(await central(), (await makeAuthority()).certificatePem);
  expect(errorOf(await send('report', report))).toMatchObject({ verdict: 'invalid' });
});

test('NODE_TLS_REJECT_UNAUTHORIZED does not open the line', async () => {
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  onTestFinished(() => {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  });
  const { send } = await configured(await central(), (await makeAuthority()).certificatePem);
  expect(errorOf(await send('report', report))).toMatchObject({ kind: 'tls' });
});

test('a line without TLS is refused', async () => {
  const { send } = caller();
  const answer = await send('configure', {
    url: 'http://127.0.0.1:1',
    trust: '',
    identity: null,
    proxy: null,
  });
  expect(errorOf(answer)).toEqual({ kind: 'tls', verdict: 'invalid', cause: 'not-https' });
});

test('nobody listening is offline, before configuration too', async () => {
  const { send } = caller();
  expect(errorOf(await send('report', report))).toEqual({ kind: 'offline', cause: 'not-configured' });
  const gone = await FakeCentral.start();
  await send('configure', { url: gone.url, trust: gone.trust, identity: null, proxy: null });
  await gone.stop();
  expect(errorOf(await send('report', report))).toEqual({ kind: 'offline', cause: 'ECONNREFUSED' });
});

test('an answer that does not come by the deadline is a timeout', async () => {
  const { send } = await configured(await central(() => 'hang'));
  expect(errorOf(await send('report', report, 50))).toEqual({ kind: 'timeout' });
});

test('a problem document is a refusal, with its wait', async () => {
  const { send } = await configured(
    await answering({ ...problem(429, 'rate-limited'), headers: { 'retry-after': '7' } }),
  );
  expect(errorOf(await send('report', report))).toMatchObject({
    kind: 'refused',
    problem: { code: 'rate-limited' },
    retryAfterMs: 7000,
  });
});

test.each([
  [502, 'unavailable'],
  [429, 'rate-limited'],
  [413, 'too-large'],
  [403, 'forbidden'],
])('status %i of something in between is a refusal as %s', async (status, code) => {
  const { send } = await configured(await answering({ status, body: '<html>proxy</html>' }));
  expect(errorOf(await send('report', report))).toMatchObject({ kind: 'refused', problem: { code, status } });
});

test.each([
  ['a page where an answer should be', { status: 200, body: '<html>' }],
  ['a redirection', { status: 302, headers: { location: 'https://example.test/' } }],
  ['another shape', { status: 200, body: { entries: 'many' } }],
])('%s is a malformed answer', async (_what, reply) => {
  const { send } = await configured(await central(() => reply));
  expect(errorOf(await send('pull', { cursor: null, waitS: 0 }))).toMatchObject({ kind: 'malformed-answer' });
});

test('an answer that breaks off is offline', async () => {
  const { send } = await configured(
    await central((seen) => {
      seen.socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"entr', () => seen.socket.destroy());
      return 'hang';
    }),
  );
  expect(errorOf(await send('pull', { cursor: null, waitS: 0 }))).toMatchObject({ kind: 'offline' });
});

test('the Date header of every answer tells the clock', async () => {
  const { send } = await configured(
    await answering({ ...problem(503, 'unavailable'), headers: { date: 'Sat, 21 Nov 2026 03:00:00 GMT' } }),
  );
  const before = Date.now();
  const { clock } = await send('report', report);
  expect(clock?.centralMs).toBe(Date.parse('2026-11-21T03:00:00Z'));
  expect(clock?.localMs).toBeGreaterThanOrEqual(before);
});

test('cutting ends what is under way, and everything after it, until it is restored', async () => {
  const to = await central(() => 'hang');
  const { send } = await configured(to);
  const waiting = send('pull', { cursor: null, waitS: 25 });
  await to.until(() => to.seen.length === 1);
  await send('cut', { cut: true });
  expect(errorOf(await waiting)).toEqual({ kind: 'offline', cause: 'cut' });
  expect(errorOf(await send('report', report))).toEqual({ kind: 'offline', cause: 'cut' });
  expect(to.seen).toHaveLength(1);
  to.interfere = () => ({ status: 204 });
  await send('cut', { cut: false });
  expect((await send('report', report)).result).toEqual({ ok: true, value: null });
});

test('a connection that was closed while idle costs a repeatable call nothing', async () => {
  let resets = 0;
  const to = await central((seen) => {
    if (to.seen.length === 2 && seen.path.endsWith('report')) {
      resets += 1;
      return 'reset';
    }
    return { status: 204 };
  });
  const { send } = await configured(to);
  await send('report', report);
  expect((await send('report', report)).result.ok).toBe(true);
  expect([resets, to.seen.length]).toEqual([1, 3]);
});

test('a call that must not happen twice is not repeated by itself', async () => {
  const to = await central((seen) => (seen.path.endsWith('report') ? { status: 204 } : 'reset'));
  const { send } = await configured(to);
  await send('report', report);
  expect(errorOf(await send('sendCode', verification))).toMatchObject({ kind: 'offline' });
  expect(to.calls('/v1/verifications')).toHaveLength(1);
});

test('no error carries the address or the code that was sent', async () => {
  const replies: Interference[] = [
    () => 'reset',
    () => 'hang',
    (seen) => ({ status: 200, body: seen.body }),
    (seen) => ({ status: 400, body: seen.body }),
    (seen) => ({ ...problem(500, 'internal'), headers: { 'x-echo': JSON.stringify(seen.body) } }),
  ];
  for (const interfere of replies) {
    const { send } = await configured(await central(interfere));
    const sent = await send('sendCode', verification, 100);
    const checked = await send('checkCode', { id: 'x', code: '493817' }, 100);
    const all = JSON.stringify([sent, checked]);
    expect(sent.result.ok || checked.result.ok).toBe(false);
    expect(all).not.toContain('hanako');
    expect(all).not.toContain('493817');
  }
});
