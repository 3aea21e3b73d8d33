// One-time enrolment codes and bearer tokens. The database keeps SHA-256 hashes only; the random part is long enough
// (100 bits and more) that a plain hash cannot be searched.
import { createHash, randomBytes } from 'node:crypto';
import type { Db, Trx } from './db/open.ts';

/** Stands for every municipality; only an embedded central API gives such codes and tokens out, to its own terminal. */
export const anyMunicipality = '*';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Hash under which a code, a token or a cookie of a session is stored. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** 20 characters of Crockford's base32 in groups of five: 100 bits, and it can be read out on the telephone. */
function enrolmentCode(): string {
  const letters = [...randomBytes(20)].map((byte) => alphabet[byte % 32]).join('');
  return letters.match(/.{5}/g)?.join('-') ?? letters;
}

/** Codes are compared without case, spaces or hyphens, since people copy them by hand. */
export const normaliseCode = (code: string): string => code.toUpperCase().replaceAll(/[\s-]/g, '');

export interface EnrolmentOffer {
  readonly name: string;
  readonly municipality: string;
  readonly ttlMs: number;
  /** The terminal that comes back with it, under its old id; absent: a new one. */
  readonly terminalId?: string;
}

/** Makes a one-time code with which one terminal of this municipality may enrol. */
export async function makeEnrolmentCode(db: Db | Trx, offer: EnrolmentOffer, now: Date): Promise<string> {
  const code = enrolmentCode();
  await db
    .insertInto('enrolment_codes')
    .values({
      code_hash: hashToken(normaliseCode(code)),
      name: offer.name,
      municipality: offer.municipality,
      created_at: now,
      expires_at: new Date(now.getTime() + offer.ttlMs),
      terminal_id: null,
      for_terminal: offer.terminalId ?? null,
    })
    .execute();
  return code;
}

/** Makes a bearer token: for a municipality's sender, or (null) for IT. `label` names it where people read what it did. */
export async function makeToken(
  db: Db | Trx,
  municipality: string | null,
  now: Date,
  label: string | null = null,
): Promise<string> {
  const token = `${municipality === null ? 'adm' : 'snd'}_${randomBytes(32).toString('base64url')}`;
  await db
    .insertInto('tokens')
    .values({
      token_hash: hashToken(token),
      kind: municipality === null ? 'admin' : 'sender',
      municipality,
      created_at: now,
      label,
    })
    .execute();
  return token;
}

export interface SenderBearer {
  readonly kind: 'sender';
  readonly municipality: string;
  /** Of the token, for the log; opens nothing. */
  readonly id: string;
  readonly label: string;
}
export type Bearer = { readonly kind: 'admin' } | SenderBearer;

/** Whose token this is; null when it is nobody's or revoked. */
export async function findBearer(db: Db, token: string): Promise<Bearer | null> {
  const row = await db
    .selectFrom('tokens')
    .select(['kind', 'municipality', 'label'])
    .where('token_hash', '=', hashToken(token))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.municipality === null) return { kind: 'admin' };
  const id = hashToken(token).slice(0, 16);
  return { kind: 'sender', municipality: row.municipality, id, label: row.label ?? `API ${id.slice(0, 4)}` };
}
