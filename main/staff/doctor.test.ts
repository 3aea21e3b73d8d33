// The doctor itself: how findings are run and written, what the real looks see, and that the card is only asked.
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSoftwareCardRoom, PROFILES } from '../card/index.ts';
import type { TraceLine } from '../card/trace.ts';
import { sharedTestPki, verifies } from '../card/testing.ts';
import { lockInstance } from '../shell/instance-lock.ts';
import { fileSealer, openSecretStore } from '../shell/secrets.ts';
import { madeUpRegistration, openTestStore } from '../store/testing/fixtures.ts';
import { commandLine, examineCard } from './card/examine-card.ts';
import { fakeWorld } from './checks/fake-world.ts';
import { broken, fine, odd } from './checks/finding.ts';
import { check, type Check } from './checks/world.ts';
import { asLine, examine, passed, summary } from './examine.ts';
import { lookAtCentral } from './looks/central.ts';
import { lookAtIdentity } from './looks/identity.ts';
import { canWriteTo, lookAtDirectory, lookForInstance, portTaken } from './looks/machine.ts';
import { lookAtPrinter } from '../shell/cups-look.ts';
import { driverVersion } from './looks/readers.ts';
import { lookAtStore } from './looks/store.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'madoguchi-doctor-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe('examining', () => {
  const needless: Check = { needs: 'nothing', what: 'a', run: () => fine('a', 'well') };

  test('goes through the list in order; several findings of one check stay together', async () => {
    const two = check('b', () => [odd('b', 'one', 'do'), broken('b', 'two', 'do')]);
    const found = await examine([needless, two], fakeWorld(), fakeWorld());
    expect(found.map(({ finding }) => finding)).toEqual(['well', 'one', 'two']);
  });

  test('without a configuration only what stands without one is checked', async () => {
    const never = check('b', () => fine('b', 'well'));
    expect(await examine([needless, never], fakeWorld(), null)).toHaveLength(1);
  });

  test('a check that fails itself is a failure, and the next ones still run', async () => {
    const thrower = check('b', () => Promise.reject(new Error('first line\nsecond line')));
    const found = await examine([thrower, needless], fakeWorld(), fakeWorld());
    expect(found.map(({ mark }) => mark)).toEqual(['fail', 'ok']);
    expect(asLine(found[0]!)).toBe(
      'FAIL  b: this check failed itself: first line -> send this line to support',
    );
  });

  test('warnings are no failure; every finding is one line', () => {
    const found = [fine('a', 'b'), odd('c', 'd\ne', 'f')];
    expect([passed(found), passed([...found, broken('g', 'h', 'i')])]).toEqual([true, false]);
    expect(found.map(asLine)).toEqual(['ok    a: b', 'WARN  c: d e -> f']);
    expect(summary(found)).toBe('1 ok, 1 warnings, 0 failed');
  });
});

describe('the queue', () => {
  test('is counted without being changed, and nothing is left beside it', () => {
    const directory = folder();
    const path = join(directory, 'queue.sqlite');
    const store = openTestStore(path);
    for (const n of [1, 2, 3]) expect(store.commitRegistration(madeUpRegistration(n)).ok).toBe(true);
    store.claim({ limit: 1, maxBytes: 1 << 20, now: Date.now(), until: Date.now() + 60_000 });
    expect(lookAtStore(path)).toMatchObject({ kind: 'in-use' });
    store.close();
    const look = lookAtStore(path);
    expect(look).toMatchObject({
      kind: 'read',
      counts: { saved: 2, sent: 1 },
      brokenAudit: null,
      auditEntries: 3,
    });
    expect(lookAtStore(path)).toEqual(look);
    expect(readdirSync(directory)).toEqual(['queue.sqlite']);
  });

  test('a changed audit entry shows', () => {
    const path = join(folder(), 'queue.sqlite');
    const store = openTestStore(path);
    store.commitRegistration(madeUpRegistration(1));
    store.close();
    const db = new Database(path);
    db.exec('DROP TRIGGER audit_no_update; UPDATE audit SET at = at + 1');
    db.close();
    expect(lookAtStore(path)).toMatchObject({ kind: 'read', brokenAudit: 1 });
  });

  test('what cannot be read has a name', () => {
    const directory = folder();
    const file = (name: string, fill: (db: Database.Database) => void): string => {
      const db = new Database(join(directory, name));
      fill(db);
      db.close();
      return join(directory, name);
    };
    writeFileSync(join(directory, 'text'), 'no database at all, but long enough to have a head'.repeat(20));
    expect(lookAtStore(join(directory, 'nothing'))).toMatchObject({ kind: 'none' });
    expect(lookAtStore(join(directory, 'text'))).toMatchObject({ kind: 'damaged' });
    expect(lookAtStore(file('other', (db) => db.exec('CREATE TABLE t (x)')))).toMatchObject({
      kind: 'not-ours',
    });
    const ours = 'PRAGMA application_id = 0x4d41444f; CREATE TABLE t (x)';
    const newer = file('newer', (db) => db.exec(`${ours}; PRAGMA user_version = 9999`));
    expect(lookAtStore(newer)).toMatchObject({ kind: 'from-the-future', found: 9999 });
    const empty = file('empty', (db) => db.exec(ours));
    expect(lookAtStore(empty)).toMatchObject({ kind: 'unreadable', code: 'SQLITE_ERROR' });
  });
});

describe('the machine', () => {
  test('a running terminal is seen by its lock, and asking makes no lock file', () => {
    const directory = folder();
    expect(lookForInstance(directory)).toBe('not-running');
    expect(readdirSync(directory)).toEqual([]);
    const lock = lockInstance(directory);
    expect(lookForInstance(directory)).toBe('running');
    if (lock.ok) lock.value.release();
    expect(lookForInstance(directory)).toBe('not-running');
  });

  test('directories are told as they are', () => {
    const directory = folder();
    const inner = join(directory, 'inner');
    expect(lookAtDirectory(inner, null)).toEqual({ kind: 'missing', canBeMade: true });
    mkdirSync(inner);
    chmodSync(inner, 0o750);
    const uid = process.getuid?.() ?? null;
    expect(lookAtDirectory(inner, uid)).toMatchObject({
      kind: 'there',
      mode: 0o750,
      foreign: false,
      writable: true,
    });
    expect(lookAtDirectory(inner, 4_000_000)).toMatchObject({ foreign: true });
    writeFileSync(join(inner, 'file'), '', { mode: 0o777 });
    expect([canWriteTo(join(inner, 'a/b')), canWriteTo(join(inner, 'file/b'))]).toEqual([true, false]);
  });

  test('a taken port is seen', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo; // a TCP server's
    expect(await portTaken(port)).toBe(true);
    await new Promise((done) => server.close(done));
    expect(await portTaken(port)).toBe(false);
  });

  test('a printing service and a central API that are not there are told, not waited for', async () => {
    const nowhere = { socketPath: join(folder(), 'cups.sock') };
    expect(await lookAtPrinter(nowhere, 'slips')).toEqual({ kind: 'no-service' });
    expect(await lookAtCentral('https://127.0.0.1:1', '')).toEqual({ kind: 'silent', code: 'ECONNREFUSED' });
  });

  test('secrets are told by their backend; what is in them stays there', async () => {
    const directory = folder();
    expect(lookAtIdentity(join(directory, 'none'))).toMatchObject({ kind: 'none', files: { backends: [] } });
    const sealer = { ...fileSealer, backend: 'keyring:made-up' };
    await openSecretStore(directory, sealer).set('terminal-identity', Buffer.from('sealed'));
    expect(lookAtIdentity(directory)).toEqual({
      kind: 'sealed',
      files: { backends: ['keyring:made-up'], open: 0 },
    });
    rmSync(join(directory, 'terminal-identity.json'));
    await openSecretStore(directory, fileSealer).set(
      'terminal-identity',
      Buffer.from('{"privateKey":"SECRET"'),
    );
    chmodSync(join(directory, 'terminal-identity.json'), 0o644);
    const look = lookAtIdentity(directory);
    expect(look).toMatchObject({ kind: 'unreadable', files: { backends: ['file:0600'], open: 1 } });
    expect(JSON.stringify(look)).not.toContain('SECRET');
  });
});

test("a driver's version is read from its four bytes", () => {
  expect(driverVersion(Uint8Array.of(0x02, 0x00, 0x05, 0x01))).toBe('1.5.2');
  expect(driverVersion(new Uint8Array())).toBe('');
});

describe('the card', () => {
  async function examineSample(prepare: (room: ReturnType<typeof openSoftwareCardRoom>) => void) {
    const cards = await sharedTestPki();
    return await examineCard((trace) => {
      const room = openSoftwareCardRoom({ cards, trace });
      prepare(room);
      return room;
    });
  }
  const person = PROFILES[0]!;

  test('is inspected without a PIN and without a word about its owner', async () => {
    const { findings, commands } = await examineSample((room) => room.insert(person.name));
    expect(passed(findings)).toBe(true);
    expect(findings.map(({ what }) => what)).toEqual([
      'card',
      'certificates',
      'tries, 4-digit PIN',
      'tries, signature password',
      'commands',
    ]);
    expect(verifies(commands)).toBe(0);
    expect(commands.some(({ header }) => header.startsWith('0020'))).toBe(true);
    const told = [...findings.map(asLine), ...commands.map(commandLine)].join('\n');
    expect(told).toContain('asks the tries, spends none');
    expect(told).not.toMatch(/[\u3040-\u30ff\u3400-\u9fff]/);
    expect(told).not.toMatch(/[0-9a-f]{64}/i);
  });

  test('what is wrong with it is told with what to do', async () => {
    const mute = await examineSample((room) => {
      room.insert(person.name);
      room.setFaults({ mute: true });
    });
    expect(mute.findings).toMatchObject([{ mark: 'fail', finding: 'cannot be read (mute)' }]);
    expect(mute.commands).toEqual([]);
  });

  const inspected = async (seen: unknown, lines: readonly TraceLine[] = []) =>
    await examineCard((trace) => ({
      watch(listener) {
        listener({ type: 'inserted', insertion: 1 });
        return () => undefined;
      },
      inspect() {
        lines.forEach(trace);
        return Promise.resolve(seen) as ReturnType<ReturnType<typeof openSoftwareCardRoom>['inspect']>; // a made-up answer
      },
      close: () => Promise.resolve(),
    }));

  test.each([
    [{ kind: 'no-reader' }, 'fail'],
    [{ kind: 'no-card' }, 'fail'],
    [{ kind: 'reader-busy' }, 'fail'],
    [{ kind: 'not-my-number', seen: 'transit' }, 'warn'],
    [{ kind: 'card-removed', verify: 'not-sent' }, 'fail'],
    [{ kind: 'timeout', verify: 'not-sent' }, 'fail'],
  ])('%j is a finding', async (error, mark) => {
    const { findings } = await inspected({ ok: false, error });
    expect(findings).toMatchObject([{ mark }]);
    expect(findings[0]?.todo).not.toBe('');
  });

  test('spent, blocked and silent counters and a slow reader show', async () => {
    const report = { authCertificate: null, fingerprint: null, hasSignatureCertificate: false };
    const tries = (supportPin: unknown, signaturePassword: unknown) => ({
      ok: true,
      value: { ...report, tries: { supportPin, signaturePassword } },
    });
    const slow: TraceLine = { header: '00B08600', data: '', received: 1, result: '9000', ms: 800 };
    const one = await inspected(tries({ left: 1, max: 3 }, { left: 0, max: 5 }), [slow]);
    expect(one.findings.map(({ mark }) => mark)).toEqual(['ok', 'ok', 'warn', 'warn', 'warn']);
    const other = await inspected(tries('unknown', { left: 5, max: 5 }));
    expect(other.findings.map(({ mark }) => mark)).toEqual(['ok', 'ok', 'fail', 'ok']);
  });
});

describe('the command', () => {
  const run = async (args: readonly string[], config: string) => {
    const directory = folder();
    writeFileSync(join(directory, 'terminal.yml'), config);
    const env = { ...process.env, MADOGUCHI_CONFIG: join(directory, 'terminal.yml') };
    return await new Promise<{ code: number; out: string; left: string[] }>((done) => {
      const child = execFile(
        process.execPath,
        [resolve(import.meta.dirname, 'doctor.ts'), ...args],
        { env },
        (_error, out) => done({ code: child.exitCode ?? -1, out, left: readdirSync(directory) }),
      );
    });
  };

  test('tells every wrong key and ends with 1', async () => {
    const { code, out } = await run(['--json'], 'shell: x\nui: { port: -1 }\n');
    const report = JSON.parse(out) as { ok: boolean; findings: { mark: string; finding: string }[] };
    expect([code, report.ok]).toEqual([1, false]);
    const failed = report.findings.filter(({ mark }) => mark === 'fail').map(({ finding }) => finding);
    expect(failed).toEqual([expect.stringContaining('shell'), expect.stringContaining('ui.port')]);
  });

  test('ends with 0 on a machine that can run a terminal, and makes nothing there', async () => {
    const { code, out, left } = await run([], 'shell: none\ndataDir: data\nreader: { kind: software }\n');
    expect(out).toMatch(/, 0 failed\n$/);
    expect([code, left]).toEqual([0, ['terminal.yml']]);
  });

  test('does not guess what an unknown word means', async () => {
    expect(await run(['cart'], '')).toMatchObject({ code: 64, out: '' });
  });
});
