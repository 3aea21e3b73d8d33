// The looks that need somebody at the other end: a central API over real TLS, a printing service that speaks IPP.
import { createServer, type IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeCentral } from '../../../tests/fixtures/fake-central.ts';
import { encodeIpp, operation, type IppAttribute } from '../../shell/ipp.ts';
import { fileSealer, openSecretStore } from '../../shell/secrets.ts';
import { lookAtCentral } from './central.ts';
import { lookAtIdentity } from './identity.ts';
import { lookAtPrinter } from '../../shell/cups-look.ts';

async function fakeCentral(): Promise<FakeCentral> {
  const central = await FakeCentral.start();
  onTestFinished(() => central.stop());
  return central;
}

describe('a central API', () => {
  test('tells its clock and shows a certificate, without having been told who asks', async () => {
    const central = await fakeCentral();
    central.dateOffsetMs = -3_600_000;
    central.interfere = () => ({
      status: 401,
      body: { type: 'about:blank', title: 'who?', status: 401, code: 'unauthenticated' },
    });
    const look = await lookAtCentral(`${central.url}/`, central.trust);
    expect(look).toMatchObject({ kind: 'answered', status: 401, ours: true });
    const { skewMs = null, validTo = null } = look.kind === 'answered' ? look : {};
    expect(Math.abs((skewMs ?? 0) - 3_600_000)).toBeLessThan(10_000);
    expect(validTo).toBeGreaterThan(Date.now());
    expect(central.seen).toMatchObject([{ method: 'GET', path: '/v1/changes', peer: null, body: null }]);
  });

  test('under another authority is not talked to', async () => {
    const central = await fakeCentral();
    const look = await lookAtCentral(central.url, (await fakeCentral()).trust);
    expect(look).toMatchObject({
      kind: 'silent',
      code: expect.stringMatching(/SIGNATURE|VERIFY|SELF_SIGNED/) as unknown,
    });
    expect(central.seen).toEqual([]);
  });

  test('is not mistaken for something else that answers', async () => {
    const central = await fakeCentral();
    central.interfere = () => ({ status: 200, body: '<html>log in to the network</html>' });
    expect(await lookAtCentral(central.url, central.trust)).toMatchObject({ ours: false, status: 200 });
  });
});

test('an identity in plain files is told without its key', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'madoguchi-identity-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const { trust } = await fakeCentral();
  const stored = { terminalId: 'made-up', certificate: trust, trust, privateKey: 'SECRET' };
  await openSecretStore(directory, fileSealer).set('terminal-identity', Buffer.from(JSON.stringify(stored)));
  const look = lookAtIdentity(directory);
  expect(look).toMatchObject({
    kind: 'known',
    terminalId: 'made-up',
    files: { backends: ['file:0600'], open: 0 },
  });
  expect(look.kind === 'known' && look.validTo > look.validFrom).toBe(true);
  expect(JSON.stringify(look)).not.toContain('SECRET');
});

describe('a printing service', () => {
  /** Answers IPP: the status stands where a request has its operation (RFC 8011 section 4.1.8). */
  async function cups(
    answer: (asked: number, path: string) => { status: number; attributes?: IppAttribute[] },
  ) {
    const server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { status, attributes = [] } = answer(body.readUInt16BE(2), request.url ?? '');
        response.end(encodeIpp({ operation: status, requestId: 1, attributes }));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo; // a TCP server's
    return { host: '127.0.0.1', port };
  }
  async function bodyOf(request: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
    return Buffer.concat(chunks);
  }
  const state = (value: number, accepting: boolean, reasons: string[]): IppAttribute[] => [
    { name: 'printer-state', type: 'enum', values: [value] },
    { name: 'printer-is-accepting-jobs', type: 'boolean', values: [accepting] },
    { name: 'printer-state-reasons', type: 'keyword', values: reasons },
  ];

  test('tells its default queue and how it is', async () => {
    const server = await cups((asked, path) =>
      asked === operation.cupsGetDefault
        ? { status: 0, attributes: [{ name: 'printer-name', type: 'name', values: ['slips'] }] }
        : { status: path === '/printers/slips' ? 0 : 0x0406, attributes: state(3, true, ['none']) },
    );
    const well = { kind: 'queue', name: 'slips', accepting: true, stopped: false };
    const more = { busy: false, reasons: [], device: '' };
    expect(await lookAtPrinter(server, null)).toEqual({ ...well, ...more });
    expect(await lookAtPrinter(server, 'other')).toEqual({ kind: 'no-queue', name: 'other' });
  });

  test('tells a stopped queue and why', async () => {
    const reasons = ['media-empty-error', 'paused'];
    const server = await cups(() => ({ status: 0, attributes: state(5, false, reasons) }));
    expect(await lookAtPrinter(server, 'slips')).toMatchObject({ accepting: false, stopped: true, reasons });
  });

  test('may have no default queue', async () => {
    const server = await cups(() => ({ status: 0x0406 }));
    expect(await lookAtPrinter(server, null)).toEqual({ kind: 'no-queue', name: null });
  });
});
