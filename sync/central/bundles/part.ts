// One line of a bundle: a compact JWE around a compact JWS around the part, as a terminal seals records (sync/contract/bundle.ts).
import { X509Certificate } from 'node:crypto';
import { BundlePart, bundleTyp } from '../../contract/bundle.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { jsonOf, openSeal, parseCompact, textOf, verifiedPayload } from '../keys/compact.ts';
import type { Compact } from '../keys/compact.ts';
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
  const signed = parseCompact(jws.value, 3);
  if (signed?.header.typ !== bundleTyp || signed.header.kid === undefined) return err('damaged');
  const signer = await parts.db
    .selectFrom('certificates')
    .innerJoin('terminals', 'terminals.id', 'certificates.terminal_id')
    .select(['terminals.id', 'certificates.pem'])
    .select(({ fn }) => fn.coalesce('terminals.revoked_at', 'certificates.revoked_at').as('revokedAt'))
    .where('certificates.fingerprint', '=', signed.header.kid)
    .executeTakeFirst();
  if (signer === undefined) return err('terminal-unknown');
  if (signer.revokedAt !== null) return err('terminal-revoked');
  const part = verified(signed, signer.pem);
  // A terminal speaks for itself only.
  return part.ok && part.value.terminalId !== signer.id ? err('signature-invalid') : part;
}

async function unseal(line: string, { keys, db }: Parts): Promise<Result<string, LineError>> {
  const jwe = parseCompact(line, 5);
  if (jwe?.header.kid === undefined) return err('damaged');
  const { kid } = jwe.header;
  if (keys.openingKey(kid) === null) await keys.reload(db);
  const key = keys.openingKey(kid);
  if (key === null) return err('seal-unreadable');
  const jws = textOf(openSeal(jwe, key));
  return jws === null ? err('damaged') : ok(jws);
}

function verified(jws: Compact, pem: string): Result<BundlePart, LineError> {
  const json = jsonOf(verifiedPayload(jws, 'ES256', new X509Certificate(pem).publicKey));
  if (json === undefined) return err('signature-invalid');
  const parsed = BundlePart.safeParse(json);
  return parsed.success ? ok(parsed.data) : err('damaged');
}
