// Who has signed in, as their page shows it.
import { deskRoles } from '../../contract/desk.ts';
import type { DeskSession } from '../../contract/desk.ts';
import { Municipality } from '../../contract/feed.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { catalogueItems } from '../feed/catalogue.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { may } from './actor.ts';
import type { Actor } from './actor.ts';

/** The session of a person; a system has none. */
export async function deskSession(
  actor: Actor,
  { db, desk }: Pick<Parts, 'db' | 'desk'>,
): Promise<Result<DeskSession, Refusal>> {
  if (actor.session === null) return err(refuse('forbidden'));
  const all = await catalogueItems('municipalities', Municipality, db);
  const municipalities = all.flatMap(({ code, name }) => {
    const roles = deskRoles.filter((role) => may(actor, code, role));
    return roles.length === 0 ? [] : [{ code, name, roles }];
  });
  const expiresAt = actor.session.expiresAt.toISOString();
  return ok({ name: actor.label, municipalities, releaseAbove: desk.releaseAbove, expiresAt });
}
