// The built pages: the one behind a slip's QR code and IT's. Everything comes from here; the browser may load nothing else.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendRefusal } from './app.ts';
import { refuse } from './refusal.ts';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Adds /s/:token, /start, /fleet and /assets/. A page that has not been built is not found. */
export async function addPages(app: FastifyInstance, rendererDir: string): Promise<void> {
  const assets = join(rendererDir, 'assets');
  if (existsSync(assets)) {
    // Built file names carry a hash of their content.
    await app.register(fastifyStatic, {
      root: assets,
      prefix: '/assets/',
      index: false,
      decorateReply: false,
      immutable: true,
      maxAge: '365d',
    });
  }
  for (const [url, name] of [
    ['/s/:token', 'phone'],
    ['/start', 'phone/start'],
    ['/fleet', 'fleet'],
  ] as const) {
    const file = join(rendererDir, name, 'index.html');
    app.get(url, (_request, reply) => sendPage(reply, file));
  }
}

function sendPage(reply: FastifyReply, file: string): FastifyReply {
  if (!existsSync(file)) return sendRefusal(reply, refuse('not-found'));
  return reply
    .header('content-security-policy', policy)
    .header('cross-origin-opener-policy', 'same-origin')
    .type('text/html; charset=utf-8')
    .send(readFileSync(file, 'utf8'));
}
