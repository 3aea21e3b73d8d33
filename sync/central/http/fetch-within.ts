// `fetch` that stays inside the process: what our own provider of sign-in is asked by our own desk goes through the same routes as from
// outside, without a network in between.
import type { FastifyInstance, HTTPMethods } from 'fastify';
import type { CustomFetch } from 'openid-client';

/** Answers as this application would. */
export function fetchWithin(app: FastifyInstance): CustomFetch {
  return async (address, { method, headers, body }) => {
    const { pathname, search } = new URL(address);
    const answer = await app.inject({
      // The library asks with GET and POST.
      method: method as HTTPMethods,
      url: `${pathname}${search}`,
      headers: Object.fromEntries(new Headers(headers)),
      ...(body === undefined || body === null ? {} : { payload: await new Response(body).text() }),
    });
    const fields = Object.entries(answer.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    return new Response(answer.body, { status: answer.statusCode, headers: fields });
  };
}
