import { randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Kysely, PostgresDialect } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { madeUp, makeDeviceKey, makeRecord, sealRecord } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import {
  CodeAnswer,
  EnrolmentAnswer,
  Health,
  Problem,
  Readiness,
  TerminalList,
  VerificationAnswer,
} from '../../contract/api.ts';
import { makeLog } from '../log.ts';
import { makeApp } from './app.ts';
import { addMailPage } from './mail-page.ts';
import { makeMetricsApp } from './metrics-app.ts';
import { makePublicApp } from './public-app.ts';
import type { Parts } from '../parts.ts';
import type { Tables } from '../db/tables.ts';
import { makeEnrolmentCode, makeToken } from '../tokens.ts';

let central: TestCentral;
let terminal: Sender;
let clockMs = 0;
beforeAll(async () => {
  central = await startTestCentral({
    now: () => new Date(Date.now() + clockMs),
    limits: { pauseMs: 15_000, perSession: 4 },
  });
  terminal = await central.enrol();
}, 60_000);
afterAll(() => central.stop(), 60_000);

const session = (): string => randomBytes(16).toString('hex');

describe('enrolment', () => {
  const enrol = (payload: object) =>
    central.terminals.inject({ method: 'POST', url: '/v1/enrolments', payload });
  const offer = { name: 'x', municipality: madeUp.municipality, ttlMs: 1_000_000 };
  const makeCode = (): Promise<string> => {
    const { db, now } = central.central.parts;
    return makeEnrolmentCode(db, offer, now());
  };
  const request = async (code: string): Promise<Record<string, string>> => ({
    code,
    name: 'counter 1',
    municipality: madeUp.municipality,
    csr: (await makeDeviceKey()).csr,
  });

  it('gives a certificate for ninety days that our authority signed, named after the terminal', async () => {
    const code = await makeCode();
    const answer = EnrolmentAnswer.parse((await enrol(await request(code))).json());
    const certificate = new X509Certificate(answer.certificate);
    expect(certificate.subject).toBe(`CN=${answer.terminalId}`);
    expect(certificate.subjectAltName).toBe(`URI:urn:uuid:${answer.terminalId}`);
    expect(certificate.verify(new X509Certificate(answer.trust).publicKey)).toBe(true);
    const days = (certificate.validToDate.getTime() - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThan(90.1);
    expect(answer.publicUrl).toBe(central.central.publicUrl);
  });

  it('takes a code once, however many ask at once, and however it is written', async () => {
    const code = await makeCode();
    const requests = await Promise.all(
      Array.from({ length: 5 }, () => request(` ${code.toLowerCase().replaceAll('-', ' ')}`)),
    );
    const answers = await Promise.all(requests.map(enrol));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 403, 403, 403, 403]);
  });

  it('refuses an unknown code, another municipality, a late one; a bad request does not spend a code', async () => {
    const code = await makeCode();
    expect((await enrol(await request('00000-00000'))).json()).toMatchObject({
      code: 'enrolment-code-invalid',
    });
    expect((await enrol({ ...(await request(code)), municipality: '992020' })).json()).toMatchObject({
      code: 'enrolment-code-invalid',
    });
    expect((await enrol({ ...(await request(code)), csr: 'nonsense' })).json()).toMatchObject({
      code: 'request-invalid',
    });
    clockMs = 1_000_001;
    expect((await enrol(await request(code))).json()).toMatchObject({ code: 'enrolment-code-invalid' });
    clockMs = 0;
    expect((await enrol(await request(code))).statusCode).toBe(200);
  });
});

describe('a terminal', () => {
  it('is turned away without a certificate, with a strange one, and from the moment it is revoked', async () => {
    const url = '/v1/changes';
    expect((await central.terminals.inject({ url })).json()).toMatchObject({ code: 'unauthenticated' });
    const stranger = { ...terminal, certificate: central.central.trust };
    expect((await central.as(stranger, 'GET', url)).json()).toMatchObject({ code: 'unauthenticated' });
    const doomed = await central.enrol();
    expect((await central.as(doomed, 'GET', url)).statusCode).toBe(200);
    const { db } = central.central.parts;
    await db
      .updateTable('terminals')
      .set({ revoked_at: new Date() })
      .where('id', '=', doomed.terminalId)
      .execute();
    const refused = await central.as(doomed, 'GET', url);
    expect([refused.statusCode, refused.json()]).toMatchObject([403, { code: 'terminal-revoked' }]);
  });

  it('reports of itself, and IT sees it', async () => {
    const report = {
      version: '0.1.0',
      saved: 3,
      waiting: 2,
      needsAttention: 1,
      reader: 'ready',
      printer: 'attention',
      screen: 'welcome',
    };
    expect((await central.as(terminal, 'POST', '/v1/terminals/self/report', report)).statusCode).toBe(204);
    const record = makeRecord(terminal.terminalId);
    await central.as(terminal, 'POST', '/v1/registrations', {
      items: [await sealRecord(record, terminal, record.id)],
    });
    const { db, now } = central.central.parts;
    const list = (token: string) =>
      central.public.inject({ url: '/v1/terminals', headers: { authorization: `Bearer ${token}` } });
    const { terminals } = TerminalList.parse((await list(await makeToken(db, null, now()))).json());
    expect(terminals.find(({ id }) => id === terminal.terminalId)).toMatchObject({
      report,
      accepted: 1,
      revoked: false,
    });
    expect((await list(await makeToken(db, madeUp.municipality, now()))).json()).toMatchObject({
      code: 'forbidden',
    });
    expect((await central.public.inject({ url: '/v1/terminals' })).json()).toMatchObject({
      code: 'unauthenticated',
    });
  });
});

describe('a verification code', () => {
  const ask = (sessionId: string, address: string = madeUp.email, channel = 'email') =>
    central.as(terminal, 'POST', '/v1/verifications', { sessionId, channel, address, language: 'en' });
  const asked = async (...args: Parameters<typeof ask>): Promise<VerificationAnswer> =>
    VerificationAnswer.parse((await ask(...args)).json());
  const answer = async (id: string, code: string, from = terminal): Promise<CodeAnswer> =>
    CodeAnswer.parse((await central.as(from, 'POST', `/v1/verifications/${id}/answers`, { code })).json());
  const wrong = (code: string): string => (code === '000000' ? '111111' : '000000');

  it('is mailed under a neutral, numbered subject and confirms; also a second time', async () => {
    const { id, number } = await asked(session());
    expect(number).toBe(1);
    const { items } = (await (await fetch(`${central.central.mailUrl ?? ''}.json`)).json()) as {
      items: { subject: string }[];
    };
    expect(items[0]?.subject).toBe('Confirmation code (mail no. 1)');
    const code = await central.codeFor(madeUp.email);
    expect(await answer(id, wrong(code))).toEqual({ outcome: 'wrong', triesLeft: 4 });
    expect(await answer(id, code)).toEqual({ outcome: 'confirmed' });
    expect(await answer(id, code)).toEqual({ outcome: 'confirmed' });
  });

  it('is texted to a telephone', async () => {
    const { id } = await asked(session(), madeUp.phone, 'phone');
    expect(await answer(id, await central.codeFor(madeUp.phone))).toEqual({ outcome: 'confirmed' });
  });

  it('is not compared for a while after five wrong answers, however many come at once', async () => {
    const email = 'paused@example.jp';
    const { id } = await asked(session(), email);
    const code = await central.codeFor(email);
    const answers = await Promise.all(Array.from({ length: 12 }, () => answer(id, wrong(code))));
    const left = answers.map((one) => (one.outcome === 'wrong' ? one.triesLeft : one.outcome));
    expect(left.filter((one) => typeof one === 'number').sort()).toEqual([1, 2, 3, 4]);
    expect(left.filter((one) => one === 'paused')).toHaveLength(8);
    expect(await answer(id, code)).toMatchObject({ outcome: 'paused' });
  });

  it('is numbered per address and session; the older mail counts as well; after half an hour none does', async () => {
    const email = 'twice@example.jp';
    const sessionId = session();
    await asked(sessionId, email);
    const older = await central.codeFor(email);
    clockMs = 16_000;
    const second = await asked(sessionId, email);
    expect(second.number).toBe(2);
    expect(await answer(second.id, older)).toEqual({ outcome: 'confirmed' });
    clockMs = 40_000;
    const third = await asked(sessionId, email);
    expect(third.number).toBe(3);
    const code = await central.codeFor(email);
    clockMs = 40_000 + 30 * 60_000 + 1;
    expect(await answer(third.id, code)).toEqual({ outcome: 'expired' });
    clockMs = 0;
  });

  it('is not sent twice in a moment, nor without end: 429 with Retry-After', async () => {
    const sessionId = session();
    await asked(sessionId, 'often@example.jp');
    const again = await ask(sessionId, 'often@example.jp');
    expect([again.statusCode, again.json()]).toMatchObject([429, { code: 'rate-limited' }]);
    expect(Number(again.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(again.headers['retry-after'])).toBeLessThanOrEqual(15);
    for (const name of ['a', 'b', 'c']) await asked(sessionId, `${name}@example.jp`);
    expect((await ask(sessionId, 'd@example.jp')).headers['retry-after']).toBe('600');
  });

  it('belongs to the terminal that asked', async () => {
    const { id } = await asked(session(), 'mine@example.jp');
    const stranger = await central.enrol();
    const response = await central.as(stranger, 'POST', `/v1/verifications/${id}/answers`, {
      code: '123456',
    });
    expect([response.statusCode, response.json()]).toMatchObject([404, { code: 'verification-unknown' }]);
  });

  it('lies nowhere in the database, nor in the job queue', async () => {
    const email = 'nowhere@example.jp';
    await asked(session(), email);
    const code = await central.codeFor(email);
    const { db } = central.central.parts;
    const rows = await db.selectFrom('verifications').selectAll().where('address', '=', email).execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows).replaceAll(/[\w-]{36}|[\d-]{10}T[\d:.]+Z|[0-9a-f]{32}/g, '')).not.toContain(
      code,
    );
    const { rows: jobs } = await central.central.parts.boss
      .getDb()
      .executeSql('select data, output from jobs.job');
    expect(jobs.length).toBeGreaterThan(0);
    expect(JSON.stringify(jobs)).not.toContain(email);
    for (const { data } of jobs as { data: object }[]) expect(Object.keys(data)).toEqual(['verificationId']);
  });
});

describe('every answer', () => {
  const problemOf = (body: string): Problem => Problem.parse(JSON.parse(body));

  it('that refuses is a problem document which says where, not what', async () => {
    const email = 'secret.person@example.jp';
    const response = await central.as(terminal, 'POST', '/v1/verifications', {
      sessionId: session(),
      channel: 'email',
      address: `${email} `,
      language: 'ja',
    });
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(problemOf(response.body)).toMatchObject({
      status: 400,
      code: 'malformed',
      detail: 'body.address',
    });
    expect(response.body).not.toContain('secret');
    expect(problemOf((await central.public.inject({ url: '/nowhere' })).body)).toMatchObject({
      status: 404,
      code: 'not-found',
    });
  });

  it('to anything but well-formed JSON of a bounded size is a refusal', async () => {
    const url = `/v1/slips/${'0'.repeat(24)}/sessions`;
    const send = async (payload: string, type: string): Promise<string> => {
      const { body } = await central.public.inject({
        method: 'POST',
        url,
        payload,
        headers: { 'content-type': type, 'sec-fetch-site': 'same-origin' },
      });
      return problemOf(body).code;
    };
    expect(await send('{"birthDate":"19900101"}', 'text/plain')).toBe('malformed');
    expect(await send('birthDate=19900101', 'application/x-www-form-urlencoded')).toBe('malformed');
    expect(await send('{"birthDate":', 'application/json')).toBe('malformed');
    expect(await send('{"birthDate":"19900101","more":1}', 'application/json')).toBe('malformed');
    expect(await send('{"__proto__":{"birthDate":"19900101"}}', 'application/json')).toBe('malformed');
    expect(await send(JSON.stringify({ birthDate: 'x'.repeat(70_000) }), 'application/json')).toBe(
      'too-large',
    );
  });

  it('is not cached, not sniffed and gives no referrer', async () => {
    const { headers } = await central.public.inject({ url: '/healthz' });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  const appWith = (change: Partial<Parts>): Promise<FastifyInstance> =>
    makePublicApp(
      { ...central.central.parts, ...change },
      { stopping: new AbortController().signal, rendererDir: null, sink: null, openCallsAMinute: 2 },
    );

  it('of /healthz says that the process is alive, whatever its database does', async () => {
    const gone = new Kysely<Tables>({
      dialect: new PostgresDialect({ pool: () => Promise.reject(new Error('gone')) }),
    });
    const app = await appWith({ db: gone });
    const { statusCode, json } = await app.inject({ url: '/healthz' });
    expect([statusCode, Health.parse(json())]).toMatchObject([
      200,
      { status: 'ok', city: { ja: 'みほん市', en: 'Mihon City' } },
    ]);
  });

  it('of /readyz is 200 when every part works, and 503 with the name of the one that does not', async () => {
    const good = await central.public.inject({ url: '/readyz' });
    expect([good.statusCode, Readiness.parse(good.json())]).toMatchObject([
      200,
      { status: 'ok', parts: { database: 'ok', migrations: 'ok', keys: 'ok', jobs: 'ok', bell: 'ok' } },
    ]);
    const { parts } = central.central;
    const gone = new Kysely<Tables>({
      dialect: new PostgresDialect({ pool: () => Promise.reject(new Error('gone')) }),
    });
    const cases: [Partial<Parts>, object][] = [
      [{ db: gone }, { database: 'failing', migrations: 'failing', jobs: 'ok' }],
      [{ jobsWork: () => Promise.resolve(false) }, { database: 'ok', jobs: 'failing' }],
      [{ keys: { ...parts.keys, openingKey: () => null } }, { keys: 'failing' }],
    ];
    for (const [change, expected] of cases) {
      const bad = await (await appWith(change)).inject({ url: '/readyz' });
      expect([bad.statusCode, Readiness.parse(bad.json()).parts]).toMatchObject([503, expected]);
    }
    // Without the bell everything goes on, only later.
    const deaf = await (
      await appWith({ bell: { ...parts.bell, hears: () => false } })
    ).inject({ url: '/readyz' });
    expect([deaf.statusCode, Readiness.parse(deaf.json()).parts.bell]).toEqual([200, 'failing']);
  });

  it('of /metrics is on a listener of its own, counts calls, items, jobs and connections, and names nobody', async () => {
    const record = makeRecord(terminal.terminalId);
    const item = await sealRecord(record, terminal, record.id);
    await central.as(terminal, 'POST', '/v1/registrations', { items: [item, { ...item, id: randomUUID() }] });
    await central.as(terminal, 'GET', '/v1/changes');
    const page = await makeMetricsApp(central.central.parts).inject({ url: '/metrics' });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toContain('text/plain');
    for (const line of [
      /^madoguchi_push_items_total\{outcome="accepted"\} [1-9]/m,
      /^madoguchi_push_items_total\{outcome="refused"\} [1-9]/m,
      /^madoguchi_request_duration_seconds_count\{listener="terminals",method="POST",route="\/v1\/registrations",status="200"\} [1-9]/m,
      /^madoguchi_feed_lag_entries\{of="furthest"\} \d/m,
      /^madoguchi_database_connections\{state="waiting"\} 0/m,
      /^madoguchi_terminals\{state="enrolled"\} [1-9]/m,
      /^madoguchi_jobs\{queue="mail-home"/m,
    ])
      expect(page.body).toMatch(line);
    for (const secret of [terminal.terminalId, record.id, record.sessionId, madeUp.email, madeUp.name])
      expect(page.body).not.toContain(secret);
    for (const app of [central.public, central.terminals])
      expect((await app.inject({ url: '/metrics' })).statusCode).toBe(404);
  });

  it('of /openapi.json is the contract', async () => {
    expect((await central.public.inject({ url: '/openapi.json' })).json()).toMatchObject({
      openapi: '3.1.1',
    });
  });

  it('of the mail page is for this machine only and escapes what came by mail', async () => {
    const item = {
      at: '2026-01-01T00:00:00.000Z',
      kind: 'mail',
      to: 'a@example.jp',
      subject: '<b>',
      text: '<script>',
    } as const;
    const { log, metrics } = central.central.parts;
    const app = makeApp({ log, metrics, listener: 'public' });
    addMailPage(app, { list: () => [item] });
    const page = await app.inject({ url: '/mail' });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.body).toContain('&lt;script&gt;');
    expect(page.body).not.toMatch(/<script|<b>/);
    for (const url of ['/mail', '/mail.json']) {
      expect((await app.inject({ url, remoteAddress: '192.0.2.1' })).statusCode).toBe(404);
    }
  });

  it('to one address that asks too often is 429, whichever node and call it asks', async () => {
    const nodes = [await appWith({}), await appWith({})] as const;
    const url = `/v1/slips/${'0'.repeat(24)}`;
    const ask = (node: 0 | 1, remoteAddress = '192.0.2.10', path = url) =>
      nodes[node].inject({ url: path, remoteAddress });
    const statuses = [await ask(0), await ask(1), await ask(0), await ask(1)].map(
      ({ statusCode }) => statusCode,
    );
    expect(statuses).toEqual([200, 200, 429, 429]);
    const refused = await ask(1, '192.0.2.10', '/v1/terminals');
    expect(problemOf(refused.body).code).toBe('rate-limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask(0, '192.0.2.11')).statusCode).toBe(200);
    // Its minute is over.
    const { db } = central.central.parts;
    await db
      .updateTable('calls')
      .set({ since: new Date(Date.now() - 61_000) })
      .execute();
    expect((await (await appWith({})).inject({ url, remoteAddress: '192.0.2.10' })).statusCode).toBe(200);
    const callers = await db.selectFrom('calls').select('caller').execute();
    expect(JSON.stringify(callers)).not.toContain('192.0.2');
  });

  it('counts the caller behind a proxy on this machine, and believes no other', async () => {
    const app = await appWith({});
    const url = `/v1/slips/${'0'.repeat(24)}`;
    const ask = async (remoteAddress: string, said: string): Promise<number> =>
      (await app.inject({ url, remoteAddress, headers: { 'x-forwarded-for': said } })).statusCode;
    const behind = [await ask('127.0.0.1', '192.0.2.20'), await ask('127.0.0.1', '192.0.2.20')];
    expect([...behind, await ask('127.0.0.1', '192.0.2.20')]).toEqual([200, 200, 429]);
    expect(await ask('127.0.0.1', '192.0.2.21')).toBe(200);
    const lying = [await ask('192.0.2.30', '192.0.2.31'), await ask('192.0.2.30', '192.0.2.32')];
    expect([...lying, await ask('192.0.2.30', '192.0.2.33')]).toEqual([200, 200, 429]);
  });

  it('with a built page brings it under a strict policy, whatever the token', async () => {
    const rendererDir = mkdtempSync(join(tmpdir(), 'madoguchi-'));
    mkdirSync(join(rendererDir, 'phone'));
    mkdirSync(join(rendererDir, 'assets'));
    writeFileSync(join(rendererDir, 'phone', 'index.html'), '<!doctype html><title>x</title>');
    writeFileSync(join(rendererDir, 'assets', 'a-1.js'), '1');
    const stopping = new AbortController().signal;
    const app = await makePublicApp(central.central.parts, {
      stopping,
      rendererDir,
      sink: null,
      openCallsAMinute: 2,
    });
    const page = await app.inject({ url: '/s/ABC' });
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
    const asset = await app.inject({ url: '/assets/a-1.js' });
    expect([asset.statusCode, asset.headers['cache-control']]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
    expect((await app.inject({ url: '/assets/../phone/index.html' })).statusCode).toBe(404);
    expect((await app.inject({ url: '/fleet' })).statusCode).toBe(404);
  });
});

describe('the log', () => {
  it('holds the fields of the allow-list and nothing else', () => {
    let text = '';
    const log = makeLog(
      new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          text += chunk.toString('utf8');
          done();
        },
      }),
    );
    const slipped = { route: '/x', name: '架空　太郎', email: madeUp.email };
    log.info('request', slipped);
    log.bug(
      Object.assign(new Error(`duplicate key (${madeUp.email})`), { code: '23505', detail: madeUp.email }),
    );
    expect(text).toContain('"route":"/x"');
    expect(text).toContain('"errorCode":"23505"');
    expect(text).toContain('"stack":["at ');
    expect(text).not.toContain('架空');
    expect(text).not.toContain(madeUp.email);
  });

  it('has seen many calls by now and tells of no address and no code', () => {
    const text = central.logged();
    expect(text).toContain('"route":"/v1/verifications/:id/answers"');
    expect(text).not.toContain('example.jp');
    expect(text).not.toContain(madeUp.phone.slice(1));
    expect(text).not.toContain('Bearer');
  });
});
