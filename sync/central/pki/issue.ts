// The only place where certificates are made. pkijs stays behind this port: DER and PEM go in and out.
import { X509Certificate, createHash, randomBytes, webcrypto } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';

/** A private key that can sign certificates, with its own certificate. */
export interface Issuer {
  readonly certificatePem: string;
  readonly privateKey: webcrypto.CryptoKey;
}

export interface Profile {
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly use: 'authority' | 'server' | 'terminal';
  /** Subject alternative names; IP addresses are recognised by their form. */
  readonly dns: readonly string[];
  readonly uris: readonly string[];
}

// Object identifiers, RFC 5280 section 4.2.1 and RFC 5480.
const oid = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

export const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** A fresh P-256 key pair for signatures. */
export function makeKeyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
}

/** SHA-256 of a certificate's DER, hex: how certificates are named in tables and in the `kid` of a terminal's JWS. */
export function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

/** PEM of a DER block (RFC 7468). */
export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** Signs a certificate for `publicKey`. Without an issuer it signs itself with `selfKey`. */
export async function issueCertificate(
  profile: Profile,
  publicKey: webcrypto.CryptoKey,
  issuer: Issuer | { readonly selfKey: webcrypto.CryptoKey },
): Promise<string> {
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1.Integer({ valueHex: positiveSerial() });
  certificate.subject.typesAndValues.push(nameOf(profile.commonName));
  certificate.notBefore.value = profile.notBefore;
  certificate.notAfter.value = profile.notAfter;
  await certificate.subjectPublicKeyInfo.importKey(publicKey);
  const subjectKeyId = keyIdOf(certificate.subjectPublicKeyInfo);
  let issuerKeyId = subjectKeyId;
  if ('selfKey' in issuer) {
    certificate.issuer.typesAndValues.push(nameOf(profile.commonName));
  } else {
    const parent = parseCertificate(new X509Certificate(issuer.certificatePem).raw);
    certificate.issuer = parent.subject;
    issuerKeyId = keyIdOf(parent.subjectPublicKeyInfo);
  }
  certificate.extensions = extensionsOf(profile, subjectKeyId, issuerKeyId);
  await certificate.sign('selfKey' in issuer ? issuer.selfKey : issuer.privateKey, 'SHA-256');
  return toPem('CERTIFICATE', new Uint8Array(certificate.toSchema(true).toBER(false)));
}

function extensionsOf(
  profile: Profile,
  subjectKeyId: ArrayBuffer,
  issuerKeyId: ArrayBuffer,
): pkijs.Extension[] {
  const authority = profile.use === 'authority';
  const extensions = [
    extension(oid.basicConstraints, true, new pkijs.BasicConstraints({ cA: authority }).toSchema()),
    // keyCertSign and cRLSign for the authority, digitalSignature for all others (RFC 5280 section 4.2.1.3).
    extension(
      oid.keyUsage,
      true,
      new asn1.BitString({
        valueHex: new Uint8Array([authority ? 0x06 : 0x80]).buffer,
        unusedBits: authority ? 1 : 7,
      }),
    ),
    extension(oid.subjectKeyIdentifier, false, new asn1.OctetString({ valueHex: subjectKeyId })),
    extension(
      oid.authorityKeyIdentifier,
      false,
      new pkijs.AuthorityKeyIdentifier({
        keyIdentifier: new asn1.OctetString({ valueHex: issuerKeyId }),
      }).toSchema(),
    ),
  ];
  if (!authority) {
    const purpose = profile.use === 'server' ? oid.serverAuth : oid.clientAuth;
    extensions.push(
      extension(oid.extendedKeyUsage, false, new pkijs.ExtKeyUsage({ keyPurposes: [purpose] }).toSchema()),
    );
  }
  const names = [
    ...profile.dns.map(hostName),
    ...profile.uris.map((value) => new pkijs.GeneralName({ type: 6, value })),
  ];
  if (names.length > 0) {
    extensions.push(extension(oid.subjectAltName, false, new pkijs.GeneralNames({ names }).toSchema()));
  }
  return extensions;
}

/** dNSName or, for an IPv4 address, iPAddress (RFC 5280 section 4.2.1.6). */
function hostName(value: string): pkijs.GeneralName {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(value);
  if (parts === null) return new pkijs.GeneralName({ type: 2, value });
  const bytes = new Uint8Array(parts.slice(1).map(Number));
  return new pkijs.GeneralName({ type: 7, value: new asn1.OctetString({ valueHex: bytes.buffer }) });
}

// pkijs takes any ASN.1 object here; its types name only the base class.
function extension(extnID: string, critical: boolean, value: asn1.BaseBlock): pkijs.Extension {
  return new pkijs.Extension({ extnID, critical, extnValue: value.toBER(false) });
}

function nameOf(commonName: string): pkijs.AttributeTypeAndValue {
  return new pkijs.AttributeTypeAndValue({
    type: oid.commonName,
    value: new asn1.Utf8String({ value: commonName }),
  });
}

/** SHA-1 of the subjectPublicKey bits, method 1 of RFC 5280 section 4.2.1.2 (an identifier, not a protection). */
function keyIdOf(info: pkijs.PublicKeyInfo): ArrayBuffer {
  const digest = createHash('sha1').update(info.subjectPublicKey.valueBlock.valueHexView).digest();
  return new Uint8Array(digest).buffer;
}

/** 16 random bytes with the top bit clear and the next one set, so that DER neither turns it negative nor shortens it. */
function positiveSerial(): ArrayBuffer {
  const bytes = new Uint8Array(randomBytes(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.buffer;
}

/** Parses DER; throws on anything else (callers in this folder turn that into a value). */
export function parseCertificate(der: Uint8Array): pkijs.Certificate {
  return pkijs.Certificate.fromBER(new Uint8Array(der));
}
