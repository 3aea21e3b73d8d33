// The dock's own small web server: loopback only, reached by a secret path that becomes a cookie, with a policy that lets the
// page run its own script, show the kiosk in a frame, and nothing else.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { DockAction, type DockAnswer, type DockState } from './contract.ts';

export interface DockServerOptions {
  readonly rendererDir: string;
  /** Origin that the page may frame. */
  readonly frame: () => string | null;
  readonly state: () => Promise<DockState>;
  readonly act: (action: DockAction) => Promise<DockAnswer>;
}

export interface DockServer {
  readonly url: string;
  readonly origin: string;
  /** Pushes the state to every page that listens. */
  changed(): void;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const MAX_BODY = 4096;
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const digest = (text: string) => createHash('sha256').update(text).digest();
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

function cookieOf(request: IncomingMessage, name: string): string {
  const pair = (request.headers.cookie ?? '').split('; ').find((one) => one.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) ?? '';
}

/** The JSON body, or undefined when it is too long or no JSON. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MAX_BODY) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Starts the server on any free loopback port. */
export async function dockServer(options: DockServerOptions): Promise<DockServer> {
  const secret = randomBytes(24).toString('base64url');
  const listeners = new Set<ServerResponse>();
  let origin = '';
  // Cookies do not know ports: the port in the name keeps two docks, and the kiosk's own cookie, apart.
  const cookie = () => `madoguchi_dock_${new URL(origin).port}`;
  let telling = false;
  let toldTooEarly = false;

  function headers(response: ServerResponse): void {
    const frame = options.frame();
    response.setHeader(
      'Content-Security-Policy',
      `default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; ` +
        `frame-src ${frame ?? "'none'"}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'`,
    );
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cache-Control', 'no-store');
  }

  function end(response: ServerResponse, status: number, text = ''): void {
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
  }

  function json(response: ServerResponse, status: number, value: unknown): void {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
  }

  async function file(response: ServerResponse, path: string): Promise<void> {
    const type = types[extname(path)];
    const content =
      type === undefined ? null : await readFile(join(options.rendererDir, path)).catch(() => null);
    if (content === null || type === undefined) {
      end(response, 404, 'not found');
      return;
    }
    response.writeHead(200, { 'Content-Type': type }).end(content);
  }

  /** One at a time, so that an older state never overtakes a newer one. */
  async function tell(): Promise<void> {
    telling = true;
    try {
      do {
        toldTooEarly = false;
        const line = `data: ${JSON.stringify(await options.state())}\n\n`;
        for (const response of listeners) response.write(line);
      } while (toldTooEarly);
    } finally {
      telling = false;
    }
  }

  function changed(): void {
    if (telling) toldTooEarly = true;
    else {
      tell().catch(() => {
        for (const response of listeners) response.destroy(); // the pages come back by themselves
      });
    }
  }

  function listen(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    listeners.add(response);
    response.on('close', () => listeners.delete(response));
    changed();
  }

  async function doIt(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A foreign page cannot send this type without asking first, and it is not answered when it asks.
    const asked = request.headers['content-type'] === 'application/json' && request.headers.origin === origin;
    if (!asked) {
      end(response, 403, 'forbidden');
      return;
    }
    const action = DockAction.safeParse(await bodyOf(request));
    if (!action.success) {
      json(response, 400, { ok: false, why: 'malformed' } satisfies DockAnswer);
      return;
    }
    json(response, 200, await options.act(action.data));
    changed();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    headers(response);
    // Another name that leads to this port (DNS rebinding) is refused.
    if (request.headers.host !== new URL(origin).host) {
      end(response, 421, 'misdirected');
      return;
    }
    const { pathname } = new URL(request.url ?? '/', origin);
    const asked = `${request.method ?? ''} ${pathname}`;
    if (pathname.startsWith('/enter/')) {
      if (request.method !== 'GET' || !same(pathname.slice('/enter/'.length), secret)) {
        end(response, 404, 'not found');
        return;
      }
      response.setHeader('Set-Cookie', `${cookie()}=${secret}; HttpOnly; SameSite=Strict; Path=/`);
      response.writeHead(303, { Location: '/dock/' }).end();
      return;
    }
    if (!same(cookieOf(request, cookie()), secret)) {
      end(response, 403, 'open the address that was printed at the start');
      return;
    }
    if (asked === 'GET /dock/') await file(response, 'dock/index.html');
    else if (/^GET \/assets\/[\w.-]+$/.test(asked)) await file(response, pathname);
    else if (asked === 'GET /dock/events') listen(response);
    else if (asked === 'POST /dock/act') await doIt(request, response);
    else end(response, 404, 'not found');
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else end(response, 500, 'failed');
    });
  });
  const { promise, resolve, reject } = Promise.withResolvers<null>();
  server.once('error', reject);
  server.listen(0, HOST, () => {
    resolve(null);
  });
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the dock has no port');
  origin = `http://${HOST}:${address.port}`;

  return {
    origin,
    url: `${origin}/enter/${secret}`,
    changed,
    async close() {
      const closed = Promise.withResolvers<null>();
      server.close(() => {
        closed.resolve(null);
      });
      server.closeAllConnections();
      await closed.promise;
    },
  };
}
