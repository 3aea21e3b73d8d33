// A declaration signed by the card is there exactly when services are linked: neither a link without the resident's
// signature nor a signature that nobody asked for.
import type { RegistrationRecord } from '../../../contract/record.ts';
import { err, ok } from '../../../contract/result.ts';
import type { Checked } from '../item.ts';

/** Gives the declaration, or null when there is rightly none. */
export function declarationPresent(record: RegistrationRecord): Awaited<Checked<string | null>> {
  const wanted = record.services.length > 0;
  if (wanted !== (record.declaration !== null)) return err({ code: 'declaration-missing' });
  return ok(record.declaration);
}
