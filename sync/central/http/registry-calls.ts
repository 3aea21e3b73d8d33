// The calls of the desk that are not about messages. Who may do what is decided where it is done.
import type { FastifyInstance } from 'fastify';
import { err, ok } from '../../contract/result.ts';
import { sessionCookie } from '../desk/cookies.ts';
import { confirmDeath, listDeaths, reportDeath, withdrawDeath } from '../desk/deaths.ts';
import { endExemption, listExemptions, reviewExemption } from '../desk/exemptions.ts';
import { deskLog } from '../desk/log-view.ts';
import { deskSession } from '../desk/session-view.ts';
import { endDeskSession } from '../desk/sessions.ts';
import { mailboxHealth } from '../mailbox-health/health.ts';
import type { Parts } from '../parts.ts';
import { setCookie } from '../phone/cookie.ts';
import { mount } from './mount.ts';
import type { Gate } from './mount.ts';
import { refuse } from './refusal.ts';

/** Adds them to the public listener. `config`: passed to its plugins. */
export function addRegistryCalls(
  app: FastifyInstance,
  gate: Gate,
  parts: Parts,
  config: Record<string, unknown>,
): void {
  mount(app, gate, 'deskSession', ({ caller }) => deskSession(caller, parts), { config });
  mount(
    app,
    gate,
    'deskLeave',
    async ({ caller, header }) => {
      if (caller.session === null) return err(refuse('forbidden'));
      await endDeskSession(caller.session.id, parts.db);
      header('set-cookie', setCookie(null, parts.publicUrl(), sessionCookie));
      return ok(null);
    },
    { config },
  );
  mount(app, gate, 'deskLog', ({ query, caller }) => deskLog(query, caller, parts), { config });
  mount(app, gate, 'exemptions', ({ params, caller }) => listExemptions(params.code, caller, parts), {
    config,
  });
  mount(
    app,
    gate,
    'reviewExemption',
    ({ params, body, caller }) => reviewExemption(params, body.reviewOn, caller, parts),
    { config },
  );
  mount(app, gate, 'endExemption', ({ params, caller }) => endExemption(params, caller, parts), { config });
  mount(app, gate, 'deaths', ({ params, caller }) => listDeaths(params.code, caller, parts), { config });
  mount(
    app,
    gate,
    'reportDeath',
    ({ params, body, caller }) => reportDeath(params.code, body.receiptNumber, caller, parts),
    { config },
  );
  mount(app, gate, 'confirmDeath', ({ params, caller }) => confirmDeath(params, caller, parts), { config });
  mount(app, gate, 'withdrawDeath', ({ params, caller }) => withdrawDeath(params, caller, parts), { config });
  mount(app, gate, 'mailboxHealth', async () => ok(await mailboxHealth(parts)), {
    config,
    statusOf: ({ status }) => (status === 'failing' ? 503 : 200),
  });
}
