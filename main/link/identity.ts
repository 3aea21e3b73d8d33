// Who this terminal is towards the central API: a key that it made itself, a certificate that the central API gave for it, and
// what else an enrolment brings. All of it rests in the shell's secret store, never in the database.
import { createPrivateKey, webcrypto, type KeyObject } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';
import { z } from 'zod';
import { EnrolmentAnswer, type EnrolmentRequest } from '../../sync/contract/api.ts';
import { err, ok, type Result } from '../../sync/contract/result.ts';
import type { CallError } from '../../sync/contract/worker.ts';
import type { SecretError, SecretStore } from '../shell/shell.ts';
import { parseJson } from '../store/setting.ts';

const Stored = EnrolmentAnswer.extend({
  privateKey: z.string(),
  /** Authorities that are not trusted any more, whatever the configuration says; PEM. */
  retired: z.string().default(''),
});

export interface Identity extends Readonly<z.infer<typeof Stored>> {
  /** PKCS#8, PEM. Opens the TLS connection. */
  readonly privateKey: string;
  /** The same key, ready to sign records (P-256, ES256). */
  readonly deviceKey: KeyObject;
}

export type IdentityError =
  | { readonly kind: 'secrets'; readonly error: SecretError }
  | { readonly kind: 'call'; readonly error: CallError };

const identityName = 'terminal-identity';
/** A key whose request has not been answered: kept, so that a repeated request is made with the same key. */
const pendingName = 'terminal-key';
/** What a renewal brought and no call has proved yet. */
const nextName = 'terminal-identity-next';
const noNext = Buffer.from('null');

/** The identity of an earlier enrolment; null when there is none. */
export async function loadIdentity(secrets: SecretStore): Promise<Result<Identity | null, SecretError>> {
  const stored = await secrets.get(identityName);
  if (!stored.ok || stored.value === null) return stored.ok ? ok(null) : stored;
  const identity = identityIn(stored.value);
  return identity === null ? err({ kind: 'unreadable', cause: 'not-an-identity' }) : ok(identity);
}

/** The identity that waits to be proved; null when there is none. */
export async function loadNext(secrets: SecretStore): Promise<Result<Identity | null, SecretError>> {
  const stored = await secrets.get(nextName);
  if (!stored.ok) return stored;
  return ok(stored.value === null ? null : identityIn(stored.value));
}

/** Keeps it beside the present identity until it has been proved, or drops it (null). */
export const keepNext = (secrets: SecretStore, next: Identity | null): Promise<Result<null, SecretError>> =>
  secrets.set(nextName, next === null ? noNext : serialised(next));

/** In the place of the present identity, in one step. */
export const keepIdentity = (secrets: SecretStore, identity: Identity): Promise<Result<null, SecretError>> =>
  secrets.set(identityName, serialised(identity));

/** This terminal with another key and certificate. */
export const reissued = (
  identity: Identity,
  privateKey: string,
  { certificate, trust }: { readonly certificate: string; readonly trust: string },
): Identity => withKey({ ...identity, privateKey, certificate, trust });

const serialised = ({ deviceKey: _key, ...stored }: Identity): Uint8Array =>
  Buffer.from(JSON.stringify(stored));

/** True when the central API that we know stands, or stood, under one of these certificates. */
export function knowsTrust(identity: Identity, trust: string): boolean {
  const known = new Set([...certificates(identity.trust), ...certificates(identity.retired)]);
  return [...certificates(trust)].some((certificate) => known.has(certificate));
}

/** Both, each certificate once: during a rollover two authorities are trusted at a time. */
export const joinTrust = (...pems: readonly string[]): string =>
  joined(pems.flatMap((pem) => [...certificates(pem)]));

const joined = (bodies: readonly string[]): string =>
  [...new Set(bodies)]
    .map((body) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`)
    .join('');

/** What is configured and what the central API told, without what it has retired. */
export function trustOf(configured: string, identity: Identity | null): string {
  const retired = certificates(identity?.retired ?? '');
  const all = [...certificates(configured), ...certificates(identity?.trust ?? '')];
  return joined(all.filter((body) => !retired.has(body)));
}

/** One enrolment. The key is kept before the code is spent, the identity as soon as it is there. */
export async function enrol(
  secrets: SecretStore,
  request: Omit<EnrolmentRequest, 'csr'>,
  send: (request: EnrolmentRequest) => Promise<Result<EnrolmentAnswer, CallError>>,
): Promise<Result<Identity, IdentityError>> {
  const key = await pendingKey(secrets);
  if (!key.ok) return err({ kind: 'secrets', error: key.error });
  const csr = await certificationRequest(key.value, request.name);
  const answer = await send({ ...request, csr });
  if (!answer.ok) return err({ kind: 'call', error: answer.error });
  const stored = { ...answer.value, privateKey: key.value, retired: '' };
  const kept = await secrets.set(identityName, Buffer.from(JSON.stringify(stored)));
  return kept.ok ? ok(withKey(stored)) : err({ kind: 'secrets', error: kept.error });
}

/** Made on the first request, taken again for a repetition, and replaced when the next request comes after an answer. PKCS#8, PEM. */
export async function pendingKey(secrets: SecretStore): Promise<Result<string, SecretError>> {
  const [pending, current] = [await secrets.get(pendingName), await loadIdentity(secrets)];
  if (!pending.ok) return pending;
  const text = pending.value === null ? null : Buffer.from(pending.value).toString('utf8');
  const used = current.ok && current.value?.privateKey === text;
  if (text !== null && !used) return ok(text);
  const pair = await webcrypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  const made = pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', pair.privateKey));
  const kept = await secrets.set(pendingName, Buffer.from(made));
  return kept.ok ? ok(made) : kept;
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** PKCS#10 (RFC 2986) for this private key, PEM. */
export async function certificationRequest(privateKeyPem: string, commonName: string): Promise<string> {
  const privateKey = createPrivateKey(privateKeyPem);
  const jwk = privateKey.export({ format: 'jwk' });
  const { kty, crv, x, y } = jwk;
  // Node's two kinds of JWK are one and the same JSON (RFC 7517).
  const publicKey = await webcrypto.subtle.importKey(
    'jwk',
    { kty, crv, x, y } as webcrypto.JsonWebKey,
    ecdsa,
    true,
    ['verify'],
  );
  const signingKey = await webcrypto.subtle.importKey('jwk', jwk as webcrypto.JsonWebKey, ecdsa, false, [
    'sign',
  ]);
  const request = new pkijs.CertificationRequest();
  const name = new asn1.Utf8String({ value: commonName });
  // 2.5.4.3 is commonName (RFC 5280 appendix A.1); the central API gives the final name.
  request.subject.typesAndValues.push(new pkijs.AttributeTypeAndValue({ type: '2.5.4.3', value: name }));
  await request.subjectPublicKeyInfo.importKey(publicKey);
  request.attributes = [];
  await request.sign(signingKey, 'SHA-256');
  return pem('CERTIFICATE REQUEST', request.toSchema(true).toBER(false));
}

const withKey = (stored: z.infer<typeof Stored>): Identity => ({
  ...stored,
  deviceKey: createPrivateKey(stored.privateKey),
});

/** Null for what is no identity, or has a key that is none. */
function identityIn(bytes: Uint8Array): Identity | null {
  const parsed = Stored.safeParse(parseJson(Buffer.from(bytes).toString('utf8')));
  try {
    return parsed.success ? withKey(parsed.data) : null;
  } catch {
    return null;
  }
}

/** RFC 7468. */
function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function certificates(pems: string): Set<string> {
  const found = pems.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g);
  const bodies = [...found].map((match) => (match[1] ?? '').replace(/\s+/g, ''));
  return new Set(bodies.map((body) => (body.match(/.{1,64}/g) ?? []).join('\n')));
}
