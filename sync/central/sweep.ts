// Forgets what is no longer needed: addresses that nobody proved, and old codes. A proved address is kept for as long as a
// terminal may be cut off with the record that names it.
import type { Parts } from './parts.ts';

const unprovedMs = 48 * 3_600_000;
const provedMs = 180 * 24 * 3_600_000;

/** Never throws: the next hour tries again. */
export async function sweep({ db, log, now }: Parts): Promise<void> {
  const before = (ms: number): Date => new Date(now().getTime() - ms);
  try {
    await db
      .deleteFrom('verifications')
      .where((eb) =>
        eb.or([
          eb.and([eb('confirmed_at', 'is', null), eb('expires_at', '<', before(unprovedMs))]),
          eb('expires_at', '<', before(provedMs)),
        ]),
      )
      .execute();
    await db.deleteFrom('enrolment_codes').where('expires_at', '<', before(provedMs)).execute();
  } catch (cause) {
    log.bug(cause, { part: 'sweep' });
  }
}
