// One line of a bundle: a compact JWE around a compact JWS around the part, as a terminal seals records (sync/contract/bundle.ts).
import { X509Certificate } from 'node:crypto';
import { compactDecrypt, compactVerify, decodeProtectedHeader } from 'jose';
import { BundlePart, bundleTyp } from '../../contract/bundle.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import type { Parts } from '../parts.ts';

export type LineError =
  /** Not a line of a bundle, or damaged. */
  | 'damaged'
  /** Sealed to a key that is not ours, or no longer. */
  | 'seal-unreadable'
  /** Signed by nobody that is enrolled here. */
  | 'terminal-unknown'
  | 'terminal-revoked'
  | 'signature-invalid';

/** Opens a line and verifies who signed it. */
export async function openLine(line: string, parts: Parts): Promise<Result<BundlePart, LineError>> {
  const jws = await unseal(line, parts);
  if (!jws.ok) return jws;
  const header = headerOf(jws.value);
  if (header?.typ !== bundleTyp || header.kid === undefined) return err('damaged');
  const signer = await parts.db
    .selectFrom('certificates')
    .innerJoin('terminals', 'terminals.id', 'certificates.terminal_id')
    .select(['terminals.id', 'certificates.pem'])
    .select(({ fn }) => fn.coalesce('terminals.revoked_at', 'certificates.revoked_at').as('revokedAt'))
    .where('certificates.fingerprint', '=', header.kid)
    .executeTakeFirst();
  if (signer === undefined) return err('terminal-unknown');
  if (signer.revokedAt !== null) return err('terminal-revoked');
  const part = await verified(jws.value, signer.pem);
  // A terminal speaks for itself only.
  return part.ok && part.value.terminalId !== signer.id ? err('signature-invalid') : part;
}

async function unseal(line: string, { keys, db }: Parts): Promise<Result<string, LineError>> {
  const kid = headerOf(line)?.kid;
  if (kid === undefined) return err('damaged');
  if (keys.openingKey(kid) === null) await keys.reload(db);
  const key = keys.openingKey(kid);
  if (key === null) return err('seal-unreadable');
  try {
    const { plaintext } = await compactDecrypt(line, key, {
      keyManagementAlgorithms: ['ECDH-ES+A256KW'],
      contentEncryptionAlgorithms: ['A256GCM'],
      maxDecompressedLength: 0,
    });
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(plaintext));
  } catch {
    return err('damaged');
  }
}

async function verified(jws: string, pem: string): Promise<Result<BundlePart, LineError>> {
  let json: unknown;
  try {
    const { payload } = await compactVerify(jws, new X509Certificate(pem).publicKey, {
      algorithms: ['ES256'],
    });
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return err('signature-invalid');
  }
  const parsed = BundlePart.safeParse(json);
  return parsed.success ? ok(parsed.data) : err('damaged');
}

function headerOf(jose: string): { readonly kid?: string; readonly typ?: string } | null {
  try {
    const { kid, typ } = decodeProtectedHeader(jose);
    return { ...(kid !== undefined && { kid }), ...(typ !== undefined && { typ }) };
  } catch {
    return null;
  }
}
