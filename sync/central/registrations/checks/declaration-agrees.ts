// What the resident signed is what the record says: same record, same terminal, same facts, services and consents.
import canonicalize from 'canonicalize';
import type { Consent, Declaration, RegistrationRecord } from '../../../contract/record.ts';
import { err, ok } from '../../../contract/result.ts';
import type { Checked } from '../item.ts';

/** Order does not matter, content does. The detail names the part that differs. */
export function declarationAgrees(
  record: RegistrationRecord,
  declaration: Declaration,
): Awaited<Checked<null>> {
  const pairs: readonly [part: string, signed: unknown, said: unknown][] = [
    ['recordId', declaration.recordId, record.id],
    ['terminalId', declaration.terminalId, record.terminalId],
    ['basicFour', declaration.basicFour, record.basicFour],
    ['services', [...declaration.services].sort(), [...record.services].sort()],
    ['consents', inOrder(declaration.consents), inOrder(record.consents)],
  ];
  const different = pairs.find(([, signed, said]) => canonicalize(signed) !== canonicalize(said));
  return different === undefined ? ok(null) : err({ code: 'declaration-invalid', detail: different[0] });
}

const inOrder = (consents: readonly Consent[]): Consent[] =>
  consents.toSorted((a, b) => (a.document < b.document ? -1 : a.document > b.document ? 1 : 0));
