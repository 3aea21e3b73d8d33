// A terminal enrols: a one-time code from IT and a PKCS#10 request against a certificate. The code is spent, the terminal
// and its certificate are written in one transaction; a second use of the code finds it spent.
import { X509Certificate, randomUUID } from 'node:crypto';
import type { EnrolmentAnswer, EnrolmentRequest } from '../../contract/api.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import { backdateMs } from '../keys/keyring.ts';
import type { Parts } from '../parts.ts';
import { fingerprintOf, issueCertificate } from '../pki/issue.ts';
import { readRequest } from '../pki/request.ts';
import { anyMunicipality, hashToken, normaliseCode } from '../tokens.ts';

const certificateLifeMs = 90 * 24 * 3_600_000;

/** The request is checked before the code is touched, so that a faulty request does not cost a code. */
export async function enrol(
  request: EnrolmentRequest,
  parts: Parts,
): Promise<Result<EnrolmentAnswer, Refusal>> {
  const key = await readRequest(request.csr);
  if (!key.ok) return err(refuse('request-invalid', { detail: key.error }));
  const now = parts.now();
  const terminalId = randomUUID();
  const notAfter = new Date(now.getTime() + certificateLifeMs);
  const certificate = await issueCertificate(
    {
      commonName: terminalId,
      notBefore: new Date(now.getTime() - backdateMs),
      notAfter,
      use: 'terminal',
      dns: [],
      uris: [`urn:uuid:${terminalId}`],
    },
    key.value,
    parts.keys.authority,
  );
  const spent = await parts.db.transaction().execute(async (trx) => {
    const code = await trx
      .updateTable('enrolment_codes')
      .set({ used_at: now, terminal_id: terminalId })
      .where('code_hash', '=', hashToken(normaliseCode(request.code)))
      .where('municipality', 'in', [request.municipality, anyMunicipality])
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('code_hash')
      .executeTakeFirst();
    if (code === undefined) return false;
    const { name, municipality } = request;
    await trx
      .insertInto('terminals')
      .values({ id: terminalId, name, municipality, enrolled_at: now })
      .execute();
    const fingerprint = fingerprintOf(new X509Certificate(certificate).raw);
    const row = { fingerprint, terminal_id: terminalId, pem: certificate, not_after: notAfter };
    await trx.insertInto('certificates').values(row).execute();
    return true;
  });
  if (!spent) return err(refuse('enrolment-code-invalid'));
  parts.log.info('terminal-enrolled', { terminalId });
  const { kid, jwk } = parts.keys.receipt;
  return ok({
    terminalId,
    certificate,
    trust: parts.keys.authority.certificatePem,
    sealingKey: { ...parts.keys.sealing },
    receiptKey: { kid, jwk },
    publicUrl: parts.publicUrl(),
  });
}
