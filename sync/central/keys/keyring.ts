// The keys of the central API: its authority and server certificate, the key that residents' records are sealed to, and
// the key that signs receipts. Made at the first start, kept in the database, private halves wrapped with the secret file.
import { X509Certificate, webcrypto } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import type { Db, Trx } from '../db/open.ts';
import type { KeysTable } from '../db/tables.ts';
import { fingerprintOf, issueCertificate, makeKeyPair, toPem } from '../pki/issue.ts';
import type { Issuer } from '../pki/issue.ts';
import type { Secret } from './secret.ts';

export interface PublicJwk {
  readonly kid: string;
  readonly jwk: Record<string, string>;
}

export interface Keyring {
  readonly authority: Issuer;
  readonly server: { readonly certificatePem: string; readonly privateKeyPem: string };
  /** The newest sealing key, for terminals. */
  readonly sealing: PublicJwk;
  /** Any sealing key that was ever handed out, by its kid: records wait long in outboxes. */
  readonly openingKey: (kid: string) => CryptoKey | null;
  readonly receipt: PublicJwk & { readonly privateKey: CryptoKey };
}

const yearMs = 365.25 * 24 * 3600 * 1000;
const authorityLifeMs = 20 * yearMs;
const serverLifeMs = 2 * yearMs;
/** Certificates begin a little in the past, for terminals whose clock is behind (reference/lessons.md, 2.9). */
export const backdateMs = 24 * 3600 * 1000;

/** Loads the keys, making those that are missing. `hosts` are the names under which terminals reach this server. */
export async function loadKeyring(
  db: Db | Trx,
  secret: Secret,
  hosts: readonly string[],
  now: Date,
): Promise<Keyring> {
  const store = keyStore(db, secret, now);
  const authority = await loadAuthority(store, now);
  const server = await loadServer(store, authority, hosts, now);
  const sealing = await store.jwkOf('sealing', 'ECDH-ES+A256KW');
  const receipt = await store.jwkOf('receipt', 'ES256');
  const opening = new Map<string, CryptoKey>();
  for (const row of await store.all('sealing'))
    opening.set(row.kid, await importPrivate(store.open(row), 'ECDH-ES+A256KW'));
  return {
    authority,
    server,
    sealing: publicOf(sealing),
    openingKey: (kid) => opening.get(kid) ?? null,
    receipt: { ...publicOf(receipt), privateKey: await importPrivate(store.open(receipt), 'ES256') },
  };
}

type Purpose = KeysTable['purpose'];
interface Store {
  all(purpose: Purpose): Promise<KeysTable[]>;
  open(row: KeysTable): Buffer;
  add(row: { kid: string; purpose: Purpose; public: string }, privateKey: Uint8Array): Promise<KeysTable>;
  jwkOf(purpose: 'sealing' | 'receipt', alg: string): Promise<KeysTable>;
}

function keyStore(db: Db | Trx, secret: Secret, now: Date): Store {
  const all = (purpose: Purpose): Promise<KeysTable[]> =>
    // Selectable columns of `keys` are exactly KeysTable with a Date, which is what the row type says as well.
    db
      .selectFrom('keys')
      .selectAll()
      .where('purpose', '=', purpose)
      .orderBy('created_at', 'desc')
      .execute() as unknown as Promise<KeysTable[]>;
  const add: Store['add'] = async (row, privateKey) => {
    await db
      .insertInto('keys')
      .values({ ...row, wrapped: secret.wrap(privateKey, row.kid), created_at: now })
      .execute();
    const made = (await all(row.purpose)).find(({ kid }) => kid === row.kid);
    if (made === undefined) throw new Error('a key that was just stored is not there');
    return made;
  };
  return {
    all,
    add,
    open: (row) => secret.unwrap(row.wrapped, row.kid),
    async jwkOf(purpose, alg) {
      const [newest] = await all(purpose);
      if (newest !== undefined) return newest;
      const pair = await generateKeyPair(alg, { crv: 'P-256', extractable: true });
      const jwk = await exportJWK(pair.publicKey);
      const kid = await calculateJwkThumbprint(jwk);
      const privateJwk = JSON.stringify(await exportJWK(pair.privateKey));
      return add({ kid, purpose, public: JSON.stringify({ ...jwk, kid, alg }) }, Buffer.from(privateJwk));
    },
  };
}

async function loadAuthority(store: Store, now: Date): Promise<Issuer> {
  const [row] = await store.all('authority');
  if (row !== undefined)
    return { certificatePem: row.public, privateKey: await importPkcs8(store.open(row)) };
  const pair = await makeKeyPair();
  const certificatePem = await issueCertificate(
    {
      commonName: 'Madoguchi terminals CA',
      ...lifeFrom(now, authorityLifeMs),
      use: 'authority',
      dns: [],
      uris: [],
    },
    pair.publicKey,
    { selfKey: pair.privateKey },
  );
  const kid = fingerprintOf(new X509Certificate(certificatePem).raw);
  await store.add({ kid, purpose: 'authority', public: certificatePem }, await exportPkcs8(pair.privateKey));
  return { certificatePem, privateKey: pair.privateKey };
}

/** The server's certificate is renewed when a third of its life is left or the host names changed. */
async function loadServer(
  store: Store,
  authority: Issuer,
  hosts: readonly string[],
  now: Date,
): Promise<Keyring['server']> {
  for (const row of await store.all('server')) {
    if (!stillServes(row.public, authority, hosts, now)) continue;
    return { certificatePem: row.public, privateKeyPem: toPem('PRIVATE KEY', store.open(row)) };
  }
  const pair = await makeKeyPair();
  const certificatePem = await issueCertificate(
    {
      commonName: hosts[0] ?? 'localhost',
      ...lifeFrom(now, serverLifeMs),
      use: 'server',
      dns: hosts,
      uris: [],
    },
    pair.publicKey,
    authority,
  );
  const pkcs8 = await exportPkcs8(pair.privateKey);
  await store.add(
    {
      kid: fingerprintOf(new X509Certificate(certificatePem).raw),
      purpose: 'server',
      public: certificatePem,
    },
    pkcs8,
  );
  return { certificatePem, privateKeyPem: toPem('PRIVATE KEY', pkcs8) };
}

function stillServes(pem: string, authority: Issuer, hosts: readonly string[], now: Date): boolean {
  const certificate = new X509Certificate(pem);
  const covers = hosts.every((host) => certificate.checkHost(host) ?? certificate.checkIP(host));
  const renewAtMs = certificate.validToDate.getTime() - serverLifeMs / 3;
  return (
    covers &&
    now.getTime() < renewAtMs &&
    certificate.checkIssued(new X509Certificate(authority.certificatePem))
  );
}

const lifeFrom = (now: Date, lifeMs: number): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(now.getTime() - backdateMs),
  notAfter: new Date(now.getTime() + lifeMs),
});

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;

const importPkcs8 = (pkcs8: Uint8Array): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', new Uint8Array(pkcs8), ecdsa, false, ['sign']);

const exportPkcs8 = async (key: webcrypto.CryptoKey): Promise<Uint8Array> =>
  new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', key));

async function importPrivate(jwkBytes: Uint8Array, alg: string): Promise<CryptoKey> {
  // What was wrapped is the JWK that exportJWK made.
  const jwk = JSON.parse(Buffer.from(jwkBytes).toString('utf8')) as JWK;
  const key = await importJWK(jwk, alg);
  if (key instanceof Uint8Array) throw new Error('a stored key is of the wrong kind');
  return key;
}

function publicOf(row: KeysTable): PublicJwk {
  // Our own writing: exportJWK of an EC key has string members only.
  return { kid: row.kid, jwk: JSON.parse(row.public) as Record<string, string> };
}
