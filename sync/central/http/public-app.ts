// The public listener: the page behind a slip, the fleet page, senders' and IT's calls, health, and (embedded) the mail page.
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { err, ok } from '../../contract/result.ts';
import { routes } from '../../contract/routes.ts';
import type { StaffMember } from '../desk/staff.ts';
import { choices } from '../drafts/choices.ts';
import { madeFromOneAddress } from '../drafts/limits.ts';
import { makeDraft } from '../drafts/make.ts';
import { approve } from '../enrolments/renew.ts';
import { revoke } from '../enrolments/revoke.ts';
import { alive, checkReadiness } from '../health.ts';
import type { Sink } from '../mail/sink.ts';
import { openApi } from '../openapi-document.ts';
import type { Parts } from '../parts.ts';
import { askSlip } from '../slips/calls.ts';
import { listBalances } from '../terminals/balance.ts';
import { listTerminals } from '../terminals/fleet.ts';
import { makeApp } from './app.ts';
import { identifyCaller } from './callers.ts';
import { addMailPage } from './mail-page.ts';
import { addMailboxCalls } from './mailbox-calls.ts';
import { addMessageCalls } from './message-calls.ts';
import { addDeskSignIn } from './desk-sign-in.ts';
import { mount } from './mount.ts';
import type { Gate } from './mount.ts';
import { addPages } from './pages.ts';
import { addPhoneCalls } from './phone-calls.ts';
import { refuse } from './refusal.ts';
import { addRegistryCalls } from './registry-calls.ts';
import { sharedLimit } from './shared-limit.ts';

export interface PublicAppOptions {
  readonly stopping: AbortSignal;
  /** Built pages; null when there are none. */
  readonly rendererDir: string | null;
  readonly sink: Sink | null;
  /** Calls a minute from one address to what is open to anyone. */
  readonly openCallsAMinute: number;
  /** Addresses of reverse proxies, as in TRUSTED_PROXIES; on this machine without it. */
  readonly trustedProxies?: string;
  /** Of our own provider of sign-in, where that is the one. */
  readonly staff?: readonly StaffMember[];
}

/** The public calls and pages. */
export async function makePublicApp(parts: Parts, options: PublicAppOptions): Promise<FastifyInstance> {
  const app = makeApp({
    log: parts.log,
    metrics: parts.metrics,
    listener: 'public',
    trustedProxies: options.trustedProxies ?? 'loopback',
  });
  await app.register(rateLimit, { global: false, store: sharedLimit(parts) });
  const config = { rateLimit: { max: options.openCallsAMinute, timeWindow: 60_000 } };
  const gate: Gate = {
    stopping: options.stopping,
    identify: (request, wanted) => identifyCaller(request, wanted, parts),
  };

  mount(app, gate, 'slip', ({ params, source }) => askSlip(params.slip, source, parts), { config });
  addPhoneCalls(app, gate, parts, config);
  addDeskSignIn(app, parts, options.staff ?? [], config);
  addRegistryCalls(app, gate, parts, config);
  addMailboxCalls(app, gate, parts, config);
  mount(app, gate, 'choices', () => choices(parts), { config });
  const drafts = { ...madeFromOneAddress, keyGenerator: ({ ip }: FastifyRequest) => `drafts ${ip}` };
  mount(app, gate, 'makeDraft', ({ body }) => makeDraft(body, parts), { config: { rateLimit: drafts } });
  addMessageCalls(app, gate, parts, config);
  mount(app, gate, 'terminals', async () => ok(await listTerminals(parts.db)), { config });
  mount(
    app,
    gate,
    'approve',
    async ({ params, body }) =>
      (await approve(params.id, body.number, parts)) ? ok(null) : err(refuse('terminal-unknown')),
    { config },
  );
  mount(
    app,
    gate,
    'revoke',
    async ({ params }) =>
      (await revoke(params.id, parts.db, parts.now())) ? ok(null) : err(refuse('terminal-unknown')),
    { config },
  );
  mount(
    app,
    gate,
    'balances',
    async ({ query: { terminal = null, day = null } }) =>
      ok(await listBalances({ terminalId: terminal, day }, parts.db)),
    { config },
  );
  mount(app, gate, 'health', () => Promise.resolve(ok(alive(parts))));
  mount(app, gate, 'ready', async () => ok(await checkReadiness(parts)), {
    statusOf: ({ status }) => (status === 'ok' ? 200 : 503),
  });
  app.get('/openapi.json', () => openApi(routes, parts.version));
  if (options.rendererDir !== null) await addPages(app, options.rendererDir);
  if (options.sink !== null) addMailPage(app, options.sink);
  return app;
}
