// The JPKI application: what kind of token this is, which certificates it holds, and a signature that is checked before anyone
// else sees it (mynumber-card.md 2.7, 2.8, 4.2).
import { X509Certificate, createHash, verify } from 'node:crypto';
import { err, ok } from '../../sync/contract/result.ts';
import type { OtherCard } from './card.ts';
import { SW, computeSignature, selectFile } from './apdu.ts';
import { concat } from './bytes.ts';
import { readHead, readObject } from './files.ts';
import { OTHER_FORM, refused, unreadable } from './visit.ts';
import type { Outcome, Visit } from './visit.ts';

/** Labels of token info (file 0006). */
const LABELS: Readonly<Record<string, 'my-number' | OtherCard>> = {
  JPKIAPICCTOKEN2: 'my-number',
  JPKIAPICCTOKEN: 'juki',
  JPKIAPGPSETOKEN: 'phone',
  JPKIAPIOSTOKEN: 'phone',
};
const LABEL_LENGTH = 32;
/** Byte in file 0008 of a certificate that is there. What an absent one shows is not settled, so anything else is "absent". */
const PRESENT = 0x8f;

/** What the token calls itself. */
export async function readTokenKind(visit: Visit): Outcome<'my-number' | OtherCard> {
  const head = await readHead(visit, 'tokenInfo', LABEL_LENGTH);
  if (!head.ok) return head;
  const label = String.fromCharCode(...(head.value ?? [])).replace(/[ \0]+$/, '');
  return ok(LABELS[label] ?? 'other');
}

/** Which certificates are in the card, without reading them. */
export async function readCertificateState(
  visit: Visit,
): Outcome<{ readonly signature: boolean; readonly auth: boolean }> {
  const state = await readHead(visit, 'certificateState', 3);
  if (!state.ok) return state;
  // Without the file nothing speaks against the certificates; reading them will tell.
  if (state.value === null || state.value.length < 2) return ok({ signature: true, auth: true });
  return ok({ signature: state.value[0] === PRESENT, auth: state.value[1] === PRESENT });
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

/** RSASSA-PKCS1-v1_5 with SHA-256 over `data`, by the key that the PIN of this visit has opened. Checked with the key of
 *  `certificate` before it is returned: `signature-invalid` when the card answered something else. */
export async function signData(visit: Visit, certificate: Uint8Array, data: Uint8Array): Outcome<Uint8Array> {
  const digest = createHash('sha256').update(data).digest();
  const signature = await computeOver(visit, digest);
  if (!signature.ok) return signature;
  const key = parseCertificate(certificate)?.publicKey;
  const good = key?.asymmetricKeyType === 'rsa' && verify('sha256', data, key, signature.value);
  return good ? signature : err({ kind: 'signature-invalid' });
}

async function computeOver(visit: Visit, digest: Uint8Array): Outcome<Uint8Array> {
  const { application, fid, digestInfoHead } = visit.generation.signingKey;
  const digestInfo = concat(digestInfoHead, digest);
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
