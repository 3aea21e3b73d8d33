// Who acts at the desk: a person who has signed in, or a municipality's own system with its token. Both by the same rules; a system only
// composes.
import type { FastifyRequest } from 'fastify';
import type { DeskRole } from '../../contract/desk.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { cookieIn, isOwnPage } from '../phone/cookie.ts';
import { anyMunicipality, findBearer } from '../tokens.ts';
import { sessionCookie } from './cookies.ts';
import { findDeskSession } from './sessions.ts';
import type { DeskSessionRow, Roles } from './sessions.ts';

export interface Actor {
  readonly kind: 'person' | 'system';
  /** Of a person as the provider knows them; of a system's token. Two persons are two by this. */
  readonly id: string;
  /** For people who read who did something. */
  readonly label: string;
  readonly roles: Roles;
  /** Null: a system. */
  readonly session: DeskSessionRow | null;
}

/** Establishes who calls the desk. A change by cookie is believed only from a page of ours. */
export async function identifyDesk(request: FastifyRequest, parts: Parts): Promise<Result<Actor, Refusal>> {
  const { headers, host, method, url } = request;
  if (headers.authorization !== undefined) return identifySystem(headers.authorization, parts);
  if (method !== 'GET' && !isOwnPage(headers, host, parts.publicUrl())) return err(refuse('forbidden'));
  const cookie = cookieIn(headers, parts.publicUrl(), sessionCookie);
  // A page that only waits for news keeps no session alive.
  const touch = !(method === 'GET' && /[?&]wait=/.test(url));
  const session = cookie === null ? null : await findDeskSession(cookie, touch, parts);
  if (session === null) return err(refuse('unauthenticated'));
  return ok({ kind: 'person', id: session.subject, label: session.name, roles: session.roles, session });
}

async function identifySystem(authorization: string, { db }: Parts): Promise<Result<Actor, Refusal>> {
  const token = /^Bearer ([\w-]{20,100})$/.exec(authorization)?.[1];
  const bearer = token === undefined ? null : await findBearer(db, token);
  if (bearer === null) return err(refuse('unauthenticated'));
  if (bearer.kind !== 'sender') return err(refuse('forbidden'));
  const roles: Roles = new Map([[bearer.municipality, new Set(['compose'] as const)]]);
  return ok({ kind: 'system', id: bearer.id, label: bearer.label, roles, session: null });
}

/** Whether somebody has this role in this municipality. */
export const may = ({ roles }: Pick<Actor, 'roles'>, municipality: string, role: DeskRole): boolean =>
  roles.get(municipality)?.has(role) === true || roles.get(anyMunicipality)?.has(role) === true;
