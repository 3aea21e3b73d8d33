// The card's certificates lead to the configured roots. The signature certificate must have been valid when the resident
// signed, not when the record arrives: a terminal may be cut off for weeks. The terminal's measured clock error is taken
// off first. The user-authentication certificate only names the mailbox, so its dates do not count.
import type { RegistrationRecord } from '../../../contract/record.ts';
import { err, ok } from '../../../contract/result.ts';
import { checkIssued } from '../../pki/chain.ts';
import type { CheckPorts, Checked } from '../item.ts';
import type { SignedDeclaration } from './declaration-signed.ts';

/** Clocks of terminals drift; certificates begin on the minute (reference/lessons.md, 2.9). */
const toleranceMs = 10 * 60_000;

/** Refuses with the reason: unknown issuer, forged, not yet valid, expired. */
export function certificatesTrusted(
  record: RegistrationRecord,
  signed: SignedDeclaration | null,
  { anchors, now }: CheckPorts,
): Awaited<Checked<null>> {
  if (signed !== null) {
    const saidMs = Date.parse(signed.declaration.at) - (record.clockErrorMs ?? 0);
    if (saidMs > now.getTime() + toleranceMs)
      return err({ code: 'certificate-untrusted', detail: 'signed in the future' });
    const issued = checkIssued(signed.certificate, anchors.sign, { atMs: saidMs, toleranceMs });
    if (!issued.ok) return err({ code: 'certificate-untrusted', detail: issued.error });
  }
  if (record.authCertificate !== null && anchors.auth.length > 0) {
    const issued = checkIssued(Buffer.from(record.authCertificate, 'base64'), anchors.auth, null);
    if (!issued.ok) return err({ code: 'certificate-untrusted', detail: `mailbox: ${issued.error}` });
  }
  return ok(null);
}
