// Everything that was chosen was consented to: the two documents always, J-LIS and each service when services are linked.
import type { RegistrationRecord } from '../../../contract/record.ts';
import { err, ok } from '../../../contract/result.ts';
import type { Checked } from '../item.ts';

/** Also refuses the same document twice, and the same service, interest or municipality twice. */
export function consentsComplete(record: RegistrationRecord): Awaited<Checked<null>> {
  const given = record.consents.map(({ document }) => document);
  const needed = ['terms', 'privacy', ...record.services.map((id) => `service:${id}`)];
  if (record.services.length > 0) needed.push('jlis');
  const missing = needed.find((document) => !given.includes(document));
  if (missing !== undefined) return err({ code: 'record-mismatch', detail: `consent missing: ${missing}` });
  for (const list of [given, record.services, record.interests, record.memberships]) {
    if (new Set(list).size !== list.length) return err({ code: 'record-mismatch', detail: 'listed twice' });
  }
  return ok(null);
}
