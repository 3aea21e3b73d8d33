// The pages on the way to a session of staff: to the provider, back from it, and (where it is ours) the provider itself. They answer
// browsers with pages; what fails says why in words, and as a problem to everybody else.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { loginCookie, sessionCookie } from '../desk/cookies.ts';
import { failurePage } from '../desk/failure-page.ts';
import { signInFailures } from '../desk/failures.ts';
import type { SignInFailure } from '../desk/failures.ts';
import { beginLogin, finishLogin } from '../desk/login.ts';
import { deskPagePolicy } from '../desk/page.ts';
import { localClient, localClientSecret, providerPath } from '../desk/provider.ts';
import { forgetSessions } from '../desk/provider-store.ts';
import { makeRelying } from '../desk/relying.ts';
import type { Relying } from '../desk/relying.ts';
import type { StaffMember } from '../desk/staff.ts';
import type { Parts } from '../parts.ts';
import { cookieIn, setCookie } from '../phone/cookie.ts';
import { problem } from '../../contract/problems.ts';
import { sendRefusal } from './app.ts';
import { addProvider } from './desk-provider.ts';
import { fetchWithin } from './fetch-within.ts';
import { refuse } from './refusal.ts';

const returnPath = '/desk/callback';
/** Where staff work. */
const deskPath = '/fleet';

/** Adds /desk/login and /desk/callback, and /desk/provider where that is ours. `staff`: those of our own provider. */
export function addDeskSignIn(
  app: FastifyInstance,
  parts: Parts,
  staff: readonly StaffMember[],
  config: Record<string, unknown>,
): void {
  const returnTo = (): string => `${parts.publicUrl()}${returnPath}`;
  const { signIn } = parts.desk;
  const ours = signIn.kind === 'local' || signIn.kind === 'made-up';
  if (ours) addProvider(app, parts, { staff, returnTo, config });
  // The public address is known once the listener listens.
  let made: Relying | null = null;
  const relying = (): Relying | null => {
    if (signIn.kind === 'none') return null;
    const ourselves = {
      issuer: `${parts.publicUrl()}${providerPath}`,
      clientId: localClient.id,
      clientSecret: localClientSecret(parts),
      rolesClaim: localClient.rolesClaim,
      // The public address need not be reachable from here.
      fetch: fetchWithin(app),
    };
    return (made ??= makeRelying({
      ...(signIn.kind === 'issuer' ? signIn : ourselves),
      returnTo: returnTo(),
    }));
  };

  app.get('/desk/login', { config }, async (request, reply) => {
    const provider = relying();
    if (provider === null) return sendFailure(request, reply, 'closed', parts);
    const begun = await beginLogin(provider, parts);
    if (!begun.ok) return sendFailure(request, reply, begun.error, parts);
    return reply
      .header('set-cookie', setCookie(begun.value.cookie, parts.publicUrl(), loginCookie))
      .redirect(begun.value.url, 303);
  });

  app.get(returnPath, { config }, async (request, reply) => {
    const provider = relying();
    if (provider === null) return sendFailure(request, reply, 'closed', parts);
    const query = new URL(request.url, 'http://here').search.slice(1);
    const cookie = cookieIn(request.headers, parts.publicUrl(), loginCookie);
    reply.header('set-cookie', setCookie(null, parts.publicUrl(), loginCookie));
    const finished = await finishLogin(provider, { cookie, query }, parts);
    if (!finished.ok) return sendFailure(request, reply, finished.error, parts);
    const { session, subject } = finished.value;
    if (ours) await forgetSessions(subject, parts.db);
    return reply
      .header('set-cookie', setCookie(session, parts.publicUrl(), sessionCookie))
      .redirect(deskPath, 303);
  });
}

function sendFailure(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  failure: SignInFailure,
  { log }: Pick<Parts, 'log'>,
): FastifyReply {
  const code = signInFailures[failure];
  log.warn('sign-in-failed', { code: failure });
  if (!(headers.accept ?? '').includes('text/html')) return sendRefusal(reply, refuse(code));
  return reply
    .code(problem(code).status)
    .header('content-security-policy', deskPagePolicy)
    .type('text/html; charset=utf-8')
    .send(failurePage(failure));
}
