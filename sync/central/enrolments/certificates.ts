// A terminal's certificates: issued by the authority that signs now, every one kept, so that a record's signature can be
// checked long after the certificate that made it has expired.
import { X509Certificate, createHash, webcrypto } from 'node:crypto';
import type { Trx } from '../db/open.ts';
import type { Parts } from '../parts.ts';
import { backdateMs } from '../pki/authorities.ts';
import { fingerprintOf, issueCertificate } from '../pki/issue.ts';
import { publishSlipKeysOf } from '../slips/keys.ts';

export const certificateLifeMs = 90 * 24 * 3_600_000;
/** Our clock and the one that wrote a date may be this far apart. */
export const toleranceMs = 5 * 60_000;

/** A certificate for this key, PEM: the one that it has already, or a new one. A repeated request gets the same answer. */
export async function certificateFor(
  trx: Trx,
  terminalId: string,
  key: webcrypto.CryptoKey,
  { pki, now }: Pick<Parts, 'pki' | 'now'>,
): Promise<string> {
  const at = now();
  const { issuing } = pki.authorities();
  const keySha256 = await hashOfKey(key);
  const held = await trx
    .selectFrom('certificates')
    .select('pem')
    .where('terminal_id', '=', terminalId)
    .where('key_sha256', '=', keySha256)
    .where('revoked_at', 'is', null)
    .where('not_after', '>', new Date(at.getTime() + certificateLifeMs / 3))
    .execute();
  const authority = new X509Certificate(issuing.certificatePem);
  const present = held.find(({ pem }) => new X509Certificate(pem).verify(authority.publicKey));
  if (present !== undefined) return present.pem;
  const notAfter = new Date(at.getTime() + certificateLifeMs);
  const pem = await issueCertificate(
    {
      commonName: terminalId,
      notBefore: new Date(at.getTime() - backdateMs),
      notAfter,
      use: 'terminal',
      dns: [],
      uris: [`urn:uuid:${terminalId}`],
    },
    key,
    issuing,
  );
  const fingerprint = fingerprintOf(new X509Certificate(pem).raw);
  const row = { fingerprint, terminal_id: terminalId, pem, not_after: notAfter, key_sha256: keySha256 };
  await trx.insertInto('certificates').values(row).execute();
  await publishSlipKeysOf(terminalId, trx, at);
  return pem;
}

/** SHA-256 of the public key (SPKI), hex. */
export async function hashOfKey(key: webcrypto.CryptoKey): Promise<string> {
  const spki = await webcrypto.subtle.exportKey('spki', key);
  return createHash('sha256').update(new Uint8Array(spki)).digest('hex');
}
