// The table of keys: public halves as they are, private halves wrapped with the secret file.
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { Db, Trx } from '../db/open.ts';
import type { KeysTable } from '../db/tables.ts';
import type { Secret } from './secret.ts';

export type Purpose = KeysTable['purpose'];
export type KeyRow = Omit<KeysTable, 'created_at' | 'replaced_at'> & {
  readonly created_at: Date;
  readonly replaced_at: Date | null;
};

export interface KeyStore {
  /** Newest first. */
  all(purpose: Purpose): Promise<KeyRow[]>;
  /** The private half. */
  open(row: KeyRow): Buffer;
  add(row: { kid: string; purpose: Purpose; public: string }, privateKey: Uint8Array): Promise<KeyRow>;
  /** Makes and stores a P-256 key pair. */
  makeJwk(purpose: JwkPurpose): Promise<KeyRow>;
}

export type ExchangePurpose = 'sealing' | 'receipt';
/** Of the keys that are kept as a JWK. */
type JwkPurpose = ExchangePurpose | 'push';
const algorithms: Readonly<Record<JwkPurpose, string>> = {
  sealing: 'ECDH-ES+A256KW',
  receipt: 'ES256',
  push: 'ES256',
};

/** The store on a database or within a transaction. */
export function keyStore(db: Db | Trx, secret: Secret, now: Date): KeyStore {
  const all: KeyStore['all'] = (purpose) =>
    db
      .selectFrom('keys')
      .selectAll()
      .where('purpose', '=', purpose)
      .orderBy('created_at', 'desc')
      .orderBy('announced', (order) => order.desc().nullsLast())
      .execute();
  const add: KeyStore['add'] = (row, privateKey) =>
    db
      .insertInto('keys')
      .values({ ...row, wrapped: secret.wrap(privateKey, row.kid), created_at: now })
      .returningAll()
      .executeTakeFirstOrThrow();
  return {
    all,
    add,
    open: (row) => secret.unwrap(row.wrapped, row.kid),
    async makeJwk(purpose) {
      const alg = algorithms[purpose];
      const pair = await generateKeyPair(alg, { crv: 'P-256', extractable: true });
      const jwk = await exportJWK(pair.publicKey);
      const kid = await calculateJwkThumbprint(jwk);
      const privateJwk = JSON.stringify(await exportJWK(pair.privateKey));
      return add({ kid, purpose, public: JSON.stringify({ ...jwk, kid, alg }) }, Buffer.from(privateJwk));
    },
  };
}
