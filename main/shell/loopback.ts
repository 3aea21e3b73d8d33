// The kiosk page and its bridge on a loopback port, for the shells whose window is a browser. Other programs and other users
// of this machine reach the port too, so nothing is answered without the secret, and the checks stand in one list.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { ViewState } from '../../preload/contract/state.ts';
import { securityHeaders } from './headers.ts';
import type { ShellLog } from './log.ts';
import type { Manifest } from './manifest.ts';
import type { ShellError } from './shell.ts';

const messageBytesMax = 16_384;
/** A newer window has taken over; the page that hears this shows itself out (preload/chromium.ts knows the number). */
const takenOver = 4001;

export interface LoopbackOptions {
  /** 0 for any. */
  readonly port: number;
  readonly manifest: Manifest;
  /** Origin of the page that may frame the kiosk, or null. */
  readonly dockOrigin: string | null;
  /** What a page is shown that asks before anything was published. */
  readonly first: ViewState | null;
  readonly onEvent: (raw: unknown) => void;
  readonly log: ShellLog;
}

export interface Loopback {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** The one address that lets a browser in, with its secret. */
  readonly address: string;
  publish(state: ViewState): void;
  close(): Promise<void>;
}

interface Gate {
  readonly host: string;
  readonly origin: string;
  readonly cookieName: string;
  /** 256 bits each: one opens the door, the other shows that it was opened. */
  readonly secret: string;
  readonly cookie: string;
}

/** Serves on 127.0.0.1 until closed. */
export async function openLoopback(options: LoopbackOptions): Promise<Result<Loopback, ShellError>> {
  const server = createServer();
  const listening = await listen(server, options.port);
  if (!listening.ok) return listening;
  const { port } = listening.value;
  const gate: Gate = {
    host: `127.0.0.1:${String(port)}`,
    origin: `http://127.0.0.1:${String(port)}`,
    cookieName: `madoguchi-${String(port)}`,
    secret: randomBytes(32).toString('base64url'),
    cookie: randomBytes(32).toString('base64url'),
  };
  const headers = securityHeaders({ frameAncestor: options.dockOrigin, socket: `ws://${gate.host}` });
  const bridge = openBridge(options);
  if (options.first !== null) bridge.publish(options.first);
  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    void answer(gate, options.manifest, request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    const refusal = refuseUpgrade(gate, request);
    if (refusal === null) return bridge.accept(request, socket, head);
    options.log('warn', 'bridge refused', { why: refusal });
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return ok({
    origin: gate.origin,
    address: `${gate.origin}/enter/${gate.secret}`,
    publish: bridge.publish,
    async close() {
      bridge.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}

async function listen(server: Server, port: number): Promise<Result<AddressInfo, ShellError>> {
  return await new Promise((settle) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      settle(err(taken ? { kind: 'port-taken', port } : { kind: 'failed', cause: error.code ?? 'listen' }));
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      settle(ok(server.address() as AddressInfo)); // a TCP server that listens has an AddressInfo
    });
  });
}

async function answer(
  gate: Gate,
  manifest: Manifest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // DNS rebinding: a page of another site whose name now points at 127.0.0.1 still sends its own name.
  if (request.headers.host !== gate.host) return plain(response, 403);
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405);
  const path = pathOf(request);
  if (path.startsWith('/enter/')) {
    if (!same(path.slice('/enter/'.length), gate.secret)) return plain(response, 403);
    response.setHeader('set-cookie', `${gate.cookieName}=${gate.cookie}; HttpOnly; SameSite=Strict; Path=/`);
    response.setHeader('location', '/');
    return plain(response, 303);
  }
  if (!hasCookie(gate, request)) return plain(response, 403);
  const asset = manifest.get(path);
  if (asset === undefined) return plain(response, 404);
  const content = await asset.read().catch(() => null);
  if (content === null) return plain(response, 404);
  response.setHeader('content-type', asset.type);
  response.setHeader('content-length', content.byteLength);
  response.end(request.method === 'HEAD' ? undefined : content);
}

function refuseUpgrade(gate: Gate, request: IncomingMessage): 'host' | 'origin' | 'cookie' | 'path' | null {
  if (request.headers.host !== gate.host) return 'host';
  if (request.headers.origin !== gate.origin) return 'origin';
  if (!hasCookie(gate, request)) return 'cookie';
  if (pathOf(request) !== '/bridge') return 'path';
  return null;
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?', 1)[0] ?? '';

function hasCookie(gate: Gate, request: IncomingMessage): boolean {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.some((pair) => same(pair, `${gate.cookieName}=${gate.cookie}`));
}

function same(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

function plain(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(`${String(status)}\n`);
}

interface Bridge {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  readonly publish: (state: ViewState) => void;
  close(): void;
}

/** The one page that is connected hears every state; what it says goes to `onEvent`, unvalidated. */
function openBridge(options: Pick<LoopbackOptions, 'onEvent' | 'log'>): Bridge {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytesMax,
    perMessageDeflate: false,
  });
  let present: WebSocket | null = null;
  let latest: string | null = null;
  const join = (page: WebSocket) => {
    // One resident, one window: whoever comes in last is it, and the older page wipes itself.
    present?.close(takenOver, 'taken over');
    present = page;
    if (latest !== null) page.send(latest);
    page.on('message', (data: Buffer, isBinary: boolean) => {
      if (page !== present) return;
      const event = isBinary ? null : eventOf(data.toString('utf8'));
      if (event === null) options.log('warn', 'bridge message dropped', { bytes: data.byteLength });
      else options.onEvent(event.raw);
    });
    page.on('error', (error) => {
      options.log('warn', 'bridge error', { code: (error as NodeJS.ErrnoException).code ?? error.name });
    });
    page.once('close', () => {
      if (page === present) present = null;
    });
  };
  return {
    accept: (request, socket, head) => sockets.handleUpgrade(request, socket, head, join),
    publish(state) {
      latest = JSON.stringify({ type: 'state', state });
      present?.send(latest);
    },
    close() {
      for (const page of sockets.clients) page.terminate();
      sockets.close();
    },
  };
}

function eventOf(text: string): { readonly raw: unknown } | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null) return null;
  if (!('type' in message) || message.type !== 'event' || !('event' in message)) return null;
  return { raw: message.event };
}
