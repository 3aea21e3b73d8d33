// The listener for terminals: mutual TLS, certificates of our own authority. Only enrolment, and the way back of a terminal
// whose certificate has expired, are open to a caller without one.
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyRequest, FastifyServerFactory } from 'fastify';
import { err, ok } from '../../contract/result.ts';
import { claimDraft } from '../drafts/claim.ts';
import { enrol } from '../enrolments/enrol.ts';
import { identifyTerminal } from '../enrolments/identify.ts';
import { readChanges } from '../feed/read.ts';
import { recover, renew } from '../enrolments/renew.ts';
import { Connections } from '../enrolments/revoke.ts';
import { messageAtCounter, openAtCounter } from '../mailbox/counter.ts';
import type { Parts } from '../parts.ts';
import type { Pki } from '../pki/pki.ts';
import { receiveBatch } from '../registrations/receive.ts';
import { askSlipAtCounter } from '../slips/calls.ts';
import { takeNotices } from '../slips/notices.ts';
import { answerBalance } from '../terminals/balance.ts';
import { storeReport } from '../terminals/fleet.ts';
import { answerAtCounter } from '../verifications/answer.ts';
import { followCode } from '../verifications/follow.ts';
import { sendCode } from '../verifications/send.ts';
import { makeApp } from './app.ts';
import type { Post } from '../mail/post.ts';
import { mailSlip } from '../slips/mail.ts';
import { mount } from './mount.ts';
import type { Gate } from './mount.ts';
import { refuse } from './refusal.ts';

export interface TerminalsAppOptions {
  readonly stopping: AbortSignal;
  /** The verified client certificate of a request, DER; null when there is none. */
  /** For what is mailed while somebody waits at the counter. */
  readonly post: Pick<Post, 'mail'>;
  readonly peerOf: (request: FastifyRequest) => Uint8Array | null;
  readonly serverFactory?: FastifyServerFactory;
}

/** The terminals' calls. */
export function makeTerminalsApp(parts: Parts, options: TerminalsAppOptions): FastifyInstance {
  const { stopping, post, peerOf, serverFactory } = options;
  const app = makeApp({
    log: parts.log,
    metrics: parts.metrics,
    listener: 'terminals',
    ...(serverFactory === undefined ? {} : { serverFactory }),
  });
  const connections = new Connections();
  void connections.watch(parts, stopping);
  const gate: Gate = {
    stopping,
    async identify(request, wanted) {
      if (wanted !== 'terminal') return ok(null);
      const terminal = await identifyTerminal(peerOf(request), parts);
      if (terminal.ok) connections.note(request.raw.socket, terminal.value.id);
      return terminal;
    },
  };
  mount(app, gate, 'enrol', ({ body }) => enrol(body, parts));
  mount(app, gate, 'recover', ({ body }) => recover(body.request, parts));
  mount(app, gate, 'renew', ({ body, caller }) => renew(body.csr, caller.id, parts));
  mount(app, gate, 'push', async ({ body, caller }) =>
    ok(await parts.rush.during(body.items.length, () => receiveBatch(body, caller, parts))),
  );
  mount(app, gate, 'changes', ({ query, caller, abort }) => readChanges(query, caller, parts, abort));
  mount(app, gate, 'sendCode', ({ body, caller, abort }) => sendCode(body, caller.id, parts, abort));
  mount(app, gate, 'checkCode', async ({ params, body, caller }) => {
    const answer = await answerAtCounter(params.id, body.code, caller.id, parts);
    return answer === null ? err(refuse('verification-unknown')) : ok(answer);
  });
  mount(app, gate, 'claimDraft', async ({ body, caller }) =>
    ok(await claimDraft(body.code, caller.id, parts)),
  );
  mount(app, gate, 'followCode', async ({ params, query, caller, abort }) => {
    const state = await followCode(params.id, query.wait, caller.id, parts, abort);
    return state === null ? err(refuse('verification-unknown')) : ok(state);
  });
  mount(app, gate, 'balance', async ({ body, caller }) =>
    ok(await answerBalance(body, caller.id, parts.db, parts.now())),
  );
  mount(app, gate, 'tellSlips', async ({ body, caller }) =>
    ok(await takeNotices(body.notices, caller, parts)),
  );
  mount(app, gate, 'checkSlip', async ({ body, caller }) =>
    ok(await askSlipAtCounter(body.slip, caller, parts)),
  );
  mount(app, gate, 'mailSlip', ({ body, caller }) => mailSlip(body, caller.id, parts, post));
  mount(app, gate, 'openMailbox', async ({ body, caller }) => ok(await openAtCounter(body, caller, parts)));
  mount(app, gate, 'openMessage', async ({ body, caller }) =>
    ok(await messageAtCounter(body, caller, parts)),
  );
  mount(app, gate, 'report', async ({ body, caller }) => {
    await storeReport(body, caller.id, parts.db, parts.now());
    return ok(null);
  });
  return app;
}

/** The TLS server: asks for a client certificate, and lets a connection without one through. `renew` takes up what `pki` holds
 *  now, for connections to come. */
export function mutualTls(pki: Pki): {
  readonly serverFactory: FastifyServerFactory;
  readonly renew: () => void;
} {
  const context = () => ({
    key: pki.server().privateKeyPem,
    cert: pki.server().certificatePem,
    ca: [...pki.authorities().trusted],
    minVersion: 'TLSv1.2' as const,
  });
  const servers = new Set<Server>();
  return {
    serverFactory(handler) {
      const options = { ...context(), requestCert: true, rejectUnauthorized: false };
      const server = createServer(options, handler);
      servers.add(server);
      return server;
    },
    renew: () => {
      for (const server of servers) server.setSecureContext(context());
    },
  };
}

/** OpenSSL's words for dates: those are held against our clock, with some tolerance, once we know whose certificate it is. */
const onlyDates: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** The client certificate that TLS has verified: path to an authority of ours, and possession of its key. */
export function verifiedPeer(request: FastifyRequest): Uint8Array | null {
  // This listener is only ever served over TLS.
  const socket = request.raw.socket as TLSSocket;
  // Node gives the code as a text, whatever its types say.
  const complaint: unknown = socket.authorizationError;
  if (!socket.authorized && !onlyDates.has(String(complaint))) return null;
  // Without a certificate Node gives an empty object, whatever its types say.
  const { raw } = socket.getPeerCertificate() as { raw?: Uint8Array };
  return raw ?? null;
}
