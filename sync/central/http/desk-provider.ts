// Hangs our own provider of sign-in onto the public listener: the protocol is the library's, the page that asks for the password is ours.
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import { deskPagePolicy } from '../desk/page.ts';
import { passwordPage } from '../desk/password-page.ts';
import { makeProvider, providerPath } from '../desk/provider.ts';
import { signInWithPassword } from '../desk/password-tries.ts';
import type { StaffMember } from '../desk/staff.ts';
import type { Parts } from '../parts.ts';

interface ProviderRoutes {
  readonly staff: readonly StaffMember[];
  readonly returnTo: () => string;
  readonly config: Record<string, unknown>;
}

interface Step {
  Params: { readonly uid: string };
}
const stepPath = `${providerPath}/interaction/:uid`;
const formBytesAtMost = 4_000;

/** Adds everything under /desk/provider. */
export function addProvider(app: FastifyInstance, parts: Parts, routes: ProviderRoutes): void {
  let made: Promise<Provider> | null = null;
  const provider = async (): Promise<Provider> => {
    made ??= makeProvider(routes.staff, routes.returnTo(), parts);
    try {
      return await made;
    } catch (cause) {
      // The database was away: the next one tries again.
      made = null;
      throw cause;
    }
  };
  void app.register((scope, _options, done) => {
    // The library reads bodies itself.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, read) => {
      read(null);
    });
    const { config } = routes;
    scope.get<Step>(stepPath, { config }, async (request, reply) => {
      const step = await stepOf(await provider(), request, reply, parts);
      return step ? sendPage(reply, passwordPage(null)) : sendPage(reply.code(400), passwordPage('over'));
    });
    scope.post<Step>(stepPath, { config }, async (request, reply) => {
      const form = await readForm(request.raw);
      const op = await provider();
      if (!(await stepOf(op, request, reply, parts))) return sendPage(reply.code(400), passwordPage('over'));
      const login = (form.get('login') ?? '').trim().toLowerCase();
      const password = form.get('password') ?? '';
      const tried = await signInWithPassword({ login, password, source: request.ip }, routes.staff, parts);
      if (tried !== 'right') return sendPage(reply.code(tried === 'wrong' ? 401 : 429), passwordPage(tried));
      const returnTo = await op.interactionResult(request.raw, reply.raw, {
        login: { accountId: login, remember: false },
      });
      return reply.redirect(returnTo, 303);
    });
    scope.route({
      method: ['GET', 'POST'],
      url: `${providerPath}/*`,
      config,
      async handler(request, reply) {
        const op = await provider();
        asPublic(request.raw, parts);
        reply.hijack();
        const { raw } = reply;
        for (const [name, value] of Object.entries(fixedHeaders)) raw.setHeader(name, value);
        await op.callback()(request.raw, raw);
      },
    });
    done();
  });
}

/** The library writes its answers itself, past the hooks of ours. */
const fixedHeaders = {
  'content-security-policy': deskPagePolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/** The library makes its addresses out of the request's: ours is the public one, whatever a proxy calls us. */
function asPublic(
  request: IncomingMessage & { originalUrl?: string },
  { publicUrl }: Pick<Parts, 'publicUrl'>,
): void {
  const { protocol, host } = new URL(publicUrl());
  const { headers, url = '' } = request;
  headers.host = host;
  headers['x-forwarded-host'] = host;
  headers['x-forwarded-proto'] = protocol.slice(0, -1);
  request.originalUrl = url;
  request.url = url.slice(providerPath.length);
}

/** Whether the browser stands where a password is asked for. */
async function stepOf(
  provider: Provider,
  request: FastifyRequest<Step>,
  reply: FastifyReply,
  { publicUrl }: Pick<Parts, 'publicUrl'>,
): Promise<boolean> {
  request.raw.headers['x-forwarded-proto'] = new URL(publicUrl()).protocol.slice(0, -1);
  try {
    const { uid, prompt } = await provider.interactionDetails(request.raw, reply.raw);
    return uid === request.params.uid && prompt.name === 'login';
  } catch (cause) {
    // Its only expected failure: no cookie, or one whose time is over.
    if (cause instanceof Error && cause.name === 'SessionNotFound') return false;
    throw cause;
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (text.length <= formBytesAtMost) text += chunk.toString('utf8');
  }
  return new URLSearchParams(text.length > formBytesAtMost ? '' : text);
}

const sendPage = (reply: FastifyReply, html: string): FastifyReply =>
  reply.header('content-security-policy', deskPagePolicy).type('text/html; charset=utf-8').send(html);
