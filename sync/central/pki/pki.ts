// The authorities and the server's certificate as a running node holds them: read at the start, and again when another
// process (IT's command, another node) has changed them. Connections that are open keep what they were opened with.
import { X509Certificate, webcrypto } from 'node:crypto';
import type { Db, Trx } from '../db/open.ts';
import type { Secret } from '../keys/secret.ts';
import { advisoryLock } from '../parts.ts';
import type { Parts } from '../parts.ts';
import { backdateMs, loadAuthorities } from './authorities.ts';
import type { Authorities } from './authorities.ts';
import { fingerprintOf, issueCertificate, makeKeyPair, toPem } from './issue.ts';
import type { Issuer } from './issue.ts';

/** The bell's topic. */
export const pkiTopic = 'pki';

export interface ServerIdentity {
  /** The certificate and what leads from it to an authority, PEM. */
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export interface Pki {
  readonly authorities: () => Authorities;
  readonly server: () => ServerIdentity;
  /** Reads everything anew; true when something has changed. */
  reload(db: Db | Trx, now: Date): Promise<boolean>;
}

const yearMs = 365.25 * 24 * 3600 * 1000;
const serverLifeMs = 2 * yearMs;

/** Loads what is there and makes what is missing. `hosts` are the names under which terminals reach this server. */
export async function openPki(
  db: Db | Trx,
  secret: Secret,
  hosts: readonly string[],
  now: Date,
): Promise<Pki> {
  const load = async (from: Db | Trx, at: Date) => {
    const authorities = await loadAuthorities(from, secret, at);
    return { authorities, server: await loadServer(from, secret, authorities, hosts, at) };
  };
  let held = await load(db, now);
  const mark = ({ authorities, server }: typeof held): string =>
    [...authorities.trusted, ...authorities.retired, server.certificatePem].join('');
  return {
    authorities: () => held.authorities,
    server: () => held.server,
    async reload(from, at) {
      const before = mark(held);
      held = await load(from, at);
      return mark(held) !== before;
    },
  };
}

/** Should a ring be missed; also how soon a certificate that is due is renewed. */
const lookEveryMs = 60_000;

/** Keeps a node's authorities and server certificate at what the database says. Never throws: it is asked again later. */
export async function followPki(
  { pki, bell, db, now, log }: Pick<Parts, 'pki' | 'bell' | 'db' | 'now' | 'log'>,
  renewed: () => void,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    const { rung } = bell.wait(pkiTopic, lookEveryMs, stopping);
    try {
      const changed = await db.transaction().execute(async (trx) => {
        await advisoryLock(trx, 'start');
        return pki.reload(trx, now());
      });
      if (changed) renewed();
    } catch (cause) {
      log.bug(cause, { part: 'pki' });
    }
    await rung;
  }
}

/** The server's certificate is renewed when a third of its life is left, the host names or the authority have changed. */
async function loadServer(
  db: Db | Trx,
  secret: Secret,
  { issuing, chain }: Authorities,
  hosts: readonly string[],
  now: Date,
): Promise<ServerIdentity> {
  const rows = await db
    .selectFrom('keys')
    .select(['kid', 'public', 'wrapped'])
    .where('purpose', '=', 'server')
    .orderBy('created_at', 'desc')
    .execute();
  const present = rows.find((row) => stillServes(row.public, issuing, hosts, now));
  if (present !== undefined) {
    const pkcs8 = secret.unwrap(present.wrapped, present.kid);
    return { certificatePem: present.public + chain.join(''), privateKeyPem: toPem('PRIVATE KEY', pkcs8) };
  }
  const pair = await makeKeyPair();
  const pem = await issueCertificate(
    {
      commonName: hosts[0] ?? 'localhost',
      notBefore: new Date(now.getTime() - backdateMs),
      notAfter: new Date(now.getTime() + serverLifeMs),
      use: 'server',
      dns: hosts,
      uris: [],
    },
    pair.publicKey,
    issuing,
  );
  const kid = fingerprintOf(new X509Certificate(pem).raw);
  const pkcs8 = new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey));
  const wrapped = secret.wrap(pkcs8, kid);
  await db
    .insertInto('keys')
    .values({ kid, purpose: 'server', public: pem, wrapped, created_at: now })
    .execute();
  return { certificatePem: pem + chain.join(''), privateKeyPem: toPem('PRIVATE KEY', pkcs8) };
}

function stillServes(pem: string, issuing: Issuer, hosts: readonly string[], now: Date): boolean {
  const certificate = new X509Certificate(pem);
  const covers = hosts.every((host) => certificate.checkHost(host) ?? certificate.checkIP(host));
  const renewAtMs = certificate.validToDate.getTime() - serverLifeMs / 3;
  const authority = new X509Certificate(issuing.certificatePem);
  return (
    covers &&
    now.getTime() < renewAtMs &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey)
  );
}
