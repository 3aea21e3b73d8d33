// Does a card's certificate lead to one of the configured roots? JPKI's generations of CAs share one name, so the issuer
// is chosen by key identifier, never by name (reference/mynumber-card.md, section 5). pkijs, behind this port, reads the
// identifiers; signatures are checked by OpenSSL, which also compares the two algorithm fields.
import { X509Certificate } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';
import type { GenuineAnchor } from '../../contract/genuine.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { parseCertificate } from './issue.ts';

export interface Anchor {
  readonly keyId: string;
  readonly certificate: X509Certificate;
}

/** Whom we trust: roots of signature and user-authentication certificates, and keys that certify cards to be genuine. */
export interface Anchors {
  readonly sign: readonly Anchor[];
  readonly auth: readonly Anchor[];
  readonly genuine: readonly GenuineAnchor[];
}

/** The two dates are told from a forged or foreign certificate, so that support looks in the right place. */
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
    const certificate = new X509Certificate(pem);
    const keyId = subjectKeyId(parseCertificate(certificate.raw));
    if (keyId === null) throw new Error('a trust anchor has no subject key identifier');
    if (!certificate.ca) throw new Error('a trust anchor is not the certificate of an authority');
    return { keyId, certificate };
  });
}

/**
 * Checks one certificate against the roots, at a moment (null: dates are not looked at, for certificates that only name
 * a mailbox). JPKI issues end certificates directly under its root, so the path has one step.
 */
export function checkIssued(
  der: Uint8Array,
  anchors: readonly Anchor[],
  moment: Moment | null,
): Result<null, ChainError> {
  const leaf = read(der);
  if (leaf === null) return err('not-a-certificate');
  const anchor = anchors.find(({ keyId }) => keyId === leaf.issuerKeyId);
  if (anchor === undefined) return err('issuer-unknown');
  if (!leaf.certificate.verify(anchor.certificate.publicKey)) return err('signature-invalid');
  return moment === null ? ok(null) : checkDates([leaf.certificate, anchor.certificate], moment);
}

function checkDates(
  path: readonly X509Certificate[],
  { atMs, toleranceMs }: Moment,
): Result<null, ChainError> {
  for (const { validFromDate, validToDate } of path) {
    if (atMs + toleranceMs < validFromDate.getTime()) return err('not-yet-valid');
    if (atMs - toleranceMs > validToDate.getTime()) return err('expired');
  }
  return ok(null);
}

/** A certificate in DER and nothing else: bytes that only a lenient parser takes would give one card many addresses. */
function read(der: Uint8Array): { certificate: X509Certificate; issuerKeyId: string | null } | null {
  try {
    const certificate = new X509Certificate(der);
    if (!certificate.raw.equals(der)) return null;
    return { certificate, issuerKeyId: authorityKeyId(parseCertificate(der)) };
  } catch {
    return null;
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
