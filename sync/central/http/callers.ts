// Who calls the public listener: senders and IT by their token, a page of ours, a phone, a mailbox's page and staff by their session's cookie.
import type { FastifyRequest } from 'fastify';
import { err, ok } from '../../contract/result.ts';
import type { RouteContract } from '../../contract/route.ts';
import { mailboxRoutes } from '../../contract/routes-mailbox.ts';
import { identifyDesk } from '../desk/actor.ts';
import type { Parts } from '../parts.ts';
import { cookieIn, isOwnPage } from '../phone/cookie.ts';
import { findSession } from '../phone/sessions.ts';
import { findBearer } from '../tokens.ts';
import { findMailboxSession, mailboxCookie } from '../web/sessions.ts';
import type { Gate } from './mount.ts';
import { refuse } from './refusal.ts';

type Identified = ReturnType<Gate['identify']>;

/** Establishes the caller that a route asks for. */
export async function identifyCaller(
  request: FastifyRequest,
  wanted: RouteContract['caller'],
  parts: Parts,
): Identified {
  switch (wanted) {
    case 'anyone':
      return ok(null);
    case 'page':
      return fromOwnPage(request, parts) ? ok(null) : err(refuse('forbidden'));
    case 'phone':
      return identifyPhone(request, parts);
    case 'mailbox':
      return identifyMailbox(request, parts);
    case 'desk':
      return identifyDesk(request, parts);
    default:
      return identifyBearer(request, wanted, parts);
  }
}

const fromOwnPage = ({ headers, host }: FastifyRequest, { publicUrl }: Parts): boolean =>
  isOwnPage(headers, host, publicUrl());

async function identifyPhone(request: FastifyRequest, parts: Parts): Identified {
  // The cookie is not sent across sites; where a browser sends it all the same, nothing is changed.
  if (request.method !== 'GET' && !fromOwnPage(request, parts)) return err(refuse('forbidden'));
  const cookie = cookieIn(request.headers, parts.publicUrl());
  const waits = request.method === 'GET' && /[?&]wait=/.test(request.url);
  const session = cookie === null ? null : await findSession(cookie, !waits, parts);
  return session === null ? err(refuse('unauthenticated')) : ok(session);
}

async function identifyMailbox(request: FastifyRequest, parts: Parts): Identified {
  if (request.method !== 'GET' && !fromOwnPage(request, parts)) return err(refuse('forbidden'));
  const cookie = cookieIn(request.headers, parts.publicUrl(), mailboxCookie);
  const quiet = request.method === 'GET' && (/[?&]quiet=1/.test(request.url) || streams(request));
  const session = cookie === null ? null : await findMailboxSession(cookie, !quiet, parts);
  return session === null ? err(refuse('unauthenticated')) : ok(session);
}

const streams = ({ routeOptions }: FastifyRequest): boolean =>
  routeOptions.url === mailboxRoutes.mailboxEvents.path;

async function identifyBearer(
  { headers }: FastifyRequest,
  wanted: RouteContract['caller'],
  { db }: Parts,
): Identified {
  const token = /^Bearer ([\w-]{20,100})$/.exec(headers.authorization ?? '')?.[1];
  const bearer = token === undefined ? null : await findBearer(db, token);
  if (bearer === null) return err(refuse('unauthenticated'));
  return bearer.kind === wanted ? ok(bearer) : err(refuse('forbidden'));
}
