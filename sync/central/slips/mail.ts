// The way to a slip by mail, for whom no paper came out of the printer: to the address that was proved in that very session, and
// to no other. Sent at once, while somebody waits at the counter; the address of the page is written down nowhere.
import type { SlipMail } from '../../contract/slips.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { refuse, type Refusal } from '../http/refusal.ts';
import type { Post } from '../mail/post.ts';
import { slipMail } from '../mail/slip-texts.ts';
import type { Parts } from '../parts.ts';
import { openMeters } from '../verifications/meters.ts';

const hourMs = 3_600_000;
/** For one session at the counter. */
const mailsAnHour = 3;

/** Refused with `verification-unknown`, `forbidden` (a page that is not ours), `rate-limited`, `address-refused`, `mail-failed`. */
export async function mailSlip(
  { verificationId, url, language }: SlipMail,
  terminalId: string,
  parts: Parts,
  post: Pick<Post, 'mail'>,
): Promise<Result<null, Refusal>> {
  if (!isOurs(url, parts.publicUrl())) return err(refuse('forbidden', { detail: 'not a slip of ours' }));
  const to = await parts.db.transaction().execute(async (trx): Promise<Result<string, Refusal>> => {
    const row = await trx
      .selectFrom('verifications')
      .select(['address', 'session_id'])
      .where('id', '=', verificationId)
      .where('terminal_id', '=', terminalId)
      .where('kind', '=', 'counter')
      .where('channel', '=', 'email')
      .where('confirmed_at', 'is not', null)
      .executeTakeFirst();
    if (row === undefined) return err(refuse('verification-unknown'));
    const meter = {
      ...{ of: ['slip-mails', row.session_id], max: mailsAnHour },
      ...{ windowMs: hourMs, pauseMs: hourMs },
    };
    const meters = await openMeters(trx, [meter], parts);
    if (meters.reading.pausedUntil !== null)
      return err(refuse('rate-limited', { retryAfterS: hourMs / 1000 }));
    await meters.count();
    return ok(row.address);
  });
  if (!to.ok) return to;
  const delivery = await post.mail({ to: to.value, ...slipMail(language, url), returnTo: null });
  if (delivery === 'sent') return ok(null);
  return err(refuse(delivery === 'address-refused' ? 'address-refused' : 'mail-failed'));
}

/** The page behind a slip of this central API: our mails lead nowhere else, whatever a terminal asks. */
function isOurs(url: string, publicUrl: string): boolean {
  const [wanted, own] = [new URL(url), new URL(publicUrl)];
  const home = own.pathname.replace(/\/+$/, '');
  return wanted.origin === own.origin && /^\/s\/\d{24,230}$/i.test(wanted.pathname.slice(home.length));
}
