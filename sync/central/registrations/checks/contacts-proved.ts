// An address that the record calls proved was proved: by that verification, of that address, in that session, at that
// terminal. An address without a verification stays open.
import type { RegistrationRecord } from '../../../contract/record.ts';
import { err, ok } from '../../../contract/result.ts';
import type { Arrived, CheckPorts, Checked } from '../item.ts';

/** Refuses a verification that is unknown, unanswered, or of something else. */
export async function contactsProved(
  item: Arrived,
  record: RegistrationRecord,
  { db }: CheckPorts,
): Checked<null> {
  const { email, emailVerification, phone, phoneVerification } = record.contact;
  if (phone === null && phoneVerification !== null)
    return err({ code: 'verification-mismatch', detail: 'phone' });
  const claims = [
    { channel: 'email', address: email, id: emailVerification },
    { channel: 'phone', address: phone, id: phoneVerification },
  ] as const;
  for (const { channel, address, id } of claims) {
    if (id === null || address === null) continue;
    const row = await db
      .selectFrom('verifications')
      .select('id')
      .where('id', '=', id)
      .where('kind', '=', 'counter')
      .where('terminal_id', '=', item.terminalId)
      .where('session_id', '=', record.sessionId)
      .where('channel', '=', channel)
      .where('address', '=', address)
      .where('confirmed_at', 'is not', null)
      .executeTakeFirst();
    if (row === undefined) return err({ code: 'verification-mismatch', detail: channel });
  }
  return ok(null);
}
