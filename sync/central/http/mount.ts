// Hangs one call of the contract onto an application: input parsed, caller established, answer checked against the
// contract before it leaves. A handler sees only what has passed.
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { routes } from '../../contract/routes.ts';
import { eventsAnswer, fileTypeOf } from '../../contract/route.ts';
import type { FileAnswer, RouteContract } from '../../contract/route.ts';
import type { AnswerOf, BodyOf, ParamsOf, QueryOf, RouteName } from '../../contract/routes.ts';
import type { Actor } from '../desk/actor.ts';
import type { Terminal } from '../enrolments/identify.ts';
import type { PhoneSession } from '../phone/sessions.ts';
import type { Bearer } from '../tokens.ts';
import type { MailboxSession } from '../web/sessions.ts';
import { sendRefusal } from './app.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** Who may be calling, by the contract's `caller`. */
interface Callers {
  anyone: null;
  page: null;
  phone: PhoneSession;
  mailbox: MailboxSession;
  desk: Actor;
  terminal: Terminal;
  sender: Extract<Bearer, { kind: 'sender' }>;
  admin: Extract<Bearer, { kind: 'admin' }>;
}
type CallerOf<N extends RouteName> = Callers[(typeof routes)[N]['caller']];

export interface Input<N extends RouteName> {
  readonly params: ParamsOf<N>;
  readonly query: QueryOf<N>;
  readonly body: BodyOf<N>;
  readonly caller: CallerOf<N>;
  /** The address that the request came from; the proxy's word for it where one is trusted. */
  readonly source: string;
  /** Sets a header of the answer. */
  readonly header: (name: 'set-cookie', value: string) => void;
  /** Aborts when the caller hangs up or the server stops. */
  readonly abort: AbortSignal;
}

export type Serve<N extends RouteName> = (input: Input<N>) => Promise<Result<AnswerOf<N>, Refusal>>;

export interface Gate {
  /** Establishes the caller that the route asks for. */
  identify(
    request: FastifyRequest,
    wanted: RouteContract['caller'],
  ): Promise<Result<Callers[keyof Callers], Refusal>>;
  readonly stopping: AbortSignal;
}

interface MountOptions<N extends RouteName> {
  readonly statusOf?: (answer: AnswerOf<N>) => number;
  /** Passed to plugins, such as the rate limit. */
  readonly config?: Record<string, unknown>;
}

/** Registers a route of the contract. */
export function mount<N extends RouteName>(
  app: FastifyInstance,
  gate: Gate,
  name: N,
  serve: Serve<N>,
  options: MountOptions<N> = {},
): void {
  const route: RouteContract = routes[name];
  app.route({
    method: route.method,
    url: route.path,
    bodyLimit: route.bodyLimitBytes,
    ...(options.config === undefined ? {} : { config: options.config }),
    async preParsing(request, reply) {
      // Strangers are turned away before their body is read.
      const caller = await gate.identify(request, route.caller);
      if (!caller.ok) return sendRefusal(reply, caller.error);
      callers.set(request, caller.value);
      return undefined;
    },
    async handler(request, reply) {
      const input = parseInput<N>(route, request, reply, abortOf(reply, gate.stopping));
      if (!input.ok) return sendRefusal(reply, input.error);
      const served = await serve(input.value);
      if (!served.ok) return sendRefusal(reply, served.error);
      if (route.answer === null) return reply.code(204).send();
      const answer = route.answer.parse(served.value);
      // The schema of the route is the one that was just parsed with; the compiler cannot follow the name through the table.
      if (route.answer === eventsAnswer) return sendEvents(reply, answer as AsyncIterable<string>);
      const type = fileTypeOf(route.answer);
      // What a file answer holds was just parsed with its schema; the compiler cannot follow the name through the table.
      if (type !== null) return sendFile(reply, type, answer as FileAnswer);
      return reply.code(options.statusOf?.(served.value) ?? 200).send(answer);
    },
  });
}

/** Until the handler's events end, or the browser goes: then the iterator is told to return. */
function sendEvents(reply: FastifyReply, events: AsyncIterable<string>): FastifyReply {
  return (
    reply
      .type('text/event-stream')
      // Proxies that gather an answer before they pass it on would hold back what is news.
      .header('x-accel-buffering', 'no')
      .header('cache-control', 'no-store, no-transform')
      .send(Readable.from(events, { objectMode: false }))
  );
}

/** To be saved; a browser that shows it all the same gives it no origin, no script and no network. */
function sendFile(reply: FastifyReply, type: string, { name, content }: FileAnswer): FastifyReply {
  const plain = name.replaceAll(/[^\w. -]/g, '_');
  const named = encodeURIComponent(name).replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${named}`)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .send(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
}

const callers = new WeakMap<FastifyRequest, Callers[keyof Callers]>();

function parseInput<N extends RouteName>(
  route: RouteContract,
  request: FastifyRequest,
  reply: FastifyReply,
  abort: AbortSignal,
): Result<Input<N>, Refusal> {
  const parts: Record<string, unknown> = {};
  for (const part of ['params', 'query', 'body'] as const) {
    const parsed = route[part].safeParse(request[part] ?? undefined);
    if (!parsed.success)
      return err(refuse('malformed', { detail: whereWrong(part, parsed.error.issues[0]?.path) }));
    parts[part] = parsed.data;
  }
  // The parts were just parsed with the schemas of this very route, and the caller came from the gate for its `caller`;
  // the compiler cannot follow the name through the table.
  return ok({
    ...parts,
    caller: callers.get(request) ?? null,
    source: request.ip,
    header: (name, value) => void reply.header(name, value),
    abort,
  } as Input<N>);
}

/** Names the field, never the value. */
function whereWrong(part: string, path: readonly PropertyKey[] | undefined): string {
  return [part, ...(path ?? []).map(String)].join('.').slice(0, 120);
}

function abortOf(reply: FastifyReply, stopping: AbortSignal): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    gone.abort();
  });
  return AbortSignal.any([gone.signal, stopping]);
}
