// The JPKI application: what kind of token this is, which certificates it holds, and a signature that is checked before anyone
// else sees it (mynumber-card.md 2.7, 2.8, 4.2).
import { X509Certificate, createHash, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { err, ok } from '../../sync/contract/result.ts';
import type { OtherCard } from './card.ts';
import { SW, computeSignature, selectFile } from './apdu.ts';
import { concat } from './bytes.ts';
import { readHead, readObject } from './files.ts';
import { digestHead } from './generation.ts';
import type { Algorithm } from './generation.ts';
import { OTHER_FORM, refused, unreadable } from './visit.ts';
import type { Outcome, Visit } from './visit.ts';

/** Of the label in token info, and of the file of certificate states (mynumber-card.md 2.7, 2.8). */
const LABEL_LENGTH = 32;
const STATES = 3;

/** What the token calls itself. */
export async function readTokenKind(visit: Visit): Outcome<'my-number' | OtherCard> {
  const head = await readHead(visit, 'tokenInfo', LABEL_LENGTH);
  if (!head.ok) return head;
  const label = String.fromCharCode(...(head.value ?? [])).replace(/[ \0]+$/, '');
  return ok(visit.generation.labels[label] ?? 'other');
}

/** Which certificates are in the card, without reading them. */
export async function readCertificateState(
  visit: Visit,
): Outcome<{ readonly signature: boolean; readonly auth: boolean }> {
  const state = await readHead(visit, 'certificateState', STATES);
  if (!state.ok) return state;
  // Without the file nothing speaks against the certificates; reading them will tell.
  if (state.value === null || state.value.length < 2) return ok({ signature: true, auth: true });
  const { signatureAt, authAt, present } = visit.generation.certificateState;
  return ok({ signature: state.value[signatureAt] === present, auth: state.value[authAt] === present });
}

/** A certificate, DER; null when the file is missing or empty. */
export async function readCertificate(
  visit: Visit,
  name: 'signatureCertificate' | 'authCertificate',
): Outcome<Uint8Array | null> {
  const der = await readObject(visit, name, name === 'authCertificate');
  if (!der.ok || der.value === null) return der;
  return parseCertificate(der.value) === null ? unreadable(`${name}-not-x509`) : der;
}

/** Signature over `data` by the key that the PIN of this visit has opened: RSASSA-PKCS1-v1_5, or ECDSA as r and s one after the
 *  other, as the card's table says. Checked with the key of `certificate` before it is returned: `signature-invalid` when the
 *  card answered something else. */
export async function signData(visit: Visit, certificate: Uint8Array, data: Uint8Array): Outcome<Uint8Array> {
  const { algorithm } = visit.generation.signingKey;
  const digest = createHash(algorithm.hash).update(data).digest();
  const signature = await computeOver(visit, digest);
  if (!signature.ok) return signature;
  const key = parseCertificate(certificate)?.publicKey;
  return key !== undefined && isSignature(algorithm, data, key, signature.value)
    ? signature
    : err({ kind: 'signature-invalid' });
}

function isSignature(algorithm: Algorithm, data: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
  switch (algorithm.kind) {
    case 'rsa-pkcs1':
      return key.asymmetricKeyType === 'rsa' && verify(algorithm.hash, data, key, signature);
    case 'ecdsa-p384':
      return (
        key.asymmetricKeyDetails?.namedCurve === 'secp384r1' &&
        verify(algorithm.hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature)
      );
  }
}

async function computeOver(visit: Visit, digest: Uint8Array): Outcome<Uint8Array> {
  const { application, fid, algorithm } = visit.generation.signingKey;
  const digestInfo = concat(digestHead(algorithm), digest);
  const here = await visit.select(application);
  if (!here.ok) return here;
  if (!here.value) return unreadable('no-application');
  if (visit.can.signById !== 'no') {
    const answer = await visit.send(computeSignature(fid, digestInfo));
    if (!answer.ok) return answer;
    const { sw, data } = answer.value;
    if (sw === SW.ok) {
      visit.can.signById = 'yes';
      return ok(data);
    }
    if (visit.can.signById === 'yes' || !OTHER_FORM.has(sw)) return refused('sign', answer.value);
  }
  const selected = await visit.send(selectFile(fid));
  if (!selected.ok) return selected;
  if (selected.value.sw !== SW.ok) return refused('sign', selected.value);
  const answer = await visit.send(computeSignature(0, digestInfo));
  if (!answer.ok) return answer;
  if (answer.value.sw !== SW.ok) return refused('sign', answer.value);
  visit.can.signById = 'no';
  return ok(answer.value.data);
}

function parseCertificate(der: Uint8Array): X509Certificate | null {
  try {
    return new X509Certificate(der);
  } catch {
    return null;
  }
}
