// A listener of its own for IT's monitoring, on this machine unless configured otherwise: neither residents nor terminals reach it.
import type { FastifyInstance } from 'fastify';
import type { Parts } from '../parts.ts';
import { makeApp } from './app.ts';

/** Only /metrics. */
export function makeMetricsApp(parts: Parts): FastifyInstance {
  const app = makeApp({ log: parts.log, metrics: parts.metrics, listener: 'metrics' });
  app.get('/metrics', async (_request, reply) => {
    const { type, text } = await parts.metrics.page();
    return reply.type(type).send(text);
  });
  return app;
}
