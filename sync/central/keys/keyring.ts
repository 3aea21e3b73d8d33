// The keys of the exchange with terminals: those that records are sealed to and those that receipts are signed with, made at
// the first start. Both change while terminals are cut off for weeks, so several of each are in use at once: every sealing key
// opens until it is destroyed (rotate.ts), and a receipt is signed with the newest key that its terminal knows.
import { createPrivateKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Db, Trx } from '../db/open.ts';
import type { Secret } from './secret.ts';
import { keyStore } from './store.ts';
import type { KeyRow } from './store.ts';

export interface PublicJwk {
  readonly kid: string;
  readonly jwk: Record<string, string>;
}

export interface ReceiptKey extends PublicJwk {
  readonly privateKey: KeyObject;
  readonly createdAt: Date;
  /** Feed position of its announcement; null for the first one, which terminals get at their enrolment. */
  readonly announced: number | null;
}

/** What a terminal can know. */
export interface Reader {
  readonly enrolledAt: Date;
  readonly readTo: number | null;
}

/** With which push services know us (VAPID, RFC 8292): base64url, the public half as an uncompressed point. */
export interface PushKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface Keyring {
  /** The newest one, for terminals. */
  readonly sealing: PublicJwk;
  /** Newest first. */
  readonly receipts: readonly [ReceiptKey, ...ReceiptKey[]];
  /** The private half of a sealing key that is held here. */
  openingKey(kid: string): KeyObject | null;
  /** The newest receipt key that a terminal can verify. */
  receiptKeyFor(reader: Reader): ReceiptKey;
  /** One for good: every browser's subscription is bound to it. */
  readonly push: PushKey;
  /** Reads the table again, after another node or the command line changed it. */
  reload(db: Db | Trx): Promise<void>;
}

/** The bell's topic for a change of keys. */
export const keysTopic = 'keys';

/** Loads the keys, making those that are missing. Throws when the secret is not the one that wrapped them. */
export async function loadKeyring(db: Db | Trx, secret: Secret, now: Date): Promise<Keyring> {
  const store = keyStore(db, secret, now);
  for (const purpose of ['sealing', 'receipt', 'push'] as const)
    if ((await store.all(purpose)).length === 0) await store.makeJwk(purpose);
  let held = await read(db, secret, new Map());
  return {
    get sealing() {
      return held.sealing;
    },
    get receipts() {
      return held.receipts;
    },
    get push() {
      return held.push;
    },
    openingKey: (kid) => held.opening.get(kid) ?? null,
    receiptKeyFor: (reader) =>
      // The first one is known to all, so the last look always finds one.
      held.receipts.find((key) => knows(reader, key)) ?? held.receipts[0],
    async reload(from) {
      held = await read(from, secret, held.opening);
    },
  };
}

interface Held {
  readonly push: PushKey;
  readonly sealing: PublicJwk;
  readonly receipts: readonly [ReceiptKey, ...ReceiptKey[]];
  readonly opening: ReadonlyMap<string, KeyObject>;
}

async function read(db: Db | Trx, secret: Secret, known: ReadonlyMap<string, KeyObject>): Promise<Held> {
  // Nothing is made here, so the moment does not matter.
  const store = keyStore(db, secret, new Date(0));
  const sealing = await store.all('sealing');
  const opening = new Map<string, KeyObject>();
  for (const row of sealing) opening.set(row.kid, known.get(row.kid) ?? importPrivate(store.open(row)));
  const receipts: ReceiptKey[] = [];
  for (const row of await store.all('receipt')) {
    const privateKey = importPrivate(store.open(row));
    receipts.push({ ...publicOf(row), privateKey, createdAt: row.created_at, announced: row.announced });
  }
  const [newestSealing] = sealing;
  const [push] = await store.all('push');
  const [newest, ...older] = receipts;
  if (newestSealing === undefined || newest === undefined || push === undefined)
    throw new Error('the database has lost its keys');
  return {
    sealing: publicOf(newestSealing),
    receipts: [newest, ...older],
    opening,
    push: pushKeyOf(push.public, store.open(push)),
  };
}

/** Whether a terminal has read of a key, or got it at its enrolment. */
function knows({ readTo, enrolledAt }: Reader, { announced, createdAt }: ReceiptKey): boolean {
  return announced === null || (readTo !== null && readTo >= announced) || enrolledAt > createdAt;
}

function importPrivate(jwkBytes: Uint8Array): KeyObject {
  // What was wrapped is the JWK that exportJWK made.
  const key = JSON.parse(Buffer.from(jwkBytes).toString('utf8')) as JsonWebKey;
  return createPrivateKey({ key, format: 'jwk' });
}

const PushJwk = z.looseObject({ x: z.string(), y: z.string() });
const PushPrivateJwk = z.looseObject({ d: z.string() });

function pushKeyOf(publicJwk: string, privateJwk: Uint8Array): PushKey {
  const { x, y } = PushJwk.parse(JSON.parse(publicJwk));
  const point = [Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  const { d } = PushPrivateJwk.parse(JSON.parse(Buffer.from(privateJwk).toString('utf8')));
  return { publicKey: Buffer.concat(point).toString('base64url'), privateKey: d };
}

/** The public half of a row, as terminals get it. */
export function publicOf(row: Pick<KeyRow, 'kid' | 'public'>): PublicJwk {
  // Our own writing: exportJWK of an EC key has string members only.
  return { kid: row.kid, jwk: JSON.parse(row.public) as Record<string, string> };
}
