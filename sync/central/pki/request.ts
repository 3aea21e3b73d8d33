// Checks a terminal's PKCS#10 certification request (RFC 2986): well formed, P-256, and signed by its own key.
import type { webcrypto } from 'node:crypto';
import * as pkijs from 'pkijs';
import { err, ok } from '../../contract/result.ts';
import type { Result } from '../../contract/result.ts';

export type RequestError = 'not-a-request' | 'not-p256' | 'signature-invalid';

const ecPublicKey = '1.2.840.10045.2.1';

/** The public key of a request that proves possession of its private key. */
export async function readRequest(pem: string): Promise<Result<webcrypto.CryptoKey, RequestError>> {
  const request = parse(pem);
  if (request === null) return err('not-a-request');
  if (request.subjectPublicKeyInfo.algorithm.algorithmId !== ecPublicKey) return err('not-p256');
  try {
    const key = await request.getPublicKey();
    if (!isP256(key)) return err('not-p256');
    return (await request.verify()) ? ok(key) : err('signature-invalid');
  } catch {
    // pkijs mixes exceptions and booleans; both mean that the signature did not prove anything.
    return err('signature-invalid');
  }
}

function parse(pem: string): pkijs.CertificationRequest | null {
  const body = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END/.exec(pem)?.[1];
  if (body === undefined) return null;
  try {
    return pkijs.CertificationRequest.fromBER(new Uint8Array(Buffer.from(body, 'base64')));
  } catch {
    return null;
  }
}

function isP256(key: webcrypto.CryptoKey): boolean {
  return 'namedCurve' in key.algorithm && key.algorithm.namedCurve === 'P-256';
}
