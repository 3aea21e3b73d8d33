// Who gets in, who does not, and what every answer carries. Plain sockets, so that no client tidies up a hostile request.
import { request, type IncomingHttpHeaders } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { ViewState } from '../../preload/contract/state.ts';
import { openLoopback, type Loopback } from './loopback.ts';
import type { Manifest } from './manifest.ts';

const asset = (type: string, text: string) => ({
  type,
  read: () => Promise.resolve(new TextEncoder().encode(text)),
});
const manifest: Manifest = new Map([
  ['/', asset('text/html; charset=utf-8', '<!doctype html>')],
  ['/assets/page.js', asset('text/javascript; charset=utf-8', 'page')],
]);
const dock = 'http://127.0.0.1:4999';
const state = (seq: number) => ({ seq }) as unknown as ViewState; // only travels here

let loopback: Loopback;
let events: unknown[];
let open: WebSocket[];

beforeEach(async () => {
  events = [];
  open = [];
  const opened = await openLoopback({
    port: 0,
    manifest,
    dockOrigin: dock,
    first: null,
    onEvent: (raw) => events.push(raw),
    log: () => undefined,
  });
  if (!opened.ok) throw new Error(opened.error.kind);
  loopback = opened.value;
});
afterEach(async () => {
  for (const socket of open) socket.terminate();
  await loopback.close();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
async function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(loopback.origin);
  return await new Promise((resolve, reject) => {
    const call = request({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    call.on('error', reject);
    call.end();
  });
}
async function enter(): Promise<string> {
  const answer = await get(new URL(loopback.address).pathname);
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}
const host = () => new URL(loopback.origin).host;

test('the secret opens the door with a cookie that no script and no other site can use', async () => {
  const answer = await get(new URL(loopback.address).pathname);
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toBe('/');
  expect(answer.headers['set-cookie']?.[0]).toMatch(
    /^madoguchi-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/,
  );
});

test('the secret has 256 bits and is another one at every start', async () => {
  const secret = new URL(loopback.address).pathname.split('/').pop() ?? '';
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  const other = await openLoopback({
    port: 0,
    manifest,
    dockOrigin: null,
    first: null,
    onEvent: vi.fn(),
    log: vi.fn(),
  });
  if (!other.ok) throw new Error(other.error.kind);
  expect(other.value.address).not.toContain(secret);
  await other.value.close();
});

test.each(['/', '/assets/page.js', '/bridge.js', '/nothing', '/enter/', '/enter/wrong', '/enter/../'])(
  'without the cookie %s is refused',
  async (path) => {
    expect((await get(path)).status).toBe(403);
    expect((await get(path, { cookie: 'madoguchi-1=wrong' })).status).toBe(403);
  },
);

test('with the cookie the manifest is served and nothing else', async () => {
  const cookie = await enter();
  expect(await get('/assets/page.js', { cookie })).toMatchObject({ status: 200, body: 'page' });
  expect((await get('/?x=1', { cookie })).status).toBe(200);
  for (const path of [
    '/assets/',
    '/../package.json',
    '/assets/../../x',
    '/%2e%2e/x',
    '/assets/page.js%00',
    '//',
  ]) {
    expect((await get(path, { cookie })).status).toBe(404);
  }
});

test('only reading is allowed', async () => {
  const cookie = await enter();
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    expect((await get('/', { cookie }, method)).status).toBe(405);
  }
});

test.each(['localhost', 'evil.example', '127.0.0.1', '127.0.0.1.evil.example'])(
  'a request for host %s is refused even with the cookie (DNS rebinding)',
  async (name) => {
    const cookie = await enter();
    expect((await get('/', { cookie, host: name })).status).toBe(403);
    expect((await get(new URL(loopback.address).pathname, { host: name })).status).toBe(403);
  },
);

test('every answer carries the security headers, refusals too', async () => {
  const cookie = await enter();
  for (const answer of [await get('/', { cookie }), await get('/'), await get('/nothing', { cookie })]) {
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    const policy = answer.headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain(`frame-ancestors ${dock};`);
    expect(policy).not.toContain('unsafe');
  }
});

async function dial(path: string, headers: Record<string, string>, origin?: string): Promise<number> {
  const socket = new WebSocket(`ws://${host()}${path}`, {
    headers,
    ...(origin === undefined ? {} : { origin }),
  });
  open.push(socket);
  return await new Promise((resolve) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('error', () => undefined);
  });
}

test('the bridge wants our origin, our host, the cookie and its path', async () => {
  const cookie = await enter();
  const { origin } = loopback;
  expect(await dial('/bridge', { cookie }, origin)).toBe(101);
  expect(await dial('/bridge', {}, origin)).toBe(403);
  expect(await dial('/bridge', { cookie })).toBe(403);
  expect(await dial('/bridge', { cookie }, dock)).toBe(403);
  expect(await dial('/bridge', { cookie }, 'null')).toBe(403);
  expect(await dial('/bridge', { cookie, host: 'evil.example' }, origin)).toBe(403);
  expect(await dial('/other', { cookie }, origin)).toBe(403);
});

async function connect(): Promise<{ socket: WebSocket; messages: string[] }> {
  const cookie = await enter();
  const socket = new WebSocket(`ws://${host()}/bridge`, { headers: { cookie }, origin: loopback.origin });
  open.push(socket);
  const messages: string[] = [];
  socket.on('message', (data: Buffer) => messages.push(data.toString()));
  await new Promise((resolve) => socket.once('open', resolve));
  return { socket, messages };
}

test('a page hears the present state when it comes and every later one', async () => {
  loopback.publish(state(1));
  const { messages } = await connect();
  loopback.publish(state(2));
  await vi.waitFor(() => expect(messages).toHaveLength(2));
  expect(messages.map((text) => JSON.parse(text) as unknown)).toEqual([
    { type: 'state', state: { seq: 1 } },
    { type: 'state', state: { seq: 2 } },
  ]);
});

test('events go up raw; what is no event is dropped', async () => {
  const { socket } = await connect();
  for (const junk of ['', 'null', '[]', '{}', '{"type":"event"}', '{"type":"state","event":1}', '{'])
    socket.send(junk);
  socket.send(Buffer.from('{"type":"event","event":1}'), { binary: true });
  socket.send('{"type":"event","event":{"type":"next","evil":true}}');
  await vi.waitFor(() => expect(events).toEqual([{ type: 'next', evil: true }]));
});

test('a message above 16 KB ends the connection', async () => {
  const { socket } = await connect();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.send(`{"type":"event","event":"${'x'.repeat(16_384)}"}`);
  expect(await closed).toBe(1009);
  expect(events).toEqual([]);
});

test('the newest page is the only one: the older is told to wipe itself and is not heard any more', async () => {
  const older = await connect();
  const closed = new Promise((resolve) => older.socket.once('close', resolve));
  const newer = await connect();
  expect(await closed).toBe(4001);
  loopback.publish(state(7));
  await vi.waitFor(() => expect(newer.messages).toHaveLength(1));
  expect(older.messages).toEqual([]);
});

test('a taken port is told', async () => {
  const port = Number(new URL(loopback.origin).port);
  const second = await openLoopback({
    port,
    manifest,
    dockOrigin: null,
    first: null,
    onEvent: vi.fn(),
    log: vi.fn(),
  });
  expect(second).toEqual({ ok: false, error: { kind: 'port-taken', port } });
});
