import { X509Certificate, webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeCard, makeCardAuthority, makeDeviceKey, years } from '../../../tests/fixtures/registration.ts';
import type { CardAuthority, FakeCard } from '../../../tests/fixtures/registration.ts';
import { checkIssued, readAnchors } from './chain.ts';
import { issueCertificate, makeKeyPair } from './issue.ts';
import { readRequest } from './request.ts';

const life = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + years(1)) };

describe('issueCertificate', () => {
  it('makes certificates that Node, which shares no code with pkijs, accepts', async () => {
    const root = await makeKeyPair();
    const rootPem = await issueCertificate(
      { commonName: 'root', ...life, use: 'authority', dns: [], uris: [] },
      root.publicKey,
      { selfKey: root.privateKey },
    );
    const leaf = await makeKeyPair();
    const issuer = { certificatePem: rootPem, privateKey: root.privateKey };
    const leafPem = await issueCertificate(
      {
        commonName: 'leaf',
        ...life,
        use: 'server',
        dns: ['127.0.0.1', 'a.example.jp'],
        uris: ['urn:uuid:x'],
      },
      leaf.publicKey,
      issuer,
    );
    const [ca, certificate] = [new X509Certificate(rootPem), new X509Certificate(leafPem)];
    expect(ca.ca).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.checkIssued(ca)).toBe(true);
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('a.example.jp')).toBe('a.example.jp');
    expect(certificate.subjectAltName).toContain('URI:urn:uuid:x');
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });
});

describe('readRequest', () => {
  it('gives the key of a request that its own key signed', async () => {
    const { csr } = await makeDeviceKey();
    expect(await readRequest(csr)).toMatchObject({ ok: true });
  });

  it('refuses a request whose signature does not verify', async () => {
    const { csr } = await makeDeviceKey();
    const der = Buffer.from(csr.replaceAll(/-----.*-----|\s/g, ''), 'base64');
    // The last byte belongs to the signature.
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
    expect(await readRequest(forged)).toEqual({ ok: false, error: 'signature-invalid' });
  });

  it.each([
    [
      'RSA',
      {
        name: 'RSASSA-PKCS1-v1_5',
        modulusLength: 2048,
        publicExponent: new Uint8Array([1, 0, 1]),
        hash: 'SHA-256',
      },
    ],
    ['P-384', { name: 'ECDSA', namedCurve: 'P-384' }],
  ])('refuses %s keys', async (_name, algorithm) => {
    const pair = (await webcrypto.subtle.generateKey(algorithm, true, [
      'sign',
      'verify',
    ])) as webcrypto.CryptoKeyPair;
    const { csr } = await makeDeviceKey(pair);
    expect(await readRequest(csr)).toEqual({ ok: false, error: 'not-p256' });
  });

  it('answers any text with a value, never with an exception', async () => {
    const wrapped = fc
      .uint8Array({ maxLength: 200 })
      .map(
        (bytes) => `-----BEGIN CERTIFICATE REQUEST-----\n${Buffer.from(bytes).toString('base64')}\n-----END`,
      );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), wrapped), async (text) => {
        expect((await readRequest(text)).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('checkIssued', () => {
  let root: CardAuthority;
  let card: FakeCard;
  const moment = { atMs: Date.now(), toleranceMs: 600_000 };
  beforeAll(async () => {
    root = await makeCardAuthority('same name');
    card = await makeCard(root, root);
  });

  it('trusts a certificate that a root issued', async () => {
    expect(checkIssued(card.signCertificate, readAnchors([root.pem]), moment)).toEqual({
      ok: true,
      value: null,
    });
  });

  it('finds the issuer by key identifier among roots of the same name, in any order', async () => {
    const other = await makeCardAuthority('same name');
    const bundle = `${other.pem}\n${root.pem}`;
    expect(checkIssued(card.signCertificate, readAnchors([bundle]), moment).ok).toBe(true);
    expect(checkIssued(card.signCertificate, readAnchors([other.pem]), moment)).toEqual({
      ok: false,
      error: 'issuer-unknown',
    });
  });

  it('refuses a certificate whose content was changed after signing', async () => {
    const forged = Buffer.from(card.signCertificate);
    const at = forged.indexOf('card-');
    forged.write('CARD-', at);
    expect(checkIssued(forged, readAnchors([root.pem]), moment)).toEqual({
      ok: false,
      error: 'signature-invalid',
    });
  });

  it('tells expired from not yet valid, and forgives ten minutes either way', async () => {
    const anchors = readAnchors([root.pem]);
    const { validFromDate, validToDate } = new X509Certificate(card.signCertificate);
    const at = (ms: number): ReturnType<typeof checkIssued> =>
      checkIssued(card.signCertificate, anchors, { atMs: ms, toleranceMs: 600_000 });
    expect(at(validToDate.getTime() + 599_000)).toMatchObject({ ok: true });
    expect(at(validToDate.getTime() + 601_000)).toEqual({ ok: false, error: 'expired' });
    expect(at(validFromDate.getTime() - 599_000)).toMatchObject({ ok: true });
    expect(at(validFromDate.getTime() - 601_000)).toEqual({ ok: false, error: 'not-yet-valid' });
  });

  it('looks at no date when there is no moment', async () => {
    const expired = await makeCard(root, root, {
      from: new Date(Date.now() - 2000),
      to: new Date(Date.now() - 1000),
    });
    expect(checkIssued(expired.authCertificate, readAnchors([root.pem]), null).ok).toBe(true);
  });

  it('answers any bytes with a value, never with an exception', () => {
    const anchors = readAnchors([root.pem]);
    const damaged = fc
      .tuple(fc.nat(card.signCertificate.length - 1), fc.integer({ min: 1, max: 255 }))
      .map(([at, flip]) => card.signCertificate.map((byte, index) => (index === at ? byte ^ flip : byte)));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), (bytes) => {
        expect(checkIssued(bytes, anchors, moment).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
