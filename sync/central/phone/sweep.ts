// Forgets what phones left behind: sessions that are over, tries and notices of slips that have ended, pushes that nobody took.
import { idleMs } from './limits.ts';
import type { Parts } from '../parts.ts';
import { tellOverdue } from './arrival.ts';

const dayMs = 24 * 3_600_000;

/** Part of the hourly sweep. */
export async function sweepPhones(parts: Parts): Promise<void> {
  const { db } = parts;
  const now = parts.now();
  await db
    .deleteFrom('phone_sessions')
    .where((eb) => eb.or([eb('expires_at', '<', now), eb('used_at', '<', new Date(now.getTime() - idleMs))]))
    .execute();
  await db.deleteFrom('slip_tries').where('expires_at', '<', now).execute();
  await db.deleteFrom('arrival_notices').where('expires_at', '<', now).execute();
  await db
    .deleteFrom('push_messages')
    .where('created_at', '<', new Date(now.getTime() - 2 * dayMs))
    .execute();
  await tellOverdue(parts);
}
