// Both listeners are made here, alike: JSON only, problems as RFC 9457, nothing cached, one allow-listed log line a call.
import fastify from 'fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyServerFactory } from 'fastify';
import { problem } from '../../contract/problems.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

export interface AppOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Its name in the metrics. */
  readonly listener: 'terminals' | 'public' | 'metrics';
  /** Proxies whose word for the caller's address is believed (fastify's `trustProxy`); none without it. */
  readonly trustedProxies?: string;
  /** Makes the server underneath; plain HTTP without one. */
  readonly serverFactory?: FastifyServerFactory;
}

const quiet: ReadonlySet<string> = new Set(['/mail.json', '/healthz', '/readyz', '/metrics']);

/** An empty application with the house rules. */
export function makeApp({
  log,
  metrics,
  listener,
  trustedProxies,
  serverFactory,
}: AppOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: 64 * 1024,
    // A slip's token has 208 digits.
    routerOptions: { maxParamLength: 240 },
    forceCloseConnections: true,
    return503OnClosing: true,
    ...(serverFactory === undefined ? {} : { serverFactory }),
    ...(trustedProxies === undefined ? {} : { trustProxy: trustedProxies }),
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    // The address of a slip's page is a secret.
    reply.header('referrer-policy', 'no-referrer');
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'none';
    metrics.called({ listener, method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
    // The dock looks for mail every second, probes for health: neither tells anything.
    if (reply.statusCode < 400 && quiet.has(route)) return;
    log.info('request', {
      method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      id: request.id,
    });
  });
  app.setNotFoundHandler((_request, reply) => sendRefusal(reply, refuse('not-found')));
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.code === 'unavailable') log.warn('database-trouble', { part: 'call' });
    if (refusal.code === 'internal') log.bug(error);
    return sendRefusal(reply, refusal);
  });
  return app;
}

/** Sends a problem document. */
export function sendRefusal(reply: FastifyReply, { code, detail, retryAfterS }: Refusal): FastifyReply {
  const body = problem(code, detail);
  if (retryAfterS !== undefined) reply.header('retry-after', String(retryAfterS));
  return reply.code(body.status).type('application/problem+json').send(JSON.stringify(body));
}

/** What a thrown error is to the caller. Fastify's own 4xx are the caller's doing; the rest is ours. */
function refusalOf(error: FastifyError): Refusal {
  if (error.statusCode === 413) return refuse('too-large');
  if (error.statusCode === 429) return refuse('rate-limited', { retryAfterS: 60 });
  if (error.statusCode !== undefined && error.statusCode < 500) return refuse('malformed');
  return isOutage(error) ? refuse('unavailable', { retryAfterS: 5 }) : refuse('internal');
}

// The database is away, going away, or wants to be asked again: connection errors of Node, SQLSTATE classes 08 (connection),
// 40 (rolled back), 53 (resources), 57 (operator) and 55P03 (a lock was not to be had), and pg's own words, which have no code.
const isOutage = (error: FastifyError): boolean =>
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOENT|55P03|(08|40|53|57)\w{3})$/.test(error.code) ||
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client (has|was)|Cannot use a pool after)/.test(
    error.message,
  );
