import { EventEmitter, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { report } from '../../tests/fixtures/report.ts';
import { ok } from '../../sync/contract/result.ts';
import type { WorkerAnswer, WorkerRequest } from '../../sync/contract/worker.ts';
import { freshDirectory } from '../store/testing/fixtures.ts';
import { threadSpawner, WorkerClient, type WorkerPort, type WorkerState } from './client.ts';
import { handTimers } from './testing/hand-timers.ts';
import { systemTimers } from './timers.ts';

const quiet = () => undefined;
const line = { url: 'https://127.0.0.1:1', trust: 'pem', identity: null, proxy: null };

/** A worker that does only what the test says. */
class FakePort implements WorkerPort {
  readonly posted: WorkerRequest[] = [];
  readonly #events = new EventEmitter();
  post = (request: WorkerRequest) => void this.posted.push(request);
  onAnswer = (listener: (answer: WorkerAnswer) => void) => void this.#events.on('answer', listener);
  onExit = (listener: () => void) => void this.#events.once('exit', listener);
  end = () => Promise.resolve(this.die());
  answer = (answer: WorkerAnswer) => this.#events.emit('answer', answer);
  die = () => this.#events.emit('exit');
}

function started(random = () => 0) {
  const ports: FakePort[] = [];
  const states: WorkerState[] = [];
  const timers = handTimers();
  const client = new WorkerClient({
    spawn: () => {
      const port = new FakePort();
      ports.push(port);
      return port;
    },
    timers,
    random,
    log: quiet,
    onState: (state) => states.push(state),
    onClock: quiet,
  });
  return { client, ports, states, timers, latest: () => ports.at(-1)! };
}

test('an answer settles its own call, out of order too', async () => {
  const { client, latest } = started();
  const [first, second] = [client.call('report', report, 100), client.call('cut', { cut: true }, 100)];
  const [one, two] = latest().posted;
  latest().answer({ seq: two!.seq, result: ok(null) });
  latest().answer({ seq: one!.seq, result: { ok: false, error: { kind: 'timeout' } } });
  expect([await first, await second]).toEqual([{ ok: false, error: { kind: 'timeout' } }, ok(null)]);
});

test('a call that the worker never answers ends by its deadline; its late answer changes nothing', async () => {
  const { client, latest, timers } = started();
  const call = client.call('report', report, 5000);
  timers.advance(5999);
  expect(timers.waits()).toEqual([1]);
  timers.advance(1);
  expect(await call).toEqual({ ok: false, error: { kind: 'timeout' } });
  latest().answer({ seq: latest().posted[0]!.seq, result: ok(null) });
  expect(timers.waits()).toEqual([]);
});

test('when the worker dies every open call is settled, and the next worker is configured first', async () => {
  const { client, latest, timers, ports, states } = started();
  void client.configure(line);
  void client.cut(true);
  const open = [
    client.call('report', report, 5000),
    client.call('pull', { cursor: null, waitS: 25 }, 40_000),
  ];
  latest().die();
  const gone = { ok: false, error: { kind: 'worker-gone' } };
  expect(await Promise.all(open)).toEqual([gone, gone]);
  expect(await client.call('report', report, 5000)).toEqual(gone);
  timers.advance(10_000);
  expect(ports).toHaveLength(2);
  expect(latest().posted.map(({ call }) => call)).toEqual(['configure', 'cut']);
  expect(states).toEqual(['running', 'restarting', 'running']);
});

test('a worker that keeps dying is left alone until the window has passed, and that is told', () => {
  const { latest, timers, ports, states } = started();
  for (let death = 1; death <= 6; death += 1) {
    latest().die();
    if (death <= 5) timers.advance(50);
  }
  expect(ports).toHaveLength(6);
  expect(states.at(-1)).toBe('gave-up');
  timers.advance(5 * 60_000);
  expect(ports).toHaveLength(6);
  timers.advance(5 * 60_000);
  expect(ports).toHaveLength(7);
  expect(states.at(-1)).toBe('running');
});

test('after stop nothing is started again', async () => {
  const { client, latest, timers, ports, states } = started();
  const open = client.call('report', report, 5000);
  latest().die();
  await client.stop();
  timers.advance(3_600_000);
  expect(await open).toEqual({ ok: false, error: { kind: 'worker-gone' } });
  expect([ports.length, states.at(-1), timers.waits()]).toEqual([1, 'stopped', []]);
});

test('a real thread that throws, and one that does not exist, end as a death and not as a crash of ours', async () => {
  const broken = join(freshDirectory(), 'broken.mjs');
  writeFileSync(broken, `throw new Error('hanako@example.test')`);
  for (const entry of [broken, `${broken}.missing`]) {
    const logged: unknown[] = [];
    const port = threadSpawner(entry, (...what) => logged.push(what))();
    const exit = new EventEmitter();
    port.onExit(() => exit.emit('exit'));
    await once(exit, 'exit');
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged)).not.toContain('hanako');
  }
});

test('the real worker runs from source, without our environment', async () => {
  const client = new WorkerClient({
    spawn: threadSpawner(join(import.meta.dirname, '../../sync/worker/worker.ts'), quiet),
    timers: systemTimers,
    random: Math.random,
    log: quiet,
    onState: quiet,
    onClock: quiet,
  });
  onTestFinished(() => client.stop());
  expect(await client.call('report', report, 5000)).toEqual({
    ok: false,
    error: { kind: 'offline', cause: 'not-configured' },
  });
});
