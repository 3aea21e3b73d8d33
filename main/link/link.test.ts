// The whole line on real parts: a worker thread, TLS, a store on disk, and a central API that the test can tell what to do.
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FakeCentral, problem } from '../../tests/fixtures/fake-central.ts';
import {
  freshDirectory,
  madeUpId,
  madeUpRegistration,
  openTestStore,
  sha256Hex,
} from '../store/testing/fixtures.ts';
import type { Store } from '../store/store.ts';
import { threadSpawner, type WorkerPort } from './client.ts';
import { startLink, type Link } from './link.ts';
import type { LinkOptions } from './options.ts';
import { memorySecrets } from './testing/hand-timers.ts';

const workerEntry = join(import.meta.dirname, '../../sync/worker/worker.ts');
const quiet = () => undefined;

async function central(): Promise<FakeCentral> {
  const started = await FakeCentral.start();
  onTestFinished(() => started.stop());
  return started;
}

/** A link with everything that it tells, and a way to wait for it. */
async function linked(to: FakeCentral, more: Partial<LinkOptions> = {}) {
  const store: Store = more.store ?? openTestStore(join(freshDirectory(), 'terminal.db'), Date.now);
  const secrets = more.secrets ?? memorySecrets();
  const ports: WorkerPort[] = [];
  const listeners = new Set<() => void>();
  const notify = () => listeners.forEach((listener) => listener());
  const spawn = () => {
    ports.push(threadSpawner(workerEntry, quiet)());
    return ports.at(-1)!;
  };
  const accepted: string[] = [];
  const networks: string[] = [];
  const started = await startLink({
    store,
    workerEntry,
    secrets,
    spawn,
    line: { url: to.url, trust: to.trust },
    enrolmentCode: to.code === '' ? null : to.code,
    terminal: { name: '窓口 1', municipality: '990001' },
    describe: () => ({ version: '0.1.0', reader: 'ready', printer: 'ready', screen: 'welcome' }),
    onState: ({ network }) => {
      if (networks.at(-1) !== network) networks.push(network);
      notify();
    },
    onAccepted: (ids) => {
      accepted.push(...ids);
      notify();
    },
    onFeed: notify,
    log: quiet,
    random: () => 0,
    ...more,
  });
  if (!started.ok) throw new Error(started.error.kind);
  const link: Link = started.value;
  onTestFinished(() => link.stop());
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!condition()) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
    });
  const commit = (n: number) => {
    const saved = store.commitRegistration(madeUpRegistration(n));
    if (!saved.ok) throw new Error(saved.error.kind);
    link.committed();
  };
  return { link, store, secrets, ports, accepted, networks, until, commit };
}

test('enrols, pushes, reads the feed and reports, all with its own certificate', async () => {
  const to = await central();
  const { link, store, accepted, networks, until, commit } = await linked(to);
  const identity = await link.identified();
  expect(store.sealingKey()).toEqual(identity.sealingKey);
  commit(1);
  await until(() => accepted.length === 1);
  expect(store.stateOf(madeUpId(1))).toBe('accepted');
  const message = {
    seq: 1,
    kind: 'message',
    id: madeUpId(9),
    recipient: sha256Hex('owner'),
    municipality: '990001',
    sentAt: '2026-11-21T00:00:00.000Z',
    sealed: 'a..b.c.d',
  };
  to.publish(message);
  await until(() => store.messagesAt(sha256Hex('owner')).length === 1);
  await to.until(() => to.calls('/v1/terminals/self/report').length > 0);
  const withoutCertificate = to.seen.filter(({ peer }) => peer === null).map(({ path }) => path);
  expect(withoutCertificate).toEqual(['/v1/enrolments']);
  expect(to.seen.at(-1)?.peer?.subject).toContain(identity.terminalId);
  expect([networks, link.state().enrolment]).toEqual([['online'], 'enrolled']);
});

test('the next start takes up the identity and what was left, without a code', async () => {
  const to = await central();
  const path = join(freshDirectory(), 'terminal.db');
  const secrets = memorySecrets();
  const store = openTestStore(path, Date.now);
  const first = await linked(to, { store, secrets });
  await first.link.identified();
  await first.link.stop();
  store.commitRegistration(madeUpRegistration(1));
  store.close();
  const second = await linked(to, { store: openTestStore(path, Date.now), secrets });
  await second.until(() => second.accepted.length === 1);
  expect(to.calls('/v1/enrolments')).toHaveLength(1);
});

test('the worker killed in the middle of a push: settled, started again, the record arrives once', async () => {
  const to = await central();
  const { link, store, ports, accepted, until, commit } = await linked(to);
  await link.identified();
  // The central API takes the record, and its answer never comes.
  to.interfere = async (seen) => {
    if (seen.path !== '/v1/registrations' || to.calls('/v1/registrations').length > 1) return null;
    const { items } = seen.body as { items: { id: string; sealed: string }[] };
    for (const item of items) await to.accept(item);
    await ports[0]!.end();
    return null;
  };
  commit(1);
  await until(() => accepted.length > 0);
  expect(accepted).toEqual([madeUpId(1)]);
  expect(ports).toHaveLength(2);
  expect([...to.accepted.keys()]).toEqual([madeUpId(1)]);
  expect(store.counts()).toEqual({ saved: 0, sent: 0, accepted: 1, needsAttention: 0 });
});

test('sync now says exactly what was confirmed', async () => {
  const to = await central();
  const { link, store, commit } = await linked(to);
  await link.identified();
  await link.cut(true);
  for (const n of [1, 2, 3]) commit(n);
  expect(await link.syncNow()).toMatchObject({
    confirmed: [],
    waiting: 3,
    feedCurrent: false,
    failed: 'offline',
  });
  to.interfere = (seen) => {
    if (seen.path !== '/v1/registrations') return null;
    const { items } = seen.body as { items: { id: string; sealed: string }[] };
    const refused = { type: 't', title: 't', status: 422, code: 'record-malformed' };
    return Promise.all(
      items.map(async (item) =>
        item.id === madeUpId(2) ? { id: item.id, outcome: 'refused', problem: refused } : to.accept(item),
      ),
    ).then((results) => ({ status: 200, body: { results } }));
  };
  const cutAgain = link.cut(false);
  const outcome = await link.syncNow();
  await cutAgain;
  expect(outcome).toMatchObject({
    offered: 3,
    waiting: 0,
    needsAttention: 1,
    feedCurrent: true,
    // This central API knows no balance: that did not come to an end, and it is said.
    balanced: false,
    failed: 'not-found',
  });
  expect([...outcome.confirmed].toSorted()).toEqual([madeUpId(1), madeUpId(3)]);
  expect(store.attention()).toMatchObject([{ id: madeUpId(2), code: 'record-malformed' }]);
});

test('sync now does not pass a wait that the central API asked for', async () => {
  const to = await central();
  const { link, until, commit } = await linked(to);
  await link.identified();
  to.interfere = (seen) =>
    seen.path === '/v1/registrations'
      ? { ...problem(503, 'unavailable'), headers: { 'retry-after': '3600' } }
      : null;
  commit(1);
  await until(() => link.state().refused === 'unavailable' || to.calls('/v1/registrations').length > 0);
  await to.until(() => to.calls('/v1/registrations').length === 1);
  const outcome = await link.syncNow();
  expect(outcome).toMatchObject({ confirmed: [], waiting: 1, failed: 'asked-to-wait' });
  expect(outcome.askedToWaitUntil).toBeGreaterThan(Date.now() + 3_500_000);
  expect(to.calls('/v1/registrations')).toHaveLength(1);
});

test('with the cable pulled the terminal is offline and keeps; with it back everything goes by itself', async () => {
  const to = await central();
  const { link, accepted, networks, until, commit } = await linked(to);
  await link.identified();
  await until(() => networks.includes('online'));
  await link.cut(true);
  expect(link.state().network).toBe('offline');
  commit(1);
  await until(() => link.state().counts.saved === 1);
  expect(to.calls('/v1/registrations')).toHaveLength(0);
  await link.cut(false);
  await until(() => accepted.length === 1);
  expect(networks).toEqual(['online', 'offline', 'online']);
});

test('a refused enrolment code is not tried again, a new one is', async () => {
  const to = await central();
  const { link, until } = await linked(to, { enrolmentCode: 'WRONG-CODE' });
  await until(() => link.state().enrolment === 'refused');
  expect(to.calls('/v1/enrolments')).toHaveLength(1);
  expect(await link.counter.sendCode(verification)).toEqual({
    ok: false,
    error: { kind: 'offline', cause: 'not-enrolled' },
  });
  expect(await link.syncNow()).toMatchObject({ failed: 'not-enrolled' });
  link.enrol(to.code);
  await link.identified();
  expect(link.state().enrolment).toBe('enrolled');
});

test('an enrolment that finds nobody is repeated until somebody is there', async () => {
  const to = await central();
  to.interfere = () => (to.seen.length < 3 ? 'reset' : null);
  const { link } = await linked(to);
  await link.identified();
  expect(to.calls('/v1/enrolments')).toHaveLength(3);
});

test('another central API and a code for it: enrolled anew, its feed read from the beginning', async () => {
  const [one, two] = [await central(), await central()];
  const secrets = memorySecrets();
  const store = openTestStore(undefined, Date.now);
  const first = await linked(one, { store, secrets });
  await first.link.identified();
  await first.link.syncNow();
  await first.link.stop();
  expect(store.cursor()).not.toBeNull();
  const second = await linked(two, { store, secrets });
  const identity = await second.link.identified();
  expect(second.link.identity()?.terminalId).toBe(identity.terminalId);
  expect(two.calls('/v1/enrolments')).toHaveLength(1);
  expect(await second.link.syncNow()).toMatchObject({ feedCurrent: true });
});

const verification = {
  sessionId: 'a'.repeat(32),
  channel: 'email',
  address: 'hanako@example.test',
  language: 'ja',
} as const;

test('codes are sent and checked, and a refusal comes back as it is', async () => {
  const to = await central();
  const { link } = await linked(to);
  await link.identified();
  const sent = await link.counter.sendCode(verification);
  if (!sent.ok) throw new Error(sent.error.kind);
  expect(sent.value.number).toBe(1);
  expect(await link.counter.checkCode(sent.value.id, '123456')).toEqual({
    ok: true,
    value: { outcome: 'wrong', triesLeft: 4 },
  });
  expect(await link.counter.followCode(sent.value.id)).toEqual({ ok: true, value: { delivery: 'sent' } });
  expect(to.seen.at(-1)?.query.get('wait')).toBe('25');
  to.interfere = (seen) => (seen.path === '/v1/verifications' ? problem(429, 'rate-limited') : null);
  expect(await link.counter.sendCode(verification)).toMatchObject({
    error: { kind: 'refused', problem: { code: 'rate-limited' } },
  });
  expect(link.state().network).toBe('online');
});

test('the clock error is measured, and remembered for a start without network', async () => {
  const to = await central();
  to.dateOffsetMs = -3_600_000;
  const store = openTestStore(undefined, Date.now);
  const secrets = memorySecrets();
  const { link } = await linked(to, { store, secrets });
  expect(link.state().clockErrorMs).toBeNull();
  await link.identified();
  const measured = link.state().clockErrorMs ?? 0;
  expect(Math.abs(measured - 3_600_000)).toBeLessThan(5000);
  await link.stop();
  to.interfere = () => 'reset';
  const offline = await linked(to, { store, secrets });
  expect(Math.abs((offline.link.state().clockErrorMs ?? 0) - 3_600_000)).toBeLessThan(5000);
});

test('stop ends an open long poll at once and is quiet afterwards', async () => {
  const to = await central();
  const { link, networks, commit } = await linked(to);
  await link.identified();
  await to.until(() => to.calls('/v1/changes').some(({ query }) => query.get('wait') === '25'));
  await link.stop();
  const before = [...networks];
  commit(1);
  expect(networks).toEqual(before);
  expect(link.state().worker).toBe('stopped');
});

test('what is committed while "sync now" runs is not counted among what it was asked for', async () => {
  const to = await central();
  const { link, store, commit } = await linked(to);
  await link.identified();
  await link.cut(true);
  for (const n of [1, 2]) commit(n);
  const late = madeUpRegistration(3);
  to.interfere = (seen) => {
    if (seen.path === '/v1/registrations' && store.stateOf(late.id) === null) {
      store.commitRegistration(late);
      link.committed(late.id);
    }
    return null;
  };
  const restored = link.cut(false);
  const outcome = await link.syncNow();
  await restored;
  expect(outcome.offered).toBe(2);
  expect([...outcome.confirmed].toSorted()).toEqual([madeUpId(1), madeUpId(2)]);
  expect(store.stateOf(late.id)).toBe('accepted');
});

test('the pull is broken for hours: the push goes on, record after record', async () => {
  const to = await central();
  to.interfere = (seen) => (seen.path === '/v1/changes' ? problem(500, 'internal') : null);
  const { link, accepted, until, commit } = await linked(to);
  await link.identified();
  for (const n of [1, 2, 3]) {
    commit(n);
    await until(() => accepted.length === n);
  }
  expect(to.calls('/v1/changes').length).toBeGreaterThan(0);
  expect(await link.syncNow()).toMatchObject({ feedCurrent: false, failed: 'internal', waiting: 0 });
});

test('the push is broken for hours: the feed goes on, entry after entry', async () => {
  const to = await central();
  to.interfere = (seen) => (seen.path === '/v1/registrations' ? 'reset' : null);
  const { link, store, commit, until } = await linked(to);
  await link.identified();
  commit(1);
  for (const seq of [1, 2, 3]) {
    to.publish({ seq, kind: 'something-new', n: seq });
    await to.until(() =>
      to.calls('/v1/changes').some(({ query }) => query.get('cursor') === `e1.${String(seq)}`),
    );
  }
  await until(() => store.cursor() === 'e1.3');
  expect(store.counts()).toMatchObject({ accepted: 0 });
});

test('shut out, the terminal says so; a code from IT brings it back without a restart', async () => {
  const to = await central();
  const { link, until, commit, accepted } = await linked(to);
  const before = await link.identified();
  let out = true;
  to.interfere = (seen) => (out && seen.path !== '/v1/enrolments' ? problem(403, 'terminal-revoked') : null);
  commit(1);
  await until(() => link.state().refused === 'terminal-revoked');
  to.code = 'COME-BACK-HERE';
  out = false;
  link.enrol('COME-BACK-HERE');
  await until(() => accepted.length === 1 && link.identity()?.certificate !== before.certificate);
  expect(link.state().enrolment).toBe('enrolled');
});

test('expired, it asks to come back and shows its number, also with an old code left in its settings', async () => {
  const to = await central();
  const secrets = memorySecrets();
  const store = openTestStore(undefined, Date.now);
  const first = await linked(to, { store, secrets });
  await first.link.identified();
  await first.link.stop();
  to.interfere = (seen) => {
    if (seen.path === '/v1/recoveries')
      return { status: 200, body: { outcome: 'waiting', number: '12345-67890' } };
    return seen.path === '/v1/enrolments' ? null : problem(401, 'certificate-expired');
  };
  const { link, until } = await linked(to, { store, secrets, enrolmentCode: 'OLD-AND-SPENT' });
  await until(() => link.state().recovery === '12345-67890');
  expect(link.state().refused).toBe('certificate-expired');
  expect(link.identity()).not.toBeNull();
  expect(to.calls('/v1/recoveries')[0]?.body).toMatchObject({ request: expect.stringContaining('.') });
});
