// Who is calling on the terminals' listener: the TLS layer has checked possession of the key and the path to one of our
// authorities; here the certificate is looked up, so that a terminal revoked a second ago is refused now, and its dates are
// held against our clock with some tolerance, so that a terminal is told "expired" and not merely "no".
import { X509Certificate } from 'node:crypto';
import { sql } from 'kysely';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { refuse } from '../http/refusal.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Parts } from '../parts.ts';
import { fingerprintOf } from '../pki/issue.ts';
import { toleranceMs } from './certificates.ts';

export interface Terminal {
  readonly id: string;
  readonly municipality: string;
}

const seenEveryMs = 30_000;

/** The terminal of a client certificate (DER), as verified by TLS; null when none was verified. */
export async function identifyTerminal(
  der: Uint8Array | null,
  parts: Parts,
): Promise<Result<Terminal, Refusal>> {
  if (der === null) return err(refuse('unauthenticated'));
  const row = (await look(der, parts)) ?? ((await relearn(der, parts)) ? await look(der, parts) : undefined);
  if (row === undefined) return err(refuse('unauthenticated'));
  if (row.revoked_at !== null || row.certificate_revoked_at !== null) return err(refuse('terminal-revoked'));
  const now = parts.now();
  if (now.getTime() - toleranceMs > row.not_after.getTime()) return err(refuse('certificate-expired'));
  // Not on every call: a busy terminal would turn each of its reads into a write.
  if (row.seen_at === null || now.getTime() - row.seen_at.getTime() > seenEveryMs) {
    await parts.db.updateTable('terminals').set({ seen_at: now }).where('id', '=', row.id).execute();
  }
  return ok({ id: row.id, municipality: row.municipality });
}

const look = (der: Uint8Array, { db }: Parts) =>
  db
    .selectFrom('certificates')
    .innerJoin('terminals', 'terminals.id', 'certificates.terminal_id')
    .select([
      'terminals.id',
      'terminals.municipality',
      'terminals.revoked_at',
      'terminals.seen_at',
      'certificates.not_after',
      'certificates.revoked_at as certificate_revoked_at',
    ])
    .where('certificates.fingerprint', '=', fingerprintOf(der))
    .executeTakeFirst();

/**
 * A certificate that our authority signed for a terminal that we have, and that we do not know: we were restored from a backup
 * that is older than it. It is written down again, for the terminal would be shut out, and its signatures with it.
 */
async function relearn(der: Uint8Array, { db, pki, log }: Parts): Promise<boolean> {
  const certificate = new X509Certificate(der);
  const signed = pki
    .authorities()
    .trusted.some((pem) => certificate.verify(new X509Certificate(pem).publicKey));
  const terminalId = /^URI:urn:uuid:([0-9a-f-]{36})$/.exec(certificate.subjectAltName ?? '')?.[1];
  if (!signed || terminalId === undefined) return false;
  const row = {
    fingerprint: fingerprintOf(der),
    pem: certificate.toString(),
    not_after: certificate.validToDate,
  };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('certificates')
    .columns(['fingerprint', 'pem', 'not_after', 'terminal_id'])
    .expression((eb) =>
      eb
        .selectFrom('terminals')
        .select([
          eb.val(row.fingerprint).as('fingerprint'),
          eb.val(row.pem).as('pem'),
          sql<Date>`${row.not_after}::timestamptz`.as('not_after'),
          'id',
        ])
        .where('id', '=', terminalId),
    )
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if ((numInsertedOrUpdatedRows ?? 0n) === 0n) return false;
  log.warn('certificate-relearned', { terminalId });
  return true;
}
