import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bounceMail, deliverBack } from '../../../tests/fixtures/bounce.ts';
import { startTestCentral } from '../../../tests/fixtures/central.ts';
import type { TestCentral } from '../../../tests/fixtures/central.ts';
import { startMailServer } from '../../../tests/fixtures/mail-server.ts';
import type { MailServer } from '../../../tests/fixtures/mail-server.ts';
import type { Sender } from '../../../tests/fixtures/registration.ts';
import { VerificationAnswer, VerificationState } from '../../contract/api.ts';
import { secretFrom } from '../keys/secret.ts';
import { bounceAddress, readBounceAddress } from './address.ts';
import { readBounce } from './report.ts';

const domain = 'bounce.example.jp';

describe('a bounce address', () => {
  const secret = secretFrom(Buffer.alloc(32, 1));
  const id = '0198c0de-1234-7abc-8def-0123456789ab';

  it('fits into a local part, survives small letters and leads back to its verification', () => {
    const address = bounceAddress(secret, id, domain);
    expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
    expect(address).toBe(address.toLowerCase());
    expect(readBounceAddress(secret, address, domain)).toBe(id);
    expect(readBounceAddress(secret, address.toUpperCase(), domain)).toBe(id);
  });

  it('cannot be made without the key, changed, or used under another domain', () => {
    const address = bounceAddress(secret, id, domain);
    expect(readBounceAddress(secretFrom(Buffer.alloc(32, 2)), address, domain)).toBeNull();
    expect(readBounceAddress(secret, address, 'other.example.jp')).toBeNull();
    const [local = ''] = address.split('@');
    for (let at = 0; at < local.length; at += 1) {
      const changed = local.slice(0, at) + (local[at] === 'a' ? 'b' : 'a') + local.slice(at + 1);
      expect(readBounceAddress(secret, `${changed}@${domain}`, domain)).toBeNull();
    }
  });

  it('is none of anything else', () => {
    fc.assert(fc.property(fc.string(), (text) => readBounceAddress(secret, text, domain) === null));
  });
});

describe('a mail that came back', () => {
  const read = (action: string, status: string) => readBounce(Buffer.from(bounceMail('x@y', action, status)));

  it.each([
    ['failed', '5.1.1', 'bounced'],
    ['failed', '5.2.2', 'bounced'],
    ['Failed', '5.7.1', 'bounced'],
    ['failed', '4.4.7', 'failed'],
    ['delayed', '4.4.1', null],
    ['delivered', '2.0.0', null],
    ['relayed', '2.0.0', null],
  ] as const)('with action %s and status %s is %s', async (action, status, verdict) => {
    expect(await read(action, status)).toBe(verdict);
  });

  it('is no news when it is no report: an answer from a holiday, half a mail, anything', async () => {
    expect(
      await readBounce(Buffer.from('Subject: away\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n')),
    ).toBeNull();
    const whole = bounceMail('x@y', 'delayed', '4.4.1');
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (cut) => {
        expect(await readBounce(Buffer.from(whole.slice(0, cut)))).toBeNull();
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await readBounce(bytes)).toBeNull();
      }),
    );
  });
});

describe('a code whose mail comes back', () => {
  let central: TestCentral;
  let mail: MailServer;
  let terminal: Sender;
  beforeAll(async () => {
    mail = await startMailServer();
    const bounces = { host: '127.0.0.1', port: 0, domain };
    central = await startTestCentral({ config: { smtpUrl: mail.url, bounces } });
    terminal = await central.enrol();
  }, 60_000);
  afterAll(async () => {
    await central.stop();
    await mail.stop();
  }, 60_000);

  const ask = async (address: string): Promise<{ id: string; returnTo: string }> => {
    const request = {
      ...{ sessionId: randomBytes(16).toString('hex'), channel: 'email', address, language: 'en' },
    };
    const answer = await central.as(terminal, 'POST', '/v1/verifications', request);
    const { id } = VerificationAnswer.parse(answer.json());
    await mail.code(address);
    return {
      id,
      returnTo: mail.senders[mail.mails.findIndex((one) => one.to?.[0]?.address === address)] ?? '',
    };
  };
  const follow = async (id: string, wait = 0, from = terminal): Promise<string> => {
    const answer = await central.as(from, 'GET', `/v1/verifications/${id}?wait=${String(wait)}`);
    return answer.statusCode === 200
      ? VerificationState.parse(answer.json()).delivery
      : String(answer.statusCode);
  };
  const port = (): number => central.central.bouncePort ?? 0;

  it('has its own address to come back to, and tells the terminal that waits', async () => {
    const { id, returnTo } = await ask('gone@example.jp');
    expect(returnTo).toBe(bounceAddress(central.central.parts.secret, id, domain));
    expect(await follow(id)).toBe('sent');
    const waiting = follow(id, 25);
    expect(await deliverBack(port(), returnTo, bounceMail(returnTo, 'failed', '5.1.1'))).toBe(true);
    expect(await waiting).toBe('bounced');
    expect(await follow(id, 25)).toBe('bounced');
    expect(await follow(id, 0, await central.enrol())).toBe('404');
  });

  it('is not called undeliverable by a delay, nor by a report to an address that is not ours', async () => {
    const { id, returnTo } = await ask('slow@example.jp');
    const report = bounceMail(returnTo, 'failed', '5.1.1');
    expect(await deliverBack(port(), returnTo, bounceMail(returnTo, 'delayed', '4.4.1'))).toBe(true);
    const [local = ''] = returnTo.split('@');
    for (const strange of [`${local.slice(0, -1)}x@${domain}`, `${local}@example.jp`, `postmaster@${domain}`])
      expect(await deliverBack(port(), strange, report)).toBe(false);
    expect(await follow(id)).toBe('sent');
    expect(await deliverBack(port(), returnTo, bounceMail(returnTo, 'failed', '4.4.7'))).toBe(true);
    expect(await follow(id)).toBe('failed');
  });

  it('that was answered all the same stays as it is', async () => {
    const { id, returnTo } = await ask('forwarded@example.jp');
    const code = await mail.code('forwarded@example.jp');
    await central.as(terminal, 'POST', `/v1/verifications/${id}/answers`, { code });
    await deliverBack(port(), returnTo, bounceMail(returnTo, 'failed', '5.1.1'));
    expect(await follow(id)).toBe('sent');
    expect(central.logged()).not.toContain('example.jp');
  });
});
