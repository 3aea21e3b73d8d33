// Housekeeping, once an hour by one node: forgets what is no longer needed (addresses that nobody proved, old codes) and destroys
// sealing keys that are drained. A proved address is kept for as long as a terminal may be cut off with the record that names it.
import { claimChore } from './chores.ts';
import { sweepDesk } from './desk/login.ts';
import { forgetDrafts } from './drafts/make.ts';
import { destroyDrained } from './keys/rotate.ts';
import { removeSpare } from './keys/spare.ts';
import { forgetLists } from './messages/lists.ts';
import { forgetAnnouncements } from './messages/told.ts';
import type { Parts } from './parts.ts';
import { sweepPhones } from './phone/sweep.ts';
import { careForSlips } from './slips/care.ts';
import { sweepWeb } from './web/sessions.ts';

const unprovedMs = 48 * 3_600_000;
const provedMs = 180 * 24 * 3_600_000;
const hourMs = 3_600_000;
/** Nodes look more often than there is work, so that a node that ends leaves no gap. */
const lookEveryMs = 5 * 60_000;

/** Sweeps now when it is due, and from then on. Returns how to stop. */
export async function keepSwept(parts: Parts): Promise<() => void> {
  const look = async (): Promise<void> => {
    try {
      if (await claimChore(parts.db, 'sweep', hourMs, parts.now())) await sweep(parts);
    } catch (cause) {
      // The next look tries again.
      parts.log.bug(cause, { part: 'sweep' });
    }
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
  await look();
  return () => {
    clearInterval(timer);
  };
}

/** Everything that is due, whoever did it last. */
export async function sweep(parts: Parts): Promise<void> {
  const { db, log, now, secretFile } = parts;
  const before = (ms: number): Date => new Date(now().getTime() - ms);
  await db
    .deleteFrom('verifications')
    .where((eb) =>
      eb.or([
        eb.and([eb('confirmed_at', 'is', null), eb('expires_at', '<', before(unprovedMs))]),
        eb('expires_at', '<', before(provedMs)),
      ]),
    )
    .execute();
  await db.deleteFrom('code_meters').where('since', '<', before(unprovedMs)).execute();
  await db.deleteFrom('enrolment_codes').where('expires_at', '<', before(provedMs)).execute();
  await db.deleteFrom('calls').where('since', '<', before(hourMs)).execute();
  await forgetDrafts(db, now());
  await forgetLists(db, now());
  await forgetAnnouncements(db, now());
  await sweepPhones(parts);
  await careForSlips(parts);
  await sweepDesk(parts);
  await sweepWeb(parts);
  for (const kid of await destroyDrained(db, now())) {
    removeSpare(secretFile, kid);
    log.warn('key-destroyed', { code: kid });
  }
}
