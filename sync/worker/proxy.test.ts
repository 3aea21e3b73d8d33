// The line through a real HTTP proxy (CONNECT, RFC 9110 section 9.3.6) to a real TLS server that asks for the terminal's certificate.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { report } from '../../tests/fixtures/report.ts';
import { exportPKCS8 } from 'jose';
import { FakeCentral } from '../../tests/fixtures/fake-central.ts';
import { makeDeviceKey } from '../../tests/fixtures/registration.ts';
import { EnrolmentAnswer } from '../contract/api.ts';
import type { Line, WorkerCallName, WorkerCalls, WorkerRequest } from '../contract/worker.ts';
import { Calls } from './calls.ts';

/** Tunnels to anywhere, for who gives this user and password (when one is asked for). */
async function startProxy(basic: string | null = null) {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => {
    response.writeHead(405).end();
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request, client: Socket) => {
    asked.push(request.url ?? '');
    client.on('error', () => client.destroy());
    if (
      basic !== null &&
      request.headers['proxy-authorization'] !== `Basic ${Buffer.from(basic).toString('base64')}`
    )
      return client.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  // A listening TCP server has such an address.
  const { port } = server.address() as AddressInfo;
  return { asked, port };
}

async function world(proxy: Line['proxy']) {
  const central = await FakeCentral.start();
  const calls = new Calls();
  onTestFinished(async () => {
    calls.close();
    await central.stop();
  });
  let seq = 0;
  const send = async <N extends WorkerCallName>(call: N, args: WorkerCalls[N]['takes']) => {
    // The pair of name and arguments is checked by the signature.
    const { result } = await calls.answer({ seq: (seq += 1), call, args, deadlineMs: 5000 } as WorkerRequest);
    return result;
  };
  await send('configure', { url: central.url, trust: central.trust, identity: null, proxy });
  return { central, send };
}

test('enrolment and mutual TLS go through the proxy, whose user and password it gets', async () => {
  const proxy = await startProxy('kiosk:p@ss word');
  const { central, send } = await world({
    url: `http://kiosk:${encodeURIComponent('p@ss word')}@127.0.0.1:${String(proxy.port)}`,
    noProxy: '',
  });
  const device = await makeDeviceKey();
  const enrolled = await send('enrol', {
    code: central.code,
    name: 'x',
    municipality: '990001',
    csr: device.csr,
  });
  if (!enrolled.ok) throw new Error(JSON.stringify(enrolled.error));
  const { certificate } = EnrolmentAnswer.parse(enrolled.value);
  const privateKey = await exportPKCS8(device.keys.privateKey);
  const url = `http://kiosk:${encodeURIComponent('p@ss word')}@127.0.0.1:${String(proxy.port)}`;
  const line = {
    url: central.url,
    trust: central.trust,
    identity: { certificate, privateKey },
    proxy: { url, noProxy: '' },
  };
  await send('configure', line);
  expect(await send('report', report)).toEqual({ ok: true, value: null });
  expect(central.seen.at(-1)?.peer?.subject).toContain('CN=');
  expect(await send('prove', { line, report })).toEqual({ ok: true, value: null });
  expect(new Set(proxy.asked)).toEqual(new Set([central.url.replace('https://', '')]));
});

test('a wrong password and a proxy that is away are told apart from the central API, without the password', async () => {
  const proxy = await startProxy('kiosk:right');
  const wrong = await world({ url: `http://kiosk:hidden-word@127.0.0.1:${String(proxy.port)}`, noProxy: '' });
  const refused = await wrong.send('report', report);
  expect(refused).toMatchObject({ error: { kind: 'offline', cause: 'proxy-refused' } });
  expect(JSON.stringify(refused)).not.toContain('hidden');
  expect(wrong.central.seen).toEqual([]);
  const gone = await world({ url: 'http://127.0.0.1:1', noProxy: '' });
  expect(await gone.send('report', report)).toMatchObject({ error: { kind: 'offline' } });
});

test('what noProxy names is reached directly, and the environment of the program counts for nothing', async () => {
  const proxy = await startProxy();
  const url = `http://127.0.0.1:${String(proxy.port)}`;
  const direct = await world({ url, noProxy: '127.0.0.1' });
  expect(await direct.send('report', report)).toMatchObject({ error: { kind: 'refused' } });
  process.env['HTTPS_PROXY'] = url;
  onTestFinished(() => {
    delete process.env['HTTPS_PROXY'];
  });
  const none = await world(null);
  expect(await none.send('report', report)).toMatchObject({ error: { kind: 'refused' } });
  expect(proxy.asked).toEqual([]);
});
