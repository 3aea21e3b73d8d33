// The next certificate of a terminal, and the way back for one whose certificate has expired while it was off: it asks over TLS
// without a client certificate, signed with its old key, and waits until IT has approved the number that it shows.
import { X509Certificate } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { RecoveryClaim } from '../../contract/api.ts';
import type { RecoveryAnswer, RenewalAnswer } from '../../contract/api.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { readRequest } from '../pki/request.ts';
import { certificateFor, hashOfKey } from './certificates.ts';

/** An approval is for the terminal that waits now, not for whoever finds it in a year. */
const approvalLifeMs = 7 * 24 * 3_600_000;

/** A certificate for the key of this request. The present one goes on working until it expires. */
export async function renew(
  csr: string,
  terminalId: string,
  parts: Parts,
): Promise<Result<RenewalAnswer, Refusal>> {
  const key = await readRequest(csr);
  if (!key.ok) return err(refuse('request-invalid', { detail: key.error }));
  const certificate = await parts.db
    .transaction()
    .execute((trx) => certificateFor(trx, terminalId, key.value, parts));
  parts.log.info('terminal-renewed', { terminalId });
  return ok({ certificate, trust: parts.pki.authorities().trusted.join('') });
}

/** Writes the request down, or answers it when it has been approved. Asking again changes nothing. */
export async function recover(jws: string, parts: Parts): Promise<Result<RecoveryAnswer, Refusal>> {
  const claim = await claimOf(jws, parts);
  if (!claim.ok) return claim;
  const { terminalId, csr } = claim.value;
  const key = await readRequest(csr);
  if (!key.ok) return err(refuse('request-invalid', { detail: key.error }));
  const now = parts.now();
  const keySha256 = await hashOfKey(key.value);
  return parts.db.transaction().execute(async (trx): Promise<Result<RecoveryAnswer, Refusal>> => {
    const present = await trx
      .selectFrom('recoveries')
      .selectAll()
      .where('terminal_id', '=', terminalId)
      .forUpdate()
      .executeTakeFirst();
    const same = present?.key_sha256 === keySha256;
    const approvedAt = same ? (present.approved_at?.getTime() ?? null) : null;
    if (approvedAt !== null && now.getTime() - approvedAt < approvalLifeMs) {
      const certificate = await certificateFor(trx, terminalId, key.value, parts);
      parts.log.info('terminal-recovered', { terminalId });
      return ok({ outcome: 'approved', certificate, trust: parts.pki.authorities().trusted.join('') });
    }
    const number = numberOf(keySha256);
    const row = { key_sha256: keySha256, number, asked_at: now, approved_at: null };
    if (!same || approvedAt !== null)
      await trx
        .insertInto('recoveries')
        .values({ terminal_id: terminalId, ...row })
        .onConflict((conflict) => conflict.column('terminal_id').doUpdateSet(row))
        .execute();
    return ok({ outcome: 'waiting', number });
  });
}

/** Approves what waits under this number; false when nothing does. */
export async function approve(
  terminalId: string,
  number: string,
  { db, now }: Pick<Parts, 'db' | 'now'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('recoveries')
    .set({ approved_at: now() })
    .where('terminal_id', '=', terminalId)
    .where('number', '=', number.trim().toUpperCase())
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Names the new key: what the terminal shows and IT compares. 40 bits of its hash. */
function numberOf(keySha256: string): string {
  const hex = keySha256.slice(0, 10).toUpperCase();
  return `${hex.slice(0, 5)}-${hex.slice(5)}`;
}

/** The claim, when it is signed with a certificate that this terminal had and that nobody has revoked. */
async function claimOf(jws: string, { db }: Parts): Promise<Result<RecoveryClaim, Refusal>> {
  const kid = kidOf(jws);
  const row =
    kid === null
      ? undefined
      : await db
          .selectFrom('certificates')
          .innerJoin('terminals', 'terminals.id', 'certificates.terminal_id')
          .select([
            'pem',
            'terminal_id',
            'terminals.revoked_at',
            'certificates.revoked_at as certificate_revoked_at',
          ])
          .where('fingerprint', '=', kid)
          .executeTakeFirst();
  if (row === undefined) return err(refuse('unauthenticated'));
  if (row.revoked_at !== null || row.certificate_revoked_at !== null) return err(refuse('terminal-revoked'));
  try {
    const key = new X509Certificate(row.pem).publicKey;
    const { payload } = await compactVerify(jws, key, { algorithms: ['ES256'] });
    const claim = RecoveryClaim.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    if (claim.success && claim.data.terminalId === row.terminal_id) return ok(claim.data);
  } catch {
    // Neither a signature of that key nor JSON: the same to the caller.
  }
  return err(refuse('unauthenticated'));
}

function kidOf(jws: string): string | null {
  try {
    return decodeProtectedHeader(jws).kid ?? null;
  } catch {
    return null;
  }
}
