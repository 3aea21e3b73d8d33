// A try at the local provider: five wrong ones for a name, or twenty from an address, and none is compared for a quarter of an hour.
import type { Parts } from '../parts.ts';
import { openMeters } from '../verifications/meters.ts';
import { passwordIs } from './password.ts';
import type { StaffMember } from './staff.ts';

const quarterMs = 15 * 60_000;
const pace = { windowMs: quarterMs, pauseMs: quarterMs };

interface Try {
  readonly login: string;
  readonly password: string;
  /** The address that it came from. */
  readonly source: string;
}

/** Whether the password is theirs. Tries at one name queue, so that many at once are no more than one after another. */
export async function signInWithPassword(
  { login, password, source }: Try,
  staff: readonly StaffMember[],
  parts: Parts,
): Promise<'right' | 'wrong' | 'paused'> {
  return parts.db.transaction().execute(async (trx) => {
    const meters = [
      { of: ['desk password', login], max: 5, ...pace },
      { of: ['desk password from', source], max: 20, ...pace },
    ];
    const { reading, count } = await openMeters(trx, meters, parts);
    if (reading.pausedUntil !== null) return 'paused';
    const known = staff.find((one) => one.login === login);
    if (await passwordIs(password, known?.password ?? null)) return 'right';
    return (await count()).pausedUntil === null ? 'wrong' : 'paused';
  });
}
