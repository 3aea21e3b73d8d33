// Does a card's certificate lead to one of the configured roots? JPKI's generations of CAs share one name, so the issuer
// is chosen by key identifier, never by name (reference/mynumber-card.md, section 5). pkijs stays behind this port.
import { X509Certificate } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { parseCertificate } from './issue.ts';

export interface Anchor {
  readonly keyId: string;
  readonly certificate: pkijs.Certificate;
}

/** `clock` tells a date problem from a forged or foreign certificate, so that support looks in the right place. */
export type ChainError =
  'not-a-certificate' | 'issuer-unknown' | 'signature-invalid' | 'not-yet-valid' | 'expired';

export interface Moment {
  readonly atMs: number;
  /** How far clocks may be apart. */
  readonly toleranceMs: number;
}

const subjectKeyIdentifier = '2.5.29.14';
const authorityKeyIdentifier = '2.5.29.35';

/** Reads trusted roots from PEM (one or more certificates a string). Throws: a broken bundle is wrong configuration. */
export function readAnchors(bundles: readonly string[]): Anchor[] {
  const blocks = bundles.flatMap(
    (text) => text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
  );
  return blocks.map((pem) => {
    const certificate = parseCertificate(new X509Certificate(pem).raw);
    const keyId = subjectKeyId(certificate);
    if (keyId === null) throw new Error('a trust anchor has no subject key identifier');
    return { keyId, certificate };
  });
}

/**
 * Checks one certificate against the roots, at a moment (null: dates are not looked at, for certificates that only name
 * a mailbox). JPKI issues end certificates directly under its root, so the path has one step.
 */
export async function checkIssued(
  der: Uint8Array,
  anchors: readonly Anchor[],
  moment: Moment | null,
): Promise<Result<null, ChainError>> {
  let leaf: pkijs.Certificate;
  try {
    leaf = parseCertificate(der);
  } catch {
    return err('not-a-certificate');
  }
  const issuerId = authorityKeyId(leaf);
  const anchor = anchors.find((candidate) => candidate.keyId === issuerId);
  if (anchor === undefined) return err('issuer-unknown');
  if (!(await isSignedBy(leaf, anchor.certificate))) return err('signature-invalid');
  if (moment === null) return ok(null);
  return checkDates([leaf, anchor.certificate], moment);
}

function checkDates(
  path: readonly pkijs.Certificate[],
  { atMs, toleranceMs }: Moment,
): Result<null, ChainError> {
  for (const certificate of path) {
    if (atMs + toleranceMs < certificate.notBefore.value.getTime()) return err('not-yet-valid');
    if (atMs - toleranceMs > certificate.notAfter.value.getTime()) return err('expired');
  }
  return ok(null);
}

async function isSignedBy(leaf: pkijs.Certificate, issuer: pkijs.Certificate): Promise<boolean> {
  try {
    return await leaf.verify(issuer);
  } catch {
    return false;
  }
}

function extensionBytes(certificate: pkijs.Certificate, id: string): ArrayBuffer | null {
  return certificate.extensions?.find((one) => one.extnID === id)?.extnValue.valueBlock.valueHex ?? null;
}

function subjectKeyId(certificate: pkijs.Certificate): string | null {
  const bytes = extensionBytes(certificate, subjectKeyIdentifier);
  if (bytes === null) return null;
  const parsed = asn1.fromBER(bytes).result;
  return parsed instanceof asn1.OctetString ? hex(parsed.valueBlock.valueHexView) : null;
}

function authorityKeyId(certificate: pkijs.Certificate): string | null {
  const bytes = extensionBytes(certificate, authorityKeyIdentifier);
  if (bytes === null) return null;
  try {
    const schema = asn1.fromBER(bytes).result;
    const id = new pkijs.AuthorityKeyIdentifier({ schema }).keyIdentifier;
    return id === undefined ? null : hex(id.valueBlock.valueHexView);
  } catch {
    return null;
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
