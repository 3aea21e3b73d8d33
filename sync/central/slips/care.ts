// Housekeeping of slips, within the hourly sweep of one node.
import { claimChore } from '../chores.ts';
import type { Parts } from '../parts.ts';
import { publishAllSlipKeys } from './keys.ts';
import { remindOfSlips } from './reminder.ts';

const dayMs = 86_400_000;
/** A slip that expired is told as expired for so long; then its number is none that we know. */
const rememberedMs = 180 * dayMs;

/** Reminds once a day, tells keys that nobody has told, forgets slips that expired long ago. */
export async function careForSlips(parts: Parts): Promise<void> {
  const { db, now } = parts;
  await publishAllSlipKeys(db, now());
  const before = new Date(now().getTime() - rememberedMs);
  await db
    .deleteFrom('slips')
    .where((eb) => eb(eb.fn.coalesce('expires_at', 'cancelled_at'), '<', before))
    .execute();
  if (await claimChore(db, 'slip-reminders', dayMs, now())) await remindOfSlips(parts);
}
