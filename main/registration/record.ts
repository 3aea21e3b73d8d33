// The registration record (and the mailbox's command) on its way out of main's memory: declaration for the card to sign, record signed by the device
// key, sealed to the central API's key. After `sealRecord` the terminal cannot read it any more.
import { createHash, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import canonicalize from 'canonicalize';
import { CompactEncrypt, CompactSign, importJWK, type JWK } from 'jose';
import { MailboxCommand } from '../../sync/contract/commands.ts';
import { Declaration, RegistrationRecord, type SealedRegistration } from '../../sync/contract/record.ts';

/** What of the terminal's identity the record needs. */
export interface RecordKeys {
  /** PKCS#8 PEM, P-256. */
  readonly privateKey: string;
  /** The terminal's certificate, PEM. */
  readonly certificate: string;
  readonly sealingKey: { readonly kid: string; readonly jwk: Readonly<Record<string, string>> };
}

const base64url = (data: string | Uint8Array): string => Buffer.from(data).toString('base64url');

/**
 * The bytes that the card signs: header and payload of a JWS (RFC 7515 section 5.1). The payload is canonical JSON (RFC 8785),
 * the header carries the signature certificate in `x5c`.
 */
export function declarationToSign(declaration: Declaration, certificate: Uint8Array): Uint8Array {
  const header = {
    alg: 'RS256',
    typ: 'madoguchi-declaration+jws',
    x5c: [Buffer.from(certificate).toString('base64')],
  };
  const payload = canonical(Declaration.parse(declaration));
  return Buffer.from(`${base64url(JSON.stringify(header))}.${base64url(payload)}`, 'ascii');
}

/** The finished JWS in compact form. */
export const declarationJws = (signed: Uint8Array, signature: Uint8Array): string =>
  `${Buffer.from(signed).toString('ascii')}.${base64url(signature)}`;

/** Signs the record with the device key (ES256) and seals it to the central key (ECDH-ES+A256KW, A256GCM). */
export async function sealRecord(record: RegistrationRecord, keys: RecordKeys): Promise<SealedRegistration> {
  const parsed = RegistrationRecord.parse(record);
  const signed = await signByDevice(canonical(parsed), 'madoguchi-registration+jws', keys);
  // `rid` names the record from outside: a sealed record that was salvaged without its row is still known (main/store/salvage).
  return { id: parsed.id, sealed: await sealToCentral(signed, keys, { rid: parsed.id }) };
}

/** The same for what a resident does to their mailbox. */
export async function sealCommand(command: MailboxCommand, keys: RecordKeys): Promise<SealedRegistration> {
  const parsed = MailboxCommand.parse(command);
  const signed = await signByDevice(canonical(parsed), 'madoguchi-command+jws', keys);
  return { id: parsed.id, sealed: await sealToCentral(signed, keys, { rid: parsed.id }) };
}

/** A compact JWS (ES256) by the device key; `kid` names its certificate. */
export function signByDevice(payload: string, typ: string, keys: RecordKeys): Promise<string> {
  return new CompactSign(Buffer.from(payload))
    .setProtectedHeader({ alg: 'ES256', typ, kid: certificateId(keys.certificate) })
    .sign(createPrivateKey(keys.privateKey));
}

/** A compact JWE (ECDH-ES+A256KW, A256GCM) around a JWS, for the central API alone. */
export async function sealToCentral(
  jws: string,
  { sealingKey }: RecordKeys,
  named: { readonly rid?: string } = {},
): Promise<string> {
  return new CompactEncrypt(Buffer.from(jws))
    .setProtectedHeader({
      ...{ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', cty: 'JWS' },
      ...{ kid: sealingKey.kid, ...named },
    })
    .encrypt(await importJWK(sealingKey.jwk as JWK, 'ECDH-ES+A256KW'));
}

/** How a terminal's certificate is named in the `kid` of its JWS: SHA-256 of the DER, hex. */
export const certificateId = (pem: string): string =>
  createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');

/** Crockford's alphabet: no I, L, O, U to misread. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Eight random characters (40 bits) in two groups. It names a record to people and opens nothing. */
export function newReceiptNumber(random: Uint8Array = randomBytes(8)): string {
  const characters = [...random.subarray(0, 8)].map((byte) => CROCKFORD.charAt(byte & 31)).join('');
  return `${characters.slice(0, 4)}-${characters.slice(4)}`;
}

function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('not representable as JSON');
  return text;
}
