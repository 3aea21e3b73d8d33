// Sessions of staff: opened by a sign-in, over after half an hour without a touch, after ten hours in any case, or when they leave.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { DeskRole } from '../../contract/desk.ts';
import type { Db, Trx } from '../db/open.ts';
import type { Parts } from '../parts.ts';
import { hashToken } from '../tokens.ts';
import { idleMs, sessionMs } from './limits.ts';

/** What somebody may do, by municipality. */
export type Roles = ReadonlyMap<string, ReadonlySet<DeskRole>>;

export interface DeskSessionRow {
  /** SHA-256 of the cookie. */
  readonly id: string;
  /** As the provider knows them. */
  readonly subject: string;
  readonly name: string;
  readonly roles: Roles;
  /** The end in any case. */
  readonly expiresAt: Date;
}

const StoredRoles = z.record(z.string(), z.array(DeskRole));

/** Opens a session; returns its cookie's value, which is kept nowhere. */
export async function openDeskSession(
  db: Db | Trx,
  { subject, name, roles }: Pick<DeskSessionRow, 'subject' | 'name' | 'roles'>,
  now: Date,
): Promise<string> {
  const cookie = randomBytes(32).toString('base64url');
  const stored = Object.fromEntries([...roles].map(([municipality, some]) => [municipality, [...some]]));
  await db
    .insertInto('desk_sessions')
    .values({
      cookie_sha256: hashToken(cookie),
      subject,
      name,
      roles: JSON.stringify(stored),
      created_at: now,
      used_at: now,
      expires_at: new Date(now.getTime() + sessionMs),
    })
    .execute();
  return cookie;
}

/** The session of a cookie; null when there is none (any more). `touch`: a person did something. */
export async function findDeskSession(
  cookie: string,
  touch: boolean,
  { db, now }: Pick<Parts, 'db' | 'now'>,
): Promise<DeskSessionRow | null> {
  const at = now();
  const id = hashToken(cookie);
  const row = await db
    .selectFrom('desk_sessions')
    .selectAll()
    .where('cookie_sha256', '=', id)
    .where('used_at', '>', new Date(at.getTime() - idleMs))
    .where('expires_at', '>', at)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (touch)
    await db.updateTable('desk_sessions').set({ used_at: at }).where('cookie_sha256', '=', id).execute();
  const roles = new Map(
    Object.entries(StoredRoles.parse(row.roles)).map(([code, some]) => [code, new Set(some)]),
  );
  return { id, subject: row.subject, name: row.name, roles, expiresAt: row.expires_at };
}

/** Ends one session. */
export async function endDeskSession(id: string, db: Db): Promise<void> {
  await db.deleteFrom('desk_sessions').where('cookie_sha256', '=', id).execute();
}
