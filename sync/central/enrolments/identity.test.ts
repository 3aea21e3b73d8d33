import { X509Certificate, createPrivateKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Agent, request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { madeUp, makeDeviceKey, makeRecord, sealRecord } from '../../../tests/fixtures/registration.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import {
  EnrolmentAnswer,
  PushAnswer,
  RecoveryAnswer,
  RenewalAnswer,
  TerminalList,
} from '../../contract/api.ts';
import { FeedPage, KnownFeedEntry } from '../../contract/feed.ts';
import { fingerprintOf } from '../pki/issue.ts';
import { makeToken } from '../tokens.ts';
import { comeBack, identityCommand } from './commands.ts';

const day = 24 * 3_600_000;
let central: TestCentral;
let clockMs = 0;
beforeAll(async () => {
  central = await startTestCentral({ now: () => new Date(Date.now() + clockMs) });
}, 60_000);
afterAll(() => central.stop(), 60_000);
afterEach(() => {
  clockMs = 0;
});

const renewed = async (from: Sender): Promise<Sender> => {
  const device = await makeDeviceKey();
  const answer = await central.as(from, 'POST', '/v1/terminals/self/certificate', { csr: device.csr });
  return { ...from, device, certificate: RenewalAnswer.parse(answer.json()).certificate };
};
const push = async (from: Sender, by: Sender = from) => {
  const record = makeRecord(from.terminalId);
  const items = [await sealRecord(record, by, record.id)];
  const answer = await central.as(from, 'POST', '/v1/registrations', { items });
  return answer.statusCode === 200 ? PushAnswer.parse(answer.json()).results[0] : answer.json();
};
const command = async (name: string, ...rest: string[]) => {
  const run = identityCommand(name, rest);
  if (run === null) return null;
  const { db, secret, now } = central.central.parts;
  return run({ db, secret, now: now() });
};

describe('renewal', () => {
  it('gives a certificate for a new key; a repetition gets the same one; both certificates open', async () => {
    const old = await central.enrol();
    const device = await makeDeviceKey();
    const ask = async () =>
      RenewalAnswer.parse(
        (await central.as(old, 'POST', '/v1/terminals/self/certificate', { csr: device.csr })).json(),
      );
    const [one, two] = [await ask(), await ask()];
    expect(two).toEqual(one);
    const fresh = { ...old, device, certificate: one.certificate };
    expect(new X509Certificate(one.certificate).subject).toBe(`CN=${old.terminalId}`);
    for (const sender of [old, fresh])
      expect((await central.as(sender, 'GET', '/v1/changes')).statusCode).toBe(200);
  });

  it('refuses a request that proves no key', async () => {
    const answer = await central.as(await central.enrol(), 'POST', '/v1/terminals/self/certificate', {
      csr: 'none',
    });
    expect(answer.json()).toMatchObject({ code: 'request-invalid' });
  });

  it('keeps taking records that were signed with an earlier certificate, after that has expired as well', async () => {
    const old = await central.enrol();
    clockMs = 80 * day;
    const fresh = await renewed(old);
    clockMs = 120 * day;
    expect((await central.as(old, 'GET', '/v1/changes')).json()).toMatchObject({
      code: 'certificate-expired',
    });
    expect(await push(fresh, old)).toMatchObject({ outcome: 'accepted' });
    const other = await central.enrol();
    expect(await push(fresh, other)).toMatchObject({ problem: { code: 'device-signature-invalid' } });
  });

  it('lets a certificate in that expired a few minutes ago, since clocks differ', async () => {
    const terminal = await central.enrol();
    clockMs = 90 * day + 4 * 60_000;
    expect((await central.as(terminal, 'GET', '/v1/changes')).statusCode).toBe(200);
    clockMs = 90 * day + 6 * 60_000;
    expect((await central.as(terminal, 'GET', '/v1/changes')).json()).toMatchObject({
      code: 'certificate-expired',
    });
  });
});

describe('a restored backup', () => {
  it('that is older than a certificate shuts nobody out who was not shut out before', async () => {
    const [terminal, revoked] = [await central.enrol(), await central.enrol()];
    await command('revoke', revoked.terminalId);
    const { db } = central.central.parts;
    const ids = [terminal.terminalId, revoked.terminalId];
    await db.deleteFrom('certificates').where('terminal_id', 'in', ids).execute();
    expect(await push(terminal)).toMatchObject({ outcome: 'accepted' });
    expect(await push(revoked)).toMatchObject({ code: 'terminal-revoked' });
    expect(central.logged()).toContain('certificate-relearned');
  });
});

describe('recovery', () => {
  const jws = (claim: object, by: Sender, key: KeyObject = createPrivateKey(by.device.privateKeyPem)) => {
    const kid = fingerprintOf(new X509Certificate(by.certificate).raw);
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const input = `${part({ alg: 'ES256', kid })}.${part(claim)}`;
    return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  const claimOf = (terminal: Sender, csr: string) => ({
    type: 'madoguchi.recovery/1',
    terminalId: terminal.terminalId,
    csr,
  });
  const ask = (asked: string) =>
    central.terminals.inject({ method: 'POST', url: '/v1/recoveries', payload: { request: asked } });

  it('waits for IT, who compares the number; then the terminal is in again under its old id', async () => {
    const old = await central.enrol();
    clockMs = 200 * day;
    const device = await makeDeviceKey();
    const asked = jws(claimOf(old, device.csr), old);
    const first = RecoveryAnswer.parse((await ask(asked)).json());
    if (first.outcome !== 'waiting') throw new Error(first.outcome);
    expect(RecoveryAnswer.parse((await ask(asked)).json())).toEqual(first);
    expect(await command('approve', old.terminalId)).toMatchObject({
      done: false,
      words: expect.stringContaining(first.number),
    });
    expect(await command('approve', old.terminalId, '--number', '00000-00000')).toMatchObject({
      done: false,
    });
    expect(RecoveryAnswer.parse((await ask(asked)).json()).outcome).toBe('waiting');
    expect(await command('approve', old.terminalId, '--number', first.number)).toMatchObject({ done: true });
    const approved = RecoveryAnswer.parse((await ask(asked)).json());
    if (approved.outcome !== 'approved') throw new Error(approved.outcome);
    // An answer that was lost is given again.
    expect(RecoveryAnswer.parse((await ask(asked)).json())).toEqual(approved);
    const fresh = { ...old, device, certificate: approved.certificate };
    expect(await push(fresh, old)).toMatchObject({ outcome: 'accepted' });
  });

  it('is approved by the fleet as well, and another key than the approved one waits again', async () => {
    const old = await central.enrol();
    const [one, two] = [await makeDeviceKey(), await makeDeviceKey()];
    const first = RecoveryAnswer.parse((await ask(jws(claimOf(old, one.csr), old))).json());
    if (first.outcome !== 'waiting') throw new Error(first.outcome);
    const { db, now } = central.central.parts;
    const headers = { authorization: `Bearer ${await makeToken(db, null, now())}` };
    const approve = (number: string) =>
      central.public.inject({
        method: 'POST',
        url: `/v1/terminals/${old.terminalId}/approval`,
        payload: { number },
        headers,
      });
    const fleet = async () => {
      const list = await central.public.inject({ url: '/v1/terminals', headers });
      return TerminalList.parse(list.json()).terminals.find(({ id }) => id === old.terminalId);
    };
    const until = new X509Certificate(old.certificate).validToDate.toISOString().slice(0, 19);
    expect(await fleet()).toMatchObject({
      recovery: first.number,
      certificateUntil: expect.stringContaining(until),
    });
    expect((await approve('11111-11111')).json()).toMatchObject({ code: 'terminal-unknown' });
    expect((await approve(first.number)).statusCode).toBe(204);
    expect(await fleet()).toMatchObject({ recovery: null });
    expect(RecoveryAnswer.parse((await ask(jws(claimOf(old, two.csr), old))).json()).outcome).toBe('waiting');
    expect(RecoveryAnswer.parse((await ask(jws(claimOf(old, one.csr), old))).json()).outcome).toBe('waiting');
  });

  it('hears nobody who does not hold the old key, and nobody revoked', async () => {
    const [mine, other] = [await central.enrol(), await central.enrol()];
    const { csr } = await makeDeviceKey();
    const forged = jws(claimOf(mine, csr), mine, createPrivateKey(other.device.privateKeyPem));
    for (const wrong of [
      forged,
      jws(claimOf(mine, csr), other),
      jws({ ...claimOf(mine, csr), type: 'x' }, mine),
    ])
      expect((await ask(wrong)).json()).toMatchObject({ code: 'unauthenticated' });
    await command('revoke', mine.terminalId);
    expect((await ask(jws(claimOf(mine, csr), mine))).json()).toMatchObject({ code: 'terminal-revoked' });
  });
});

describe('revocation and coming back', () => {
  it('refuses from this moment; a code for the terminal brings it back under its id, its old certificates stay out', async () => {
    const old = await central.enrol();
    expect(await command('revoke', old.terminalId)).toEqual({ done: true, words: 'revoked' });
    expect(await push(old)).toMatchObject({ code: 'terminal-revoked' });
    const { db, now } = central.central.parts;
    const { municipality } = madeUp;
    const { secret } = central.central.parts;
    const offer = { name: 'again', municipality, ttlMs: 60_000, terminalId: old.terminalId };
    const made = (change: object = {}) => comeBack({ ...offer, ...change })({ db, secret, now: now() });
    expect(await made({ municipality: '992020' })).toMatchObject({ done: false });
    expect(await made({ terminalId: '00000000-0000-4000-8000-000000000000' })).toMatchObject({ done: false });
    const { words: code } = await made();
    const device = await makeDeviceKey();
    const payload = { code, name: 'again', municipality, csr: device.csr };
    const answer = EnrolmentAnswer.parse(
      (await central.terminals.inject({ method: 'POST', url: '/v1/enrolments', payload })).json(),
    );
    expect(answer.terminalId).toBe(old.terminalId);
    const back = { ...old, device, certificate: answer.certificate };
    // What waited in its outbox is signed with the old key: it is the same terminal's.
    expect(await push(back, old)).toMatchObject({ outcome: 'accepted' });
    expect((await central.as(old, 'GET', '/v1/changes')).json()).toMatchObject({ code: 'terminal-revoked' });
  });

  it('ends a long poll that is open over TLS, and tells the next call why', async () => {
    const terminal = await central.enrol();
    const { certificate: cert, device } = terminal;
    const agent = new Agent({ ca: central.central.trust, cert, key: device.privateKeyPem, keepAlive: true });
    const call = (path: string) =>
      new Promise<{ status: number; body: string } | string>((resolve) => {
        const sent = request(`${central.central.terminalsUrl}${path}`, { agent }, async (response) => {
          let body = '';
          try {
            for await (const chunk of response) body += String(chunk);
            resolve({ status: response.statusCode ?? 0, body });
          } catch {
            resolve('cut');
          }
        });
        sent.on('error', () => {
          resolve('cut');
        });
        sent.end();
      });
    const first = await call('/v1/changes');
    if (typeof first === 'string') throw new Error(first);
    const { cursor } = FeedPage.parse(JSON.parse(first.body));
    const poll = call(`/v1/changes?wait=25&cursor=${cursor}`);
    // The second call on its way: the server has looked the terminal up when a third one is answered.
    await call('/v1/changes');
    await command('revoke', terminal.terminalId);
    expect(await poll).toBe('cut');
    expect(await call('/v1/changes')).toMatchObject({
      status: 403,
      body: expect.stringContaining('terminal-revoked'),
    });
    agent.destroy();
  });

  it('has nothing to say of a terminal that is not there, and takes no other words', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await command('revoke', nobody)).toMatchObject({ done: false });
    expect(await command('approve', nobody)).toMatchObject({ done: false });
    expect([await command('revoke'), await command('revoke', 'x'), await command('ca', 'burn')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('from one authority to the next', () => {
  it('is announced, switched to and the former retired, in this order, and nobody is shut out on the way', async () => {
    const before = await central.enrol();
    const first = central.central.trust;
    const url = central.central.terminalsUrl;
    const { pki, db, now } = central.central.parts;
    const follow = async (): Promise<void> => {
      await pki.reload(db, now());
    };
    /** Who serves, as a terminal that trusts only `ca` finds out. */
    const reach = (ca: string, sender: Sender) =>
      new Promise<string>((resolve) => {
        const agent = new Agent({ ca, cert: sender.certificate, key: sender.device.privateKeyPem });
        const sent = request(`${url}/v1/changes`, { agent }, (response) => {
          const socket = response.socket as TLSSocket;
          resolve(`${String(response.statusCode)} ${socket.getPeerX509Certificate()?.issuer ?? ''}`);
          response.destroy();
        });
        sent.on('error', (error) => {
          resolve('code' in error ? String(error.code) : 'error');
        });
        sent.end();
      });
    const trustEntries = async (sender: Sender) => {
      const { entries } = FeedPage.parse((await central.as(sender, 'GET', '/v1/changes')).json());
      return entries
        .map((entry) => KnownFeedEntry.safeParse(entry).data)
        .filter((entry) => entry?.kind === 'trust');
    };
    expect(await command('ca', 'switch')).toMatchObject({ done: false });
    expect(await command('ca', 'next')).toMatchObject({ done: true });
    expect(await command('ca', 'next')).toMatchObject({ done: false });
    await follow();
    const both = pki.authorities().trusted.join('');
    expect(await trustEntries(before)).toMatchObject([
      { certificates: [first, expect.anything()], retired: [] },
    ]);
    expect(new X509Certificate((await renewed(before)).certificate).issuer).toBe('CN=Madoguchi terminals CA');

    expect(await command('ca', 'switch')).toMatchObject({ done: true });
    await until(async () => (await reach(both, before)) === '200 CN=Madoguchi terminals CA 2');
    await follow();
    const second = pki.authorities().trusted[0] ?? '';
    // A terminal that has not read of it gets there through the signature of the one that it knows.
    expect(await reach(first, before)).toBe('200 CN=Madoguchi terminals CA 2');
    expect(await reach(second, before)).toBe('200 CN=Madoguchi terminals CA 2');
    const refusal = await command('ca', 'retire');
    expect(refusal).toMatchObject({ done: false, words: expect.stringContaining(before.terminalId) });
    const after = await renewed(before);
    expect(new X509Certificate(after.certificate).issuer).toBe('CN=Madoguchi terminals CA 2');

    expect(await command('ca', 'retire', '--force')).toMatchObject({ done: true });
    await until(async () => (await reach(second, before)).startsWith('401'));
    expect(await reach(second, after)).toBe('200 CN=Madoguchi terminals CA 2');
    expect(await reach(first, after)).not.toContain('200');
    expect((await trustEntries(after)).at(-1)).toMatchObject({ certificates: [second], retired: [first] });
  });

  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise(setImmediate);
  }
});
