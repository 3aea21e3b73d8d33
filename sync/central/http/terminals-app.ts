// The listener for terminals: mutual TLS, certificates of our own authority. Only enrolment is open to a caller without one.
import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyRequest, FastifyServerFactory } from 'fastify';
import { err, ok } from '../../contract/result.ts';
import { enrol } from '../enrolments/enrol.ts';
import { identifyTerminal } from '../enrolments/identify.ts';
import { readChanges } from '../feed/read.ts';
import type { Keyring } from '../keys/keyring.ts';
import type { Parts } from '../parts.ts';
import { receiveBatch } from '../registrations/receive.ts';
import { storeReport } from '../terminals/fleet.ts';
import { answerAtCounter } from '../verifications/answer.ts';
import { sendCode } from '../verifications/send.ts';
import { makeApp } from './app.ts';
import { mount } from './mount.ts';
import type { Gate } from './mount.ts';
import { refuse } from './refusal.ts';

export interface TerminalsAppOptions {
  readonly stopping: AbortSignal;
  /** The verified client certificate of a request, DER; null when there is none. */
  readonly peerOf: (request: FastifyRequest) => Uint8Array | null;
  readonly serverFactory?: FastifyServerFactory;
}

/** The terminals' calls. */
export function makeTerminalsApp(parts: Parts, options: TerminalsAppOptions): FastifyInstance {
  const { stopping, peerOf, serverFactory } = options;
  const app = makeApp({ log: parts.log, ...(serverFactory === undefined ? {} : { serverFactory }) });
  const gate: Gate = {
    stopping,
    identify: async (request, wanted) =>
      wanted === 'terminal' ? identifyTerminal(peerOf(request), parts) : ok(null),
  };
  mount(app, gate, 'enrol', ({ body }) => enrol(body, parts));
  mount(app, gate, 'push', async ({ body, caller }) => ok(await receiveBatch(body, caller, parts)));
  mount(app, gate, 'changes', ({ query, caller, abort }) =>
    readChanges(query, caller.municipality, parts, abort),
  );
  mount(app, gate, 'sendCode', ({ body, caller, abort }) => sendCode(body, caller.id, parts, abort));
  mount(app, gate, 'checkCode', async ({ params, body, caller }) => {
    const answer = await answerAtCounter(params.id, body.code, caller.id, parts);
    return answer === null ? err(refuse('verification-unknown')) : ok(answer);
  });
  mount(app, gate, 'report', async ({ body, caller }) => {
    await storeReport(body, caller.id, parts.db, parts.now());
    return ok(null);
  });
  return app;
}

/** The TLS server: asks for a client certificate, and lets a connection without one through to enrolment. */
export function mutualTls({ server, authority }: Keyring): FastifyServerFactory {
  return (handler) =>
    createServer(
      {
        key: server.privateKeyPem,
        cert: server.certificatePem,
        ca: authority.certificatePem,
        requestCert: true,
        rejectUnauthorized: false,
        minVersion: 'TLSv1.2',
      },
      handler,
    );
}

/** The client certificate that TLS has verified. */
export function verifiedPeer(request: FastifyRequest): Uint8Array | null {
  // This listener is only ever served over TLS.
  const socket = request.raw.socket as TLSSocket;
  if (!socket.authorized) return null;
  // Without a certificate Node gives an empty object, whatever its types say.
  const { raw } = socket.getPeerCertificate() as { raw?: Uint8Array };
  return raw ?? null;
}
