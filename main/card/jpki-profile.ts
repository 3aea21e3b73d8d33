// What a signature certificate of JPKI says of its holder: six otherNames of subjectAltName, found by their object identifiers
// and never by their place (mynumber-card.md 5.3). pkijs and asn1js stay behind this port.
import { X509Certificate } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';
import { err, ok } from '../../sync/contract/result.ts';
import type { Result } from '../../sync/contract/result.ts';

export interface CertificateFacts {
  readonly name: string;
  /** One digit per character of the name: 1 where it is a substitute for a character that certificates cannot hold. */
  readonly nameFlags: string;
  /** EYYYYMMDD: era digit, Gregorian year; unknown parts are zeros. */
  readonly birthDate: string;
  /** 1 male, 2 female, 3 unknown. */
  readonly sex: string;
  readonly address: string;
  readonly addressFlags: string;
}

export interface SignatureProfile {
  readonly facts: CertificateFacts;
  /** Dotted object identifiers. */
  readonly policies: readonly string[];
  /** Hex; null where the certificate has none. */
  readonly authorityKeyId: string | null;
  readonly subjectKeyId: string | null;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** What is wrong with the certificate. Never carries what was in it. */
export type ProfileError =
  | 'not-a-certificate'
  | 'extension-broken'
  | 'extension-twice'
  | 'no-person'
  | 'field-missing'
  | 'field-twice'
  | 'field-malformed';

/** RFC 5280, 4.2.1. */
const EXTENSION = {
  subjectAltName: '2.5.29.17',
  policies: '2.5.29.32',
  authorityKeyId: '2.5.29.35',
  subjectKeyId: '2.5.29.14',
} as const;

const FIELDS: readonly {
  readonly id: string;
  readonly field: keyof CertificateFacts;
  readonly form: RegExp;
}[] = [
  { id: '1.2.392.200149.8.5.5.1', field: 'name', form: /^.{1,1000}$/su },
  { id: '1.2.392.200149.8.5.5.4', field: 'birthDate', form: /^[0-5][0-9]{8}$/ },
  { id: '1.2.392.200149.8.5.5.3', field: 'sex', form: /^[123]$/ },
  { id: '1.2.392.200149.8.5.5.5', field: 'address', form: /^.{1,2000}$/su },
  { id: '1.2.392.200149.8.5.5.2', field: 'nameFlags', form: /^[01]*$/ },
  { id: '1.2.392.200149.8.5.5.6', field: 'addressFlags', form: /^[01]*$/ },
];
const OTHER_NAME = 0;

/** Thrown inside this file only. */
class Broken extends Error {
  readonly error: ProfileError;

  constructor(error: ProfileError) {
    super(error);
    this.error = error;
  }
}

/** Reads a signature certificate, DER. */
export function readSignatureProfile(der: Uint8Array): Result<SignatureProfile, ProfileError> {
  try {
    const x509 = new X509Certificate(der);
    const certificate = pkijs.Certificate.fromBER(Uint8Array.from(der).buffer);
    return ok({
      facts: readFacts(certificate),
      policies: readPolicies(certificate),
      authorityKeyId: readAuthorityKeyId(certificate),
      subjectKeyId: readSubjectKeyId(certificate),
      notBefore: x509.validFromDate.getTime(),
      notAfter: x509.validToDate.getTime(),
    });
  } catch (error) {
    return err(error instanceof Broken ? error.error : 'not-a-certificate');
  }
}

function readFacts(certificate: pkijs.Certificate): CertificateFacts {
  const schema = extension(certificate, EXTENSION.subjectAltName);
  if (schema === null) throw new Broken('no-person');
  const { altNames } = within(() => new pkijs.AltName({ schema }));
  const texts = new Map<string, string>();
  for (const { type, value } of altNames) {
    const other = type === OTHER_NAME ? within(() => otherName(value)) : null;
    if (other === null) continue;
    if (texts.has(other.id)) throw new Broken('field-twice');
    texts.set(other.id, other.text);
  }
  if (!FIELDS.some(({ id }) => texts.has(id))) throw new Broken('no-person');
  const read = (field: keyof CertificateFacts): string => {
    const spec = FIELDS.find((each) => each.field === field);
    const text = spec && texts.get(spec.id);
    if (text === undefined) throw new Broken('field-missing');
    if (!spec?.form.test(text)) throw new Broken('field-malformed');
    return text;
  };
  return {
    name: read('name'),
    nameFlags: read('nameFlags'),
    birthDate: read('birthDate'),
    sex: read('sex'),
    address: read('address'),
    addressFlags: read('addressFlags'),
  };
}

/** `[0] { OBJECT IDENTIFIER, [0] { UTF8String } }`; null for an otherName that is none of ours. */
function otherName(value: unknown): { readonly id: string; readonly text: string } | null {
  if (!(value instanceof asn1.Constructed)) throw new Broken('extension-broken');
  const [id, tagged] = value.valueBlock.value;
  if (!(id instanceof asn1.ObjectIdentifier)) throw new Broken('extension-broken');
  const dotted = id.valueBlock.toString();
  if (!FIELDS.some((field) => field.id === dotted)) return null;
  const text = tagged instanceof asn1.Constructed ? tagged.valueBlock.value[0] : undefined;
  if (!(text instanceof asn1.Utf8String)) throw new Broken('field-malformed');
  return { id: dotted, text: utf8(text.valueBlock.valueHexView) };
}

function readPolicies(certificate: pkijs.Certificate): readonly string[] {
  const schema = extension(certificate, EXTENSION.policies);
  if (schema === null) return [];
  const { certificatePolicies } = within(() => new pkijs.CertificatePolicies({ schema }));
  return certificatePolicies.map(({ policyIdentifier }) => policyIdentifier);
}

function readAuthorityKeyId(certificate: pkijs.Certificate): string | null {
  const schema = extension(certificate, EXTENSION.authorityKeyId);
  if (schema === null) return null;
  const { keyIdentifier } = within(() => new pkijs.AuthorityKeyIdentifier({ schema }));
  return keyIdentifier === undefined ? null : hex(keyIdentifier.valueBlock.valueHexView);
}

function readSubjectKeyId(certificate: pkijs.Certificate): string | null {
  const id = extension(certificate, EXTENSION.subjectKeyId);
  if (id === null) return null;
  if (!(id instanceof asn1.OctetString)) throw new Broken('extension-broken');
  return hex(id.valueBlock.valueHexView);
}

/** The parsed value of an extension; null when the certificate does not have it. */
function extension(certificate: pkijs.Certificate, id: string): asn1.AsnType | null {
  const [found, again] = (certificate.extensions ?? []).filter(({ extnID }) => extnID === id);
  if (again !== undefined) throw new Broken('extension-twice');
  if (found === undefined) return null;
  const bytes = found.extnValue.valueBlock.valueHexView;
  const parsed = asn1.fromBER(Uint8Array.from(bytes).buffer);
  if (parsed.offset !== bytes.length) throw new Broken('extension-broken');
  return parsed.result;
}

/** pkijs throws what it likes at a form that it does not expect. */
function within<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Broken ? error : new Broken('extension-broken');
  }
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Broken('field-malformed');
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
