// The page of the embedded sink, for trying things out: mails, short messages and calls. It shows codes, so it answers this machine
// only.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Sink } from '../mail/sink.ts';
import { sunkPage, sunkPagePolicy } from '../mail/sunk-page.ts';
import { sendRefusal } from './app.ts';
import { refuse } from './refusal.ts';

/** Adds /mail and /mail.json. */
export function addMailPage(app: FastifyInstance, sink: Pick<Sink, 'list'>): void {
  app.get('/mail', (request, reply) => {
    if (!isLocal(request)) return sendRefusal(reply, refuse('not-found'));
    return reply
      .header('content-security-policy', sunkPagePolicy)
      .type('text/html; charset=utf-8')
      .send(sunkPage(sink.list()));
  });
  app.get('/mail.json', (request, reply) =>
    isLocal(request) ? reply.send({ items: sink.list() }) : sendRefusal(reply, refuse('not-found')),
  );
}

const isLocal = ({ ip }: FastifyRequest): boolean =>
  ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1';
