// The authority that signs terminals' certificates and the server's own, and how one follows another: `next` is announced and
// trusted, `switch` makes it sign, `retire` ends the trust in the one before. In between terminals trust both.
import { X509Certificate, webcrypto } from 'node:crypto';
import type { TrustList } from '../../contract/feed.ts';
import type { Db, Trx } from '../db/open.ts';
import type { AuthoritiesTable } from '../db/tables.ts';
import type { Secret } from '../keys/secret.ts';
import { ecdsa, fingerprintOf, issueCertificate, makeKeyPair } from './issue.ts';
import type { Issuer } from './issue.ts';

const yearMs = 365.25 * 24 * 3600 * 1000;
const lifeMs = 20 * yearMs;
/** Certificates begin a little in the past, for terminals whose clock is behind (reference/lessons.md, 2.9). */
export const backdateMs = 24 * 3600 * 1000;

export type AuthorityState = AuthoritiesTable['state'];
interface Authority {
  readonly kid: string;
  readonly pem: string;
  readonly state: AuthorityState;
  readonly crossSigned: string | null;
}

export interface Authorities {
  /** Signs now. */
  readonly issuing: Issuer & { readonly kid: string };
  /** Whom terminals and we trust, PEM; the one that signs comes first. */
  readonly trusted: readonly string[];
  readonly retired: readonly string[];
  /** Sent after the server's certificate while terminals may know the former authority only. */
  readonly chain: readonly string[];
  readonly has: (state: AuthorityState) => boolean;
}

/** All of them from the database; the first one is made when there is none. */
export async function loadAuthorities(db: Db | Trx, secret: Secret, now: Date): Promise<Authorities> {
  let all = await readAll(db);
  if (all.length === 0) {
    await makeAuthority(db, secret, 'current', 1, now);
    all = await readAll(db);
  }
  const of = (...states: readonly AuthorityState[]): Authority[] =>
    states.flatMap((state) => all.filter((one) => one.state === state));
  const [current] = of('current');
  if (current === undefined) throw new Error('the database has authorities, but none that signs');
  return {
    issuing: { ...(await issuerOf(db, secret, current)), kid: current.kid },
    trusted: of('current', 'next', 'former').map(({ pem }) => pem),
    retired: of('retired').map(({ pem }) => pem),
    chain: of('former').length > 0 && current.crossSigned !== null ? [current.crossSigned] : [],
    has: (state) => of(state).length > 0,
  };
}

/** What terminals are told in the feed. */
export const trustList = ({ trusted, retired }: Authorities): TrustList => ({
  certificates: [...trusted],
  retired: [...retired],
});

/** Makes the next authority. It is trusted from now on and signs nothing yet. */
export async function addNext(trx: Trx, secret: Secret, now: Date): Promise<void> {
  const all = await readAll(trx);
  await makeAuthority(trx, secret, 'next', all.length + 1, now);
}

/** The next authority signs from now on, vouched for by the one before it. */
export async function switchToNext(trx: Trx, secret: Secret, now: Date): Promise<void> {
  const all = await readAll(trx);
  const current = the(all, 'current');
  const next = the(all, 'next');
  const certificate = new X509Certificate(next.pem);
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const crossSigned = await issueCertificate(
    profile(commonNameOf(certificate), now),
    await webcrypto.subtle.importKey('spki', new Uint8Array(spki), ecdsa, true, ['verify']),
    await issuerOf(trx, secret, current),
  );
  await setState(trx, { ...current, state: 'former' }, now);
  await setState(trx, { ...next, state: 'current', crossSigned }, now);
}

/** What the former authorities signed opens nothing from now on. */
export async function retireFormer(trx: Trx, now: Date): Promise<void> {
  for (const one of await readAll(trx))
    if (one.state === 'former') await setState(trx, { ...one, state: 'retired' }, now);
}

function the(all: readonly Authority[], state: AuthorityState): Authority {
  const found = all.find((one) => one.state === state);
  if (found === undefined) throw new Error(`there is no ${state} authority`);
  return found;
}

async function readAll(db: Db | Trx): Promise<Authority[]> {
  const rows = await db
    .selectFrom('keys')
    .leftJoin('authorities', 'authorities.kid', 'keys.kid')
    .select(['keys.kid', 'keys.public', 'authorities.state', 'authorities.cross_signed'])
    .where('purpose', '=', 'authority')
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map((row) => ({
    kid: row.kid,
    pem: row.public,
    state: row.state ?? 'current',
    crossSigned: row.cross_signed,
  }));
}

async function issuerOf(db: Db | Trx, secret: Secret, { kid, pem }: Authority): Promise<Issuer> {
  const { wrapped } = await db
    .selectFrom('keys')
    .select('wrapped')
    .where('kid', '=', kid)
    .executeTakeFirstOrThrow();
  const pkcs8 = new Uint8Array(secret.unwrap(wrapped, kid));
  const privateKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, ecdsa, false, ['sign']);
  return { certificatePem: pem, privateKey };
}

async function makeAuthority(
  db: Db | Trx,
  secret: Secret,
  state: AuthorityState,
  generation: number,
  now: Date,
): Promise<void> {
  const pair = await makeKeyPair();
  const name = `Madoguchi terminals CA${generation === 1 ? '' : ` ${generation}`}`;
  const pem = await issueCertificate(profile(name, now), pair.publicKey, { selfKey: pair.privateKey });
  const kid = fingerprintOf(new X509Certificate(pem).raw);
  const pkcs8 = new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey));
  const wrapped = secret.wrap(pkcs8, kid);
  await db
    .insertInto('keys')
    .values({ kid, purpose: 'authority', public: pem, wrapped, created_at: now })
    .execute();
  await setState(db, { kid, pem, state, crossSigned: null }, now);
}

async function setState(db: Db | Trx, { kid, state, crossSigned }: Authority, now: Date): Promise<void> {
  const row = { state, cross_signed: crossSigned, changed_at: now };
  await db
    .insertInto('authorities')
    .values({ kid, ...row })
    .onConflict((conflict) => conflict.column('kid').doUpdateSet(row))
    .execute();
}

const profile = (commonName: string, now: Date): Parameters<typeof issueCertificate>[0] => ({
  commonName,
  notBefore: new Date(now.getTime() - backdateMs),
  notAfter: new Date(now.getTime() + lifeMs),
  use: 'authority',
  dns: [],
  uris: [],
});

const commonNameOf = (certificate: X509Certificate): string => certificate.subject.replace(/^CN=/, '');
