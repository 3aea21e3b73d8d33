// Every condition that a check tells, told: mark and the words that matter, from a machine with exactly that fault.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { err } from '../../../sync/contract/result.ts';
import type { ReadersLook } from '../looks/readers.ts';
import type { StoreLook } from '../looks/store.ts';
import { fakeWorld, healthyQueue, now } from './fake-world.ts';
import { span, type Finding, type Mark } from './finding.ts';
import { checks } from './list.ts';
import type { World } from './world.ts';

const remote = { central: { url: 'https://central.example' } };
const system = { printer: { kind: 'system', name: 'slips' } };
const pcsc = { reader: { kind: 'pcsc', name: '' } };

async function find(what: string, change: Partial<World>, parts: object = {}): Promise<readonly Finding[]> {
  const one = checks.find((each) => each.what === what);
  if (one === undefined) throw new Error(`no check is called ${what}`);
  const answer = await one.run(fakeWorld(change, parts));
  return 'mark' in answer ? [answer] : answer;
}

test('a healthy terminal is fine throughout, with a remote central API, a printer and a reader', async () => {
  for (const { what } of checks) {
    const found = await find(
      what,
      {},
      { ...remote, ...system, ...pcsc, ui: { port: 8000 }, shell: 'electron' },
    );
    expect(found.map(({ mark }) => mark)).toEqual(['ok']);
    expect(found[0]).toMatchObject({ what, todo: '' });
  }
});

test('every check in the folder stands in the list, each under its own name', () => {
  const helpers = ['checks.test.ts', 'fake-world.ts', 'finding.ts', 'list.ts', 'world.ts'];
  const files = readdirSync(import.meta.dirname).filter((name) => !helpers.includes(name));
  expect(new Set(checks.map(({ what }) => what)).size).toBe(files.length);
});

const machine = (change: Partial<World['machine']>): Partial<World> => ({
  machine: { ...fakeWorld().machine, ...change },
});
const bare = machine({ hasDisplay: false, hasElectron: () => false, browser: () => null });
const store = (look: StoreLook): Partial<World> => ({ store: () => look });
const identity = (change: object): Partial<World> => ({
  identity: () => ({ ...fakeWorld().identity(), ...change }) as ReturnType<World['identity']>, // built from a valid one
});
const files = (backends: string[], open = 0) => identity({ files: { backends, open } });
const readers = (change: Partial<ReadersLook>): Partial<World> => ({
  readers: () => Promise.resolve({ trouble: null, names: [], usb: 0, rivals: [], ...change }),
});
const central = (change: object): Partial<World> => ({
  central: () =>
    Promise.resolve({
      kind: 'answered',
      status: 401,
      ours: true,
      skewMs: 0,
      validTo: null,
      ms: 1,
      ...change,
    }),
});
const silent = (code: string): Partial<World> => ({
  central: () => Promise.resolve({ kind: 'silent', code }),
});
const queue = (change: object): Partial<World> => ({
  printer: (name) =>
    Promise.resolve({
      kind: 'queue',
      name: name ?? 'usual',
      accepting: true,
      stopped: false,
      busy: false,
      device: 'usb://x',
      reasons: [],
      ...change,
    }),
});
const there = { kind: 'there', isDirectory: true, writable: true, mode: 0o700, foreign: false } as const;
const day = 86_400_000;

type Case = readonly [what: string, mark: Mark, words: RegExp, change: Partial<World>, parts?: object];
const cases: readonly Case[] = [
  ['node', 'fail', /pinned 24/, { node: { found: 'v20.1.0', pinned: '24.21.0' } }],
  ['node', 'warn', /pinned 24/, { node: { found: 'v24.1.0', pinned: '24.21.0' } }],
  ['clock', 'fail', /cannot be/, { now: () => Date.parse('2000-01-01') }],
  ['clock', 'fail', /cannot be/, { now: () => Date.parse('2099-01-01') }],
  ['clock', 'fail', /3 h before the newest/, store({ ...healthyQueue, newestEntryAt: now + 3 * 3_600_000 })],
  ['clock', 'warn', /no time server/, { clockFollows: () => Promise.resolve(false) }],
  ['clock', 'ok', /2026/, { clockFollows: () => Promise.resolve(null) }],
  ['second instance', 'ok', /would be refused/, { instance: () => 'running' }],
  ['second instance', 'warn', /lock file/, { instance: () => 'unknown' }],
  ['data directory', 'fail', /EACCES/, { directory: () => ({ kind: 'unreachable', code: 'EACCES' }) }],
  ['data directory', 'ok', /first start/, { directory: () => ({ kind: 'missing', canBeMade: true }) }],
  ['data directory', 'fail', /cannot be made/, { directory: () => ({ kind: 'missing', canBeMade: false }) }],
  ['data directory', 'fail', /not a directory/, { directory: () => ({ ...there, isDirectory: false }) }],
  ['data directory', 'fail', /written/, { directory: () => ({ ...there, writable: false }) }],
  ['data directory', 'warn', /another user/, { directory: () => ({ ...there, foreign: true }) }],
  ['data directory', 'warn', /mode 755.*chmod 700/, { directory: () => ({ ...there, mode: 0o755 }) }],
  ['disk', 'fail', /63 MiB free/, { freeBytes: () => 63 << 20 }],
  ['disk', 'warn', /512 MiB free/, { freeBytes: () => 512 << 20 }],
  ['sqlite', 'fail', /3\.51\.2 has a known fault/, store({ ...healthyQueue, sqlite: '3.51.2' })],
  ['queue', 'ok', /not there yet/, store({ kind: 'none', sqlite: '3.54.1' })],
  ['queue', 'fail', /not a running/, store({ kind: 'in-use', sqlite: '3.54.1' })],
  ['queue', 'fail', /another program/, store({ kind: 'not-ours', sqlite: '3.54.1' })],
  ['queue', 'fail', /damaged.*do not delete/, store({ kind: 'damaged', sqlite: '3.54.1', detail: 'page 3' })],
  [
    'queue',
    'fail',
    /schema 99.*that version/,
    store({ kind: 'from-the-future', sqlite: '3.54.1', found: 99 }),
  ],
  ['queue', 'fail', /EACCES.*do not delete/, store({ kind: 'unreadable', sqlite: '3.54.1', code: 'EACCES' })],
  ['queue', 'warn', /older version/, store({ ...healthyQueue, older: true })],
  ['outbox', 'ok', /empty/, store({ kind: 'none', sqlite: '3.54.1' })],
  ['outbox', 'warn', /cannot be counted/, store({ kind: 'not-ours', sqlite: '3.54.1' })],
  [
    'outbox',
    'warn',
    /7 accepted, 2 waiting, 2 need attention \(record-mismatch, seal-unreadable\)/,
    store({
      ...healthyQueue,
      counts: { ...healthyQueue.counts, needsAttention: 2 },
      attention: ['seal-unreadable', 'record-mismatch'].map((code) => ({
        ...{ id: 'i', receiptNumber: 'AAAA-0001', since: 0, savedAt: 0, attempts: 1, retryable: true },
        code,
      })),
    }),
  ],
  ['audit trail', 'ok', /empty/, store({ kind: 'none', sqlite: '3.54.1' })],
  ['audit trail', 'warn', /cannot be read/, store({ kind: 'damaged', sqlite: '3.54.1', detail: '' })],
  ['audit trail', 'fail', /entry 4 does not fit/, store({ ...healthyQueue, brokenAudit: 4 })],
  ['secrets', 'ok', /first start/, files([])],
  ['secrets', 'fail', /readable by others/, files(['file:0600'], 1)],
  ['secrets', 'fail', /several key stores/, files(['file:0600', 'keyring:kwallet'])],
  ['secrets', 'fail', /only Electron opens/, files(['keyring:kwallet']), { shell: 'chromium' }],
  ['secrets', 'warn', /encrypt the disk/, files(['file:0600'])],
  ['enrolment', 'fail', /there is no code/, identity({ kind: 'none' }), remote],
  [
    'enrolment',
    'ok',
    /next start/,
    identity({ kind: 'none' }),
    { central: { ...remote.central, enrolmentCode: 'made-up-code' } },
  ],
  ['enrolment', 'ok', /embedded/, identity({ kind: 'none' })],
  ['enrolment', 'ok', /key store/, identity({ kind: 'sealed' }), remote],
  ['enrolment', 'fail', /EACCES/, identity({ kind: 'unreadable', code: 'EACCES' }), remote],
  ['enrolment', 'fail', /ended 3 days ago/, identity({ validTo: now - 3 * day }), remote],
  ['enrolment', 'fail', /begins in 3 days/, identity({ validFrom: now + 3 * day }), remote],
  [
    'enrolment',
    'warn',
    /good for 5 days/,
    identity({ validTo: now + 5 * day, validFrom: now - 85 * day }),
    remote,
  ],
  [
    'central API',
    'fail',
    /cannot be read: .*ca\.pem/,
    { trust: () => null },
    { central: { ...remote.central, trust: 'ca.pem' } },
  ],
  ['central API', 'fail', /ECONNREFUSED.*nobody listens/, silent('ECONNREFUSED'), remote],
  ['central API', 'fail', /ENOTFOUND.*DNS/, silent('ENOTFOUND'), remote],
  ['central API', 'fail', /name the CA/, silent('SELF_SIGNED_CERT_IN_CHAIN'), remote],
  ['central API', 'fail', /another name/, silent('ERR_TLS_CERT_ALTNAME_INVALID'), remote],
  ['central API', 'fail', /compare the clocks/, silent('CERT_HAS_EXPIRED'), remote],
  ['central API', 'fail', /firewall/, silent('ETIMEDOUT'), remote],
  ['central API', 'fail', /status 200.*not as a central API/, central({ ours: false, status: 200 }), remote],
  ['central API', 'warn', /2 min ahead/, central({ skewMs: 120_000 }), remote],
  ['central API', 'fail', /5 h behind/, central({ skewMs: -5 * 3_600_000 }), remote],
  ['central API', 'warn', /ends in 3 days/, central({ validTo: now + 3 * day }), remote],
  ['shell', 'fail', /no display/, bare, { shell: 'electron' }],
  ['shell', 'fail', /no Chromium/, bare, { shell: 'chromium' }],
  ['shell', 'ok', /^none/, bare],
  ['shell', 'ok', /first tries to fetch Electron.*chromium/, machine({ hasElectron: () => false })],
  ['shell', 'warn', /install-electron/, machine({ hasElectron: () => false }), { shell: 'electron' }],
  ['browser', 'ok', /needs none/, machine({ browser: () => null })],
  ['browser', 'warn', /no slips/, bare],
  ['browser', 'fail', /no Chromium/, bare, { shell: 'chromium' }],
  ['browser', 'fail', /does not start/, { browserVersion: () => Promise.resolve(null) }],
  ['display', 'warn', /invisible/, bare],
  ['display', 'ok', /needs none/, bare, { shell: 'none' }],
  ['display', 'fail', /Electron needs one/, bare, { shell: 'electron' }],
  ['ui port', 'ok', /any free one/, {}],
  ['ui port', 'fail', /8000 is taken/, { portTaken: () => Promise.resolve(true) }, { ui: { port: 8000 } }],
  ['printer', 'ok', /PDF files in \/data\/slips/, {}],
  ['printer', 'fail', /cannot be written/, { writable: () => false }],
  ['printer', 'warn', /Windows/, { platform: 'win32' }, system],
  [
    'printer',
    'fail',
    /CUPS does not answer/,
    { printer: () => Promise.resolve({ kind: 'no-service' }) },
    system,
  ],
  [
    'printer',
    'fail',
    /no queue slips/,
    { printer: (name) => Promise.resolve({ kind: 'no-queue', name }) },
    system,
  ],
  [
    'printer',
    'fail',
    /no default queue/,
    { printer: (name) => Promise.resolve({ kind: 'no-queue', name }) },
    { printer: { kind: 'system' } },
  ],
  ['printer', 'fail', /takes no jobs/, queue({ accepting: false }), system],
  ['printer', 'fail', /is stopped/, queue({ stopped: true }), system],
  ['printer', 'warn', /media-empty-error/, queue({ reasons: ['media-empty-error'] }), system],
  ['card reader', 'ok', /made-up cards/, readers({}), { reader: { kind: 'software' } }],
  ['card reader', 'fail', /NoService.*pcscd/, readers({ trouble: 'NoService' }), pcsc],
  ['card reader', 'warn', /auto takes the software card/, readers({ trouble: 'NoService' })],
  ['card reader', 'fail', /SCardSvr/, { ...readers({ trouble: 'NoService' }), platform: 'win32' }, pcsc],
  [
    'card reader',
    'fail',
    /none is called "x"; there is A/,
    readers({ names: ['A'] }),
    { reader: { kind: 'pcsc', name: 'x' } },
  ],
  ['card reader', 'fail', /kernel module port100.*blacklist/, readers({ rivals: ['port100'] }), pcsc],
  ['card reader', 'fail', /no driver/, readers({ usb: 1 }), pcsc],
  ['card reader', 'fail', /plug it in/, readers({}), pcsc],
  ['card reader', 'ok', /A; 1 more/, readers({ names: ['A', 'B'] }), pcsc],
];

for (const [what, mark, words, change, parts] of cases) {
  test(`${what}: ${mark} ${String(words)}`, async () => {
    const [found, ...more] = await find(what, change, parts);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ what, mark });
    expect(`${found?.finding ?? ''} -> ${found?.todo ?? ''}`).toMatch(words);
    // Whoever reads a fault is told what to do about it.
    expect(found?.todo === '').toBe(mark === 'ok');
  });
}

test('every wrong key of the configuration is told', async () => {
  const loaded = err(['shell', 'ui.port'].map((key) => ({ key, expected: 'this', given: 'that' })));
  const found = await find('configuration', { loaded });
  expect(found.map(({ mark, finding }) => `${mark} ${finding}`)).toEqual([
    'fail shell: expected this, given that',
    'fail ui.port: expected this, given that',
  ]);
});

describe('a running terminal', () => {
  test('holds the queue, and that is no fault', async () => {
    const change = { ...store({ kind: 'in-use', sqlite: '3.54.1' }), instance: () => 'running' as const };
    for (const what of ['queue', 'outbox', 'audit trail'])
      expect(await find(what, change)).toMatchObject([
        { mark: 'ok', finding: expect.stringContaining('running terminal') as unknown },
      ]);
  });

  test('uses its own port', async () => {
    const taken = { instance: () => 'running' as const, portTaken: () => Promise.resolve(true) };
    expect(await find('ui port', taken, { ui: { port: 8000 } })).toMatchObject([{ mark: 'ok' }]);
  });
});

test('the embedded central API is asked nothing', async () => {
  const unasked = { central: () => Promise.reject(new Error('asked')) };
  expect(await find('central API', unasked)).toMatchObject([{ mark: 'ok' }]);
});

test('times are told in a unit that says something', () => {
  expect([90_000, 3_600_000, 7_200_000, 3 * day].map(span)).toEqual(['90 s', '60 min', '2 h', '3 days']);
});

test('what happened to the queue is told beside its health', async () => {
  const queue = {
    ...healthyQueue,
    salvage: { at: 0, setAside: 'queue.sqlite.damaged-x', why: 'damaged', kept: 7, lost: 1 },
    balance: {
      ...{ at: 0, why: 'daily', full: true, confirmed: 1, reoffered: 0, lost: 0, surplus: 2, gone: 0 },
      ...{ here: 1, there: 3 },
    },
    daysCutOff: 20,
    backupAt: null,
  };
  const found = await find('queue', { store: () => queue });
  expect(found.map(({ what, mark }) => [what, mark])).toEqual([
    ['queue', 'ok'],
    ['salvage', 'warn'],
    ['balance', 'warn'],
    ['cut off', 'warn'],
    ['backup', 'warn'],
  ]);
  expect(found.find(({ what }) => what === 'cut off')?.finding).toMatch(/20 days .* nobody can begin/);
});
