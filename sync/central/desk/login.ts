// A sign-in from its beginning to a session. What belongs to one that is under way is kept here, under a cookie of the browser that began
// it, and taken out once: an answer of the provider that is sent again, or sent by somebody else, finds nothing.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Parts } from '../parts.ts';
import { hashToken } from '../tokens.ts';
import type { SignInFailure } from './failures.ts';
import { loginMs } from './limits.ts';
import { logDesk } from './log.ts';
import type { Pending, Relying } from './relying.ts';
import { rolesIn } from './roles.ts';
import { openDeskSession } from './sessions.ts';

const Sealed = z.strictObject({ state: z.string(), nonce: z.string(), verifier: z.string() });
const sealName = (id: string): string => `desk login ${id}`;

type LoginParts = Pick<Parts, 'db' | 'now' | 'secret'>;

/** Begins one: where to go, and the cookie's value. */
export async function beginLogin(
  relying: Relying,
  { db, now, secret }: LoginParts,
): Promise<Result<{ readonly url: string; readonly cookie: string }, SignInFailure>> {
  const begun = await relying.begin();
  if (!begun.ok) return begun;
  const { url, pending } = begun.value;
  const cookie = randomBytes(32).toString('base64url');
  const id = hashToken(cookie);
  const at = now();
  await db
    .insertInto('desk_logins')
    .values({
      cookie_sha256: id,
      state_sha256: hashToken(pending.state),
      sealed: secret.wrap(Buffer.from(JSON.stringify(pending)), sealName(id)),
      created_at: at,
      expires_at: new Date(at.getTime() + loginMs),
    })
    .execute();
  return ok({ url: url.href, cookie });
}

/** Finishes one: the session's cookie. `query`: what the provider sent along. */
export async function finishLogin(
  relying: Relying,
  { cookie, query }: { readonly cookie: string | null; readonly query: string },
  parts: LoginParts,
): Promise<Result<{ readonly session: string; readonly subject: string }, SignInFailure>> {
  const pending = await takePending(cookie, query, parts);
  if (!pending.ok) return pending;
  const person = await relying.finish(query, pending.value);
  if (!person.ok) return person;
  const { subject, name, rolesClaim } = person.value;
  const roles = rolesIn(rolesClaim);
  if (roles.size === 0) return err('no-role');
  const at = parts.now();
  const session = await parts.db.transaction().execute(async (trx) => {
    const actor = { kind: 'person', id: subject, label: name } as const;
    for (const municipality of roles.keys())
      await logDesk(trx, { municipality, actor, what: 'signed-in' }, at);
    return openDeskSession(trx, { subject, name, roles }, at);
  });
  return ok({ session, subject });
}

/** Takes out what was kept; gone whatever comes of it. */
async function takePending(
  cookie: string | null,
  query: string,
  { db, now, secret }: LoginParts,
): Promise<Result<Pending, SignInFailure>> {
  if (cookie === null) return err('unknown');
  const id = hashToken(cookie);
  const row = await db
    .deleteFrom('desk_logins')
    .where('cookie_sha256', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return err('unknown');
  const state = hashToken(new URLSearchParams(query).get('state') ?? '');
  if (!timingSafeEqual(Buffer.from(state), Buffer.from(row.state_sha256))) return err('unknown');
  if (row.expires_at <= now()) return err('late');
  return ok(Sealed.parse(JSON.parse(secret.unwrap(row.sealed, sealName(id)).toString('utf8'))));
}

/** Forgets what nobody finished, and sessions that are over. */
export async function sweepDesk({ db, now }: Pick<Parts, 'db' | 'now'>): Promise<void> {
  const at = now();
  await db
    .deleteFrom('desk_logins')
    .where('expires_at', '<', new Date(at.getTime() - loginMs))
    .execute();
  await db.deleteFrom('desk_sessions').where('expires_at', '<', at).execute();
  await db.deleteFrom('desk_provider').where('expires_at', '<', at).execute();
}
