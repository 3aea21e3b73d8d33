// Roots of three generations under one name, and what they say of revoked certificates, judged by pkijs and not by us.
import { X509Certificate, generateKeyPairSync } from 'node:crypto';
import * as pkijs from 'pkijs';
import { describe, expect, test } from 'vitest';
import { checkIssued, readAnchors } from '../../../sync/central/pki/chain.ts';
import { issueRoot, issueSignature } from './certificate.ts';
import { PROFILES } from './profiles.ts';
import { issueCrl, issueOcspAnswer } from './revocation.ts';
import type { Status } from './revocation.ts';

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const day = 86_400_000;
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const validity = { notBefore: new Date(now.getTime() - day), notAfter: new Date(now.getTime() + 365 * day) };
const statement = { thisUpdate: now, nextUpdate: new Date(now.getTime() + day) };

const keys = [newKey(), newKey(), newKey()] as const;
const roots = keys.map((key, at) => issueRoot('sign', key, BigInt(at + 1), validity));
const holder = PROFILES.find(({ name }) => name === 'hanako')?.holder ?? never();
const leafOf = (generation: 0 | 1 | 2, serial = 77n, valid = validity) =>
  issueSignature(
    { purpose: 'sign', key: keys[generation], serial: BigInt(generation + 1) },
    newKey(),
    serial,
    valid,
    holder,
  );
const parsed = (der: Uint8Array) => pkijs.Certificate.fromBER(Uint8Array.from(der).buffer);

function never(): never {
  throw new Error('no sample');
}

describe('three generations of roots', () => {
  const anchors = readAnchors(roots.map((der) => new X509Certificate(der).toString()));
  const moment = { atMs: now.getTime(), toleranceMs: 0 };

  test('bear one name', () => {
    expect(new Set(roots.map((der) => new X509Certificate(der).subject)).size).toBe(1);
    expect(new Set(anchors.map(({ fingerprint256 }) => fingerprint256)).size).toBe(3);
  });

  test.each([0, 1, 2] as const)('are told apart by key identifier: generation %i', (generation) => {
    const leaf = leafOf(generation);
    expect(checkIssued(leaf, anchors, moment).ok).toBe(true);
    const others = anchors.filter((_, at) => at !== generation);
    expect(checkIssued(leaf, others, moment)).toEqual({ ok: false, error: 'issuer-unknown' });
  });

  test('issue certificates that have run out, too', () => {
    const over = { notBefore: new Date(now.getTime() - 2 * day), notAfter: new Date(now.getTime() - day) };
    expect(checkIssued(leafOf(0, 77n, over), anchors, moment)).toEqual({ ok: false, error: 'expired' });
  });
});

describe('a CRL', () => {
  const crl = (serials: readonly bigint[]) => {
    const entries = serials.map((serial) => ({ serial, at: now }));
    const der = issueCrl({ purpose: 'sign', key: keys[0] }, entries, statement);
    return pkijs.CertificateRevocationList.fromBER(Uint8Array.from(der).buffer);
  };

  test('names what is revoked and nothing else', () => {
    expect(crl([77n]).isCertificateRevoked(parsed(leafOf(0)))).toBe(true);
    expect(crl([77n]).isCertificateRevoked(parsed(leafOf(0, 78n)))).toBe(false);
    expect(crl([]).isCertificateRevoked(parsed(leafOf(0)))).toBe(false);
  });

  test('is signed by its own generation', async () => {
    const [first, second] = roots.map(parsed);
    expect(await crl([77n]).verify({ issuerCertificate: first ?? never() })).toBe(true);
    expect(await crl([77n]).verify({ issuerCertificate: second ?? never() })).toBe(false);
  });
});

describe('an OCSP answer', () => {
  const basic = (status: Status, nonce: Uint8Array | null = null) => {
    const der = issueOcspAnswer({ purpose: 'sign', key: keys[0] }, 77n, status, statement, nonce);
    const answer = pkijs.OCSPResponse.fromBER(Uint8Array.from(der).buffer);
    expect(answer.responseStatus.valueBlock.valueDec).toBe(0);
    const bytes = answer.responseBytes?.response.valueBlock.valueHexView ?? never();
    return pkijs.BasicOCSPResponse.fromBER(Uint8Array.from(bytes).buffer);
  };

  test.each([
    ['good', 0],
    ['unknown', 2],
    [{ revokedAt: now }, 1],
  ] as const)('says %j', async (status, code) => {
    const root = parsed(roots[0] ?? never());
    const said = await basic(status).getCertificateStatus(parsed(leafOf(0)), root);
    expect(said).toEqual({ isForCertificate: true, status: code });
  });

  test('is about one certificate of one generation', async () => {
    const [first, second] = roots.map(parsed);
    const answer = basic('good');
    const other = await answer.getCertificateStatus(parsed(leafOf(0, 78n)), first ?? never());
    expect(other.isForCertificate).toBe(false);
    const elsewhere = await answer.getCertificateStatus(parsed(leafOf(1)), second ?? never());
    expect(elsewhere.isForCertificate).toBe(false);
  });

  test('carries the nonce of the question', () => {
    const nonce = Uint8Array.of(1, 2, 3, 4);
    const extensions = basic('good', nonce).tbsResponseData.responseExtensions ?? [];
    expect(extensions.map(({ extnID }) => extnID)).toEqual(['1.3.6.1.5.5.7.48.1.2']);
    expect(basic('good').tbsResponseData.responseExtensions).toBeUndefined();
  });
});
