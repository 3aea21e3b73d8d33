// A terminal enrols: a one-time code from IT and a PKCS#10 request against a certificate. The code is spent, the terminal
// and its certificate are written in one transaction; a second use of the code finds it spent. A code that was made for one
// terminal brings that terminal back under its old id, so that what waits in its outbox stays its own.
import { randomUUID } from 'node:crypto';
import type { EnrolmentAnswer, EnrolmentRequest } from '../../contract/api.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Trx } from '../db/open.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { readRequest } from '../pki/request.ts';
import { anyMunicipality, hashToken, normaliseCode } from '../tokens.ts';
import { certificateFor } from './certificates.ts';

/** The request is checked before the code is touched, so that a faulty request does not cost a code. */
export async function enrol(
  request: EnrolmentRequest,
  parts: Parts,
): Promise<Result<EnrolmentAnswer, Refusal>> {
  const key = await readRequest(request.csr);
  if (!key.ok) return err(refuse('request-invalid', { detail: key.error }));
  const enrolled = await parts.db.transaction().execute(async (trx) => {
    const terminalId = await spend(trx, request, parts.now());
    if (terminalId === null) return null;
    return { terminalId, certificate: await certificateFor(trx, terminalId, key.value, parts) };
  });
  if (enrolled === null) return err(refuse('enrolment-code-invalid'));
  parts.log.info('terminal-enrolled', { terminalId: enrolled.terminalId });
  const { kid, jwk } = parts.keys.receipts[0];
  return ok({
    ...enrolled,
    trust: parts.pki.authorities().trusted.join(''),
    sealingKey: { ...parts.keys.sealing },
    receiptKey: { kid, jwk },
    publicUrl: parts.publicUrl(),
  });
}

/** Spends the code; gives the terminal that it makes or brings back, null when the code is no good. */
async function spend(trx: Trx, request: EnrolmentRequest, now: Date): Promise<string | null> {
  const fresh = randomUUID();
  const code = await trx
    .updateTable('enrolment_codes')
    .set((eb) => ({ used_at: now, terminal_id: eb.fn.coalesce('for_terminal', eb.val(fresh)) }))
    .where('code_hash', '=', hashToken(normaliseCode(request.code)))
    .where('municipality', 'in', [request.municipality, anyMunicipality])
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['for_terminal'])
    .executeTakeFirst();
  if (code === undefined) return null;
  const { name, municipality } = request;
  if (code.for_terminal === null) {
    const row = { id: fresh, name, municipality, enrolled_at: now };
    await trx.insertInto('terminals').values(row).execute();
    return fresh;
  }
  // IT has it in hand again: it may enter, with its new certificate only (the old ones stay revoked).
  await trx
    .updateTable('terminals')
    .set({ name, revoked_at: null })
    .where('id', '=', code.for_terminal)
    .execute();
  return code.for_terminal;
}
