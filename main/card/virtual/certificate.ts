// Certificates of a test JPKI, with the profile of the real one (mynumber-card.md section 5) and names that say TEST: root
// certificates, signature certificates with the basic four, and user-authentication certificates without.
import { createHash, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import {
  bits,
  boolean,
  context,
  contextBytes,
  ia5,
  ia5String,
  integer,
  nothing,
  octets,
  oid,
  printable,
  sequence,
  set,
  utcTime,
  utf8,
} from './der.ts';
import { SAMPLE_CITY, SAMPLE_PREFECTURE } from './profiles.ts';
import type { Holder } from './profiles.ts';
import { substitute } from './substitutes.ts';

export type Purpose = 'sign' | 'auth';

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

interface Issuer {
  readonly purpose: Purpose;
  readonly key: KeyObject;
  readonly serial: bigint;
}

const OU: Readonly<Record<Purpose, string>> = {
  sign: 'JPKI-TEST for digital signature',
  auth: 'JPKI-TEST for user authentication',
};
const OU_JA: Readonly<Record<Purpose, string>> = {
  sign: '公的個人認証サービス署名用（見本）',
  auth: '公的個人認証サービス利用者証明用（見本）',
};
/** Test policies: signature as on JPKI-TEST cards; authentication by analogy. */
const POLICY: Readonly<Record<Purpose, string>> = {
  sign: '1.2.392.200149.8.5.1.0.20',
  auth: '1.2.392.200149.8.5.1.0.30',
};
/** Bit strings of keyUsage: digitalSignature, and nonRepudiation for the signature certificate. */
const KEY_USAGE: Readonly<Record<Purpose, Uint8Array>> = {
  sign: bits(6, Uint8Array.of(0xc0)),
  auth: bits(7, Uint8Array.of(0x80)),
};

/** What a signer of that key type signs with. */
const SIGNATURES = {
  rsa: { hash: 'sha256', algorithm: sequence(oid('1.2.840.113549.1.1.11'), nothing()) },
  ec: { hash: 'sha384', algorithm: sequence(oid('1.2.840.10045.4.3.3')) },
} as const;

/** Self-signed root. */
export function issueRoot(purpose: Purpose, key: KeyObject, serial: bigint, validity: Validity): Uint8Array {
  const name = rootName(purpose);
  const extensions = [
    extension('2.5.29.15', bits(1, Uint8Array.of(0x06)), true),
    extension('2.5.29.17', sequence(context(4, japaneseName(purpose)))),
    extension('2.5.29.19', sequence(boolean(true)), true),
    extension('2.5.29.31', crl(name)),
    extension('2.5.29.14', octets(keyId(key))),
  ];
  return certificate({ serial, issuer: name, subject: name, key, signer: key, validity, extensions });
}

/** Signature certificate (署名用電子証明書): subject is an opaque id, the person is in subjectAltName. */
export function issueSignature(
  root: Issuer,
  key: KeyObject,
  serial: bigint,
  validity: Validity,
  holder: Holder,
): Uint8Array {
  const subject = sequence(
    attribute('2.5.4.6', printable('JP')),
    attribute('2.5.4.7', utf8(SAMPLE_PREFECTURE.name)),
    attribute('2.5.4.7', utf8(SAMPLE_CITY.name)),
    attribute('2.5.4.3', utf8(`TEST${stamp(validity.notBefore)}${serialHex(serial)}`)),
  );
  const extensions = [
    extension('2.5.29.15', KEY_USAGE.sign, true),
    extension('2.5.29.17', person(holder)),
    ...commonExtensions(root, key),
  ];
  return certificate({
    serial,
    issuer: rootName('sign'),
    subject,
    key,
    signer: root.key,
    validity,
    extensions,
  });
}

/** User-authentication certificate (利用者証明用電子証明書): nothing in it tells who the holder is. */
export function issueAuthentication(
  root: Issuer,
  key: KeyObject,
  serial: bigint,
  validity: Validity,
): Uint8Array {
  const opaque = `TEST${serialHex(serial)}${SAMPLE_CITY.code}`.padEnd(19, '0').slice(0, 19);
  const subject = sequence(
    attribute('2.5.4.6', printable('JP')),
    attribute('2.5.4.3', utf8(`${opaque}003A`)),
  );
  const extensions = [
    extension('2.5.29.15', KEY_USAGE.auth, true),
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.2'))),
    ...commonExtensions(root, key),
  ];
  return certificate({
    serial,
    issuer: rootName('auth'),
    subject,
    key,
    signer: root.key,
    validity,
    extensions,
  });
}

/** Policies, issuerAltName, CRL distribution point, OCSP, AKI and SKI, in the order seen on a real certificate. */
function commonExtensions(root: Issuer, key: KeyObject): readonly Uint8Array[] {
  const { purpose } = root;
  const cps = sequence(oid('1.3.6.1.5.5.7.2.1'), ia5String('http://jpki-test.invalid/cps.html'));
  const distribution = sequence(
    attribute('2.5.4.6', printable('JP')),
    attribute('2.5.4.10', utf8('JPKI-TEST')),
    attribute('2.5.4.11', utf8(OU[purpose])),
    attribute('2.5.4.11', utf8('CRL Distribution Points')),
    attribute('2.5.4.11', utf8(SAMPLE_PREFECTURE.romaji)),
    attribute('2.5.4.3', utf8(`${SAMPLE_CITY.romaji} CRLDP`)),
  );
  const ocsp = sequence(oid('1.3.6.1.5.5.7.48.1'), contextBytes(6, ia5('http://ocsp.jpki-test.invalid')));
  const authority = sequence(
    contextBytes(0, keyId(root.key)),
    context(1, context(4, rootName(purpose))),
    contextBytes(2, integer(root.serial).subarray(2)),
  );
  return [
    extension('2.5.29.32', sequence(sequence(oid(POLICY[purpose]), sequence(cps))), true),
    extension('2.5.29.18', sequence(context(4, japaneseName(purpose)))),
    extension('2.5.29.31', crl(distribution)),
    extension('1.3.6.1.5.5.7.1.1', sequence(ocsp)),
    extension('2.5.29.35', authority),
    extension('2.5.29.14', octets(keyId(key))),
  ];
}

/** The six otherNames of subjectAltName (mynumber-card.md 5.3). */
function person(holder: Holder): Uint8Array {
  const name = substitute(holder.name);
  const address = substitute(holder.address);
  const other = (last: number, text: string) =>
    context(0, oid(`1.2.392.200149.8.5.5.${last}`), context(0, utf8(text)));
  return sequence(
    other(1, name.text),
    other(4, `${era(holder.birthDate)}${holder.birthDate}`),
    // The certificate says 3 where the card's file says 0 or 9.
    other(3, /[12]/.test(holder.sex) ? holder.sex : '3'),
    other(5, address.text),
    other(2, name.flags),
    other(6, address.flags),
  );
}

/** Era digit: 1 Meiji, 2 Taisho, 3 Showa, 4 Heisei, 5 Reiwa. */
function era(birthDate: string): number {
  const begins = ['18680125', '19120730', '19261225', '19890108', '20190501'];
  return begins.filter((first) => birthDate >= first).length;
}

interface Parts {
  readonly serial: bigint;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly key: KeyObject;
  readonly signer: KeyObject;
  readonly validity: Validity;
  readonly extensions: readonly Uint8Array[];
}

function certificate({ serial, issuer, subject, key, signer, validity, extensions }: Parts): Uint8Array {
  return signedBy(signer, (algorithm) =>
    sequence(
      context(0, integer(2n)),
      integer(serial),
      algorithm,
      issuer,
      sequence(utcTime(validity.notBefore), utcTime(validity.notAfter)),
      subject,
      publicKey(key),
      context(3, sequence(...extensions)),
    ),
  );
}

/** What is to be signed, the algorithm and the signature in a row, as certificates, CRLs and OCSP answers have them. */
export function signedBy(signer: KeyObject, toSign: (algorithm: Uint8Array) => Uint8Array): Uint8Array {
  const { hash, algorithm } = SIGNATURES[signer.asymmetricKeyType === 'ec' ? 'ec' : 'rsa'];
  const body = toSign(algorithm);
  return sequence(body, algorithm, bits(0, sign(hash, body, signer)));
}

/** All roots of a purpose bear this name: generations differ by their keys only. */
export function rootName(purpose: Purpose): Uint8Array {
  return sequence(
    attribute('2.5.4.6', printable('JP')),
    attribute('2.5.4.10', utf8('JPKI-TEST')),
    attribute('2.5.4.11', utf8(OU[purpose])),
    attribute('2.5.4.11', utf8('MADOGUCHI TEST')),
  );
}

function japaneseName(purpose: Purpose): Uint8Array {
  return sequence(
    attribute('2.5.4.6', printable('JP')),
    attribute('2.5.4.10', utf8('公的個人認証サービス（見本）')),
    attribute('2.5.4.11', utf8(OU_JA[purpose])),
    attribute('2.5.4.11', utf8('架空の認証局')),
  );
}

const attribute = (type: string, value: Uint8Array) => set(sequence(oid(type), value));

export const extension = (id: string, value: Uint8Array, critical = false) =>
  sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));

/** CRLDistributionPoints with one fullName, a directory name. */
const crl = (name: Uint8Array) => sequence(sequence(context(0, context(0, context(4, name)))));

function publicKey(key: KeyObject): Uint8Array {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

/** SHA-1 of the public key's bits (RFC 5280, 4.2.1.2, method 1). */
export function keyId(key: KeyObject): Uint8Array {
  const bare =
    key.asymmetricKeyType === 'rsa'
      ? createPublicKey(key).export({ type: 'pkcs1', format: 'der' })
      : // The uncompressed point of P-384 ends the structure.
        publicKey(key).subarray(-97);
  return createHash('sha1').update(bare).digest();
}

const stamp = (at: Date) => at.toISOString().replaceAll(/\D/g, '').slice(0, 14);
const serialHex = (serial: bigint) => serial.toString(16).toUpperCase().padStart(8, '0');
