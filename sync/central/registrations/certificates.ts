// The certificates that a terminal ever had, read once a batch: records outlive certificates in a long outage.
import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Db } from '../db/open.ts';

/** SHA-256 of the certificate, hex, to its public key. */
export type Certificates = ReadonlyMap<string, KeyObject>;

/** All of a terminal's. */
export async function certificatesOf(terminalId: string, db: Db): Promise<Certificates> {
  const rows = await db
    .selectFrom('certificates')
    .select(['fingerprint', 'pem'])
    .where('terminal_id', '=', terminalId)
    .execute();
  return new Map(rows.map(({ fingerprint, pem }) => [fingerprint, new X509Certificate(pem).publicKey]));
}
