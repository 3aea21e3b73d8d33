// The central API on real parts: PostgreSQL, mutual TLS, an SMTP server, started from its command line. Afterwards count:
// nothing lost, nothing doubled, nobody let in who should not be.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import {
  CodeAnswer,
  EnrolmentAnswer,
  Health,
  Problem,
  PushAnswer,
  Readiness,
  VerificationAnswer,
} from '../../sync/contract/api.ts';
import type { PushResult } from '../../sync/contract/api.ts';
import { FeedPage } from '../../sync/contract/feed.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { preparePglite, writeCity } from '../fixtures/central.ts';
import { overHttp, PhoneBrowser } from '../fixtures/phone.ts';
import { query, startPostgres } from '../fixtures/postgres.ts';
import type { ThrowAwayPostgres } from '../fixtures/postgres.ts';
import {
  madeUp,
  makeCard,
  makeCardAuthority,
  makeDeviceKey,
  makeHandoff,
  makeRecord,
  makeSignedRecord,
  sealRecord,
} from '../fixtures/registration.ts';
import type { CardAuthority, FakeCard, Sender } from '../fixtures/registration.ts';

const cli = join(import.meta.dirname, '../../sync/central/cli.ts');

const Ready = z.strictObject({
  event: z.literal('ready'),
  terminals: z.url(),
  public: z.url(),
  mail: z.url().nullable(),
  metrics: z.url().optional(),
  database: z.enum(['postgresql', 'pglite']),
  trust: z.string().startsWith('-----BEGIN CERTIFICATE-----'),
  enrolmentCode: z.string().optional(),
  senderToken: z.string().optional(),
  adminToken: z.string().optional(),
  /** Made-up staff of an embedded one. */
  staff: z.array(z.unknown()).optional(),
});
type Ready = z.infer<typeof Ready>;

interface Running {
  readonly ready: Ready;
  readonly child: ChildProcessWithoutNullStreams;
  readonly logged: () => string;
}

let folder: string;
let postgres: ThrowAwayPostgres;
let mailbox: Mailbox;
let environment: Record<string, string>;
let running: Running;
let terminal: Sender;
let root: CardAuthority;
let card: FakeCard;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'madoguchi-faults-'));
  [postgres, mailbox, root] = await Promise.all([startPostgres(), startMailbox(), makeCardAuthority()]);
  card = await makeCard(root, root);
  const anchors = join(folder, 'anchors.json');
  writeFileSync(anchors, JSON.stringify({ sign: [root.pem], auth: [root.pem] }));
  environment = {
    PATH: process.env.PATH ?? '',
    DATABASE_URL: postgres.url,
    DATA_DIR: join(folder, 'data'),
    SMTP_URL: mailbox.url,
    ANCHORS_FILE: anchors,
    CITY_DIR: writeCity(folder),
    RENDERER_DIR: folder,
    PORT: '0',
    TERMINAL_PORT: '0',
    METRICS_PORT: '0',
  };
  running = await start(environment);
  terminal = await enrol(
    running.ready,
    (await run(['enrol', '--name', 'counter', '--municipality', madeUp.municipality])).trim(),
  );
});
afterAll(async () => {
  if (running.child.exitCode === null) await stop(running);
  await mailbox.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(env: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, [cli], { env, stdio: 'pipe' });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString('utf8');
  });
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    once(child, 'exit').then(() => Promise.reject(new Error(`the central API ended:\n${log}`))),
  ]);
  return { ready: Ready.parse(JSON.parse(line)), child, logged: () => log };
}

async function stop({ child }: Running, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = (await ended) as [number | null];
  return code;
}

/** One of IT's small jobs; gives what it printed. */
async function run(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [cli, ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, log] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString('utf8');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(log);
  return out;
}

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly json: unknown;
}
interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** A call over real TLS; without an identity, without a client certificate. */
function call(
  ready: Ready,
  method: string,
  path: string,
  body: unknown,
  identity: Identity | null,
): Promise<Answer> {
  const agent = new Agent({ ca: ready.trust, ...(identity ?? {}), keepAlive: false });
  return new Promise((answered, failed) => {
    const sent = request(
      `${ready.terminals}${path}`,
      { method, agent, headers: body === null ? {} : { 'content-type': 'application/json' } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const json: unknown = text === '' ? null : JSON.parse(text);
          answered({ status: response.statusCode ?? 0, headers: response.headers, json });
        });
        response.on('error', failed);
      },
    );
    sent.on('error', failed);
    sent.end(body === null ? undefined : JSON.stringify(body));
  });
}

const identityOf = (sender: Sender): Identity => ({
  cert: sender.certificate,
  key: sender.device.privateKeyPem,
});

async function enrol(ready: Ready, code: string): Promise<Sender> {
  const device = await makeDeviceKey();
  const body = { code, name: 'counter', municipality: madeUp.municipality, csr: device.csr };
  const { json } = await call(ready, 'POST', '/v1/enrolments', body, null);
  const { terminalId, certificate, sealingKey } = EnrolmentAnswer.parse(json);
  return { terminalId, certificate, sealingKey, device };
}

async function push(items: readonly object[], sender = terminal): Promise<PushResult[]> {
  const { json } = await call(running.ready, 'POST', '/v1/registrations', { items }, identityOf(sender));
  return PushAnswer.parse(json).results;
}

const accounts = async (ids: readonly string[]): Promise<number> => {
  const [row] = await query<{ count: string }>(
    postgres.url,
    'select count(*) from accounts where registration_id = any($1)',
    [ids],
  );
  return Number(row?.count);
};

describe('enrolment over TLS', () => {
  it('gives one certificate for one code, and IT sees the terminal', async () => {
    const code = (await run(['enrol', '--name', 'second', '--municipality', madeUp.municipality])).trim();
    const second = await enrol(running.ready, code);
    const device = await makeDeviceKey();
    const again = { code, name: 'thief', municipality: madeUp.municipality, csr: device.csr };
    const refused = await call(running.ready, 'POST', '/v1/enrolments', again, null);
    expect([refused.status, Problem.parse(refused.json).code]).toEqual([403, 'enrolment-code-invalid']);
    const token = (await run(['admin'])).trim();
    const list = await fetch(`${running.ready.public}/v1/terminals`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await list.text()).toContain(second.terminalId);
  });

  it('lets nobody in with no, a self-made or the wrong certificate', async () => {
    const none = await call(running.ready, 'GET', '/v1/changes', null, null);
    expect([none.status, Problem.parse(none.json).code]).toEqual([401, 'unauthenticated']);
    // Signed by another authority that calls itself the same.
    const other = await start({
      ...environment,
      DATABASE_URL: '',
      DATA_DIR: await preparePglite(mkdtempSync(join(folder, 'other-'))),
      ENROL_ON_START: '1',
    });
    const stranger = await enrol(other.ready, other.ready.enrolmentCode ?? '');
    const foreign = await call(running.ready, 'GET', '/v1/changes', null, identityOf(stranger));
    expect([foreign.status, Problem.parse(foreign.json).code]).toEqual([401, 'unauthenticated']);
    expect(await stop(other)).toBe(0);
    // A certificate without its key does not get through the handshake at all.
    const stolen = { cert: terminal.certificate, key: (await makeDeviceKey()).privateKeyPem };
    await expect(call(running.ready, 'GET', '/v1/changes', null, stolen)).rejects.toThrow();
  });

  it('shows a server certificate that is checked against the authority and the name', () => {
    const authority = new X509Certificate(running.ready.trust);
    expect(authority.ca).toBe(true);
    const strict = new Agent({ ca: new X509Certificate(running.ready.trust).toString() });
    const url = running.ready.terminals.replace('127.0.0.1', '127.0.0.2');
    return new Promise<void>((done) => {
      request(`${url}/v1/changes`, { agent: strict })
        .on('error', () => {
          done();
        })
        .end();
    });
  });
});

describe('registrations on PostgreSQL', () => {
  it('arrive once: the same batch twice, and many times at once', async () => {
    const records = await Promise.all(
      Array.from({ length: 10 }, () => makeSignedRecord(terminal.terminalId, card)),
    );
    const items = await Promise.all(records.map((record) => sealRecord(record, terminal, record.id)));
    const batches = await Promise.all(Array.from({ length: 6 }, () => push(items)));
    for (const [index, { id }] of items.entries()) {
      const answers = batches.map((batch) => batch[index]);
      expect(answers.filter((answer) => answer?.outcome === 'accepted')).toHaveLength(1);
      expect(
        new Set(answers.map((answer) => (answer !== undefined && 'receipt' in answer ? answer.receipt : id)))
          .size,
      ).toBe(1);
    }
    expect((await push(items)).every(({ outcome }) => outcome === 'duplicate')).toBe(true);
    expect(await accounts(items.map(({ id }) => id))).toBe(10);
  });

  it('that are refused do not hold up the others', async () => {
    const good = [makeRecord(terminal.terminalId), makeRecord(terminal.terminalId)];
    const bad = makeRecord(terminal.terminalId, { services: ['library'] });
    const nul = makeRecord(terminal.terminalId, {
      basicFour: { name: 'a\u0000', birthDate: '19900101', sex: '1', address: 'b' },
    });
    const items = await Promise.all(
      [good[0]!, bad, nul, good[1]!].map((record) => sealRecord(record, terminal, record.id)),
    );
    const results = await push(items);
    expect(results.map(({ outcome }) => outcome)).toEqual(['accepted', 'refused', 'refused', 'accepted']);
    expect(await accounts(items.map(({ id }) => id))).toBe(2);
  });

  it('survive kill -9 at any moment of a batch: what was answered is there, the rest comes again, nothing twice', async () => {
    const records = await Promise.all(
      Array.from({ length: 100 }, () => makeSignedRecord(terminal.terminalId, card)),
    );
    const items = await Promise.all(records.map((record) => sealRecord(record, terminal, record.id)));
    const ids = items.map(({ id }) => id);
    const answered = push(items).catch(() => null);
    // More than are stored at a time. As soon as the first few are in, the power goes.
    while ((await accounts(ids)) < 5) expect(running.child.exitCode).toBeNull();
    await stop(running, 'SIGKILL');
    expect(await answered).toBeNull();
    const before = await accounts(ids);
    expect(before).toBeGreaterThanOrEqual(5);
    running = await start(environment);
    const results = await push(items);
    expect(results.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(before);
    expect(results.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(100 - before);
    expect(await accounts(ids)).toBe(100);
  });
});

describe('codes over SMTP', () => {
  it('arrive, confirm, and make the record with them acceptable', async () => {
    const email = 'over-smtp@example.jp';
    const sessionId = randomBytes(16).toString('hex');
    const ask = { sessionId, channel: 'email', address: email, language: 'ja' };
    const asked = await call(running.ready, 'POST', '/v1/verifications', ask, identityOf(terminal));
    const { id, number } = VerificationAnswer.parse(asked.json);
    const mail = await mailbox.wait(email);
    expect(mail.subject).toBe(`確認コード（${number} 通目）`);
    const code = /\b\d{6}\b/.exec(mail.text)?.[0];
    const answer = await call(
      running.ready,
      'POST',
      `/v1/verifications/${id}/answers`,
      { code },
      identityOf(terminal),
    );
    expect(CodeAnswer.parse(answer.json)).toEqual({ outcome: 'confirmed' });
    const contact = { email, emailVerification: id, phone: null, phoneVerification: null };
    const record = makeRecord(terminal.terminalId, { sessionId, contact });
    expect((await push([await sealRecord(record, terminal, record.id)]))[0]).toMatchObject({
      outcome: 'accepted',
    });
  });

  it('to an address that the mail system refuses are told at once', async () => {
    const ask = {
      sessionId: randomBytes(16).toString('hex'),
      channel: 'email',
      address: 'refused@example.jp',
      language: 'ja',
    };
    const { status, json } = await call(
      running.ready,
      'POST',
      '/v1/verifications',
      ask,
      identityOf(terminal),
    );
    expect([status, Problem.parse(json).code]).toEqual([422, 'address-refused']);
  });

  it('are told as not sent when the mail system is away', async () => {
    const ask = {
      sessionId: randomBytes(16).toString('hex'),
      channel: 'email',
      address: 'busy@example.jp',
      language: 'ja',
    };
    const { status, json, headers } = await call(
      running.ready,
      'POST',
      '/v1/verifications',
      ask,
      identityOf(terminal),
    );
    expect([status, Problem.parse(json).code]).toEqual([503, 'mail-failed']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('are mailed after a registration without network, and confirm from the slip', async () => {
    const email = 'later@example.jp';
    const { token, sha256: handoffSha256 } = makeHandoff();
    const contact = { email, emailVerification: null, phone: null, phoneVerification: null };
    const record = makeRecord(terminal.terminalId, { handoffSha256, contact });
    await push([await sealRecord(record, terminal, record.id)]);
    const code = /\b\d{6}\b/.exec((await mailbox.wait(email)).text)?.[0];
    const phone = new PhoneBrowser(overHttp(running.ready.public));
    expect(await phone.enter(token)).toEqual({ outcome: 'open' });
    expect((await phone.view()).stages.contact).toBe('open');
    const answer = await phone.call('POST', '/v1/phone/contacts/email/answers', { code });
    expect(answer.json()).toEqual({ outcome: 'confirmed' });
    expect((await phone.view()).stages.contact).toBe('confirmed');
  });
});

describe('the feed on PostgreSQL', () => {
  it('is woken by a message that another node posted', async () => {
    const record = makeRecord(terminal.terminalId, {
      authCertificate: Buffer.from(card.authCertificate).toString('base64'),
      memberships: [madeUp.municipality],
    });
    await push([await sealRecord(record, terminal, record.id)]);
    await query(postgres.url, 'update contacts set confirmed_at = now()');
    await query(
      postgres.url,
      `insert into kept_at select account_id, municipality, now() from memberships where municipality = '${madeUp.municipality}'`,
    );
    const pull = async (cursor: string, wait: number): Promise<FeedPage> => {
      const { json } = await call(
        running.ready,
        'GET',
        `/v1/changes?wait=${wait}${cursor}`,
        null,
        identityOf(terminal),
      );
      return FeedPage.parse(json);
    };
    const { cursor } = await pull('', 0);
    const waiting = pull(`&cursor=${cursor}`, 25);
    const second = await start(environment);
    const token = (await run(['sender', '--municipality', madeUp.municipality])).trim();
    const started = performance.now();
    const post = await fetch(`${second.ready.public}/v1/municipalities/${madeUp.municipality}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        id: crypto.randomUUID(),
        texts: { ja: { title: 't', body: 'b' } },
        audience: {},
      }),
    });
    expect(await post.json()).toMatchObject({ recipients: 1 });
    expect((await waiting).entries).toMatchObject([{ kind: 'message' }, { kind: 'mailbox' }]);
    // The bell, not the five-second look.
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(await stop(second)).toBe(0);
  });
});

describe("IT's commands, while the server runs", () => {
  const runFailing = (args: readonly string[]): Promise<string> =>
    run(args).then(
      () => 'it did not fail',
      (cause: unknown) => String(cause),
    );

  it('rotate a key that the server takes up, keep the old one while it is awaited, destroy it when forced', async () => {
    const before = await makeRecordSealed();
    const [kid = ''] = (await run(['keys', 'rotate'])).split('\n');
    expect(await push([before])).toMatchObject([{ outcome: 'accepted' }]);
    const list = await run(['keys', 'list']);
    expect(list).toContain(`${kid} sealing in use`);
    expect(list).toContain(`awaited: ${terminal.terminalId} counter`);
    const old = terminal.sealingKey.kid;
    expect(await runFailing(['keys', 'destroy', kid, '--force'])).toContain('in use');
    expect(await runFailing(['keys', 'destroy', old])).toContain(terminal.terminalId);
    expect(await run(['keys', 'destroy', old, '--force'])).toBe('destroyed\n');
    const refused = { outcome: 'refused', problem: { code: 'seal-unreadable' } };
    await vi.waitFor(async () => {
      expect(await push([await makeRecordSealed()])).toMatchObject([refused]);
    }, 5_000);
    const code = (await run(['enrol', '--name', 'third', '--municipality', madeUp.municipality])).trim();
    terminal = await enrol(running.ready, code);
    expect(terminal.sealingKey.kid).toBe(kid);
  });

  it('import a bundle and answer it, twice; and tell the balance', async () => {
    const item = await makeRecordSealed();
    const bundle = join(folder, 'b.madoguchi-bundle');
    writeFileSync(bundle, await makeBundle([{ kind: 'items', items: [item] }], terminal));
    const receipts = join(folder, 'b.madoguchi-receipts');
    const imported = async (): Promise<unknown> =>
      JSON.parse(await run(['import', bundle, '--receipts', receipts]));
    expect(await imported()).toMatchObject({ accepted: 1, duplicate: 0, complete: true });
    expect(await imported()).toMatchObject({ accepted: 0, duplicate: 1, complete: true });
    expect(readFileSync(receipts, 'utf8').trimEnd().split('\n')).toHaveLength(2);
    expect(await runFailing(['import', join(folder, 'anchors.json'), '--receipts', receipts])).toContain(
      'damaged',
    );
    expect(await push([item])).toMatchObject([{ outcome: 'duplicate' }]);
    expect(await accounts([item.id])).toBe(1);
    const { terminalId } = terminal;
    expect(await run(['balance', '--terminal', terminalId])).toContain('told nothing yet; held here 1');
    const counts = { saved: 2, outbox: 0, accepted: 1, needsAttention: 0 };
    const request = { after: null, upTo: null, records: [], counts };
    await call(running.ready, 'POST', '/v1/terminals/self/balance', request, identityOf(terminal));
    const told = await runFailing(['balance', '--terminal', terminalId]);
    expect(told).toContain('DOES NOT AGREE');
    expect(told).toContain(`surplus ${item.id}`);
  });

  const makeRecordSealed = (): ReturnType<typeof sealRecord> => {
    const record = makeRecord(terminal.terminalId);
    return sealRecord(record, terminal, record.id);
  };
});

describe('the process', () => {
  it('has told its log of no address, name or code, and kept its secret to itself', () => {
    const log = running.logged();
    expect(log).toContain('"event":"record-accepted"');
    for (const secret of ['example.jp', madeUp.name, '架空', '見本町', madeUp.birthDate])
      expect(log).not.toContain(secret);
    expect(readFileSync(join(folder, 'data', 'secret.key'))).toHaveLength(32);
  });

  it('is alive and ready, serves metrics where it was told to, and says what a wrong variable should be', async () => {
    const { public: url, metrics = '' } = running.ready;
    expect(Health.parse(await (await fetch(`${url}/healthz`)).json())).toMatchObject({ status: 'ok' });
    expect(Readiness.parse(await (await fetch(`${url}/readyz`)).json())).toMatchObject({
      status: 'ok',
      parts: { database: 'ok', jobs: 'ok', bell: 'ok' },
    });
    expect(await (await fetch(metrics)).text()).toMatch(/^madoguchi_process_cpu_seconds_total /m);
    expect(new URL(metrics).hostname).toBe('127.0.0.1');
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    await expect(start({ ...environment, PORT: 'http' })).rejects.toThrow('PORT: expected a port');
  });

  it('refuses to share an embedded data folder with another', async () => {
    const embedded = {
      ...environment,
      DATABASE_URL: '',
      DATA_DIR: await preparePglite(mkdtempSync(join(folder, 'twice-'))),
    };
    const first = await start(embedded);
    await expect(start(embedded)).rejects.toThrow('another central API is using this data folder');
    // A parent that goes takes its child along: standard input closes.
    const ended = once(first.child, 'exit');
    first.child.stdin.end();
    expect((await ended)[0]).toBe(0);
    const second = await start({ ...embedded, ENROL_ON_START: '1' });
    expect([second.ready.trust, second.ready.database]).toEqual([first.ready.trust, 'pglite']);
    expect(second.ready.senderToken).toMatch(/^snd_/);
    expect(await stop(second)).toBe(0);
  });

  it('stops cleanly on SIGTERM while a terminal waits for changes', async () => {
    const { json } = await call(running.ready, 'GET', '/v1/changes', null, identityOf(terminal));
    const { cursor } = FeedPage.parse(json);
    const waiting = call(
      running.ready,
      'GET',
      `/v1/changes?wait=25&cursor=${cursor}`,
      null,
      identityOf(terminal),
    ).catch(() => null);
    const started = performance.now();
    expect(await stop(running)).toBe(0);
    await waiting;
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

interface Mailbox {
  readonly url: string;
  /** The first mail to an address, as soon as it is there. */
  wait(address: string): Promise<{ subject: string; text: string }>;
  stop(): Promise<void>;
}

/** A mail system that refuses one address for good and another for now. */
async function startMailbox(): Promise<Mailbox> {
  const mails = new Map<string, { subject: string; text: string }>();
  const waiting = new Map<string, () => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo({ address }, _session, done) {
      const status = { 'refused@example.jp': 550, 'busy@example.jp': 451 }[address];
      done(status === undefined ? null : Object.assign(new Error(`no ${address}`), { responseCode: status }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        void PostalMime.parse(Buffer.concat(chunks)).then(({ subject = '', text = '' }) => {
          const address = session.envelope.rcptTo[0]?.address ?? '';
          mails.set(address, { subject, text });
          done();
          waiting.get(address)?.();
        });
      });
    },
  });
  server.on('error', () => {
    // The client was killed in the middle of a mail.
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    async wait(address) {
      if (!mails.has(address)) await new Promise<void>((came) => waiting.set(address, came));
      const mail = mails.get(address);
      if (mail === undefined) throw new Error('no mail');
      return mail;
    },
    stop: () =>
      new Promise((stopped) =>
        server.close(() => {
          stopped();
        }),
      ),
  };
}
