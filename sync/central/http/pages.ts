// The built pages: those behind a slip's QR code and for a start at home, the mailbox, and IT's. Everything comes from here; the browser
// may load nothing else.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendRefusal } from './app.ts';
import { refuse } from './refusal.ts';

/** `scripts`: hashes of the page's own inline scripts, which alone may run beside our files. */
const policy = (scripts: readonly string[]): string =>
  [
    "default-src 'none'",
    ["script-src 'self'", ...scripts].join(' '),
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Adds /s/, /start, /m/, /fleet and /assets/. A page that has not been built is not found. */
export async function addPages(app: FastifyInstance, rendererDir: string): Promise<void> {
  const assets = join(rendererDir, 'assets');
  if (existsSync(assets)) {
    // Built file names carry a hash of their content. Those of the phone's pages lie there compressed as well.
    await app.register(fastifyStatic, {
      root: assets,
      prefix: '/assets/',
      index: false,
      decorateReply: false,
      immutable: true,
      maxAge: '365d',
      preCompressed: true,
    });
  }
  await addPhoneApp(app, join(rendererDir, 'phone'), '/s');
  await addPhoneApp(app, join(rendererDir, 'phone/mailbox'), '/m');
  // The worker's reach begins behind the slash.
  app.get('/m', (_request, reply) => reply.redirect('/m/'));
  for (const [url, name] of [
    // Capitals come from the QR code. A wildcard: a signed token is longer than a parameter may be.
    ['/s/*', 'phone'],
    ['/S/*', 'phone'],
    ['/start', 'phone/start'],
    ['/m/', 'phone/mailbox'],
    ['/fleet', 'fleet'],
  ] as const) {
    const page = readPage(join(rendererDir, name, 'index.html'));
    app.get(url, (_request, reply) => sendPage(reply, page));
  }
}

/** What makes an app of the pages under `at`, beside them: the service worker's reach begins where it lies. */
async function addPhoneApp(app: FastifyInstance, folder: string, at: '/s' | '/m'): Promise<void> {
  if (!existsSync(join(folder, 'worker.js'))) return;
  await app.register(fastifyStatic, {
    root: join(folder, 'icons'),
    prefix: `${at}/icons/`,
    index: false,
    decorateReply: false,
    maxAge: '1d',
  });
  const worker = readFileSync(join(folder, 'worker.js'), 'utf8');
  app.get(`${at}/worker.js`, (_request, reply) => reply.type('text/javascript; charset=utf-8').send(worker));
  const manifest = JSON.parse(readFileSync(join(folder, 'app.webmanifest'), 'utf8')) as object; // our own file
  app.get(`${at}/app.webmanifest`, (request, reply) => {
    // An iPhone opens an installed page with nothing of what the browser kept: its first page has to be the slip's.
    const slip = new URL(request.url, 'http://page').searchParams.get('slip') ?? '';
    const start = /^\d{24,230}$/.test(slip) ? `./${slip}` : './';
    return reply.type('application/manifest+json').send({ ...manifest, start_url: start });
  });
}

interface BuiltPage {
  readonly html: string;
  readonly policy: string;
}

/** Null: it has not been built. */
function readPage(file: string): BuiltPage | null {
  if (!existsSync(file)) return null;
  const html = readFileSync(file, 'utf8');
  const inline = [...html.matchAll(/<script>(.*?)<\/script>/gsu)].map(
    ([, script]) =>
      `'sha256-${createHash('sha256')
        .update(script ?? '')
        .digest('base64')}'`,
  );
  return { html, policy: policy(inline) };
}

function sendPage(reply: FastifyReply, page: BuiltPage | null): FastifyReply {
  if (page === null) return sendRefusal(reply, refuse('not-found'));
  return reply
    .header('content-security-policy', page.policy)
    .header('cross-origin-opener-policy', 'same-origin')
    .type('text/html; charset=utf-8')
    .send(page.html);
}
