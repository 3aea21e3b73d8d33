// How sure we are of the person, by what the record proves and not by what it says: a proof of the card counts when it verifies
// here, with our own anchors. One that does not is no reason to refuse: the registration stands, as one that was only read.
import { genuineChallenge, judgeGenuine } from '../../../contract/genuine.ts';
import type { Assurance, RegistrationRecord } from '../../../contract/record.ts';
import type { CheckPorts } from '../item.ts';

/** The level to store. A declaration that is still here has been verified. */
export function assuranceHeld(
  record: RegistrationRecord,
  { anchors }: Pick<CheckPorts, 'anchors'>,
): Assurance {
  if (record.declaration !== null) return 'signed';
  const evidence = record.genuine?.evidence ?? null;
  if (evidence === null) return 'read-only';
  const bytes = {
    signedKey: Buffer.from(evidence.signedKey, 'base64'),
    keyCertificate: Buffer.from(evidence.keyCertificate, 'base64'),
    signature: Buffer.from(evidence.signature, 'base64'),
  };
  const verdict = judgeGenuine(bytes, genuineChallenge(record.id), anchors.genuine);
  return verdict === 'verified' ? 'genuine' : 'read-only';
}
