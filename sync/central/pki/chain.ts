// Does a card's certificate lead to one of the configured roots? JPKI's generations of CAs share one name, so the issuer
// is chosen by key identifier, never by name alone (reference/mynumber-card.md, section 5). OpenSSL does both: it compares the
// identifiers and checks the signature. (pkijs took three quarters of the time that judging a whole record takes.)
import { X509Certificate } from 'node:crypto';
import type * as pkijs from 'pkijs';
import type { GenuineAnchor } from '../../contract/genuine.ts';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';
import { parseCertificate } from './issue.ts';

/** Whom we trust: roots of signature and user-authentication certificates, and keys that certify cards to be genuine. */
export interface Anchors {
  readonly sign: readonly X509Certificate[];
  readonly auth: readonly X509Certificate[];
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

/** Reads trusted roots from PEM (one or more certificates a string). Throws: a broken bundle is wrong configuration. */
export function readAnchors(bundles: readonly string[]): X509Certificate[] {
  const blocks = bundles.flatMap(
    (text) => text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
  );
  return blocks.map((pem) => {
    const certificate = new X509Certificate(pem);
    if (!hasKeyId(parseCertificate(certificate.raw)))
      throw new Error('a trust anchor has no subject key identifier');
    if (!certificate.ca) throw new Error('a trust anchor is not the certificate of an authority');
    return certificate;
  });
}

/**
 * Checks one certificate (DER, or as `readCertificate` gave it) against the roots, at a moment (null: dates are not looked at, for certificates that only name
 * a mailbox). JPKI issues end certificates directly under its root, so the path has one step.
 */
export function checkIssued(
  certificate: Uint8Array | X509Certificate,
  anchors: readonly X509Certificate[],
  moment: Moment | null,
): Result<null, ChainError> {
  const leaf = certificate instanceof X509Certificate ? certificate : readCertificate(certificate);
  if (leaf === null) return err('not-a-certificate');
  // Names, and key identifiers where the certificate has one: X509_check_issued.
  const named = anchors.filter((anchor) => leaf.checkIssued(anchor));
  if (named.length === 0) return err('issuer-unknown');
  const anchor = named.find(({ publicKey }) => leaf.verify(publicKey));
  if (anchor === undefined) return err('signature-invalid');
  return moment === null ? ok(null) : checkDates([leaf, anchor], moment);
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

/** A certificate in DER and nothing else: bytes that only a lenient parser takes would give one card many addresses. Null for those. */
export function readCertificate(der: Uint8Array): X509Certificate | null {
  try {
    const certificate = new X509Certificate(der);
    return certificate.raw.equals(der) ? certificate : null;
  } catch {
    return null;
  }
}

const hasKeyId = ({ extensions = [] }: pkijs.Certificate): boolean =>
  extensions.some(({ extnID }) => extnID === subjectKeyIdentifier);
